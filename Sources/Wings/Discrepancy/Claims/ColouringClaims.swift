import Discrepancy
import Evidence
import Exact
import Randomness
import Statistics

extension Claim {
  /// The lemma of Lovett and Meka, sampled.
  static let lovettMeka = Claim(
    id: "discrepancy.lovett-meka",
    title:
      "Lovett and Meka's walk keeps n/16 sums exactly and stops half of the coordinates with probability at least 1/10",
    sentences: [
      Sentence(
        """
        For $n/16$ unit vectors $v_j$ in $\\mathbb{R}^n$ with thresholds $c_j = 0$ (so $\\sum_j e^{-c_j^2/16} = n/16$), from \
        $x_0 = 0$ with $\\gamma = \\delta = 0.1$, the walk ends with probability at least $1/10$ in a point with $|\\langle \
        x, v_j \\rangle| \\le \\delta$ for all $j$ and $|x_i| \\ge 1 - \\delta$ for at least $n/2$ coordinates. Tested: the \
        lower end of Clopper and Pearson's interval, confidence 0.999, of the frequency of success is at least $1/10$ on \
        each instance.
        """,
        checks: ["success"])
    ],
    remark: """
      With the thresholds that the lemma needs for $m = n$ constraints none of them binds at such $n$, which would test \
      nothing.
      """,
    source: Source(
      paper: "Constructive Discrepancy Minimization by Walking on The Edges", arXiv: "1203.5747",
      theorem: "the main partial colouring lemma, here with thresholds of 0"),
    checks: [
      Check(
        "success", level: .sampled,
        family: .random(
          "n = 128, 8 random sign vectors, 5 walks (deep: 60, also n = 256 with 16)", quick: 1, deep: 20,
          draw: { index, stream in
            WalkBatch(count: index % 4 == 3 ? 256 : 128, walks: index == 0 ? 5 : 60, seed: stream.next())
          }),
        subject: walks,
        mutants: [
          "projects on the vectors as if they were orthogonal": { batch in
            let (vectors, start) = batch.problem()
            let walk = UnorthogonalEdgeWalk(vectors: vectors, tolerance: 0.1, stepSize: 0.1)
            var stream = RandomStream(seed: batch.seed).child("walks")
            return (0..<batch.walks).map { _ in walk.point(from: start, steps: 534, using: &stream) }
          },
          "ignores the sums": { batch in
            var stream = RandomStream(seed: batch.seed).child("walks")
            let free = try LovettMeka(vectors: [], thresholds: [], count: batch.count, tolerance: 0.1, stepSize: 0.1)
            return try (0..<batch.walks).map { _ in
              try free.partialColouring(from: batch.problem().start, using: &stream).point
            }
          },
        ], test: succeedsOftenEnough)
    ])

  /// Spencer's bound, where it says something.
  static let spencer = Claim(
    id: "discrepancy.spencer",
    title: "For n × n matrices of ±1, n ≥ 64, signs with discrepancy at most 6√n are found",
    sentences: [
      Sentence(
        """
        For Sylvester's matrices and random matrices $A \\in \\{-1,1\\}^{n \\times n}$ of order $n = 64$, 128, 256, the \
        Gram–Schmidt walk on the columns of $A/\\sqrt{n}$ finds signs with $\\max_i |\\sum_j a_{ij} \\varepsilon_j| \\le \
        6\\sqrt{n}$, certified by the sums.
        """,
        checks: ["gram-schmidt"])
    ],
    remark: """
      That every such matrix has such signs is Spencer's theorem. The bound says nothing for $n \\le 36$, where no \
      discrepancy exceeds $n \\le 6\\sqrt{n}$, and random signs usually meet it at these sizes: this is a report of how \
      close signs come, no evidence for the constant.
      """,
    source: Source(
      paper: "Six standard deviations suffice (Spencer; Transactions of the AMS 289, 1985)",
      theorem: "the theorem of the title"),
    checks: [
      Check(
        "gram-schmidt", level: .certified,
        family: .listed(
          "Sylvester's matrix and a random one for n = 64 (deep: two more random ones, and n = 128, 256)",
          quick: [SignMatrix(exponent: 6, seed: nil), SignMatrix(exponent: 6, seed: 1)],
          deep: [
            SignMatrix(exponent: 6, seed: 2), SignMatrix(exponent: 7, seed: 3), SignMatrix(exponent: 8, seed: 4),
            SignMatrix(exponent: 7, seed: nil), SignMatrix(exponent: 8, seed: nil),
          ]),
        subject: walkedSigns, mutants: signMutants, test: isBelowSixDeviations)
    ])

  /// Hadamard matrices have discrepancy at least √n, and the small ones exactly what branch and bound says.
  static let hadamard = Claim(
    id: "discrepancy.hadamard",
    title: "Sylvester's matrices of order 1, 2, 4, 8, 16 have discrepancy exactly 1, 2, 2, 4, 4, never less than √n",
    sentences: [
      Sentence(
        """
        Let $H$ be Sylvester's matrix of order $n = 2^k$. For every $z \\in \\{-1,1\\}^n$, $\\sum_i (Hz)_i^2 = n^2$, hence \
        $\\max_i |(Hz)_i| \\ge \\sqrt{n}$.
        """,
        checks: ["minimum"],
        proof: ProofReference(file: "Discrepancy/Hadamard.v", theorems: ["sylvester_signs", "sylvester_discrepancy"])),
      Sentence(
        "The least maximum over all $z$ is 1, 2, 2, 4, 4 for $n$ = 1, 2, 4, 8, 16.",
        checks: ["minimum"],
        proof: ProofReference(file: "Discrepancy/Hadamard.v", theorems: ["sylvester_least_maxima"])),
    ],
    source: Source(
      paper: "Six standard deviations suffice (Spencer; Transactions of the AMS 289, 1985)",
      theorem: "the lower bound by Hadamard matrices; the exact values are computed"),
    checks: [
      Check(
        "minimum", level: .exhaustive,
        family: .listed(
          "n = 1, 2, 4, 8, every z tried (deep: n = 16)", quick: [0, 1, 2, 3], deep: [4]),
        subject: { try MinimumDiscrepancy(Hadamard.sylvester($0)).signs },
        mutants: [
          "all plus": { (0..<1 << $0).map { _ in 1 } },
          "each sign against the sums so far": { exponent in
            let rows = Hadamard.sylvester(exponent)
            var sums = rows.map { _ in 0 }
            return rows.indices.map { j in
              let sign = zip(sums, rows).reduce(0) { $0 + $1.0 * $1.1[j] } >= 0 ? 1 : -1
              for i in rows.indices { sums[i] += sign * rows[i][j] }
              return sign
            }
          },
        ], test: isLeast)
    ])
}

/// A number of walks for the same random constraints.
private struct WalkBatch: Codable, Sendable {
  var count: Int
  var walks: Int
  var seed: UInt64

  func problem() -> (vectors: [[Double]], start: [Double]) {
    var stream = RandomStream(seed: seed).child("vectors")
    let length = Double(count).squareRoot()
    let vectors = (0..<count / 16).map { _ in
      (0..<count).map { _ in (stream.uniform(in: 0...1) == 0 ? -1 : 1) / length }
    }
    return (vectors, [Double](repeating: 0, count: count))
  }
}

private let walks: Algorithm<WalkBatch, [[Double]]> = { batch in
  let (vectors, start) = batch.problem()
  let walk = try LovettMeka(
    vectors: vectors, thresholds: vectors.map { _ in 0 }, count: batch.count, tolerance: 0.1, stepSize: 0.1)
  var stream = RandomStream(seed: batch.seed).child("walks")
  return try (0..<batch.walks).map { _ in try walk.partialColouring(from: start, using: &stream).point }
}

@Sendable private func succeedsOftenEnough(
  _ walks: Algorithm<WalkBatch, [[Double]]>, in batch: WalkBatch
) throws -> Verdict {
  let (vectors, _) = batch.problem()
  let successes = try walks(batch).count { point in
    point.count { abs($0) >= 0.9 } >= batch.count / 2
      && vectors.allSatisfy { vector in abs(zip(vector, point).reduce(0) { $0 + $1.0 * $1.1 }) <= 0.1 }
  }
  let interval = try ClopperPearson(successes: successes, trials: batch.walks, confidence: Rational(999, 1000))
  return .require(
    interval.lower >= Rational(1, 10),
    "\(successes) of \(batch.walks) walks succeed, which does not show a probability of at least 1/10")
}

/// A matrix of ±1 of order 2^exponent: Sylvester's without a seed.
private struct SignMatrix: Codable, Sendable {
  var exponent: Int
  var seed: UInt64?

  func rows() -> [[Int]] {
    guard let seed else { return Hadamard.sylvester(exponent) }
    var stream = RandomStream(seed: seed).child("matrix")
    return (0..<1 << exponent).map { _ in (0..<1 << exponent).map { _ in stream.uniform(in: 0...1) * 2 - 1 } }
  }
}

private typealias Colouring = Algorithm<SignMatrix, [Int]>

private let walkedSigns: Colouring = { instance in
  let rows = instance.rows()
  let scale = Double(rows.count).squareRoot()
  let columns = rows.indices.map { j in rows.map { Double($0[j]) / scale } }
  var stream = RandomStream(seed: instance.seed ?? 0).child("walk")
  return try GramSchmidtSampler(columns).sample(from: [Double](repeating: 0, count: rows.count), using: &stream)
}

private let signMutants: KeyValuePairs<String, Colouring> = [
  "goes with the sums so far, not against them": { instance in
    let rows = instance.rows()
    var sums = rows.map { _ in 0 }
    return rows.indices.map { j in
      let sign = zip(sums, rows).reduce(0) { $0 + $1.0 * $1.1[j] } >= 0 ? 1 : -1
      for i in rows.indices { sums[i] += sign * rows[i][j] }
      return sign
    }
  }
]

@Sendable private func isBelowSixDeviations(_ colouring: Colouring, of instance: SignMatrix) throws -> Verdict {
  let (rows, signs) = (instance.rows(), try colouring(instance))
  guard signs.count == rows.count, !signs.contains(where: { abs($0) != 1 }) else { return .fails("no signs") }
  let worst = rows.map { row in abs(zip(row, signs).reduce(0) { $0 + $1.0 * $1.1 }) }.max() ?? 0
  // The squares are compared, as √n may be irrational.
  return .atMost(Rational(worst * worst), Rational(36 * rows.count), "the square of the discrepancy")
}

@Sendable private func isLeast(_ signs: Algorithm<Int, [Int]>, of exponent: Int) throws -> Verdict {
  let rows = Hadamard.sylvester(exponent)
  let n = rows.count
  func sums(_ signs: [Int]) -> [Int] { rows.map { row in zip(row, signs).reduce(0) { $0 + $1.0 * $1.1 } } }
  var least = Int.max
  for bits in 0..<(1 << n) {
    let image = sums((0..<n).map { bits >> $0 & 1 == 1 ? 1 : -1 })
    let squares = image.reduce(0) { $0 + $1 * $1 }
    if squares != n * n { return .fails("the squares of Hz add up to \(squares), not to n² = \(n * n)") }
    least = min(least, image.map(abs).max() ?? 0)
  }
  let signs = try signs(exponent)
  guard signs.count == n, !signs.contains(where: { abs($0) != 1 }) else { return .fails("no signs") }
  guard least * least >= n, least == [1, 2, 2, 4, 4][exponent] else {
    return .fails("the least discrepancy is \(least)")
  }
  return .equal(sums(signs).map(abs).max() ?? 0, least, "the discrepancy")
}
