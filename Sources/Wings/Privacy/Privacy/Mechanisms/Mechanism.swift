import Exact

/// What was done once to private records: a mechanism with its noise relative to the sensitivity of what it releases.
///
///     let step = try Mechanism.sampledGaussian(noiseMultiplier: Rational(parsing: "1.1"), rate: Rational(256, 60000)).validated()
///
/// Neighbours differ in one record that is added or removed. That the sensitivity is what the caller says cannot be seen here.
public enum Mechanism: Sendable, Hashable {
  /// Gaussian noise of standard deviation σ times the L2 sensitivity.
  case gaussian(noiseMultiplier: Rational)
  /// The same on a Poisson sample, in which each record is with probability q, independently.
  case sampledGaussian(noiseMultiplier: Rational, rate: Rational)
  /// Laplace noise of scale b times the L1 sensitivity.
  case laplace(scale: Rational)
  /// Discrete Laplace noise of scale b on an integer statistic that one record changes by at most 1.
  case discreteLaplace(scale: Rational)
  /// Any (ε, δ)-differentially private mechanism of which nothing else is known.
  case approximate(epsilon: Rational, delta: Rational)

  /// The mechanism itself, if its parameters make sense.
  ///
  /// - Throws: ``AccountingError/parameter(name:found:expected:)``.
  public func validated() throws(AccountingError) -> Mechanism {
    func require(_ condition: Bool, _ name: String, _ value: Rational, _ expected: String) throws(AccountingError) {
      // Of a number with a thousand digits only a part is shown.
      if !condition { throw .parameter(name: name, found: String("\(value)".prefix(60)), expected: expected) }
    }
    func noise(_ name: String, _ value: Rational) throws(AccountingError) {
      try require(
        value.isZero
          || value >= Rational(1, 1_000_000) && value <= Rational(1_000_000_000_000)
            && value.denominator.bitWidth <= 1024,
        name, value, "0, or a number from 1e-6 to 1e12 of at most 1024 bits")
    }
    func probability(_ name: String, _ value: Rational) throws(AccountingError) {
      try require(
        value >= 0 && value <= 1 && value.denominator.bitWidth <= 1024, name, value,
        "a number from 0 to 1 of at most 1024 bits")
    }
    switch self {
    case .gaussian(let sigma): try noise("sigma", sigma)
    case .sampledGaussian(let sigma, let rate):
      try noise("sigma", sigma)
      try probability("q", rate)
    case .laplace(let scale), .discreteLaplace(let scale): try noise("scale", scale)
    case .approximate(let epsilon, let delta):
      try require(
        epsilon >= 0 && epsilon <= 1000 && epsilon.denominator.bitWidth <= 1024, "epsilon", epsilon,
        "a number from 0 to 1000 of at most 1024 bits")
      try probability("delta", delta)
    }
    return self
  }

  /// What it does to the pair of neighbours, apart from the cases in which nothing needs to be computed.
  enum Effect {
    /// Nothing is learnt: q = 0, or ε = δ = 0.
    case none
    /// With this probability the output shows the record for certain, whatever ε: there is no noise.
    case reveals(Rational)
    /// The losses have the law of this pair.
    case pair(any DominatingPair)
  }

  /// Its effect if the record is removed, or added.
  func effect(_ direction: Direction) -> Effect {
    switch self {
    case .gaussian(let sigma):
      sigma.isZero ? .reveals(1) : .pair(SampledGaussianPair(sigma: sigma, rate: 1, direction: direction))
    case .sampledGaussian(let sigma, let rate):
      rate.isZero
        ? .none
        : sigma.isZero ? .reveals(rate) : .pair(SampledGaussianPair(sigma: sigma, rate: rate, direction: direction))
    case .laplace(let scale): scale.isZero ? .reveals(1) : .pair(LaplacePair(scale: scale))
    case .discreteLaplace(let scale):
      scale.isZero ? .reveals(1) : .pair(RandomizedResponsePair(epsilon: scale.reciprocal, delta: 0))
    case .approximate(let epsilon, let delta):
      epsilon.isZero && delta.isZero
        ? .none : .pair(RandomizedResponsePair(epsilon: epsilon, delta: delta))
    }
  }
}

extension Mechanism: CustomStringConvertible {
  public var description: String {
    switch self {
    case .gaussian(let sigma): "gaussian(sigma \(sigma))"
    case .sampledGaussian(let sigma, let rate): "sampled-gaussian(sigma \(sigma), q \(rate))"
    case .laplace(let scale): "laplace(scale \(scale))"
    case .discreteLaplace(let scale): "discrete-laplace(scale \(scale))"
    case .approximate(let epsilon, let delta): "approximate(epsilon \(epsilon), delta \(delta))"
    }
  }
}
