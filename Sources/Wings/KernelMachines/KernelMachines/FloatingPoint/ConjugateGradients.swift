import Arrays

extension FloatingPointKernel {
  /// The stationary system (G + shift I) α = 1 by conjugate gradients from α = 0.
  ///
  /// G is near the identity, so that each iteration gains about log₂(1/ρ) bits. Along the way 1ᵀα = αᵀQα, so the dual value is ½ 1ᵀα.
  ///
  /// Source: Hestenes and Stiefel, "Methods of conjugate gradients for solving linear systems", 1952.
  ///
  /// - Complexity: O(N²) for each iteration.
  func conjugateGradients(_ program: DualProgram, iterations: Int, tolerance: Double) -> FloatingPointSolution {
    var alpha = [Double](repeating: 0, count: count)
    var residual = [Double](repeating: 1, count: count)
    var direction = residual
    var square = Double(count)
    let goal = tolerance * tolerance * square
    var done = 0
    while done < iterations, square > goal {
      var image = signedProduct(direction)
      image.add(direction, times: program.shift)
      let curvature = direction.dot(image)
      // Rounding has the last word when nothing is left to gain.
      guard curvature > 0, curvature.isFinite else { break }
      let step = square / curvature
      alpha.add(direction, times: step)
      residual.add(image, times: -step)
      let next = residual.dot(residual)
      done += 1
      direction.scale(by: next / square)
      direction.add(residual)
      square = next
    }
    return FloatingPointSolution(
      value: program.scale * alpha.reduce(0, +) / 2, coefficients: alpha, iterations: done)
  }
}
