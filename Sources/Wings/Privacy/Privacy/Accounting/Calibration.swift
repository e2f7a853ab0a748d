import Exact
import Foundation

/// The least noise multiplier for a target (ε, δ), rounded up to a decimal, with the certified interval of ε.
///
///     try Calibration(epsilon: 8, delta: Rational(1, 100_000), rate: Rational(256, 60_000), steps: 14_062).sigma
public struct Calibration: Sendable, Hashable {
  /// σ, a decimal with the digits asked for. With it ε is certainly at most the target.
  public let sigma: Rational
  /// The certified interval of ε at σ.
  public let epsilon: CertifiedInterval

  /// Finds σ by bisection on the estimate in double precision, and goes up from there until exact integers certify it.
  ///
  /// - Parameters:
  ///   - target: ε, above 0.
  ///   - delta: above 0 and below 1.
  ///   - rate: q, above 0 and at most 1.
  ///   - steps: at least 1.
  ///   - digits: of σ after the point, 1 to 8. The result is the least decimal, or one of the next few.
  /// - Throws: ``AccountingError`` for parameters out of range, or if σ would have to be above 10⁶.
  public init(
    epsilon target: Rational, delta: Rational, rate: Rational, steps: Int, digits: Int = 4
  ) throws(AccountingError) {
    func require(_ condition: Bool, _ name: String, _ found: String, _ expected: String) throws(AccountingError) {
      if !condition { throw .parameter(name: name, found: found, expected: expected) }
    }
    try require(target > 0, "epsilon", "\(target)", "a number above 0")
    try require(delta > 0 && delta < 1, "delta", "\(delta)", "a number above 0 and below 1")
    try require(rate > 0 && rate <= 1, "q", "\(rate)", "a sampling rate above 0, at most 1")
    try require(1...Resolution.mostCompositions ~= steps, "steps", "\(steps)", "1 to 2^30")
    try require(1...8 ~= digits, "digits", "\(digits)", "1 to 8")
    func mechanisms(_ sigma: Rational) -> [Repeated] {
      [
        Repeated(
          rate == 1 ? .gaussian(noiseMultiplier: sigma) : .sampledGaussian(noiseMultiplier: sigma, rate: rate),
          times: steps)
      ]
    }
    let scale = Integer(10).power(digits)
    func certified(_ sigma: Rational) throws(AccountingError) -> CertifiedInterval {
      rate == 1
        ? try GaussianComposition(of: mechanisms(sigma)).epsilon(delta: delta)
        : try PrivacyCurve(of: mechanisms(sigma), delta: delta).epsilon(delta: delta)
    }
    /// Infinity if losses are too large to be accounted for.
    func certifiedIfPossible(_ sigma: Rational) throws(AccountingError) -> CertifiedInterval {
      do { return try certified(sigma) } catch {
        if case .tooLarge = error { return CertifiedInterval(lower: 0, upper: nil) }
        throw error
      }
    }
    func isEnough(_ sigma: Rational) throws(AccountingError) -> Bool {
      (try certified(sigma).upper).map { $0 <= target } ?? false
    }
    // In units of the last digit. The estimate is used while δ is within its reach.
    let usesEstimate = rate != 1 && Double(delta) > 1e-200
    func looksEnough(_ units: Integer) throws(AccountingError) -> Bool {
      let sigma = Rational(units, scale)
      guard usesEstimate else { return try isEnough(sigma) }
      return try FloatingCurve(of: mechanisms(sigma)).epsilon(delta: Double(delta))
        <= Double(target)
    }
    var low: Integer = 0
    var high = max(scale / 2, 1)
    while !(try looksEnough(high)) {
      low = high
      high = high * 2
      if high > scale * 1_000_000 { throw .tooLarge("sigma would have to be above 1000000") }
    }
    // The least noise that there is, and the least for which the curve of samples is computed.
    low = max(low, scale / (rate == 1 ? 1_000_000 : 100))
    while high - low > 1 {
      let middle = (low + high) / 2
      if try looksEnough(middle) { high = middle } else { low = middle }
    }
    high = max(high, low)
    var interval = try certifiedIfPossible(Rational(high, scale))
    var stride: Integer = 1
    while !(interval.upper.map { $0 <= target } ?? false) {
      high += stride
      stride = stride * 2
      if high > scale * 1_000_000 { throw .tooLarge("sigma would have to be above 1000000") }
      interval = try certifiedIfPossible(Rational(high, scale))
    }
    (sigma, epsilon) = (Rational(high, scale), interval)
  }
}
