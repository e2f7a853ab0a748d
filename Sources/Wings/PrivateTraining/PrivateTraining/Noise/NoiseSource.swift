import Exact
import Privacy
import Randomness
import Synchronization

/// Where the random choices of a training come from.
///
/// Each step, and in it the sample, each group's noise and each group's count, has a stream of its own; so whoever hosts a group draws its noise alone.
public enum NoiseSource: Sendable, Hashable {
  /// The system's secure source: what privacy rests on.
  case secure
  /// A seed, for experiments: whoever knows it can subtract the noise.
  case reproducible(seed: UInt64)

  /// What is drawn.
  public enum Purpose: Sendable, Hashable {
    /// Which examples are in the batch.
    case sample
    /// The noise of a group's sums.
    case group(Int)
    /// The noise of a group's count.
    case count(Int)

    var name: String {
      switch self {
      case .sample: "sample"
      case .group(let k): "group \(k)"
      case .count(let k): "count \(k)"
      }
    }
  }

  /// The generator for a purpose at a step.
  public func generator(step: Int, for purpose: Purpose) -> any RandomNumberGenerator {
    switch self {
    case .secure: SecureWords()
    case .reproducible(let seed):
      RandomStream(seed: seed).child("private training").child(step).child(purpose.name)
    }
  }

  /// The indices of a Poisson sample for a step: each of 0..<count with probability exactly `rate`.
  ///
  /// - Throws: `SamplingError` for a rate that is no probability.
  /// - Complexity: O(count).
  public func sample(step: Int, of count: Int, rate: Rational) throws(SamplingError) -> [Int] {
    func draw(_ generator: some RandomNumberGenerator) throws(SamplingError) -> [Int] {
      var generator = generator
      return try generator.poissonSample(of: count, rate: rate)
    }
    return try draw(generator(step: step, for: .sample))
  }

  /// Adds discrete Gaussian noise of this variance to integers.
  ///
  /// - Throws: `SamplingError` unless the variance is positive and at most 2¹⁰⁰.
  /// - Complexity: O(n); some 25 ns each up to the largest variance of a table, otherwise about a microsecond.
  public func addDiscreteNoise(
    variance: Rational, to sums: inout [Int64], step: Int, for purpose: Purpose
  ) throws(SamplingError) {
    let limit = Integer(1) << 100
    guard variance <= Rational(limit) else { throw .tableTooLarge(variance: variance, limit: limit) }
    func add(_ generator: some RandomNumberGenerator) throws(SamplingError) {
      var generator = generator
      // A table pays for itself from some thousands of draws on.
      if sums.count >= 2_000, variance <= Rational(TabulatedDiscreteGaussian.largestVariance) {
        let law = try NoiseTables.table(variance)
        for index in sums.indices { sums[index] += Int64(law.next(using: &generator)) }
      } else {
        let law = try DiscreteGaussian(variance: variance)
        // With σ at most 2⁵⁰ a draw of more than 63 bits has a probability below e^(−2²³), and counts as 0.
        for index in sums.indices { sums[index] += Int64(exactly: law.next(using: &generator)) ?? 0 }
      }
    }
    try add(generator(step: step, for: purpose))
  }

  /// Normal numbers of this deviation, in double precision: what the least significant bits give away is told by `FloatingGaussianAttack`.
  public func normals(_ count: Int, deviation: Double, step: Int, for purpose: Purpose) -> [Double] {
    func draw(_ generator: some RandomNumberGenerator) -> [Double] {
      var (generator, source) = (generator, GaussianSource())
      return (0..<count).map { _ in deviation * source.next(&generator) }
    }
    return draw(generator(step: step, for: purpose))
  }
}

/// Tables of noise laws that were used last: a table takes tens of milliseconds to make, and the same few variances come back in each step.
private enum NoiseTables {
  private static let kept = Mutex<[(variance: Rational, law: TabulatedDiscreteGaussian)]>([])
  private static let most = 64

  static func table(_ variance: Rational) throws(SamplingError) -> TabulatedDiscreteGaussian {
    if let law = kept.withLock({ tables in tables.first { $0.variance == variance }?.law }) { return law }
    let law = try TabulatedDiscreteGaussian(variance: variance)
    kept.withLock { tables in tables = Array(([(variance, law)] + tables).prefix(most)) }
    return law
  }
}
