import Evidence
import Exact
import GrammarCompressionReductions
import HardProblems
import Problems
import Randomness

extension Claim {
  /// The entries of the matrix-vector product made from 3SUM add up to the number of solutions.
  static let matrixVectorCount = Claim(
    id: "ksum.matrix-vector-count",
    title: "The entries of the matrix-vector product made from a 3SUM instance add up to its number of solutions",
    sentences: [
      Sentence(
        """
        Cut $A$, $B$ and $C$ into $g$ groups of at most $s = \\lceil m/g \\rceil$ consecutive elements; $(i, j, l)$ is \
        relevant if $[\\min A_i + \\min B_j, \\max A_i + \\max B_j]$ meets $[\\min C_l, \\max C_l]$. There are $R \\le g^2 + \
        (2g-1)(g-1)$ relevant triples.
        """,
        checks: ["sizes"]),
      Sentence(
        """
        Of the matrix with a row for each of them, which holds the 3SUM vector of $A_i$ and $B_j$ in its $l$-th block of \
        $2Us$ entries, times the concatenation over $l$ of $(1_{C_l} 0^U)^s$, the entries add up to $\\#\\{(a, b, c) : a + b \
        = c\\}$.
        """,
        checks: ["count"]),
      Sentence(
        """
        The matrix has $D = 2Usg$ columns. With $b = \\lfloor \\log_2 U \\rfloor + 1$, $e = \\lfloor \\log_2 s \\rfloor + \
        1$, $f = \\lfloor \\log_2 D \\rfloor + 1$ and $w = (s+1)b + 2s + 1$ its program has at most $2 + f + (3g^2 - g)(w + \
        s(2b+3) + 2f + 3)$ symbols, and the vector's at most $2 + b + g(w + b + 2e + 3)$.
        """,
        checks: ["sizes"]),
    ],
    source: .grammarPaper("matrix-vector products; the rectangular form is derived"),
    checks: [
      Check(
        "count", level: .certified, family: .grouped, subject: vectorCount, mutants: countMutants,
        test: isNumberOfSolutions),
      Check(
        "sizes", level: .certified, family: .grouped, subject: vectorSize, mutants: sizeMutants, test: keepsPromises),
    ])

  /// The trace of the matrix product made from 3SUM is the number of solutions.
  static let matrixProductCount = Claim(
    id: "ksum.matrix-product-count",
    title:
      "The product of the two matrices made from a 3SUM instance is diagonal, and its trace the number of solutions",
    sentences: [
      Sentence(
        """
        With the relevant triples as for the matrix-vector product, put the 3SUM vectors of $(A_i, B_j)$ into the diagonal \
        blocks of an $R \\times 2UsR$ matrix, and the words $(1_{C_l} 0^U)^s$ into those of a $2UsR \\times R$ matrix. Their \
        product is diagonal.
        """,
        checks: ["count"]),
      Sentence(
        "Its trace is $\\#\\{(a, b, c) : a + b = c\\}$.",
        checks: ["count"]),
    ],
    source: .grammarPaper("matrix-matrix products; this form is derived"),
    checks: [
      Check(
        "count", level: .certified, family: .grouped, subject: productCount, mutants: countMutants,
        test: isNumberOfSolutions)
    ])
}

/// A 3SUM instance, and the number of groups into which its sets are cut.
struct GroupedInstance: Codable, Sendable {
  var instance: KSum
  var groups: Int
}

extension InstanceFamily where Instance == GroupedInstance {
  fileprivate static var grouped: InstanceFamily {
    .random(
      "\(KSum.familyDescription(k: [3], sets: 10)); 1 to 4 groups", quick: 60, deep: 3_000,
      shrink: { grouped in
        let fewer = grouped.groups > 1 ? [GroupedInstance(instance: grouped.instance, groups: grouped.groups - 1)] : []
        return fewer + KSum.shrink(grouped.instance).map { GroupedInstance(instance: $0, groups: grouped.groups) }
      },
      draw: { GroupedInstance(instance: try KSum.drawn($0, k: [3], sets: 10, &$1), groups: $0 % 4 + 1) })
  }
}

private let vectorCount: Algorithm<GroupedInstance, Integer> = { grouped in
  let reduction = KSumToGrammarMatrixVector(groups: grouped.groups)
  let answer = try reduction.reduce(grouped.instance).product().answer
  return try reduction.interpret(answer, for: grouped.instance).solutions ?? -1
}

private let productCount: Algorithm<GroupedInstance, Integer> = { grouped in
  let reduction = KSumToGrammarMatrixProduct(groups: grouped.groups)
  let answer = try reduction.reduce(grouped.instance).product().answer
  return try reduction.interpret(answer, for: grouped.instance).solutions ?? -1
}

/// The solutions within the triples of groups that `isRelevant` keeps; A_i + B_j and C_l are given as closed intervals.
private func solutions(
  _ grouped: GroupedInstance, where isRelevant: (_ sums: ClosedRange<Int>, _ targets: ClosedRange<Int>) -> Bool
) -> Integer {
  let largest = grouped.instance.sets.map(\.count).max() ?? 0
  let size = (largest + grouped.groups - 1) / grouped.groups
  guard size > 0 else { return 0 }
  let groups: [[[Int]]] = grouped.instance.sets.map { set in
    stride(from: 0, to: set.count, by: size).map { Array(set[$0..<min($0 + size, set.count)]) }
  }
  var count = 0
  for a in groups[0] {
    for b in groups[1] {
      let sums = a[0] + b[0]...a[a.count - 1] + b[b.count - 1]
      for c in groups[2] where isRelevant(sums, c[0]...c[c.count - 1]) {
        let targets = Set(c)
        for x in a { for y in b where targets.contains(x + y) { count += 1 } }
      }
    }
  }
  return Integer(count)
}

private let countMutants: KeyValuePairs<String, Algorithm<GroupedInstance, Integer>> = [
  "leaves out groups that meet at one end only": { grouped in
    solutions(grouped) { $0.lowerBound < $1.upperBound && $1.lowerBound < $0.upperBound }
  },
  "leaves out groups of C that lie within the sums": { grouped in
    solutions(grouped) { !($0.lowerBound < $1.lowerBound && $1.upperBound < $0.upperBound) && $0.overlaps($1) }
  },
]

@Sendable private func isNumberOfSolutions(
  _ count: Algorithm<GroupedInstance, Integer>, of grouped: GroupedInstance
) throws -> Verdict {
  .equal(try count(grouped), grouped.instance.solutionCountByTryingAll, "the count")
}

private let vectorSize: Algorithm<GroupedInstance, SizeParameters> = {
  try KSumToGrammarMatrixVector(groups: $0.groups).reduce($0.instance).size
}

private let sizeMutants: KeyValuePairs<String, Algorithm<GroupedInstance, SizeParameters>> = [
  "a row for every triple of groups": { grouped in
    let size = try vectorSize(grouped)
    return [
      "R": Integer(grouped.groups).power(3), "D": size["D"] ?? 0, "n_M": size["n_M"] ?? 0, "n_x": size["n_x"] ?? 0,
    ]
  },
  "no block for the last group of C": { grouped in
    let size = try vectorSize(grouped)
    let largest = grouped.instance.sets.map(\.count).max() ?? 0
    let capacity = (largest + grouped.groups - 1) / grouped.groups
    let columns = (size["D"] ?? 0) - Integer(2 * grouped.instance.universe * capacity)
    return ["R": size["R"] ?? 0, "D": columns, "n_M": size["n_M"] ?? 0, "n_x": size["n_x"] ?? 0]
  },
]

@Sendable private func keepsPromises(
  _ size: Algorithm<GroupedInstance, SizeParameters>, of grouped: GroupedInstance
) throws -> Verdict {
  let measured = try size(grouped)
  let g = grouped.groups
  var verdict = Verdict.atMost(Rational(measured["R"] ?? 0), Rational(Integer(g * g + (2 * g - 1) * (g - 1))), "R")
  let reduction = KSumToGrammarMatrixVector(groups: g)
  for promise in try reduction.promisedSize(of: grouped.instance.size) {
    verdict = .all(verdict, .require(promise.isKept(by: measured), "promised \(promise), measured \(measured)"))
  }
  return verdict
}
