import Evidence
import Exact
import GrammarCompression
import HardProblems
import Randomness
import Reductions

extension Claim {
  /// The inner product of the 3SUM vectors is the number of solutions.
  static let threeSumCount = Claim(
    id: "ksum.three-sum-count",
    title: "The inner product of the two vectors made from a 3SUM instance is its number of solutions",
    statement: """
      For $A, B, C \\subseteq \\{1..U\\}$ let $v$ be the concatenation over $a \\in A$ of $0^a 1_B 0^{U-a}$ and \
      $u = (1_C 0^U)^{|A|}$. Both have length $2U|A|$ and $\\langle v, u\\rangle = \
      \\#\\{(a,b,c) \\in A \\times B \\times C : a + b = c\\}$; it is positive if and only if the instance is a yes instance.
      """,
    source: .grammarPaper("the reduction from 3SUM"),
    checks: [
      Check(
        "exhaustive", level: .exhaustive,
        family: .exhaustive(
          "all A, B, C ⊆ {1..U} for U ≤ 3 (deep: U ≤ 4)",
          count: { $0 == .quick ? 8 + 64 + 512 : 8 + 64 + 512 + 4096 },
          all: { budget in (1...(budget == .quick ? 3 : 4)).flatMap { KSum.all(k: 3, universe: $0) } }),
        subject: KSumCounting.subject, mutants: KSumCounting.mutants, test: KSumCounting.isNumberOfSolutions),
      Check(
        "random", level: .certified,
        family: .kSum(k: [3], sets: 12, quick: 200, deep: 4_000),
        subject: KSumCounting.subject, mutants: KSumCounting.mutants, test: KSumCounting.isNumberOfSolutions),
      Check(
        "length", level: .certified,
        family: .kSum(k: [3], sets: 12, quick: 200, deep: 4_000),
        subject: length, mutants: lengthMutants, test: isPromised),
    ],
    proof: ProofReference(
      file: "ThreeSum.v",
      theorems: ["three_sum_product_counts", "three_sum_product_nonzero_iff", "three_sum_length"]))
}

private let length: Algorithm<KSum, Integer> = { Integer(try KSumToGrammarDot().reduce($0).v.count) }

private let lengthMutants: KeyValuePairs<String, Algorithm<KSum, Integer>> = [
  "leaves out the gaps": { try length($0) / 2 },
  "as many blocks as C has elements": { Integer(2 * $0.universe * $0.sets[2].count) },
]

@Sendable private func isPromised(_ length: Algorithm<KSum, Integer>, for instance: KSum) throws -> Verdict {
  .equal(try length(instance), Integer(2 * instance.universe * instance.sets[0].count), "the length")
}
