import Discrepancy
import Evidence
import Exact
import Foundation
import Quantization
import Randomness

extension Claim {
  /// Vertices that keep sampled gradients, with the cost 1 − 2y, beat rounding to the nearest on gradients of low rank.
  static let lowRankGradients = Claim(
    id: "quantization.low-rank-gradients",
    title:
      "Vertex rounding that keeps m sampled gradients errs less than rounding to the nearest, if gradients are nearly of low rank",
    sentences: [
      Sentence(
        """
        Let $\\Sigma = \\sum_k \\lambda_k b_k b_k^T$ on $\\mathbb{R}^n$ with $\\lambda_k = k^{-\\alpha}$ and the $b_k$ an orthonormal basis of signs \
        over $\\sqrt{n}$, let $y$ be uniform in $[0,1]^n$, and $x$ the vertex of $\\{x \\in [0,1]^n : \\langle g_i, x - y \\rangle = 0\\}$ of least \
        cost $\\sum_j (1 - 2 y_j) x_j$, for $m$ gradients $g_i$ drawn with covariance $\\Sigma$. Then $(x - y)^T \\Sigma (x - y)$ is on the average less \
        than with $x$ rounded to the nearest: by at least 3 standard errors over paired runs for each $\\alpha$ and $m$ tried, and each vertex has \
        a certificate.
        """, checks: ["cells"])
    ],
    remark: """
      Without the cost a vertex may err more than rounding to the nearest does: the cost matters as much as the gradients. The asymptotic slope \
      $1 - \\alpha$ in $m$ is not what one sees at such sizes; the finite tail $\\sum_{k > m} \\lambda_k$ is.
      """,
    source: Source(
      paper: "DiscQuant: A Quantization Method for Neural Networks Inspired by Discrepancy Theory", arXiv: "2501.06417",
      theorem: "its setting of gradients of low rank; the linear program with its cost is derived"),
    checks: [
      Check(
        "cells", level: .sampled,
        family: .listed(
          "n = 64, α ∈ {3/2, 2}, m = 8, 12 runs each (deep: n = 512, α ∈ {5/4, 3/2, 2}, m ∈ {8, 16, 32, 64}, 40 runs)",
          quick: [1.5, 2].map { GradientCell(n: 64, alpha: $0, m: 8, runs: 12) },
          deep: [1.25, 1.5, 2].flatMap { alpha in
            [8, 16, 32, 64].map { GradientCell(n: 512, alpha: alpha, m: $0, runs: 40) }
          }),
        subject: { try VertexRounding(rows: $0.gradients, point: $0.point).vertex().vertex },
        mutants: [
          "forgets the cost": { run in
            let rows = run.gradients.map { Rational(exactly: $0) ?? 0 }
            let point = run.point.map { Rational(exactly: $0) ?? 0 }
            return try VertexRounding(rows: rows, point: point, costs: point.map { _ in 0 }).vertex(.kernelWalk).vertex
          },
          "takes the cost with the other sign": { run in
            let rows = run.gradients.map { Rational(exactly: $0) ?? 0 }
            let point = run.point.map { Rational(exactly: $0) ?? 0 }
            return try VertexRounding(rows: rows, point: point, costs: point.map { 2 * $0 - 1 }).vertex().vertex
          },
          "forgets the gradients": { run in run.point.map { $0 < 0.5 ? 0 : 1 } },
        ], test: beatsTheNearest)
    ])
}

/// Runs with one α and m.
private struct GradientCell: Codable, Sendable {
  var n: Int
  var alpha: Double
  var m: Int
  var runs: Int
}

/// Gradients, and the point to round.
private struct GradientRun: Sendable {
  var gradients: Matrix<Double>
  var point: [Double]
}

extension GradientCell {
  /// λ, each exactly the double that it is.
  var eigenvalues: [Rational] {
    (1...n).map { Rational(exactly: exp(-alpha * log(Double($0)))) ?? 0 }
  }

  /// Signs that turn Sylvester's matrix into a basis that nobody chose.
  func signs(_ stream: RandomStream) -> [Bool] {
    var stream = stream
    return (0..<n).map { _ in stream.next() >> 63 == 1 }
  }

  func draw(_ stream: RandomStream, _ signs: [Bool], _ eigenvalues: [Double]) -> GradientRun {
    var (stream, gaussian) = (stream, GaussianSource())
    var rows: [[Double]] = []
    for _ in 0..<m {
      let parts = eigenvalues.map { $0.squareRoot() * gaussian.next(&stream) / Double(n).squareRoot() }
      rows.append(zip(Self.sylvester(parts), signs).map { $1 ? -$0 : $0 })
    }
    return GradientRun(
      gradients: Matrix(rows: m, columns: n) { rows[$0][$1] },
      point: (0..<n).map { _ in Double(stream.next() >> 11) * 0x1p-53 })
  }

  /// (x − y)ᵀ Σ (x − y), exactly.
  func error(_ x: [Rational], _ y: [Double], _ signs: [Bool], _ eigenvalues: [Rational]) -> Rational {
    let change = zip(zip(x, y), signs).map { pair, sign in
      let difference = pair.0 - (Rational(exactly: pair.1) ?? 0)
      return sign ? -difference : difference
    }
    // The parts along the basis; the largest denominators go first.
    return zip(Self.sylvester(change), eigenvalues).reduce(Rational(0)) { $0 + $1.0 * $1.0 * $1.1 } / Rational(n)
  }

  /// Sylvester's matrix times a vector.
  private static func sylvester<Number: AdditiveArithmetic>(_ vector: [Number]) -> [Number] {
    var (values, width) = (vector, 1)
    while width < values.count {
      for start in stride(from: 0, to: values.count, by: 2 * width) {
        for i in start..<(start + width) {
          (values[i], values[i + width]) = (values[i] + values[i + width], values[i] - values[i + width])
        }
      }
      width *= 2
    }
    return values
  }
}

@Sendable private func beatsTheNearest(
  _ round: Algorithm<GradientRun, [Rational]>, _ cell: GradientCell
) throws -> Verdict {
  let stream = RandomStream(seed: 1).child("low-rank").child("\(cell.n) \(cell.alpha)")
  let (signs, eigenvalues) = (cell.signs(stream.child("signs")), cell.eigenvalues)
  let roots = eigenvalues.map { Double($0) }
  var gains: [Rational] = []
  for index in 0..<cell.runs {
    let run = cell.draw(stream.child(index), signs, roots)
    let nearest = run.point.map { $0 < 0.5 ? Rational(0) : 1 }
    let rounded = try round(run)
    guard rounded.count == cell.n, rounded.allSatisfy({ $0 >= 0 && $0 <= 1 }) else {
      return .fails("no point of the cube")
    }
    gains.append(
      cell.error(nearest, run.point, signs, eigenvalues) - cell.error(rounded, run.point, signs, eigenvalues))
  }
  // mean ≥ 3 · standard error, squared: no roots.
  let count = Rational(gains.count)
  let mean = gains.reduce(0, +) / count
  let variance = gains.reduce(Rational(0)) { $0 + ($1 - mean) * ($1 - mean) } / (count - 1)
  return .require(
    mean > 0 && mean * mean >= 9 * variance / count,
    "α = \(cell.alpha), m = \(cell.m): the gain is \(Double(mean)) with variance \(Double(variance)) over \(gains.count) runs"
  )
}
