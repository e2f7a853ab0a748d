import COpenBLAS

/// B ← α A⁻¹ B, or B ← α B A⁻¹, with triangular A (trsm).
///
/// ```swift
/// // Φ ← Φ L⁻ᵀ
/// features.withMutableView { solve(factor.transposed, .upper, on: .right, in: $0) }
/// ```
///
/// No entry of the diagonal may be 0; if one is, the result holds infinities or NaN. The other half of A is not read.
///
/// - Parameters:
///   - a: m × m on the left, n × n on the right; a matrix, its transpose, or a view.
///   - triangle: the half of `a` that is A, as `a` shows it: that of the transpose of a lower triangle is `.upper`.
///   - diagonal: whether the diagonal is read or taken as ones.
///   - side: the side of the product that A stands on.
///   - b: m × n; its memory does not overlap a.
///   - alpha: α.
/// - Precondition: the shapes fit.
/// - Complexity: m² n operations on the left, m n² on the right.
public func solve<Element: BLASScalar>(
  _ a: some MatrixOperand<Element>, _ triangle: Triangle, diagonal: Diagonal = .stored, on side: Side = .left,
  in b: MutableMatrixView<Element>, alpha: Element = 1
) {
  let order = side == .left ? b.rows : b.columns
  precondition(
    a.rows == order && a.columns == order,
    "found a triangular matrix of \(a.rows) × \(a.columns), expected order \(order)")
  guard b.rows > 0, b.columns > 0 else { return }
  a.withView { a in
    Element.routines.trsm(
      CblasRowMajor, side == .left ? CblasLeft : CblasRight, a.stored(triangle).uplo, a.operation,
      diagonal == .ones ? CblasUnit : CblasNonUnit, blasCount(b.rows), blasCount(b.columns), alpha,
      a.elements.baseAddress, a.leading, b.elements.baseAddress, b.leading)
  }
}
