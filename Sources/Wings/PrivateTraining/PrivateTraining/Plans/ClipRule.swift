import Exact

/// By what a gradient is multiplied so that its norm stays within the threshold.
public enum ClipRule: Sendable, Hashable {
  /// min(1, C/‖g‖). Abadi et al., *Deep Learning with Differential Privacy* (arXiv 1607.00133).
  case abadi
  /// C/(‖g‖ + γ): every gradient gets almost the norm C. Bu et al., *Automatic Clipping* (arXiv 2206.07136), with γ = 1/100.
  case automatic(stabilizer: Rational)
  /// Integers: the gradient is rounded to a grid of `steps` steps to the threshold, and its integer norm is at most `steps`, exactly. See
  /// ``ExactClip``.
  case exact(steps: Int)

  /// Automatic clipping with the usual summand of 1/100.
  public static let automatic = ClipRule.automatic(stabilizer: Rational(1, 100))

  /// The factor of a gradient of this norm in floating point; 0 unless the norm is finite, so that an example with NaN or infinite numbers adds
  /// nothing.
  ///
  /// With `.exact` this is what gradients are multiplied by before they are rounded and clipped as integers.
  ///
  /// The norm of the product may be above C by units in the last place: only `.exact` keeps the sensitivity to the last bit.
  @inlinable
  public func factor(norm: Double, threshold: Double) -> Double {
    guard norm.isFinite else { return 0 }
    switch self {
    case .abadi, .exact: return norm <= threshold ? 1 : threshold / norm
    case .automatic(let stabilizer): return threshold / (norm + Double(stabilizer))
    }
  }

  /// The rule itself, if its numbers make sense.
  ///
  /// - Throws: ``ClippingPlanError/grid(_:)``, ``ClippingPlanError/stabilizer(_:)``.
  public func validated() throws(ClippingPlanError) -> ClipRule {
    switch self {
    case .abadi: break
    case .automatic(let stabilizer):
      guard stabilizer > 0, stabilizer <= 1 else { throw .stabilizer("\(stabilizer)") }
    case .exact(let steps): guard 2...(1 << 30) ~= steps else { throw .grid(steps) }
    }
    return self
  }
}
