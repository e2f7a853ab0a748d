import COpenBLAS

/// The eigenvalues and eigenvectors of a symmetric matrix: A = Σ λₖ vₖ vₖᵀ.
public struct SymmetricEigen<Element: BLASScalar>: Hashable, Sendable {
  /// The eigenvalues, ascending.
  public let values: [Element]
  /// The eigenvectors, of length 1 and orthogonal to each other: row k is that of `values[k]`.
  public let vectors: DenseMatrix<Element>
}

extension DenseMatrix {
  /// The eigenvalues of the symmetric matrix with this one's lower or upper half, ascending.
  ///
  /// Each is off by at most a small multiple of n times the unit of rounding times the largest magnitude among them.
  ///
  /// Source: LAPACK's syevd.
  ///
  /// - Precondition: the matrix is square.
  /// - Throws: ``FactorizationError``: `.notFinite`, `.notConverged`, `.outOfMemory`.
  /// - Complexity: 4n³/3 operations and a copy of the matrix.
  public func symmetricEigenvalues(from triangle: Triangle = .lower) throws(FactorizationError) -> [Element] {
    try eigen(triangle, job: "N").values
  }

  /// The eigenvalues and eigenvectors of the symmetric matrix with this one's lower or upper half.
  ///
  /// Source: Cuppen, "A divide and conquer method for the symmetric tridiagonal eigenproblem", Numerische Mathematik 36 (1981), as
  /// LAPACK's syevd has it.
  ///
  /// - Precondition: the matrix is square.
  /// - Throws: ``FactorizationError``: `.notFinite`, `.notConverged`, `.outOfMemory`, and `.tooLarge` above order 32,766.
  /// - Complexity: about 9n³ operations at most; the memory of four such matrices.
  public func symmetricEigen(from triangle: Triangle = .lower) throws(FactorizationError) -> SymmetricEigen<Element> {
    // The workspace has 1 + 6n + 2n² entries, which must be below 2³¹.
    if rows > 32_766 { throw .tooLarge(order: rows, limit: 32_766) }
    let (values, vectors) = try eigen(triangle, job: "V")
    return SymmetricEigen(values: values, vectors: vectors)
  }

  private func eigen(
    _ triangle: Triangle, job: Unicode.Scalar
  ) throws(FactorizationError) -> (values: [Element], vectors: DenseMatrix) {
    precondition(rows == columns, "a \(rows) × \(columns) matrix is not square")
    try withView { (view) throws(FactorizationError) in try view.requireFinite(triangle) }
    var values = [Element](repeating: 0, count: rows)
    var vectors = self
    let status = vectors.withMutableView { view in
      let n = blasCount(view.rows)
      // Eigenvectors come as columns of a column-major matrix, which are rows of ours.
      return Element.routines.syevd(
        LAPACK_COL_MAJOR, CChar(UInt8(ascii: job)), triangle.letter, n, view.elements.baseAddress, max(n, 1), &values)
    }
    guard status == 0 else { throw .status(status) }
    return (values, vectors)
  }
}
