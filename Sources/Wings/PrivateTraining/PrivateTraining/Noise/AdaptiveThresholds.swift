import Exact
import Foundation

/// Thresholds that follow a quantile of the norms, by private counts: C ← C · e^(−η (b̂ − γ)) after each step.
///
/// b̂ = 1/2 + (Σ (b − 1/2) + noise)/B is the noisy share of gradients within the threshold, over the *public* expected batch size B; γ is the share that is aimed at.
/// The update is post-processing of the private count and costs nothing more. Andrew et al., *Differentially Private Learning with Adaptive Clipping*
/// (arXiv 1905.03871).
public struct AdaptiveThresholds: Sendable, Hashable, Codable {
  /// γ: the share of gradients that is to be within the threshold, above 0 and below 1.
  public var target: Double
  /// η: how fast thresholds move, above 0 and at most 10.
  public var rate: Double
  /// r: the share of a step's budget 1/σ² that the counts have.
  public var countShare: Rational
  /// Whether thresholds are scaled after each update so that Σ C² stays what it was: then they say how groups compare, and the learning rate keeps
  /// its meaning.
  public var isRescaled: Bool

  /// Thresholds that follow the quantile `target`.
  public init(
    target: Double = 0.5, rate: Double = 0.2, countShare: Rational = Rational(1, 100), isRescaled: Bool = false
  ) {
    (self.target, self.rate, self.countShare, self.isRescaled) = (target, rate, countShare, isRescaled)
  }

  /// Whether the numbers are in their ranges.
  public var isValid: Bool {
    target > 0 && target < 1 && rate > 0 && rate <= 10 && countShare > 0 && countShare < 1
  }

  /// The thresholds after a step.
  ///
  /// - Parameters:
  ///   - thresholds: C_k at the step.
  ///   - centredCounts: for each group Σ (b − 1/2) with its noise.
  ///   - expectedBatch: B, a public constant, never the realised size.
  /// - Returns: numbers of 53 bits between 2⁻⁴⁰ and 2⁴⁰. A single step changes a threshold by a factor of at most e² either way, so that one wild draw does no lasting
  ///   harm.
  /// - Complexity: O(K).
  public func updated(_ thresholds: [Rational], centredCounts: [Double], expectedBatch: Double) -> [Rational] {
    precondition(thresholds.count == centredCounts.count, "a count for each group")
    var next = zip(thresholds, centredCounts).map { threshold, count in
      let share = 0.5 + count / expectedBatch
      return Double(threshold) * exp(max(-2, min(2, -rate * (share - target))))
    }
    if isRescaled {
      let before = thresholds.reduce(Rational(0)) { $0 + $1 * $1 }
      let after = next.reduce(0) { $0 + $1 * $1 }
      let factor = (Double(before) / after).squareRoot()
      next = next.map { $0 * factor }
    }
    return next.map { Rational(exactly: max(0x1p-40, min(0x1p40, $0))) ?? 1 }
  }
}
