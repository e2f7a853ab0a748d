import Evidence
import Exact
import GrammarCompression

extension Claim {
  /// The product of a program with a dense vector is the inner product with the expansion.
  static let denseProduct = Claim(
    id: "grammar.dense-product",
    title: "The product of a straight-line program with a dense vector is the inner product with its expansion",
    statement: """
      For a straight-line program $v$ of length $N$ and a dense vector $y$ of length $N$, walking the program in order \
      returns $\\sum_{i<N} v_i y_i$ exactly, in time $O(N)$.
      """,
    source: .grammarPaper("the upper bound side: products with one compressed vector"),
    checks: [
      Check(
        "expansion", level: .exhaustive,
        family: .exhaustive(
          "all pairs of words over {−1, 0, 1} of equal length ≤ 4 (deep: 5), balanced and by RePair",
          count: { pairs(upTo: $0 == .quick ? 4 : 5).count }, all: { pairs(upTo: $0 == .quick ? 4 : 5) }),
        subject: { (v: Program, y: [Integer]) in try v.product(with: y) },
        mutants: [
          "reads the dense vector backwards": { v, y in try v.product(with: y.reversed()) },
          "skips the last entry": { v, y in try v.product(with: y.dropLast() + (y.isEmpty ? [] : [0])) },
        ],
        test: isProduct),
      Check(
        "random", level: .certified,
        family: .random(
          "random pairs of words of length ≤ 300 with repetitions and runs, some entries beyond 64 bits", quick: 200,
          deep: 20_000, shrink: WordPair.shrink, draw: { WordPair.random(300, &$1) }),
        subject: { (v: Program, y: [Integer]) in try v.product(with: y) },
        mutants: ["reads the dense vector backwards": { v, y in try v.product(with: y.reversed()) }],
        test: isProduct),
    ])

  private typealias Program = StraightLineProgram<Integer>

  private static func pairs(upTo length: Int) -> [WordPair] {
    WordPair.all(upTo: length, over: [-1, 0, 1], shapes: [[.balanced, .balanced], [.repair, .balanced]])
  }

  @Sendable private static func isProduct(_ product: (Program, [Integer]) throws -> Integer, of pair: WordPair) throws -> Verdict {
    .equal(try product(try pair.shapes[0].program(of: pair.v), pair.u), pair.product, "the product")
  }
}
