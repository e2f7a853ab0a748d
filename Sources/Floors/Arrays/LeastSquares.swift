import COpenBLAS

extension DenseMatrix {
  /// The shortest x for which ‖A x − right‖ is least, with singular values below machine precision times the greatest taken as 0.
  ///
  /// Source: LAPACK's gelsd.
  ///
  /// - Precondition: `right` has as many entries as the matrix has rows.
  /// - Throws: ``FactorizationError``: `.notFinite` (an infinite entry of `right` has column = the matrix's columns),
  ///   `.notConverged`, `.outOfMemory`.
  /// - Complexity: O(m n min(m, n)) operations, and two copies of the matrix.
  public func leastSquares(_ right: [Element]) throws(FactorizationError) -> [Element] {
    precondition(right.count == rows, "found \(right.count) entries on the right, expected \(rows)")
    if let row = right.firstIndex(where: { !$0.isFinite }) { throw .notFinite(row: row, column: columns) }
    try withView { (view) throws(FactorizationError) in try view.requireFinite() }
    guard rows > 0, columns > 0 else { return [Element](repeating: 0, count: columns) }
    var (matrix, x) = (storage, right + [Element](repeating: 0, count: max(columns - rows, 0)))
    var singularValues = [Element](repeating: 0, count: min(rows, columns))
    var rank: Int32 = 0
    let n = blasCount(columns)
    let status = Element.routines.gelsd(
      LAPACK_ROW_MAJOR, blasCount(rows), n, 1, &matrix, n, &x, 1, &singularValues, -1, &rank)
    guard status == 0 else { throw .status(status) }
    return Array(x.prefix(columns))
  }
}
