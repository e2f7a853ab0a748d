import Arrays

/// Bounds on an optimal value from coefficients in double precision, with all rounding accounted for.
///
/// For every feasible α the dual value s − ½ αᵀQα is a lower bound, s = 1ᵀα and Q = G + shift I. Above the value lie:
///
/// - for hard margins αᵀGα / (2m²) with the least margin m = minᵢ (Gα)ᵢ, if it is positive;
/// - for a box C the primal value ½ αᵀGα + C Σ max(0, 1 − (Gα)ᵢ), for hard margins too where ρ < 1/2, as then no coefficient
///   exceeds C = 2;
/// - for ridge regression the dual value and ‖1 − Qα‖²/2λ, as no eigenvalue of Q is below λ.
///
/// A sum of N products, in whatever order it is computed, is off by at most N u times the sum of their magnitudes, u = 2^−53. All sums
/// here are two of these, so γ = (2N + 16) u times the same sums of magnitudes covers them, with room for the rest.
struct DualityBounds {
  private(set) var lower: Double
  private(set) var upper: Double

  /// - Complexity: O(N²), for three products with the kernel at most.
  init(_ kernel: FloatingPointKernel, _ program: DualProgram, _ coefficients: [Double]) {
    let count = kernel.count
    let gamma = Double(2 * count + 16) * 0x1p-53
    // Coefficients that are not finite say nothing.
    let alpha = coefficients.map { value -> Double in
      guard value.isFinite else { return 0 }
      return program.isFree ? value : min(max(value, 0), program.box)
    }
    let absolute = alpha.map(\.magnitude)
    func shifted(_ product: [Double], _ x: [Double]) -> [Double] { zip(product, x).map { $0 + program.shift * $1 } }
    // Qα, and a bound on its error.
    let product = shifted(kernel.signedProduct(alpha), alpha)
    let magnitude = shifted(kernel.product(absolute), absolute)
    let slack = magnitude.map { gamma * $0 }
    let (sum, absoluteSum) = (alpha.reduce(0, +), absolute.reduce(0, +))
    let quadratic = alpha.dot(product)
    let error = gamma * (absolute.dot(magnitude) + absoluteSum) + .leastNormalMagnitude

    if program.isFree {
      lower = sum - quadratic / 2 - error
      var square = 0.0
      for i in 0..<count {
        let residual = (1 - product[i]).magnitude + slack[i] + gamma
        square += residual * residual
      }
      upper = sum - quadratic / 2 + error + square / (2 * program.shift) * (1 + gamma)
    } else {
      lower = sum - quadratic / 2 - error
      upper = .infinity
      if program.box == .infinity, !program.isBalanced, quadratic > 2 * error, sum > error {
        // The best multiple of α; the upper bound is that of all multiples anyway.
        lower = max(lower, (sum - error) * (sum - error) / (2 * (quadratic + error)) * (1 - gamma))
      }
      for bias in Self.biases(kernel, program, alpha, product) {
        var (least, hinges) = (Double.infinity, 0.0)
        for i in 0..<count {
          let margin = product[i] + kernel.labels[i] * bias - slack[i] - gamma * (bias.magnitude + 1)
          least = min(least, margin)
          hinges += max(0, 1 - margin)
        }
        if least > 0 { upper = min(upper, (quadratic + error) / (2 * least * least) * (1 + gamma)) }
        if program.box < .infinity {
          upper = min(upper, ((quadratic + error) / 2 + program.box * hinges) * (1 + gamma))
        } else if !program.isBalanced, kernel.isDominant(gamma) {
          upper = min(upper, ((quadratic + error) / 2 + 2 * hinges) * (1 + gamma))
        }
      }
      if program.isBalanced {
        // What α lacks of yᵀα = 0 counts at most as much as an optimal bias is large: 1 + ‖w‖, ‖w‖² ≤ 2V.
        let balance = zip(kernel.labels, alpha).reduce(0) { $0 + $1.0 * $1.1 }.magnitude + gamma * absoluteSum
        lower -= balance * (1 + (2 * upper).squareRoot()) * (1 + gamma)
      }
      // α = 0 always is feasible.
      lower = max(lower, 0)
    }
    lower = (lower * program.scale) - (lower * program.scale).magnitude * gamma
    upper = (upper * program.scale) + (upper * program.scale).magnitude * gamma
  }

  /// Biases to try; each gives a bound. Only 0 if the machine has no bias.
  private static func biases(
    _ kernel: FloatingPointKernel, _ program: DualProgram, _ alpha: [Double], _ product: [Double]
  ) -> [Double] {
    guard program.isBalanced else { return [0] }
    var (positive, negative) = (Double.infinity, Double.infinity)
    var (sum, free) = (0.0, 0.0)
    for i in 0..<kernel.count {
      if kernel.labels[i] > 0 { positive = min(positive, product[i]) } else { negative = min(negative, product[i]) }
      if alpha[i] > 0, alpha[i] < program.box {
        sum += kernel.labels[i] * (1 - product[i])
        free += 1
      }
    }
    // The middle between the classes, what free coefficients say, and none.
    return [(negative - positive) / 2, free > 0 ? sum / free : 0, 0]
  }
}

extension FloatingPointKernel {
  /// Whether all rows of K without their diagonal certainly add up to less than 1/2.
  fileprivate func isDominant(_ gamma: Double) -> Bool {
    let sums = product([Double](repeating: 1, count: count))
    return sums.allSatisfy { $0 * (1 + gamma) - 1 < 0.5 }
  }
}
