import Foundation
import Models
import Testing

@Suite("WordPiece: symbols of texts")
struct TokenizerTests {
  private func tokenizer(_ text: String = SmallModel.tokenizer()) throws -> WordPieceTokenizer {
    let model = try SmallModel(["tokenizer.json": Data(text.utf8)])
    return try WordPieceTokenizer(model.path + "/tokenizer.json")
  }

  @Test("By hand")
  func byHand() throws {
    let tokenizer = try tokenizer()
    let examples: [(String, [Int])] = [
      ("", []), (" \t\n", []), ("a", [4]), ("AB", [5]), ("abc", [5, 11]), ("abbc", [5, 10]), ("b.a", [6, 12, 4]),
      ("aé", [1]), ("É", [15]), ("e\u{301}", [15]), ("日a日", [16, 4, 16]), ("a\u{0}b", [5]), ("a\u{AD}b", [5]),
      ("ac?", [4, 11, 1]),
      ("[SEP]a[CLS]", [3, 4, 2]), ("[sep]", [1, 1, 1]), ("a bq", [4, 1]),
      ("aaaaaaaaaa", [4] + Array(repeating: 8, count: 9)),
      ("aaaaaaaaaaa", [1]), ("a\u{3000}b", [4, 6]),
    ]
    for (text, symbols) in examples { #expect(tokenizer.symbols(of: text) == [2] + symbols + [3], "\(text)") }
    #expect(tokenizer.symbols(of: "a b c", atMost: 4) == [2, 4, 6, 3])
    #expect(tokenizer.symbols(of: "a b c", atMost: 5) == [2, 4, 6, 7, 3])
    #expect(tokenizer.symbols(of: "abc", atMost: 2) == [2, 3])
    #expect(tokenizer.symbolBound == 18)
  }

  @Test("Case and accents are kept where the file says so; words are compared as bytes")
  func cased() throws {
    let tokenizer = try tokenizer(
      SmallModel.tokenizer(normalizer: #"{"type":"BertNormalizer","lowercase":false,"strip_accents":null}"#))
    #expect(tokenizer.symbols(of: "A") == [2, 1, 3])
    #expect(tokenizer.symbols(of: "é") == [2, 13, 3])
    #expect(tokenizer.symbols(of: "e\u{301}") == [2, 14, 3])
  }

  @Test("Against the longest piece, found by trying all")
  func greedy() throws {
    let tokenizer = try tokenizer()
    let words = SmallModel.words
    var dice = Dice(state: 3)
    for _ in 0..<500 {
      let word = (0..<Int(dice.next() % 8)).map { _ in ["a", "b", "c", "d", "e"][Int(dice.next() % 5)] }.joined()
      var (rest, prefix, symbols) = (word, "", [Int]())
      while !rest.isEmpty {
        guard
          let piece = words.filter({ (prefix + rest).hasPrefix($0) && $0.count > prefix.count }).max(by: {
            $0.count < $1.count
          })
        else {
          symbols = [1]
          break
        }
        symbols.append(words.firstIndex(of: piece) ?? 0)
        rest = String(rest.dropFirst(piece.count - prefix.count))
        prefix = "##"
      }
      #expect(tokenizer.symbols(of: word) == [2] + symbols + [3], "\(word)")
    }
  }

  /// A replacement in the file, and what the error says.
  static let wrong = [
    ("\"WordPiece\"", "\"Unigram\"", "Unigram"), ("BertPreTokenizer", "Whitespace", "Whitespace"),
    ("\"BertNormalizer\"", "\"NFC\"", "NFC"), ("TemplateProcessing", "Sequence", "post_processor"),
    ("\"[UNK]\":1", "\"[UNX]\":1", "[UNK]"), ("\"a\":4", "\"a\":5", "number 5"), ("\"a\":4", "\"a\":-4", "number -4"),
    ("\"a\":4", "\"a\":4.0", "4.0"), ("\"a\":4", "\"b\":4", "occurs twice"),
    ("\"content\":\"[SEP]\"", "\"content\":\"[SEP]\",\"lstrip\":true", "lstrip"),
    ("{\"id\":3", "{\"ix\":3", "added_tokens"),
    ("\"vocab\":{", "\"vocab\":[{", "tokenizer.json"), ("\"a\":4", "\"\\ud800\":4", "surrogate"),
  ]

  @Test("What is not of this kind is refused", arguments: wrong.indices)
  func refused(_ index: Int) throws {
    let (old, new, says) = Self.wrong[index]
    let error = try #require(throws: (any Error).self) {
      try tokenizer(SmallModel.tokenizer().replacing(old, with: new))
    }
    #expect("\(error)".contains(says), "\(error)")
  }

  @Test("A file cut off anywhere is refused")
  func truncated() throws {
    let text = SmallModel.tokenizer()
    let model = try SmallModel([:])
    let path = model.path + "/tokenizer.json"
    for count in stride(from: 0, to: text.utf8.count - 1, by: 7) {
      try Data(text.utf8.prefix(count)).write(to: URL(fileURLWithPath: path))
      #expect(throws: ModelError.self) { try WordPieceTokenizer(path) }
    }
    #expect(throws: ModelError.self) { try WordPieceTokenizer(model.path + "/nowhere.json") }
  }
}
