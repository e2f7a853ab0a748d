import Evidence
import Exact
import Privacy
import Randomness
import Statistics

extension Claim {
  /// Rényi divergences of the sampled Gaussian, discrete too.
  static let sampledMoments = Claim(
    id: "privacy.sampled-moments",
    title: "Rényi divergences of sampled discrete Gaussian noise are the sums of the continuous one",
    sentences: [
      Sentence(
        """
        For integer orders $\\alpha$, rational $\\sigma^2$ and $q$, the divergence of order $\\alpha$ of $(1-q) N + q (N + 1)$ from $N$, $N$ the \
        discrete Gaussian of variance $\\sigma^2$ times the square of an integer $m$ and the shift being $m$, lies in the enclosure that \
        `RenyiComposition` gives for the multiplier $\\sigma$: $\\frac{1}{\\alpha-1} \\ln \\sum_k \\binom{\\alpha}{k} (1-q)^{\\alpha-k} q^k \
        e^{(k^2-k)/(2\\sigma^2)}$.
        """,
        topic: "discrete noise", checks: ["lattice"])
    ],
    remark: "Summed over the lattice term by term; the tails are bounded by a geometric series.",
    source: Source(
      paper: "Rényi Differential Privacy of the Sampled Gaussian Mechanism", arXiv: "1908.10530",
      theorem: "section 3.3; for the discrete Gaussian derived from the invariance of the lattice under shifts"),
    checks: [
      Check(
        "lattice", level: .certified,
        family: .random("α ≤ 6, σ = a/4 from 1 to 3, q = b/10, shifts 4 and 8", quick: 12, deep: 300, draw: Lattice.drawn),
        subject: { try $0.divergence(squares: true, rate: $0.rate) },
        mutants: [
          "k² in place of k² − k": { try $0.written { k in k * k } },
          "k in place of k² − k": { try $0.written { k in k } },
          "half the rate": { try $0.divergence(squares: true, rate: $0.rate / 2) },
        ],
        test: { subject, lattice in
          let (found, truth) = (try subject(lattice), lattice.direct())
          return .require(
            found.intersects(truth) && truth.width < 1e-25, "\(found), but over the lattice it is \(truth)")
        })
    ])

  /// The audit of one run.
  static let oneRunAudit = Claim(
    id: "privacy.one-run-audit",
    title: "The one-run audit refutes an ε only if so many right guesses have a probability of at most 1 - confidence",
    sentences: [
      Sentence(
        """
        For $\\delta = 0$ and all $0 \\le v \\le r \\le 12$ the bound of `OneRunAudit` for $p = e^\\varepsilon/(1+e^\\varepsilon)$ is \
        $\\Pr[\\mathrm{Bin}(r, p) \\ge v]$; the $\\varepsilon$ that it gives is refuted, and $\\varepsilon + 10^{-9}$ is not, unless it is 0.
        """,
        checks: ["tails"])
    ],
    source: Source(
      paper: "Privacy Auditing with One (1) Training Run", arXiv: "2305.08846", theorem: "theorem 5.2"),
    checks: [
      Check(
        "tails", level: .exhaustive,
        family: .exhaustive(
          "r ≤ 6 (deep: 12), all v", count: { all($0).count }, all: all),
        subject: { audit, p in try OneRunAudit(canaries: audit.guesses, guesses: audit.guesses, correct: audit.correct).probability(p: p, delta: 0) },
        mutants: [
          "more than v": { audit, p in
            audit.correct == audit.guesses
              ? Enclosure(0)
              : try OneRunAudit(canaries: audit.guesses, guesses: audit.guesses, correct: audit.correct + 1).probability(p: p, delta: 0)
          },
          "one guess too many": { audit, p in
            try OneRunAudit(canaries: audit.guesses + 1, guesses: audit.guesses + 1, correct: audit.correct).probability(p: p, delta: 0)
          },
        ],
        test: { subject, audit in
          for p in [Rational(1, 2), Rational(2, 3), Rational(9, 10)] {
            let truth = try BinomialTest(successes: audit.correct, trials: audit.guesses, probability: p).upperTail
            let found = try subject((audit, p))
            if !found.contains(truth) { return .fails("P[Bin(\(audit.guesses), \(p)) ≥ \(audit.correct)] is \(truth), not \(found)") }
          }
          let whole = try OneRunAudit(canaries: audit.guesses, guesses: audit.guesses, correct: audit.correct)
          let epsilon = try whole.epsilonLower(delta: 0)
          if epsilon == 0 { return .holds() }
          let odds = Enclosure(epsilon + Rational(1, 1_000_000_000), precision: 128).exp()
          guard let above = (odds / (1 + odds)).upper else { return .undecided("e^ε is too large") }
          let level = Rational(1, 20)
          return .require(
            try BinomialTest(successes: audit.correct, trials: audit.guesses, probability: min(above, 1)).upperTail > level,
            "ε = \(Double(epsilon)) is not the largest that is refuted")
        })
    ])
}

private struct Guesses: Codable, Sendable {
  var guesses: Int
  var correct: Int
}

@Sendable private func all(_ budget: Budget) -> [Guesses] {
  (0...(budget == .quick ? 6 : 12)).flatMap { r in (0...r).map { Guesses(guesses: r, correct: $0) } }
}

private struct Lattice: Codable, Sendable {
  var order: Int
  var sigma: Rational
  var rate: Rational
  /// The shift, in lattice points: σ times it is the deviation of the noise.
  var shift: Int

  static func drawn(_ index: Int, _ stream: inout RandomStream) -> Lattice {
    Lattice(
      order: stream.uniform(in: 2...6), sigma: Rational(Integer(stream.uniform(in: 4...12)), 4),
      rate: Rational(Integer(stream.uniform(in: 1...9)), 10), shift: index.isMultiple(of: 2) ? 4 : 8)
  }

  func divergence(squares: Bool, rate: Rational) throws -> Enclosure {
    try RenyiComposition(of: [Repeated(.sampledGaussian(noiseMultiplier: sigma, rate: rate), times: 1)]).divergence(order: order)
  }

  /// The sum written out, with another exponent.
  func written(_ exponent: (Int) -> Int) throws -> Enclosure {
    var sum = Enclosure(0, precision: 192)
    var binomial: Integer = 1
    for k in 0...order {
      let weight = (1 - rate).power(order - k) * rate.power(k) * Rational(binomial)
      sum += Enclosure(Rational(exponent(k)) / (2 * sigma * sigma), precision: 192).exp() * weight
      binomial = binomial * Integer(order - k) / Integer(k + 1)
    }
    return sum.log() / Rational(order - 1)
  }

  /// Σ_x N(x) ((1 − q) + q N(x − m)/N(x))^α over the lattice.
  func direct() -> Enclosure {
    let precision = 192
    let variance = sigma * sigma * Rational(shift * shift)
    let reach = shift * (order + 2) * 14
    var (moment, total) = (Enclosure(0, precision: precision), Enclosure(0, precision: precision))
    for x in -reach...reach {
      let weight = Enclosure(-Rational(x * x) / (2 * variance), precision: precision).exp()
      // N(x − m)/N(x) = e^((2xm − m²)/2σ²m²)
      let ratio = Enclosure(Rational(2 * x * shift - shift * shift) / (2 * variance), precision: precision).exp()
      moment += weight * (ratio * rate + (1 - rate)).power(order)
      total += weight
    }
    // Beyond the reach the terms are below e^(−(reach − αm)²/2σ²m²), and fall by more than half each.
    let far = Rational(reach - order * shift)
    let rest = Enclosure(-far * far / (2 * variance), precision: precision).exp() * Rational(4 * shift * shift * 16)
    let slack = Enclosure(lower: 0, upper: rest.upper ?? 1, precision: precision)
    return ((moment + slack) / (total + slack)).log() / Rational(order - 1)
  }
}
