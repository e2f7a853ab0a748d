import COpenBLAS

/// A symmetric matrix of which only one half is read, whatever the other holds.
///
/// ```swift
/// k.symmetric(.upper) * x
/// ```
public struct SymmetricMatrix<Base: MatrixOperand> {
  /// The square matrix that holds the half.
  public let base: Base
  /// The half that is read.
  public let triangle: Triangle

  /// The order n of the n × n matrix.
  public var order: Int { base.rows }

  /// The product with a vector of n entries (symv).
  ///
  /// - Complexity: 2 n² operations, and half of the matrix is read.
  public static func * (a: SymmetricMatrix, x: [Base.Element]) -> [Base.Element] {
    var y = [Base.Element](repeating: 0, count: a.order)
    multiply(a, x, into: &y)
    return y
  }
}

extension MatrixOperand {
  /// The symmetric matrix with this one's lower or upper half.
  ///
  /// - Precondition: the matrix is square.
  public func symmetric(_ triangle: Triangle) -> SymmetricMatrix<Self> {
    precondition(rows == columns, "a \(rows) × \(columns) matrix is not square")
    return SymmetricMatrix(base: self, triangle: triangle)
  }
}

extension MatrixView {
  /// The half as memory holds it: that of the transpose is on the other side.
  func stored(_ triangle: Triangle) -> Triangle { isTransposed ? triangle.other : triangle }
}

/// y ← α A x + β y with symmetric A (symv).
///
/// With β = 0 what stands in y is not read.
///
/// - Parameters:
///   - a: n × n.
///   - x: n entries.
///   - y: n entries.
///   - alpha: α.
///   - beta: β.
/// - Precondition: the shapes fit.
/// - Complexity: 2 n² operations, and half of the matrix is read.
public func multiply<Base: MatrixOperand>(
  _ a: SymmetricMatrix<Base>, _ x: [Base.Element], into y: inout [Base.Element], alpha: Base.Element = 1,
  beta: Base.Element = 0
) {
  precondition(
    x.count == a.order && y.count == a.order,
    "a \(a.order) × \(a.order) matrix maps no \(x.count) entries to \(y.count)")
  guard a.order > 0 else { return }
  a.base.withView { view in
    Base.Element.routines.symv(
      CblasRowMajor, view.stored(a.triangle).uplo, blasCount(view.rows), alpha, view.elements.baseAddress,
      view.leading, x, 1, beta, &y, 1)
  }
}

/// C ← α A B + β C, or C ← α B A + β C, with symmetric A (symm).
///
/// With β = 0 what stands in C is not read.
///
/// - Parameters:
///   - a: m × m on the left, n × n on the right.
///   - side: the side of the product that A stands on.
///   - b: m × n, not transposed.
///   - c: m × n; its memory overlaps neither.
///   - alpha: α.
///   - beta: β.
/// - Precondition: the shapes fit.
/// - Complexity: 2 m² n operations on the left, 2 m n² on the right.
public func multiply<Base: MatrixOperand>(
  _ a: SymmetricMatrix<Base>, on side: Side, _ b: MatrixView<Base.Element>, into c: MutableMatrixView<Base.Element>,
  alpha: Base.Element = 1, beta: Base.Element = 0
) {
  precondition(
    b.rows == c.rows && b.columns == c.columns && a.order == (side == .left ? b.rows : b.columns),
    "a symmetric matrix of order \(a.order) and one of \(b.rows) × \(b.columns) have no product of \(c.rows) × \(c.columns)"
  )
  precondition(!b.isTransposed, "symm takes no transpose")
  guard c.rows > 0, c.columns > 0 else { return }
  a.base.withView { view in
    Base.Element.routines.symm(
      CblasRowMajor, side == .left ? CblasLeft : CblasRight, view.stored(a.triangle).uplo, blasCount(c.rows),
      blasCount(c.columns), alpha, view.elements.baseAddress, view.leading, b.elements.baseAddress, b.leading, beta,
      c.elements.baseAddress, c.leading)
  }
}
