import Evidence
import Exact
import HardProblems
import Randomness

extension Claim {
  /// Meet in the middle counts all solutions and finds the first.
  static let meetInTheMiddle = Claim(
    id: "ksum.meet-in-the-middle",
    title: "Meet in the middle counts the solutions of k-SUM and finds the first",
    sentences: [
      Sentence(
        """
        For sets $A_1, \\dots, A_k \\subseteq \\{1..U\\}$, a table of the sums of the first $\\lfloor k/2 \\rfloor$ sets with their \
        multiplicities, asked for $a_k - (a_{\\lfloor k/2 \\rfloor + 1} + \\dots + a_{k-1})$ for each choice from the others, gives \
        $\\#\\{(a_1..a_k) : a_1 + \\dots + a_{k-1} = a_k\\}$ as `solutionCount`; `firstSolution` is the lexicographically first one, nil \
        if there is none.
        """,
        checks: ["exhaustive", "random"])
    ],
    source: .grammarPaper("k-SUM, the problem that is reduced from; the algorithm is folklore"),
    checks: [
      Check(
        "exhaustive", level: .exhaustive,
        family: .exhaustive(
          "k = 3, all subsets of 1...3 (deep: 1...4)", count: { $0 == .quick ? 512 : 4_096 },
          all: { KSum.all(k: 3, universe: $0 == .quick ? 3 : 4) }),
        subject: solve, mutants: mutants, test: isSolved),
      Check(
        "random", level: .certified, family: .kSum(k: [3, 4, 5, 6], sets: 5, quick: 100, deep: 4_000),
        // Sums of one set alone, as for k = 3, are all different.
        subject: solve,
        mutants: [
          "sums that occur more than once count once": { ($0.countByTable(multiplicities: false), $0.firstSolution) }
        ], test: isSolved),
    ])
}

private typealias Solver = Algorithm<KSum, (count: Integer, first: [Int]?)>

private let solve: Solver = { ($0.solutionCount, $0.firstSolution) }

private let mutants: KeyValuePairs<String, Solver> = [
  "the table lacks the last sum": { ($0.countByTable(leavingOut: 1), $0.firstSolution) },
  "the first solution is looked for from the end": { instance in
    (instance.solutionCount, instance.solutionsInOrder.last)
  },
  "a solution is named although there is none": { instance in
    (instance.solutionCount, instance.firstSolution ?? instance.sets.compactMap(\.first))
  },
]

extension KSum {
  /// The count by a table, with a fault.
  fileprivate func countByTable(multiplicities: Bool = true, leavingOut count: Int = 0) -> Integer {
    var table: [Int: Int] = [:]
    for sum in Self.sums(of: sets[..<(k / 2)]).dropLast(count) {
      table[sum] = multiplicities ? table[sum, default: 0] + 1 : 1
    }
    let others = Self.sums(of: sets[(k / 2)..<(k - 1)])
    return sets[k - 1].reduce(Integer(0)) { total, target in
      total + others.reduce(Integer(0)) { $0 + Integer(table[target - $1] ?? 0) }
    }
  }

  private static func sums(of sets: ArraySlice<[Int]>) -> [Int] {
    sets.reduce([0]) { sums, set in sums.flatMap { sum in set.map { sum + $0 } } }
  }

  /// All solutions by trying every tuple, in lexicographic order.
  fileprivate var solutionsInOrder: [[Int]] {
    sets.reduce([[]]) { tuples, set in tuples.flatMap { tuple in set.map { tuple + [$0] } } }
      .filter { $0.dropLast().reduce(0, +) == $0[$0.count - 1] }
  }
}

@Sendable private func isSolved(_ solve: Solver, of instance: KSum) throws -> Verdict {
  let solutions = instance.solutionsInOrder
  let found = try solve(instance)
  return .all(
    .equal(found.count, Integer(solutions.count), "the number of solutions"),
    .equal(found.first, solutions.first, "the first solution"))
}
