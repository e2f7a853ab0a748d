import Exact

/// How the blocked product finds the inner products of two pieces at the offsets at which they meet.
package enum PieceArithmetic: Hashable, CaseIterable, Sendable {
  /// Whichever of the other two needs fewer multiplications.
  case cheaper
  /// Entry by entry, for each offset on its own.
  case direct
  /// All offsets at once, by `ExactCorrelation`; integers only.
  case correlation
}

/// The product of two vectors that are cut into pieces (`PieceSequence`).
///
/// A walk along both counts how often each pair of pieces meets at each offset, passing zeros. Each pair is then looked at
/// once, whatever the number of its offsets.
struct BlockedProduct<Value: SignedNumeric & Hashable & Sendable> {
  /// How often two pieces meet at an offset, and where the first time.
  private struct Meetings {
    var count: Int
    var position: Int
  }

  let first: PieceSequence<Value>
  let second: PieceSequence<Value>
  /// How many multiplications count as a step.
  private let multiplicationsPerStep: Int
  private let hasCorrelation: Bool

  /// - Parameters:
  ///   - granularity: L, at most 2⁶⁰ if `stepBound` is to be asked.
  ///   - integers: Whether all offsets of a pair can be dealt with at once.
  init(
    _ first: StraightLineProgram<Value>, _ second: StraightLineProgram<Value>, granularity: Int, integers: Bool
  ) {
    self.first = PieceSequence(first, granularity: granularity)
    self.second = PieceSequence(second, granularity: granularity)
    hasCorrelation = integers
    multiplicationsPerStep = integers ? 64 : 1
  }

  /// An upper bound on the number of steps.
  ///
  /// There are no more alignments than parts. The products of entries that they need are at most N, at most all those of
  /// all pairs of different pieces, and at most what one correlation for each pair takes.
  func stepBound(count: Int) -> Int {
    func total(_ sequence: PieceSequence<Value>) -> (pieces: Double, entries: Double) {
      let pieces = sequence.nonzeroPieces
      return (Double(pieces.count), pieces.reduce(0) { $0 + Double(sequence.length(of: $1)) })
    }
    let (one, other) = (total(first), total(second))
    var multiplications = min(Double(count), one.entries * other.entries)
    if hasCorrelation {
      // A piece has fewer than 2L entries.
      let factor = Self.correlationFactor(4 * first.granularity)
      let entries = one.entries * other.pieces + one.pieces * other.entries
      multiplications = min(
        multiplications, entries * Double(factor) + one.pieces * other.pieces * Double(Self.correlationOverhead))
    }
    let steps =
      Double(first.partCount) + Double(second.partCount)
      + (multiplications / Double(multiplicationsPerStep)).rounded(.up)
    return Int(exactly: steps.rounded(.up)) ?? Int.max
  }

  /// The price of a correlation, in multiplications: so many for each entry of two pieces with `length` entries together …
  private static func correlationFactor(_ length: Int) -> Int { Int.bitWidth - length.leadingZeroBitCount }

  /// … and so many in any case.
  private static var correlationOverhead: Int { 64 }

  /// The pairs of pieces that meet, each with its offsets in rising order.
  private func meetings(steps: inout Int) throws(ProgramError) -> [ProductTable<Meetings>.Entry] {
    var table = ProductTable<Meetings>()
    var (firstParts, secondParts) = (first.parts(passingZeros: true), second.parts(passingZeros: true))
    var (firstPart, secondPart) = (firstParts.next(), secondParts.next())
    var (firstStart, secondStart) = (0, 0)
    while let one = firstPart, let other = secondPart {
      steps += 1
      if !one.isZero, !other.isZero {
        let offset = secondStart - firstStart
        let hash = ProductTable<Meetings>.hash(one.piece, other.piece, offset)
        if !table.update(one.piece, other.piece, offset, hash: hash, { $0.count += 1 }) {
          guard table.entries.count < ProductTable<Meetings>.capacity else {
            throw .budgetExceeded(keys: table.entries.count)
          }
          table.insert(
            .init(
              left: one.piece, right: other.piece, offset: offset, value: Meetings(count: 1, position: firstStart)),
            hash: hash)
        }
      }
      let (firstEnd, secondEnd) = (firstStart + one.length, secondStart + other.length)
      if firstEnd <= secondEnd { (firstPart, firstStart) = (firstParts.next(), firstEnd) }
      if secondEnd <= firstEnd { (secondPart, secondStart) = (secondParts.next(), secondEnd) }
    }
    return table.entries.sorted { ($0.left, $0.right, $0.offset) < ($1.left, $1.right, $1.offset) }
  }

  /// The product, a position that contributes, and the steps.
  ///
  /// - Parameters:
  ///   - elements: The entries of the first and the second vector's terminals.
  ///   - correlations: The inner products at the given offsets, second word against first; nil if there is no such method.
  func evaluate<Scalar: SignedNumeric & Sendable>(
    _ elements: (first: [Scalar], second: [Scalar]), _ arithmetic: PieceArithmetic,
    correlation: ((_ first: [Scalar], _ longest: Int) -> (_ second: [Scalar], _ offsets: [Int]) -> [Scalar])?
  ) throws(ProgramError) -> (value: Scalar, witness: Int?, steps: Int) {
    var (value, witness, steps) = (Scalar.zero, Int?.none, 0)
    var multiplications = 0
    let entries = try meetings(steps: &steps)
    let longest = second.nonzeroPieces.reduce(0) { max($0, second.length(of: $1)) }
    var index = 0
    while index < entries.count {
      // All pairs with one first piece, one after the other.
      let left = entries[index].left
      let firstWord = first.terminals(of: left).map { elements.first[Int($0)] }
      var correlate: ((_ second: [Scalar], _ offsets: [Int]) -> [Scalar])?
      while index < entries.count, entries[index].left == left {
        let right = entries[index].right
        let end = entries[index...].firstIndex { $0.left != left || $0.right != right } ?? entries.count
        let meetings = entries[index..<end]
        index = end
        let secondWord = second.terminals(of: right).map { elements.second[Int($0)] }
        let direct = meetings.reduce(0) { $0 + Self.overlap($1.offset, firstWord.count, secondWord.count).count }
        let length = firstWord.count + secondWord.count
        let indirect = length * Self.correlationFactor(length) + Self.correlationOverhead
        let products: [Scalar]
        if let correlation, arithmetic == .correlation || (arithmetic == .cheaper && indirect < direct) {
          let known = correlate ?? correlation(firstWord, longest)
          correlate = known
          products = known(secondWord, meetings.map(\.offset))
          multiplications += indirect
        } else {
          products = meetings.map { meeting in
            Self.product(firstWord, secondWord, meeting.offset)
          }
          multiplications += direct
        }
        for (meeting, product) in zip(meetings, products) where !product.isZero {
          value += product.multiplied(by: meeting.value.count)
          if witness == nil {
            witness = Self.overlap(meeting.offset, firstWord.count, secondWord.count)
              .first { !firstWord[$0].isZero && !secondWord[$0 - meeting.offset].isZero }
              .map { meeting.value.position + $0 }
          }
        }
      }
    }
    steps += (multiplications + multiplicationsPerStep - 1) / multiplicationsPerStep
    return (value, value.isZero ? nil : witness, steps)
  }

  /// The positions of the first word that the second covers.
  private static func overlap(_ offset: Int, _ first: Int, _ second: Int) -> Range<Int> {
    max(0, offset)..<min(first, offset + second)
  }

  private static func product<Scalar: SignedNumeric>(_ first: [Scalar], _ second: [Scalar], _ offset: Int) -> Scalar {
    overlap(offset, first.count, second.count).reduce(.zero) { $0 + first[$1] * second[$1 - offset] }
  }
}

extension StraightLineProgram {
  /// The granularity at which the blocked product with `other` promises the fewest steps, and how many it promises.
  ///
  /// Powers of 4 are tried, up to 4¹⁰; a better granularity between them would save at most about half of the steps.
  ///
  /// - Complexity: O(n₁ + n₂), expected, with a factor of 10.
  func bestGranularity(with other: Self, integers: Bool) -> (granularity: Int, steps: Int) {
    var best = (granularity: 1, steps: Int.max)
    for exponent in 1...10 {
      let granularity = 1 << (2 * exponent)
      let steps = BlockedProduct(self, other, granularity: granularity, integers: integers).stepBound(count: count)
      if steps < best.steps { best = (granularity, steps) }
      if granularity >= count { break }
    }
    return best
  }

  /// The inner product with `other`, both cut into pieces of fewer than 2L entries (`PieceSequence`).
  ///
  /// Each pair of different pieces is looked at once, for all offsets at which it occurs. A step is an alignment of two pieces
  /// or one multiplication.
  ///
  /// - Parameters:
  ///   - other: A vector of the same length.
  ///   - granularity: L, at least 1.
  /// - Throws: `ProgramError.lengthMismatch`.
  /// - Complexity: O(N/L) alignments, and O(n₁ · n₂ · L²) or O(N) multiplications.
  public func product(with other: Self, granularity: Int) throws(ProgramError) -> PlannedProduct<Value> {
    guard count == other.count else { throw .lengthMismatch(count, other.count) }
    let blocked = BlockedProduct(self, other, granularity: granularity, integers: false)
    let (value, witness, steps) = try blocked.evaluate((terminals, other.terminals), .direct, correlation: nil)
    return PlannedProduct(value: value, method: .blocked, steps: steps, witness: witness)
  }
}

extension StraightLineProgram where Value == Integer {
  /// The inner product with `other`, both cut into pieces of fewer than 2L entries (`PieceSequence`).
  ///
  /// Each pair of different pieces is looked at once, for all offsets at which it occurs: entry by entry, or, where that is
  /// less work, by one long multiplication that gives all offsets. A step is an alignment of two pieces or 64 multiplications of
  /// entries.
  ///
  /// - Parameters:
  ///   - other: A vector of the same length.
  ///   - granularity: L, at least 1; the number of steps is least for L about √(N / (n₁ · n₂)).
  /// - Throws: `ProgramError.lengthMismatch`.
  /// - Complexity: O(N/L + n₁ · n₂ · L log L) with entries that fit a word, whatever the vectors; about O(√(n₁ · n₂ · N))
  ///   for the best L, up to logarithms.
  public func product(with other: Self, granularity: Int) throws(ProgramError) -> PlannedProduct<Integer> {
    try product(with: other, granularity: granularity, arithmetic: .cheaper)
  }

  /// The inner product as above, with one way to multiply two pieces, so that each can be tested and timed alone.
  ///
  /// - Parameters:
  ///   - other: A vector of the same length.
  ///   - granularity: L, at least 1.
  ///   - arithmetic: How the products of two pieces are found.
  /// - Throws: `ProgramError.lengthMismatch`.
  package func product(
    with other: Self, granularity: Int, arithmetic: PieceArithmetic
  ) throws(ProgramError) -> PlannedProduct<Integer> {
    guard count == other.count else { throw .lengthMismatch(count, other.count) }
    let blocked = BlockedProduct(self, other, granularity: granularity, integers: true)
    let largest = other.terminals.lazy.map(\.magnitude).max() ?? 0
    if productFitsWords(self, other) {
      // Modulo 2⁶⁴ throughout: the product, and that at each offset, fits. As in `MemoisedProduct`, if a vector is all zeros, the
      // other's entries are never multiplied.
      func words(_ program: Self) -> [ModularWord] { program.terminals.map { ModularWord($0.asInt ?? 0) } }
      let (value, witness, steps) = try blocked.evaluate((words(self), words(other)), arithmetic) { first, longest in
        let correlation = ExactCorrelation(first.map { Integer($0.word) }, longest: longest, largest: largest)
        return { second, offsets in
          correlation.products(with: second.map { Integer($0.word) }, at: offsets).map { ModularWord($0.asInt ?? 0) }
        }
      }
      return PlannedProduct(value: Integer(value.word), method: .blocked, steps: steps, witness: witness)
    }
    let (value, witness, steps) = try blocked.evaluate((terminals, other.terminals), arithmetic) { first, longest in
      let correlation = ExactCorrelation(first, longest: longest, largest: largest)
      return { second, offsets in correlation.products(with: second, at: offsets) }
    }
    return PlannedProduct(value: value, method: .blocked, steps: steps, witness: witness)
  }
}
