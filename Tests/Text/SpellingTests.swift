import Foundation
import Testing
import Text

@Suite("Words and names by their bytes")
struct SpellingTests {
  /// The same letters, coded in two ways.
  static let pairs = [
    ("e\u{301}", "\u{e9}"), ("\u{212b}", "\u{c5}"), ("\u{1100}\u{1161}", "\u{ac00}"),
    ("q\u{307}\u{323}", "q\u{323}\u{307}"),
  ]

  @Test("What String takes for equal, spellings and words do not", arguments: pairs)
  func canonicallyEquivalent(pair: (String, String)) {
    let (a, b) = pair
    #expect(a == b && Spelling(a) != Spelling(b) && TextToken.text(a) != .text(b))
    #expect(Spelling(a) == Spelling(a) && TextToken.text(b) == .text(b))
    #expect(Set([Spelling(a), Spelling(b)]).count == 2 && Set([TextToken.text(a), .text(b)]).count == 2)
    #expect((Spelling(a) < Spelling(b)) != (Spelling(b) < Spelling(a)))
    #expect((TextToken.text(a) < .text(b)) != (TextToken.text(b) < .text(a)))
    #expect(WordNormalisation.nfc.applied(to: TextToken.text(a)) == WordNormalisation.nfc.applied(to: .text(b)))
  }

  @Test(
    "Letters of either case, on request",
    arguments: [("Straße", "STRASSE"), ("ÉTÉ", "e\u{301}te\u{301}"), ("ΣΑΣ", "σας"), ("Dž", "dž")])
  func cases(pair: (String, String)) {
    #expect(
      WordNormalisation.nfc.applied(to: TextToken.text(pair.0)) != WordNormalisation.nfc.applied(to: .text(pair.1)))
    #expect(
      WordNormalisation.casefold.applied(to: TextToken.text(pair.0))
        == WordNormalisation.casefold.applied(to: .text(pair.1)))
    #expect(WordNormalisation.casefold.applied(to: TextToken.number(7)) == .number(7))
  }

  @Test("A line of JSON says where it is none, and which key stands twice")
  func lines() {
    for (line, words) in [
      (#"{"id":1,"id":2}"#, ["column 9", "“id” occurs twice"]), (#"{"id":"\ud800"}"#, ["column 8", "lone surrogate"]),
      (#"{"id":1"#, ["column 8"]), (#"{"id":1}}"#, ["column 9"]), ("{\"id\":\"a\u{1}\"}", ["column 9"]),
    ] {
      do throws(LineError) {
        _ = try decodeJSONLine(Data(line.utf8), number: 7, as: [String: TextToken].self)
        Issue.record("read \(line)")
      } catch { #expect(error.line == 7 && words.allSatisfy(error.error.contains), "\(line): \(error)") }
    }
  }
}
