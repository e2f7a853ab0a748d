import COpenBLAS

/// A number that BLAS and LAPACK compute in: `Float` (32 bits) or `Double` (64 bits).
///
/// Code that is generic over it calls `multiply`, `dot`, ``CholeskyFactorization`` and so on; which routine runs follows from the
/// type. There are no other conforming types.
public protocol BLASScalar: BinaryFloatingPoint, Sendable {
  /// The routines of the type. Only this module can call them.
  static var routines: BLASRoutines<Self> { get }
}

/// The BLAS and LAPACK routines of one type of numbers.
///
/// Its members are seen within this module only, so that no other module calls BLAS with raw pointers, strides and letters.
///
/// Source: the Reference BLAS and LAPACK 3.11 (netlib.org); OpenBLAS implements them.
public struct BLASRoutines<Element>: Sendable {
  typealias Input = UnsafePointer<Element>?
  typealias Output = UnsafeMutablePointer<Element>?

  // Vectors.
  let dot: @Sendable (Int32, Input, Int32, Input, Int32) -> Element
  let axpy: @Sendable (Int32, Element, Input, Int32, Output, Int32) -> Void
  let nrm2: @Sendable (Int32, Input, Int32) -> Element
  let scal: @Sendable (Int32, Element, Output, Int32) -> Void

  // Products.
  let gemm:
    @Sendable (
      CBLAS_ORDER, CBLAS_TRANSPOSE, CBLAS_TRANSPOSE, Int32, Int32, Int32, Element, Input, Int32, Input, Int32, Element,
      Output, Int32
    ) -> Void
  let gemv:
    @Sendable (
      CBLAS_ORDER, CBLAS_TRANSPOSE, Int32, Int32, Element, Input, Int32, Input, Int32, Element, Output, Int32
    ) -> Void
  let symm:
    @Sendable (
      CBLAS_ORDER, CBLAS_SIDE, CBLAS_UPLO, Int32, Int32, Element, Input, Int32, Input, Int32, Element, Output, Int32
    ) -> Void
  let symv:
    @Sendable (CBLAS_ORDER, CBLAS_UPLO, Int32, Element, Input, Int32, Input, Int32, Element, Output, Int32) -> Void
  let syrk:
    @Sendable (
      CBLAS_ORDER, CBLAS_UPLO, CBLAS_TRANSPOSE, Int32, Int32, Element, Input, Int32, Element, Output, Int32
    ) -> Void
  let trsm:
    @Sendable (
      CBLAS_ORDER, CBLAS_SIDE, CBLAS_UPLO, CBLAS_TRANSPOSE, CBLAS_DIAG, Int32, Int32, Element, Input, Int32, Output,
      Int32
    ) -> Void

  // LAPACK.
  let potrf: @Sendable (Int32, CChar, Int32, Output, Int32) -> Int32
  let potrs: @Sendable (Int32, CChar, Int32, Int32, Input, Int32, Output, Int32) -> Int32
  let syevd: @Sendable (Int32, CChar, CChar, Int32, Output, Int32, Output) -> Int32
  let gelsd:
    @Sendable (
      Int32, Int32, Int32, Int32, Output, Int32, Output, Int32, Output, Element, UnsafeMutablePointer<Int32>?
    ) -> Int32
}

extension Float: BLASScalar {
  /// BLAS and LAPACK in single precision.
  public static let routines = {
    let blas = BLAS.library
    return BLASRoutines<Float>(
      dot: blas.cblas_sdot, axpy: blas.cblas_saxpy, nrm2: blas.cblas_snrm2, scal: blas.cblas_sscal,
      gemm: blas.cblas_sgemm, gemv: blas.cblas_sgemv,
      symm: blas.cblas_ssymm, symv: blas.cblas_ssymv, syrk: blas.cblas_ssyrk, trsm: blas.cblas_strsm,
      potrf: blas.LAPACKE_spotrf,
      potrs: blas.LAPACKE_spotrs, syevd: blas.LAPACKE_ssyevd, gelsd: blas.LAPACKE_sgelsd)
  }()
}

extension Double: BLASScalar {
  /// BLAS and LAPACK in double precision.
  public static let routines = {
    let blas = BLAS.library
    return BLASRoutines<Double>(
      dot: blas.cblas_ddot, axpy: blas.cblas_daxpy, nrm2: blas.cblas_dnrm2, scal: blas.cblas_dscal,
      gemm: blas.cblas_dgemm, gemv: blas.cblas_dgemv,
      symm: blas.cblas_dsymm, symv: blas.cblas_dsymv, syrk: blas.cblas_dsyrk, trsm: blas.cblas_dtrsm,
      potrf: blas.LAPACKE_dpotrf,
      potrs: blas.LAPACKE_dpotrs, syevd: blas.LAPACKE_dsyevd, gelsd: blas.LAPACKE_dgelsd)
  }()
}

/// A number of rows, columns or entries as BLAS takes it; Debian's OpenBLAS counts in 32 bits.
func blasCount(_ count: Int) -> Int32 {
  precondition(count <= Int(Int32.max), "BLAS takes at most 2³¹ − 1 rows, columns or entries of a row, found \(count)")
  return Int32(count)
}
