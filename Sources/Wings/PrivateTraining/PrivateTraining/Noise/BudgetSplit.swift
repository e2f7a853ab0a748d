import Exact

/// How a step's noise multiplier is shared between gradients and the private counts that adapt thresholds.
///
///     let split = try BudgetSplit(multiplier: 1, groups: 12, countShare: Rational(1, 100))
///     split.countVariance                    // 300: σ_b = 17.32…
///     split.squaredGradientMultiplier        // 100/99: 1.005…²
///
/// A step releases the noisy gradients, with multiplier σ_new, and for each of K groups the number of gradients within the threshold, as a sum of *centred* bits
/// b − 1/2, each with deviation σ_b. That is one Gaussian mechanism with 1/σ² = 1/σ_new² + K/(4 σ_b²). Raw bits would have four times the sensitivity, squared.
/// For K = 1: Andrew et al., *Differentially Private Learning with Adaptive Clipping* (arXiv 1905.03871), theorem 1.
public struct BudgetSplit: Sendable, Hashable {
  /// σ_new².
  public let squaredGradientMultiplier: Rational
  /// σ_b²: the variance of the noise of each count.
  public let countVariance: Rational

  /// The split in which counts have the share r of 1/σ².
  ///
  /// - Parameters:
  ///   - multiplier: σ of the whole step, above 0.
  ///   - groups: K, at least 1.
  ///   - countShare: r, above 0 and below 1.
  /// - Throws: ``BudgetSplitError``.
  public init(multiplier: Rational, groups: Int, countShare: Rational) throws(BudgetSplitError) {
    guard multiplier > 0 else { throw .multiplier(multiplier) }
    guard groups > 0 else { throw .groups(groups) }
    guard countShare > 0, countShare < 1 else { throw .share(countShare) }
    let squared = multiplier * multiplier
    squaredGradientMultiplier = squared / (1 - countShare)
    countVariance = squared * Rational(groups) / (4 * countShare)
  }

  /// The split in which each count has noise of the deviation σ_b.
  ///
  /// - Throws: ``BudgetSplitError``; counts alone use up the budget unless 2 σ_b > σ √K.
  public init(multiplier: Rational, groups: Int, countDeviation: Rational) throws(BudgetSplitError) {
    guard multiplier > 0 else { throw .multiplier(multiplier) }
    guard groups > 0 else { throw .groups(groups) }
    let variance = countDeviation * countDeviation
    guard countDeviation > 0, 4 * variance > multiplier * multiplier * Rational(groups) else {
      throw .countDeviation(countDeviation, multiplier: multiplier, groups: groups)
    }
    countVariance = variance
    squaredGradientMultiplier = ((multiplier * multiplier).reciprocal - Rational(groups) / (4 * variance)).reciprocal
  }
}

/// Why a budget cannot be split in this way.
public enum BudgetSplitError: Error, Hashable, Sendable, CustomStringConvertible {
  /// σ is not positive.
  case multiplier(Rational)
  /// There is no group.
  case groups(Int)
  /// The share of the counts is out of its range.
  case share(Rational)
  /// The noise of the counts is so small that nothing is left for the gradients.
  case countDeviation(Rational, multiplier: Rational, groups: Int)

  public var description: String {
    switch self {
    case .multiplier(let found): "the noise multiplier is \(found); expected a number above 0"
    case .groups(let found): "there are \(found) groups; expected at least 1"
    case .share(let found): "the share of the counts is \(found); expected a number above 0 and below 1"
    case .countDeviation(let found, let multiplier, let groups):
      "the deviation of counts is \(found); expected more than √\(groups)/2 times the noise multiplier \(multiplier), or they use up the budget"
    }
  }
}
