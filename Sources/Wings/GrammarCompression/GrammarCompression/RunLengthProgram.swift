import Exact

/// What a symbol of a grammar with powers stands for.
public enum RunLengthRule<Value> {
  /// One entry of the vector.
  case terminal(Value)
  /// The expansion of the symbol `left`, then that of `right`.
  case pair(left: Int, right: Int)
  /// `exponent` ≥ 2 copies of the expansion of the symbol `base`.
  case power(base: Int, exponent: Integer)
}

extension RunLengthRule: Equatable where Value: Equatable {}
extension RunLengthRule: Hashable where Value: Hashable {}
extension RunLengthRule: Sendable where Value: Sendable {}

/// A vector given by a grammar whose rules may be powers: X → Y^k is one symbol, whatever k.
///
/// ```swift
/// let program = try StraightLineProgram<Integer>(repair: [1, 2]).power(1000)
/// program.size                       // 17: squaring takes ⌊log₂ k⌋ + popcount(k) − 1 symbols
/// RunLengthProgram(program).size     // 4: the symbols 1, 2, A = 1 2, and A¹⁰⁰⁰
/// ```
///
/// Powers are a type of their own, not a third kind of rule of `StraightLineProgram`, for what they give and what they
/// cost. They save a factor of log N at most, of which the words that encode 3SUM instances are an example: n = O(m), and
/// O(m log U) without. But everything else about programs is about *two* children: the descents of products and their key
/// counts, certificates, balancing, the text form that other tools read; each would need a third case, and a product would
/// have to cut powers in two after all, which makes the same symbols as squaring. So this type stores and measures; for a
/// product it is converted, in time of the result: to `StraightLineProgram`, or to `LongProgram` if words cannot count it.
///
/// **Invariant.** Every symbol is reachable from the root, which is the last one, and stands behind those that it names; no two
/// stand for the same. The base of a power is not a power, and a pair is not of two powers of one symbol (which is its first power).
public struct RunLengthProgram<Value: SignedNumeric & Hashable & Sendable>: Sendable {
  private let totals: ProgramTotals<RunLengthRule<Value>>

  /// A symbol of another program as a power of what is not a power itself.
  private struct Factor: Hashable {
    var base: Int
    var exponent: Integer
  }

  /// What is not a power: an entry, or two factors of different bases.
  private enum Base: Hashable {
    case terminal(Value)
    case pair(Factor, Factor)
  }

  /// The vector that `program` expands to; neighbouring powers of one symbol become one power.
  ///
  /// There are at most as many symbols, and a power by squaring is one symbol more than its base.
  ///
  /// - Complexity: O(n), expected.
  public init(_ program: StraightLineProgram<Value>) {
    self.init(inOrder: program.rules.lazy.map(\.rule.runLength))
  }

  /// The vector that `program` expands to; neighbouring powers of one symbol become one power.
  ///
  /// - Complexity: O(n), expected.
  public init(_ program: LongProgram<Value>) {
    self.init(inOrder: program.rules.lazy.map(\.runLength))
  }

  /// The vector that the last of `rules` expands to; none for the empty vector.
  ///
  /// Each names rules before it by their positions. Rules that say the same are merged, those that the last one does not need are
  /// dropped, and neighbouring powers of one symbol become one power; so the program may have fewer symbols.
  ///
  /// - Precondition: Exponents are at least 1.
  /// - Throws: `ProgramError.danglingSymbol` for a rule that names itself or one behind it.
  /// - Complexity: O(n), expected.
  public init(rules: [RunLengthRule<Value>]) throws(ProgramError) {
    for (index, rule) in rules.enumerated() {
      let names: [Int]
      switch rule {
      case .terminal: names = []
      case .pair(let left, let right): names = [left, right]
      case .power(let base, let exponent):
        precondition(exponent >= 1, "a power has an exponent of at least 1, not \(exponent)")
        names = [base]
      }
      for name in names where !(0..<index ~= name) { throw .danglingSymbol(name, in: index) }
    }
    self.init(inOrder: rules)
  }

  private init(inOrder ordered: some Collection<RunLengthRule<Value>>) {
    var bases: [Base] = []
    var known: [Base: Int] = [:]
    var factors: [Factor] = []
    for rule in ordered {
      let base: Base
      switch rule {
      case .terminal(let value): base = .terminal(value)
      case .power(let base, let exponent):
        let factor = factors[base]
        factors.append(Factor(base: factor.base, exponent: factor.exponent * exponent))
        continue
      case .pair(let left, let right):
        let (first, second) = (factors[left], factors[right])
        if first.base == second.base {
          factors.append(Factor(base: first.base, exponent: first.exponent + second.exponent))
          continue
        }
        base = .pair(first, second)
      }
      let number = known[base] ?? bases.count
      if number == bases.count {
        known[base] = number
        bases.append(base)
      }
      factors.append(Factor(base: number, exponent: 1))
    }
    var rules: [RunLengthRule<Value>] = []
    var symbol: [Factor: Int] = [:]
    var stack = factors.last.map { [$0] } ?? []
    while let factor = stack.last {
      var missing: Factor?
      var rule: RunLengthRule<Value>?
      if !factor.exponent.isOne {
        let base = Factor(base: factor.base, exponent: 1)
        if let known = symbol[base] { rule = .power(base: known, exponent: factor.exponent) } else { missing = base }
      } else {
        switch bases[factor.base] {
        case .terminal(let value): rule = .terminal(value)
        case .pair(let first, let second):
          if let left = symbol[first] {
            if let right = symbol[second] { rule = .pair(left: left, right: right) } else { missing = second }
          } else {
            missing = first
          }
        }
      }
      if let missing {
        stack.append(missing)
      } else if let rule {
        stack.removeLast()
        if symbol[factor] == nil {
          symbol[factor] = rules.count
          rules.append(rule)
        }
      }
    }
    totals = ProgramTotals(rules)
  }

  /// What the symbols stand for.
  public var rules: [RunLengthRule<Value>] { totals.rules }

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
  /// - Complexity: O(n) multiplications; a power costs one, or O(log k) sums where k is not a value of the entries' type.
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
    try LongProgram(self).expand(limit: limit)
  }
}

extension RunLengthProgram: Hashable {
  public static func == (first: Self, second: Self) -> Bool { first.rules == second.rules }
  public func hash(into hasher: inout Hasher) { hasher.combine(rules) }
}

extension StraightLineProgram {
  /// The vector that `program` expands to, its powers by repeated squaring.
  ///
  /// - Throws: `ProgramError.lengthOverflow` if machine words cannot count its entries; `ProgramError.tooManySymbols`.
  /// - Complexity: O(n + Σ log k) for the exponents k, expected.
  public init(_ program: RunLengthProgram<Value>) throws(ProgramError) { try self.init(LongProgram(program)) }
}

extension Numeric {
  /// `count` ≥ 0 times the value, also where `count` itself is not a value of the type.
  func multiplied(by count: Integer) -> Self {
    if let count = count.asInt { return multiplied(by: count) }
    // In base 2⁶², so that each digit is a word.
    let (high, low) = count.quotientAndRemainder(dividingBy: Integer(1) << 62)
    return multiplied(by: high).multiplied(by: 1 << 62) + multiplied(by: low.asInt ?? 0)
  }
}
