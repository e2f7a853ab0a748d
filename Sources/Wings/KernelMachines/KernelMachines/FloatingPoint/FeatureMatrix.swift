import COpenBLAS
import Exact
import Randomness

/// Features Φ of some points, N rows of r, whose products ΦΦᵀ stand for the kernel.
struct FeatureMatrix {
  let count: Int
  let rank: Int
  /// Row by row.
  private let entries: [Double]

  /// Nyström's features: with the kernel L Lᵀ of r random points and their columns C of the whole kernel, Φ = C L⁻ᵀ. Then ΦΦᵀ is K where
  /// one of the points takes part, and nearest to it elsewhere.
  ///
  /// Source: Williams and Seeger, "Using the Nyström method to speed up kernel machines", NIPS 2000.
  ///
  /// - Throws: ``KernelError/notPositiveDefinite``.
  /// - Complexity: O(N r²).
  init(
    nystrom rank: Int, _ kernel: FloatingPointKernel, using generator: inout some RandomNumberGenerator
  ) throws(KernelError) {
    let count = kernel.count
    let landmarks = generator.sample(rank, from: count)
    var entries = [Double](repeating: 0, count: count * rank)
    for (k, landmark) in landmarks.enumerated() {
      for (i, value) in kernel.column(landmark).enumerated() { entries[i * rank + k] = value }
    }
    var factor = [Double](repeating: 0, count: rank * rank)
    for (k, landmark) in landmarks.enumerated() {
      for l in 0..<rank { factor[k * rank + l] = entries[landmark * rank + l] }
    }
    let (n, r) = (Int32(count), Int32(rank))
    guard LAPACKE_dpotrf(LAPACK_ROW_MAJOR, CChar(UInt8(ascii: "L")), r, &factor, r) == 0 else {
      throw .notPositiveDefinite
    }
    cblas_dtrsm(CblasRowMajor, CblasRight, CblasLower, CblasTrans, CblasNonUnit, n, r, 1, factor, r, &entries, r)
    (self.count, self.rank, self.entries) = (count, rank, entries)
  }

  /// Random Fourier features of the cube {0,1}^d: its characters are (−1)^|S ∩ x| for sets S of coordinates. With every coordinate in S with
  /// probability (1 − q)/2 the product of two points' characters is q^H in the mean, as each place where they differ contributes
  /// (1 + q)/2 − (1 − q)/2 = q; D of them, over √D, are the features.
  ///
  /// Source: Rahimi and Recht, "Random features for large-scale kernel machines", NIPS 2007, with the cube in place of ℝ^d.
  ///
  /// - Complexity: O(D d + N D d / 64).
  init(
    characters features: Int, _ points: BitMatrix, base: KernelBase, using generator: inout some RandomNumberGenerator
  ) throws(KernelError) {
    let probability = (1 - base.q) / 2
    let sets = BitMatrix(rows: features, columns: points.columns) { _, _ in generator.bernoulli(probability) }
    let size = 1 / Double(features).squareRoot()
    let width = points.wordsPerRow
    let count = points.rows
    entries = [Double](unsafeUninitializedCapacity: count * features) { entries, initialized in
      initialized = count * features
      for i in 0..<count {
        for k in 0..<features {
          var parity = 0
          for word in 0..<width {
            parity ^= (points.words[i * width + word] & sets.words[k * width + word]).nonzeroBitCount
          }
          entries[i * features + k] = parity & 1 == 0 ? size : -size
        }
      }
    }
    (self.count, rank) = (count, features)
  }

  /// The machine on the features.
  ///
  /// Of ridge regression, its optimum. Of hard margins the shortest w that has all margins 1, or comes nearest to it in the sense of least
  /// squares where the features are too few for that, with value ½‖w‖².
  ///
  /// - Complexity: O(N r min(N, r)).
  func solution(_ program: DualProgram, labels: [Int]) throws(KernelError) -> FloatingPointSolution {
    var signed = entries
    for i in 0..<count where labels[i] < 0 {
      for k in 0..<rank { signed[i * rank + k].negate() }
    }
    if program.isFree { return try ridge(signed, program) }
    // w of signed · w = 1, then α of signedᵀ α = w, both shortest.
    let w = try Self.leastSquares(signed, rows: count, columns: rank, [Double](repeating: 1, count: count))
    var transposed = [Double](repeating: 0, count: count * rank)
    for i in 0..<count { for k in 0..<rank { transposed[k * count + i] = signed[i * rank + k] } }
    let alpha = try Self.leastSquares(transposed, rows: rank, columns: count, w)
    return FloatingPointSolution(
      value: cblas_ddot(Int32(rank), w, 1, w, 1) / 2, coefficients: alpha, iterations: 1)
  }

  /// (ΨΨᵀ + λI) α = 1, by the smaller of ΨΨᵀ and ΨᵀΨ: α = (1 − Ψ(ΨᵀΨ + λI)⁻¹Ψᵀ1)/λ.
  private func ridge(_ signed: [Double], _ program: DualProgram) throws(KernelError) -> FloatingPointSolution {
    let ones = [Double](repeating: 1, count: count)
    let (n, r) = (Int32(count), Int32(rank))
    let isWide = rank > count
    let order = isWide ? n : r
    var matrix = Self.products(signed, rows: count, columns: rank, ofRows: isWide)
    for i in 0..<Int(order) { matrix[i * Int(order) + i] += program.shift }
    var right = isWide ? ones : [Double](repeating: 0, count: rank)
    if !isWide { cblas_dgemv(CblasRowMajor, CblasTrans, n, r, 1, signed, r, ones, 1, 0, &right, 1) }
    guard LAPACKE_dposv(LAPACK_ROW_MAJOR, CChar(UInt8(ascii: "U")), order, 1, &matrix, order, &right, 1) == 0 else {
      throw .notPositiveDefinite
    }
    var alpha = right
    if !isWide {
      alpha = ones
      cblas_dgemv(CblasRowMajor, CblasNoTrans, n, r, -1, signed, r, right, 1, 1, &alpha, 1)
      cblas_dscal(n, 1 / program.shift, &alpha, 1)
    }
    return FloatingPointSolution(
      value: program.scale * alpha.reduce(0, +) / 2, coefficients: alpha, iterations: 1)
  }

  /// N (tr ΦΦᵀ − Σ eigenvalues of the centred ΦΦᵀ), which is the sum of its entries.
  func principalComponents() throws(KernelError) -> Double {
    var centred = entries
    for k in 0..<rank {
      let mean = (0..<count).reduce(0) { $0 + entries[$1 * rank + k] } / Double(count)
      for i in 0..<count { centred[i * rank + k] -= mean }
    }
    let isWide = rank > count
    let matrix = Self.products(centred, rows: count, columns: rank, ofRows: isWide)
    let eigenvalues = try symmetricEigenvalues(matrix, order: isWide ? count : rank)
    let trace = cblas_ddot(Int32(entries.count), entries, 1, entries, 1)
    return Double(count) * (trace - eigenvalues.reduce(0, +))
  }

  /// The upper triangle of M Mᵀ, or of MᵀM.
  private static func products(_ matrix: [Double], rows: Int, columns: Int, ofRows: Bool) -> [Double] {
    let order = Int32(ofRows ? rows : columns)
    var result = [Double](repeating: 0, count: Int(order) * Int(order))
    cblas_dsyrk(
      CblasRowMajor, CblasUpper, ofRows ? CblasNoTrans : CblasTrans, order, Int32(ofRows ? columns : rows), 1, matrix,
      Int32(columns), 0, &result, order)
    return result
  }

  /// The shortest x for which ‖Mx − right‖ is least, singular values below machine precision taken as 0.
  private static func leastSquares(
    _ matrix: [Double], rows: Int, columns: Int, _ right: [Double]
  ) throws(KernelError) -> [Double] {
    var (matrix, x) = (matrix, right + [Double](repeating: 0, count: max(columns - rows, 0)))
    var singularValues = [Double](repeating: 0, count: min(rows, columns))
    var rank: Int32 = 0
    let status = LAPACKE_dgelsd(
      LAPACK_ROW_MAJOR, Int32(rows), Int32(columns), 1, &matrix, Int32(columns), &x, 1, &singularValues, -1, &rank)
    // The iteration for singular values did not converge: not seen, but LAPACK allows for it.
    guard status == 0 else { throw .notPositiveDefinite }
    return Array(x.prefix(columns))
  }
}
