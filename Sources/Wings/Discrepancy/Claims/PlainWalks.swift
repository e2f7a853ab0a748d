import Discrepancy
import Foundation
import Randomness

/// Lovett and Meka's walk as the paper describes it: everything is computed anew in each step, with the system's logarithm.
package struct PlainEdgeWalk {
  /// The walk whose vectors, thresholds and step are used.
  package let walk: LovettMeka
  private var spare: Double?

  /// The same walk, written out.
  package init(_ walk: LovettMeka) { self.walk = walk }

  /// Marsaglia's polar method.
  private mutating func normal(_ stream: inout RandomStream) -> Double {
    if let value = spare {
      spare = nil
      return value
    }
    while true {
      let x = 2 * (Double(stream.next() >> 11) / 0x1p53) - 1
      let y = 2 * (Double(stream.next() >> 11) / 0x1p53) - 1
      let square = x * x + y * y
      guard square > 0, square < 1 else { continue }
      let scale = sqrt(-2 * log(square) / square)
      spare = y * scale
      return x * scale
    }
  }

  /// Where the walk ends, with as many draws from the stream as the walk itself.
  package mutating func end(from start: [Double], _ stream: inout RandomStream) -> [Double] {
    var x = start
    var isBinding = walk.vectors.map { _ in false }
    var isAlive = start.map { _ in true }
    for _ in 0..<Int((16 / (3 * walk.stepSize * walk.stepSize)).rounded(.up)) {
      for j in x.indices where abs(x[j]) >= 1 - walk.tolerance { isAlive[j] = false }
      for (k, vector) in walk.vectors.enumerated() {
        let sum = x.indices.reduce(0) { $0 + vector[$1] * (x[$1] - start[$1]) }
        if abs(sum) >= walk.thresholds[k] - walk.tolerance { isBinding[k] = true }
      }
      let alive = x.indices.filter { isAlive[$0] }
      if alive.isEmpty { break }
      var step = alive.map { _ in normal(&stream) }
      // What is orthogonal to all binding vectors.
      var basis: [[Double]] = []
      for (k, vector) in walk.vectors.enumerated() where isBinding[k] {
        let rest = basis.reduce(alive.map { vector[$0] }) { without($1, $0) }
        let length = sqrt(rest.reduce(0) { $0 + $1 * $1 })
        if length > 1e-6 { basis.append(rest.map { $0 / length }) }
      }
      for direction in basis { step = without(direction, step) }
      for (j, change) in zip(alive, step) { x[j] = min(1, max(-1, x[j] + walk.stepSize * change)) }
    }
    return x
  }

  private func without(_ direction: [Double], _ vector: [Double]) -> [Double] {
    let factor = zip(direction, vector).reduce(0) { $0 + $1.0 * $1.1 }
    return zip(direction, vector).map { $1 - factor * $0 }
  }
}

/// The Gram–Schmidt walk as its paper describes it, with a linear system solved anew in each step. If it is balanced, the system has a row and
/// a column more, for Σ u = 0.
package func plainGramSchmidtWalk(
  _ vectors: [[Double]], lift: Double, isBalanced: Bool = false, from start: [Double], _ stream: inout RandomStream
) -> [Int] {
  var x = start
  var pivot: Int?
  while true {
    let alive = x.indices.filter { abs(x[$0]) < 1 }
    guard let last = alive.last else { return x.map { Int($0) } }
    let current = pivot.flatMap { alive.contains($0) ? $0 : nil } ?? last
    pivot = current
    func gram(_ i: Int, _ j: Int) -> Double {
      zip(vectors[i], vectors[j]).reduce(i == j ? lift : 0) { $0 + $1.0 * $1.1 }
    }
    let others = alive.filter { $0 != current }
    let border = isBalanced && !others.isEmpty ? [1.0] : []
    var system = others.map { i in others.map { gram(i, $0) } + border + [-gram(i, current)] }
    if !border.isEmpty { system.append(others.map { _ in 1 } + [0, -1]) }
    let size = system.count
    for k in 0..<size {
      for i in 0..<size where i != k {
        let factor = system[i][k] / system[k][k]
        for j in k...size { system[i][j] -= factor * system[k][j] }
      }
    }
    var u = x.map { _ in 0.0 }
    u[current] = 1
    for (k, j) in others.enumerated() { u[j] = system[k][size] / system[k][k] }
    let moving = alive.filter { u[$0] != 0 }
    let forward = moving.map { ((u[$0] > 0 ? 1 : -1) - x[$0]) / u[$0] }.min() ?? 0
    let backward = moving.map { ((u[$0] > 0 ? 1 : -1) + x[$0]) / u[$0] }.min() ?? 0
    let draw = Double(stream.next() >> 11) / 0x1p53
    let length = draw * (forward + backward) < backward ? forward : -backward
    for j in alive {
      x[j] += length * u[j]
      if abs(x[j]) > 1 - 1e-11 { x[j] = x[j].sign == .minus ? -1 : 1 }
    }
  }
}
