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
        however often the grid is made coarser.
        """,
        checks: ["binomial"])
    ],
    source: Source(
      paper: "The Composition Theorem for Differential Privacy", arXiv: "1311.0776",
      theorem: "theorem 3.3; the bounds with integers are derived"),
    checks: [
      Check(
        "binomial", level: .certified,
        family: .random(
          "ε = j/8 on the grid and j/7 beside it, δ ∈ {0, 1/50}, T ≤ 9, grids of 1/8 to 1/32, up to one coarsening", quick: 24, deep: 800,
          draw: Responses.drawn),
        subject: { try $0.bounds() },
        mutants: [
          "masses of the upper bound are rounded down": { try $0.bounds { $0.shifted(by: -1) } },
          "the mass at infinity is forgotten": { try $0.bounds { bound in
            var bound = bound
            bound.infinite = 0
            return bound
          } },
          "one use too few": { responses in
            var fewer = responses
            fewer.times -= 1
            return try fewer.bounds()
          },
          "the lower bound is made coarser like the upper one": { try $0.bounds(lowerAsUpper: true) },
        ],
        test: { subject, responses in
          let (upper, lower) = try subject(responses)
          for epsilon in responses.asked {
            let truth = responses.truth(epsilon)
            let (high, low) = (upper.delta(epsilon: epsilon), lower.delta(epsilon: epsilon))
            // Equality is possible on the grid: then an enclosure only must not exclude it.
            if truth.isGreater(than: high) == .yes { return .fails("the upper curve at \(epsilon) is \(Double(high)), below \(truth)") }
            if truth.isLess(than: low) == .yes { return .fails("the lower curve at \(epsilon) is \(Double(low)), above \(truth)") }
          }
          return .holds()
        })
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
        family: .random("σ = a/b from 1/2 to 10, T ≤ 30, grids of 1/8 to 1/64", quick: 8, deep: 200, draw: GaussianUses.drawn),
        subject: { try $0.curve() },
        mutants: [
          "multipliers add up, not their squares": { uses in
            var wrong = uses
            wrong.sigma = uses.sigma * Rational(uses.times)
            wrong.times = 1
            return try wrong.curve()
          },
          "one use too few": { uses in
            var fewer = uses
            fewer.times -= 1
            return try fewer.curve()
          },
        ],
        test: { subject, uses in
          let curve = try subject(uses)
          let exact = try GaussianComposition(of: [Repeated(.gaussian(noiseMultiplier: uses.sigma), times: uses.times)])
          for epsilon in [Rational(0), Rational(1, 3), 1, 3] {
            let (bounds, truth) = (curve(epsilon), exact.delta(epsilon: epsilon))
            if truth.isGreater(than: bounds.upper ?? 1) == .yes || truth.isLess(than: bounds.lower ?? 0) == .yes {
              return .fails("δ(\(epsilon)) is \(truth), outside of \(Double(bounds.lower ?? 0)) to \(Double(bounds.upper ?? 1))")
            }
          }
          return .holds()
        }),
      Check(
        "one-step", level: .certified,
        family: .random("σ from 1/2 to 3, q = a/20, grids of 1/16 to 1/128", quick: 8, deep: 200, draw: SampledUse.drawn),
        subject: { try $0.curve() },
        mutants: [
          "only the record removed": { use in
            try use.curve { Swift.max($0.remove, 0) }
          },
          "only the record added": { use in try use.curve { Swift.max($0.add, 0) } },
        ],
        test: { subject, use in
          let curve = try subject(use)
          for epsilon in [Rational(-1, 2), Rational(-1, 100), Rational(1, 100), Rational(1, 2), 1] {
            let truth = use.truth(epsilon)
            let bounds = curve(epsilon)
            if truth.isGreater(than: bounds.upper ?? 1) == .yes || truth.isLess(than: bounds.lower ?? 0) == .yes {
              return .fails("δ(\(epsilon)) is \(truth), outside of \(Double(bounds.lower ?? 0)) to \(Double(bounds.upper ?? 1))")
            }
          }
          return .holds()
        }),
    ])
}

/// Uses of randomised response.
private struct Responses: Codable, Sendable {
  var epsilon: Rational
  var delta: Rational
  var times: Int
  var logStep: Int
  var coarsenings: Int

  static func drawn(_ index: Int, _ stream: inout RandomStream) -> Responses {
    Responses(
      epsilon: Rational(Integer(stream.uniform(in: 1...8)), index.isMultiple(of: 2) ? 8 : 7),
      delta: index % 3 == 0 ? Rational(1, 50) : 0, times: stream.uniform(in: 1...9), logStep: stream.uniform(in: 3...5),
      coarsenings: index % 4 == 0 ? 1 : 0)
  }

  var asked: [Rational] {
    [0, epsilon, epsilon / 2, epsilon * Rational(max(times - 2, 1)), epsilon * Rational(times), Rational(3, 7)]
  }

  /// Both bounds; after each composition `change` is done to them.
  func bounds(
    lowerAsUpper: Bool = false, _ change: (LossMasses) -> LossMasses = { $0 }
  ) throws -> (upper: LossMasses, lower: LossMasses) {
    let steps = try LossMasses.Steps(
      [Repeated(.approximate(epsilon: epsilon, delta: delta), times: 1)],
      Resolution(logStep: logStep, fractionBits: 50, logTail: -60))
    func bound(_ side: LossMasses.Side) -> LossMasses {
      let one = LossMasses.composition(of: steps, direction: .remove, side: side)
      if times < 1 {
        return LossMasses(
          side: side, layout: one.layout, logStep: logStep, first: 0, masses: [Integer(1) << one.layout.fractionBits], infinite: 0)
      }
      var all = change(one)
      for _ in 1..<max(times, 1) { all = change(all.composed(with: one)) }
      for _ in 0..<coarsenings { all = all.coarser() }
      return all
    }
    guard lowerAsUpper else { return (bound(.upper), bound(.lower)) }
    let upper = bound(.upper)
    let disguised = LossMasses(
      side: .lower, layout: upper.layout, logStep: upper.logStep, first: upper.first + 1, masses: upper.masses, infinite: upper.infinite)
    return (upper, disguised)
  }

  func truth(_ at: Rational) -> Enclosure {
    let precision = 256
    let odds = Enclosure(epsilon, precision: precision).exp()
    let whole = (1 + odds).power(times)
    var sum = Enclosure(0, precision: precision)
    var binomial: Integer = 1
    for l in 0...times {
      let loss = Rational(2 * l - times) * epsilon
      if loss > at { sum += odds.power(l) * Rational(binomial) * (1 - Enclosure(at - loss, precision: precision).exp()) / whole }
      if l < times { binomial = binomial * Integer(times - l) / Integer(l + 1) }
    }
    let silent = (1 - delta).power(times)
    return sum * silent + (1 - silent)
  }
}

extension LossMasses {
  /// All masses changed by that much, but not below 0.
  fileprivate func shifted(by change: Integer) -> LossMasses {
    LossMasses(
      side: side, layout: layout, logStep: logStep, first: first, masses: masses.map { max($0 + change, 0) }, infinite: infinite)
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
      sigma: Rational(Integer(stream.uniform(in: 2...20)), Integer(stream.uniform(in: 2...4))), times: stream.uniform(in: 2...30),
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

  static func drawn(_ index: Int, _ stream: inout RandomStream) -> SampledUse {
    SampledUse(
      sigma: Rational(Integer(stream.uniform(in: 2...12)), 4), rate: Rational(Integer(stream.uniform(in: 1...19)), 20),
      logStep: stream.uniform(in: 4...7))
  }

  func curve() throws -> Curve {
    let curve = try PrivacyCurve(
      of: [Repeated(.sampledGaussian(noiseMultiplier: sigma, rate: rate), times: 1)], delta: Rational(1, 1000),
      resolution: Resolution(logStep: logStep, fractionBits: 50, pointLimit: 1 << 12, logTail: -30))
    return { curve.delta(epsilon: $0) }
  }

  /// A faulty curve: a point made from the two closed forms.
  func curve(_ choose: @escaping @Sendable ((remove: Rational, add: Rational)) -> Rational) throws -> Curve {
    return { epsilon in
      let forms = self.forms(epsilon)
      let value = choose((forms.remove.upper ?? 0, forms.add.upper ?? 0))
      return CertifiedInterval(lower: 0, upper: value)
    }
  }

  func truth(_ epsilon: Rational) -> Enclosure {
    let forms = forms(epsilon)
    return .maximum(forms.remove, forms.add)
  }

  /// The hockey sticks of the record removed and added.
  private func forms(_ epsilon: Rational) -> (remove: Enclosure, add: Enclosure) {
    let precision = 256
    let (y, q) = (Enclosure(epsilon, precision: precision).exp(), Enclosure(rate, precision: precision))
    /// u of the threshold for e^loss = ratio; nil if it is −∞.
    func threshold(_ ratio: Enclosure) -> Enclosure? {
      let gap = ratio - 1 + q
      guard gap.isGreater(than: 0) == .yes else { return nil }
      return ((gap / q).log() * (sigma * sigma) + Rational(1, 2)) / sigma
    }
    let shift = 1 / sigma
    let one = Enclosure(1, precision: precision)
    let remove: Enclosure
    if let u = threshold(y) {
      let (a, b) = (u.normalUpperTail(), (u - shift).normalUpperTail())
      remove = a * (1 - rate) + b * rate - y * a
    } else {
      remove = one - y
    }
    let add: Enclosure
    if let u = threshold(1 / y) {
      let (a, b) = ((-u).normalUpperTail(), (shift - u).normalUpperTail())
      add = a - y * (a * (1 - rate) + b * rate)
    } else {
      add = Enclosure(0, precision: precision)
    }
    return (remove, add)
  }
}
