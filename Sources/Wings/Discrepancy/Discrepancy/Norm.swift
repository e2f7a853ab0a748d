import Exact

/// A norm on vectors of rationals in which lengths can be compared exactly.
public enum Norm: Sendable, Hashable, CaseIterable {
  /// The sum of the absolute values.
  case sum
  /// The largest absolute value.
  case maximum
  /// The square root of the sum of the squares; compared through its square.
  case euclidean

  /// Whether ‖vector‖ ≤ bound, or < bound if `strictly`.
  ///
  /// - Complexity: O(d).
  public func isAtMost(_ bound: Rational, _ vector: [Rational], strictly: Bool = false) -> Bool {
    let (measure, limit) = (comparable(vector), self == .euclidean ? bound * bound : bound)
    return bound >= 0 && (strictly ? measure < limit : measure <= limit)
  }

  /// ‖vector‖, or its square for the Euclidean norm: what lengths are compared by.
  public func comparable(_ vector: [Rational]) -> Rational {
    switch self {
    case .sum: vector.reduce(0) { $0 + $1.magnitude }
    case .maximum: vector.map(\.magnitude).max() ?? 0
    case .euclidean: vector.reduce(0) { $0 + $1 * $1 }
    }
  }
}

/// Vectors of rationals of length at most 1, all of one dimension.
public struct UnitVectors: Sendable, Hashable {
  /// The vectors.
  public let vectors: [[Rational]]
  /// d, the number of their coordinates.
  public let dimension: Int
  /// The norm in which they are at most 1.
  public let norm: Norm

  /// The given vectors.
  ///
  /// - Parameters:
  ///   - vectors: any number of them, each at most 1 long.
  ///   - dimension: the number of coordinates.
  ///   - norm: how their length is measured.
  /// - Throws: ``DiscrepancyError`` for a vector of another dimension, and for one longer than 1.
  public init(_ vectors: [[Rational]], dimension: Int, norm: Norm) throws(DiscrepancyError) {
    for (index, vector) in vectors.enumerated() {
      if vector.count != dimension { throw .count("vector \(index)", found: vector.count, expected: dimension) }
      if !norm.isAtMost(1, vector) { throw .tooLong(vector: index) }
    }
    self.vectors = vectors
    self.dimension = dimension
    self.norm = norm
  }

  /// The columns of the matrix of the vectors, its rows multiplied by their denominators, then `extra` rows of ones.
  func columns(extraRowsOfOnes extra: Int = 0) -> [KernelWalk.Column] {
    let matrix = Matrix<Rational>(rows: dimension + extra, columns: vectors.count) { i, j in
      i < dimension ? vectors[j][i] : 1
    }
    return KernelWalk.columns(matrix)
  }

  /// Σ factors[i] · vectors[i] for i in 0..<k, for k = 0, 1, ..., n.
  ///
  /// - Complexity: O(n d).
  public func prefixSums(_ factors: [Int], order: [Int]? = nil) -> [[Rational]] {
    var sum = [Rational](repeating: 0, count: dimension)
    var sums = [sum]
    for (factor, index) in zip(factors, order ?? Array(vectors.indices)) {
      for (i, x) in vectors[index].enumerated() { sum[i] += Rational(factor) * x }
      sums.append(sum)
    }
    return sums
  }
}
