import Certificates
import Evidence
import Exact
import GrammarCompression
import Reductions

extension Claim {
  /// The memoised product is the inner product of the expansions.
  static let memoisedProduct = Claim(
    id: "grammar.memoised-product",
    title: "The memoised product of two straight-line programs is the inner product of their expansions",
    statement: """
      For straight-line programs $v$, $u$ of equal length $N$ over the integers, the recursion on triples $(X, Y, d)$ \
      (symbol $X$ on $[0,|X|)$, symbol $Y$ on $[d, d+|Y|)$; zeros and empty overlaps give 0, constants use range sums, \
      otherwise the longer symbol is split) with a memo returns $\\sum_{i<N} v_i u_i$ exactly, without expanding.
      """,
    source: .grammarPaper("the upper bound side: computing on the compressed form"),
    checks: [
      Check(
        "expansion", level: .exhaustive,
        family: .exhaustive(
          "all pairs of words over {−1, 0, 1} of equal length ≤ 4 (deep: 5), balanced, deep and mirrored",
          count: { pairs(upTo: $0 == .quick ? 4 : 5).count }, all: { pairs(upTo: $0 == .quick ? 4 : 5) }),
        subject: { (v: Program, u: Program) in try v.product(with: u).value },
        mutants: [
          "keeps the offset of the left child": { TextbookProduct.product($0, $1, fault: .keepsOffset).value },
          "moves the offset the wrong way": { TextbookProduct.product($0, $1, fault: .wrongOffsetSign).value },
          "forgets the offset in the memo": { TextbookProduct.product($0, $1, fault: .keyWithoutOffset).value },
          "multiplies constants by whole sums": { TextbookProduct.product($0, $1, fault: .wholeSum).value },
        ],
        test: isProduct),
      Check(
        "random", level: .certified,
        family: .random(
          "random pairs of words of length ≤ 120 with repetitions and runs, some entries beyond 64 bits, in four shapes",
          quick: 200, deep: 20_000, shrink: WordPair.shrink, draw: { WordPair.random(120, &$1) }),
        subject: { (v: Program, u: Program) in try v.product(with: u).value },
        mutants: [
          "forgets the offset in the memo": { TextbookProduct.product($0, $1, fault: .keyWithoutOffset).value },
          "computes in 64 bits, wrapping": { v, u in
            Integer(zip(try v.expand(), try u.expand()).reduce(Int(0)) { $0 &+ low64($1.0) &* low64($1.1) })
          },
        ],
        test: isProduct),
      Check(
        "keys", level: .certified,
        family: .random(
          "random pairs of words of length ≤ 120 in four shapes; the textbook recursion counts the keys", quick: 200,
          deep: 10_000, shrink: WordPair.shrink, draw: { WordPair.random(120, &$1) }),
        subject: { (v: Program, u: Program) in try v.product(with: u).keys },
        mutants: ["stores zeros too": { TextbookProduct.product($0, $1, fault: .storesZeros).keys }],
        test: { keys, pair in
          let (v, u) = try pair.programs()
          return .equal(try keys(v, u), TextbookProduct.product(v, u).keys, "the number of keys")
        }),
      Check(
        "witness", level: .certified,
        family: .random(
          "random pairs of words of length ≤ 120 in four shapes", quick: 200, deep: 10_000, shrink: WordPair.shrink,
          draw: { WordPair.random(120, &$1) }),
        subject: { (v: Program, u: Program) in try v.product(with: u).witness },
        mutants: [
          "always the first entry": { v, u in try v.product(with: u).witness.map { _ in 0 } },
          "none": { _, _ in nil },
        ],
        test: { witness, pair in
          let (v, u) = try pair.programs()
          guard let position = try witness(v, u) else {
            return .require(pair.product == 0, "there is no witness, but the product is \(pair.product)")
          }
          guard pair.v.indices.contains(position) else { return .fails("the witness \(position) is out of range") }
          return .require(
            pair.v[position] != 0 && pair.u[position] != 0, "an entry at the witness \(position) is zero")
        }),
      Check(
        "certificate", level: .certified,
        family: .random(
          "random pairs of words of length ≤ 80 in four shapes; an independent checker re-derives every entry",
          quick: 100, deep: 5_000, shrink: WordPair.shrink, draw: { WordPair.random(80, &$1) }),
        subject: { (instance: GrammarDot) in try instance.certificate(hash: sha256) },
        mutants: [
          "another value": { instance in
            let honest = try instance.certificate(hash: sha256)
            return InnerProductCertificate(hashes: honest.hashes, entries: honest.entries, value: honest.value + 1)
          },
          "a changed entry": { instance in
            let honest = try instance.certificate(hash: sha256)
            var entries = honest.entries
            if let last = entries.popLast() {
              entries.append(.init(x: last.x, y: last.y, offset: last.offset, value: last.value - 1))
            }
            return InnerProductCertificate(hashes: honest.hashes, entries: entries, value: honest.value)
          },
          "a missing entry": { instance in
            let honest = try instance.certificate(hash: sha256)
            return InnerProductCertificate(
              hashes: honest.hashes, entries: Array(honest.entries.dropFirst()), value: honest.value)
          },
        ],
        test: { certificate, pair in
          let (v, u) = try pair.programs()
          let proof = try certificate(try GrammarDot(v: v, u: u))
          try proof.verify(v: (v.text, sha256(v.text)), u: (u.text, sha256(u.text)))
          return .equal(proof.value, pair.product, "the certified value")
        }),
    ],
    proof: ProofReference(file: "GrammarProduct.v", theorems: ["slp_product_correct"]))

  private typealias Program = StraightLineProgram<Integer>

  private static func pairs(upTo length: Int) -> [WordPair] {
    WordPair.all(
      upTo: length, over: [-1, 0, 1],
      shapes: [[.balanced, .balanced], [.caterpillar, .mirrored], [.mirrored, .caterpillar]])
  }

  @Sendable private static func isProduct(_ product: (Program, Program) throws -> Integer, of pair: WordPair) throws -> Verdict {
    let (v, u) = try pair.programs()
    return .equal(try product(v, u), pair.product, "the product")
  }

  private static func low64(_ value: Integer) -> Int {
    let (_, low) = value.floorQuotientAndRemainder(dividingBy: Integer(1) << 64)
    return Int(truncatingIfNeeded: UInt64(exactly: low) ?? 0)
  }
}
