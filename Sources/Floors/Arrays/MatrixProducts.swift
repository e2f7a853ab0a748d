import COpenBLAS

/// C ← α A B + β C (gemm).
///
/// With β = 0 what stands in C is not read, so it may be uninitialised or NaN.
///
/// - Parameters:
///   - a: m × k; a matrix, its transpose, or a view.
///   - b: k × n.
///   - c: m × n; its memory overlaps neither a nor b.
///   - alpha: α.
///   - beta: β.
/// - Precondition: the shapes fit.
/// - Complexity: 2 m n k operations.
public func multiply<Element: BLASScalar>(
  _ a: some MatrixOperand<Element>, _ b: some MatrixOperand<Element>, into c: MutableMatrixView<Element>,
  alpha: Element = 1, beta: Element = 0
) {
  precondition(
    a.columns == b.rows && a.rows == c.rows && b.columns == c.columns,
    "(\(a.rows) × \(a.columns)) · (\(b.rows) × \(b.columns)) is not \(c.rows) × \(c.columns)")
  guard c.rows > 0, c.columns > 0 else { return }
  a.withView { a in
    b.withView { b in
      Element.routines.gemm(
        CblasRowMajor, a.operation, b.operation, blasCount(c.rows), blasCount(c.columns), blasCount(a.columns), alpha,
        a.elements.baseAddress, a.leading, b.elements.baseAddress, b.leading, beta, c.elements.baseAddress, c.leading)
    }
  }
}

/// C ← α A B + β C (gemm), in a matrix; see the same function on a view.
///
/// - Complexity: 2 m n k operations; C is copied first if it is shared.
public func multiply<Element: BLASScalar>(
  _ a: some MatrixOperand<Element>, _ b: some MatrixOperand<Element>, into c: inout DenseMatrix<Element>,
  alpha: Element = 1, beta: Element = 0
) {
  c.withMutableView { multiply(a, b, into: $0, alpha: alpha, beta: beta) }
}

/// y ← α A x + β y (gemv).
///
/// With β = 0 what stands in y is not read.
///
/// - Parameters:
///   - a: m × n; a matrix, its transpose, or a view.
///   - x: n entries.
///   - y: m entries; its memory overlaps neither a nor x.
///   - alpha: α.
///   - beta: β.
/// - Precondition: the shapes fit.
/// - Complexity: 2 m n operations.
public func multiply<Element: BLASScalar>(
  _ a: some MatrixOperand<Element>, _ x: UnsafeBufferPointer<Element>, into y: UnsafeMutableBufferPointer<Element>,
  alpha: Element = 1, beta: Element = 0
) {
  precondition(
    a.columns == x.count && a.rows == y.count,
    "a \(a.rows) × \(a.columns) matrix maps no \(x.count) entries to \(y.count)")
  guard a.rows > 0 else { return }
  a.withView { a in
    // gemv returns at once if the matrix as stored has no columns or no rows, and leaves y as it is.
    guard a.columns > 0 else { return y.scaleOrClear(by: beta) }
    let (rows, columns) = a.isTransposed ? (a.columns, a.rows) : (a.rows, a.columns)
    if beta == 0 { y.scaleOrClear(by: 0) }
    Element.routines.gemv(
      CblasRowMajor, a.operation, blasCount(rows), blasCount(columns), alpha, a.elements.baseAddress, a.leading,
      x.baseAddress, 1, beta, y.baseAddress, 1)
  }
}

/// y ← α A x + β y (gemv), in an array; see the same function on buffers.
///
/// - Complexity: 2 m n operations.
public func multiply<Element: BLASScalar>(
  _ a: some MatrixOperand<Element>, _ x: [Element], into y: inout [Element], alpha: Element = 1, beta: Element = 0
) {
  x.withUnsafeBufferPointer { x in
    y.withUnsafeMutableBufferPointer { y in multiply(a, x, into: y, alpha: alpha, beta: beta) }
  }
}

extension MatrixOperand {
  /// The product of two matrices.
  ///
  /// - Precondition: the left one has as many columns as the right one has rows.
  /// - Complexity: 2 m n k operations.
  public static func * (a: Self, b: some MatrixOperand<Element>) -> DenseMatrix<Element> {
    DenseMatrix(rows: a.rows, columns: b.columns) { (c: MutableMatrixView<Element>) in multiply(a, b, into: c) }
  }

  /// The product of the matrix with a vector of as many entries as it has columns.
  ///
  /// - Complexity: 2 m n operations.
  public static func * (a: Self, x: [Element]) -> [Element] {
    var y = [Element](repeating: 0, count: a.rows)
    multiply(a, x, into: &y)
    return y
  }

  /// A Aᵀ, with both of its halves (syrk). Aᵀ A is `a.transposed.gram()`.
  ///
  /// - Complexity: m² k operations, half of what the product takes.
  public func gram() -> DenseMatrix<Element> {
    var result = DenseMatrix<Element>(rows: rows, columns: rows)
    result.withMutableView { multiplyByTranspose(self, into: $0, triangle: .lower) }
    result.symmetrize(from: .lower)
    return result
  }
}

/// One half of C ← α A Aᵀ + β C (syrk). The other half of C is neither read nor written.
///
/// With β = 0 what stands in C is not read. Give `a.transposed` for Aᵀ A.
///
/// - Parameters:
///   - a: m × k; a matrix, its transpose, or a view.
///   - c: m × m; its memory does not overlap a.
///   - triangle: the half to be written.
///   - alpha: α.
///   - beta: β.
/// - Precondition: the shapes fit.
/// - Complexity: m² k operations.
public func multiplyByTranspose<Element: BLASScalar>(
  _ a: some MatrixOperand<Element>, into c: MutableMatrixView<Element>, triangle: Triangle, alpha: Element = 1,
  beta: Element = 0
) {
  precondition(
    a.rows == c.rows && a.rows == c.columns, "A Aᵀ of a matrix with \(a.rows) rows is not \(c.rows) × \(c.columns)")
  guard c.rows > 0 else { return }
  a.withView { a in
    Element.routines.syrk(
      CblasRowMajor, triangle.uplo, a.operation, blasCount(a.rows), blasCount(a.columns), alpha,
      a.elements.baseAddress, a.leading, beta, c.elements.baseAddress, c.leading)
  }
}

extension MatrixView {
  /// BLAS is told the matrix as it is stored, and whether to take its transpose.
  var operation: CBLAS_TRANSPOSE { isTransposed ? CblasTrans : CblasNoTrans }

  /// BLAS refuses 0 even of empty matrices.
  var leading: Int32 { blasCount(max(stride, 1)) }
}

extension MutableMatrixView {
  var leading: Int32 { blasCount(max(stride, 1)) }
}

extension UnsafeMutableBufferPointer where Element: BLASScalar {
  /// Multiplies by β as BLAS does: 0 clears, NaN and all.
  fileprivate func scaleOrClear(by beta: Element) {
    if beta == 0 {
      update(repeating: 0)
    } else {
      for i in indices { self[i] *= beta }
    }
  }
}
