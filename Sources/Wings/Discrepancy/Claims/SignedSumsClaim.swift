import Discrepancy
import Evidence
import Exact
import Randomness

extension Claim {
  /// Bárány and Grinberg's bounds on signed sums.
  static let signedSums = Claim(
    id: "discrepancy.signed-sums",
    title:
      "Vectors of length at most 1 in dimension d have signs with total at most d and all prefix sums less than 2d",
    sentences: [
      Sentence(
        """
        For $v_1, \\dots, v_n \\in \\mathbb{Q}^d$, $d \\ge 1$, with $\\|v_i\\| \\le 1$ in any norm (tried: $\\ell_1$ and \
        $\\ell_\\infty$), the kernel walk from the coefficients 0, rounded to the nearest sign, returns signs with \
        $\\|\\sum_{i \\le n} \\varepsilon_i v_i\\| \\le d$.
        """,
        checks: ["random"],
        proof: ProofReference(file: "Discrepancy/SignedSums.v", theorems: ["signed_sum"])),
      Sentence(
        "They have $\\|\\sum_{i \\le k} \\varepsilon_i v_i\\| < 2d$ for every $k$, if $d \\ge 1$.",
        checks: ["random"],
        proof: ProofReference(file: "Discrepancy/SignedSums.v", theorems: ["prefix_sums"])),
    ],
    remark: "The best known bound on prefixes is $2d - 1$.",
    source: Source(
      paper: "On some combinatorial questions in finite-dimensional spaces (Bárány, Grinberg; 1981)",
      theorem: "the bounds on signed sums, as the kernel walk gives them"),
    checks: [
      Check(
        "random", level: .certified,
        family: .random(
          "d ≤ 6, n ≤ 60, vectors of length 1 or 0", quick: 60, deep: 3_000, shrink: VectorInstance.shrink,
          draw: { VectorInstance.drawn($0, count: 60, dimension: 6, addUpToZero: false, &$1) }),
        subject: balancedSigns, mutants: signMutants, test: sumsAreShort)
    ])

  /// The Steinitz lemma with Grinberg and Sevast'yanov's constant.
  static let steinitz = Claim(
    id: "discrepancy.steinitz",
    title: "Vectors of length at most 1 that add up to 0 have an order in which every prefix sum is at most d",
    sentences: [
      Sentence(
        """
        For $v_1, \\dots, v_n \\in \\mathbb{Q}^d$ with $\\|v_i\\| \\le 1$ in any norm (tried: $\\ell_1$ and $\\ell_\\infty$) \
        and $\\sum v_i = 0$ the algorithm, which walks with a row of ones below the vectors and places one whose weight is 0 \
        at the last place that is free, returns a permutation $\\pi$ with $\\|\\sum_{i \\le k} v_{\\pi(i)}\\| \\le d$ for \
        every $k$.
        """,
        checks: ["random"],
        proof: ProofReference(file: "Discrepancy/Steinitz.v", theorems: ["steinitz"]))
    ],
    source: Source(
      paper: "Value of the Steinitz constant (Grinberg, Sevast'yanov; 1980)",
      theorem: "the Steinitz constant is at most the dimension"),
    checks: [
      Check(
        "random", level: .certified,
        family: .random(
          "d ≤ 6, n ≤ 30 (deep: 60), vectors and their opposites in another order, one of them cut in two", quick: 40,
          deep: 2_000,
          draw: { VectorInstance.drawn($0, count: $0 < 40 ? 30 : 60, dimension: 6, addUpToZero: true, &$1) }),
        subject: steinitzOrder, mutants: orderMutants, test: prefixesAreShort)
    ])
}

private typealias Numbers = Algorithm<VectorInstance, [Int]>

private let balancedSigns: Numbers = { try $0.unitVectors().balancedSigns() }

private let signMutants: KeyValuePairs<String, Numbers> = [
  "all plus": { instance in instance.vectors.map { _ in 1 } },
  "alternates": { instance in instance.vectors.indices.map { $0 % 2 == 0 ? 1 : -1 } },
  "balances the first coordinate only": { instance in
    let first = instance.vectors.map { Array($0.prefix(1)) }
    return try UnitVectors(first, dimension: 1, norm: .maximum).balancedSigns()
  },
]

@Sendable private func sumsAreShort(_ signs: Numbers, of instance: VectorInstance) throws -> Verdict {
  let (vectors, signs) = (try instance.unitVectors(), try signs(instance))
  guard signs.count == vectors.vectors.count, !signs.contains(where: { abs($0) != 1 }) else {
    return .fails("\(signs) is not a sign for each vector")
  }
  let lengths = vectors.prefixSums(signs).map(instance.norm.comparable)
  let d = Rational(instance.dimension)
  guard let longest = lengths.max(), let last = lengths.last, longest < 2 * d else {
    return .fails("a prefix sum is \(lengths.max() ?? 0), not less than 2d = \(2 * d)")
  }
  return .all(.atMost(last, d, "the total"), .atMost(longest, 2 * d, "a prefix sum"))
}

private let steinitzOrder: Numbers = { try $0.unitVectors().steinitzOrder() }

private let orderMutants: KeyValuePairs<String, Numbers> = [
  "leaves them in order": { instance in Array(instance.vectors.indices) },
  "sorts by the first coordinate": { instance in
    instance.vectors.indices.sorted { (instance.vectors[$0][0], $0) < (instance.vectors[$1][0], $1) }
  },
  "leaves one out": { instance in try instance.unitVectors().steinitzOrder().dropLast() },
]

@Sendable private func prefixesAreShort(_ order: Numbers, of instance: VectorInstance) throws -> Verdict {
  let (vectors, order) = (try instance.unitVectors(), try order(instance))
  guard order.sorted() == Array(vectors.vectors.indices) else { return .fails("\(order) is no permutation") }
  let sums = vectors.prefixSums(order.map { _ in 1 }, order: order)
  return .atMost(sums.map(instance.norm.comparable).max() ?? 0, Rational(instance.dimension), "a prefix sum")
}
