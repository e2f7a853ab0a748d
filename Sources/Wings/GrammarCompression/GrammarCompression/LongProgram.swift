import Exact

/// A vector given by a grammar, of any length: 2¹⁰⁰ entries are a hundred rules.
///
/// ```swift
/// let vector = try LongProgram(StraightLineProgram<Integer>(repair: [1, -2, 3])).power(Integer(1) << 100)
/// vector.count                          // 3 · 2¹⁰⁰
/// vector[vector.count - 1]              // 3
/// try vector.product(with: vector)      // 14 · 2¹⁰⁰, from a few hundred keys
/// ```
///
/// `StraightLineProgram` counts with machine words, as nearly all vectors allow, and is many times faster. This type answers
/// the same questions where they do not, with lengths, positions and offsets of type `Integer`; it has no more than those.
///
/// **Invariant.** As that of `StraightLineProgram`: every symbol is reachable from the root, which is the last one; no two symbols
/// stand for the same entry, or for the same pair of symbols; terminals come first, in the order of their first occurrence,
/// then pairs, in the order in which a walk from left to right completes them. So programs are `==` exactly if they are
/// the same grammar up to names, however they were made.
public struct LongProgram<Value: SignedNumeric & Hashable & Sendable>: Sendable {
  private let totals: ProgramTotals<StraightLineRule<Value>>
  /// The value that a symbol repeats; nil if its expansion has two different entries.
  private let repeated: [Value?]

  /// The vector that the last of `ordered` expands to; equal rules are merged.
  ///
  /// Each names rules before it.
  private init(inOrder ordered: [StraightLineRule<Value>]) {
    totals = ProgramTotals(Self.canonical(ordered))
    var repeated: [Value?] = []
    for rule in totals.rules {
      switch rule {
      case .terminal(let value): repeated.append(value)
      case .pair(let left, let right): repeated.append(repeated[left] == repeated[right] ? repeated[left] : nil)
      }
    }
    self.repeated = repeated
  }

  /// The rules that the last of `ordered` needs, merged and numbered as the type promises.
  private static func canonical(_ ordered: [StraightLineRule<Value>]) -> [StraightLineRule<Value>] {
    var known: [StraightLineRule<Value>: Int] = [:]
    var number: [Int] = []
    var merged: [StraightLineRule<Value>] = []
    for var rule in ordered {
      if case .pair(let left, let right) = rule { rule = .pair(left: number[left], right: number[right]) }
      let symbol = known[rule] ?? merged.count
      if symbol == merged.count {
        known[rule] = symbol
        merged.append(rule)
      }
      number.append(symbol)
    }
    guard let root = number.last else { return [] }
    var reached = Array(repeating: false, count: merged.count)
    var (terminals, pairs): ([Int], [Int]) = ([], [])
    var stack = [root]
    while let symbol = stack.last {
      switch merged[symbol] {
      case .pair(let left, _) where !reached[symbol] && !reached[left]: stack.append(left)
      case .pair(_, let right) where !reached[symbol] && !reached[right]: stack.append(right)
      case let rule:
        stack.removeLast()
        if reached[symbol] { continue }
        reached[symbol] = true
        if case .terminal = rule { terminals.append(symbol) } else { pairs.append(symbol) }
      }
    }
    var place = Array(repeating: 0, count: merged.count)
    for (index, symbol) in (terminals + pairs).enumerated() { place[symbol] = index }
    return (terminals + pairs).map { symbol in
      guard case .pair(let left, let right) = merged[symbol] else { return merged[symbol] }
      return .pair(left: place[left], right: place[right])
    }
  }

  /// The vector that `program` expands to, with as many symbols.
  ///
  /// - Complexity: O(n).
  public init(_ program: StraightLineProgram<Value>) { self.init(inOrder: program.rules.map(\.rule)) }

  /// The vector that `program` expands to, its powers by repeated squaring.
  ///
  /// - Complexity: O(n + Σ log k) for the exponents k, expected.
  public init(_ program: RunLengthProgram<Value>) {
    var ordered: [StraightLineRule<Value>] = []
    var symbols: [Int] = []
    for rule in program.rules {
      switch rule {
      case .terminal(let value): ordered.append(.terminal(value))
      case .pair(let left, let right): ordered.append(.pair(left: symbols[left], right: symbols[right]))
      case .power(let base, let exponent): Self.appendPower(symbols[base], exponent, to: &ordered)
      }
      symbols.append(ordered.count - 1)
    }
    self.init(inOrder: ordered)
  }

  /// Appends rules of which the last one stands for `exponent` ≥ 2 copies of `symbol`.
  private static func appendPower(_ symbol: Int, _ exponent: Integer, to ordered: inout [StraightLineRule<Value>]) {
    func append(_ left: Int, _ right: Int) -> Int {
      ordered.append(.pair(left: left, right: right))
      return ordered.count - 1
    }
    var square = symbol
    var product: Int?
    var rest = exponent
    while true {
      if !rest.isEven { product = product.map { append($0, square) } ?? square }
      rest >>= 1
      // The last square is part of the product, so that the product is the last rule.
      if rest.isZero { return }
      square = append(square, square)
    }
  }

  /// What the symbols stand for.
  public var rules: [StraightLineRule<Value>] { totals.rules }

  private var lengths: [Integer] { totals.lengths }

  /// The number of symbols n, terminals included.
  public var size: Int { rules.count }

  /// The number of entries N.
  public var count: Integer { totals.count }

  /// The sum of all entries; 0 for the empty vector.
  ///
  /// - Complexity: O(1).
  public var sum: Value { totals.sums.last ?? .zero }

  /// The sum of the squares of all entries; 0 for the empty vector.
  ///
  /// - Complexity: O(n).
  public var squaredNorm: Value { totals.squaredNorm }

  /// The entry at `position`.
  ///
  /// - Precondition: `position` is in 0 ..< `count`.
  /// - Complexity: O(height) operations on integers.
  public subscript(position: Integer) -> Value { totals.entry(at: position) }

  /// The sum of the first `length` entries.
  ///
  /// - Precondition: `length` is in 0 ... `count`.
  /// - Complexity: O(height) operations on integers.
  public func prefixSum(_ length: Integer) -> Value { totals.prefixSum(length) }

  /// The entries, one after the other, if there are not too many.
  ///
  /// - Parameter limit: The greatest length that is acceptable.
  /// - Throws: `ProgramError.longExpansionTooLong`.
  /// - Complexity: O(N).
  public func expand(limit: Int = 1 << 28) throws(ProgramError) -> [Value] {
    guard let count = Int(exactly: count), count <= limit else {
      throw .longExpansionTooLong(length: count, limit: limit)
    }
    var entries: [Value] = []
    entries.reserveCapacity(count)
    var stack = rules.isEmpty ? [] : [size - 1]
    while let symbol = stack.popLast() {
      if let value = repeated[symbol] {
        // No longer than the vector, whose length fits.
        entries.append(contentsOf: repeatElement(value, count: lengths[symbol].asInt ?? 0))
      } else if case .pair(let left, let right) = rules[symbol] {
        stack.append(right)
        stack.append(left)
      }
    }
    return entries
  }

  /// This vector, then `other`.
  ///
  /// - Complexity: O(n₁ + n₂), expected.
  public func concatenated(with other: Self) -> Self {
    if rules.isEmpty { return other }
    if other.rules.isEmpty { return self }
    let shifted = other.rules.map { rule in
      switch rule {
      case .terminal: rule
      case .pair(let left, let right): StraightLineRule<Value>.pair(left: left + size, right: right + size)
      }
    }
    return Self(inOrder: rules + shifted + [.pair(left: size - 1, right: size + other.size - 1)])
  }

  /// `exponent` copies of this vector, one after the other, by repeated squaring.
  ///
  /// - Precondition: `exponent` ≥ 0.
  /// - Complexity: O(n + log `exponent`), expected.
  public func power(_ exponent: Integer) -> Self {
    precondition(exponent >= 0, "a vector cannot be repeated \(exponent) times")
    guard !rules.isEmpty, !exponent.isZero else { return Self(inOrder: []) }
    var ordered = rules
    if !exponent.isOne { Self.appendPower(size - 1, exponent, to: &ordered) }
    return Self(inOrder: ordered)
  }
}

extension LongProgram {
  /// One alignment: `right` lies `offset` positions to the right of `left`.
  private struct Key: Hashable {
    var left: Int
    var right: Int
    var offset: Integer
  }

  /// The inner product with `other`, by memoised descent over alignments of symbols, and the number of keys.
  ///
  /// The keys are those of `StraightLineProgram.product(with:budget:repeatedValues:)`.
  ///
  /// - Throws: `ProgramError.longLengthMismatch`; `ProgramError.budgetExceeded` if more than `budget` keys are needed.
  /// - Complexity: O(keys · height) operations on integers; no recursion.
  public func product(with other: Self, budget: Int? = nil) throws(ProgramError) -> (value: Value, keys: Int) {
    guard count == other.count else { throw .longLengthMismatch(count, other.count) }
    guard !rules.isEmpty else { return (.zero, 0) }
    let budget = budget ?? Int.max
    var table: [Key: Value] = [:]
    let root = Key(left: size - 1, right: other.size - 1, offset: 0)
    var stack = [root]
    while let key = stack.last {
      if value(of: key, other, table) != nil {
        stack.removeLast()
        continue
      }
      let (first, second) = parts(of: key, other)
      let value: Value
      if let direct = direct(key, other) {
        value = direct
      } else if let one = self.value(of: first, other, table) {
        guard let two = self.value(of: second, other, table) else {
          stack.append(second)
          continue
        }
        value = one + two
      } else {
        stack.append(first)
        continue
      }
      guard table.count < budget else { throw .budgetExceeded(keys: budget) }
      table[key] = value
      stack.removeLast()
    }
    return (value(of: root, other, table) ?? .zero, table.count)
  }

  /// The positions of the left symbol that both cover.
  private func overlap(_ key: Key, _ other: Self) -> (lower: Integer, upper: Integer) {
    (max(0, key.offset), min(lengths[key.left], key.offset + other.lengths[key.right]))
  }

  /// The value of an alignment that needs no key, or has one.
  private func value(of key: Key, _ other: Self, _ table: [Key: Value]) -> Value? {
    if repeated[key.left]?.isZero == true || other.repeated[key.right]?.isZero == true { return .zero }
    let (lower, upper) = overlap(key, other)
    return lower >= upper ? .zero : table[key]
  }

  /// The value of an alignment in which one symbol repeats a value.
  private func direct(_ key: Key, _ other: Self) -> Value? {
    let (lower, upper) = overlap(key, other)
    if let constant = repeated[key.left] {
      let sum =
        other.totals.sum(of: key.right, upTo: upper - key.offset)
        - other.totals.sum(of: key.right, upTo: lower - key.offset)
      return constant * sum
    }
    if let constant = other.repeated[key.right] {
      return (totals.sum(of: key.left, upTo: upper) - totals.sum(of: key.left, upTo: lower)) * constant
    }
    return nil
  }

  /// The two alignments that splitting the longer symbol makes.
  private func parts(of key: Key, _ other: Self) -> (Key, Key) {
    let splitsLeft = lengths[key.left] >= other.lengths[key.right]
    guard case .pair(let left, let right) = splitsLeft ? rules[key.left] : other.rules[key.right] else {
      return (key, key)
    }
    if splitsLeft {
      return (
        Key(left: left, right: key.right, offset: key.offset),
        Key(left: right, right: key.right, offset: key.offset - lengths[left])
      )
    }
    return (
      Key(left: key.left, right: left, offset: key.offset),
      Key(left: key.left, right: right, offset: key.offset + other.lengths[left])
    )
  }
}

extension LongProgram: Hashable {
  public static func == (first: Self, second: Self) -> Bool { first.rules == second.rules }
  public func hash(into hasher: inout Hasher) { hasher.combine(rules) }
}

extension StraightLineProgram {
  /// The vector that `program` expands to, if machine words can count its entries.
  ///
  /// - Throws: `ProgramError.lengthOverflow`, `ProgramError.tooManySymbols`.
  /// - Complexity: O(n).
  public init(_ program: LongProgram<Value>) throws(ProgramError) {
    try self.init(rules: program.rules.enumerated().map { ($0, $1) }, root: program.rules.indices.last)
  }
}
