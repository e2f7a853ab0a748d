import Discrepancy
import Evidence
import Exact
import Randomness

extension Claim {
  /// The linear cost that DiscQuant and vertex rounding minimise is the squared distance to the weights, at all roundings.
  static let linearCost = Claim(
    id: "quantization.linear-cost",
    title: "At roundings the linear cost 1 − 2y is the squared distance to y, up to a constant",
    sentences: [
      Sentence(
        """
        For $y \\in \\mathbb{Q}^n$ and $z \\in \\{0, 1\\}^n$: $\\sum_i (z_i - y_i)^2 = \\sum_i (1 - 2 y_i) z_i + \\sum_i y_i^2$.
        """,
        topic: "the identity", checks: ["costs"],
        proof: ProofReference(file: "Quantization/FeedbackLoss.v", theorems: ["linear_cost"])),
      Sentence(
        "Vertex rounding of a point $y$ of the cube, if no costs are given, has these: $c_i = 1 - 2 y_i$.",
        topic: "the code", checks: ["costs"]),
    ],
    remark: """
      So of all roundings that keep some linear functionals the cheapest is the nearest one, and without functionals it is rounding to the \
      nearest. Between 0 and 1 the two differ: the linear program may prefer a vertex that is not the nearest point.
      """,
    source: Source(
      paper: "DiscQuant: A Quantization Method for Neural Networks Inspired by Discrepancy Theory", arXiv: "2501.06417",
      theorem: "its linear term; the identity is derived"),
    checks: [
      Check(
        "costs", level: .certified,
        family: .random(
          "points of n = 1 to 8 coordinates over 12, 0 and 1 among them, with all 2ⁿ roundings", quick: 40, deep: 2000,
          shrink: { point in
            point.coordinates.count > 1
              ? point.coordinates.indices.map { index in
                var smaller = point
                smaller.coordinates.remove(at: index)
                return smaller
              } : []
          },
          draw: { index, stream in
            CubePoint(coordinates: (0..<(1 + index % 8)).map { _ in Rational(stream.uniform(in: 0...12)) / 12 })
          }),
        subject: { point in
          try VertexRounding(rows: Matrix(rows: 0, columns: 0, repeating: 0), point: point.coordinates).costs
        },
        mutants: [
          "has the other sign": { $0.coordinates.map { 2 * $0 - 1 } },
          "forgets the two": { $0.coordinates.map { 1 - $0 } },
          "takes the sign of the nearer end": { $0.coordinates.map { $0 < Rational(1, 2) ? 1 : -1 } },
          "takes the distance for the square": { $0.coordinates.map { Rational(1, 2) - $0 } },
        ], test: isSquaredDistance)
    ])
}

private struct CubePoint: Codable, Sendable {
  var coordinates: [Rational]
}

@Sendable private func isSquaredDistance(
  _ costs: Algorithm<CubePoint, [Rational]>, _ point: CubePoint
) throws -> Verdict {
  let (y, c) = (point.coordinates, try costs(point))
  guard c.count == y.count else { return .fails("\(c.count) costs for \(y.count) coordinates") }
  let constant = y.reduce(Rational(0)) { $0 + $1 * $1 }
  for mask in 0..<(1 << y.count) {
    let z = y.indices.map { Rational(mask >> $0 & 1) }
    let distance = zip(z, y).reduce(Rational(0)) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    let cost = zip(z, c).reduce(constant) { $0 + $1.0 * $1.1 }
    guard distance == cost else { return .fails("the squared distance of \(z) is \(distance), its cost gives \(cost)") }
  }
  return .holds()
}
