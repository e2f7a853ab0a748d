import Exact

/// The discrete Laplace law: P[X = x] ∝ e^(−|x|/scale) on the integers, drawn exactly.
///
///     var laplace = try DiscreteLaplace(scale: Rational(5, 2))
///     laplace.next()                             // from the system's secure source
///
/// Canonne, Kamath, Steinke (arXiv 2004.00010), algorithm 2. Adding it to an integer statistic that one record changes by at most Δ is
/// Δ/scale-differentially private. The time of a draw depends on what is drawn.
public struct DiscreteLaplace: Sendable, Hashable {
  /// The scale, a positive rational number.
  public let scale: Rational

  /// - Throws: ``SamplingError/scaleNotPositive(_:)``.
  public init(scale: Rational) throws(SamplingError) {
    guard scale > 0 else { throw .scaleNotPositive(scale) }
    self.scale = scale
  }

  /// A draw from these coins.
  public func draw<Coins: CoinSource>(from coins: inout Coins) throws(Coins.Failure) -> Integer {
    while true { if let value = try attempt(&coins) { return value } }
  }

  /// A draw from the words of a generator.
  ///
  /// - Complexity: O(1) draws in expectation.
  public func next(using generator: inout some RandomNumberGenerator) -> Integer {
    var coins = GeneratorCoins(generator)
    defer { generator = coins.generator }
    return draw(from: &coins)
  }

  /// One round: a value with the right relative probabilities, or nil, after which the next round begins afresh.
  ///
  /// With scale = t/s: u is uniform below t and kept with probability e^(−u/t); v counts successes of e^(−1); the magnitude is
  /// ⌊(u + t v)/s⌋, whose law is geometric with ratio e^(−s/t). Minus 0 is refused.
  public func attempt<Coins: CoinSource>(_ coins: inout Coins) throws(Coins.Failure) -> Integer? {
    let (t, s) = (scale.numerator, scale.denominator)
    let u = try coins.uniform(below: t)
    guard try coins.bernoulliExponential(u, over: t) else { return nil }
    var value = u
    while try coins.bernoulliExponential(1, over: 1) { value += t }
    let magnitude = value / s
    guard try coins.bernoulli(1, of: 2) else { return magnitude }
    return magnitude.isZero ? nil : -magnitude
  }
}

/// Why there is no such sampler.
public enum SamplingError: Error, Hashable, Sendable, CustomStringConvertible {
  /// A scale or a variance must be positive.
  case scaleNotPositive(Rational)
  /// A rate must lie in [0, 1].
  case rateOutOfRange(Rational)
  /// The table for this variance would be too large.
  case tableTooLarge(variance: Rational, limit: Integer)

  public var description: String {
    switch self {
    case .scaleNotPositive(let value): "the scale or variance is \(value); expected a number above 0"
    case .rateOutOfRange(let value): "the sampling rate is \(value); expected a number from 0 to 1"
    case .tableTooLarge(let variance, let limit):
      "a table for the variance \(variance) is too large; tables go up to \(limit), `DiscreteGaussian` has no limit"
    }
  }
}
