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
  /// For each direction at least one bound.
  private var upper: [(direction: Direction, bound: LossMasses)]
  private var lower: [(direction: Direction, bound: LossMasses)]
  /// The probability that uses without noise show nothing for certain, enclosed; 1 if there are none.
  private let silent: (lower: Rational, upper: Rational)
  /// The largest loss of all uses together, exactly: the least ε for δ = 0. Nil for infinity, as Gaussian noise has it.
  private let largestLoss: Rational?
  /// The resolution that was used.
  public let resolution: Resolution

  /// The curve of these mechanisms, used independently, each possibly chosen in view of earlier outputs but with these parameters.
  ///
  /// - Parameters:
  ///   - mechanisms: what was done; their order does not matter.
  ///   - delta: about where the curve will be asked; steers the resolution.
  ///   - resolution: if given, used instead of the automatic one.
  /// - Throws: ``AccountingError`` for parameters out of range, and for more than 2³⁰ uses.
  /// - Complexity: 2 log₂ T multiplications of integers for each of three or four bounds, and for each of up to eight levels of a mechanism whose
  ///   losses are mostly small and seldom large; a tenth of a second to some seconds.
  public init(of mechanisms: [Repeated], delta: Rational, resolution: Resolution? = nil) throws(AccountingError) {
    var total = 0
    var (silent, noisy): ([(rate: Rational, times: Int)], [Repeated]) = ([], [])
    for repeated in mechanisms {
      let mechanism = try repeated.mechanism.validated()
      guard 0...Resolution.mostCompositions ~= repeated.times, total + repeated.times <= Resolution.mostCompositions
      else {
        throw .parameter(
          name: "steps", found: "\(repeated.times)", expected: "0 to 2^30 uses of mechanisms in all")
      }
      total += repeated.times
      switch mechanism.effect(.remove) {
      case .none: continue
      case .reveals(let rate): if repeated.times > 0 { silent.append((1 - rate, repeated.times)) }
      case .pair: if repeated.times > 0 { noisy.append(repeated) }
      }
    }
    self.silent = Self.product(silent)
    largestLoss = noisy.reduce(Rational(0)) { sum, repeated in
      sum.flatMap { sum in repeated.mechanism.largestLoss.map { sum + Rational(repeated.times) * $0 } }
    }
    let attempts = resolution.map { [$0] } ?? Resolution.attempts(for: noisy, delta: Double(delta))
    self.resolution = attempts[0]
    (upper, lower) = ([], [])
    if noisy.isEmpty { return }
    let steps = try LossMasses.Steps(noisy, attempts[0])
    upper = Self.bounds(steps, Direction.allCases, .upper)
    // The lower bound of the better direction would seldom add anything.
    let ends = upper.map { $0.bound.epsilon(delta: delta) }
    let isFirstWorse = ends[0].map { first in ends[1].map { first >= $0 } ?? false } ?? true
    let worse = ends[0] == ends[1] ? Direction.allCases : [isFirstWorse ? .remove : .add]
    lower = Self.bounds(steps, worse, .lower)
    // Another grid may do better, and all are bounds. Mostly it is the lower end that is not good enough.
    for attempt in attempts.dropFirst() where isWide(delta) {
      let steps = try LossMasses.Steps(noisy, attempt)
      lower += Self.bounds(steps, worse, .lower)
      if isWide(delta) { upper += Self.bounds(steps, Direction.allCases, .upper) }
    }
  }

  private typealias Bound = (direction: Direction, bound: LossMasses)

  private static func bounds(_ steps: LossMasses.Steps, _ directions: [Direction], _ side: LossMasses.Side) -> [Bound] {
    directions.map { ($0, .composition(of: steps, direction: $0, side: side)) }
  }

  /// Whether the interval of ε is wider than 10⁻³ and 0.2%.
  private func isWide(_ delta: Rational) -> Bool {
    let found = epsilon(delta: delta)
    guard let low = found.lower, let high = found.upper else { return false }
    return high - low > max(Rational(1, 1000), high / 500)
  }

  /// Π rate^times: exactly if that has no more than some ten thousand digits.
  private static func product(_ factors: [(rate: Rational, times: Int)]) -> (lower: Rational, upper: Rational) {
    let size = factors.reduce(0.0) { $0 + Double($1.rate.denominator.bitWidth) * Double($1.times) }
    if size <= 40_000 {
      let exact = factors.reduce(Rational(1)) { $0 * $1.rate.power($1.times) }
      return (exact, exact)
    }
    let product = factors.reduce(Enclosure(1, precision: 256)) {
      $0 * Enclosure($1.rate, precision: 256).power($1.times)
    }
    return (max(product.lower ?? 0, 0), min(product.upper ?? 1, 1))
  }

  /// The least ε ≥ 0 with δ(ε) ≤ delta.
  ///
  /// A `delta` of 0 or less gives the largest loss, which is infinite if there is Gaussian noise or a mechanism with a δ of its own; one of 1 or more gives 0. T uses without noise at rates q show
  /// the record with probability 1 − (1 − q)^T, whatever ε: below that ε is infinite, and if nothing else was done it is 0 from there on.
  public func epsilon(delta: Rational) -> CertifiedInterval {
    if delta >= 1 { return CertifiedInterval(lower: 0, upper: 0) }
    if silent.lower < 1 { return epsilonAmongRevelations(max(delta, 0)) }
    if delta <= 0 { return CertifiedInterval(lower: largestLoss, upper: largestLoss) }
    if upper.isEmpty { return CertifiedInterval(lower: 0, upper: 0) }
    var interval = CertifiedInterval(lower: 0, upper: 0)
    for direction in Direction.allCases {
      let ends = upper.filter { $0.direction == direction }.map { $0.bound.epsilon(delta: delta) }
      // The least of several, nil being infinity.
      interval.upper = Self.greater(interval.upper, ends.compactMap { $0 }.min())
    }
    for (_, bound) in lower { interval.lower = Self.greater(interval.lower, bound.epsilon(delta: delta)) }
    return interval
  }

  /// The ends by bisection on δ(ε), which falls.
  private func epsilonAmongRevelations(_ delta: Rational) -> CertifiedInterval {
    if upper.isEmpty {
      return CertifiedInterval(
        lower: delta < 1 - silent.upper ? nil : 0, upper: delta < 1 - silent.lower ? nil : 0)
    }
    /// The least ε at which an end of δ's interval is at most delta, to about 2^(−40): from below or from above; nil for infinity.
    func crossing(_ end: (CertifiedInterval) -> Rational, fromAbove: Bool) -> Rational? {
      var (low, high): (Rational, Rational) = (0, 1)
      if end(self.delta(epsilon: 0)) <= delta { return 0 }
      while end(self.delta(epsilon: high)) > delta {
        low = high
        high *= 2
        if high > Rational(1 << 20) { return nil }
      }
      for _ in 0..<40 {
        let middle = (low + high) / 2
        if end(self.delta(epsilon: middle)) <= delta { high = middle } else { low = middle }
      }
      return fromAbove ? high : low
    }
    return CertifiedInterval(
      lower: delta < 1 - silent.upper ? nil : crossing({ $0.lower ?? 0 }, fromAbove: false) ?? 0,
      upper: delta < 1 - silent.lower ? nil : crossing({ $0.upper ?? 1 }, fromAbove: true))
  }

  /// The least δ for which the mechanisms are (ε, δ)-differentially private; ε may be negative.
  public func delta(epsilon: Rational) -> CertifiedInterval {
    if silent.lower < 1 {
      return CertifiedInterval(
        lower: deltaAmongRevelations(epsilon, silent.upper, lower, side: .lower),
        upper: deltaAmongRevelations(epsilon, silent.lower, upper, side: .upper))
    }
    if upper.isEmpty { return Self.nothing(epsilon) }
    return CertifiedInterval(
      lower: lower.map { $0.bound.delta(epsilon: epsilon) }.max() ?? 0,
      upper: Direction.allCases.compactMap { direction in
        upper.filter { $0.direction == direction }.map { $0.bound.delta(epsilon: epsilon) }.min()
      }.max() ?? 1)
  }

  /// (1 − e^ε)₊, enclosed.
  private static func nothing(_ epsilon: Rational) -> CertifiedInterval {
    if epsilon >= 0 { return CertifiedInterval(lower: 0, upper: 0) }
    let value = 1 - Enclosure(epsilon, precision: 128).exp()
    return CertifiedInterval(lower: max(value.lower ?? 0, 0), upper: min(value.upper ?? 1, 1))
  }

  /// A bound on δ(ε) if uses without noise show nothing with probability s, and others have the bounds D.
  ///
  /// Of the record removed, P is an infinite loss with probability 1 − s and ln s else, so that δ is 1 − s + s D(ε − ln s). Of the record added
  /// the loss is −ln s for certain, and δ is D(ε + ln s). It falls with s.
  private func deltaAmongRevelations(
    _ epsilon: Rational, _ silent: Rational, _ bounds: [(direction: Direction, bound: LossMasses)],
    side: LossMasses.Side
  ) -> Rational {
    if silent <= 0 { return 1 }
    let logarithm = Enclosure(silent, precision: 128).log()
    /// D at a point, or at one that is a little to the safe side.
    func value(_ point: Enclosure, _ direction: Direction) -> Rational? {
      let point = side == .upper ? point.lower ?? 0 : point.upper ?? 0
      if bounds.isEmpty {
        let nothing = Self.nothing(point)
        return side == .upper ? nothing.upper : nothing.lower
      }
      let values = bounds.filter { $0.direction == direction }.map { $0.bound.delta(epsilon: point) }
      return side == .upper ? values.min() : values.max()
    }
    let here = Enclosure(epsilon, precision: 128)
    // A bound on one direction alone is one from below.
    let removed = 1 - silent + silent * (value(here - logarithm, .remove) ?? 0)
    let added = value(here + logarithm, .add) ?? 0
    return min(max(removed, added), 1)
  }

  private static func greater(_ a: Rational?, _ b: Rational?) -> Rational? {
    guard let a, let b else { return nil }
    return max(a, b)
  }
}

extension Mechanism {
  /// The largest privacy loss of one use, as the law has it that dominates all neighbours; nil if there is none.
  fileprivate var largestLoss: Rational? {
    switch self {
    case .gaussian, .sampledGaussian: nil
    case .laplace(let scale), .discreteLaplace(let scale): scale.reciprocal
    case .approximate(let epsilon, let delta): delta > 0 ? nil : epsilon
    }
  }
}
