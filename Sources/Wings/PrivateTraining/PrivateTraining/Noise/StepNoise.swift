import Exact
import Privacy

/// The noise of one training step: a variance for each group, and one for the counts if thresholds adapt.
///
///     let noise = try StepNoise(plan: plan, multiplier: Rational(11, 10), allocation: .minEnergy, countShare: Rational(1, 100))
///     noise.blockwise.inverseSquaredMultiplier     // 100/121, exactly
///
/// The sensitivity is computed from the plan, never assumed.
public struct StepNoise: Sendable, Hashable {
  /// s_k² of each group, for the sum of clipped gradients.
  public let groupVariances: [Rational]
  /// σ_b² of each group's count of centred bits; nil if nothing is counted.
  public let countVariance: Rational?
  /// C_k² of each group.
  private let squaredThresholds: [Rational]

  /// The noise that gives a step the multiplier σ.
  ///
  /// - Parameters:
  ///   - plan: what is clipped, and at which thresholds.
  ///   - multiplier: σ of the whole step, above 0.
  ///   - allocation: how groups share it.
  ///   - countShare: the share of 1/σ² that counts have; nil if thresholds are fixed.
  /// - Throws: ``BudgetSplitError``.
  public init(
    plan: ClippingPlan, multiplier: Rational, allocation: NoiseAllocation, countShare: Rational? = nil
  ) throws(BudgetSplitError) {
    guard multiplier > 0 else { throw .multiplier(multiplier) }
    var squared = multiplier * multiplier
    if let countShare {
      let split = try BudgetSplit(multiplier: multiplier, groups: plan.count, countShare: countShare)
      squared = split.squaredGradientMultiplier
      countVariance = split.countVariance
    } else {
      countVariance = nil
    }
    groupVariances = allocation.variances(
      thresholds: plan.thresholds, dimensions: plan.groups.map(\.dimension), squaredMultiplier: squared)
    squaredThresholds = plan.thresholds.map { $0 * $0 }
  }

  /// The whole release as blocks with bounds and variances: what an accountant is told.
  ///
  /// - Throws: `AccountingError`, which cannot happen.
  public var blockwise: BlockwiseNoise {
    get throws(AccountingError) {
      var blocks = zip(squaredThresholds, groupVariances).map { BlockwiseNoise.Block(squaredBound: $0, variance: $1) }
      if let countVariance { blocks += squaredThresholds.map { _ in .centredCount(countVariance) } }
      return try BlockwiseNoise(blocks)
    }
  }

  /// s_k²/h_k²: the variance of the integer sum of a group whose grid has `steps` steps to the threshold.
  public func integerVariance(group: Int, steps: Int) -> Rational {
    groupVariances[group] * Rational(Integer(steps) * Integer(steps)) / squaredThresholds[group]
  }
}
