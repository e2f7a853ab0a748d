import Evidence
import Exact
import Foundation
import Testing

@Suite("JSON values")
struct JSONValueTests {
  private func parse(_ text: String) throws -> JSONValue {
    try JSONDecoder().decode(JSONValue.self, from: Data(text.utf8))
  }

  private func print(_ value: JSONValue) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(value), as: UTF8.self)
  }

  @Test(
    "Read and written again, the text is the same",
    arguments: [
      "null", "true", "false", "0", "-1", "9223372036854775807", "-9223372036854775808", "9223372036854775808",
      "18446744073709551615", "0.5", "\"\"", "\"a/b \\\"c\\\" \\n é 😀\"", "[]", "{}", "[[],{},[null,[1,\"1\",1.5]]]",
      "{\"a\":{\"b\":[1,2,{\"c\":null}]},\"z\":false}",
      "\"123456789012345678901234567890123456789012345678901234567890\"",
    ])
  func texts(text: String) throws {
    let value = try parse(text)
    #expect(try print(value) == text)
    #expect(try parse(print(value)) == value)
  }

  @Test("The cases")
  func cases() throws {
    #expect(
      try parse("[null, true, 7, 7.5, \"x\", [], {\"k\": 1}]")
        == .array([
          .null, .boolean(true), .integer(7), .number(7.5), .string("x"), .array([]), .object(["k": .integer(1)]),
        ]))
    // Booleans and numbers are different things.
    #expect(try parse("1") != .boolean(true))
    #expect(try parse("true") != .integer(1))
  }

  private struct Everything: Codable, Equatable {
    var words: [UInt64] = [0, 1, 1 << 62, 1 << 63, .max, .max - 1]
    var integers: [Int] = [0, 1, -1, .max, .min]
    var big: [Integer] = [0, -1, Integer(2).power(200), -Integer(10).power(50)]
    var fractions: [Rational] = [Rational(1, 3), Rational(-7, Integer(10).power(30))]
    var doubles: [Double] = [
      0, 0.1, 1, -2.5e-300, 1e18, 1.8e19, 1e300, .greatestFiniteMagnitude, .leastNonzeroMagnitude,
    ]
    var nested: [[[String: Bool]]] = [[], [[:], ["": true, "a.b": false]]]
    var missing: Int?
    var text = "\u{0}\u{2028}\\/\"é😀"
  }

  @Test("Values of other types come back as they were")
  func typed() throws {
    let value = Everything()
    let json = try JSONValue(encoding: value)
    #expect(try json.decoded(as: Everything.self) == value)
    // Also through a file.
    #expect(try parse(print(json)).decoded(as: Everything.self) == value)
    #expect(try JSONValue(encoding: UInt64.max).decoded(as: UInt64.self) == .max)
    #expect(try JSONValue(encoding: -0.0).decoded(as: Double.self).sign == .minus)
    #expect(try JSONValue(encoding: 0.0).decoded(as: Double.self).sign == .plus)
    #expect(try JSONValue(encoding: 3).decoded(as: Double.self) == 3)
    #expect(try JSONValue(encoding: 3.0).decoded(as: Int.self) == 3)
  }

  @Test(
    "What is no JSON, or no JSON that can be kept, is refused",
    arguments: [
      "", " ", "nul", "True", "01", "+1", "1.", ".5", "0x10", "NaN", "1e999999999", "-1e400", "[1e400]",
      "{\"a\":[1e999]}",
      "[1", "[1,,2]", "{\"a\":}", "{a:1}", "{\"a\" 1}", "{1:2}", "'x'", "\"x", "\"\\x\"", "\"\n\"", "[1] 2", "]",
      String(repeating: "[", count: 100_000),
      String(repeating: "[", count: 2_000) + String(repeating: "]", count: 2_000),
    ])
  func refused(text: String) {
    #expect(throws: DecodingError.self, "\(text.prefix(30))") { try parse(text) }
  }

  @Test("A value of the wrong type is refused")
  func wrongType() {
    let value = JSONValue.object(["a": .integer(1)])
    #expect(throws: DecodingError.self) { try value.decoded(as: Int.self) }
    #expect(throws: DecodingError.self) { try value.decoded(as: [String: String].self) }
    #expect(throws: DecodingError.self) { try JSONValue.integer(-1).decoded(as: UInt64.self) }
    #expect(throws: DecodingError.self) { try JSONValue.number(0.5).decoded(as: Int.self) }
    #expect(throws: DecodingError.self) { try JSONValue.string("1/0").decoded(as: Rational.self) }
    #expect(throws: EncodingError.self) { try JSONValue(encoding: Double.nan) }
    #expect(throws: EncodingError.self) { try JSONValue(encoding: [Double.infinity]) }
  }
}
