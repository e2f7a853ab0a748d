import Evidence
import Exact
import GrammarCompression

extension Claim {
  /// The run-length product is the inner product of the expansions, in at most r₁ + r₂ − 1 steps.
  static let runLengthProduct = Claim(
    id: "grammar.run-length-product",
    title: "The product of run-length vectors with r₁ and r₂ runs takes at most r₁ + r₂ − 1 steps",
    sentences: [
      Sentence(
        """
        For run-length vectors $a$, $b$ of equal length, the two-pointer product returns $\\sum_i a_i b_i$ of the \
        expansions.
        """,
        checks: ["expansion"],
        proof: ProofReference(file: "GrammarCompression/RunLengthProduct.v", theorems: ["run_length_product_correct"])),
      Sentence(
        """
        If $a$ and $b$ have $r_1$ and $r_2$ runs, it takes at most $r_1 + r_2 - 1$ steps, and none for empty vectors.
        """,
        checks: ["steps"],
        proof: ProofReference(
          file: "GrammarCompression/RunLengthProduct.v",
          theorems: ["run_length_product_steps", "run_length_product_steps_empty"])),
    ],
    source: .grammarPaper("run-length vectors, for which the product is linear; the step count is derived"),
    checks: [
      Check(
        "expansion", level: .exhaustive,
        family: .exhaustive(
          "all pairs of words over {−1, 0, 2} of equal length ≤ 4 (deep: 5)",
          count: { pairs(upTo: $0 == .quick ? 4 : 5).count }, all: { pairs(upTo: $0 == .quick ? 4 : 5) }),
        subject: product, mutants: productMutants, test: isProduct),
      Check(
        "steps", level: .certified,
        family: .random(
          "random pairs of words of length ≤ 300 with runs; the margin is the tightest case", quick: 300, deep: 50_000,
          shrink: WordPair.shrink, draw: { WordPair.random(300, &$1) }),
        subject: steps, mutants: stepMutants, test: isBounded),
    ])
}

private typealias Vectors = (a: RunLengthVector<Integer>, b: RunLengthVector<Integer>)

private func pairs(upTo length: Int) -> [WordPair] {
  WordPair.all(upTo: length, over: [-1, 0, 2], shapes: [[.balanced, .balanced]])
}

private let product: Algorithm<Vectors, Integer> = { try $0.a.product(with: $0.b).value }

private let productMutants: KeyValuePairs<String, Algorithm<Vectors, Integer>> = [
  "forgets what is left of the longer run": {
    TextbookRunLengthProduct($0.a, $0.b, fault: .forgetsTheRest).value
  },
  "stops one run early": { TextbookRunLengthProduct($0.a, $0.b, fault: .stopsOneRunEarly).value },
]

@Sendable private func isProduct(_ product: Algorithm<Vectors, Integer>, of pair: WordPair) throws -> Verdict {
  .equal(try product((RunLengthVector(pair.v), RunLengthVector(pair.u))), pair.product, "the product")
}

private let steps: Algorithm<Vectors, Int> = { try $0.a.product(with: $0.b).steps }

private let stepMutants: KeyValuePairs<String, Algorithm<Vectors, Int>> = [
  "forgets that two runs may end together": {
    TextbookRunLengthProduct($0.a, $0.b, fault: .forgetsTheEqualCase).steps
  },
  "counts two runs that end together twice": { TextbookRunLengthProduct($0.a, $0.b, fault: .countsEnds).steps },
]

@Sendable private func isBounded(_ steps: Algorithm<Vectors, Int>, for pair: WordPair) throws -> Verdict {
  let (a, b) = (RunLengthVector(pair.v), RunLengthVector(pair.u))
  let bound = max(a.runs.count + b.runs.count - 1, 0)
  return .atMost(Rational(try steps((a, b))), Rational(bound), "steps of r₁ + r₂ − 1")
}
