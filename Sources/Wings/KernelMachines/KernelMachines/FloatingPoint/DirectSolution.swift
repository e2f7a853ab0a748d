/// The stationary point by Cholesky's factorisation, written out: no library, one order of additions, so that the same points give the
/// same bits on every machine.
extension FloatingPointKernel {
  /// The stationary point, and half of 1ᵀα as the value, whether or not the coefficients are within their bounds.
  ///
  /// With a bias b the system (G y; yᵀ 0)(α; b) = (1; 0) is solved through u = G⁻¹1 and v = G⁻¹y: b = yᵀu / yᵀv, α = u − b v.
  ///
  /// - Throws: ``KernelError/notPositiveDefinite``.
  /// - Complexity: O(N³).
  func directSolution(_ program: DualProgram) throws(KernelError) -> FloatingPointSolution {
    guard let factor = CholeskyFactor(signedMatrix(shift: program.shift).entries, order: count) else {
      throw .notPositiveDefinite
    }
    var alpha = factor.solution([Double](repeating: 1, count: count))
    if program.isBalanced {
      let v = factor.solution(labels)
      let bias = Self.dot(labels, alpha) / Self.dot(labels, v)
      for i in alpha.indices { alpha[i] -= bias * v[i] }
    }
    return FloatingPointSolution(
      value: program.scale * alpha.reduce(0, +) / 2, coefficients: alpha, iterations: 1)
  }

  private static func dot(_ x: [Double], _ y: [Double]) -> Double { zip(x, y).reduce(0) { $0 + $1.0 * $1.1 } }
}

/// A positive definite matrix as L Lᵀ.
private struct CholeskyFactor {
  /// L row by row; what is above the diagonal has no meaning.
  private var rows: [Double]
  private let order: Int

  /// nil if a pivot is not positive.
  init?(_ matrix: [Double], order: Int) {
    rows = matrix
    self.order = order
    let succeeds = rows.withUnsafeMutableBufferPointer { rows -> Bool in
      for i in 0..<order {
        for j in 0...i {
          var rest = rows[i * order + j]
          for k in 0..<j { rest -= rows[i * order + k] * rows[j * order + k] }
          if i == j {
            guard rest > 0 else { return false }
            rows[i * order + i] = rest.squareRoot()
          } else {
            rows[i * order + j] = rest / rows[j * order + j]
          }
        }
      }
      return true
    }
    guard succeeds else { return nil }
  }

  func solution(_ right: [Double]) -> [Double] {
    var x = right
    for i in 0..<order {
      for k in 0..<i { x[i] -= rows[i * order + k] * x[k] }
      x[i] /= rows[i * order + i]
    }
    for i in (0..<order).reversed() {
      for k in i + 1..<max(order, i + 1) { x[i] -= rows[k * order + i] * x[k] }
      x[i] /= rows[i * order + i]
    }
    return x
  }
}
