import Exact
import Privacy

/// What a training may cost: (ε, δ), with the rate of Poisson sampling and the number of steps. It finds the noise.
///
///     let target = PrivacyTarget(epsilon: 2, delta: Rational(1, 100_000), rate: Rational(64, 1000), steps: 200)
///     try target.multiplier(isExact: true)      // σ, a decimal
public struct PrivacyTarget: Sendable, Hashable, Codable {
  /// ε, above 0.
  public var epsilon: Rational
  /// δ, above 0 and below 1.
  public var delta: Rational
  /// q: the probability with which each example is in a batch, a public number above 0, at most 1.
  public var rate: Rational
  /// How many steps there are.
  public var steps: Int

  /// A target.
  public init(epsilon: Rational, delta: Rational, rate: Rational, steps: Int) {
    (self.epsilon, self.delta, self.rate, self.steps) = (epsilon, delta, rate, steps)
  }

  /// One step with this noise multiplier, as an accountant sees it.
  public func mechanism(multiplier: Rational) -> Mechanism {
    rate == 1 ? .gaussian(noiseMultiplier: multiplier) : .sampledGaussian(noiseMultiplier: multiplier, rate: rate)
  }

  /// The least noise multiplier with which all steps together are (ε, δ)-differentially private, rounded up to three or four decimals.
  ///
  /// - Parameter isExact: whether noise is the discrete Gaussian on integers. Then the accountant is Rényi's at integer orders, which is valid for it; otherwise
  ///   certified privacy curves, which are tighter.
  /// - Throws: `AccountingError` for parameters out of range, or if σ would have to be above 1000.
  public func multiplier(isExact: Bool) throws(AccountingError) -> Rational {
    let continuous = try Calibration(epsilon: epsilon, delta: delta, rate: rate, steps: steps).sigma
    guard isExact else { return continuous }
    func isEnough(_ units: Integer) throws(AccountingError) -> Bool {
      guard let upper = try exactEpsilon(multiplier: Rational(units, 1000), steps: steps) else { return false }
      return upper <= epsilon
    }
    // Rényi's is never below the certified curve's.
    var low = (continuous * 1000).floor() - 1
    var high = low + low / 8 + 1
    while !(try isEnough(high)) {
      low = high
      high = high * 2
      if high > 1_000_000 { throw .tooLarge("sigma would have to be above 1000") }
    }
    while high - low > 1 {
      let middle = (low + high) / 2
      if try isEnough(middle) { high = middle } else { low = middle }
    }
    return Rational(high, 1000)
  }

  /// An ε at δ for discrete Gaussian noise on integer sums after so many steps, by Rényi divergences of integer orders; nil for infinity.
  ///
  /// - Throws: `AccountingError` for parameters out of range.
  public func exactEpsilon(multiplier: Rational, steps: Int) throws(AccountingError) -> Rational? {
    try RenyiComposition(of: [Repeated(mechanism(multiplier: multiplier), times: steps)])
      .epsilon(delta: delta, orders: 512)?.upper
  }

  /// An ε at δ that the steps so far certainly do not exceed; nil for infinity.
  ///
  /// - Throws: `AccountingError` for parameters out of range.
  public func epsilon(multiplier: Rational, steps: Int, isExact: Bool) throws(AccountingError) -> Rational? {
    if steps == 0 { return 0 }
    if isExact { return try exactEpsilon(multiplier: multiplier, steps: steps) }
    let uses = [Repeated(mechanism(multiplier: multiplier), times: steps)]
    if rate == 1 { return try GaussianComposition(of: uses).epsilon(delta: delta).upper }
    return try PrivacyCurve(of: uses, delta: delta).epsilon(delta: delta).upper
  }
}
