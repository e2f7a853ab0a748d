import Exact
import LocalLearningCheckers

extension LipschitzFitCertificate {
  /// The proof that a fit is optimal, its points by ascending x; nil if there are no multipliers, which rationals always have.
  ///
  /// - Complexity: O(n).
  public init?(_ fit: LipschitzFit<Rational>) {
    guard let multipliers = fit.multipliers() else { return nil }
    let order = fit.order
    func sorted(_ values: [Rational]) -> [Rational] { order.map { values[$0] } }
    self.init(
      slope: fit.slope, x: sorted(fit.x), y: sorted(fit.y), weights: sorted(fit.weights), values: sorted(fit.values),
      multipliers: sorted(multipliers), cost: fit.cost)
  }
}
