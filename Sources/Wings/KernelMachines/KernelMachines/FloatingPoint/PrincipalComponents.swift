import Arrays
import Exact

extension LabelledPoints {
  /// N (tr K − Σ eigenvalues of the centred kernel) in double precision. The bounds are those of the sum of the kernel's entries.
  func principalComponents(
    _ kernel: FloatingPointKernel, base: KernelBase, _ solver: KernelSolver,
    using generator: inout some RandomNumberGenerator
  ) throws(KernelError) -> ApproximateValue {
    let value: Double
    switch solver {
    case .eigenvalues: value = try kernel.principalComponents()
    case .nystrom(let rank):
      value = try FeatureMatrix(nystrom: rank, kernel, using: &generator).principalComponents()
    case .randomFeatures(let features):
      value = try FeatureMatrix(characters: features, points, base: base, using: &generator).principalComponents()
    default: throw .unsuitableSolver(solver.name, task: KernelTask.pca.name)
    }
    let sum = kernel.product([Double](repeating: 1, count: count)).reduce(0, +)
    let error = sum * Double(2 * count + 16) * 0x1p-53 + .leastNormalMagnitude
    return ApproximateValue(value: value, lower: sum - error, upper: sum + error, iterations: 1, coefficients: [])
  }
}

extension FloatingPointKernel {
  /// N (N − Σ eigenvalues of (I − J/N) K (I − J/N)).
  ///
  /// - Complexity: O(N³).
  fileprivate func principalComponents() throws(KernelError) -> Double {
    let n = Double(count)
    let means = product([Double](repeating: 1, count: count)).map { $0 / n }
    let mean = means.reduce(0, +) / n
    let centred = DenseMatrix(rows: count, columns: count) { (matrix: MutableMatrixView<Double>) in
      for i in 0..<count {
        for (j, entry) in column(i).enumerated() { matrix[i, j] = entry - means[i] - means[j] + mean }
      }
    }
    return n * (n - (try sumOfEigenvalues(centred)))
  }
}

/// The sum of the eigenvalues of a symmetric matrix whose upper triangle is given.
///
/// LAPACK's iteration always converges in practice; if it does not, the error is the same as for a matrix that has no factorisation.
func sumOfEigenvalues(_ matrix: DenseMatrix<Double>) throws(KernelError) -> Double {
  guard let eigenvalues = try? matrix.symmetricEigenvalues(from: .upper) else { throw .notPositiveDefinite }
  return eigenvalues.reduce(0, +)
}
