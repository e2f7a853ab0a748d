import Exact

/// A number as a program printed it, and how far the number that was rounded to it may be away.
///
///     try PrintedValue(parsing: "4.2e-3")    // 4.2e-3 ± 0.05e-3
///     try PrintedValue(parsing: "2")         // 2 ± 1/2
///     try PrintedValue(parsing: "2/1")       // 2, exactly
///
/// A decimal stands for all numbers within half a unit of its last digit, integers too: the unit of `2` is 1, and that of `1e3` is
/// 1000. What prints fewer digits than it rounded to, as `%g` of C drops trailing zeros, is nearer than that; what cuts digits off
/// in place of rounding may be twice as far. A fraction is exact.
public struct PrintedValue: Hashable, Sendable {
  /// The number that was printed.
  public let value: Rational
  /// How far from it the number may be that was rounded: half a unit of the last digit, 0 for fractions.
  public let error: Rational

  /// - Throws: `ExactParsingError` for what is neither a fraction nor a decimal.
  /// - Complexity: that of `Rational.init(parsing:)`.
  public init(parsing text: String) throws(ExactParsingError) {
    value = try Rational(parsing: text)
    error = text.contains("/") ? 0 : Self.unit(ofLastDigit: text) / 2
  }

  /// A unit of the last digit of a decimal that could be read.
  private static func unit(ofLastDigit text: String) -> Rational {
    let parts = text.split(omittingEmptySubsequences: false, whereSeparator: { $0 == "e" || $0 == "E" })
    let places = parts[0].split(separator: ".", omittingEmptySubsequences: false).dropFirst().first?.utf8.count ?? 0
    // It could be read, so that this is not a large number.
    let exponent = (parts.count > 1 ? Int(parts[1]) ?? 0 : 0) - places
    let power = Integer(10).power(abs(exponent))
    return exponent < 0 ? Rational(1, power) : Rational(power)
  }
}
