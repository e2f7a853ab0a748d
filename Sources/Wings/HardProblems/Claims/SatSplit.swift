import Evidence
import Exact
import HardProblems
import HardProblemsReductions
import Randomness

extension Claim {
  /// Models and orthogonal pairs correspond one to one.
  static let satSplit = Claim(
    id: "sat.orthogonal-vectors",
    title: "A formula has as many models as the vectors of its half assignments have orthogonal pairs",
    sentences: [
      Sentence(
        """
        Split the $v$ variables of a CNF into halves. For each assignment of a half take the vector with a coordinate for \
        each clause, 0 if and only if the half assignment satisfies it. Then a pair of vectors of the two halves is \
        orthogonal if and only if the joined assignment is a model.
        """,
        topic: "the pairs", checks: ["exhaustive", "random"],
        proof: ProofReference(file: "HardProblems/SatSplit.v", theorems: ["split_orthogonal"])),
      Sentence(
        "So there are as many orthogonal pairs as models.",
        topic: "the number of models", checks: ["exhaustive", "random"],
        proof: ProofReference(file: "HardProblems/SatSplit.v", theorems: ["sat_split_parsimonious"])),
      Sentence(
        """
        $n_A = 2^{\\lceil v/2 \\rceil}$, $n_B = 2^{\\lfloor v/2 \\rfloor}$ and $d$ is the number of clauses.
        """,
        topic: "the sizes", checks: ["exhaustive", "random"],
        proof: ProofReference(file: "HardProblems/SatSplit.v", theorems: ["split_sizes"])),
    ],
    source: .hardnessPaper("the reduction from SAT (Williams 2005: split and list)"),
    checks: [
      Check(
        "exhaustive", level: .exhaustive,
        family: .exhaustive(
          "all CNFs of at most 2 clauses (deep: 3) over 2 variables, of at most 2 literals each",
          count: { $0 == .quick ? 1 + 21 + 441 : 1 + 21 + 441 + 9261 },
          all: { budget in CNF.all(clauses: budget == .quick ? 2 : 3) }),
        subject: split, mutants: mutants, test: isParsimonious),
      Check(
        "random", level: .certified,
        family: .random(
          "random CNFs of at most 8 variables (every twentieth: 12), satisfiable and not", quick: 100, deep: 5_000,
          shrink: CNF.shrink,
          draw: { index, stream in
            let v = stream.uniform(in: 1...(index % 20 == 0 ? 12 : 8))
            return try CNF.random(
              variables: v, clauses: stream.uniform(in: 0...(5 * v)), width: min(v, stream.uniform(in: 1...3)),
              using: &stream)
          }),
        subject: split, mutants: mutants, test: isParsimonious),
    ])
}

private let split: Algorithm<CNF, OrthogonalVectors> = { try SatToOV().reduce($0) }

private let mutants: KeyValuePairs<String, Algorithm<CNF, OrthogonalVectors>> = [
  "leaves the last clause out": {
    try split(try CNF(variables: $0.variables, clauses: $0.clauses.dropLast()))
  },
  "lists an assignment of the second half only once": { formula in
    let vectors = try split(formula)
    let first = vectors.right.firstEqualRows
    return try OrthogonalVectors(
      left: vectors.left, right: vectors.right.selecting(rows: first.indices.filter { first[$0] == $0 }))
  },
]

@Sendable private func isParsimonious(_ split: Algorithm<CNF, OrthogonalVectors>, of formula: CNF) throws -> Verdict {
  let vectors = try split(formula)
  let models = try formula.referenceAnswer().count ?? 0
  let pairs = vectors.referenceAnswer()
  let meaning = try SatToOV().interpret(pairs, for: formula)
  if let verdict = try firstWrongPair(vectors, formula) { return verdict }
  return .all(
    .equal(pairs.count ?? 0, models, "the number of orthogonal pairs"),
    .equal(vectors.left.rows, 1 << ((formula.variables + 1) / 2), "n_A"),
    .equal(vectors.right.rows, 1 << (formula.variables / 2), "n_B"),
    .equal(vectors.dimension, formula.clauses.count, "d"),
    .require(models.isZero || meaning.witness.map(formula.isModel) == true, "the witness is no model"))
}

/// A pair of vectors that is orthogonal although the joined assignment is not a model, or the other way round; nil if none exists.
private func firstWrongPair(_ vectors: OrthogonalVectors, _ formula: CNF) throws -> Verdict? {
  let (first, second) = ((formula.variables + 1) / 2, formula.variables / 2)
  guard vectors.left.rows == 1 << first, vectors.right.rows == 1 << second else { return nil }
  func bits(_ number: Int, _ count: Int) -> [Bool] { (0..<count).map { number >> (count - 1 - $0) & 1 == 1 } }
  for left in 0..<vectors.left.rows {
    for right in 0..<vectors.right.rows {
      let isModel = formula.isModel(bits(left, first) + bits(right, second))
      if vectors.isSolution(left, right) != isModel {
        return .fails("the pair \(left), \(right) is orthogonal: \(!isModel); a model: \(isModel)")
      }
    }
  }
  return nil
}

extension CNF {
  /// All formulas of at most `clauses` clauses over two variables, each of at most two literals.
  fileprivate static func all(clauses: Int) -> [CNF] {
    let literals = [1, -1, 2, -2]
    let choices: [[Int]] =
      [[]] + literals.map { [$0] } + literals.flatMap { first in literals.map { [first, $0] } }
    var lists: [[[Int]]] = [[]]
    var longest = lists
    for _ in 0..<clauses {
      longest = longest.flatMap { list in choices.map { list + [$0] } }
      lists += longest
    }
    return lists.compactMap { try? CNF(variables: 2, clauses: $0) }
  }

  /// Smaller formulas: a clause or a literal left out.
  fileprivate static func shrink(_ formula: CNF) -> [CNF] {
    var smaller: [[[Int]]] = []
    for index in formula.clauses.indices {
      var clauses = formula.clauses
      let clause = clauses.remove(at: index)
      smaller.append(clauses)
      for literal in clause.indices {
        var shorter = clause
        shorter.remove(at: literal)
        smaller.append(clauses + [shorter])
      }
    }
    return smaller.compactMap { try? CNF(variables: formula.variables, clauses: $0) }
  }
}
