import Exact

/// An interval that certainly contains a number that may be infinite.
public struct CertifiedInterval: Sendable, Hashable {
  /// The lower end; nil if the number is infinite.
  public var lower: Rational?
  /// The upper end; nil for infinity.
  public var upper: Rational?

  /// An interval with these ends, nil being infinity.
  public init(lower: Rational?, upper: Rational?) { (self.lower, self.upper) = (lower, upper) }

  /// Upper − lower; 0 if both are infinite, nil if one is.
  public var width: Rational? {
    guard let lower, let upper else { return lower == nil && upper == nil ? 0 : nil }
    return upper - lower
  }
}

/// The privacy curve δ(ε) of mechanisms used one after the other, enclosed by exact integers: an upper and a lower bound for both directions.
///
///     let steps = [Repeated(.sampledGaussian(noiseMultiplier: Rational(11, 10), rate: Rational(256, 60000)), times: 14062)]
///     let curve = try PrivacyCurve(of: steps, delta: Rational(1, 100_000))
///     curve.epsilon(delta: Rational(1, 100_000)).upper   // a certified ε
///
/// **What is certified.** For every ε ≥ 0, the lower bound is at most the least δ for which the composition is (ε, δ)-differentially private as its
/// dominating pairs tell, and the upper bound is at least that, however coarse the grid is. No floating-point number decides: tails of the
/// normal law have stated errors, masses are integers, and each rounding goes to the safe side.
///
/// It does not know whether the sensitivity, the sampling or the generator of the code that it is told about are as claimed.
public struct PrivacyCurve: Sendable {
  private let upper: [LossMasses]
  private let lower: [LossMasses]
  /// With this probability, by direction, something is revealed for certain: it is lost for every ε.
  private let revealed: Rational
  /// The probability at most.
  private let isRevealing: Bool
  /// The resolution that was used.
  public let resolution: Resolution

  /// The curve of these mechanisms, used independently, each possibly chosen in view of earlier outputs but with these parameters.
  ///
  /// - Parameters:
  ///   - mechanisms: what was done; their order does not matter.
  ///   - delta: about where the curve will be asked; steers the resolution.
  ///   - resolution: if given, used instead of the automatic one.
  /// - Throws: ``AccountingError`` for parameters out of range, and for more than 2³⁰ uses.
  /// - Complexity: 2 log₂ T multiplications of integers for each of three or four bounds; a tenth of a second to a second.
  public init(of mechanisms: [Repeated], delta: Rational, resolution: Resolution? = nil) throws(AccountingError) {
    var total = 0
    var silent: Rational = 1
    for repeated in mechanisms {
      let mechanism = try repeated.mechanism.validated()
      guard 0...Resolution.mostCompositions ~= repeated.times, total + repeated.times <= Resolution.mostCompositions
      else {
        throw .parameter(
          name: "steps", found: "\(repeated.times)", expected: "0 to 2^30 uses of mechanisms in all")
      }
      total += repeated.times
      // One use tells enough of those that reveal.
      if repeated.times > 0, case .reveals(let probability) = mechanism.effect(.remove) { silent *= 1 - probability }
    }
    revealed = 1 - silent
    isRevealing = silent != 1
    let resolution = resolution ?? .automatic(for: mechanisms, delta: Double(delta))
    self.resolution = resolution
    if isRevealing || total == 0 {
      (upper, lower) = ([], [])
      return
    }
    let steps = try LossMasses.Steps(mechanisms, resolution)
    var (uppers, lowers): ([LossMasses], [LossMasses]) = ([], [])
    for direction in Direction.allCases { uppers.append(.composition(of: steps, direction: direction, side: .upper)) }
    // The lower bound of the better direction would seldom add anything.
    let ends = uppers.map { $0.epsilon(delta: delta) }
    let isFirstWorse = ends[0].map { first in ends[1].map { first >= $0 } ?? false } ?? true
    for direction in ends[0] == ends[1] ? Direction.allCases : [isFirstWorse ? .remove : .add] {
      lowers.append(.composition(of: steps, direction: direction, side: .lower))
    }
    (upper, lower) = (uppers, lowers)
  }

  /// The least ε ≥ 0 with δ(ε) ≤ delta.
  ///
  /// A `delta` of 0 or less has the upper end infinity unless nothing was done; one of 1 or more gives 0.
  public func epsilon(delta: Rational) -> CertifiedInterval {
    if delta >= 1 { return CertifiedInterval(lower: 0, upper: 0) }
    if isRevealing { return CertifiedInterval(lower: delta < revealed ? nil : 0, upper: nil) }
    if upper.isEmpty { return CertifiedInterval(lower: 0, upper: 0) }
    var interval = CertifiedInterval(lower: 0, upper: 0)
    for bound in upper { interval.upper = Self.greater(interval.upper, bound.epsilon(delta: max(delta, 0))) }
    for bound in lower { interval.lower = Self.greater(interval.lower, bound.epsilon(delta: max(delta, 0))) }
    return interval
  }

  /// The least δ for which the mechanisms are (ε, δ)-differentially private; ε may be negative.
  public func delta(epsilon: Rational) -> CertifiedInterval {
    if isRevealing { return CertifiedInterval(lower: revealed, upper: 1) }
    if upper.isEmpty { return CertifiedInterval(lower: 0, upper: epsilon < 0 ? 1 : 0) }
    return CertifiedInterval(
      lower: lower.map { $0.delta(epsilon: epsilon) }.max() ?? 0,
      upper: upper.map { $0.delta(epsilon: epsilon) }.max() ?? 1)
  }

  private static func greater(_ a: Rational?, _ b: Rational?) -> Rational? {
    guard let a, let b else { return nil }
    return max(a, b)
  }
}
