import Sequences

/// A vector cut into pieces of fewer than 2L entries, of which only few are different.
///
/// ```swift
/// let vector = try StraightLineProgram<Integer>(repair: [1, 2, 3]).power(1 << 40)
/// let pieces = PieceSequence(vector, granularity: 1000)
/// pieces.count          // N / 768: no symbol of at most 1000 entries is longer
/// pieces.distinctCount  // 1
/// ```
///
/// Symbols of at most L entries are *short* and stay whole. A *long* one is cut from the bottom up, into a prefix, pieces, and a
/// suffix, of which prefix and suffix are shorter than L/2: two short symbols make two pieces; a short one before a long one
/// is put before its prefix, which becomes a piece of its own as soon as it has L/2 entries; likewise behind; and of two long
/// ones the suffix of the first and the prefix of the second make a piece. So each long symbol adds at most two pieces to the
/// different ones.
///
/// **Invariant.** There are at most 2n + 2 different pieces and, for L ≥ 2, at most 4N/(L−1) + 2 pieces in all.
public struct PieceSequence<Value: SignedNumeric & Hashable & Sendable>: Sendable {
  private static var none: UInt32 { UInt32.max }

  private let program: StraightLineProgram<Value>
  /// L: the greatest length of a symbol that is not cut.
  public let granularity: Int
  /// The number of pieces.
  public private(set) var count = 0
  /// The number of different pieces.
  public private(set) var distinctCount = 0
  /// The number of parts that a walk passes if all-zero symbols are passed in one step.
  private(set) var partCount = 0
  /// The different pieces that are not all zeros.
  private(set) var nonzeroPieces: [UInt32] = []

  /// The lengths of the symbols, and of the joined pieces, which are numbered after them.
  private var lengths: [Int]
  private var isZero: [Bool]
  /// The two symbols or pieces that each joined piece consists of.
  private var joined: [(first: UInt32, second: UInt32)] = []
  private var number = PairTable()
  /// The prefix of each long symbol; `none` if it is empty, and for short symbols.
  private var prefixes: [UInt32]
  private var suffixes: [UInt32]
  /// The piece that a long symbol adds between, before or behind those of its long children.
  private var middles: [UInt32]

  /// Cuts the vector that `program` expands to.
  ///
  /// - Precondition: `granularity` ≥ 1.
  /// - Complexity: O(n), expected; the pieces are not written out.
  public init(_ program: StraightLineProgram<Value>, granularity: Int) {
    precondition(granularity >= 1, "a piece has at least 1 entry, not \(granularity)")
    self.program = program
    self.granularity = granularity
    let none = Self.none
    let size = program.size
    lengths = program.lengths
    isZero = program.repeated.map { $0 != none && program.terminals[Int($0)].isZero }
    prefixes = Array(repeating: none, count: size)
    suffixes = prefixes
    middles = prefixes
    guard let root = program.root else { return }
    // The numbers of pieces within each long symbol, without its prefix and suffix.
    var counts = Array(repeating: 0, count: size)
    var partCounts = counts
    var occurring: [UInt32] = []
    for symbol in program.terminals.count..<size where lengths[symbol] > granularity {
      let (left, right) = (program.left[symbol], program.right[symbol])
      let (first, second) = (Int(left), Int(right))
      counts[symbol] = counts[first] + counts[second]
      partCounts[symbol] = partCounts[first] + partCounts[second]
      let joint: UInt32
      switch (lengths[first] > granularity, lengths[second] > granularity) {
      case (false, false):
        occurring += [left, right]
        counts[symbol] = 2
        partCounts[symbol] = 2
        joint = none
      case (false, true):
        suffixes[symbol] = suffixes[second]
        let prefix = join(left, prefixes[second])
        let isPiece = lengths[Int(prefix)] >= granularity / 2 + granularity % 2
        (prefixes[symbol], joint) = isPiece ? (none, prefix) : (prefix, none)
      case (true, false):
        prefixes[symbol] = prefixes[first]
        let suffix = join(suffixes[first], right)
        let isPiece = lengths[Int(suffix)] >= granularity / 2 + granularity % 2
        (suffixes[symbol], joint) = isPiece ? (none, suffix) : (suffix, none)
      case (true, true):
        (prefixes[symbol], suffixes[symbol]) = (prefixes[first], suffixes[second])
        joint = join(suffixes[first], prefixes[second])
      }
      middles[symbol] = joint
      if joint != none {
        occurring.append(joint)
        counts[symbol] += 1
        partCounts[symbol] += 1
      }
      if isZero[symbol] { partCounts[symbol] = 1 }
    }
    if lengths[root] <= granularity {
      occurring = [UInt32(root)]
      (count, partCount) = (1, 1)
    } else {
      let ends = [prefixes[root], suffixes[root]].filter { $0 != none }
      occurring += ends
      (count, partCount) = (counts[root] + ends.count, partCounts[root] + ends.count)
    }
    var isNew = Array(repeating: true, count: lengths.count)
    var distinct: [UInt32] = []
    for piece in occurring where isNew[Int(piece)] {
      isNew[Int(piece)] = false
      distinct.append(piece)
    }
    distinctCount = distinct.count
    nonzeroPieces = distinct.filter { [isZero] in !isZero[Int($0)] }
  }

  /// The piece that consists of `first` and `second`, one of which may be `none`.
  private mutating func join(_ first: UInt32, _ second: UInt32) -> UInt32 {
    if first == Self.none { return second }
    if second == Self.none { return first }
    joined.append((first, second))
    let (size, candidate) = (program.size, UInt32(program.size + joined.count - 1))
    let known = number.symbol(for: packed(first, second), orInsert: candidate) { [joined] piece in
      let pair = joined[Int(piece) - size]
      return packed(pair.first, pair.second)
    }
    if known == candidate {
      lengths.append(lengths[Int(first)] + lengths[Int(second)])
      isZero.append(isZero[Int(first)] && isZero[Int(second)])
    } else {
      joined.removeLast()
    }
    return known
  }

  /// The number of entries of a piece.
  func length(of piece: UInt32) -> Int { lengths[Int(piece)] }

  /// The entries of a piece, each given by the number of its terminal.
  ///
  /// - Complexity: O(number of entries) or the height of what it consists of.
  func terminals(of piece: UInt32) -> [UInt32] {
    var entries: [UInt32] = []
    entries.reserveCapacity(lengths[Int(piece)])
    var stack = [piece]
    while let top = stack.popLast() {
      if Int(top) >= program.size {
        let pair = joined[Int(top) - program.size]
        stack.append(pair.second)
        stack.append(pair.first)
      } else if program.repeated[Int(top)] != Self.none {
        entries.append(contentsOf: repeatElement(program.repeated[Int(top)], count: lengths[Int(top)]))
      } else {
        stack.append(program.right[Int(top)])
        stack.append(program.left[Int(top)])
      }
    }
    return entries
  }

  /// The pieces themselves, from left to right, each with its entries.
  ///
  /// - Complexity: O(N) for all.
  public var pieces: some Sequence<[Value]> {
    parts(passingZeros: false).lazy.map { part in terminals(of: part.piece).map { program.terminals[Int($0)] } }
  }

  /// A piece and its length, or a stretch of zeros.
  struct Part {
    /// The piece; of a stretch of zeros that was passed in one step, an all-zero symbol.
    var piece: UInt32
    var length: Int
    var isZero: Bool
  }

  /// The pieces from left to right; all-zero symbols in one step, if `passingZeros`.
  func parts(passingZeros: Bool) -> Parts { Parts(self, passingZeros) }

  struct Parts: Sequence, IteratorProtocol {
    private enum Step {
      case piece(UInt32)
      case inside(UInt32)
    }

    private let sequence: PieceSequence
    private let passingZeros: Bool
    private var stack: [Step] = []

    fileprivate init(_ sequence: PieceSequence, _ passingZeros: Bool) {
      (self.sequence, self.passingZeros) = (sequence, passingZeros)
      guard let root = sequence.program.root else { return }
      if sequence.lengths[root] <= sequence.granularity {
        stack = [.piece(UInt32(root))]
      } else {
        push(sequence.suffixes[root])
        stack.append(.inside(UInt32(root)))
        push(sequence.prefixes[root])
      }
    }

    private mutating func push(_ piece: UInt32) {
      if piece != PieceSequence.none { stack.append(.piece(piece)) }
    }

    /// The next part.
    ///
    /// - Complexity: O(1) amortised, O(height) at worst.
    mutating func next() -> Part? {
      while let step = stack.popLast() {
        switch step {
        case .piece(let piece):
          return Part(
            piece: piece, length: sequence.lengths[Int(piece)], isZero: sequence.isZero[Int(piece)])
        case .inside(let symbol):
          let index = Int(symbol)
          let (left, right) = (sequence.program.left[index], sequence.program.right[index])
          if passingZeros, sequence.isZero[index] {
            var length = sequence.lengths[index]
            for end in [sequence.prefixes[index], sequence.suffixes[index]] where end != PieceSequence.none {
              length -= sequence.lengths[Int(end)]
            }
            return Part(piece: symbol, length: length, isZero: true)
          }
          switch (
            sequence.lengths[Int(left)] > sequence.granularity, sequence.lengths[Int(right)] > sequence.granularity
          ) {
          case (false, false):
            stack.append(.piece(right))
            stack.append(.piece(left))
          case (false, true):
            stack.append(.inside(right))
            push(sequence.middles[index])
          case (true, false):
            push(sequence.middles[index])
            stack.append(.inside(left))
          case (true, true):
            stack.append(.inside(right))
            push(sequence.middles[index])
            stack.append(.inside(left))
          }
        }
      }
      return nil
    }
  }
}
