import Evidence
import Exact
import HardProblems
import Randomness

extension Claim {
  /// All algorithms that count give the same answer.
  static let orthogonalPairs = Claim(
    id: "ov.algorithms",
    title: "Rows, columns, sums over subsets, branching and inclusion-exclusion count the same orthogonal pairs",
    sentences: [
      Sentence(
        """
        The number of $b \\in B$ with $\\langle a, b\\rangle = 0$ is the number of zeros of the union of the columns of $B$ \
        where $a$ has ones, which `columns` counts; it is $\\sum_{s \\subseteq \\bar a} f(s)$, where $f(s)$ is how often $s$ \
        occurs in $B$, which `zeta` adds up; and it is $\\sum_{s \\subseteq a} (-1)^{|s|} c(s)$, where $c(s)$ is the number \
        of $b \\supseteq s$, which `sparse` adds up.
        """,
        checks: ["exhaustive", "random"]),
      Sentence(
        """
        The algorithms `rows`, `columns`, `zeta`, `branching` and `sparse`, and the one that `auto` chooses, give the count \
        and the first pair that trying every pair gives.
        """,
        checks: ["exhaustive", "random"]),
    ],
    source: .hardnessPaper("algorithms for Orthogonal Vectors, against which the hardness is measured; derived"),
    checks: [
      Check(
        "exhaustive", level: .exhaustive,
        family: .exhaustive(
          "all instances of at most 2 × 2 vectors of dimension at most 2 (deep: 3)",
          count: { (0...($0 == .quick ? 2 : 3)).map(OrthogonalVectors.smallCount).reduce(0, +) },
          all: { budget in (0...(budget == .quick ? 2 : 3)).flatMap(OrthogonalVectors.allSmall) }),
        subject: answer, mutants: mutants, test: isTrue),
      Check(
        "random", level: .certified,
        family: .random(
          "random instances of at most 40 vectors on a side, d ≤ 20, of all densities", quick: 60, deep: 3_000,
          shrink: OrthogonalVectors.shrink,
          draw: { _, stream in
            OrthogonalVectors.random(
              left: stream.uniform(in: 0...40), right: stream.uniform(in: 0...40),
              dimension: stream.uniform(in: 1...20), percent: 10 * stream.uniform(in: 0...5), using: &stream)
          }),
        subject: answer, mutants: mutants, test: isTrue),
    ])

  /// What branching costs where all vectors occur.
  static let branchingOnTheCube = Claim(
    id: "ov.branching-cube",
    title: "On all vectors of dimension k, branching takes about n^(log₂ 3) steps",
    sentences: [
      Sentence(
        """
        Let $A = B = \\{0,1\\}^k$. Branching on every coordinate finds the $3^k$ orthogonal pairs and splits lists of $k 2^k \
        + 2 \\cdot 3^k - 2^{k+1}$ vectors in all.
        """,
        checks: ["steps"])
    ],
    remark: """
      At level $i$ these are lists of $A$ with $2^k$ vectors in all and lists of $B$ with $2^k (3/2)^i$; for $n = 2^k$ that \
      is $\\Theta(n^{\\log_2 3})$.
      """,
    source: .hardnessPaper("algorithms for Orthogonal Vectors, against which the hardness is measured; derived"),
    checks: [
      Check(
        "steps", level: .certified,
        family: .listed("k = 0 to 7 (deep: to 10)", quick: Array(0...7), deep: Array(8...10)),
        subject: branching,
        mutants: [
          "tries rests of eight pairs one by one": { steps($0.branching(rest: 8)) },
          "leaves the zero vector of B out": { instance in
            let rows = Array(0..<instance.right.rows).dropFirst()
            return try branching(
              OrthogonalVectors(left: instance.left, right: instance.right.selecting(rows: rows)))
          },
          "keeps the whole of B on both sides": { instance in
            // A coordinate in which every b is 0 splits A alone.
            let zeros = BitMatrix(rows: instance.right.rows, columns: instance.dimension)
            return try branching(OrthogonalVectors(left: instance.left, right: zeros))
          },
        ],
        test: { branching, k in
          let cube = BitMatrix(rows: 1 << k, columns: k) { $0 >> $1 & 1 == 1 }
          let (pairs, steps) = try branching(OrthogonalVectors(left: cube, right: cube))
          let three = Integer(3).power(k)
          return .all(
            .equal(pairs, three, "the number of orthogonal pairs"),
            .equal(steps, Integer(k << k) + 2 * three - Integer(2 << k), "the number of steps"))
        })
    ])
}

private let branching: Algorithm<OrthogonalVectors, (pairs: Integer, steps: Integer)> = {
  steps($0.branching(rest: 0))
}

@Sendable private func steps(_ run: (answer: PairAnswer?, steps: Int)) -> (pairs: Integer, steps: Integer) {
  (run.answer?.count ?? -1, Integer(run.steps))
}

private typealias Counting = Algorithm<(OrthogonalVectors, OrthogonalVectorsAlgorithm), PairAnswer>

private let answer: Counting = { try $0.0.orthogonalPairs(by: $0.1) }

private let mutants: KeyValuePairs<String, Counting> = [
  "leaves the last coordinate out": { input in
    let (instance, algorithm) = input
    func shorter(_ side: BitMatrix) -> BitMatrix {
      BitMatrix(rows: side.rows, columns: max(side.columns - 1, 0)) { side[$0, $1] }
    }
    return try answer((try .init(left: shorter(instance.left), right: shorter(instance.right)), algorithm))
  },
  "zeta sums over the subsets of a, not of its complement": { input in
    let (instance, algorithm) = input
    guard algorithm == .zeta else { return try answer((instance, algorithm)) }
    let left = BitMatrix(rows: instance.left.rows, columns: instance.dimension) { !instance.left[$0, $1] }
    return try answer((try .init(left: left, right: instance.right), algorithm))
  },
  "columns forget copies": { input in
    let (instance, algorithm) = input
    guard algorithm == .columns else { return try answer((instance, algorithm)) }
    let first = instance.right.firstEqualRows
    let right = instance.right.selecting(rows: first.indices.filter { first[$0] == $0 })
    return try answer((try .init(left: instance.left, right: right), algorithm))
  },
  "branching names any pair, not the first": { input in
    let (instance, algorithm) = input
    var found = try answer((instance, algorithm))
    guard algorithm == .branching, let witness = found.witness else { return found }
    found.witness = (witness.right..<instance.right.rows).last { instance.isSolution(witness.left, $0) }
      .map { VectorPair(witness.left, $0) }
    return found
  },
]

@Sendable private func isTrue(_ answer: Counting, of instance: OrthogonalVectors) throws -> Verdict {
  let truth = instance.referenceAnswer()
  for algorithm in [.automatic, .rows, .columns, .zeta, .branching, .sparse] as [OrthogonalVectorsAlgorithm] {
    let found = try answer((instance, algorithm))
    guard found == truth else { return .fails("\(algorithm.rawValue) finds \(found), but it is \(truth)") }
  }
  return .holds()
}

extension OrthogonalVectors {
  private static let smallSizes = (0...2).flatMap { left in (0...2).map { right in (left, right) } }

  /// How many instances ``allSmall(dimension:)`` lists.
  fileprivate static func smallCount(dimension d: Int) -> Int {
    smallSizes.map { 1 << (($0.0 + $0.1) * d) }.reduce(0, +)
  }

  /// All instances of at most two vectors on each side.
  fileprivate static func allSmall(dimension d: Int) -> [OrthogonalVectors] {
    smallSizes.flatMap { m, n in
      (0..<1 << ((m + n) * d)).compactMap { bits -> OrthogonalVectors? in
        let all = BitMatrix(rows: m + n, columns: d) { bits >> ($0 * d + $1) & 1 == 1 }
        return try? OrthogonalVectors(
          left: all.selecting(rows: 0..<m), right: all.selecting(rows: m..<(m + n)))
      }
    }
  }
}
