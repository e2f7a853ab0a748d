import Discrepancy
import DiscrepancyCheckers
import Evidence
import Exact
import Randomness

extension Claim {
  /// The walks in floating point are those of their papers.
  static let floatingWalks = Claim(
    id: "discrepancy.floating-walks",
    title: "The walks in floating point go the way of their papers, step by step",
    sentences: [
      Sentence(
        """
        With the same random numbers Lovett and Meka's walk ends within $10^{-6}$ of the walk that computes everything anew in each step, \
        has drawn as many numbers, and tells the sums' changes and how many coordinates have stopped.
        """, topic: "Lovett and Meka", checks: ["edge-walk"]),
      Sentence(
        """
        With the same random numbers the sampler of the Gram–Schmidt walk, with groups balanced or not, for vectors with a lift or for the \
        design of a robustness, ends with the signs of the walk \
        that solves its linear system anew in each step, and has drawn as many numbers.
        """, topic: "Gram and Schmidt", checks: ["gram-schmidt"]),
      Sentence(
        """
        The kernel walk in floating point, whose columns enter in blocks, ends in the vertex of the walk in exact arithmetic where no two \
        coordinates stop at the same time.
        """, topic: "the kernel walk", checks: ["kernel-walk"]),
    ],
    source: Source(
      paper: "Constructive Discrepancy Minimization by Walking on The Edges", arXiv: "1203.5747",
      theorem: "the algorithm; the other walk is that of arXiv 1911.03071"),
    checks: [
      Check(
        "edge-walk", level: .sampled,
        family: .random(
          "16 to 40 coordinates, up to 9 vectors that bind early, late, never, and repeat", quick: 6, deep: 60,
          draw: { EdgeWalkInstance(count: 16 + 8 * ($0 % 4), vectors: 3 * ($0 % 4), seed: $1.next()) }),
        subject: { try $0.run($0.problem) }, mutants: edgeWalkMutants, test: isPlainEdgeWalk),
      Check(
        "gram-schmidt", level: .sampled,
        family: .random(
          """
          up to 14 vectors of up to 5 dimensions, equal ones among them, from points with stopped coordinates; every third balanced, every \
          fourth the design of a robustness for covariates in units of 1 or 2^±600
          """, quick: 24,
          deep: 500, draw: { SampledVectors(index: $0, seed: $1.next()) }),
        subject: drawSigns, mutants: signMutants, test: arePlainSigns),
      Check(
        "kernel-walk", level: .sampled,
        family: .random(
          "1 to 6 rows of 40 to 300 numbers of 7 digits, every second time each in a unit of its own, columns of 0 and coordinates that have stopped",
          quick: 6, deep: 60,
          draw: {
            KernelWalkInstance(rows: $0 % 6 + 1, columns: 40 + 52 * ($0 % 6), hasUnits: $0 % 2 == 1, seed: $1.next())
          }),
        subject: { try $0.vertex(.columnBlocks) }, mutants: kernelWalkMutants,
        test: { vertex, instance in
          let problem = try instance.problem()
          let certificate = try vertex(problem)
          do { try certificate.verify() } catch { return .fails("\(error)") }
          let exact = try problem.vertex(.kernelWalk).vertex
          return .require(certificate.vertex == exact, "the walks end in two vertices")
        }),
    ])
}

private typealias EdgeWalkEnd = (outcome: LovettMeka.Outcome, next: UInt64)

/// The walk with other parameters.
private func changing(
  _ change: @escaping @Sendable (LovettMeka) throws -> LovettMeka
) -> Algorithm<DrivenWalk, EdgeWalkEnd> {
  { try $0.run(change($0.problem)) }
}

extension LovettMeka {
  fileprivate func with(
    vectors: [[Double]]? = nil, thresholds: [Double]? = nil, stepSize: Double? = nil
  ) throws -> LovettMeka {
    try LovettMeka(
      vectors: vectors ?? self.vectors, thresholds: thresholds ?? self.thresholds, count: count, tolerance: tolerance,
      stepSize: stepSize ?? self.stepSize)
  }
}

private let edgeWalkMutants: KeyValuePairs<String, Algorithm<DrivenWalk, EdgeWalkEnd>> = [
  "constraints bind a little later": changing { try $0.with(thresholds: $0.thresholds.map { $0 + 0.1 }) },
  "forgets a vector": changing { try $0.with(vectors: $0.vectors.dropLast(), thresholds: $0.thresholds.dropLast()) },
  "takes longer steps": changing { try $0.with(stepSize: $0.stepSize * 1.01) },
]

private let drawSigns: Algorithm<SampledVectors, DrawnSigns> = { try $0.signs(lift: $0.lift) }

private let signMutants: KeyValuePairs<String, Algorithm<SampledVectors, DrawnSigns>> = [
  "adds more in directions of their own": { try $0.signs(lift: $0.lift * 16) },
  "takes the first coordinate for the pivot": {
    let found = try $0.reversed.signs(lift: $0.lift)
    return DrawnSigns(signs: found.signs.reversed(), next: found.next)
  },
  "draws a number before it begins": { try $0.signs(lift: $0.lift, skips: true) },
  "forgets that groups are to be balanced": { try $0.signs(lift: $0.lift, isBalanced: false) },
]

@Sendable private func arePlainSigns(
  _ signs: Algorithm<SampledVectors, DrawnSigns>, _ instance: SampledVectors
) throws -> Verdict {
  var stream = instance.stream
  let plain = plainGramSchmidtWalk(
    instance.vectors, lift: instance.lift, isBalanced: instance.isBalanced, from: instance.start, &stream)
  let found = try signs(instance)
  return .all(
    .equal(found.signs, plain, "the signs"),
    .require(found.next == stream.next(), "the walks have not drawn as many numbers"))
}

private let kernelWalkMutants: KeyValuePairs<String, Algorithm<VertexRounding, VertexCertificate>> = [
  "goes where the cost rises": { problem in
    let other = try VertexRounding(rows: problem.rows, point: problem.point, costs: problem.costs.map { -$0 })
    return try other.vertex(.columnBlocks)
  },
  "begins with the last column": { problem in
    let count = problem.point.count
    let other = try VertexRounding(
      rows: Matrix<Rational>(rows: problem.rows.rows, columns: count) { problem.rows[$0, count - 1 - $1] },
      point: problem.point.reversed(), costs: problem.costs.reversed())
    return VertexCertificate(
      matrix: problem.rows.nestedRows, point: problem.point,
      vertex: try other.vertex(.columnBlocks).vertex.reversed())
  },
  "the vertex of least cost": { try $0.vertex(.simplex) },
]

/// A matrix, a point and costs for the kernel walk, by the seed from which they are drawn.
private struct KernelWalkInstance: Codable, Sendable {
  var rows: Int
  var columns: Int
  /// Whether row i has the unit 10^(−20 i).
  var hasUnits: Bool
  var seed: UInt64

  func problem() throws -> VertexRounding {
    var stream = RandomStream(seed: seed)
    func draw() -> Rational { Rational(stream.uniform(in: -1_000_000...1_000_000)) }
    let matrix = Matrix<Rational>(rows: rows, columns: columns) { i, j in
      let unit = hasUnits ? Rational(1, Integer(10).power(20 * i)) : Rational(i + 1)
      return j % 17 == 16 ? 0 : draw() * unit
    }
    let point = (0..<columns).map { j in
      j % 11 == 10 ? Rational(j % 2) : Rational(Integer(stream.uniform(in: 1...1_000_002)), 1_000_003)
    }
    return try VertexRounding(rows: matrix, point: point, costs: (0..<columns).map { _ in draw() / 1000 })
  }
}

/// A walk to be driven with random numbers of a seed.
private struct DrivenWalk: Sendable {
  var problem: LovettMeka
  var start: [Double]
  var stream: RandomStream

  func run(_ walk: LovettMeka) throws -> EdgeWalkEnd {
    var stream = stream
    return (try walk.partialColouring(from: start, using: &stream), stream.next())
  }
}

/// Vectors and thresholds for Lovett and Meka's walk, by the seed from which they are drawn.
private struct EdgeWalkInstance: Codable, Sendable {
  var count: Int
  var vectors: Int
  var seed: UInt64

  func walk() throws -> DrivenWalk {
    var stream = RandomStream(seed: seed)
    var rows = (0..<vectors).map { _ in (0..<count).map { _ in Double(stream.uniform(in: -2...2)) } }
    if vectors > 3 { rows[1] = rows[0] }
    return DrivenWalk(
      problem: try LovettMeka(
        vectors: rows, thresholds: rows.indices.map { [0, 0.5, 1.5, 50][$0 % 4] }, count: count, tolerance: 0.125,
        stepSize: count % 16 == 0 ? 0.125 : 0.25),
      start: (0..<count).map { $0 % 5 == 0 ? Double(stream.uniform(in: -4...4)) / 4 : 0 }, stream: stream.child("walk"))
  }
}

@Sendable private func isPlainEdgeWalk(
  _ run: Algorithm<DrivenWalk, EdgeWalkEnd>, _ instance: EdgeWalkInstance
) throws -> Verdict {
  let walk = try instance.walk()
  var (plain, stream) = (PlainEdgeWalk(walk.problem), walk.stream)
  let end = plain.end(from: walk.start, &stream)
  let (outcome, next) = try run(walk)
  func isNear(_ a: [Double], _ b: [Double]) -> Bool {
    a.count == b.count && zip(a, b).allSatisfy { abs($0 - $1) < 1e-6 }
  }
  let changes = walk.problem.vectors.map { vector in
    abs(end.indices.reduce(0) { $0 + vector[$1] * (end[$1] - walk.start[$1]) })
  }
  let stopped = end.count { abs($0) >= 1 - walk.problem.tolerance }
  return .all(
    .require(isNear(outcome.point, end), "the walk ends elsewhere"),
    .require(next == stream.next(), "the walks have not drawn as many numbers"),
    .equal(outcome.stoppedCount, stopped, "the number of coordinates that have stopped"),
    .require(isNear(outcome.deviations, changes), "the sums change by \(changes), not by \(outcome.deviations)"))
}

/// Signs, and the number that is drawn after them.
private struct DrawnSigns: Sendable {
  var signs: [Int]
  var next: UInt64
}

/// Vectors and a point, by the seed from which they are drawn.
private struct SampledVectors: Codable, Sendable {
  var vectors: [[Double]]
  var start: [Double]
  var lift: Double
  var isBalanced: Bool
  /// φ, if the walk is that of a design.
  var robustness: Double?
  /// Covariates of a design are given in this power of two.
  var unit = 0
  var seed: UInt64

  init(index: Int, seed: UInt64) {
    var stream = RandomStream(seed: seed)
    let (n, d) = (stream.uniform(in: 1...14), stream.uniform(in: 1...5))
    vectors = (0..<n).map { _ in (0..<d).map { _ in Double(stream.uniform(in: -8...8)) / 16 } }
    if index % 4 == 0, n > 2 { vectors[2] = vectors[0] }
    start = (0..<n).map { _ in Double(stream.uniform(in: -3...3)) / 3 }
    lift = index % 2 == 0 ? 0.25 : 0x1p-10
    isBalanced = index % 3 == 2
    self.seed = seed
    guard index % 4 == 1 else { return }
    let phi = [0.25, 0.5, 0.875][stream.uniform(in: 0...2)]
    (robustness, unit) = (phi, [-600, 0, 600][stream.uniform(in: 0...2)])
    let square = vectors.reduce(0) { max($0, $1.reduce(0) { $0 + $1 * $1 }) }
    lift = phi / (1 - phi) * (square > 0 ? square : 1)
  }

  var stream: RandomStream { RandomStream(seed: seed).child("walk") }

  var reversed: SampledVectors {
    var other = self
    (other.vectors, other.start) = (vectors.reversed(), start.reversed())
    return other
  }

  func signs(lift: Double, isBalanced: Bool? = nil, skips: Bool = false) throws -> DrawnSigns {
    var stream = stream
    if skips { _ = stream.next() }
    let isBalanced = isBalanced ?? self.isBalanced
    let sampler: GramSchmidtSampler
    if let robustness, lift == self.lift {
      let scale = Double(sign: .plus, exponent: unit, significand: 1)
      sampler = try GramSchmidtSampler(
        design: vectors.map { $0.map { $0 * scale } }, robustness: robustness, isBalanced: isBalanced)
    } else {
      sampler = try GramSchmidtSampler(vectors, lift: lift, isBalanced: isBalanced)
    }
    let signs = try sampler.sample(from: start, using: &stream)
    return DrawnSigns(signs: signs, next: stream.next())
  }
}
