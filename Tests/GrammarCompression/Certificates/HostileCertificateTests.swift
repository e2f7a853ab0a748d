import Exact
import GrammarCompression
import GrammarCompressionCheckers
import Testing

@Suite("Hostile certificates and grammar files")
struct HostileCertificateTests {
  // MARK: The certificate

  @Test("Truncated anywhere, a certificate is refused")
  func truncated() throws {
    let certified = try InnerProductCertificateTests.example()
    let text = certified.certificate.text
    for end in text.indices where text.index(after: end) < text.endIndex {
      let prefix = String(text[..<end])
      let (v, u) = (certified.instance.v.text, certified.instance.u.text)
      #expect(throws: CertificateError.self, "\(prefix)") { try verify(prefix, v: v, u: u) }
    }
  }

  /// A text, and exactly how it is refused.
  static let refused: KeyValuePairs<String, CertificateError> = [
    "": .malformed(line: 0, found: "the end", expected: "p inner-product-certificate ENTRIES"),
    "\n": .malformed(line: 1, found: "the end", expected: "p inner-product-certificate ENTRIES"),
    "c only this": .malformed(line: 1, found: "the end", expected: "p inner-product-certificate ENTRIES"),
    "p slp 0 0": .malformed(line: 1, found: "p slp 0 0", expected: "p inner-product-certificate ENTRIES"),
    "p inner-product-certificate": .malformed(
      line: 1, found: "p inner-product-certificate", expected: "p inner-product-certificate ENTRIES"),
    "p inner-product-certificate -1": .malformed(
      line: 1, found: "p inner-product-certificate -1", expected: "p inner-product-certificate ENTRIES"),
    "p inner-product-certificate 10000000000000000000": .malformed(
      line: 1, found: "p inner-product-certificate 10000000000000000000",
      expected: "p inner-product-certificate ENTRIES"),
    "p inner-product-certificate 0": .malformed(line: 1, found: "the end", expected: "v VALUE"),
    "p inner-product-certificate 0\nu a": .malformed(line: 2, found: "u a", expected: "v VALUE"),
    "p inner-product-certificate 0\nv a b": .malformed(line: 2, found: "v a b", expected: "v VALUE"),
    "p inner-product-certificate 0\nv a\nv a": .malformed(line: 3, found: "v a", expected: "u VALUE"),
    "p inner-product-certificate 9223372036854775807\nv a\nu b": .malformed(
      line: 3, found: "the end", expected: "entry X Y OFFSET VALUE"),
    "p inner-product-certificate 1\nv a\nu b\nvalue 0": .malformed(
      line: 4, found: "value 0", expected: "entry X Y OFFSET VALUE"),
    "p inner-product-certificate 1\nv a\nu b\nentry 0 0 0": .malformed(
      line: 4, found: "entry 0 0 0", expected: "entry X Y OFFSET VALUE"),
    "p inner-product-certificate 1\nv a\nu b\nentry 0 0 0 0 0": .malformed(
      line: 4, found: "entry 0 0 0 0 0", expected: "entry X Y OFFSET VALUE"),
    "p inner-product-certificate 1\nv a\nu b\nentry 0 0 9223372036854775808 0": .malformed(
      line: 4, found: "entry 0 0 9223372036854775808 0", expected: "entry X Y OFFSET VALUE"),
    "p inner-product-certificate 1\nv a\nu b\nentry 0 0 0 1e1000000000": .malformed(
      line: 4, found: "entry 0 0 0 1e1000000000", expected: "entry X Y OFFSET VALUE"),
    "p inner-product-certificate 1\nv a\nu b\nentry 0 0 0 nan": .malformed(
      line: 4, found: "entry 0 0 0 nan", expected: "entry X Y OFFSET VALUE"),
    "p inner-product-certificate 0\nv a\nu b": .malformed(line: 3, found: "the end", expected: "value VALUE"),
    "p inner-product-certificate 0\nv a\nu b\nvalue 1.5": .malformed(
      line: 4, found: "value 1.5", expected: "value INTEGER"),
    "p inner-product-certificate 0\nv a\nu b\nvalue 1\nvalue 1": .malformed(
      line: 5, found: "value 1", expected: "the end"),
    "p inner-product-certificate 0\nv a\nu b\nvalue 1\n\nc\nend": .malformed(
      line: 7, found: "end", expected: "the end"),
  ]

  @Test("Refuses what is no certificate, with its line")
  func refuses() {
    for (text, expected) in Self.refused {
      let error = #expect(throws: CertificateError.self, "\(text)") { try InnerProductCertificate(parsing: text) }
      #expect(error == expected, "\(text)")
    }
  }

  @Test("Symbols that do not exist, and offsets at the ends of the range, prove nothing and trap nothing")
  func hostileKeys() throws {
    // 1 2 1 2.
    let v = "p slp 4 4\n0 = 1\n1 = 2\n2 0 1\n3 2 2\nroot 3\n"
    let known = ["0 2 0 1", "1 2 -1 4", "2 2 0 5", "2 3 0 5", "2 3 -2 5", "3 3 0 10"]
    #expect(try verify(proof(v, v, entries: known, value: "10"), v: v, u: v) == 10)
    for key in ["4 0", "0 4", "-1 0", "0 -9223372036854775808", "9223372036854775807 0"] {
      let error = #expect(throws: CertificateError.self) {
        try verify(proof(v, v, entries: ["\(key) 0 0"], value: "10"), v: v, u: v)
      }
      guard case .unknownSymbol(1, _, _)? = error else {
        Issue.record("\(String(describing: error))")
        continue
      }
    }
    // Without overlap the value is 0, and nothing else is.
    for offset in [Int.min, -4, 4, Int.max] {
      #expect(try verify(proof(v, v, entries: ["3 3 \(offset) 0"] + known, value: "10"), v: v, u: v) == 10)
      #expect(throws: CertificateError.entryDoesNotFollow(1, claimed: 1, derived: 0)) {
        try verify(proof(v, v, entries: ["3 3 \(offset) 1"] + known, value: "10"), v: v, u: v)
      }
    }
    // The longer of two is split; an alignment with too large an offset is asked for by no one.
    #expect(throws: CertificateError.entryMissing(1, x: 2, y: 3, offset: 0)) {
      try verify(proof(v, v, entries: ["3 3 0 10"], value: "10"), v: v, u: v)
    }
    #expect(throws: CertificateError.entryMissing(1, x: 3, y: 3, offset: 0)) {
      try verify(proof(v, v, entries: [], value: "10"), v: v, u: v)
    }
  }

  // MARK: The grammar files

  static let refusedGrammars: KeyValuePairs<String, CertificateError> = [
    "": .grammar(name: "v", line: 0, "expected `p slp SIZE LENGTH`"),
    "0 = 1\nroot 0": .grammar(name: "v", line: 1, "expected `p slp SIZE LENGTH`"),
    "p rle 0 0": .grammar(name: "v", line: 1, "expected `p slp SIZE LENGTH`"),
    "p slp 2 2\n1 0 0\n0 = 1\nroot 1": .grammar(
      name: "v", line: 2, "expected two symbols that are defined above"),
    "p slp 2 2\n0 = 1\n1 1 0\nroot 1": .grammar(
      name: "v", line: 3, "expected two symbols that are defined above"),
    "p slp 3 2\n0 = 1\n1 2 0\n2 1 0\nroot 1": .grammar(
      name: "v", line: 3, "expected two symbols that are defined above"),
    "p slp 2 2\n0 = 1\n0 = 2\nroot 0": .grammar(name: "v", line: 3, "symbol 0 is defined twice"),
    "p slp 1 1\n0 = 1": .grammar(name: "v", line: 2, "the root is missing"),
    "p slp 1 1\n0 = 1\nroot 1": .grammar(name: "v", line: 3, "the root is not a symbol"),
    "p slp 1 1\n0 = 1\nroot x": .grammar(name: "v", line: 3, "the root is not a symbol"),
    "p slp 1 1\n0 = 1\nroot 0\n1 = 1": .grammar(name: "v", line: 4, "expected nothing after the root"),
    "p slp 1 1\n0 = 1.5\nroot 0": .grammar(name: "v", line: 2, "expected an integer"),
    "p slp 1 1\n0 = 1e1000000000\nroot 0": .grammar(name: "v", line: 2, "expected an integer"),
    "p slp 1 1\n10000000000000000000 = 1\nroot 0": .grammar(name: "v", line: 2, "expected a rule"),
    "p slp 2 1\n\n0 = 1\nroot 0": .grammar(name: "v", line: 1, "the header says 2 rules, and 1 follow"),
    "c\np slp 1 2\n0 = 1\nroot 0": .grammar(name: "v", line: 2, "the header says 2 entries, and there are 1"),
    "p slp 1 1\n0 =\nroot 0": .grammar(name: "v", line: 2, "expected a rule"),
  ]

  @Test("Refuses a grammar that uses symbols before they are defined, or is none, with its line")
  func refusesGrammars() {
    let one = "p slp 1 1\n0 = 1\nroot 0\n"
    for (text, expected) in Self.refusedGrammars {
      let error = #expect(throws: CertificateError.self, "\(text)") {
        try verify(proof(text, one, entries: ["0 0 0 1"], value: "1"), v: text, u: one)
      }
      #expect(error == expected, "\(text)")
      guard case .grammar(_, let line, let why) = expected else { continue }
      #expect(throws: CertificateError.grammar(name: "u", line: line, why)) {
        try verify(proof(one, text, entries: ["0 0 0 1"], value: "1"), v: one, u: text)
      }
    }
  }

  @Test("Vectors of 2¹⁰⁰ entries, longer than any index, are checked all the same")
  func longVectors() throws {
    func doublings(_ value: Int, _ count: Int) -> String {
      var text = "p slp \(count + 1) \(Integer(1) << count)\n0 = \(value)\n"
      for symbol in 0..<count { text += "\(symbol + 1) \(symbol) \(symbol)\n" }
      return text + "root \(count)\n"
    }
    let (v, u, longer) = (doublings(3, 100), doublings(-2, 100), doublings(-2, 101))
    let value = Integer(-6) << 100
    #expect(try verify(proof(v, u, entries: ["100 100 0 \(value)"], value: "\(value)"), v: v, u: u) == value)
    #expect(throws: CertificateError.entryDoesNotFollow(1, claimed: value + 1, derived: value)) {
      try verify(proof(v, u, entries: ["100 100 0 \(value + 1)"], value: "\(value)"), v: v, u: u)
    }
    #expect(throws: CertificateError.lengthMismatch(v: Integer(1) << 100, u: Integer(1) << 101)) {
      try verify(proof(v, longer, entries: ["100 101 0 \(value)"], value: "\(value)"), v: v, u: longer)
    }
    // 0 1 0 1 … against itself: the halves meet at 0, and at offsets that fit no machine word, where nothing is known.
    var alternating = "p slp 102 \(Integer(1) << 100)\n100 = 0\n101 = 1\n0 100 101\n"
    for symbol in 0..<99 { alternating += "\(symbol + 1) \(symbol) \(symbol)\n" }
    alternating += "root 99\n"
    #expect(throws: CertificateError.entryMissing(1, x: 98, y: 99, offset: 0)) {
      try verify(proof(alternating, alternating, entries: ["99 99 0 7"], value: "7"), v: alternating, u: alternating)
    }
  }

  @Test("A grammar 20,000 rules deep is checked without recursion")
  func deepGrammar() throws {
    var text = "p slp 20001 20000\n0 = 0\n1 = 1\n"
    for symbol in 2...20_000 { text += "\(symbol) \(symbol - 1) 0\n" }
    text += "root 20000\n"
    var ones = "p slp 19 20000\n0 = 1\n"
    for symbol in 0..<14 { ones += "\(symbol + 1) \(symbol) \(symbol)\n" }
    // 20000 = 2¹⁴ + 2¹¹ + 2¹⁰ + 2⁹ + 2⁵.
    ones += "15 14 11\n16 15 10\n17 16 9\n18 17 5\nroot 18\n"
    #expect(try verify(proof(text, ones, entries: ["20000 18 0 1"], value: "1"), v: text, u: ones) == 1)
  }
}
