import COpenBLAS

/// The half of a square matrix, diagonal included, that a routine reads or writes.
public enum Triangle: Hashable, Sendable {
  /// On and below the diagonal, or on and above it.
  case lower, upper

  var other: Triangle { self == .lower ? .upper : .lower }

  var uplo: CBLAS_UPLO { self == .lower ? CblasLower : CblasUpper }

  /// LAPACK's letter for this half of a row-major matrix, which LAPACK is told to be column-major: then it sees the transpose, and
  /// needs no copy.
  var letter: CChar { CChar(UInt8(ascii: self == .lower ? "U" : "L")) }
}

/// What stands on the diagonal of a triangular matrix.
public enum Diagonal: Hashable, Sendable {
  /// The entries that are stored, or ones, whatever is stored.
  case stored, ones
}

/// The side of a product that a matrix stands on.
public enum Side: Hashable, Sendable {
  /// A B, or B A, if the matrix is A.
  case left, right
}
