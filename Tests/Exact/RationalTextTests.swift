import Exact
import Foundation
import Testing

/// Fractions and decimals as text.
@Suite struct RationalTextTests {
  @Test(arguments: [
    ("3/4", "3/4"), ("-6/8", "-3/4"), ("+10/5", "2"), ("0/7", "0"), ("12", "12"), ("-0", "0"), ("007/014", "1/2"),
    ("-1.25e-3", "-1/800"), ("0.1", "1/10"), ("1e3", "1000"), ("1E+3", "1000"), ("2.50", "5/2"), ("-0.0", "0"),
    ("123.456e2", "61728/5"), ("0e99999", "0"), ("1e-0000000000000000000002", "1/100"),
    ("0.3333333333333333333333", "3333333333333333333333/10000000000000000000000"),
    ("100000000000000000000/30000000000000000000", "10/3"),
  ])
  func parses(text: String, canonical: String) throws {
    let value = try Rational(parsing: text)
    #expect(value.description == canonical)
    #expect(try Rational(parsing: canonical) == value)
    #expect(Rational(text) == value)
  }

  @Test(arguments: [
    ("", 0, ExactParsingError.Reason.missingDigits), ("-", 1, .missingDigits), ("1/", 2, .missingDigits),
    ("/2", 0, .unexpectedCharacter), ("1/-2", 2, .unexpectedCharacter), ("1/0", 2, .zeroDenominator),
    ("-5/000", 3, .zeroDenominator), ("1/2/3", 3, .unexpectedCharacter), ("1.5/2", 3, .unexpectedCharacter),
    ("1/2.5", 3, .unexpectedCharacter), (".5", 0, .unexpectedCharacter), ("5.", 2, .missingDigits),
    ("1..2", 2, .unexpectedCharacter), ("1e", 2, .missingDigits), ("1e+", 3, .missingDigits),
    ("1e1.5", 3, .unexpectedCharacter), ("nan", 0, .unexpectedCharacter), ("inf", 0, .unexpectedCharacter),
    ("1 /2", 1, .unexpectedCharacter), ("1,5", 1, .unexpectedCharacter), ("0x1p3", 1, .unexpectedCharacter),
    ("1e1000000000", 2, .exponentTooLarge(limit: Rational.maximumDecimalExponent)),
    ("1e-1000000000", 2, .exponentTooLarge(limit: Rational.maximumDecimalExponent)),
    ("1e100001", 2, .exponentTooLarge(limit: Rational.maximumDecimalExponent)),
    ("-1.5e99999999999999999999999999", 5, .exponentTooLarge(limit: Rational.maximumDecimalExponent)),
    ("1/2e5", 3, .unexpectedCharacter),
  ])
  func refuses(text: String, position: Int, reason: ExactParsingError.Reason) {
    let error = #expect(throws: ExactParsingError.self) { try Rational(parsing: text) }
    #expect(error?.position == position)
    #expect(error?.reason == reason)
    #expect(error?.description.contains("expected") == true)
    #expect(Rational(text) == nil)
  }

  @Test func limitsTheDigitsAfterThePoint() throws {
    let limit = Rational.maximumDecimalExponent
    let error = #expect(throws: ExactParsingError.self) {
      try Rational(parsing: "0." + String(repeating: "0", count: limit) + "1")
    }
    #expect(error?.reason == .exponentTooLarge(limit: limit))
    let least = try Rational(parsing: "1e-\(limit)")
    #expect(least.numerator == 1 && least.denominator == Integer(10).power(limit))
    #expect(try Rational(parsing: "1e\(limit)").numerator.description.utf8.count == limit + 1)
  }

  /// A decimal with d digits and exponent e is the integer of its digits times 10^(e − fraction digits).
  @Test func decimalsAreExact() throws {
    var stream = FixedStream(state: 23)
    for _ in 0..<200 {
      let digits = stream.integer(bits: 90)
      let exponent = Int.random(in: -50...50, using: &stream)
      let text = digits.magnitude.description
      let point = Int.random(in: 1...text.count, using: &stream)
      let fraction = text.dropFirst(point)
      let decimal =
        (digits.isNegative ? "-" : "") + text.prefix(point) + (fraction.isEmpty ? "" : "." + fraction) + "e\(exponent)"
      #expect(try Rational(parsing: decimal) == Rational(digits) * Rational(10).power(exponent - fraction.count))
    }
  }

  @Test func codes() throws {
    let values = [Rational(1, 3), Rational(-7), 0, Rational(Integer(3).power(90), Integer(2).power(90))]
    let data = try JSONEncoder().encode(values)
    #expect(String(decoding: data, as: UTF8.self).hasPrefix("[\"1\\/3\",\"-7\",\"0\""))
    #expect(try JSONDecoder().decode([Rational].self, from: data) == values)
    let mixed = try JSONDecoder().decode([Rational].self, from: Data("[5, \"2/6\", \"0.25\", -3]".utf8))
    #expect(mixed == [5, Rational(1, 3), Rational(1, 4), -3])
  }

  @Test(arguments: ["[\"1/0\"]", "[\"\"]", "[1.5]", "[null]", "[\"1e999999999\"]", "[{}]"])
  func refusesToDecode(json: String) {
    #expect(throws: DecodingError.self) { try JSONDecoder().decode([Rational].self, from: Data(json.utf8)) }
  }
}
