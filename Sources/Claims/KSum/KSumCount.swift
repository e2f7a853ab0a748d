import Evidence
import Exact
import GrammarCompression
import HardProblems
import Reductions

extension Claim {
  /// The inner product of the k-SUM vectors is the number of solutions, and a nonzero position is a solution.
  static let kSumCount = Claim(
    id: "ksum.count",
    title: "The inner product of the two vectors made from a k-SUM instance is its number of solutions",
    statement: """
      For $k \\ge 3$ and $A_1, \\dots, A_k \\subseteq \\{1..U\\}$ let $v_1 = 1_{A_1} 0^{(k-3)U}$, \
      $u_1 = 1_{A_k} 0^{(k-3)U}$, $v_{i+1} = \\prod_{a \\in A_{i+1}} 0^a v_i 0^{U-a}$ (concatenation) and \
      $u_{i+1} = (u_i 0^U)^{|A_{i+1}|}$. Then $\\langle v_{k-1}, u_{k-1}\\rangle = \
      \\#\\{(a_1..a_k) : a_1 + \\dots + a_{k-1} = a_k\\}$, and each index where both vectors are nonzero is one solution.
      """,
    source: .grammarPaper("the reduction from k-SUM"),
    checks: [
      Check(
        "random", level: .certified,
        family: .kSum(k: [3, 4, 5], sets: 5, quick: 150, deep: 4_000),
        subject: KSumCounting.subject, mutants: KSumCounting.mutants, test: KSumCounting.isNumberOfSolutions),
      Check(
        "six-sum", level: .certified,
        family: .kSum(k: [6], sets: 3, quick: 30, deep: 1_000),
        subject: KSumCounting.subject, mutants: KSumCounting.mutants, test: KSumCounting.isNumberOfSolutions),
      Check(
        "witness", level: .certified,
        family: .kSum(k: [3, 4, 5], sets: 5, quick: 150, deep: 4_000),
        subject: interpret, mutants: interpretMutants, test: isWitness),
    ],
    proof: ProofReference(file: "KSum.v", theorems: ["k_sum_product_counts", "k_sum_product_nonzero_iff"]))
}

private typealias AnswerAndInstance = (answer: GrammarDotAnswer, instance: KSum)

private let interpret: Algorithm<AnswerAndInstance, KSumAnswer> = {
  try KSumToGrammarDot().interpret($0.answer, for: $0.instance)
}

private let interpretMutants: KeyValuePairs<String, Algorithm<AnswerAndInstance, KSumAnswer>> = [
  "maps the next position back": { input in
    let next = GrammarDotAnswer(value: input.answer.value, position: input.answer.position.map { $0 + 1 })
    return try KSumToGrammarDot().interpret(next, for: input.instance)
  },
  "forgets the witness": { KSumAnswer(solutions: $0.answer.value, witness: nil) },
]

@Sendable private func isWitness(
  _ interpret: Algorithm<AnswerAndInstance, KSumAnswer>, of instance: KSum
) throws -> Verdict {
  let product = try KSumToGrammarDot().reduce(instance).product()
  let answer = try interpret((GrammarDotAnswer(value: product.value, position: product.witness), instance))
  guard let witness = answer.witness else {
    return .require(answer.solutions == 0, "there are \(answer.solutions) solutions, but no witness")
  }
  return .require(instance.isSolution(witness), "the witness \(witness) is no solution")
}
