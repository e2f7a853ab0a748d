import COpenBLAS

extension FloatingPointKernel {
  /// The stationary system (G + shift I) α = 1 by conjugate gradients from α = 0.
  ///
  /// G is near the identity, so that each iteration gains about log₂(1/ρ) bits. Along the way 1ᵀα = αᵀQα, so the dual value is ½ 1ᵀα.
  ///
  /// Source: Hestenes and Stiefel, "Methods of conjugate gradients for solving linear systems", 1952.
  ///
  /// - Complexity: O(N²) for each iteration.
  func conjugateGradients(_ program: DualProgram, iterations: Int, tolerance: Double) -> FloatingPointSolution {
    let n = Int32(count)
    var alpha = [Double](repeating: 0, count: count)
    var residual = [Double](repeating: 1, count: count)
    var direction = residual
    var square = Double(count)
    let goal = tolerance * tolerance * square
    var done = 0
    while done < iterations, square > goal {
      var image = signedProduct(direction)
      cblas_daxpy(n, program.shift, direction, 1, &image, 1)
      let curvature = cblas_ddot(n, direction, 1, image, 1)
      // Rounding has the last word when nothing is left to gain.
      guard curvature > 0, curvature.isFinite else { break }
      let step = square / curvature
      cblas_daxpy(n, step, direction, 1, &alpha, 1)
      cblas_daxpy(n, -step, image, 1, &residual, 1)
      let next = cblas_ddot(n, residual, 1, residual, 1)
      done += 1
      cblas_dscal(n, next / square, &direction, 1)
      cblas_daxpy(n, 1, residual, 1, &direction, 1)
      square = next
    }
    return FloatingPointSolution(
      value: program.scale * alpha.reduce(0, +) / 2, coefficients: alpha, iterations: done)
  }
}
