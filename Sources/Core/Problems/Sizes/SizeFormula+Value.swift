import Exact

/// Why a formula has no value.
public enum SizeFormulaError: Error, Equatable, Sendable, CustomStringConvertible {
  /// A parameter of this name is not among the sizes.
  case missingParameter(String)
  /// A division by 0, or a power, root or number of bits of a negative number, in the formula with these words.
  case undefined(String)
  /// The power of two with these words has more than ``SizeFormula/mostBits`` bits.
  case tooLarge(String)

  public var description: String {
    switch self {
    case .missingParameter(let name): "the size parameter \(name) is missing"
    case .undefined(let words): "\(words) has no value for these sizes"
    case .tooLarge(let words): "\(words) has more than \(SizeFormula.mostBits) bits for these sizes"
    }
  }
}

extension SizeParameters {
  /// The parameter that a promise needs.
  ///
  /// - Throws: ``SizeFormulaError/missingParameter(_:)``.
  public func required(_ name: String) throws(SizeFormulaError) -> Integer {
    guard let value = self[name] else { throw .missingParameter(name) }
    return value
  }
}

extension SizeFormula {
  /// The largest exponent of a power of two that is worked out.
  public static let mostBits = 1 << 20

  /// The value for these sizes, exactly.
  ///
  /// - Throws: ``SizeFormulaError``.
  /// - Complexity: an operation on integers for each part of the formula; as many as ⌈x^γ⌉ has bits for a power.
  public func value(for size: SizeParameters) throws(SizeFormulaError) -> Integer {
    switch term {
    case .constant(let value): return value
    case .parameter(let name), .quantity(let name, _): return try size.required(name)
    case .named(_, let part): return try part.value(for: size)
    case .sum(let parts):
      var sum = Integer(0)
      for part in parts { sum += try part.value(for: size) }
      return sum
    case .product(let parts):
      var product = Integer(1)
      for part in parts { product *= try part.value(for: size) }
      return product
    case .powerOfTwo(let part):
      let exponent = try natural(part, size)
      guard let exponent = Int(exactly: exponent), exponent <= Self.mostBits else { throw .tooLarge(description) }
      return Integer(1) << exponent
    case .root(let part, let gamma): return try Self.roundedUpPower(natural(part, size), gamma, of: self)
    case .quotient(let dividend, let divisor, let rounding):
      let (x, y) = (try natural(dividend, size), try natural(divisor, size))
      guard y > 0 else { throw .undefined(description) }
      return rounding == .down ? x / y : (x + y - 1) / y
    case .logarithm(let part, let rounding):
      let value = try part.value(for: size)
      if value <= 1 { return 0 }
      return Integer(rounding == .down ? value.bitWidth - 1 : (value - 1).bitWidth)
    case .bitCount(let part): return Integer(try natural(part, size).bitWidth)
    case .greatest(let parts): return try extreme(parts, size) { max($0, $1) }
    case .least(let parts): return try extreme(parts, size) { min($0, $1) }
    }
  }

  /// The value of a part that must not be negative.
  private func natural(_ part: SizeFormula, _ size: SizeParameters) throws(SizeFormulaError) -> Integer {
    let value = try part.value(for: size)
    guard value >= 0 else { throw .undefined(description) }
    return value
  }

  private func extreme(
    _ parts: [SizeFormula], _ size: SizeParameters, _ choose: (Integer, Integer) -> Integer
  ) throws(SizeFormulaError) -> Integer {
    var value = try parts[0].value(for: size)
    for part in parts.dropFirst() { value = choose(value, try part.value(for: size)) }
    return value
  }

  /// ⌈x^γ⌉: the least r with r^q ≥ x^p for γ = p/q.
  private static func roundedUpPower(
    _ value: Integer, _ gamma: Rational, of formula: SizeFormula
  ) throws(SizeFormulaError) -> Integer {
    guard let p = Int(exactly: gamma.numerator), let q = Int(exactly: gamma.denominator) else {
      throw .tooLarge(formula.description)
    }
    let power = value.power(p)
    // γ ≤ 1, so the value itself is large enough.
    var (low, high) = (Integer(-1), value)
    while high - low > 1 {
      let middle = (low + high) >> 1
      if middle.power(q) >= power { high = middle } else { low = middle }
    }
    return high
  }
}
