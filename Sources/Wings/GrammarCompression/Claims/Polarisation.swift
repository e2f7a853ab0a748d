import Evidence
import Exact
import GrammarCompression
import GrammarCompressionReductions
import Problems

extension Claim {
  /// A program of the sum tells the inner product.
  static let polarisation = Claim(
    id: "grammar.polarisation",
    title: "A program of the sum of two compressed vectors tells their inner product in linear time",
    sentences: [
      Sentence(
        "For vectors of equal length, $2 \\langle v, u \\rangle = |v+u|^2 - |v|^2 - |u|^2$.",
        checks: ["random"],
        proof: ProofReference(file: "GrammarCompression/Polarisation.v", theorems: ["polarisation"])),
      Sentence(
        """
        One pass over the rules of a program, with one number for each rule, gives the squared norm of every symbol; so \
        three passes, over programs of $v$, $u$ and $v + u$, tell $\\langle v, u \\rangle$.
        """,
        checks: ["random"],
        proof: ProofReference(
          file: "GrammarCompression/Polarisation.v", theorems: ["norms_correct", "norms_length", "polarisation_slp"])),
    ],
    remark: """
      So computing a straight-line program of $v + u$ in time $O(n^{2-\\varepsilon})$ would refute the 3SUM conjecture.
      """,
    source: .grammarPaper("a corollary of the lower bound, derived"),
    checks: [
      Check(
        "random", level: .certified,
        family: .random(
          "random pairs of words of length ≤ 120 with repetitions and runs, some entries beyond 64 bits, in four shapes",
          quick: 150, deep: 20_000, shrink: WordPair.shrink, draw: { WordPair.random(120, &$1) }),
        subject: product, mutants: mutants,
        test: { .equal(try $0($1.programs()), $1.product, "the product") })
    ])
}

private typealias Programs = (v: StraightLineProgram<Integer>, u: StraightLineProgram<Integer>)

private let product: Algorithm<Programs, Integer> = { programs in
  let (instance, reduction) = (try GrammarDot(v: programs.v, u: programs.u), GrammarDotToGrammarAddition())
  let answer = try reduction.interpret(reduction.reduce(instance).referenceAnswer(), for: instance)
  guard let value = answer.value else { throw AnswerError.empty(expected: "value") }
  return value
}

private let mutants: KeyValuePairs<String, Algorithm<Programs, Integer>> = [
  "forgets to halve": { try product($0) * 2 },
  "adds the difference instead": { programs in
    let difference = zip(try programs.v.expand(), try programs.u.expand()).map { $0 - $1 }
    let norms = programs.v.squaredNorm + programs.u.squaredNorm
    return (try StraightLineProgram(repair: difference).squaredNorm - norms) / 2
  },
]
