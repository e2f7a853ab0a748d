extension Rational: LosslessStringConvertible {
  /// The most zeros that an exponent, or the digits after a decimal point, may put into a parsed decimal.
  public static let maximumDecimalExponent = 100_000

  /// The number written in `text`; nil where `init(parsing:)` throws.
  public init?(_ text: String) {
    guard let value = try? Rational(parsing: text) else { return nil }
    self = value
  }

  /// The number written in `text`, exactly: `p/q`, an integer, or a decimal such as `-1.25e-3`.
  ///
  /// A fraction is an optional sign, digits, `/`, digits, and need not be in lowest terms. A decimal has digits before
  /// its point, and after it if there is one.
  ///
  /// - Throws: `ExactParsingError` for anything else, for a zero denominator, for more than
  ///   `Integer.maximumDigitCount` digits in one part, and for an exponent or a number of digits after the point beyond
  ///   `maximumDecimalExponent`.
  /// - Complexity: O(M(*n*) log *n*) in the number of digits of the value.
  public init(parsing text: some StringProtocol) throws(ExactParsingError) {
    var reader = NumberReader(text)
    let negative = reader.readSign()
    let whole = try reader.readDigits(expected: "a decimal digit")
    if reader.skip("/") {
      let start = reader.position
      let digits = try reader.readDigits(expected: "a digit of the denominator")
      try reader.expectEnd(expected: "a digit or the end of the fraction")
      let denominator = Integer(digits: reader.bytes[digits], negative: false)
      if denominator.isZero {
        throw reader.error(.zeroDenominator, at: start, expected: "a denominator of at least 1")
      }
      self.init(Integer(digits: reader.bytes[whole], negative: negative), denominator)
      return
    }
    var digits = Array(reader.bytes[whole])
    var scale = 0
    if reader.skip(".") {
      let fraction = try reader.readDigits(expected: "a digit after the decimal point")
      if fraction.count > Rational.maximumDecimalExponent {
        throw Rational.exponentError(reader, at: fraction.lowerBound)
      }
      digits += reader.bytes[fraction]
      scale = -fraction.count
    }
    if reader.skip("e") || reader.skip("E") {
      scale += try Rational.readExponent(&reader)
    }
    try reader.expectEnd(expected: "a digit, or one of / . e, or the end of the number")
    let value = Integer(digits: digits[...], negative: negative)
    if scale >= 0 {
      self.init(value * Integer(word: 10).power(scale))
    } else {
      self.init(value, Integer(word: 10).power(-scale))
    }
  }

  private static func readExponent(_ reader: inout NumberReader<some StringProtocol>) throws(ExactParsingError) -> Int {
    let start = reader.position
    let negative = reader.readSign()
    let digits = try reader.readDigits(expected: "a digit of the exponent")
    let significant = reader.bytes[digits].drop { $0 == UInt8(ascii: "0") }
    // Nine digits fit a word on any machine; more are beyond every limit.
    guard significant.count <= 9, let exponent = Integer(digits: significant, negative: negative).asInt,
      exponent.magnitude <= maximumDecimalExponent
    else { throw exponentError(reader, at: start) }
    return exponent
  }

  private static func exponentError(
    _ reader: NumberReader<some StringProtocol>, at position: Int
  ) -> ExactParsingError {
    let limit = maximumDecimalExponent
    return reader.error(
      .exponentTooLarge(limit: limit), at: position, expected: "an exponent and digits after the point within ±\(limit)"
    )
  }

  /// `p/q` in lowest terms, or `p` for a whole number.
  ///
  /// - Complexity: O(M(*n*) log *n*).
  public var description: String { isInteger ? numerator.description : fraction }

  /// `p/q` in lowest terms, whole numbers too: 2 is `2/1`, which nobody can take for a rounded decimal.
  ///
  /// - Complexity: O(M(*n*) log *n*).
  public var fraction: String { "\(numerator)/\(denominator)" }
}

extension Rational: Codable {
  /// Decodes any text that `init(parsing:)` accepts or, as for `Integer`, an integer of up to 64 bits.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    guard let text = try? container.decode(String.self) else {
      self.init(try Integer(from: decoder))
      return
    }
    do {
      self = try Rational(parsing: text)
    } catch {
      throw DecodingError.dataCorruptedError(in: container, reason: error)
    }
  }

  /// Encodes the description as a string.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
