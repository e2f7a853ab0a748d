import Arrays

extension FloatingPointKernel {
  /// Mehrotra's predictor-corrector method on min ½ αᵀGα − 1ᵀα, 0 ≤ α ≤ C, with yᵀα = 0 where there is a bias.
  ///
  /// With multipliers z of α ≥ 0, w of α ≤ C and b of the balance, each step solves
  /// (G + Z/A + W/(C−A)) dα + y db = right-hand side by LAPACK's Cholesky factorisation, twice: without centring, and with what that
  /// predicts of the products αz and (C−α)w.
  ///
  /// Source: Mehrotra, "On the implementation of a primal-dual interior point method", SIAM Journal on Optimization 2 (1992).
  ///
  /// - Throws: ``KernelError/notPositiveDefinite``.
  /// - Complexity: O(N³) for each of about 10 to 30 steps.
  func interiorPoint(_ program: DualProgram, _ tolerance: Double) throws(KernelError) -> FloatingPointSolution {
    var point = InteriorPoint(count: count, box: program.box)
    var best = point
    var (least, patience, steps) = (Double.infinity, 4, 0)
    while steps < 200 {
      let residuals = InteriorPoint.Residuals(point, self, program)
      let violation = max(residuals.greatest, point.complementarity)
      // Where the tolerance is below what rounding allows, the best point seen is the answer.
      if violation < least / 2 { patience = 4 } else { patience -= 1 }
      if violation < least { (least, best) = (violation, point) }
      guard violation > tolerance, violation.isFinite, patience > 0 else { break }
      try point.step(residuals, self, program)
      steps += 1
    }
    let product = signedProduct(best.alpha)
    let value = zip(best.alpha, product).reduce(0) { $0 + $1.0 * (1 - $1.1 / 2) }
    return FloatingPointSolution(value: value, coefficients: best.alpha, iterations: steps)
  }
}

/// A point strictly within all bounds, with the multipliers of the bounds.
private struct InteriorPoint {
  var alpha: [Double]
  /// Multipliers of α ≥ 0 and of α ≤ C; the latter are empty without C.
  var lower: [Double], upper: [Double]
  var bias = 0.0
  let box: Double

  init(count: Int, box: Double) {
    alpha = Array(repeating: box.isFinite ? min(1, box / 2) : 1, count: count)
    lower = Array(repeating: 1, count: count)
    upper = box.isFinite ? Array(repeating: 1, count: count) : []
    self.box = box
  }

  /// The mean product of a multiplier and the distance to its bound.
  var complementarity: Double {
    var sum = zip(alpha, lower).reduce(0) { $0 + $1.0 * $1.1 }
    sum += zip(alpha, upper).reduce(0) { $0 + (box - $1.0) * $1.1 }
    return sum / Double(lower.count + upper.count)
  }

  /// What is missing of stationarity, Gα − 1 − z + w + by = 0, and of yᵀα = 0.
  struct Residuals {
    var dual: [Double]
    var balance = 0.0

    init(_ point: InteriorPoint, _ kernel: FloatingPointKernel, _ program: DualProgram) {
      dual = kernel.signedProduct(point.alpha)
      for i in dual.indices {
        dual[i] += kernel.labels[i] * point.bias - 1 - point.lower[i]
        if !point.upper.isEmpty { dual[i] += point.upper[i] }
      }
      if program.isBalanced { balance = zip(kernel.labels, point.alpha).reduce(0) { $0 + $1.0 * $1.1 } }
    }

    var greatest: Double { max(dual.reduce(0) { max($0, $1.magnitude) }, balance.magnitude) }
  }

  private struct Direction {
    var alpha: [Double], lower: [Double], upper: [Double]
    var bias: Double
  }

  /// One predictor and one corrector.
  mutating func step(
    _ residuals: Residuals, _ kernel: FloatingPointKernel, _ program: DualProgram
  ) throws(KernelError) {
    let count = alpha.count
    var matrix = kernel.signedMatrix()
    for i in 0..<count {
      matrix[i, i] += lower[i] / alpha[i] + (upper.isEmpty ? 0 : upper[i] / (box - alpha[i]))
    }
    guard let factors = try? CholeskyFactorization(matrix) else { throw .notPositiveDefinite }
    let predictor = direction(residuals, factors, kernel, program, centre: 0, nil)
    var affine = self
    affine.move(predictor, affine.longestStep(predictor))
    let ratio = affine.complementarity / complementarity
    let centre = complementarity * ratio * ratio * ratio
    let corrector = direction(residuals, factors, kernel, program, centre: centre, predictor)
    move(corrector, min(1, 0.995 * longestStep(corrector)))
  }

  private func direction(
    _ residuals: Residuals, _ factors: CholeskyFactorization<Double>, _ kernel: FloatingPointKernel,
    _ program: DualProgram, centre: Double,
    _ predictor: Direction?
  ) -> Direction {
    let count = alpha.count
    // What the products αz and (C − α)w still lack.
    var lowerGap = (0..<count).map { centre - alpha[$0] * lower[$0] }
    var upperGap = upper.indices.map { centre - (box - alpha[$0]) * upper[$0] }
    if let predictor {
      for i in lowerGap.indices { lowerGap[i] -= predictor.alpha[i] * predictor.lower[i] }
      for i in upperGap.indices { upperGap[i] += predictor.alpha[i] * predictor.upper[i] }
    }
    let right = (0..<count).map { i in
      lowerGap[i] / alpha[i] - residuals.dual[i] - (upper.isEmpty ? 0 : upperGap[i] / (box - alpha[i]))
    }
    var bias = 0.0
    var change = factors.solution(right)
    if program.isBalanced {
      let column = factors.solution(kernel.labels)
      bias = (kernel.labels.dot(change) + residuals.balance) / kernel.labels.dot(column)
      change.add(column, times: -bias)
    }
    return Direction(
      alpha: change, lower: (0..<count).map { (lowerGap[$0] - lower[$0] * change[$0]) / alpha[$0] },
      upper: upper.indices.map { (upperGap[$0] + upper[$0] * change[$0]) / (box - alpha[$0]) }, bias: bias)
  }

  /// How far the direction leads before a bound is met, at most 1 / 0.995.
  private func longestStep(_ direction: Direction) -> Double {
    var step = 1 / 0.995
    func limit(_ value: Double, _ change: Double) { if change < 0 { step = min(step, -value / change) } }
    for i in alpha.indices {
      limit(alpha[i], direction.alpha[i])
      limit(lower[i], direction.lower[i])
      if !upper.isEmpty {
        limit(box - alpha[i], -direction.alpha[i])
        limit(upper[i], direction.upper[i])
      }
    }
    return step
  }

  private mutating func move(_ direction: Direction, _ step: Double) {
    for i in alpha.indices {
      alpha[i] += step * direction.alpha[i]
      lower[i] += step * direction.lower[i]
      if !upper.isEmpty { upper[i] += step * direction.upper[i] }
    }
    bias += step * direction.bias
  }
}
