import Foundation

/// Points that stand for the finite losses of a pair in sums: Σ e^(logWeights) f(losses) is about the mean of f(L) under P, for smooth f.
///
/// For estimates in double precision; no certified result depends on them.
public struct LossNodes: Sendable {
  /// The losses.
  public var losses: [Double]
  /// The natural logarithms of their masses under P.
  public var logWeights: [Double]

  /// Nodes of two lists of the same length.
  public init(losses: [Double], logWeights: [Double]) { (self.losses, self.logWeights) = (losses, logWeights) }

  /// ln E[e^(λL)], and the mean and the variance of the law whose masses are multiplied by e^(λL).
  ///
  /// - Complexity: O(number of nodes).
  func cumulants(tilt: Double) -> (logMass: Double, mean: Double, variance: Double) {
    let (logMass, tilted) = tilted(by: tilt)
    var mean = 0.0
    for (loss, mass) in tilted { mean += mass * loss }
    var variance = 0.0
    for (loss, mass) in tilted { variance += mass * (loss - mean) * (loss - mean) }
    return (logMass, mean, variance)
  }

  /// ln E[e^(λL)], and the nodes with their masses under the law whose masses are multiplied by e^(λL), but for those below 10⁻³⁰.
  func tilted(by tilt: Double) -> (logMass: Double, nodes: [(loss: Double, mass: Double)]) {
    var top = -Double.infinity
    for i in losses.indices { top = max(top, logWeights[i] + tilt * losses[i]) }
    guard top.isFinite else { return (-.infinity, []) }
    var nodes: [(loss: Double, mass: Double)] = []
    nodes.reserveCapacity(losses.count)
    var sum = 0.0
    for i in losses.indices {
      let exponent = logWeights[i] + tilt * losses[i] - top
      guard exponent > -69 else { continue }
      let mass = exp(exponent)
      sum += mass
      nodes.append((losses[i], mass))
    }
    for i in nodes.indices { nodes[i].mass /= sum }
    return (top + log(sum), nodes)
  }
}

extension SampledGaussianPair {
  /// The trapezoidal rule in x, where the density is a mixture of two normal ones and the loss is smooth, so that it converges faster than any
  /// power of the step.
  func nodes(tail: Double, spacing: Double) -> LossNodes {
    let (s, q) = (Double(sigma), Double(rate))
    let z = (2 * log(1 / max(tail, 1e-300))).squareRoot()
    // A loss changes by at most 1/σ² for each unit of x, and is smooth on the scale of σ².
    let finest = (2 * z + 1 / s) / 40_000
    let step = max(min(1 / (8 * (1 + z / s).squareRoot()), s / 2, spacing * s / 2), finest) * s
    let count = Int((2 * z * s + 1) / step) + 1
    var nodes = LossNodes(losses: [], logWeights: [])
    nodes.losses.reserveCapacity(count + 1)
    nodes.logWeights.reserveCapacity(count + 1)
    let scale = log(step / (s * (2 * Double.pi).squareRoot()))
    for k in 0...count {
      let x = Double(k) * step - z * s
      let exponent = (2 * x - 1) / (2 * s * s)
      // ln(1 − q + q e^e), without overflow.
      let loss =
        q == 1
        ? exponent : exponent > 0 ? exponent + log(q + (1 - q) * exp(-exponent)) : log1p(q * expm1(exponent))
      let plain = scale - x * x / (2 * s * s)
      nodes.losses.append(direction == .remove ? loss : -loss)
      nodes.logWeights.append(direction == .remove ? plain + loss : plain)
    }
    return nodes
  }
}

extension LaplacePair {
  /// The two atoms, and between them Gauss's rule with two points a cell.
  func nodes(tail: Double, spacing: Double) -> LossNodes {
    let largest = 1 / Double(scale)
    let cells = min(max(Int((4 * largest / spacing).rounded(.up)), 8), 1 << 16)
    let width = 2 * largest / Double(cells)
    var nodes = LossNodes(losses: [largest, -largest], logWeights: [log(0.5), -largest - log(2)])
    for cell in 0..<cells {
      for place in [0.5 - 0.75.squareRoot() / 3, 0.5 + 0.75.squareRoot() / 3] {
        let t = (Double(cell) + place) * width - largest
        nodes.losses.append(t)
        // The density is e^((t − 1/b)/2)/4.
        nodes.logWeights.append((t - largest) / 2 + log(width / 8))
      }
    }
    return nodes
  }
}

extension RandomizedResponsePair {
  /// The two losses.
  func nodes(tail: Double, spacing: Double) -> LossNodes {
    let (e, rest) = (Double(epsilon), log1p(-Double(delta)))
    return LossNodes(losses: [e, -e], logWeights: [rest - log1p(exp(-e)), rest - e - log1p(exp(-e))])
  }
}
