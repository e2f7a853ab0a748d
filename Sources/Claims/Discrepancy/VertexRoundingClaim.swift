import Certificates
import Discrepancy
import Evidence
import Exact
import Randomness

extension Claim {
  /// A vertex has at most as many fractional coordinates as the matrix has rank, and both methods find one.
  static let vertexRounding = Claim(
    id: "discrepancy.vertex-rounding",
    title: "A point of the cube is rounded to a vertex with at most rank(M) fractional coordinates, M x kept exactly",
    statement: """
      For $M \\in \\mathbb{Q}^{m \\times n}$ and $x \\in [0,1]^n$ the algorithm returns a vertex $y$ of \
      $\\{y \\in [0,1]^n : My = Mx\\}$: the columns of $M$ in which $y$ is fractional are linearly independent, so at most \
      $\\operatorname{rank}(M) \\le m$ coordinates are. Checked in rationals by rank, without the code that found $y$.
      """,
    source: Source(
      paper: "DiscQuant: A Quantization Method for Neural Networks Inspired by Discrepancy Theory", arXiv: "2501.06417",
      theorem: "the linear program at its core; the statement on vertices is standard"),
    checks: [
      Check(
        "kernel-walk", level: .certified, family: .randomMatrices,
        subject: { try $0.problem().vertex(.kernelWalk) }, mutants: mutants, test: isVertex),
      Check(
        "simplex", level: .certified, family: .randomMatrices,
        subject: { try $0.problem().vertex(.simplex) }, mutants: mutants, test: isVertex),
      Check(
        "column-blocks", level: .certified, family: .randomMatrices,
        subject: { try $0.problem().vertex(.columnBlocks) }, mutants: mutants, test: isVertex),
      Check(
        "glpk-exact", level: .certified, family: .randomMatrices,
        subject: { try $0.problem().vertex(.glpkExact) }, mutants: mutants, test: isVertex),
    ],
    proof: ProofReference(
      file: "VertexRounding.v",
      theorems: ["vertex_certificate", "vertex_rounding", "kernel_step", "vertex_exists"]))

  /// The basis that floating point finds leads to a certified exact solution, also for matrices like gradients.
  static let basisReconstruction = Claim(
    id: "discrepancy.basis-reconstruction",
    title:
      "The basis found in floating point leads to an exactly certified vertex of least cost, also for gradient-like data",
    statement: """
      For $M$ of random doubles (entries are products, so of widely different sizes) and $x \\in [0,1)^n$ of doubles, the \
      linear program $\\min \\{(1-2x)^T y : My = Mx, y \\in [0,1]^n\\}$ is solved exactly from the basis that GLPK's simplex \
      method ends with. The certificate proves $y$ a vertex, and $(1-2x)^T y \\le (1-2x)^T z$ for the vertex $z$ that the \
      kernel walk reaches.
      """,
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
          "rounds to the nearest vertex of the cube": { instance in
            let problem = try instance.problem()
            return VertexCertificate(
              matrix: problem.rows.nestedRows, point: problem.point,
              vertex: problem.point.map { $0 < Rational(1, 2) ? 0 : 1 })
          },
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

extension InstanceFamily where Instance == RoundingInstance {
  fileprivate static var randomMatrices: InstanceFamily {
    .random(
      "matrices with entries up to 9, every fourth of fractions, every third of deficient rank, m ≤ 12, n ≤ 60 (points in (1/12)ℤ)",
      quick: 40, deep: 2_000, shrink: RoundingInstance.shrink,
      draw: { RoundingInstance.drawn($0, rows: 12, columns: 60, &$1) })
  }
}

private let mutants: KeyValuePairs<String, Algorithm<RoundingInstance, VertexCertificate>> = [
  "rounds to the nearest vertex of the cube": { instance in
    VertexCertificate(
      matrix: instance.rows, point: instance.point, vertex: instance.point.map { $0 < Rational(1, 2) ? 0 : 1 })
  },
  "returns the point": { VertexCertificate(matrix: $0.rows, point: $0.point, vertex: $0.point) },
  "forgets the last row": { instance in
    let rows = Array(instance.rows.dropLast())
    let vertex = try RoundingInstance(rows: rows, point: instance.point).problem().vertex(.kernelWalk).vertex
    return VertexCertificate(matrix: instance.rows, point: instance.point, vertex: vertex)
  },
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
  let rank = instance.rows.isEmpty ? 0 : try Matrix(instance.rows).rank()
  return .atMost(Rational(certificate.fractional.count), Rational(rank), "the number of fractional coordinates")
}

@Sendable private func isBestVertex(
  _ rounded: Algorithm<GradientInstance, VertexCertificate>, of instance: GradientInstance
) throws -> Verdict {
  let (certificate, problem) = (try rounded(instance), try instance.problem())
  guard certificate.matrix == problem.rows.nestedRows, certificate.point == problem.point else {
    return .fails("the certificate is about another instance")
  }
  do { try certificate.verify() } catch { return .fails("\(error)") }
  // The walk in exact arithmetic takes minutes for thousands of columns.
  if instance.columns > 200 { return .holds() }
  let walked = try problem.vertex(.kernelWalk).vertex
  return .require(
    problem.costs.dot(certificate.vertex) <= problem.costs.dot(walked), "the kernel walk reaches a vertex of less cost")
}
