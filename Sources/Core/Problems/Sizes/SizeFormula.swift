import Exact

/// A size as a formula over the parameters of an instance.
///
///     let (m, universe) = (SizeFormula.parameter("m"), SizeFormula.parameter("U"))
///     let length = 2 * universe * m
///     length.description                            // 2Um
///     try length.value(for: ["m": 16, "U": 256])    // 8192
///
/// The value and the words come from the same tree, so they cannot disagree. A formula is simplified when it is made: constants are
/// folded, like terms are collected, and ⌈log₂ 2^x⌉ is x. Two formulas that are equal as functions need not be equal as values.
///
/// Parameters stand for sizes: they are integers of at least 0.
public struct SizeFormula: Hashable, Sendable, ExpressibleByIntegerLiteral {
  /// Which way a quotient or a logarithm is rounded to an integer.
  enum Rounding: Hashable { case down, up }

  /// What a formula is made of. Sums and products are made by ``sum(of:)`` and ``product(of:)`` alone, which keep them simplified.
  indirect enum Term: Hashable {
    case constant(Integer)
    case parameter(String)
    /// A number that a reduction works out by itself.
    case quantity(String, meaning: String)
    case named(String, SizeFormula)
    /// Two terms or more, none of them a sum, no two alike; a constant is the last.
    case sum([SizeFormula])
    /// Two factors or more, none of them a product; a constant is the first, and neither 0 nor 1.
    case product([SizeFormula])
    case powerOfTwo(SizeFormula)
    /// ⌈x^γ⌉ with 0 < γ < 1.
    case root(SizeFormula, Rational)
    case quotient(SizeFormula, SizeFormula, Rounding)
    /// 0 for x ≤ 1.
    case logarithm(SizeFormula, Rounding)
    case bitCount(SizeFormula)
    /// Two parts.
    case greatest([SizeFormula])
    /// Two parts.
    case least([SizeFormula])
  }

  let term: Term

  init(_ term: Term) { self.term = term }

  /// A constant.
  public init(_ value: Integer) { term = .constant(value) }

  /// A constant.
  public init(integerLiteral value: Int) { term = .constant(Integer(value)) }

  /// The parameter of this name, such as `n_A`.
  public static func parameter(_ name: String) -> Self { Self(.parameter(name)) }

  /// A number that depends on the parameters in a way that is no formula; a reduction works it out, and its words are these.
  ///
  /// ``value(for:)`` looks it up like a parameter: the reduction appends it to the sizes. Choose a name that no parameter has.
  public static func quantity(_ name: String, meaning: String) -> Self { Self(.quantity(name, meaning: meaning)) }

  /// The same formula, which words abbreviate by this name and define once. A constant or a parameter needs no abbreviation.
  public func named(_ name: String) -> Self {
    switch term {
    case .constant, .parameter: self
    default: Self(.named(name, self))
    }
  }

  /// 2^x. It has no value for x < 0.
  public static func powerOfTwo(_ exponent: Self) -> Self { folded(.powerOfTwo(exponent)) }

  /// ⌈x^γ⌉, where 0⁰ = 1. It has no value for x < 0.
  ///
  /// - Precondition: 0 ≤ γ ≤ 1.
  public func roundedUpPower(_ gamma: Rational) -> Self {
    precondition(0...1 ~= gamma, "an exponent from 0 to 1")
    if gamma == 0 { return 1 }
    return gamma == 1 ? self : Self.folded(.root(self, gamma))
  }

  /// ⌈x/y⌉. It has no value for x < 0 or y < 1.
  public func dividedRoundingUp(by divisor: Self) -> Self {
    divisor == 1 ? self : Self.folded(.quotient(self, divisor, .up))
  }

  /// ⌊x/y⌋. It has no value for x < 0 or y < 1.
  public func dividedRoundingDown(by divisor: Self) -> Self {
    divisor == 1 ? self : Self.folded(.quotient(self, divisor, .down))
  }

  /// ⌈log₂ x⌉; 0 for x ≤ 1.
  public var logarithmRoundedUp: Self { logarithm(.up) }

  /// ⌊log₂ x⌋; 0 for x ≤ 1.
  public var logarithmRoundedDown: Self { logarithm(.down) }

  private func logarithm(_ rounding: Rounding) -> Self {
    if case .powerOfTwo(let exponent) = term { return exponent }
    return Self.folded(.logarithm(self, rounding))
  }

  /// ‖x‖, the number of bits: ⌊log₂ x⌋ + 1, and 0 for 0. It has no value for x < 0.
  public var bitCount: Self { Self.folded(.bitCount(self)) }

  /// max(x, y).
  public static func greatest(_ a: Self, _ b: Self) -> Self { a == b ? a : folded(.greatest([a, b])) }

  /// min(x, y).
  public static func least(_ a: Self, _ b: Self) -> Self { a == b ? a : folded(.least([a, b])) }

  /// A sum.
  public static func + (a: Self, b: Self) -> Self { sum(of: [a, b]) }

  /// A difference.
  public static func - (a: Self, b: Self) -> Self { sum(of: [a, -1 * b]) }

  /// A product.
  public static func * (a: Self, b: Self) -> Self { product(of: [a, b]) }
}

extension SizeFormula {
  /// What the formula is made of, in the order in which it is written.
  var parts: [SizeFormula] {
    switch term {
    case .constant, .parameter, .quantity: []
    case .named(_, let part), .powerOfTwo(let part), .root(let part, _), .logarithm(let part, _), .bitCount(let part):
      [part]
    case .quotient(let dividend, let divisor, _): [dividend, divisor]
    case .sum(let parts), .product(let parts), .greatest(let parts), .least(let parts): parts
    }
  }

  /// The names of the parameters in it, each once, in the order in which they are written.
  public var parameters: [String] {
    var names: [String] = []
    visit { if case .parameter(let name) = $0.term, !names.contains(name) { names.append(name) } }
    return names
  }

  /// Whether there is a ``quantity(_:meaning:)`` in it.
  public var hasQuantities: Bool {
    var found = false
    visit { if case .quantity = $0.term { found = true } }
    return found
  }

  /// Calls `body` with each part of the formula, parts before what is made of them.
  func visit(_ body: (SizeFormula) -> Void) {
    for part in parts { part.visit(body) }
    body(self)
  }

  /// The formula with formulas in the places of parameters; parameters that have none stay.
  public func substituting(_ formulas: [String: SizeFormula]) -> SizeFormula {
    if case .parameter(let name) = term { return formulas[name] ?? self }
    return map { $0.substituting(formulas) }
  }

  /// The formula with every abbreviation replaced by its definition.
  public var unabbreviated: SizeFormula {
    if case .named(_, let definition) = term { return definition.unabbreviated }
    return map(\.unabbreviated)
  }

  /// The formula of the same form with other parts.
  private func map(_ new: (SizeFormula) -> SizeFormula) -> SizeFormula {
    switch term {
    case .constant, .parameter, .quantity: self
    case .named(let name, let part): new(part).named(name)
    case .sum(let parts): Self.sum(of: parts.map(new))
    case .product(let parts): Self.product(of: parts.map(new))
    case .powerOfTwo(let part): .powerOfTwo(new(part))
    case .root(let part, let gamma): new(part).roundedUpPower(gamma)
    case .quotient(let dividend, let divisor, .up): new(dividend).dividedRoundingUp(by: new(divisor))
    case .quotient(let dividend, let divisor, .down): new(dividend).dividedRoundingDown(by: new(divisor))
    case .logarithm(let part, let rounding): new(part).logarithm(rounding)
    case .bitCount(let part): new(part).bitCount
    case .greatest(let parts): .greatest(new(parts[0]), new(parts[1]))
    case .least(let parts): .least(new(parts[0]), new(parts[1]))
    }
  }

  /// Whether the value surely does not fall when the parameters of these names grow: so an upper bound may take the place of each.
  ///
  /// The answer false means only that it cannot be seen from the formula's form.
  public func isNonDecreasing(in names: Set<String>) -> Bool {
    if !parameters.contains(where: names.contains) { return true }
    switch term {
    case .constant, .parameter, .quantity: return true
    case .product(let parts): return parts.allSatisfy { $0.isNonDecreasing(in: names) && $0.isNonNegative }
    case .quotient(let dividend, let divisor, _):
      return dividend.isNonDecreasing(in: names) && !divisor.parameters.contains(where: names.contains)
    default: return parts.allSatisfy { $0.isNonDecreasing(in: names) }
    }
  }

  /// Whether the value is surely at least 0.
  private var isNonNegative: Bool {
    switch term {
    case .constant(let value): value >= 0
    case .parameter, .quantity, .powerOfTwo, .root, .quotient, .logarithm, .bitCount: true
    case .greatest(let parts): parts.contains { $0.isNonNegative }
    case .named, .sum, .product, .least: parts.allSatisfy { $0.isNonNegative }
    }
  }
}
