import Evidence
import Exact
import GrammarCompression
import GrammarCompressionCheckers
import Text

extension Claim {
  /// The memoised product is the inner product of the expansions.
  static let memoisedProduct = Claim(
    id: "grammar.memoised-product",
    title: "The memoised product of two straight-line programs is the inner product of their expansions",
    sentences: [
      Sentence(
        """
        For straight-line programs $v$, $u$ of equal length $N \\ge 1$ over the integers, the recursion on triples $(X, Y, \
        d)$ (symbol $X$ on $[0,|X|)$, symbol $Y$ on $[d, d+|Y|)$; zeros and empty overlaps give 0, constants use range sums, \
        otherwise the longer symbol is split) with a memo returns $\\sum_{i<N} v_i u_i$ exactly.
        """,
        topic: "the product", checks: ["expansion", "random"],
        proof: ProofReference(file: "GrammarCompression/GrammarProduct.v", theorems: ["slp_product_correct"])),
      Sentence(
        """
        The keys in the memo at the end are the triples that the recursion meets of which neither symbol is 0 and whose \
        overlap is not empty, each once.
        """,
        topic: "the number of keys", checks: ["keys"]),
      Sentence(
        "If the product is not 0, a position is returned at which neither vector is 0.",
        topic: "the witness", checks: ["witness"]),
      Sentence(
        "The memo is a certificate of the product that the independent checker accepts.",
        topic: "the certificate", checks: ["certificate"]),
    ],
    source: .grammarPaper("the upper bound side: computing on the compressed form"),
    checks: [
      Check(
        "expansion", level: .exhaustive, family: smallPairs, subject: product, mutants: productMutants, test: isProduct),
      Check(
        "random", level: .certified, family: randomPairs, subject: product, mutants: randomMutants, test: isProduct),
      Check(
        "keys", level: .certified, family: randomPairs, subject: keys, mutants: keyMutants, test: areTextbookKeys),
      Check(
        "witness", level: .certified, family: randomPairs, subject: witness, mutants: witnessMutants, test: isWitness),
      Check(
        "certificate", level: .certified, family: randomPairs, subject: certificate, mutants: certificateMutants,
        test: isProved),
    ])
}

private typealias Programs = (v: StraightLineProgram<Integer>, u: StraightLineProgram<Integer>)

// The instances.

private let smallPairs = InstanceFamily<WordPair>.exhaustive(
  "all pairs of words over {−1, 0, 1} of equal length ≤ 3 (deep: 5), balanced, deep and mirrored",
  count: { pairs(upTo: $0 == .quick ? 3 : 5).count }, all: { pairs(upTo: $0 == .quick ? 3 : 5) })

private func pairs(upTo length: Int) -> [WordPair] {
  WordPair.all(
    upTo: length, over: [-1, 0, 1],
    shapes: [[.balanced, .balanced], [.caterpillar, .mirrored], [.mirrored, .caterpillar]])
}

private let randomPairs = InstanceFamily<WordPair>.random(
  "random pairs of words of length ≤ 120 with repetitions and runs, some entries beyond 64 bits, in four shapes",
  quick: 150, deep: 20_000, shrink: WordPair.shrink, draw: { WordPair.random(120, &$1) })

// The product.

private let product: Algorithm<Programs, Integer> = { try $0.v.product(with: $0.u).value }

private func faulty(_ fault: TextbookProduct.Fault) -> Algorithm<Programs, Integer> {
  { TextbookProduct.product($0.v, $0.u, fault: fault).value }
}

private let productMutants: KeyValuePairs<String, Algorithm<Programs, Integer>> = [
  "keeps the offset of the left child": faulty(.keepsOffset),
  "moves the offset the wrong way": faulty(.wrongOffsetSign),
  "multiplies constants by whole sums": faulty(.wholeSum),
]

private let randomMutants: KeyValuePairs<String, Algorithm<Programs, Integer>> = [
  "forgets the offset in the memo": faulty(.keyWithoutOffset),
  "computes in 64 bits, wrapping": { programs in
    let (v, u) = (try programs.v.expand(), try programs.u.expand())
    var sum = 0
    for (x, y) in zip(v, u) { sum &+= lowWord(x) &* lowWord(y) }
    return Integer(sum)
  },
]

/// The value modulo 2⁶⁴, as a signed word.
private func lowWord(_ value: Integer) -> Int {
  let remainder = value.floorQuotientAndRemainder(dividingBy: Integer(1) << 64).remainder
  return Int(truncatingIfNeeded: UInt64(exactly: remainder) ?? 0)
}

@Sendable private func isProduct(_ product: Algorithm<Programs, Integer>, of pair: WordPair) throws -> Verdict {
  .equal(try product(try pair.programs()), pair.product, "the product")
}

// The number of keys.

private let keys: Algorithm<Programs, Int> = { try $0.v.product(with: $0.u).keys }

private let keyMutants: KeyValuePairs<String, Algorithm<Programs, Int>> = [
  "stores zeros too": { TextbookProduct.product($0.v, $0.u, fault: .storesZeros).keys }
]

@Sendable private func areTextbookKeys(_ keys: Algorithm<Programs, Int>, of pair: WordPair) throws -> Verdict {
  let programs = try pair.programs()
  return .equal(try keys(programs), TextbookProduct.product(programs.v, programs.u).keys, "the number of keys")
}

// The witness.

private let witness: Algorithm<Programs, Int?> = { try $0.v.product(with: $0.u).witness }

private let witnessMutants: KeyValuePairs<String, Algorithm<Programs, Int?>> = [
  "always the first entry": { try $0.v.product(with: $0.u).witness.map { _ in 0 } },
  "none": { _ in nil },
]

@Sendable private func isWitness(_ witness: Algorithm<Programs, Int?>, of pair: WordPair) throws -> Verdict {
  guard let position = try witness(try pair.programs()) else {
    return .require(pair.product == 0, "there is no witness, but the product is \(pair.product)")
  }
  guard pair.v.indices.contains(position) else { return .fails("the witness \(position) is out of range") }
  return .require(pair.v[position] != 0 && pair.u[position] != 0, "an entry at the witness \(position) is zero")
}

// The certificate.

private let certificate: Algorithm<Programs, InnerProductCertificate> = {
  try GrammarDot(v: $0.v, u: $0.u).certificate(hash: sha256)
}

private let certificateMutants: KeyValuePairs<String, Algorithm<Programs, InnerProductCertificate>> = [
  "another value": { programs in
    let honest = try certificate(programs)
    return InnerProductCertificate(hashes: honest.hashes, entries: honest.entries, value: honest.value + 1)
  },
  "a changed entry": { programs in
    let honest = try certificate(programs)
    var entries = honest.entries
    if let last = entries.popLast() {
      entries.append(.init(x: last.x, y: last.y, offset: last.offset, value: last.value - 1))
    }
    return InnerProductCertificate(hashes: honest.hashes, entries: entries, value: honest.value)
  },
  "a missing entry": { programs in
    let honest = try certificate(programs)
    return InnerProductCertificate(
      hashes: honest.hashes, entries: Array(honest.entries.dropFirst()), value: honest.value)
  },
]

@Sendable private func isProved(
  _ certificate: Algorithm<Programs, InnerProductCertificate>, of pair: WordPair
) throws -> Verdict {
  let programs = try pair.programs()
  let proof = try certificate(programs)
  let (v, u) = (programs.v.text, programs.u.text)
  try proof.verify(v: (v, sha256(v)), u: (u, sha256(u)))
  return .equal(proof.value, pair.product, "the certified value")
}
