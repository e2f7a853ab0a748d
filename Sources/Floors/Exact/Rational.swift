/// A rational number of any size.
///
/// ```swift
/// let third = Rational(1, 3)
/// let sum = third + Rational(1, 6)   // 1/2
/// try Rational(parsing: "-1.25e-3")  // -1/800
/// Rational(exactly: 0.1)             // 3602879701896397/36028797018963968, what the double really is
/// ```
///
/// **Invariant.** The denominator is positive and coprime to the numerator, so every number has one form.
public struct Rational: Sendable, Hashable {
  /// The numerator in lowest terms; it carries the sign.
  public let numerator: Integer

  /// The denominator in lowest terms, at least 1.
  public let denominator: Integer

  /// A fraction known to be in lowest terms with a positive denominator.
  @inlinable @inline(__always)
  init(reduced numerator: Integer, _ denominator: Integer) {
    self.numerator = numerator
    self.denominator = denominator
  }

  /// numerator / denominator, reduced. The denominator must not be 0.
  ///
  /// - Complexity: O(M(*n*) log *n*), the cost of a greatest common divisor.
  @inlinable
  public init(_ numerator: Integer, _ denominator: Integer) {
    precondition(!denominator.isZero, "the denominator of a Rational must not be zero")
    if denominator.isOne {
      self.init(reduced: numerator, denominator)
      return
    }
    let divisor = Integer.gcd(numerator, denominator)
    let signed = denominator.isNegative ? -divisor : divisor
    if signed.isOne {
      self.init(reduced: numerator, denominator)
    } else {
      self.init(reduced: numerator / signed, denominator / signed)
    }
  }

  /// The whole number `value`.
  ///
  /// - Complexity: O(1).
  @inlinable
  public init(_ value: Integer) { self.init(reduced: value, Integer(word: 1)) }

  /// The whole number `value`.
  @inlinable
  public init(_ value: some BinaryInteger) { self.init(Integer(value)) }

  /// The whole number `value`; never nil.
  @inlinable
  public init?(exactly value: some BinaryInteger) { self.init(value) }

  /// Exactly the number that `value` is, a fraction over a power of two; nil for infinities and NaN.
  public init?(exactly value: Double) {
    guard value.isFinite else { return nil }
    if value == 0 {
      self.init(Integer.zero)
      return
    }
    // |value| = significand · 2^scale, subnormals included: theirs lack the leading bit and share the least exponent.
    let leading: UInt64 = value.isNormal ? 1 << 52 : 0
    let significand = Integer(value.significandBitPattern | leading)
    let scale = max(Int(value.exponentBitPattern), 1) - 1075
    let numerator = value < 0 ? -significand : significand
    if scale >= 0 {
      self.init(numerator << scale)
    } else {
      let twos = min(significand.trailingZeroBitCount, -scale)
      self.init(reduced: numerator >> twos, 1 << (-scale - twos))
    }
  }
}

extension Rational: ExpressibleByIntegerLiteral {
  /// The integer, of any size.
  @inlinable
  public init(integerLiteral value: StaticBigInt) { self.init(Integer(integerLiteral: value)) }
}

extension Rational {
  /// Whether the value is 0.
  @inlinable
  public var isZero: Bool { numerator.isZero }

  /// Whether the value is less than 0.
  @inlinable
  public var isNegative: Bool { numerator.isNegative }

  /// Whether the value is a whole number.
  @inlinable
  public var isInteger: Bool { denominator.isOne }

  /// −1, 0 or 1: the sign of the value.
  @inlinable
  public func signum() -> Int { numerator.signum() }

  /// The largest integer that is at most the value.
  ///
  /// - Complexity: O(M(*n*) log *n*).
  public func floor() -> Integer {
    isInteger ? numerator : numerator.floorQuotientAndRemainder(dividingBy: denominator).quotient
  }

  /// The least integer that is at least the value.
  ///
  /// - Complexity: O(M(*n*) log *n*).
  public func ceiling() -> Integer { isInteger ? numerator : floor() + 1 }

  /// 1 / self. The value must not be 0.
  ///
  /// - Complexity: O(1).
  public var reciprocal: Rational {
    precondition(!isZero, "division by zero")
    return isNegative ? Rational(reduced: -denominator, -numerator) : Rational(reduced: denominator, numerator)
  }
}

extension Double {
  /// The double nearest to `value`, ties to even, subnormals included; ±∞ from 2¹⁰²⁴ − 2⁹⁷⁰ on.
  ///
  /// - Complexity: O(M(*n*) log *n*), one division.
  public init(_ value: Rational) {
    if value.isInteger {
      self.init(value.numerator)
      return
    }
    let wholeLimit = 1 << 53
    if let n = value.numerator.asInt, let d = value.denominator.asInt, n.magnitude <= wholeLimit, d <= wholeLimit {
      self = Double(n) / Double(d)  // Both exact, and IEEE division rounds once.
      return
    }
    let dividend = value.numerator.magnitude
    // 64 or 65 bits of quotient, or fewer where subnormals end: never finer than 2⁻¹⁰⁷⁶, two bits below the last one.
    let shift = min(64 - dividend.bitWidth + value.denominator.bitWidth, 1076)
    let divisor = shift < 0 ? value.denominator << -shift : value.denominator
    let (quotient, remainder) = (shift > 0 ? dividend << shift : dividend).quotientAndRemainder(dividingBy: divisor)
    let dropped = max(quotient.bitWidth - 53, shift - 1074)
    var significand = quotient >> dropped
    let rest = quotient - significand << dropped
    let half = Integer(word: 1) << (dropped - 1)
    if rest > half || rest == half && (!remainder.isZero || significand.isOdd) { significand += 1 }
    let exponent = dropped - shift
    let sign: FloatingPointSign = value.isNegative ? .minus : .plus
    // The significand has at most 53 bits (or is 2⁵³), so only overflow can change it here.
    self =
      exponent > 1024
      ? (value.isNegative ? -.infinity : .infinity)
      : Double(sign: sign, exponent: exponent, significand: Double(significand))
  }
}
