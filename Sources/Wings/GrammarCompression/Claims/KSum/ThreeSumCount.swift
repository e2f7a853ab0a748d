import Evidence
import Exact
import GrammarCompression
import GrammarCompressionReductions
import HardProblems
import Randomness

extension Claim {
  /// The inner product of the 3SUM vectors is the number of solutions.
  static let threeSumCount = Claim(
    id: "ksum.three-sum-count",
    title: "The inner product of the two vectors made from a 3SUM instance is its number of solutions",
    sentences: [
      Sentence(
        """
        For $A, B, C \\subseteq \\{1..U\\}$ let $v$ be the concatenation over $a \\in A$ of $0^a 1_B 0^{U-a}$ and $u = (1_C \
        0^U)^{|A|}$. Both have length $2U|A|$.
        """,
        checks: ["length"],
        proof: ProofReference(file: "GrammarCompression/ThreeSum.v", theorems: ["three_sum_length"])),
      Sentence(
        "$\\langle v, u\\rangle = \\#\\{(a,b,c) \\in A \\times B \\times C : a + b = c\\}$.",
        checks: ["exhaustive", "random"],
        proof: ProofReference(file: "GrammarCompression/ThreeSum.v", theorems: ["three_sum_product_counts"])),
      Sentence(
        "It is not 0 if and only if the instance is a yes instance.",
        checks: ["exhaustive", "random"],
        proof: ProofReference(file: "GrammarCompression/ThreeSum.v", theorems: ["three_sum_product_nonzero_iff"])),
    ],
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
        subject: lengths, mutants: lengthMutants, test: arePromised),
    ])
}

/// The lengths of v and u.
private let lengths: Algorithm<KSum, [Int]> = { instance in
  let target = try KSumToGrammarDot().reduce(instance)
  return [target.v.count, target.u.count]
}

private let lengthMutants: KeyValuePairs<String, Algorithm<KSum, [Int]>> = [
  "u ends with 1_C, without its gap": { instance in
    let found = try lengths(instance)
    return [found[0], max(found[1] - instance.universe, 0)]
  },
  "blocks for the elements of B in place of A": { instance in
    try lengths(KSum(sets: [instance.sets[1], instance.sets[0], instance.sets[2]], universe: instance.universe))
  },
]

@Sendable private func arePromised(_ lengths: Algorithm<KSum, [Int]>, for instance: KSum) throws -> Verdict {
  let length = 2 * instance.universe * instance.sets[0].count
  return .equal(try lengths(instance), [length, length], "the lengths")
}
