import Exact
import Randomness

extension RandomNumberGenerator {
  /// The indices of a Poisson sample of 0..<count in ascending order: each is in it with probability exactly `rate`, independently.
  ///
  /// - Parameters:
  ///   - count: the number of records, at least 0. Anything that depends on it, or on the size of the sample, is not private.
  ///   - rate: q, a fraction; a realised share such as 256/60000 must not be computed from a private number of records.
  /// - Throws: ``SamplingError/rateOutOfRange(_:)``.
  /// - Complexity: O(count), one word for each record.
  public mutating func poissonSample(of count: Int, rate: Rational) throws(SamplingError) -> [Int] {
    guard rate >= 0, rate <= 1 else { throw .rateOutOfRange(rate) }
    var coins = GeneratorCoins(self)
    defer { self = coins.generator }
    var sample: [Int] = []
    for index in 0..<max(count, 0) where coins.bernoulli(rate.numerator, of: rate.denominator) { sample.append(index) }
    return sample
  }
}
