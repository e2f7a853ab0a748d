extension LipschitzFit {
  /// The proof that no L-Lipschitz function has a lower cost, one number for each point: λᵢ from −wᵢ to wᵢ with Σ λᵢ = 0 and
  /// Σ λᵢ yᵢ − Σ L (xᵢ₊₁ − xᵢ) |λ₁ + … + λᵢ| = cost, in the order of x.
  ///
  /// For any L-Lipschitz f that sum is at most Σ λᵢ (yᵢ − f(xᵢ)), hence at most Σ wᵢ |f(xᵢ) − yᵢ|. Where weights are integers, so
  /// are the multipliers: −1, 0 or 1 without weights. *Derived* (linear programming duality of a network matrix).
  ///
  /// λᵢ is ±wᵢ where f misses yᵢ. The sums may be above 0 only where f falls as fast as it may, and below 0 only where it so rises;
  /// the intervals in which they can lie are worked out from the left, and the sums chosen from the right.
  /// - Returns: nil only for doubles, where rounding can make a step that is as steep as it may be look flatter.
  /// - Complexity: O(n).
  public func multipliers() -> [Scalar]? {
    /// What λ and the sum of all up to it can be.
    var bounds: [(least: Scalar, most: Scalar)] = []
    var sums: [(least: Scalar, most: Scalar)] = []
    bounds.reserveCapacity(order.count)
    sums.reserveCapacity(order.count)
    for (place, index) in order.enumerated() {
      let (value, weight) = (values[index], weights[index])
      let bound = y[index] > value ? (weight, weight) : y[index] < value ? (-weight, -weight) : (-weight, weight)
      var (least, most) = ((sums.last?.least ?? 0) + bound.0, (sums.last?.most ?? 0) + bound.1)
      var (mayRise, mayFall) = (false, false)
      if place + 1 < order.count {
        let next = order[place + 1]
        let reach = slope * (x[next] - x[index])
        // As the values were worked out, from the right.
        mayRise = value == values[next] - reach
        mayFall = value == values[next] + reach
      }
      if !mayRise { least = max(least, 0) }
      if !mayFall { most = min(most, 0) }
      guard least <= most else { return nil }
      bounds.append(bound)
      sums.append((least, most))
    }
    var multipliers = [Scalar](repeating: 0, count: order.count)
    var sum: Scalar = 0
    for place in order.indices.reversed() {
      let before = place > 0 ? sums[place - 1] : (0, 0)
      let (least, most) = (max(before.0, sum - bounds[place].most), min(before.1, sum - bounds[place].least))
      guard least <= most else { return nil }
      let chosen = min(max(sum, least), most)
      multipliers[order[place]] = sum - chosen
      sum = chosen
    }
    return multipliers
  }
}
