import Console
import Discrepancy
import Exact
import Foundation
import Randomness

/// What `round --samples` prints: many roundings by one walk, and what they have in common.
struct SampledDesign: Encodable {
  var method = "gram-schmidt-walk"
  var seed: UInt64
  /// The roundings, 0 or 1 for each coordinate.
  var samples: [[Int]] = []
  /// How often each coordinate was 1, of all samples; the point is what it is in the long run.
  var shares: [Double] = []
  /// The mean of ‖M(z − x₀)‖₂ over the samples, with signs z and x₀ = 2x − 1, in the units of the matrix.
  var meanNorm: Double = 0
  /// Its standard error.
  var standardError: Double = 0

  init(
    _ count: Int, of sampler: GramSchmidtSampler, _ problem: RoundingProblem, seed: UInt64, using stream: RandomStream
  ) throws {
    self.seed = seed
    var stream = stream
    let (rows, start) = (try problem.doubles(), problem.start)
    // In units of the greatest entry, so that no square overflows.
    let unit = rows.reduce(0) { $1.reduce($0) { max($0, abs($1)) } }
    var norms: [Double] = []
    shares = [Double](repeating: 0, count: start.count)
    let progress = Progress("walks")
    defer { progress.finish() }
    for walk in 0..<count {
      progress.update(walk, of: count)
      let signs = try sampler.sample(from: start, using: &stream)
      samples.append(signs.map { $0 > 0 ? 1 : 0 })
      for (j, sign) in signs.enumerated() where sign > 0 { shares[j] += 1 / Double(count) }
      let squares = rows.reduce(0.0) { sum, row in
        let change = row.indices.reduce(0.0) { $0 + row[$1] / unit * (Double(signs[$1]) - start[$1]) }
        return sum + change * change
      }
      norms.append(squares.squareRoot())
    }
    let mean = norms.reduce(0, +) / Double(count)
    let variance = norms.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(max(count - 1, 1))
    (meanNorm, standardError) = unit == 0 ? (0, 0) : (mean * unit, (variance / Double(count)).squareRoot() * unit)
  }

  /// For people.
  var text: String {
    let size = samples.map { Double($0.reduce(0, +)) }
    let summary = String(
      format: "%d samples of %d coordinates, %g to %g of them 1; the mean of ‖M(z − x₀)‖₂ is %.6g ± %.2g",
      samples.count,
      shares.count, size.min() ?? 0, size.max() ?? 0, meanNorm, standardError)
    return ([summary] + samples.map { $0.map(String.init).joined(separator: " ") }).joined(separator: "\n")
  }
}
