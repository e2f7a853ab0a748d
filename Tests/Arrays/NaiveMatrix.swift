import Arrays
import Randomness

/// What the routines are compared with: sums written out, in double precision.
enum Naive {
  /// α A B + β C.
  static func product<E: BLASScalar>(
    _ a: some MatrixOperand<E>, _ b: some MatrixOperand<E>, _ c: DenseMatrix<E>, alpha: E, beta: E
  ) -> [[Double]] {
    let (a, b) = (rows(a), rows(b))
    return (0..<c.rows).map { i in
      (0..<c.columns).map { j in
        let sum = a[i].indices.reduce(0.0) { $0 + a[i][$1] * b[$1][j] }
        return Double(alpha) * sum + (beta == 0 ? 0 : Double(beta) * Double(c[i, j]))
      }
    }
  }

  /// The rows of an operand.
  static func rows<E: BLASScalar>(_ a: some MatrixOperand<E>) -> [[Double]] {
    a.withView { a in (0..<a.rows).map { i in (0..<a.columns).map { j in Double(a[i, j]) } } }
  }
}

extension RandomStream {
  /// A whole number from −9 to 9, so that sums of products are exact in both precisions.
  mutating func digit<E: BLASScalar>() -> E { E(uniform(in: -9...9)) }

  mutating func matrix<E: BLASScalar>(_ rows: Int, _ columns: Int) -> DenseMatrix<E> {
    DenseMatrix(rows: rows, columns: columns) { _, _ in digit() }
  }

  mutating func vector<E: BLASScalar>(_ count: Int) -> [E] { (0..<count).map { _ in digit() } }

  /// A number in [−1, 1).
  mutating func fraction() -> Double { Double(Int64(bitPattern: next()) >> 11) * 0x1p-52 }

  /// A positive definite matrix: M Mᵀ + I.
  mutating func positiveDefinite<E: BLASScalar>(_ order: Int) -> DenseMatrix<E> {
    var result: DenseMatrix<E> = (matrix(order, order) as DenseMatrix<E>).gram()
    for i in 0..<order { result[i, i] += 1 }
    return result
  }
}

/// Calls `body` with a matrix in the middle of a larger one full of NaN, and finds out whether it wrote outside of it.
func inFrame<E: BLASScalar>(
  _ matrix: DenseMatrix<E>, _ body: (MutableMatrixView<E>) -> Void
) -> (result: DenseMatrix<E>, isFrameWhole: Bool) {
  var frame = DenseMatrix<E>(rows: matrix.rows + 2, columns: matrix.columns + 3, repeating: .nan)
  let (rows, columns) = (1..<matrix.rows + 1, 2..<matrix.columns + 2)
  frame.withMutableView { frame in
    let inner = frame.submatrix(rows: rows, columns: columns)
    for i in 0..<matrix.rows { for j in 0..<matrix.columns { inner[i, j] = matrix[i, j] } }
    body(inner)
  }
  let result = DenseMatrix(rows: matrix.rows, columns: matrix.columns) { frame[$0 + 1, $1 + 2] }
  let isFrameWhole = (0..<frame.rows).allSatisfy { i in
    (0..<frame.columns).allSatisfy { rows.contains(i) && columns.contains($0) || frame[i, $0].isNaN }
  }
  return (result, isFrameWhole)
}
