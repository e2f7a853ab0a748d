import Exact
import GrammarCompression
import GrammarCompressionCheckers
import Testing

@Suite("Headers of grammar files")
struct GrammarHeaderTests {
  /// 1 2 1 2, without its header.
  private static let rules = "0 = 1\n1 = 2\n2 0 1\n3 2 2\nroot 3\n"

  private static let numbers = [
    "4", "3", "5", "0", "04", "-4", "-0", "+4", "4.0", "4/1", "1e1", "x", "４", "0x4", "4,", "9223372036854775807",
    "9223372036854775808", "-9223372036854775808", "1000000000000000000000000000000",
  ]

  private static let headers =
    numbers.flatMap { number in ["p slp \(number) 4", "p slp 4 \(number)", "p slp \(number) \(number)"] } + [
      "", "p", "p slp", "p slp 4", "p slp 4 4 4", "p slp 4 4 c", "q slp 4 4", "P slp 4 4", "p SLP 4 4", "p rlslp 4 4",
      "slp 4 4",
      "\u{FEFF}p slp 4 4", "p\u{A0}slp 4 4", "p slp 4\u{2028}4", "p slp 4 4\u{B}", "p slp 4 4\r", "p slp 4 4\r\r",
      " p slp 4 4",
      "p  slp   4 4 ", "p\tslp\t4\t4", "\np slp 4 4", "c\np slp 4 4", "c x\n\n c y\np slp 4 4\nc", "cc\np slp 4 4",
      "p slp 4 4\np slp 4 4", "p slp 4 4\n\n", "root 3\np slp 4 4", "p\u{301} slp 4 4", "p s\u{0}lp 4 4",
    ]

  /// Whether the checker reads the text as a grammar; what it then says of a proof does not matter.
  private func checkerReads(_ text: String) -> Bool {
    do throws(CertificateError) { _ = try verify(proof(text, text, entries: [], value: "0"), v: text, u: text) } catch {
      if case .grammar = error { return false }
    }
    return true
  }

  @Test("The checker and the reader of programs refuse the same headers", arguments: headers)
  func alike(header: String) {
    let text = header + "\n" + Self.rules
    let isProgram = (try? StraightLineProgram<Integer>(parsing: text)) != nil
    #expect(checkerReads(text) == isProgram, "\(header.debugDescription)")
  }

  @Test("They agree on both kinds: some headers are read, and most are refused")
  func bothKinds() {
    let read = Self.headers.filter { checkerReads($0 + "\n" + Self.rules) }
    #expect(read.count >= 10 && Self.headers.count - read.count >= 50, "\(read.count) of \(Self.headers.count)")
    #expect(read.contains("p slp 4 4") && !read.contains("p slp 3 4") && !read.contains("p slp 4 5"))
  }

  @Test("The empty program: alike, whatever the header says")
  func empty() {
    for header in ["p slp 0 0", "p slp 0 1", "p slp 1 0", "p slp 1 1", "p slp 0 0\nroot 0"] {
      let isProgram = (try? StraightLineProgram<Integer>(parsing: header)) != nil
      #expect(checkerReads(header) == isProgram && isProgram == (header == "p slp 0 0"), "\(header)")
    }
  }

  @Test("Only the order differs: a certificate is about files in which symbols stand above their use")
  func order() throws {
    let text = "p slp 3 4\n2 1 1\n1 0 0\n0 = 7\nroot 2\n"
    #expect(try StraightLineProgram<Integer>(parsing: text).expand() == [7, 7, 7, 7])
    #expect(!checkerReads(text))
  }
}
