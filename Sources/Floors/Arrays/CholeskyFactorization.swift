import COpenBLAS

/// A positive definite matrix as L Lᵀ with a lower triangle L.
///
/// ```swift
/// let cholesky = try CholeskyFactorization(matrix, from: .lower)
/// cholesky.solution([1, 2, 3])     // x with A x = (1, 2, 3)
/// ```
///
/// A matrix that is positive definite, but nearly singular, may be refused: the pivots are those of rounded arithmetic.
///
/// Source: LAPACK's potrf and potrs.
public struct CholeskyFactorization<Element: BLASScalar>: Sendable {
  /// L, with zeros above its diagonal.
  public let factor: DenseMatrix<Element>

  /// Factors the matrix, of which one half is read.
  ///
  /// - Parameters:
  ///   - matrix: n × n. Its memory is reused if nobody else holds it.
  ///   - triangle: the half that is read.
  /// - Precondition: the matrix is square.
  /// - Throws: ``FactorizationError``: `.notPositiveDefinite` with the first pivot that is not positive, `.notFinite`.
  /// - Complexity: n³/3 operations.
  public init(
    _ matrix: consuming DenseMatrix<Element>, from triangle: Triangle = .lower
  ) throws(FactorizationError) {
    precondition(matrix.rows == matrix.columns, "a \(matrix.rows) × \(matrix.columns) matrix is not square")
    try matrix.withView { (view) throws(FactorizationError) in try view.requireFinite(triangle) }
    if triangle == .upper { matrix.symmetrize(from: .upper) }
    try matrix.withMutableView { (view) throws(FactorizationError) in
      let n = blasCount(view.rows)
      let status = Element.routines.potrf(
        LAPACK_COL_MAJOR, Triangle.lower.letter, n, view.elements.baseAddress, max(n, 1))
      // OpenBLAS lets a NaN pivot pass, which comes of infinities that overflow made.
      let reached = status > 0 ? Int(status) - 1 : view.rows
      if let failing = (0..<reached).first(where: { !(view[$0, $0] > 0 && view[$0, $0].isFinite) }) {
        throw .notPositiveDefinite(pivot: failing)
      }
      if status > 0 { throw .notPositiveDefinite(pivot: reached) }
      guard status == 0 else { throw .status(status) }
      for i in 0..<view.rows { view.row(i)[(i + 1)...].update(repeating: 0) }
    }
    factor = matrix
  }

  /// The order n.
  public var order: Int { factor.rows }

  /// x with A x = right.
  ///
  /// - Precondition: `right` has n entries.
  /// - Complexity: 2 n² operations.
  public func solution(_ right: [Element]) -> [Element] {
    precondition(right.count == order, "found \(right.count) entries on the right, expected \(order)")
    guard order > 0 else { return [] }
    var x = right
    factor.withView { factor in
      _ = Element.routines.potrs(
        LAPACK_COL_MAJOR, Triangle.lower.letter, blasCount(order), 1, factor.elements.baseAddress, factor.leading, &x,
        blasCount(order))
    }
    return x
  }

  /// X with A X = right, column by column.
  ///
  /// - Precondition: `right` has n rows.
  /// - Complexity: 2 n² operations for each column.
  public func solution(_ right: consuming DenseMatrix<Element>) -> DenseMatrix<Element> {
    right.withMutableView { view in
      solve(factor, .lower, in: view)
      solve(factor.transposed, .upper, in: view)
    }
    return right
  }
}
