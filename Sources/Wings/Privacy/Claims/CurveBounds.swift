import Evidence
import Exact
import Privacy
import Randomness

extension Claim {
  /// Exact composition of randomised response.
  static let responseComposition = Claim(
    id: "privacy.integer-composition",
    title: "Integer masses bound the composition of randomised responses from both sides",
    sentences: [
      Sentence(
        """
        For $T$ uses of the pair that dominates $(\\varepsilon, \\delta)$-differential privacy, the upper curve of `LossMasses` is at least, and the \
        lower curve at most, $\\delta_T(\\varepsilon') = 1 - (1-\\delta)^T + (1-\\delta)^T \\sum_l \\binom{T}{l} p^l (1-p)^{T-l} \
        (1 - e^{\\varepsilon' - (2l-T)\\varepsilon})_+$ with $p = e^\\varepsilon/(1+e^\\varepsilon)$, at losses on the grid and between, \
        however often the grid is made coarser, and if it is moved.
        """,
        topic: "randomised responses", checks: ["binomial"]),
      Sentence(
        """
        Of curves $\\sum_j p_j (1 - y w_j)_+$ with $p_j, w_j \\ge 0$: if one is at most another for all $y \\ge 0$, and so are two others, then \
        so are their compositions; and a curve does not fall if masses grow or weights $w_j$ fall, as rounding to the safe side makes them.
        """,
        topic: "monotony", checks: ["binomial"],
        proof: ProofReference(
          file: "Privacy/LossComposition.v", theorems: ["compose_monotone", "rounding_monotone"])),
    ],
    source: Source(
      paper: "The Composition Theorem for Differential Privacy", arXiv: "1311.0776",
      theorem: "theorem 3.3; the bounds with integers are derived"),
    checks: [
      Check(
        "binomial", level: .certified,
        family: .random(
          "ε = j/8 and j/7, δ ∈ {0, 1/50}, T ≤ 9, on the grid of ε, up to one coarsening, or moved to grids of 1/8 to 1/32",
          quick: 24, deep: 800,
          draw: Responses.drawn),
        subject: responseBounds, mutants: responseMutants, test: boundsResponses)
    ])

  /// The Gaussian mechanism, and one sampled step, by their closed forms.
  static let gaussianCurve = Claim(
    id: "privacy.gaussian-curve",
    title: "Certified curves enclose the exact ones of Gaussian noise, with and without sampling",
    sentences: [
      Sentence(
        """
        For $T$ uses of Gaussian noise with multiplier $\\sigma$ and every $\\varepsilon$, the interval of `PrivacyCurve` contains \
        $\\delta(\\varepsilon) = \\Phi(\\mu/2 - \\varepsilon/\\mu) - e^\\varepsilon \\Phi(-\\mu/2 - \\varepsilon/\\mu)$, $\\mu = \\sqrt{T}/\\sigma$.
        """,
        topic: "without sampling", checks: ["compositions"]),
      Sentence(
        """
        For one use on a Poisson sample of rate $q$ it contains the greater of the two closed forms, of the record removed and of the record \
        added, for positive and negative $\\varepsilon$.
        """,
        topic: "one sampled use", checks: ["one-step"]),
    ],
    source: Source(
      paper: "Improving the Gaussian Mechanism for Differential Privacy", arXiv: "1805.06530",
      theorem: "theorem 8; the sampled step is derived"),
    checks: [
      Check(
        "compositions", level: .certified,
        family: .random(
          "σ = a/b from 1/2 to 10, T ≤ 30, grids of 1/8 to 1/64", quick: 8, deep: 200, draw: GaussianUses.drawn),
        subject: gaussianUses, mutants: gaussianUseMutants, test: enclosesGaussian),
      Check(
        "one-step", level: .certified,
        family: .random(
          "σ from 1/2 to 3, q = a/20, grids of 1/16 to 1/128, and q = a/2000 on several levels", quick: 8, deep: 200,
          draw: SampledUse.drawn),
        subject: sampledUse, mutants: sampledUseMutants, test: enclosesSampled),
    ])
}

private typealias ResponseBounds = Algorithm<Responses, Responses.Bounds>

private let responseBounds: ResponseBounds = { (responses: Responses) -> Responses.Bounds in try responses.bounds() }

private let responseMutants: KeyValuePairs<String, ResponseBounds> = [
  "masses are rounded down": { (responses: Responses) -> Responses.Bounds in
    try responses.bounds { (bound: LossMasses) -> LossMasses in bound.shifted(by: -1) }
  },
  "the mass at infinity is forgotten": { (responses: Responses) -> Responses.Bounds in
    try responses.bounds { (bound: LossMasses) -> LossMasses in
      var bound = bound
      bound.infinite = 0
      return bound
    }
  },
  "one use too few": { (responses: Responses) -> Responses.Bounds in
    var fewer = responses
    fewer.times -= 1
    return try fewer.bounds()
  },
  "losses of the lower bound are a step too high": { (responses: Responses) -> Responses.Bounds in
    var bounds = try responses.bounds()
    bounds.lower.first += 1
    return bounds
  },
]

@Sendable private func boundsResponses(_ subject: ResponseBounds, _ responses: Responses) throws -> Verdict {
  let bounds = try subject(responses)
  for epsilon in responses.asked {
    let truth = responses.truth(epsilon)
    let high = bounds.upper.delta(epsilon: epsilon)
    let low = bounds.lower.delta(epsilon: epsilon)
    // Equality is possible on the grid: then an enclosure only must not exclude it.
    if truth.isGreater(than: high) == .yes {
      return .fails("the upper curve at \(epsilon) is \(Double(high)), below \(truth)")
    }
    if truth.isLess(than: low) == .yes {
      return .fails("the lower curve at \(epsilon) is \(Double(low)), above \(truth)")
    }
  }
  return .holds()
}

private let gaussianUses: Algorithm<GaussianUses, Curve> = { (uses: GaussianUses) -> Curve in try uses.curve() }

private let gaussianUseMutants: KeyValuePairs<String, Algorithm<GaussianUses, Curve>> = [
  "the noise of T uses is T times smaller": { (uses: GaussianUses) -> Curve in
    var wrong = uses
    wrong.sigma = uses.sigma / Rational(uses.times)
    wrong.times = 1
    return try wrong.curve()
  },
  "one use too few": { (uses: GaussianUses) -> Curve in
    var fewer = uses
    fewer.times -= 1
    return try fewer.curve()
  },
]

@Sendable private func enclosesGaussian(_ subject: Algorithm<GaussianUses, Curve>, _ uses: GaussianUses) throws
  -> Verdict
{
  let curve = try subject(uses)
  let exact = try GaussianComposition(of: [Repeated(.gaussian(noiseMultiplier: uses.sigma), times: uses.times)])
  let asked: [Rational] = [0, Rational(1, 3), 1, 3]
  for epsilon in asked {
    if let failure = outside(exact.delta(epsilon: epsilon), curve(epsilon), epsilon) { return failure }
  }
  return .holds()
}

private let sampledUse: Algorithm<SampledUse, Curve> = { (use: SampledUse) -> Curve in try use.curve() }

private let sampledUseMutants: KeyValuePairs<String, Algorithm<SampledUse, Curve>> = [
  "only the record removed": { (use: SampledUse) -> Curve in
    { (epsilon: Rational) -> CertifiedInterval in CertifiedInterval(lower: 0, upper: use.forms(epsilon).remove.upper) }
  },
  "only the record added": { (use: SampledUse) -> Curve in
    { (epsilon: Rational) -> CertifiedInterval in CertifiedInterval(lower: 0, upper: use.forms(epsilon).add.upper) }
  },
]

@Sendable private func enclosesSampled(_ subject: Algorithm<SampledUse, Curve>, _ use: SampledUse) throws -> Verdict {
  let curve = try subject(use)
  let asked: [Rational] = [Rational(-1, 2), Rational(-1, 100), Rational(1, 100), Rational(1, 2), 1]
  for epsilon in asked {
    let forms = use.forms(epsilon)
    if let failure = outside(Enclosure.maximum(forms.remove, forms.add), curve(epsilon), epsilon) { return failure }
  }
  return .holds()
}

/// A failure if the interval certainly does not contain the truth.
private func outside(_ truth: Enclosure, _ bounds: CertifiedInterval, _ epsilon: Rational) -> Verdict? {
  let (low, high) = (bounds.lower ?? 0, bounds.upper ?? 1)
  guard truth.isGreater(than: high) == .yes || truth.isLess(than: low) == .yes else { return nil }
  return .fails("δ(\(epsilon)) is \(truth), outside of \(Double(low)) to \(Double(high))")
}

/// Uses of randomised response.
private struct Responses: Codable, Sendable {
  var epsilon: Rational
  var delta: Rational
  var times: Int
  var logStep: Int
  var coarsenings: Int
  /// Whether the bounds are moved to the multiples of 2^(−logStep).
  var isMoved: Bool

  static func drawn(_ index: Int, _ stream: inout RandomStream) -> Responses {
    Responses(
      epsilon: Rational(Integer(stream.uniform(in: 1...8)), index.isMultiple(of: 2) ? 8 : 7),
      delta: index % 3 == 0 ? Rational(1, 50) : 0, times: stream.uniform(in: 1...9), logStep: stream.uniform(in: 3...5),
      coarsenings: index % 4 == 0 ? 1 : 0, isMoved: index % 4 == 1)
  }

  var asked: [Rational] {
    let most: Rational = epsilon * Rational(times)
    let less: Rational = epsilon * Rational(max(times - 2, 1))
    return [0, epsilon, epsilon / Rational(2), less, most, Rational(3, 7)]
  }

  /// Both bounds.
  struct Bounds: Sendable {
    var upper: LossMasses
    var lower: LossMasses
  }

  /// Both bounds; after each composition `change` is done to them.
  func bounds(_ change: (LossMasses) -> LossMasses = { $0 }) throws -> Bounds {
    let mechanism = Mechanism.approximate(epsilon: epsilon, delta: delta)
    let resolution = Resolution(logStep: logStep, fractionBits: 50, logTail: -60)
    let steps = try LossMasses.Steps([Repeated(mechanism, times: 1)], resolution)
    func bound(_ side: LossMasses.Side) -> LossMasses {
      let one = LossMasses.composition(of: steps, direction: .remove, side: side)
      if times < 1 {
        let certain = Integer(1) << one.layout.fractionBits
        return LossMasses(side: side, layout: one.layout, logStep: 0, first: 0, masses: [certain], infinite: 0)
      }
      var all = change(one)
      for _ in 1..<max(times, 1) { all = change(all.composed(with: one)) }
      for _ in 0..<coarsenings { all = all.coarser() }
      if isMoved { all = all.moved(logStep: logStep) }
      return all
    }
    return Bounds(upper: bound(.upper), lower: bound(.lower))
  }

  func truth(_ at: Rational) -> Enclosure {
    let precision = 256
    let odds = Enclosure(epsilon, precision: precision).exp()
    let whole = (Enclosure(1, precision: precision) + odds).power(times)
    var sum = Enclosure(0, precision: precision)
    var binomial: Integer = 1
    for l in 0...times {
      let loss = Rational(2 * l - times) * epsilon
      if loss > at {
        let share: Enclosure = Enclosure(1, precision: precision) - Enclosure(at - loss, precision: precision).exp()
        let mass: Enclosure = odds.power(l) * Rational(binomial)
        sum += mass * share / whole
      }
      if l < times { binomial = binomial * Integer(times - l) / Integer(l + 1) }
    }
    let silent: Rational = (Rational(1) - delta).power(times)
    let lost: Rational = Rational(1) - silent
    return sum * silent + lost
  }
}

extension LossMasses {
  /// All masses changed by that much, but not below 0.
  fileprivate func shifted(by change: Integer) -> LossMasses {
    LossMasses(
      side: side, layout: layout, logStep: logStep, unit: unit, first: first, offset: offset,
      masses: masses.map { max($0 + change, 0) }, infinite: infinite, slack: slack)
  }
}

private typealias Curve = @Sendable (Rational) -> CertifiedInterval

/// Uses of Gaussian noise.
private struct GaussianUses: Codable, Sendable {
  var sigma: Rational
  var times: Int
  var logStep: Int

  static func drawn(_ index: Int, _ stream: inout RandomStream) -> GaussianUses {
    GaussianUses(
      sigma: Rational(Integer(stream.uniform(in: 2...20)), Integer(stream.uniform(in: 2...4))),
      times: stream.uniform(in: 2...30),
      logStep: stream.uniform(in: 3...6))
  }

  func curve() throws -> Curve {
    let curve = try PrivacyCurve(
      of: [Repeated(.gaussian(noiseMultiplier: sigma), times: times)], delta: Rational(1, 1000),
      resolution: Resolution(logStep: logStep, fractionBits: 50, pointLimit: 512, logTail: -30))
    return { curve.delta(epsilon: $0) }
  }
}

/// One use of Gaussian noise on a sample.
private struct SampledUse: Codable, Sendable {
  var sigma: Rational
  var rate: Rational
  var logStep: Int
  /// Whether the losses are on several levels.
  var isLevelled: Bool

  static func drawn(_ index: Int, _ stream: inout RandomStream) -> SampledUse {
    let isLevelled = index % 4 == 3
    return SampledUse(
      sigma: Rational(Integer(stream.uniform(in: 2...(isLevelled ? 4 : 12))), 4),
      rate: Rational(Integer(stream.uniform(in: 1...19)), isLevelled ? 2000 : 20),
      logStep: stream.uniform(in: 4...7), isLevelled: isLevelled)
  }

  func curve() throws -> Curve {
    let curve = try PrivacyCurve(
      of: [Repeated(.sampledGaussian(noiseMultiplier: sigma, rate: rate), times: 1)], delta: Rational(1, 1000),
      resolution: Resolution(
        logStep: isLevelled ? 20 : logStep, fractionBits: 50, pointLimit: isLevelled ? 1 << 9 : 1 << 12, logTail: -30,
        negligibleVariance: isLevelled ? 1e-12 : 0))
    return { curve.delta(epsilon: $0) }
  }

  /// The hockey sticks of the record removed and added.
  func forms(_ epsilon: Rational) -> (remove: Enclosure, add: Enclosure) {
    let precision = 256
    let one = Enclosure(1, precision: precision)
    let y = Enclosure(epsilon, precision: precision).exp()
    let q = Enclosure(rate, precision: precision)
    let rest = one - q
    let half = Rational(1, 2)
    let squared: Rational = sigma * sigma
    /// u of the threshold for e^loss = ratio; nil if it is −∞.
    func threshold(_ ratio: Enclosure) -> Enclosure? {
      let gap: Enclosure = ratio - rest
      guard gap.isGreater(than: Rational(0)) == .yes else { return nil }
      let logarithm: Enclosure = (gap / q).log()
      let x: Enclosure = logarithm * squared + half
      return x / sigma
    }
    let shift: Rational = sigma.reciprocal
    var remove: Enclosure = one - y
    if let u = threshold(y) {
      let a: Enclosure = u.normalUpperTail()
      let b: Enclosure = (u - shift).normalUpperTail()
      let mixed: Enclosure = a * rest + b * q
      remove = mixed - y * a
    }
    var add = Enclosure(0, precision: precision)
    if let u = threshold(one / y) {
      let a: Enclosure = (-u).normalUpperTail()
      let b: Enclosure = (shift - u).normalUpperTail()
      let mixed: Enclosure = a * rest + b * q
      add = a - y * mixed
    }
    return (remove, add)
  }
}
