import Randomness

/// The Gram–Schmidt walk in floating point, for hundreds of vectors.
///
/// It walks for the vectors (bⱼ, √ε eⱼ) in place of bⱼ: these are always independent, so the inverse of their Gram matrix gives
/// every direction and loses a row and a column when a coordinate stops. The guarantees of ``GramSchmidtWalk`` hold for the
/// lengthened vectors, so for the bⱼ up to a factor 1 + ε; and rounding adds its own error.
public struct GramSchmidtSampler: Sendable {
  /// n, the number of vectors.
  public let count: Int
  private let inverse: [[Double]]

  /// The walk for vectors of one dimension.
  ///
  /// - Parameters:
  ///   - vectors: n vectors with d finite coordinates each.
  ///   - lift: ε > 0, the square of what is added to each vector in a direction of its own.
  /// - Throws: ``DiscrepancyError`` for vectors of different dimensions, entries that are not finite, and ε out of range.
  /// - Complexity: O(n² d + n³).
  public init(_ vectors: [[Double]], lift: Double = 0x1p-24) throws(DiscrepancyError) {
    guard lift.isFinite, lift > 0 else { throw .parameter("lift", expected: "a finite number greater than 0") }
    let dimension = vectors.first?.count ?? 0
    for (index, vector) in vectors.enumerated() {
      if vector.count != dimension { throw .count("vector \(index)", found: vector.count, expected: dimension) }
      if let column = vector.firstIndex(where: { !$0.isFinite }) { throw .notFinite(row: index, column: column) }
    }
    count = vectors.count
    let gram = vectors.indices.map { i in
      vectors.indices.map { j in
        zip(vectors[i], vectors[j]).reduce(i == j ? lift : 0) { $0 + $1.0 * $1.1 }
      }
    }
    inverse = GramSchmidtSampler.inverse(gram)
  }

  /// The inverse of a positive definite matrix, by Gauss and Jordan; its pivots are positive without exchanges.
  private static func inverse(_ matrix: [[Double]]) -> [[Double]] {
    var a = matrix
    for k in a.indices {
      let pivot = 1 / a[k][k]
      a[k][k] = 1
      for j in a.indices { a[k][j] *= pivot }
      for i in a.indices where i != k {
        let factor = a[i][k]
        a[i][k] = 0
        for j in a.indices { a[i][j] -= factor * a[k][j] }
      }
    }
    return a
  }

  /// Signs that the walk from the given point of [−1,1]ⁿ ends with.
  ///
  /// - Throws: ``DiscrepancyError`` for a wrong number of coordinates or coordinates outside of [−1,1].
  /// - Complexity: O(n³) at most, n² for each step.
  public func sample(
    from start: [Double], using generator: inout some RandomNumberGenerator
  ) throws(DiscrepancyError) -> [Int] {
    guard start.count == count else { throw .count("the starting point", found: start.count, expected: count) }
    for (index, value) in start.enumerated() where !(abs(value) <= 1) {
      throw .outside(coordinate: index, value: "\(value)", range: "[-1, 1]")
    }
    var state = State(point: start, inverse: inverse)
    for index in start.indices where abs(start[index]) == 1 { state.stop(index) }
    while let pivot = state.alive.last {
      while state.isAlive[pivot] { state.step(pivot, &generator) }
    }
    return state.point.map { $0 > 0 ? 1 : -1 }
  }

  private struct State {
    var point: [Double]
    var inverse: [[Double]]
    var alive: [Int]
    var isAlive: [Bool]

    init(point: [Double], inverse: [[Double]]) {
      (self.point, self.inverse) = (point, inverse)
      alive = Array(point.indices)
      isAlive = point.map { _ in true }
    }

    /// Takes a coordinate out of the Gram matrix; its inverse loses the part that went through it.
    mutating func stop(_ index: Int) {
      isAlive[index] = false
      alive.removeAll { $0 == index }
      let row = inverse[index]
      let scale = 1 / row[index]
      for i in alive {
        let factor = row[i] * scale
        if factor != 0 { for j in alive { inverse[i][j] -= factor * row[j] } }
      }
    }

    mutating func step(_ pivot: Int, _ generator: inout some RandomNumberGenerator) {
      // The shortest Σ uⱼ bⱼ with u_pivot = 1 is along the pivot's column of the inverse.
      let column = inverse[pivot]
      let scale = 1 / column[pivot]
      var (forward, backward) = (Double.infinity, Double.infinity)
      for j in alive {
        let u = j == pivot ? 1 : column[j] * scale
        if u == 0 { continue }
        let (up, down) = ((1 - point[j]) / abs(u), (1 + point[j]) / abs(u))
        forward = min(forward, u > 0 ? up : down)
        backward = min(backward, u > 0 ? down : up)
      }
      let draw = Double(generator.next() >> 11) * 0x1p-53
      let length = draw * (forward + backward) < backward ? forward : -backward
      var stopped: [Int] = []
      for j in alive {
        let u = j == pivot ? 1 : column[j] * scale
        point[j] += length * u
        // Whoever should reach the boundary does so up to rounding; nothing else comes this near but by chance.
        if abs(point[j]) > 1 - 0x1p-40 {
          point[j] = point[j] > 0 ? 1 : -1
          stopped.append(j)
        }
      }
      for j in stopped { stop(j) }
    }
  }
}
