import Exact

/// The closed interval in which a variable or a linear form may lie; nil means no bound on that side.
public struct Bounds: Sendable, Hashable {
  /// The least value allowed; nil for −∞.
  public var lower: Rational?
  /// The greatest value allowed; nil for ∞.
  public var upper: Rational?

  /// lower ≤ value ≤ upper, nil for no bound.
  public init(lower: Rational?, upper: Rational?) { (self.lower, self.upper) = (lower, upper) }

  /// The interval of two doubles, exactly; −∞ below and ∞ above mean no bound.
  ///
  /// - Throws: `LinearProgramError.invalidBound` for NaN, ∞ below, or −∞ above.
  public init(exactly lower: Double, _ upper: Double) throws(LinearProgramError) {
    if lower.isNaN || lower == .infinity {
      throw .invalidBound("the lower bound is \(lower); expected a finite number or -inf")
    }
    if upper.isNaN || upper == -.infinity {
      throw .invalidBound("the upper bound is \(upper); expected a finite number or inf")
    }
    self.init(lower: Rational(exactly: lower), upper: Rational(exactly: upper))
  }

  /// Any value.
  public static var free: Bounds { Bounds(lower: nil, upper: nil) }
  /// At least 0.
  public static var nonnegative: Bounds { Bounds(lower: 0, upper: nil) }
  /// From 0 to 1.
  public static var unit: Bounds { Bounds(lower: 0, upper: 1) }
  /// At least `value`.
  public static func atLeast(_ value: Rational) -> Bounds { Bounds(lower: value, upper: nil) }
  /// At most `value`.
  public static func atMost(_ value: Rational) -> Bounds { Bounds(lower: nil, upper: value) }
  /// Equal to `value`.
  public static func equal(_ value: Rational) -> Bounds { Bounds(lower: value, upper: value) }
  /// From `lower` to `upper`.
  public static func between(_ lower: Rational, _ upper: Rational) -> Bounds { Bounds(lower: lower, upper: upper) }

  /// Whether the value lies in the interval.
  public func contains(_ value: Rational) -> Bool {
    if let lower, value < lower { return false }
    if let upper, value > upper { return false }
    return true
  }

  /// Whether no value lies in the interval.
  public var isEmpty: Bool {
    guard let lower, let upper else { return false }
    return lower > upper
  }
}
