import Exact
import Quantization
import Randomness

/// A row of weights with the Hessian XᵀX + r² I of a layer's inputs X.
struct RowInstance: Codable, Sendable {
  /// X: a row for each input of the layer, a column for each weight.
  var inputs: [[Int]]
  /// r, above 0.
  var root: Rational
  var weights: [Rational]
  /// The steps of the grids, which have all integers for codes.
  var steps: [Rational]
  /// The order of rounding.
  var order: [Int]

  /// The vectors of which H is the Gram matrix: a column of X over r times a unit vector.
  var vectors: [[Rational]] {
    weights.indices.map { j in
      inputs.map { Rational($0[j]) } + weights.indices.map { $0 == j ? root : 0 }
    }
  }

  var hessian: Matrix<Rational> {
    let vectors = vectors
    return Matrix(rows: vectors.count, columns: vectors.count) { plainDot(vectors[$0], vectors[$1]) }
  }

  func problem() throws -> RowRounding {
    try RowRounding(
      hessian: hessian, weights: weights, grids: steps.map { try RationalGrid(step: $0) })
  }

  /// An input less, a weight less, the natural order.
  static func shrink(_ instance: RowInstance) -> [RowInstance] {
    var smaller: [RowInstance] = []
    for i in instance.inputs.indices {
      var other = instance
      other.inputs.remove(at: i)
      smaller.append(other)
    }
    for j in instance.weights.indices where instance.weights.count > 1 {
      var other = instance
      other.weights.remove(at: j)
      other.steps.remove(at: j)
      other.inputs = other.inputs.map { row in row.indices.filter { $0 != j }.map { row[$0] } }
      other.order = other.order.filter { $0 != j }.map { $0 > j ? $0 - 1 : $0 }
      smaller.append(other)
    }
    if instance.order != Array(instance.weights.indices) {
      var other = instance
      other.order = Array(instance.weights.indices)
      smaller.append(other)
    }
    return smaller
  }

  /// Up to `columns` weights in twelfths or halves, so that ties occur; every second step is another one than 1.
  static func drawn(_ index: Int, columns: Int, _ stream: inout RandomStream) -> RowInstance {
    let n = stream.uniform(in: 1...columns)
    let rows = stream.uniform(in: 0...(n + 2))
    var order = Array(0..<n)
    if index % 2 == 1 { stream.shuffle(&order) }
    let denominator = Integer([2, 12, 7, 1][index % 4])
    return RowInstance(
      inputs: (0..<rows).map { _ in (0..<n).map { _ in stream.uniform(in: -4...4) } },
      root: [Rational(1, 2), 1, Rational(3, 2), 2][stream.uniform(in: 0...3)],
      weights: (0..<n).map { _ in Rational(Integer(stream.uniform(in: -40...40)), denominator) },
      steps: (0..<n).map { _ in index % 3 == 0 ? 1 : Rational(Integer(stream.uniform(in: 1...6)), 3) },
      order: order)
  }
}

/// Σ u[i] v[i].
func plainDot(_ u: [Rational], _ v: [Rational]) -> Rational {
  zip(u, v).reduce(Rational(0)) { $0 + $1.0 * $1.1 }
}

/// (v − w) H (v − w)ᵀ, entry by entry.
func plainLoss(_ instance: RowInstance, _ codes: [Integer]) -> Rational {
  let errors = codes.indices.map { instance.steps[$0] * Rational(codes[$0]) - instance.weights[$0] }
  // ‖Σ errors[j] vectors[j]‖².
  var sum = [Rational](repeating: 0, count: instance.inputs.count + codes.count)
  for (error, vector) in zip(errors, instance.vectors) {
    for (i, entry) in vector.enumerated() { sum[i] += error * entry }
  }
  return plainDot(sum, sum)
}
