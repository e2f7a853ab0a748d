import Evidence
import Exact
import GrammarCompression
import GrammarCompressionCheckers
import Text

extension Claim {
  /// No forged certificate of an inner product passes.
  static let innerProductForgeries = Claim(
    id: "certificates.inner-products",
    title: "A certificate of the inner product of two grammars proves it of those two files, and no forgery passes",
    sentences: [
      Sentence(
        """
        Let $v$ and $u$ be grammar files and let $h$ be SHA-256. A certificate whose hashes are $h(v)$ and $h(u)$, and whose entries \
        each follow from the grammars and the entries before, states $\\langle v, u \\rangle$; every other file is refused, with the \
        first line that does not follow, and so is a grammar whose header is not true of its rules.
        """, checks: ["forgeries"]),
      .provedRequests,
    ],
    source: .grammarPaper("the upper bound side; certificates are derived"),
    checks: [
      .forgeries(
        "forgeries", about: "proofs of the products of seven pairs of grammars, with their grammar files", quick: quick,
        deep: deep, checker: verify, mutants: mutants, isTrue: isProduct),
      .innerProductRequests, .innerProductStatements,
    ])
}

/// A certificate beside the two files that it is about.
private struct GrammarProof: Codable, Sendable {
  var proof: String
  var v: String
  var u: String
}

// The checker.

/// The value, if the certificate proves it of the files.
private let verify: Algorithm<GrammarProof, Integer> = { file in
  let certificate = try InnerProductCertificate(parsing: file.proof)
  try certificate.verify(v: (file.v, sha256(file.v)), u: (file.u, sha256(file.u)))
  return certificate.value
}

private let mutants: KeyValuePairs<String, Algorithm<GrammarProof, Integer>> = [
  "takes any file for v": { file in
    let certificate = try InnerProductCertificate(parsing: file.proof)
    try certificate.verify(v: (file.v, certificate.hashes.v), u: (file.u, sha256(file.u)))
    return certificate.value
  },
  "takes any file for u": { file in
    let certificate = try InnerProductCertificate(parsing: file.proof)
    try certificate.verify(v: (file.v, sha256(file.v)), u: (file.u, certificate.hashes.u))
    return certificate.value
  },
  "compares each hash with either file": { file in
    let certificate = try InnerProductCertificate(parsing: file.proof)
    let hashes = [sha256(file.v), sha256(file.u)]
    guard hashes.contains(certificate.hashes.v) else { throw CertificateError.otherFile(name: "v") }
    guard hashes.contains(certificate.hashes.u) else { throw CertificateError.otherFile(name: "u") }
    try certificate.verify(v: (file.v, certificate.hashes.v), u: (file.u, certificate.hashes.u))
    return certificate.value
  },
  "does not look at the last line": { file in
    do { return try verify(file) } catch CertificateError.wrongValue(let claimed, _) { return claimed }
  },
  "believes an entry that is not there": forgivingCase { if case .entryMissing = $0 { true } else { false } },
  "believes an entry that does not follow": forgivingCase { if case .entryDoesNotFollow = $0 { true } else { false } },
  "passes over entries of symbols that do not exist": forgivingCase {
    if case .unknownSymbol = $0 { true } else { false }
  },
  "cuts the longer vector": forgivingCase { if case .lengthMismatch = $0 { true } else { false } },
  "does not read headers of grammars": forgivingCase {
    if case .grammar(_, _, let why) = $0 { why.hasPrefix("the header says") } else { false }
  },
  "lets a symbol be defined twice": forgivingCase {
    if case .grammar(_, _, let why) = $0 { why.hasSuffix("is defined twice") } else { false }
  },
  "ignores lines after the end": forgivingCase {
    if case .malformed(_, _, let expected) = $0 { expected == "the end" } else { false }
  },
]

private func forgivingCase(
  _ isForgiven: @escaping @Sendable (CertificateError) -> Bool
) -> Algorithm<GrammarProof, Integer> {
  forgiving(
    verify, { ($0 as? CertificateError).map(isForgiven) ?? false },
    accepts: { file in
      let last = file.proof.split(separator: "\n").last { $0.hasPrefix("value ") }
      return last.flatMap { Integer(String($0.dropFirst(6))) } ?? 0
    })
}

/// Whether the value is the inner product of the expansions.
@Sendable private func isProduct(_ value: Integer, _ file: GrammarProof) throws -> Bool {
  let (v, u) = (
    try StraightLineProgram<Integer>(parsing: file.v).expand(),
    try StraightLineProgram<Integer>(parsing: file.u).expand()
  )
  return v.count == u.count && value == zip(v, u).reduce(0) { $0 + $1.0 * $1.1 }
}

// The files.

private let valid: [GrammarProof] = {
  let pairs = [
    WordPair(v: [1, 2, 1, 2], u: [1, 2, 1, 2]), WordPair(v: [0, 0, 1, 0, 1, 0], u: [3, 0, -1, 0, 3, 3]),
    WordPair(v: [5], u: [-7]), WordPair(v: [2, 2, 2, 2], u: [1, 0, 1, 1], shapes: [.repair, .caterpillar]),
    WordPair(v: [1, -1, 1, -1, 1], u: [0, 1, 0, 1, 0], shapes: [.mirrored, .caterpillar]),
    WordPair(v: [], u: []), WordPair(v: [Integer(10).power(25), 3, 1], u: [2, Integer(10).power(25), 0]),
  ]
  return pairs.compactMap { pair in
    guard let (v, u) = try? pair.programs(), let instance = try? GrammarDot(v: v, u: u),
      let certificate = try? instance.certificate(hash: sha256)
    else { return nil }
    return GrammarProof(proof: certificate.text, v: v.text, u: u.text)
  }
}()

/// Every change of every line and word of the certificates, and of the grammars with their new hashes in the certificate.
private func systematic(_ isChosen: (_ index: Int) -> Bool) -> ForgedFiles<GrammarProof> {
  let forged = valid.enumerated().filter { isChosen($0.offset) }.map { index, file in
    let others = valid.indices.filter { $0 != index }.prefix(2).map { valid[$0] }
    @Sendable func tried(_ name: String, _ file: GrammarProof) -> TriedFile<GrammarProof> {
      TriedFile(name: "product \(index + 1), \(name)", file: file, expectation: .nothingFalse)
    }
    return ForgedFiles(textForgeries(of: file.proof, others: others.map(\.proof))) {
      tried("proof, \($0.name)", GrammarProof(proof: $0.text, v: file.v, u: file.u))
    }
      + ForgedFiles(textForgeries(of: file.v, others: others.map(\.v))) {
        tried("v and its hash, \($0.name)", GrammarProof(proof: rebound(file.proof, v: $0.text), v: $0.text, u: file.u))
      }
      + ForgedFiles(textForgeries(of: file.u, others: others.map(\.u))) {
        tried("u, \($0.name)", GrammarProof(proof: file.proof, v: file.v, u: $0.text))
      }
  }
  return forged.reduce(ForgedFiles(), +)
}

private let quick =
  almostRight
  + valid.enumerated().map {
    TriedFile(name: "product \($0.offset + 1)", file: $0.element, expectation: .accepted)
  } + systematic { $0.isMultiple(of: 3) }.thinned(to: 300)

private let deep = systematic { _ in true }

/// The proof with the hash of another v.
private func rebound(_ proof: String, v: String) -> String {
  proof.split(separator: "\n").map { $0.hasPrefix("v ") ? "v \(sha256(v))" : String($0) }.joined(separator: "\n") + "\n"
}

// One forgery for each line of the checker.

/// 1 2 1 2.
private let grammar = "p slp 4 4\n0 = 1\n1 = 2\n2 0 1\n3 2 2\nroot 3\n"
private let entries = ["0 2 0 1", "1 2 -1 4", "2 2 0 5", "2 3 0 5", "2 3 -2 5", "3 3 0 10"]

private func proof(_ v: String, _ u: String, entries: [String] = entries, value: String = "10") -> String {
  "p inner-product-certificate \(entries.count)\nv \(sha256(v))\nu \(sha256(u))\n"
    + entries.map { "entry \($0)\n" }.joined() + "value \(value)\n"
}

private let almostRight: [TriedFile<GrammarProof>] =
  [written] + withoutOverlap + certificateForgeries + entryForgeries + grammarForgeries + everyValue

/// Files as people may keep them: lines that say nothing, blanks and tabs, carriage returns.
private let written: TriedFile<GrammarProof> = {
  let spread = "c a comment\n\n" + grammar.replacing(" ", with: " \t ").replacing("\n", with: "\r\n\n")
  let text = proof(spread, grammar).replacing(" ", with: "\t").replacing("\n", with: "\r\n") + "c\tnothing follows"
  return TriedFile(
    name: "with comments, tabs and carriage returns", file: GrammarProof(proof: text, v: spread, u: grammar),
    expectation: .accepted)
}()

/// Entries of symbols that do not overlap: 0 follows, which nobody needs, and nothing else does.
private let withoutOverlap: [TriedFile<GrammarProof>] = [
  "0 2 5 0", "0 2 -5 0", "2 0 5 0", "2 0 -5 0", "2 3 2 0", "3 2 -2 0",
]
.flatMap { entry in
  let forged = String(entry.dropLast()) + "7"
  return [
    TriedFile(
      name: "and the entry \(entry)",
      file: GrammarProof(proof: proof(grammar, grammar, entries: entries + [entry]), v: grammar, u: grammar),
      expectation: .accepted),
    stopped(
      "and the entry \(forged)", proof(grammar, grammar, entries: entries + [forged]),
      .entryDoesNotFollow(7, claimed: 7, derived: 0)),
  ]
}

/// Every value of every valid certificate changed: that very line does not follow.
private let everyValue: [TriedFile<GrammarProof>] = valid.enumerated().flatMap { number, file in
  guard let certificate = try? InnerProductCertificate(parsing: file.proof) else { return [TriedFile<GrammarProof>]() }
  let values = certificate.entries.map(\.value) + [certificate.value]
  return values.enumerated().flatMap { index, value in
    Set([value + 1, value - 1, -value, 2 * value + 3]).filter { $0 != value }.sorted().map { forged in
      var entries = certificate.entries
      let isEntry = index < entries.count
      if isEntry {
        let old = entries[index]
        entries[index] = .init(x: old.x, y: old.y, offset: old.offset, value: forged)
      }
      let proof = InnerProductCertificate(
        hashes: certificate.hashes, entries: entries, value: isEntry ? certificate.value : forged)
      return stopped(
        "product \(number + 1), \(forged) for \(isEntry ? "entry \(index + 1)" : "the value")", proof.text, v: file.v,
        u: file.u,
        isEntry
          ? .entryDoesNotFollow(index + 1, claimed: forged, derived: value)
          : .wrongValue(claimed: forged, derived: value))
    }
  }
}

private func stopped(
  _ name: String, _ proof: String, v: String = grammar, u: String = grammar, _ error: CertificateError
)
  -> TriedFile<GrammarProof>
{
  TriedFile(name: name, file: GrammarProof(proof: proof, v: v, u: u), expectation: .refused(error.description))
}

/// The right proof with one line changed, refused there.
private let certificateForgeries: [TriedFile<GrammarProof>] = {
  let lines = proof(grammar, grammar).split(separator: "\n").map(String.init)
  func changed(_ name: String, _ line: Int, to text: String, expected: String) -> TriedFile<GrammarProof> {
    var lines = lines
    lines[line - 1] = text
    return stopped(
      name, lines.joined(separator: "\n"), .malformed(line: line, found: String(text.prefix(60)), expected: expected))
  }
  let (header, entry) = ("p inner-product-certificate ENTRIES", "entry X Y OFFSET VALUE")
  return [
    stopped("nothing", "", .malformed(line: 0, found: "the end", expected: header)),
    changed("another keyword", 1, to: "q inner-product-certificate 6", expected: header),
    changed("another format", 1, to: "p inner-product-proof 6", expected: header),
    changed("a word too many", 1, to: "p inner-product-certificate 6 6", expected: header),
    changed("no number of entries", 1, to: "p inner-product-certificate six", expected: header),
    changed("a signed number of entries", 1, to: "p inner-product-certificate +6", expected: header),
    changed("v and u exchanged", 2, to: "u \(sha256(grammar))", expected: "v VALUE"),
    changed("two hashes", 2, to: "v \(sha256(grammar)) 0", expected: "v VALUE"),
    changed("no hash", 3, to: "u", expected: "u VALUE"),
    changed("an entry of another kind", 4, to: "enter 0 2 0 1", expected: entry),
    changed("an entry without a value", 4, to: "entry 0 2 0", expected: entry),
    changed("an entry with two values", 4, to: "entry 0 2 0 1 1", expected: entry),
    changed("x is no number", 4, to: "entry x 2 0 1", expected: entry),
    changed("y is no number", 4, to: "entry 0 y 0 1", expected: entry),
    changed("the offset fits no word", 4, to: "entry 0 2 9223372036854775808 1", expected: entry),
    changed("the value is no integer", 4, to: "entry 0 2 0 1.0", expected: entry),
    changed("the product is no integer", 10, to: "value 10/1", expected: "value INTEGER"),
    changed("two products", 10, to: "value 10 11", expected: "value VALUE"),
    stopped(
      "a second product", proof(grammar, grammar) + "value 11\n",
      .malformed(line: 11, found: "value 11", expected: "the end")),
  ]
}()

/// Proofs in the right form of something false.
private let entryForgeries: [TriedFile<GrammarProof>] = {
  func forged(_ name: String, _ changed: [String], value: String = "10", _ error: CertificateError)
    -> TriedFile<GrammarProof>
  {
    stopped(name, proof(grammar, grammar, entries: changed, value: value), error)
  }
  let (other, longer) = ("p slp 4 4\n0 = 1\n1 = 3\n2 0 1\n3 2 2\nroot 3\n", "p slp 3 3\n0 = 1\n2 0 0\n3 2 0\nroot 3\n")
  let empty = "p slp 0 0\n"
  return [
    stopped("about another v", proof(other, grammar), .otherFile(name: "v")),
    stopped("about another u", proof(grammar, other), .otherFile(name: "u")),
    stopped(
      "hashes exchanged",
      proof(
        other, grammar, entries: ["0 2 0 1", "1 2 -1 6", "2 2 0 7", "2 3 0 7", "2 3 -2 7", "3 3 0 14"], value: "14"),
      u: other, .otherFile(name: "v")),
    forged("a symbol x too high", ["4 2 0 0"] + entries, .unknownSymbol(1, x: 4, y: 2)),
    forged("a symbol y too high", ["0 4 0 0"] + entries, .unknownSymbol(1, x: 0, y: 4)),
    forged("a negative symbol", ["0 -1 0 0"] + entries, .unknownSymbol(1, x: 0, y: -1)),
    forged(
      "the last entry and the product one more", entries.dropLast() + ["3 3 0 11"], value: "11",
      .entryDoesNotFollow(6, claimed: 11, derived: 10)),
    forged("the product one more", entries, value: "11", .wrongValue(claimed: 11, derived: 10)),
    forged("an entry dropped", Array(entries.dropFirst()), .entryMissing(2, x: 0, y: 2, offset: 0)),
    forged("no entry for the roots", entries.dropLast(), .entryMissing(6, x: 3, y: 3, offset: 0)),
    forged("entries in the wrong order", entries.reversed(), .entryMissing(1, x: 2, y: 3, offset: 0)),
    stopped(
      "a shorter v", proof(longer, grammar, entries: [], value: "0"), v: longer, .lengthMismatch(v: 3, u: 4)),
    stopped(
      "an empty v", proof(empty, grammar, entries: [], value: "0"), v: empty, .lengthMismatch(v: 0, u: 4)),
    stopped(
      "an empty u", proof(grammar, empty, entries: [], value: "0"), u: empty, .lengthMismatch(v: 4, u: 0)),
    stopped(
      "empty vectors with a product", proof(empty, empty, entries: [], value: "1"), v: empty, u: empty,
      .wrongValue(claimed: 1, derived: 0)),
  ]
}()

/// Right proofs, with their hashes, about grammar files that lie.
private let grammarForgeries: [TriedFile<GrammarProof>] = {
  let (header, rule, symbols) = (
    "expected `p slp SIZE LENGTH`", "expected a rule", "expected two symbols that are defined above"
  )
  let rest = "0 = 1\n1 = 2\n2 0 1\n3 2 2\nroot 3\n"
  let lies: KeyValuePairs<String, (text: String, line: Int, why: String)> = [
    "nothing": ("", 0, header),
    "a word less in the header": ("p slp 4\n" + rest, 1, header),
    "another keyword in the header": ("q slp 4 4\n" + rest, 1, header),
    "another kind of program": ("p rlslp 4 4\n" + rest, 1, header),
    "a size that is no number": ("p slp x 4\n" + rest, 1, header),
    "a signed size": ("p slp +4 4\n" + rest, 1, header),
    "a length that is no number": ("p slp 4 x\n" + rest, 1, header),
    "a negative length": ("p slp 4 -4\n" + rest, 1, header),
    "a signed length": ("p slp 4 +4\n" + rest, 1, header),
    "a rule more than the header says": ("p slp 3 4\n" + rest, 1, "the header says 3 rules, and 4 follow"),
    "a rule less than the header says": ("p slp 5 4\n" + rest, 1, "the header says 5 rules, and 4 follow"),
    "an entry more than the header says": ("p slp 4 3\n" + rest, 1, "the header says 3 entries, and there are 4"),
    "an entry less than the header says": ("c\np slp 4 5\n" + rest, 2, "the header says 5 entries, and there are 4"),
    "a rule after the root": ("p slp 5 4\n" + rest + "4 3 3\n", 7, "expected nothing after the root"),
    "two roots": ("p slp 4 4\n" + rest + "root 2\n", 7, "expected nothing after the root"),
    "a root that is no symbol": ("p slp 4 4\n0 = 1\n1 = 2\n2 0 1\n3 2 2\nroot 4\n", 6, "the root is not a symbol"),
    "a root that is no number": ("p slp 4 4\n0 = 1\n1 = 2\n2 0 1\n3 2 2\nroot +3\n", 6, "the root is not a symbol"),
    "two symbols for a root": ("p slp 4 4\n0 = 1\n1 = 2\n2 0 1\n3 2 2\nroot 3 3\n", 6, "the root is not a symbol"),
    "no root": ("p slp 4 4\n0 = 1\n1 = 2\n2 0 1\n3 2 2\n", 5, "the root is missing"),
    "a word too many in a rule": ("p slp 4 4\n0 = 1 1\n1 = 2\n2 0 1\n3 2 2\nroot 3\n", 2, rule),
    "a symbol that is no number": ("p slp 4 4\n-0 = 1\n1 = 2\n2 0 1\n3 2 2\nroot 3\n", 2, rule),
    "a symbol defined twice": (
      "p slp 4 4\n0 = 1\n1 = 2\n2 0 1\n2 1 0\n3 2 2\nroot 3\n", 5, "symbol 2 is defined twice"
    ),
    "an entry that is no integer": ("p slp 4 4\n0 = 1.0\n1 = 2\n2 0 1\n3 2 2\nroot 3\n", 2, "expected an integer"),
    "a left symbol not yet defined": ("p slp 4 4\n0 = 1\n2 1 0\n1 = 2\n3 2 2\nroot 3\n", 3, symbols),
    "a right symbol not yet defined": ("p slp 4 4\n0 = 1\n2 0 1\n1 = 2\n3 2 2\nroot 3\n", 3, symbols),
    "a signed left symbol": ("p slp 4 4\n0 = 1\n1 = 2\n2 +0 1\n3 2 2\nroot 3\n", 4, symbols),
    "a signed right symbol": ("p slp 4 4\n0 = 1\n1 = 2\n2 0 +1\n3 2 2\nroot 3\n", 4, symbols),
    "a symbol that stands for itself": ("p slp 4 4\n0 = 1\n1 = 2\n2 0 1\n3 2 3\nroot 3\n", 5, symbols),
  ]
  return lies.flatMap { name, lie in
    [
      stopped(
        "v: \(name)", proof(lie.text, grammar), v: lie.text, .grammar(name: "v", line: lie.line, lie.why)),
      stopped(
        "u: \(name)", proof(grammar, lie.text), u: lie.text, .grammar(name: "u", line: lie.line, lie.why)),
    ]
  }
}()
