import Arrays
import Exact
import Randomness

/// Features Φ of some points, N rows of r, whose products ΦΦᵀ stand for the kernel.
struct FeatureMatrix {
  private let matrix: DenseMatrix<Double>

  var count: Int { matrix.rows }
  var rank: Int { matrix.columns }

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
    let columns = landmarks.map(kernel.column)
    var features = DenseMatrix(rows: count, columns: rank) { columns[$1][$0] }
    let among = DenseMatrix(rows: rank, columns: rank) { features[landmarks[$0], $1] }
    guard let factors = try? CholeskyFactorization(among) else { throw .notPositiveDefinite }
    features.withMutableView { solve(factors.factor.transposed, .upper, on: .right, in: $0) }
    matrix = features
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
    matrix = DenseMatrix(rows: points.rows, columns: features) { (matrix: MutableMatrixView<Double>) in
      for i in 0..<matrix.rows {
        for k in 0..<features {
          var parity = 0
          for word in 0..<width {
            parity ^= (points.words[i * width + word] & sets.words[k * width + word]).nonzeroBitCount
          }
          matrix[i, k] = parity & 1 == 0 ? size : -size
        }
      }
    }
  }

  /// The machine on the features.
  ///
  /// Of ridge regression, its optimum. Of hard margins the shortest w that has all margins 1, or comes nearest to it in the sense of least
  /// squares where the features are too few for that, with value ½‖w‖².
  ///
  /// - Complexity: O(N r min(N, r)).
  func solution(_ program: DualProgram, labels: [Int]) throws(KernelError) -> FloatingPointSolution {
    var signed = matrix
    for i in 0..<count where labels[i] < 0 {
      signed.withMutableRow(i) { row in for k in row.indices { row[k].negate() } }
    }
    if program.isFree { return try ridge(signed, program) }
    // w of signed · w = 1, then α of signedᵀ α = w, both shortest. LAPACK's iteration for singular values always converges in practice.
    guard let w = try? signed.leastSquares([Double](repeating: 1, count: count)),
      let alpha = try? DenseMatrix(copying: signed.transposed).leastSquares(w)
    else { throw .notPositiveDefinite }
    return FloatingPointSolution(value: w.dot(w) / 2, coefficients: alpha, iterations: 1)
  }

  /// (ΨΨᵀ + λI) α = 1, by the smaller of ΨΨᵀ and ΨᵀΨ: α = (1 − Ψ(ΨᵀΨ + λI)⁻¹Ψᵀ1)/λ.
  private func ridge(
    _ signed: DenseMatrix<Double>, _ program: DualProgram
  ) throws(KernelError) -> FloatingPointSolution {
    let ones = [Double](repeating: 1, count: count)
    let isWide = rank > count
    var products = Self.products(signed)
    for i in 0..<products.rows { products[i, i] += program.shift }
    guard let factors = try? CholeskyFactorization(products) else { throw .notPositiveDefinite }
    var alpha: [Double]
    if isWide {
      alpha = factors.solution(ones)
    } else {
      alpha = ones
      multiply(signed, factors.solution(signed.transposed * ones), into: &alpha, alpha: -1, beta: 1)
      alpha.scale(by: 1 / program.shift)
    }
    return FloatingPointSolution(
      value: program.scale * alpha.reduce(0, +) / 2, coefficients: alpha, iterations: 1)
  }

  /// N (tr ΦΦᵀ − Σ eigenvalues of the centred ΦΦᵀ), which is the sum of its entries.
  func principalComponents() throws(KernelError) -> Double {
    var centred = matrix
    for k in 0..<rank {
      let mean = (0..<count).reduce(0) { $0 + matrix[$1, k] } / Double(count)
      for i in 0..<count { centred[i, k] -= mean }
    }
    let sum = try sumOfEigenvalues(Self.products(centred))
    return Double(count) * (matrix.entries.dot(matrix.entries) - sum)
  }

  /// The smaller of M Mᵀ and MᵀM, which have the same eigenvalues but for zeros.
  private static func products(_ matrix: DenseMatrix<Double>) -> DenseMatrix<Double> {
    matrix.columns > matrix.rows ? matrix.gram() : matrix.transposed.gram()
  }
}
