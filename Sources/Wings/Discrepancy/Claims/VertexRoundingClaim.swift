import Discrepancy
import DiscrepancyCheckers
import Evidence
import Exact
import LinearProgramming
import Randomness

extension Claim {
  /// A vertex has at most as many fractional coordinates as the matrix has rank, and both methods find one.
  static let vertexRounding = Claim(
    id: "discrepancy.vertex-rounding",
    title: "A point of the cube is rounded to a vertex with at most rank(M) fractional coordinates, M x kept exactly",
    sentences: [
      Sentence(
        """
        For $M \\in \\mathbb{Q}^{m \\times n}$ and $x \\in [0,1]^n$, a point $y$ of $\\{y \\in [0,1]^n : My = Mx\\}$ of \
        which the columns of $M$ in which $y$ is fractional are linearly independent is a vertex, and every vertex has at \
        most $\\operatorname{rank}(M) \\le m$ fractional coordinates.
        """,
        topic: "what a vertex is", checks: ["kernel-walk", "simplex"],
        proof: ProofReference(
          file: "Discrepancy/VertexRounding.v", theorems: ["vertex_certificate", "vertex_rounding"])),
      Sentence(
        """
        The kernel walk, which lets one coordinate enter after the other and steps along the dependency of its column, ends at \
        such a vertex, keeps the coordinates of $x$ that are 0 or 1, and does not raise a cost that it is given.
        """,
        topic: "the kernel walk", checks: ["kernel-walk"],
        proof: ProofReference(file: "Discrepancy/KernelWalk.v", theorems: ["walk_vertex"])),
      Sentence(
        """
        So do the simplex method, the walk by column blocks in floating point and GLPK's exact method, but for the cost; checked \
        in rationals by rank, without the code that found the vertex.
        """,
        topic: "the other methods", checks: ["simplex", "column-blocks", "glpk-exact"]),
      Sentence(
        """
        Where entries are integers of up to six digits at random, with columns of zeros and coordinates that are 0 or 1 among them, the \
        walk by column blocks goes the way of the exact walk: both end at the same vertex.
        """,
        topic: "the way in floating point", checks: ["same-way"]),
    ],
    source: Source(
      paper: "DiscQuant: A Quantization Method for Neural Networks Inspired by Discrepancy Theory", arXiv: "2501.06417",
      theorem: "the linear program at its core; the statement on vertices is standard"),
    checks: [
      Check(
        "kernel-walk", level: .certified, family: .randomMatrices,
        subject: { try $0.problem().vertex(.kernelWalk) }, mutants: mutants, test: isVertexOfNoGreaterCost),
      Check(
        "simplex", level: .certified, family: .randomMatrices,
        subject: { try $0.problem().vertex(.simplex) }, mutants: mutants, test: isVertex),
      Check(
        "column-blocks", level: .certified, family: .randomMatrices,
        subject: { try $0.problem().vertex(.columnBlocks) }, mutants: mutants, test: isVertex),
      Check(
        "glpk-exact", level: .certified, family: .randomMatrices,
        subject: { try $0.problem().vertex(.glpkExact) }, mutants: mutants, test: isVertex),
      Check(
        "same-way", level: .certified,
        family: .random(
          "m ≤ 4, n = 300, which are three blocks, and n ≤ 60 (deep: m ≤ 8)", quick: 4, deep: 60,
          draw: { index, stream in
            WayInstance(
              seed: stream.next(), rows: stream.uniform(in: 1...(index < 4 ? 4 : 8)),
              columns: index % 4 == 0 ? 300 : stream.uniform(in: 2...60))
          }),
        subject: floatingWay, mutants: wayMutants, test: goesTheExactWay),
    ])

  /// The basis that floating point finds leads to a certified exact solution, also for matrices like gradients.
  static let basisReconstruction = Claim(
    id: "discrepancy.basis-reconstruction",
    title:
      "The basis found in floating point leads to an exactly certified vertex of least cost, also for gradient-like data",
    sentences: [
      Sentence(
        """
        For $M$ of random doubles (entries are products, so of widely different sizes) and $x \\in [0,1)^n$ of doubles, the \
        linear program $\\min \\{(1-2x)^T y : My = Mx, y \\in [0,1]^n\\}$ is solved exactly from the basis that GLPK's \
        simplex method ends with: $(1-2x)^T y$ is the optimal value, which a certificate proves.
        """,
        checks: ["gradients"]),
      Sentence(
        "The certificate of rounding proves $y$ a vertex.",
        checks: ["gradients"]),
    ],
    source: Source(
      paper: "DiscQuant: A Quantization Method for Neural Networks Inspired by Discrepancy Theory", arXiv: "2501.06417",
      theorem: "vertex rounding of weights; the exact reconstruction is derived"),
    checks: [
      Check(
        "gradients", level: .certified,
        family: .random(
          "doubles, n ≤ 80, m ≤ 8 (deep: every tenth n = 2000, m = 64)", quick: 12, deep: 40,
          draw: { index, stream in
            let isLarge = index % 10 == 9 && index > 12
            return GradientInstance(
              seed: stream.next(), rows: isLarge ? 64 : stream.uniform(in: 1...8),
              columns: isLarge ? 2_000 : stream.uniform(in: 9...80))
          }),
        subject: { try $0.problem().vertex(.simplex) },
        mutants: [
          "takes the kernel walk's vertex for the best": { try $0.problem().vertex(.kernelWalk) },
          "rounds the result to doubles": { instance in
            var certificate = try instance.problem().vertex(.simplex)
            certificate.vertex = certificate.vertex.map { Rational(exactly: Double($0)) ?? 0 }
            return certificate
          },
        ], test: isBestVertex)
    ])
}

/// A matrix of doubles, by the seed from which it is drawn.
private struct GradientInstance: Codable, Sendable {
  var seed: UInt64
  var rows: Int
  var columns: Int

  func problem() throws -> VertexRounding {
    var stream = RandomStream(seed: seed)
    func unit() -> Double { Double(stream.next() >> 11) * 0x1p-53 }
    let matrix = Matrix<Double>(rows: rows, columns: columns) { _, _ in (unit() - 0.5) * unit() * unit() }
    return try VertexRounding(rows: matrix, point: (0..<columns).map { _ in unit() })
  }
}

/// A matrix, a point and costs in general position, by the seed from which they are drawn.
private struct WayInstance: Codable, Sendable {
  var seed: UInt64
  var rows: Int
  var columns: Int

  func problem(raisesCost: Bool = false, isReversed: Bool = false) throws -> VertexRounding {
    var stream = RandomStream(seed: seed)
    func number() -> Rational { Rational(stream.uniform(in: -999_999...999_999)) }
    // Columns of zeros, which cost alone decides, and coordinates that have stopped before they enter.
    var matrix = (0..<rows).map { _ in (0..<columns).map { $0 % 17 == 16 ? 0 : number() } }
    var point = (0..<columns).map { j in
      j % 11 == 10 ? Rational(j % 2) : Rational(Integer(stream.uniform(in: 1...1_000_002)), 1_000_003)
    }
    var costs = point.map { _ in number() / 1000 }
    if raisesCost { costs = costs.map { -$0 } }
    if isReversed {
      matrix = matrix.map { $0.reversed() }
      (point, costs) = (point.reversed(), costs.reversed())
    }
    return try VertexRounding(rows: Matrix(matrix), point: point, costs: costs)
  }
}

private let floatingWay: Algorithm<WayInstance, [Rational]> = { try $0.problem().vertex(.columnBlocks).vertex }

private let wayMutants: KeyValuePairs<String, Algorithm<WayInstance, [Rational]>> = [
  "takes the best vertex": { try $0.problem().vertex(.simplex).vertex },
  "goes where the cost is raised": { try $0.problem(raisesCost: true).vertex(.columnBlocks).vertex },
  "the last coordinate enters first": {
    Array(try $0.problem(isReversed: true).vertex(.columnBlocks).vertex.reversed())
  },
]

@Sendable private func goesTheExactWay(
  _ floating: Algorithm<WayInstance, [Rational]>, _ instance: WayInstance
) throws -> Verdict {
  let exact = try instance.problem().vertex(.kernelWalk).vertex
  let found = try floating(instance)
  guard found.count == exact.count else { return .fails("\(found.count) coordinates") }
  let other = exact.indices.first { exact[$0] != found[$0] }
  return .require(other == nil, "coordinate \(other ?? 0) is another one than after the exact walk")
}

/// The least cost of a point of the cube with M y = M x, from a linear program over all coordinates, with its certificate checked.
private func leastCost(_ problem: VertexRounding) throws -> Rational {
  var program = LinearProgram()
  let variables = problem.costs.map { program.addVariable(bounds: .unit, cost: $0) }
  for row in problem.rows.nestedRows {
    try program.addConstraint(variables: variables, coefficients: row, .equal(row.dot(problem.point)))
  }
  let outcome = try program.solve()
  try outcome.certificate.verify()
  guard let solution = outcome.solution else { throw NoOptimum() }
  return solution.value
}

private struct NoOptimum: Error {}

extension InstanceFamily where Instance == RoundingInstance {
  fileprivate static var randomMatrices: InstanceFamily {
    .random(
      "matrices with entries up to 9, every fourth of fractions, every third of deficient rank, m ≤ 12, n ≤ 60 (points in (1/12)ℤ)",
      quick: 40, deep: 2_000, shrink: RoundingInstance.shrink,
      draw: { RoundingInstance.drawn($0, rows: 12, columns: 60, &$1) })
  }
}

private let mutants: KeyValuePairs<String, Algorithm<RoundingInstance, VertexCertificate>> = [
  "a step ends only where a coordinate reaches 1": {
    try TextbookKernelWalk.vertex($0, fault: .forgetsLowerBounds)
  },
  "does not freeze a coordinate that is 0 or 1": { try TextbookKernelWalk.vertex($0, fault: .doesNotFreeze) },
  "ends when no more coordinates are fractional than there are rows": {
    try TextbookKernelWalk.vertex($0, fault: .stopsAtTheNumberOfRows)
  },
  "takes what is within 1/12 of 0 or 1 for it": { try TextbookKernelWalk.vertex($0, fault: .roundsWhatIsNear) },
  "forgets the last row": { try TextbookKernelWalk.vertex($0, fault: .forgetsTheLastRow) },
  "leaves out the last coordinate": { instance in
    let shorter = RoundingInstance(rows: instance.rows.map { $0.dropLast() }, point: instance.point.dropLast())
    let vertex = try shorter.problem().vertex(.kernelWalk).vertex
    return VertexCertificate(
      matrix: instance.rows, point: instance.point, vertex: vertex + instance.point.suffix(1))
  },
]

@Sendable private func isVertex(
  _ rounded: Algorithm<RoundingInstance, VertexCertificate>, of instance: RoundingInstance
) throws -> Verdict {
  let certificate = try rounded(instance)
  guard certificate.matrix == instance.rows, certificate.point == instance.point else {
    return .fails("the certificate is about another instance")
  }
  do { try certificate.verify() } catch { return .fails("\(error)") }
  if let j = instance.point.indices.first(where: {
    instance.point[$0].isInteger && instance.point[$0] != certificate.vertex[$0]
  }) {
    return .fails("coordinate \(j) was \(instance.point[j]) and is \(certificate.vertex[j])")
  }
  let rank = instance.rows.isEmpty ? 0 : try Matrix(instance.rows).rank()
  return .atMost(Rational(certificate.fractional.count), Rational(rank), "the number of fractional coordinates")
}

@Sendable private func isVertexOfNoGreaterCost(
  _ rounded: Algorithm<RoundingInstance, VertexCertificate>, of instance: RoundingInstance
) throws -> Verdict {
  let (costs, vertex) = (try instance.problem().costs, try rounded(instance).vertex)
  let verdict = try isVertex(rounded, of: instance)
  guard case .holds = verdict else { return verdict }
  return .all(verdict, .require(costs.dot(vertex) <= costs.dot(instance.point), "the cost has grown"))
}

@Sendable private func isBestVertex(
  _ rounded: Algorithm<GradientInstance, VertexCertificate>, of instance: GradientInstance
) throws -> Verdict {
  let (certificate, problem) = (try rounded(instance), try instance.problem())
  guard certificate.matrix == problem.rows.nestedRows, certificate.point == problem.point else {
    return .fails("the certificate is about another instance")
  }
  do { try certificate.verify() } catch { return .fails("\(error)") }
  // The dual in exact arithmetic takes minutes for thousands of columns.
  if instance.columns > 200 { return .holds() }
  return .equal(problem.costs.dot(certificate.vertex), try leastCost(problem), "the cost")
}
