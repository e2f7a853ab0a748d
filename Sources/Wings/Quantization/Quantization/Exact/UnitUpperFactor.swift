import Exact

/// The factors of a positive definite matrix H = V D Vᵀ, V upper triangular with ones on the diagonal, D diagonal.
///
/// They are unique. For the Hessian of a layer, D[k] is what an error in coordinate k costs once the coordinates after it
/// make up for it as well as real numbers can.
public struct UnitUpperFactor: Sendable, Hashable {
  /// V, of n × n.
  public let upper: Matrix<Rational>
  /// The diagonal of D, all above 0.
  public let pivots: [Rational]

  /// The factors of a symmetric matrix, from its last row to its first.
  ///
  /// - Throws: ``QuantizationError/notPositiveDefinite(coordinate:pivot:)`` with the first pivot that is not above 0.
  /// - Precondition: the matrix is symmetric.
  /// - Complexity: O(n³) operations on rationals.
  public init(of matrix: Matrix<Rational>) throws(QuantizationError) {
    let n = matrix.rows
    var upper = Matrix<Rational>.identity(n)
    var pivots = [Rational](repeating: 0, count: n)
    for k in (0..<n).reversed() {
      var pivot = matrix[k, k]
      for j in stride(from: k + 1, to: n, by: 1) { pivot -= upper[k, j] * upper[k, j] * pivots[j] }
      guard pivot > 0 else { throw .notPositiveDefinite(coordinate: k, pivot: "\(pivot)") }
      pivots[k] = pivot
      for i in 0..<k {
        var entry = matrix[i, k]
        for j in stride(from: k + 1, to: n, by: 1) { entry -= upper[i, j] * pivots[j] * upper[k, j] }
        upper[i, k] = entry / pivot
      }
    }
    (self.upper, self.pivots) = (upper, pivots)
  }

  /// tr D.
  public var trace: Rational { pivots.reduce(0, +) }
}
