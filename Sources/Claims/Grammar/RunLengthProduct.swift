import Evidence
import Exact
import GrammarCompression

extension Claim {
  /// The run-length product is the inner product of the expansions, in at most r₁ + r₂ − 1 steps.
  static let runLengthProduct = Claim(
    id: "grammar.run-length-product",
    title: "The product of run-length vectors with r₁ and r₂ runs takes at most r₁ + r₂ − 1 steps",
    statement: """
      For run-length vectors $a$, $b$ of equal length with $r_1$ and $r_2$ maximal runs, the two-pointer product returns \
      $\\sum_i a_i b_i$ of the expansions in at most $r_1 + r_2 - 1$ steps (0 for empty vectors).
      """,
    source: .grammarPaper("run-length vectors, for which the product is linear; the step count is derived"),
    checks: [
      Check(
        "expansion", level: .exhaustive,
        family: .exhaustive(
          "all pairs of words over {−1, 0, 2} of equal length ≤ 4 (deep: 5)",
          count: { pairs(upTo: $0 == .quick ? 4 : 5).count }, all: { pairs(upTo: $0 == .quick ? 4 : 5) }),
        subject: { (a: Vector, b: Vector) in try a.product(with: b).value },
        mutants: [
          "ignores the lengths of runs": { a, b in
            zip(a.runs, b.runs).reduce(0) { $0 + $1.0.value * $1.1.value }
          },
          "advances both runs together": { a, b in
            zip(a.runs, b.runs).reduce(0) {
              $0 + $1.0.value * $1.1.value * Integer(min($1.0.count, $1.1.count))
            }
          },
        ],
        test: { product, pair in
          let (a, b) = (Vector(pair.v), Vector(pair.u))
          return .equal(try product(a, b), pair.product, "the product")
        }),
      Check(
        "steps", level: .certified,
        family: .random(
          "random pairs of words of length ≤ 300 with runs; the bound's tightest case is the margin", quick: 300,
          deep: 50_000, shrink: WordPair.shrink, draw: { WordPair.random(300, &$1) }),
        subject: { (a: Vector, b: Vector) in try a.product(with: b) },
        mutants: [
          "a step for each entry": { a, b in
            let product = try a.product(with: b)
            return .init(value: product.value, steps: a.count)
          },
          "one step too many": { a, b in
            let product = try a.product(with: b)
            return .init(value: product.value, steps: a.runs.count + b.runs.count)
          },
        ],
        test: { product, pair in
          let (a, b) = (Vector(pair.v), Vector(pair.u))
          let found = try product(a, b)
          let bound = max(a.runs.count + b.runs.count - 1, 0)
          return .all(
            .equal(found.value, pair.product, "the product"),
            .atMost(Rational(found.steps), Rational(bound), "steps of r₁ + r₂ − 1"))
        }),
    ],
    proof: ProofReference(
      file: "RunLengthProduct.v", theorems: ["run_length_product_correct", "run_length_product_steps"]))

  private typealias Vector = RunLengthVector<Integer>

  private static func pairs(upTo length: Int) -> [WordPair] {
    WordPair.all(upTo: length, over: [-1, 0, 2], shapes: [[.balanced, .balanced]])
  }
}
