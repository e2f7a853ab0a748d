import Exact

/// An exact test of whether a number of successes fits a binomial distribution with a rational probability.
///
///     let test = try BinomialTest(successes: 60, trials: 100, probability: Rational(1, 2))
///     test.upperTail                           // P[X ≥ 60], a rational number
///     test.rejects(at: Rational(1, 1_000_000)) // false
///
/// All tails are exact rationals; no approximation by a normal distribution is involved.
public struct BinomialTest: Sendable {
  /// How often the event was seen.
  public let successes: Int
  /// The number of independent trials.
  public let trials: Int
  /// The probability of the event under the hypothesis.
  public let probability: Rational

  /// - Throws: ``StatisticsError`` unless 0 ≤ successes ≤ trials and 0 ≤ probability ≤ 1.
  public init(successes: Int, trials: Int, probability: Rational) throws(StatisticsError) {
    guard trials >= 0, 0...trials ~= successes else { throw .countOutOfRange(successes: successes, trials: trials) }
    guard probability >= 0, probability <= 1 else { throw .notAProbability(probability) }
    (self.successes, self.trials, self.probability) = (successes, trials, probability)
  }

  /// P[X ≥ successes].
  ///
  /// - Complexity: O(trials) multiplications of integers of up to trials · bits(denominator) bits by small ones.
  public var upperTail: Rational {
    let q = probability.denominator - probability.numerator
    return Self.upperTail(successes, trials, probability.numerator, q)
  }

  /// P[X ≤ successes].
  public var lowerTail: Rational {
    let q = probability.denominator - probability.numerator
    // Failures are binomial too, with the complementary probability.
    return Self.upperTail(trials - successes, trials, q, probability.numerator)
  }

  /// Twice the smaller tail, at most 1: the two-sided p-value.
  public var pValue: Rational { min(1, 2 * min(lowerTail, upperTail)) }

  /// Whether the two-sided p-value is at most the level. A true hypothesis is rejected with at most that probability.
  public func rejects(at level: Rational) -> Bool { pValue <= level }

  /// P[X ≥ k] where a success has probability p/(p+q): Σ_{i≥k} C(n,i) pⁱ qⁿ⁻ⁱ / (p+q)ⁿ.
  private static func upperTail(_ k: Int, _ n: Int, _ p: Integer, _ q: Integer) -> Rational {
    if k <= 0 { return 1 }
    return Rational(upperTailNumerator(k, n, p, q), (p + q).power(n))
  }

  /// Σ_{i≥k} C(n,i) pⁱ qⁿ⁻ⁱ, summing the shorter side.
  static func upperTailNumerator(_ k: Int, _ n: Int, _ p: Integer, _ q: Integer) -> Integer {
    if k > n { return 0 }
    if k <= n / 2 { return (p + q).power(n) - upperTailNumerator(n - k + 1, n, q, p) }
    // Horner's scheme for T = Σ_{i≥k} C(n,i) pⁱ⁻ᵏ qⁿ⁻ⁱ from i = n down: T ← T·p + C(n,i)·qⁿ⁻ⁱ.
    var binomial: Integer = 1
    var powerOfQ: Integer = 1
    var sum: Integer = 1
    for i in stride(from: n - 1, through: k, by: -1) {
      binomial = binomial * Integer(i + 1) / Integer(n - i)
      powerOfQ *= q
      sum = sum * p + binomial * powerOfQ
    }
    return sum * p.power(k)
  }
}

/// What can be wrong with the data given to a statistic.
public enum StatisticsError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The number of successes is not between 0 and that of trials.
  case countOutOfRange(successes: Int, trials: Int)
  /// The number is not between 0 and 1.
  case notAProbability(Rational)
  /// The confidence is not strictly between 0 and 1.
  case confidenceOutOfRange(Rational)
  /// A fit needs two different sizes.
  case tooFewSizes
  /// A logarithm needs positive data.
  case notPositive(String)

  public var description: String {
    switch self {
    case .countOutOfRange(let successes, let trials): "\(successes) successes in \(trials) trials are impossible"
    case .notAProbability(let value): "\(value) is not a probability"
    case .confidenceOutOfRange(let value): "a confidence lies strictly between 0 and 1, unlike \(value)"
    case .tooFewSizes: "a slope needs measurements at two different sizes at least"
    case .notPositive(let value): "\(value) is not positive and finite, so it has no logarithm to fit"
    }
  }
}
