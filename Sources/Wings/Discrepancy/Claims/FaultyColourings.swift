import Discrepancy
import Randomness

/// The edge walk without thresholds, but with a fault: what the check of Lovett and Meka's lemma must catch.
///
/// It projects each step on the complements of the vectors one after the other, as if they were orthogonal to each other.
struct UnorthogonalEdgeWalk {
  let vectors: [[Double]]
  let tolerance: Double
  let stepSize: Double

  func point(from start: [Double], steps: Int, using stream: inout RandomStream) -> [Double] {
    var point = start
    var alive = Array(start.indices)
    for _ in 0..<steps {
      alive = alive.filter { abs(point[$0]) < 1 - tolerance }
      var step = alive.map { _ in normal(&stream) }
      for vector in vectors {
        let part = alive.map { vector[$0] }
        let square = part.reduce(0) { $0 + $1 * $1 }
        if square == 0 { continue }
        let factor = zip(part, step).reduce(0) { $0 + $1.0 * $1.1 } / square
        for k in step.indices { step[k] -= factor * part[k] }
      }
      for (k, j) in alive.enumerated() { point[j] = min(1, max(-1, point[j] + stepSize * step[k])) }
    }
    return point
  }

  /// About a normal number: four uniform ones, of variance 1 together.
  private func normal(_ stream: inout RandomStream) -> Double {
    let bits = stream.next()
    let sum = (0..<4).reduce(0.0) { $0 + Double(bits >> (16 * UInt64($1)) & 0xffff) }
    return (sum / 65_536 - 2) * 3.0.squareRoot()
  }
}
