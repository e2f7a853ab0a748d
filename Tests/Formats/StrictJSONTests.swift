import Formats
import Foundation
import Testing

@Suite("JSON in which every key counts")
struct StrictJSONTests {
  struct Row: Codable, Equatable {
    var lower: String?
    var upper: String?
    var list: [Int]
  }
  struct Record: Codable, Equatable {
    var name: String
    var rows: [Row]
    var inner: [String: Bool]?
  }

  private func decode(_ text: String) throws -> Record { try decodeStrictly(Record.self, from: Data(text.utf8)) }

  @Test("What has each key once is decoded, in any order and with any spaces")
  func accepted() throws {
    let record = Record(
      name: "a,{}[]\\\"n:", rows: [Row(lower: "1", list: [1, 2]), Row(list: [])], inner: ["n": true])
    let text =
      #"{ "rows" : [ {"list":[1,2],"lower":"1"}, {"list":[], "upper":null} ],"#
      + "\n\t" + #""inner":{"n":true}, "name" : "a,{}[]\\\"n:" }"#
    #expect(try decode(text) == record)
    #expect(try decode(String(decoding: JSONEncoder().encode(record), as: UTF8.self)) == record)
    #expect(try decodeStrictly([Int].self, from: Data("[1,2]".utf8)) == [1, 2])
  }

  @Test(
    "A key that stands twice, or that nobody reads, is named with its path",
    arguments: [
      (#"{"name":"a","rows":[],"name":"b"}"#, JSONKeyError.repeated("name")),
      (#"{"name":"a","rows":[],"name":null}"#, .repeated("name")),
      (#"{"name":null,"rows":[],"name":"a"}"#, .repeated("name")),
      (#"{"name":"a","rows":[{"list":[],"list":[]}]}"#, .repeated("rows[0].list")),
      (#"{"name":"a","rows":[{"list":[1,2]},{"lower":"1","list":[],"lower":"1"}]}"#, .repeated("rows[1].lower")),
      (#"{"name":"a","rows":{"a":1},"rows":[]}"#, .repeated("rows")),
      (#"{"name":"a","rows":[],"extra":1}"#, .unknown("extra")),
      (#"{"name":"a","rows":[],"extra":{"a":1},"more":1}"#, .unknown("extra")),
      (#"{"name":"a","rows":[{"list":[]}],"rows[0].list":1}"#, .unknown("rows[0].list")),
      (#"{"name":"a","rows":[],"":1}"#, .unknown("")),
      (#"{"name":"a","rows":[{"list":[1,2]},{"list":[],"sum":"0"}]}"#, .unknown("rows[1].sum")),
      (#"{"name":"a","rows":[{"list":[1,[2],{"x":[]}]}]}"#, .unknown("rows[0].list[2].x")),
      (#"{"\u006eame":"a","rows":[]}"#, .unknown(#"\u006eame"#)),
      (#"{"name":"a","rows":[],"n\"ame":"b"}"#, .unknown(#"n\"ame"#)),
    ])
  func refused(text: String, error: JSONKeyError) {
    #expect(throws: (any Error).self, "\(text)") { try decode(text) }
    do { _ = try decode(text) } catch let found as JSONKeyError { #expect(found == error) } catch {
      // What is of another type is refused before its keys are compared with those of the type.
      #expect(text.contains("[2]"), "\(text): \(error)")
    }
  }

  @Test("Texts that are cut off, or no JSON, are refused like any other")
  func malformed() {
    let text = #"{"name":"a\"\\","rows":[{"list":[1,2],"lower":"1"}],"inner":{"n":true}}"#
    for length in 0..<text.utf8.count {
      #expect(throws: (any Error).self) { try decodeStrictly(Record.self, from: Data(text.utf8.prefix(length))) }
    }
    for text in ["", "\"", "\\", "\"\\", "]", "}}}}", ",,", "{\"a\"", "nnn", "{n", "[{,\"a\"", "\u{0}"] {
      #expect(throws: (any Error).self, "\(text)") { try decode(text) }
    }
    let deep = String(repeating: "[", count: 100_000) + String(repeating: "]", count: 100_000)
    #expect(throws: (any Error).self) { try decode(deep) }
  }

  @Test("A few letters may not be numbers of any length")
  func exponents() throws {
    let numbers = ["1e100000", "-1.5E-99999", "+2e+7"]
    let text = { (count: Int) in "[" + (0..<count).map { "\"\(numbers[$0 % 3])\"" }.joined(separator: ",") + "]" }
    #expect(try decodeStrictly([String].self, from: Data(text(999).utf8)).count == 999)
    #expect(throws: JSONKeyError.exponents(limit: 100_000_000)) {
      try decodeStrictly([String].self, from: Data(text(3_000).utf8))
    }
    // Words are no numbers.
    let words = (0..<3_000).map { "\"word\($0)e100000\"" }.joined(separator: ",")
    #expect(try decodeStrictly([String].self, from: Data("[\(words)]".utf8)).count == 3_000)
  }
}
