import Exact

/// The exact confidence interval of Clopper and Pearson for a probability (Biometrika 26(4), 1934).
///
///     let interval = try ClopperPearson(successes: 0, trials: 10, confidence: Rational(95, 100))
///     interval.upper   // just above 1 − 0.025^(1/10) = 0.3084971…
///
/// The lower end is the p with P[X ≥ k] = α/2 and the upper end that with P[X ≤ k] = α/2. Both are found by bisection with
/// exact tails and rounded *outward* to multiples of 2^−bits, so the interval covers the true probability with at least
/// the stated confidence, whatever it is.
public struct ClopperPearson: Sendable {
  /// The lower end; 0 if no trial succeeded.
  public let lower: Rational
  /// The upper end; 1 if every trial succeeded.
  public let upper: Rational

  /// - Parameters:
  ///   - k: how often the event was seen, 0 to `n`.
  ///   - n: the number of independent trials.
  ///   - confidence: 1 − α, strictly between 0 and 1.
  ///   - bits: the ends are multiples of 2^−bits.
  /// - Throws: ``StatisticsError`` for impossible counts or a confidence outside (0, 1).
  /// - Complexity: O(bits) exact binomial tails, each of O(trials) products of integers of up to trials · bits bits.
  public init(successes k: Int, trials n: Int, confidence: Rational, bits: Int = 24) throws(StatisticsError) {
    guard n >= 0, 0...n ~= k else { throw .countOutOfRange(successes: k, trials: n) }
    guard confidence > 0, confidence < 1 else { throw .confidenceOutOfRange(confidence) }
    precondition(1...1024 ~= bits, "the ends have 1 to 1024 bits")
    let half = (1 - confidence) / 2
    lower = k == 0 ? 0 : Rational(Self.largest(k, n, half, bits), Integer(1) << bits)
    // The upper end for k successes is the mirror image of the lower end for n − k.
    upper = k == n ? 1 : 1 - Rational(Self.largest(n - k, n, half, bits), Integer(1) << bits)
  }

  /// Whether the interval contains the value.
  public func contains(_ value: Rational) -> Bool { lower <= value && value <= upper }

  /// The largest a with P[X ≥ k] ≤ tail at p = a/2^bits.
  private static func largest(_ k: Int, _ n: Int, _ tail: Rational, _ bits: Int) -> Integer {
    let one = Integer(1) << bits
    let scaled = tail.numerator << (bits * n)
    var (low, high) = (Integer(0), one)
    while high - low > 1 {
      let middle = (low + high) >> 1
      let sum = BinomialTest.upperTailNumerator(k, n, middle, one - middle)
      if sum * tail.denominator <= scaled { low = middle } else { high = middle }
    }
    return low
  }
}
