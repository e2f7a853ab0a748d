import Foundation
import Models
import Testing

@Suite("Byte-level pairs: symbols of texts")
struct BytePairTests {
  /// Merges, the earlier first.
  private static let merges = [
    "a b", "ab a", "Ġ a", "h e", "l l", "he ll", "hell o", "Ġ hello", "1 2", "12 3", "Ã ©", "a a", "aa aa", "Ċ Ċ",
    "e r",
    "' s", "ll o",
  ]

  /// The letters of the bytes, as the vocabulary has them.
  private static let letters: [String] = {
    var next: UInt32 = 0x100
    return (0..<256).map { byte in
      let isSeen = (33...126).contains(byte) || (161...172).contains(byte) || byte >= 174
      defer { if !isSeen { next += 1 } }
      return String(UnicodeScalar(isSeen ? UInt32(byte) : next) ?? " ")
    }
  }()

  /// 256 letters, then what merges give, then two special words.
  private static let words: [String] =
    letters + merges.map { $0.replacing(" ", with: "") } + ["<|end|>", "<|begin|>"]

  private static func quoted(_ word: String) -> String {
    String(decoding: (try? JSONEncoder().encode(word)) ?? Data(), as: UTF8.self)
  }

  private static let gpt2 = #"{"type":"ByteLevel","add_prefix_space":false,"trim_offsets":true}"#
  private static let later =
    #"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"#

  private static func split(_ pattern: String) -> String {
    """
    {"type":"Sequence","pretokenizers":[{"type":"Split","pattern":{"Regex":\(quoted(pattern))},"behavior":"Isolated","invert":false},
    {"type":"ByteLevel","add_prefix_space":false,"trim_offsets":true,"use_regex":false}]}
    """
  }

  private static func json(
    _ preTokenizer: String = gpt2, words: [String] = words, merges: [String] = merges, normalizer: String = "null",
    processor: String = #"{"type":"ByteLevel","trim_offsets":false}"#, more: String = ""
  ) -> String {
    let vocabulary = words.enumerated().map { "\(quoted($1)):\($0)" }.joined(separator: ",")
    let first = letters.count + merges.count
    return """
      {"added_tokens":[{"id":\(first),"content":"<|end|>","normalized":false},{"id":\(first + 1),"content":"<|begin|>"}],
      "normalizer":\(normalizer),"pre_tokenizer":\(preTokenizer),"post_processor":\(processor),
      "model":{"type":"BPE","dropout":null,"unk_token":null,"continuing_subword_prefix":"","end_of_word_suffix":"",
      "fuse_unk":false\(more),"vocab":{\(vocabulary)},"merges":[\(merges.map(quoted).joined(separator: ","))]}}
      """
  }

  private func tokenizer(_ text: String) throws -> BytePairTokenizer {
    let model = try SmallModel(["tokenizer.json": Data(text.utf8)])
    return try BytePairTokenizer(model.path + "/tokenizer.json")
  }

  private func pieces(_ tokenizer: BytePairTokenizer, _ text: String) -> [String] {
    tokenizer.symbols(of: text).map { Self.words[$0] }
  }

  @Test("By hand, with GPT-2's pattern")
  func byHand() throws {
    let tokenizer = try tokenizer(Self.json())
    let examples: [(String, [String])] = [
      ("", []), ("aba", ["aba"]), ("abab", ["ab", "ab"]), ("hello hello", ["hello", "Ġhello"]), ("é", ["Ã©"]),
      ("he's", ["he", "'s"]), ("HE'S", ["H", "E", "'", "S"]), ("1234", ["123", "4"]), ("  a", ["Ġ", "Ġa"]),
      ("a  ", ["a", "Ġ", "Ġ"]), ("\n\na", ["Ċ", "Ċ", "a"]), ("aaaaa", ["aaaa", "a"]),
      ("a<|end|>b", ["a", "<|end|>", "b"]),
      ("\u{0}", [Self.letters[0]]), ("a\u{A0}b", ["a", "Â", "ł", "b"]),
    ]
    for (text, expected) in examples {
      #expect(pieces(tokenizer, text) == expected, "\(text)")
      #expect(tokenizer.text(of: tokenizer.symbols(of: text)) == text)
    }
    #expect(tokenizer.symbolBound == Self.words.count && tokenizer.ends == 0)
    #expect(tokenizer.symbols(of: "abab hello", atMost: 2) == tokenizer.symbols(of: "abab"))
    #expect(tokenizer.symbols(of: "a", atMost: 0) == [])
  }

  @Test("By hand, with the later pattern; the template's word stands in front")
  func later() throws {
    let begin =
      #"{"type":"Sequence","processors":[{"type":"ByteLevel"},{"type":"TemplateProcessing","single":["#
      + #"{"SpecialToken":{"id":"<|begin|>","type_id":0}},{"Sequence":{"id":"A","type_id":0}}]}]}"#
    let tokenizer = try tokenizer(Self.json(Self.split(Self.later), processor: begin))
    let examples: [(String, [String])] = [
      ("HE'S", ["H", "E", "'", "S"]), ("1234", ["123", "4"]), ("a\n\n a", ["a", "ĊĊ", "Ġa"]),
      ("?\n\na", ["?", "ĊĊ", "a"]), ("(hello", ["(", "hello"]), (" \n a", ["Ġ", "Ċ", "Ġa"]),
      ("\thello", ["ĉ", "hello"]),
    ]
    for (text, expected) in examples { #expect(pieces(tokenizer, text) == ["<|begin|>"] + expected, "\(text)") }
    #expect(tokenizer.ends == 1 && tokenizer.symbols(of: "abc", atMost: 1) == [Self.words.count - 1])
  }

  @Test("Whole words are looked up where the file says so; marks are put together before")
  func options() throws {
    let plain = try tokenizer(Self.json(words: Self.words + ["llhe"]))
    let whole = try tokenizer(Self.json(words: Self.words + ["llhe"], more: #","ignore_merges":true"#))
    #expect(plain.symbols(of: "llhe").count == 2 && whole.symbols(of: "llhe") == [Self.words.count])
    let composed = try tokenizer(
      Self.json(normalizer: #"{"type":"NFC"}"#).replacing(
        #","content":"<|begin|>""#, with: #","content":"<|begin|>","normalized":false"#))
    #expect(composed.symbols(of: "e\u{301}") == composed.symbols(of: "é"))
    #expect(try tokenizer(Self.json()).symbols(of: "e\u{301}").count == 3)
    let spaced = try tokenizer(Self.json(Self.gpt2.replacing("false,", with: "true,")))
    #expect(pieces(spaced, "hello hello") == ["Ġhello", "Ġhello"])
  }

  @Test("Against merging the first pair of all, again and again")
  func reference() throws {
    let tokenizer = try tokenizer(Self.json())
    let ranks = Dictionary(uniqueKeysWithValues: Self.merges.enumerated().map { ($1, $0) })
    var dice = Dice(state: 8)
    for _ in 0..<300 {
      let alphabet = ["a", "b", "h", "e", "l", "o"]
      let word = (0..<Int(dice.next() % 12)).map { _ in alphabet[Int(dice.next() % 6)] }
      var parts = word
      while let best = parts.indices.dropLast().filter({ ranks["\(parts[$0]) \(parts[$0 + 1])"] != nil })
        .min(by: {
          (ranks["\(parts[$0]) \(parts[$0 + 1])"] ?? 0, $0) < (ranks["\(parts[$1]) \(parts[$1 + 1])"] ?? 0, $1)
        })
      {
        parts[best...best + 1] = [parts[best] + parts[best + 1]]
      }
      #expect(pieces(tokenizer, word.joined()) == parts, "\(word)")
    }
    // A long word takes no longer than its letters ask for.
    #expect(tokenizer.symbols(of: String(repeating: "a", count: 100_000)).count == 25_000)
  }

  /// What stands in the file, what instead, and what the error says.
  private static let wrong: [(String, String, String)] = [
    ("\"BPE\"", "\"Unigram\"", "Unigram"), ("\"a\":97", "\"a\":98", "number 98"),
    ("\"z\":122", "\"ż\":122", "byte 122"),
    ("\"a b\"", "\"a bx\"", "merges[0]"), ("\"a b\"", "\"ab\"", "merges[0]"), ("\"a b\"", "[\"a\"]", "merges[0]"),
    ("\"a b\"", "\"b h\"", "merges[0]"), ("\"a b\"", "7", "merges[0]"),
    ("\"unk_token\":null", "\"unk_token\":\"a\"", "unk_token"),
    ("\"dropout\":null", "\"dropout\":0.1", "dropout"),
    ("\"fuse_unk\":false", "\"byte_fallback\":true", "byte_fallback"),
    ("{\"type\":\"ByteLevel\",\"add", "{\"type\":\"Metaspace\",\"add", "Metaspace"),
    ("{\"type\":\"ByteLevel\",\"trim_offsets\":false}", "{\"type\":\"Sequence\"}", "post_processor"),
    ("{\"type\":\"ByteLevel\",\"trim_offsets\":false}", "{\"type\":\"RobertaProcessing\"}", "RobertaProcessing"),
    ("\"normalizer\":null", "\"normalizer\":{\"type\":\"Lowercase\"}", "normalizer"),
    ("\"content\":\"<|end|>\"", "\"content\":\"<|end|>\",\"rstrip\":true", "rstrip"),
    ("\"merges\":[", "\"merges\":{\"a\":[", "tokenizer.json"), ("\"a\":97", "\"a\":1e2", "1e2"),
  ]

  @Test("What is not of this kind is refused", arguments: wrong.indices)
  func refused(_ index: Int) throws {
    let (old, new, says) = Self.wrong[index]
    let text = Self.json()
    #expect(text.contains(old), "the file has \(old)")
    let error = try #require(throws: (any Error).self) { try tokenizer(text.replacing(old, with: new)) }
    #expect("\(error)".contains(says), "\(error)")
  }

  @Test("Unknown patterns are refused and shown; a file cut off anywhere is refused")
  func damaged() throws {
    let error = try #require(throws: ModelError.self) { try tokenizer(Self.json(Self.split(#"\p{L}+|."#))) }
    #expect("\(error)".contains(#"\p{L}+|."#))
    let text = Self.json()
    for count in stride(from: 0, to: text.utf8.count - 1, by: 997) {
      let model = try SmallModel(["tokenizer.json": Data(text.utf8.prefix(count))])
      #expect(throws: ModelError.self) { try ModelFolder.tokenizer(model.path + "/tokenizer.json") }
    }
    let model = try SmallModel(["tokenizer.json": Data(text.replacing(#""type":"BPE","#, with: "").utf8)])
    #expect(try ModelFolder.tokenizer(model.path + "/tokenizer.json").symbols(of: "aba") == [256 + 1])
  }
}
