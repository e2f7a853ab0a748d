import Exact
import Randomness

/// Where a sampler's random choices come from: three kinds of choices, each with an exact law.
///
/// A generator of random words makes them without bias (``GeneratorCoins``); a scripted source (``ScriptedCoins``) walks through all
/// outcomes and so finds the exact law of what a sampler returns.
public protocol CoinSource {
  /// What stops a draw; `Never` for a generator.
  associatedtype Failure: Error

  /// A uniform integer in 0..<bound; bound > 0.
  mutating func uniform(below bound: Integer) throws(Failure) -> Integer

  /// True with probability numerator/denominator exactly; 0 ≤ numerator ≤ denominator, denominator > 0.
  mutating func bernoulli(_ numerator: Integer, of denominator: Integer) throws(Failure) -> Bool

  /// True with probability e^(−numerator/denominator) exactly; 0 ≤ numerator, 0 < denominator.
  mutating func bernoulliExponential(_ numerator: Integer, over denominator: Integer) throws(Failure) -> Bool
}

extension CoinSource {
  /// The loops of ``exponentialCoin(_:over:)``.
  public mutating func bernoulliExponential(_ numerator: Integer, over denominator: Integer) throws(Failure) -> Bool {
    try exponentialCoin(numerator, over: denominator)
  }

  /// True with probability e^(−x), x = numerator/denominator ≥ 0, from Bernoulli draws alone.
  ///
  /// For x ≤ 1: the number K of draws until Bernoulli(x/k), k = 1, 2, …, first fails has P[K > k] = xᵏ/k!, so K is odd with probability
  /// e^(−x). For x > 1: ⌊x⌋ draws of e^(−1), and one of the rest. Canonne, Kamath, Steinke, "The Discrete Gaussian for Differential
  /// Privacy" (arXiv 2004.00010), algorithm 1.
  ///
  /// - Complexity: at most e − 1 < 2 draws in expectation for x ≤ 1, and fewer than 3.5 for every x.
  public mutating func exponentialCoin(_ numerator: Integer, over denominator: Integer) throws(Failure) -> Bool {
    var rest = numerator
    while rest > denominator {
      guard try unitExponentialCoin(1, over: 1) else { return false }
      rest -= denominator
    }
    return try unitExponentialCoin(rest, over: denominator)
  }

  /// The same for x in [0, 1].
  private mutating func unitExponentialCoin(_ numerator: Integer, over denominator: Integer) throws(Failure) -> Bool {
    var bound = denominator
    var isOdd = true
    while try bernoulli(numerator, of: bound) {
      bound += denominator
      isOdd.toggle()
    }
    return isOdd
  }
}

/// The choices made from the words of a generator, without bias.
public struct GeneratorCoins<Generator: RandomNumberGenerator>: CoinSource {
  /// Where the words come from.
  public var generator: Generator

  /// Coins from the words of this generator.
  public init(_ generator: Generator) { self.generator = generator }

  /// As ``CoinSource`` says; by multiplication and rejection, one word for a bound that fits one.
  public mutating func uniform(below bound: Integer) -> Integer {
    if let word = bound.asInt { return Integer(generator.uniform(below: UInt64(word))) }
    return generator.uniform(below: bound)
  }

  /// As ``CoinSource`` says.
  public mutating func bernoulli(_ numerator: Integer, of denominator: Integer) -> Bool {
    if let n = numerator.asInt, let d = denominator.asInt { return generator.uniform(below: UInt64(d)) < UInt64(n) }
    return generator.uniform(below: denominator) < numerator
  }
}
