import Evidence
import Exact
import GrammarCompression
import GrammarCompressionReductions
import HardProblems

extension Claim {
  /// The inner product of the k-SUM vectors is the number of solutions, and a nonzero position is a solution.
  static let kSumCount = Claim(
    id: "ksum.count",
    title: "The inner product of the two vectors made from a k-SUM instance is its number of solutions",
    sentences: [
      Sentence(
        """
        For $k \\ge 3$ and $A_1, \\dots, A_k \\subseteq \\{1..U\\}$ let $v_1 = 1_{A_1} 0^{(k-3)U}$, $u_1 = 1_{A_k} \
        0^{(k-3)U}$, $v_{i+1} = \\prod_{a \\in A_{i+1}} 0^a v_i 0^{U-a}$ (concatenation) and $u_{i+1} = (u_i \
        0^U)^{|A_{i+1}|}$; for $k = 3$ the reduction exchanges $A_1$ and $A_2$. Then $\\langle v_{k-1}, u_{k-1}\\rangle = \
        \\#\\{(a_1..a_k) : a_1 + \\dots + a_{k-1} = a_k\\}$.
        """,
        topic: "the number of solutions", checks: ["random", "six-sum"],
        proof: ProofReference(file: "GrammarCompression/KSum.v", theorems: ["k_sum_product_counts"])),
      Sentence(
        "It is not 0 if and only if there is a solution.",
        topic: "the answer", checks: ["random", "six-sum"],
        proof: ProofReference(file: "GrammarCompression/KSum.v", theorems: ["k_sum_product_nonzero_iff"])),
      Sentence(
        "There are as many positions at which both vectors are nonzero as solutions.",
        topic: "the number of positions", checks: ["meetings"],
        proof: ProofReference(file: "GrammarCompression/KSum.v", theorems: ["k_sum_meetings"])),
      Sentence(
        "The position that the product returns is mapped back to a solution.",
        topic: "the witness", checks: ["witness"]),
    ],
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
        "meetings", level: .certified,
        family: .kSum(k: [3, 4], sets: 4, quick: 60, deep: 4_000),
        subject: meetings, mutants: KSumCounting.mutants,
        test: { .equal(try $0($1), $1.solutionCountByTryingAll, "the number of positions") }),
      Check(
        "witness", level: .certified,
        family: .kSum(k: [3, 4, 5], sets: 5, quick: 150, deep: 4_000),
        subject: interpret, mutants: interpretMutants, test: isWitness),
    ])
}

/// At how many positions both vectors are nonzero, by expanding them.
private let meetings: Algorithm<KSum, Integer> = { instance in
  let target = try KSumToGrammarDot().reduce(instance)
  return Integer(zip(try target.v.expand(), try target.u.expand()).count { $0.0 != 0 && $0.1 != 0 })
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
  "takes the elements of A₂ for those of A₁": { input in
    var answer = try interpret(input)
    answer.witness?.swapAt(0, 1)
    return answer
  },
]

@Sendable private func isWitness(
  _ interpret: Algorithm<AnswerAndInstance, KSumAnswer>, of instance: KSum
) throws -> Verdict {
  let product = try KSumToGrammarDot().reduce(instance).product()
  let answer = try interpret((GrammarDotAnswer(value: product.value, position: product.witness), instance))
  guard let witness = answer.witness else {
    return .require(answer.solutions == 0, "there are \(product.value) solutions, but no witness")
  }
  return .require(instance.isSolution(witness), "the witness \(witness) is no solution")
}
