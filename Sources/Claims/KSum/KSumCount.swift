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
        subject: KSumToGrammarDot.count,
        mutants: KSumMutants.counts,
        test: { count, instance in
          .equal(try count(instance), instance.solutionCountByTryingAll, "the product")
        }),
      Check(
        "six-sum", level: .certified,
        family: .kSum(k: [6], sets: 3, quick: 30, deep: 1_000),
        subject: KSumToGrammarDot.count,
        mutants: KSumMutants.counts,
        test: { count, instance in
          .equal(try count(instance), instance.solutionCountByTryingAll, "the product")
        }),
      Check(
        "witness", level: .certified,
        family: .kSum(k: [3, 4, 5], sets: 5, quick: 150, deep: 4_000),
        subject: { (answer: GrammarDotAnswer, instance: KSum) in
          try KSumToGrammarDot().interpret(answer, for: instance)
        },
        mutants: [
          "maps the next position back": { answer, instance in
            try KSumToGrammarDot().interpret(
              GrammarDotAnswer(value: answer.value, position: answer.position.map { $0 + 1 }), for: instance)
          },
          "forgets the witness": { answer, instance in
            try KSumToGrammarDot().interpret(GrammarDotAnswer(value: answer.value, position: nil), for: instance)
          },
        ],
        test: { interpret, instance in
          let product = try KSumToGrammarDot().reduce(instance).product()
          let answer = try interpret(GrammarDotAnswer(value: product.value, position: product.witness), instance)
          guard let witness = answer.witness else {
            return .require(answer.solutions == 0, "there are \(answer.solutions) solutions, but no witness")
          }
          return .require(instance.isSolution(witness), "the witness \(witness) is no solution")
        }),
    ],
    proof: nil)

  /// N is as promised and the programs are as small as promised.
  static let kSumSizes = Claim(
    id: "ksum.sizes",
    title: "The vectors made from a k-SUM instance have the promised length, and programs of at most the promised sizes",
    statement: """
      With $m_i = |A_i|$ and $L = \\lfloor \\log_2 \\max(U, (k-3)U) \\rfloor$: $N = L_{k-1}$ where $L_1 = (k-2)U$ and \
      $L_{i+1} = m_{i+1}(L_i + U)$; $n_v \\le 4 + 2L + (m_1+1)L + 2m_1 + L + 2 + \\sum_{i=2}^{k-1} m_i (2L+3)$; \
      $n_u \\le 4 + 2L + (m_k+1)L + 2m_k + L + 2 + \\sum_{i=2}^{k-1} (1 + 2\\lfloor \\log_2 m_i \\rfloor)$. For $k = 3$ and \
      $m = |A| = |B| = |C|$ also $N = 2Um$, $n_v \\le (3m+2)(L+1) + 5m + 4$ and \
      $n_u \\le (m+3)(L+1) + 2m + 2\\lfloor\\log_2 m\\rfloor + 6$.
      """,
    source: .grammarPaper("the sizes of the reductions, with constants derived"),
    checks: [
      Check(
        "random", level: .certified,
        family: .kSum(k: [3, 4, 5, 6], sets: 8, quick: 300, deep: 20_000),
        subject: { (instance: KSum) in try KSumToGrammarDot().reduce(instance).size },
        mutants: [
          "spells the zeros out": { instance in
            let size = try KSumToGrammarDot().reduce(instance).size
            return ["N": size["N"] ?? 0, "n_v": size["N"] ?? 0, "n_u": size["n_u"] ?? 0]
          },
          "a block too few": { instance in
            let size = try KSumToGrammarDot().reduce(instance).size
            let length = size["N"] ?? 0
            return [
              "N": length - Integer(2 * instance.universe), "n_v": size["n_v"] ?? 0, "n_u": size["n_u"] ?? 0,
            ]
          },
        ],
        test: { reduce, instance in
          let measured = try reduce(instance)
          var promises = try KSumToGrammarDot().promisedSize(of: instance.size)
          let m = instance.sets[0].count
          if instance.k == 3, instance.sets.allSatisfy({ $0.count == m }), m > 0 {
            let logs = (Integer(instance.universe).bitWidth, Integer(m).bitWidth - 1)
            promises += [
              SizePromise("N", .equal, Integer(2 * instance.universe * m)),
              SizePromise("n_v", .atMost, Integer((3 * m + 2) * logs.0 + 5 * m + 4)),
              SizePromise("n_u", .atMost, Integer((m + 3) * logs.0 + 2 * m + 2 * logs.1 + 6)),
            ]
          }
          var verdict = Verdict.holds()
          for promise in promises {
            guard promise.isKept(by: measured), let size = measured[promise.parameter] else {
              return .fails("promised \(promise), measured \(measured)")
            }
            if promise.relation == .atMost {
              verdict = .all(verdict, .atMost(Rational(size), Rational(promise.value), promise.parameter))
            }
          }
          return verdict
        })
    ])
}

