import Exact

/// A proof that no L-Lipschitz function on the line has a lower sum of weighted absolute errors than one that is given.
///
/// Multipliers λ with |λᵢ| ≤ wᵢ and Σ λᵢ = 0 give the bound: for every L-Lipschitz f,
/// Σ wᵢ |f(xᵢ) − yᵢ| ≥ Σ λᵢ (yᵢ − f(xᵢ)) ≥ Σ λᵢ yᵢ − Σ L (xᵢ₊₁ − xᵢ) |λ₁ + … + λᵢ|.
public struct LipschitzFitCertificate: Hashable, Codable, Sendable {
  /// L.
  public var slope: Rational
  /// Where the points are, ascending; values may repeat.
  public var x: [Rational]
  /// What they say.
  public var y: [Rational]
  /// How much their errors count.
  public var weights: [Rational]
  /// f at each point.
  public var values: [Rational]
  /// λ.
  public var multipliers: [Rational]
  /// Σ wᵢ |f(xᵢ) − yᵢ|.
  public var cost: Rational

  /// A certificate; nothing is verified here.
  public init(
    slope: Rational, x: [Rational], y: [Rational], weights: [Rational], values: [Rational], multipliers: [Rational],
    cost: Rational
  ) {
    (self.slope, self.x, self.y, self.weights) = (slope, x, y, weights)
    (self.values, self.multipliers, self.cost) = (values, multipliers, cost)
  }

  /// Returns if the values are those of an L-Lipschitz function of this cost, and the multipliers show that none has a lower one.
  ///
  /// - Throws: ``LipschitzFitCertificateError``, naming the first thing that does not hold.
  /// - Complexity: O(n) operations on rationals.
  public func verify() throws(LipschitzFitCertificateError) {
    for (count, what) in [
      (y.count, "labels"), (weights.count, "weights"), (values.count, "values"), (multipliers.count, "multipliers"),
    ] where count != x.count { throw .shape("\(count) \(what) for \(x.count) points") }
    guard slope >= 0 else { throw .slope(slope) }
    var (errors, bound, sum): (Rational, Rational, Rational) = (0, 0, 0)
    for index in x.indices {
      guard weights[index] > 0 else { throw .weight(index, weights[index]) }
      if index > 0 {
        let step = x[index] - x[index - 1]
        guard step >= 0 else { throw .order(index) }
        guard (values[index] - values[index - 1]).magnitude <= slope * step else { throw .steep(index) }
        bound -= slope * step * sum.magnitude
      }
      guard multipliers[index].magnitude <= weights[index] else { throw .multiplier(index, multipliers[index]) }
      sum += multipliers[index]
      errors += weights[index] * (values[index] - y[index]).magnitude
      bound += multipliers[index] * y[index]
    }
    guard sum.isZero else { throw .sum(sum) }
    guard errors == cost else { throw .cost(claimed: cost, derived: errors) }
    guard bound == cost else { throw .gap(bound: bound, cost: cost) }
  }
}

/// Why a certificate of a fit proves nothing.
public enum LipschitzFitCertificateError: Error, Equatable, Sendable, CustomStringConvertible {
  /// Numbers of points differ.
  case shape(String)
  /// L is below 0.
  case slope(Rational)
  /// The weight of the point is not above 0.
  case weight(Int, Rational)
  /// The point lies to the left of the one before it.
  case order(Int)
  /// From the point before it, f changes by more than L times the distance.
  case steep(Int)
  /// The multiplier of the point is larger than its weight.
  case multiplier(Int, Rational)
  /// The multipliers do not add up to 0.
  case sum(Rational)
  /// The errors of the values add up to another number.
  case cost(claimed: Rational, derived: Rational)
  /// The multipliers show another bound than the cost.
  case gap(bound: Rational, cost: Rational)

  public var description: String {
    switch self {
    case .shape(let why): why
    case .slope(let slope): "the slope is \(slope), below 0"
    case .weight(let index, let weight): "the weight of point \(index) is \(weight), not above 0"
    case .order(let index): "point \(index) lies to the left of the point before it"
    case .steep(let index): "from point \(index - 1) to point \(index) the values change by more than the slope allows"
    case .multiplier(let index, let value): "the multiplier of point \(index) is \(value), larger than its weight"
    case .sum(let sum): "the multipliers add up to \(sum), not to 0"
    case .cost(let claimed, let derived): "the values have a cost of \(derived), not \(claimed)"
    case .gap(let bound, let cost): "the multipliers show a bound of \(bound), but the cost is \(cost)"
    }
  }
}
