import Formats
import Foundation
import Testing

@Suite("JSON that is read to the letter")
struct JSONReaderTests {
  private struct Inner: Codable, Equatable {
    var left: Int
    var names: [String]?
  }

  private struct Value: Codable, Equatable {
    var flag: Bool?
    var inner: Inner?
    var list: [Inner]?
    var table: [String: Int]?
    var number: Double?
  }

  private func decode(_ text: String, ignoring remarks: Set<String> = []) throws(StrictJSONError) -> Value {
    try StrictJSON.decode(Value.self, from: Data(text.utf8), ignoring: remarks)
  }

  @Test("What Foundation's decoder reads is read alike")
  func agreement() throws {
    for text in [
      "{}", #" { "flag" : true } "#, #"{"inner":{"left":-3}}"#,
      #"{"inner":{"left":0,"names":["a","\u00e9\ud83d\ude00\n\"\\/"]}}"#,
      #"{"list":[{"left":1},{"left":2,"names":[]}],"table":{"x":1,"y":-2}}"#, #"{"flag":null,"inner":null}"#,
      #"{"number":-1.5e-3}"#, "{\"flag\"\t:\r\nfalse}", #"{"inner":{"left":9223372036854775807}}"#,
    ] {
      #expect(try decode(text) == JSONDecoder().decode(Value.self, from: Data(text.utf8)), "\(text)")
    }
    #expect(try StrictJSON.decode(Bool.self, from: Data("true".utf8)))
    #expect(try StrictJSON.decode([[Int]].self, from: Data("[[1],[],[2,3]]".utf8)) == [[1], [], [2, 3]])
  }

  @Test("Keys that occur twice or mean nothing, at any depth")
  func keys() throws {
    #expect(
      throws: StrictJSONError.duplicateKey("flag", at: JSONPlace(byte: 13, in: [UInt8](repeating: 32, count: 13)))
    ) {
      try decode(#"{"flag":true,"flag":true}"#)
    }
    #expect(
      throws: StrictJSONError.duplicateKey("left", at: JSONPlace(byte: 19, in: [UInt8](repeating: 32, count: 19)))
    ) {
      try decode(#"{"inner":{"left":1,"left":1}}"#)
    }
    #expect(throws: StrictJSONError.unknownKey(path: "flags", known: ["flag", "inner", "list", "number", "table"])) {
      try decode(#"{"flags":true}"#)
    }
    #expect(throws: StrictJSONError.unknownKey(path: "inner.right", known: ["left", "names"])) {
      try decode(#"{"inner":{"left":1,"right":null}}"#)
    }
    #expect(throws: StrictJSONError.unknownKey(path: "list.[1].right", known: ["left", "names"])) {
      try decode(#"{"list":[{"left":1},{"left":1,"right":2}]}"#)
    }
    #expect(try decode(#"{"flag":true,"keys":{"any":1}}"#, ignoring: ["keys"]) == Value(flag: true))
    #expect(throws: StrictJSONError.self) { try decode(#"{"inner":{"left":1,"keys":2}}"#, ignoring: ["keys"]) }
  }

  @Test("Errors have line and column, and a lone surrogate is named")
  func places() {
    func said(_ text: String) -> String {
      do throws(StrictJSONError) {
        try StrictJSON.check(Data(text.utf8))
        return "nothing"
      } catch { return error.description }
    }
    for (text, place) in [
      ("{\n \"é\": 1,\n \"a\" 2}", "line 3, column 6"), ("[1,\n2\n", "line 3, column 1"),
      ("\"é\\q\"", "line 1, column 4"),
      ("{\"k\":1,\n  \"k\":2}", "line 2, column 3: the key “k” occurs twice"), ("[\n[", "line 2, column 2"),
    ] { #expect(said(text).contains(place), "\(text): \(said(text))") }
    for escape in [#"\ud800"#, #"\udc00"#, #"\ud83dx"#, #"\ud83d\u0041"#, #"\ud83d\n"#, #"\udfff\ud800"#] {
      #expect(
        said("[\"ab\(escape)\"]").contains("line 1, column 5: found \(escape.prefix(6)), a lone surrogate"), "\(escape)"
      )
    }
    #expect(said(#"["\ud83d\ude00"]"#) == "nothing")
  }

  @Test("Wrong types are named with their place, and no number is rounded")
  func types() throws {
    for (text, path) in [
      (#"{"flag":1}"#, "flag"), (#"{"flag":"true"}"#, "flag"), (#"{"inner":[]}"#, "inner"), (#"{"inner":{}}"#, "inner"),
      (#"{"inner":{"left":1.0}}"#, "inner.left"), (#"{"inner":{"left":1e3}}"#, "inner.left"),
      (#"{"inner":{"left":9223372036854775808}}"#, "inner.left"), (#"{"inner":{"left":"1"}}"#, "inner.left"),
      (#"{"inner":{"left":true}}"#, "inner.left"), (#"{"list":[{"left":1},{"left":null}]}"#, "list[1].left"),
      (#"{"number":"1"}"#, "number"),
    ] {
      let error = #expect(throws: StrictJSONError.self, "\(text)") { try decode(text) }
      guard case .mismatch(path, _)? = error else {
        Issue.record("\(text): \(String(describing: error))")
        continue
      }
    }
  }

  @Test("What is no JSON is refused, and nothing crashes")
  func malformed() throws {
    for text in [
      "", " ", "{", "}", "{]", "[", #"{"flag"}"#, #"{"flag":}"#, #"{"flag":true,}"#, #"{flag:true}"#,
      #"{"flag":true} x"#,
      #"{"flag":tru}"#, #"{"inner":{"left":01}}"#, #"{"inner":{"left":+1}}"#, #"{"inner":{"left":-}}"#,
      #"{"number":1.}"#,
      #"{"number":.5}"#, #"{"number":1e}"#, #"{"number":NaN}"#, #"{"table":{"a\x":1}}"#,
      #"{"table":{"\u12g4":1}}"#, #"{"table":{"\u+123":1}}"#, "{\"table\":{\"\u{1}\":1}}", #"{"table":{"a"#,
      "{\"flag\":true}\u{0}",
      String(repeating: "[", count: 100_000), String(repeating: "{\"a\":", count: 100_000),
    ] {
      let error = #expect(throws: StrictJSONError.self, "\(text.prefix(40))") { try decode(text) }
      guard case .malformed? = error else {
        Issue.record("\(text.prefix(40)): \(String(describing: error))")
        continue
      }
    }
    #expect(throws: StrictJSONError.self) { try StrictJSON.decode(String.self, from: Data([34, 0xFF, 34])) }
    // Every beginning of a good text.
    let text = Array(#"{"list":[{"left":1,"names":["\u00e9"]}],"number":-1.5e-3}"#.utf8)
    for count in 0..<text.count {
      #expect(throws: StrictJSONError.self) { try StrictJSON.decode(Value.self, from: Data(text[..<count])) }
    }
  }

  @Test("Keys are the same by their texts, or by their bytes where that is asked for; fields keep their order")
  func keyIdentity() throws {
    let text = Data("{\"b\":1,\"\u{e9}\":2,\"e\u{301}\":3,\"a\":4}".utf8)
    #expect(throws: StrictJSONError.self) { try JSONNode(text) }
    guard case .object(let fields) = try JSONNode(text, keys: .bytes) else {
      Issue.record("no object")
      return
    }
    #expect(fields.map { Array($0.key.utf8) } == ["b", "\u{e9}", "e\u{301}", "a"].map { Array($0.utf8) })
    #expect(throws: StrictJSONError.self) { try JSONNode(Data("{\"b\":1,\"b\":2}".utf8), keys: .bytes) }
  }
}
