/// Minimal optimisation: one or two coefficients at a time, chosen by what the objective gains to second order.
///
/// The objective is f(α) = ½ αᵀGα − 1ᵀα over 0 ≤ α ≤ C, its gradient g = Gα − 1.
extension FloatingPointKernel {
  /// No more iterations than LIBSVM allows.
  private var iterationLimit: Int { max(10_000_000, 100 * count) }

  /// Without a bias one coefficient can be moved alone: the one whose exact minimisation gains most.
  ///
  /// Source: Steinwart, Hush, Scovel, "Training SVMs without offset", Journal of Machine Learning Research 12 (2011).
  ///
  /// - Complexity: O(N) for each iteration once the kernel is stored.
  func coordinatewiseOptimum(_ program: DualProgram, _ tolerance: Double) -> FloatingPointSolution {
    var alpha = [Double](repeating: 0, count: count)
    var gradient = [Double](repeating: -1, count: count)
    var iterations = 0
    while iterations < iterationLimit {
      var (best, gain, step, violation) = (-1, 0.0, 0.0, 0.0)
      for i in 0..<count {
        // The diagonal of G is 1, so that −g is the whole way to the minimum.
        let move = min(max(alpha[i] - gradient[i], 0), program.box) - alpha[i]
        violation = max(violation, move == 0 ? 0 : gradient[i].magnitude)
        let gained = -move * (gradient[i] + move / 2)
        if gained > gain { (best, gain, step) = (i, gained, move) }
      }
      // Without a gain, rounding has the last word.
      guard violation > tolerance, best >= 0, alpha[best] + step != alpha[best] else { break }
      alpha[best] += step
      addColumn(best, times: step, to: &gradient)
      iterations += 1
    }
    return solution(alpha, gradient, iterations)
  }

  /// With a bias, yᵀα = 0 moves coefficients in pairs: the one that violates most, and with it the one that gains most.
  ///
  /// Source: Fan, Chen, Lin, "Working set selection using second order information for training support vector machines", Journal of
  /// Machine Learning Research 6 (2005): the rule of LIBSVM.
  ///
  /// - Complexity: O(N) for each iteration once the kernel is stored.
  func pairwiseOptimum(_ program: DualProgram, _ tolerance: Double) -> FloatingPointSolution {
    var alpha = [Double](repeating: 0, count: count)
    var gradient = [Double](repeating: -1, count: count)
    let box = program.box
    var iterations = 0
    while iterations < iterationLimit {
      // yα may rise at i, and fall at j.
      var (i, up) = (-1, -Double.infinity)
      for t in 0..<count where labels[t] > 0 ? alpha[t] < box : alpha[t] > 0 {
        if -labels[t] * gradient[t] > up { (i, up) = (t, -labels[t] * gradient[t]) }
      }
      guard i >= 0 else { break }
      let column = column(i)
      var (j, gain, down) = (-1, 0.0, Double.infinity)
      for t in 0..<count where labels[t] > 0 ? alpha[t] > 0 : alpha[t] < box {
        let slope = up + labels[t] * gradient[t]
        down = min(down, up - slope)
        let curvature = max(2 - 2 * column[t], 1e-12)
        if slope > 0, slope * slope / curvature > gain { (j, gain) = (t, slope * slope / curvature) }
      }
      guard j >= 0, up - down > tolerance else { break }
      let slope = up + labels[j] * gradient[j]
      var step = slope / max(2 - 2 * column[j], 1e-12)
      step = min(step, labels[i] > 0 ? box - alpha[i] : alpha[i], labels[j] > 0 ? alpha[j] : box - alpha[j])
      let (former, other) = (alpha[i], alpha[j])
      alpha[i] = min(max(former + labels[i] * step, 0), box)
      alpha[j] = min(max(other - labels[j] * step, 0), box)
      guard alpha[i] != former || alpha[j] != other else { break }
      addColumn(i, times: alpha[i] - former, to: &gradient)
      addColumn(j, times: alpha[j] - other, to: &gradient)
      iterations += 1
    }
    return solution(alpha, gradient, iterations)
  }

  private func solution(_ alpha: [Double], _ gradient: [Double], _ iterations: Int) -> FloatingPointSolution {
    // 1ᵀα − ½ αᵀGα with Gα = g + 1.
    let value = zip(alpha, gradient).reduce(0) { $0 + $1.0 * (1 - $1.1) } / 2
    return FloatingPointSolution(value: value, coefficients: alpha, iterations: iterations)
  }
}
