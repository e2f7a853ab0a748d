import Exact
import Foundation
import Testing

/// Text in, text out, and everything that is not a number.
@Suite struct IntegerTextTests {
  @Test func roundTrips() throws {
    var stream = FixedStream(state: 17)
    for bits in [0, 1, 59, 60, 61, 63, 64, 65, 128, 1000, 20_000] {
      for _ in 0..<20 {
        let value = stream.integer(bits: bits)
        #expect(try Integer(parsing: value.description) == value)
        #expect(Integer(value.description) == value)
      }
    }
    for exponent in 1...60 {
      let power = Integer(10).power(exponent)
      #expect(power.description == "1" + String(repeating: "0", count: exponent))
      #expect((power - 1).description == String(repeating: "9", count: exponent))
      #expect(try Integer(parsing: "-" + (power - 1).description) == 1 - power)
    }
  }

  @Test func acceptsSignsAndLeadingZeros() throws {
    #expect(try Integer(parsing: "+7") == 7 && Integer(parsing: "-0") == 0 && Integer(parsing: "0012") == 12)
    #expect(try Integer(parsing: String(repeating: "0", count: 5000) + "5") == 5)
    #expect(try Integer(parsing: "x-123y".dropFirst().dropLast()) == -123)
    #expect(try Integer(parsing: "-9223372036854775808").asInt == .min)
    #expect(try Integer(parsing: "9223372036854775808").asInt == nil)
  }

  @Test(arguments: [
    ("", 0, ExactParsingError.Reason.missingDigits), ("-", 1, .missingDigits), ("+", 1, .missingDigits),
    ("12 ", 2, .unexpectedCharacter), (" 12", 0, .unexpectedCharacter), ("--1", 1, .unexpectedCharacter),
    ("0x10", 1, .unexpectedCharacter), ("1_000", 1, .unexpectedCharacter), ("1.0", 1, .unexpectedCharacter),
    ("١٢", 0, .unexpectedCharacter), ("12\u{0}", 2, .unexpectedCharacter), ("1\u{301}", 1, .unexpectedCharacter),
    ("12345678901234567890x", 20, .unexpectedCharacter), ("−5", 0, .unexpectedCharacter),
  ])
  func refuses(text: String, position: Int, reason: ExactParsingError.Reason) {
    let error = #expect(throws: ExactParsingError.self) { try Integer(parsing: text) }
    #expect(error?.position == position)
    #expect(error?.reason == reason)
    #expect(error?.text == text)
    #expect(Integer(text) == nil)
  }

  @Test func limitsDigitsAndShortensWhatItShows() {
    let long = String(repeating: "9", count: Integer.maximumDigitCount + 1)
    let error = #expect(throws: ExactParsingError.self) { try Integer(parsing: long) }
    #expect(error?.reason == .tooManyDigits(limit: Integer.maximumDigitCount))
    #expect((error?.text.unicodeScalars.count ?? 99) <= 40)
    let buried = String(repeating: "1", count: 500) + "?" + String(repeating: "2", count: 500)
    let found = #expect(throws: ExactParsingError.self) { try Integer(parsing: buried) }
    #expect(found?.position == 500)
    #expect(found?.text == "…" + String(repeating: "1", count: 20) + "?" + String(repeating: "2", count: 17) + "…")
    let marks = "1" + String(repeating: "\u{301}", count: 10_000)
    let marked = #expect(throws: ExactParsingError.self) { try Integer(parsing: marks) }
    #expect((marked?.text.unicodeScalars.count ?? 99) <= 40)
  }

  @Test func describesErrors() {
    let error = #expect(throws: ExactParsingError.self) { try Integer(parsing: "12a") }
    #expect(
      error?.description
        == "\"12a\", position 2: unexpected character; expected a decimal digit or the end of the number")
  }

  @Test func codes() throws {
    let values: [Integer] = [0, -1, 42, Integer(Int.min), Integer(Int.min) - 1, Integer(3).power(300)]
    let data = try JSONEncoder().encode(values)
    #expect(String(decoding: data, as: UTF8.self).hasPrefix("[\"0\",\"-1\",\"42\",\"-9223372036854775808\""))
    #expect(try JSONDecoder().decode([Integer].self, from: data) == values)
    let numbers = try JSONDecoder().decode([Integer].self, from: Data("[7, -8, 18446744073709551615, \"9\"]".utf8))
    #expect(numbers == [7, -8, 18_446_744_073_709_551_615, 9])
  }

  @Test(arguments: ["[\"\"]", "[\"1e3\"]", "[1.5]", "[null]", "[true]", "[[1]]", "[1e400]", "[\"0x1\"]"])
  func refusesToDecode(json: String) {
    #expect(throws: DecodingError.self) { try JSONDecoder().decode([Integer].self, from: Data(json.utf8)) }
  }
}
