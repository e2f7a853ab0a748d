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
        topic: "discrete noise", checks: ["lattice"]),
      Sentence(
        """
        For all rational $x$, $s$, $k$: $k (x-s)^2 + (1-k) x^2 = (x - ks)^2 - (k^2-k) s^2$; and a sum over a window of integers does not \
        change if the terms and the window are shifted by the same integer.
        """,
        topic: "the shift", checks: ["lattice"],
        proof: ProofReference(
          file: "Privacy/LatticeShift.v", theorems: ["shifted_exponent", "window_shift"])),
    ],
    remark: "Summed over the lattice term by term; the tails are bounded by a geometric series.",
    source: Source(
      paper: "Rényi Differential Privacy of the Sampled Gaussian Mechanism", arXiv: "1908.10530",
      theorem: "section 3.3; for the discrete Gaussian derived from the invariance of the lattice under shifts"),
    checks: [
      Check(
        "lattice", level: .certified,
        family: .random(
          "α ≤ 6, σ = a/4 from 1 to 3, q = b/10, shifts 4 and 8", quick: 12, deep: 300, draw: Lattice.drawn),
        subject: divergence, mutants: divergenceMutants, test: isLatticeSum)
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
        subject: auditTail, mutants: auditMutants, test: isBinomialTail)
    ])
}

private typealias Divergence = Algorithm<Lattice, Enclosure>

private let divergence: Divergence = { (lattice: Lattice) -> Enclosure in try lattice.divergence(rate: lattice.rate) }

private let divergenceMutants: KeyValuePairs<String, Divergence> = [
  "k² in place of k² − k": { (lattice: Lattice) -> Enclosure in lattice.written { (k: Int) -> Int in k * k } },
  "k in place of k² − k": { (lattice: Lattice) -> Enclosure in lattice.written { (k: Int) -> Int in k } },
  "half the rate": { (lattice: Lattice) -> Enclosure in try lattice.divergence(rate: lattice.rate / Rational(2)) },
]

@Sendable private func isLatticeSum(_ subject: Divergence, _ lattice: Lattice) throws -> Verdict {
  let found = try subject(lattice)
  let truth = lattice.direct()
  return .require(
    found.intersects(truth) && truth.width < 1e-25, "\(found), but over the lattice it is \(truth)")
}

private struct Question: Sendable {
  var audit: Guesses
  var p: Rational
}

private typealias AuditTail = Algorithm<Question, Enclosure>

private let auditTail: AuditTail = { (question: Question) -> Enclosure in
  try question.audit.tail(question.audit.guesses, question.audit.correct, question.p)
}

private let auditMutants: KeyValuePairs<String, AuditTail> = [
  "more than v": { (question: Question) -> Enclosure in
    let audit = question.audit
    if audit.correct == audit.guesses { return Enclosure(0) }
    return try audit.tail(audit.guesses, audit.correct + 1, question.p)
  },
  "one guess too many": { (question: Question) -> Enclosure in
    try question.audit.tail(question.audit.guesses + 1, question.audit.correct, question.p)
  },
]

@Sendable private func isBinomialTail(_ subject: AuditTail, _ audit: Guesses) throws -> Verdict {
  let probabilities: [Rational] = [Rational(1, 2), Rational(2, 3), Rational(9, 10)]
  for p in probabilities {
    let truth = try BinomialTest(successes: audit.correct, trials: audit.guesses, probability: p).upperTail
    let found = try subject(Question(audit: audit, p: p))
    if !found.contains(truth) {
      return .fails("P[Bin(\(audit.guesses), \(p)) ≥ \(audit.correct)] is \(truth), not \(found)")
    }
  }
  let whole = try OneRunAudit(canaries: audit.guesses, guesses: audit.guesses, correct: audit.correct)
  let epsilon = try whole.epsilonLower(delta: 0)
  if epsilon == 0 { return .holds() }
  let odds = Enclosure(epsilon + Rational(1, 1_000_000_000), precision: 128).exp()
  let chance: Enclosure = odds / (Enclosure(1, precision: 128) + odds)
  guard let above = chance.upper else { return .undecided("e^ε is too large") }
  let tail = try BinomialTest(successes: audit.correct, trials: audit.guesses, probability: min(above, 1)).upperTail
  return .require(tail > Rational(1, 20), "ε = \(Double(epsilon)) is not the largest that is refuted")
}

private struct Guesses: Codable, Sendable {
  var guesses: Int
  var correct: Int

  /// The audit's bound for so many guesses of which so many are right.
  func tail(_ guesses: Int, _ correct: Int, _ p: Rational) throws -> Enclosure {
    try OneRunAudit(canaries: guesses, guesses: guesses, correct: correct).probability(p: p, delta: 0)
  }
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

  func divergence(rate: Rational) throws -> Enclosure {
    let mechanism = Mechanism.sampledGaussian(noiseMultiplier: sigma, rate: rate)
    return try RenyiComposition(of: [Repeated(mechanism, times: 1)]).divergence(order: order)
  }

  /// The sum written out, with another exponent.
  func written(_ exponent: (Int) -> Int) -> Enclosure {
    var sum = Enclosure(0, precision: 192)
    var binomial: Integer = 1
    let rest: Rational = Rational(1) - rate
    let double: Rational = sigma * sigma * Rational(2)
    for k in 0...order {
      let weight: Rational = rest.power(order - k) * rate.power(k) * Rational(binomial)
      let growth: Enclosure = Enclosure(Rational(exponent(k)) / double, precision: 192).exp()
      sum += growth * weight
      binomial = binomial * Integer(order - k) / Integer(k + 1)
    }
    return sum.log() / Rational(order - 1)
  }

  /// Σ_x N(x) ((1 − q) + q N(x − m)/N(x))^α over the lattice.
  func direct() -> Enclosure {
    let precision = 192
    let double: Rational = sigma * sigma * Rational(2 * shift * shift)
    let rest: Rational = Rational(1) - rate
    let reach = shift * (order + 2) * 14
    var moment = Enclosure(0, precision: precision)
    var total = moment
    for x in -reach...reach {
      let weight = Enclosure(-Rational(x * x) / double, precision: precision).exp()
      // N(x − m)/N(x) = e^((2xm − m²)/2σ²m²)
      let ratio = Enclosure(Rational(2 * x * shift - shift * shift) / double, precision: precision).exp()
      let mixed: Enclosure = ratio * rate + rest
      moment += weight * mixed.power(order)
      total += weight
    }
    // Beyond the reach the terms are below e^(−(reach − αm)²/2σ²m²), and fall like those of a geometric series.
    let far = Rational(reach - order * shift)
    let bound: Enclosure = Enclosure(-far * far / double, precision: precision).exp() * Rational(64 * shift * shift)
    let slack = Enclosure(lower: 0, upper: bound.upper ?? 1, precision: precision)
    let average: Enclosure = (moment + slack) / (total + slack)
    return average.log() / Rational(order - 1)
  }
}
