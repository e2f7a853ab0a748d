import Evidence
import Exact
import GrammarCompression

extension Claim {
  /// The product of a program with a dense vector is the inner product with the expansion.
  static let denseProduct = Claim(
    id: "grammar.dense-product",
    title: "The product of a straight-line program with a dense vector is the inner product with its expansion",
    sentences: [
      Sentence(
        """
        For a straight-line program $v$ of length $N$ and a dense vector $y$ of length $N$, walking the program in order \
        returns $\\sum_{i<N} v_i y_i$ exactly.
        """,
        checks: ["expansion", "random"])
    ],
    source: .grammarPaper("the upper bound side: products with one compressed vector"),
    checks: [
      Check(
        "expansion", level: .exhaustive,
        family: .exhaustive(
          "all pairs of words over {−1, 0, 1} of equal length ≤ 4 (deep: 5), balanced and by RePair",
          count: { pairs(upTo: $0 == .quick ? 4 : 5).count }, all: { pairs(upTo: $0 == .quick ? 4 : 5) }),
        subject: product, mutants: mutants, test: isProduct),
      Check(
        "random", level: .certified,
        family: .random(
          "random pairs of words of length ≤ 300 with repetitions and runs, some entries beyond 64 bits", quick: 150,
          deep: 20_000, shrink: WordPair.shrink, draw: { WordPair.random(300, &$1) }),
        subject: product, mutants: mutants, test: isProduct),
    ])
}

private typealias Factors = (v: StraightLineProgram<Integer>, y: [Integer])

private func pairs(upTo length: Int) -> [WordPair] {
  WordPair.all(upTo: length, over: [-1, 0, 1], shapes: [[.balanced, .balanced], [.repair, .balanced]])
}

private let product: Algorithm<Factors, Integer> = { try $0.v.product(withDense: $0.y) }

private let mutants: KeyValuePairs<String, Algorithm<Factors, Integer>> = [
  "reads the dense vector backwards": { try $0.v.product(withDense: $0.y.reversed()) },
  "skips the last entry": { factors in
    var y = factors.y
    if !y.isEmpty { y[y.count - 1] = 0 }
    return try factors.v.product(withDense: y)
  },
]

@Sendable private func isProduct(_ product: Algorithm<Factors, Integer>, of pair: WordPair) throws -> Verdict {
  .equal(try product((try pair.shapes[0].program(of: pair.v), pair.u)), pair.product, "the product")
}
