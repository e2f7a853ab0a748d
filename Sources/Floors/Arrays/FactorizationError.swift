/// Why LAPACK has no answer for a matrix.
public enum FactorizationError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The leading minor of order `pivot` + 1 is not positive in the arithmetic used; pivots count from 0.
  case notPositiveDefinite(pivot: Int)
  /// The entry is NaN or infinite.
  case notFinite(row: Int, column: Int)
  /// The iteration for eigenvalues or singular values did not converge.
  case notConverged
  /// The order is beyond what LAPACK's workspace, counted in 32 bits, allows.
  case tooLarge(order: Int, limit: Int)
  /// LAPACK could not allocate its workspace.
  case outOfMemory

  public var description: String {
    switch self {
    case .notPositiveDefinite(let pivot):
      "the matrix is not positive definite: pivot \(pivot), counted from 0, is not positive"
    case .notFinite(let row, let column):
      "the entry in row \(row), column \(column) is not finite"
    case .notConverged: "the iteration for eigenvalues or singular values did not converge"
    case .tooLarge(let order, let limit): "found a matrix of order \(order); the limit is \(limit)"
    case .outOfMemory: "there is not enough memory for LAPACK's workspace"
    }
  }

  /// What a status of LAPACKE other than 0 means, if a positive one means that an iteration did not converge.
  static func status(_ status: Int32) -> FactorizationError {
    // LAPACK_WORK_MEMORY_ERROR and LAPACK_TRANSPOSE_MEMORY_ERROR.
    status == -1010 || status == -1011 ? .outOfMemory : .notConverged
  }
}

extension MatrixView {
  /// Refuses NaN and infinities in the part that will be read.
  @_specialize(where Element == Float)
  @_specialize(where Element == Double)
  func requireFinite(_ triangle: Triangle? = nil) throws(FactorizationError) {
    for i in 0..<rows {
      let read =
        switch triangle {
        case .lower: 0..<min(i + 1, columns)
        case .upper: min(i, columns)..<columns
        case nil: 0..<columns
        }
      for j in read where !self[i, j].isFinite { throw .notFinite(row: i, column: j) }
    }
  }
}
