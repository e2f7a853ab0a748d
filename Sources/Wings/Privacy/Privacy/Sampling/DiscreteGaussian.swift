import Exact

/// The discrete Gaussian law: P[X = x] ∝ e^(−x²/(2σ²)) on the integers, drawn exactly for every rational σ².
///
///     let noise = try DiscreteGaussian(variance: Rational(25, 4))
///     noise.next(using: &generator)
///
/// Canonne, Kamath, Steinke, "The Discrete Gaussian for Differential Privacy" (arXiv 2004.00010), algorithm 3: a discrete Laplace
/// proposal of scale t = ⌊√⌊σ²⌋⌋ + 1, accepted with probability e^(−(|y| − σ²/t)²/(2σ²)). Only integers are used. The time of a draw depends
/// on what is drawn; ``TabulatedDiscreteGaussian`` is faster.
public struct DiscreteGaussian: Sendable, Hashable {
  /// σ², a positive rational number. The variance of the law is at most this, and about this unless σ² is small.
  public let variance: Rational
  private let proposal: DiscreteLaplace
  /// With σ² = n/d: n and 2ndt², and d·t.
  private let numerator: Integer
  private let divisor: Integer
  private let factor: Integer

  /// - Throws: ``SamplingError/scaleNotPositive(_:)``.
  public init(variance: Rational) throws(SamplingError) {
    guard variance > 0 else { throw .scaleNotPositive(variance) }
    self.variance = variance
    let t = variance.floor().squareRoot() + 1
    proposal = try DiscreteLaplace(scale: Rational(t))
    numerator = variance.numerator
    factor = variance.denominator * t
    divisor = 2 * numerator * factor * t
  }

  /// A draw from these coins.
  public func draw<Coins: CoinSource>(from coins: inout Coins) throws(Coins.Failure) -> Integer {
    while true { if let value = try attempt(&coins) { return value } }
  }

  /// A draw from the words of a generator.
  ///
  /// - Complexity: O(1) draws in expectation, 15 to 25.
  public func next(using generator: inout some RandomNumberGenerator) -> Integer {
    var coins = GeneratorCoins(generator)
    defer { generator = coins.generator }
    return draw(from: &coins)
  }

  /// One round: a value with the right relative probabilities, or nil.
  public func attempt<Coins: CoinSource>(_ coins: inout Coins) throws(Coins.Failure) -> Integer? {
    guard let y = try proposal.attempt(&coins) else { return nil }
    let gap = y.magnitude * factor - numerator
    return try coins.bernoulliExponential(gap * gap, over: divisor) ? y : nil
  }
}
