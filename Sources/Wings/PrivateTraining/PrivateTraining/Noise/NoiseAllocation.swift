import Exact

/// How the noise of a step is shared between groups. Whatever the shares, the whole has the noise multiplier σ, exactly.
///
/// For weights γ_k > 0 group k gets the variance s_k² = σ² γ_k² Σ_j C_j²/γ_j², so that Σ C_k²/s_k² = 1/σ². He et al. (arXiv 2212.01539); the identity and the
/// last one are derived.
///
///     let variances = NoiseAllocation.minEnergy.variances(thresholds: [3, 4], dimensions: [100, 1], squaredMultiplier: 4)
public enum NoiseAllocation: String, Sendable, Hashable, Codable, CaseIterable {
  /// The same deviation σ √(Σ C²) everywhere: what one group would get.
  case global
  /// s_k = σ √K C_k: each group has the same share of the budget, and needs to know nothing of the others but how many they are.
  case equalBudget = "equal-budget"
  /// s_k = σ C_k √(d/d_k): shares are as dimensions are.
  case dimensionWeighted = "dimension-weighted"
  /// The least energy Σ d_k s_k² that there is: σ² (Σ C_k √d_k)².
  case minEnergy = "min-energy"

  /// s_k² of each group.
  ///
  /// - Parameters:
  ///   - thresholds: C_k, each above 0.
  ///   - dimensions: d_k, each at least 1.
  ///   - squaredMultiplier: σ², above 0.
  /// - Returns: rational numbers with Σ C_k²/s_k² = 1/σ² exactly. √d_k is rounded to 40 bits, which moves the energy but not the identity.
  /// - Complexity: O(K).
  public func variances(
    thresholds: [Rational], dimensions: [Int], squaredMultiplier: Rational
  ) -> [Rational] {
    precondition(thresholds.count == dimensions.count, "a dimension for each threshold")
    let weights = zip(thresholds, dimensions).map { squaredWeight(threshold: $0, dimension: $1) }
    let sum = zip(thresholds, weights).reduce(Rational(0)) { $0 + $1.0 * $1.0 / $1.1 }
    return weights.map { squaredMultiplier * $0 * sum }
  }

  /// γ_k².
  private func squaredWeight(threshold: Rational, dimension: Int) -> Rational {
    switch self {
    case .global: 1
    case .equalBudget: threshold * threshold
    case .dimensionWeighted: threshold * threshold / Rational(dimension)
    case .minEnergy: threshold / Rational(dimension).squareRootBelow(bits: 40)
    }
  }

  /// Σ d_k s_k²: the expected squared length of the noise.
  public static func energy(variances: [Rational], dimensions: [Int]) -> Rational {
    zip(variances, dimensions).reduce(Rational(0)) { $0 + $1.0 * Rational($1.1) }
  }
}
