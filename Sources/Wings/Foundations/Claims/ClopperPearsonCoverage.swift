import Evidence
import Exact
import Statistics

extension Claim {
  /// Clopper and Pearson's interval covers with at least the stated confidence.
  static let clopperPearsonCoverage = Claim(
    id: "statistics.clopper-pearson",
    title: "The interval of Clopper and Pearson covers the true probability with at least the stated confidence",
    sentences: [
      Sentence(
        """
        For $n$ independent trials of probability $p$, of which $X$ succeed, the interval $[l_X, u_X]$ made from $X$, $n$ \
        and $1 - \\alpha$ has $\\Pr[p \\notin [l_X, u_X]] \\le \\alpha$, whatever $p$ is.
        """,
        checks: ["coverage"])
    ],
    source: Source(
      paper:
        "The use of confidence or fiducial limits illustrated in the case of the binomial (Clopper, Pearson; 1934)",
      theorem: "the interval's defining property, here with ends rounded outward"),
    checks: [
      Check(
        "coverage", level: .certified,
        family: .exhaustive(
          """
          n ≤ 6 (deep: 20), confidence 9/10, 19/20 and 999/1000; each with p ∈ {0, 1/16, …, 1} and p just beside the ends of \
          every interval, where the coverage is least
          """,
          count: { 3 * (largest($0) + 1) },
          all: { budget in
            (0...largest(budget)).flatMap { n in
              [Rational(9, 10), Rational(19, 20), Rational(999, 1000)].map { Trials(n: n, confidence: $0) }
            }
          }),
        subject: interval,
        mutants: [
          "gives α to each tail": { trials in
            try interval((trials.successes, trials.n, max(Rational(1, 10), 2 * trials.confidence - 1)))
          },
          "the observed frequency and twice its deviation": { trials in
            guard trials.n > 0 else { return 0...1 }
            let (k, n) = (Integer(trials.successes), Integer(trials.n))
            // 2·√(k(n−k)/n³), its root rounded up.
            let width = Rational(2 * ((k * (n - k) * n).squareRoot() + 1), n * n)
            return Rational(k, n) == 0 ? 0...0 : max(0, Rational(k, n) - width)...min(1, Rational(k, n) + width)
          },
        ], test: covers)
    ])
}

/// A number of trials, and the confidence asked for.
private struct Trials: Codable, Sendable {
  let n: Int
  let confidence: Rational
}

private typealias Interval = Algorithm<(successes: Int, n: Int, confidence: Rational), ClosedRange<Rational>>

private let interval: Interval = { trials in
  let interval = try ClopperPearson(successes: trials.successes, trials: trials.n, confidence: trials.confidence)
  return interval.lower...interval.upper
}

@Sendable private func largest(_ budget: Budget) -> Int { budget == .quick ? 6 : 20 }

@Sendable private func covers(_ interval: Interval, in trials: Trials) throws -> Verdict {
  let n = trials.n
  var intervals: [ClosedRange<Rational>] = []
  for k in 0...n { intervals.append(try interval((successes: k, n: n, confidence: trials.confidence))) }
  let beside = Rational(1, Integer(1) << 40)
  var probabilities = (0...16).map { Rational(Integer($0), 16) }
  for interval in intervals {
    probabilities += [interval.lowerBound - beside, interval.upperBound + beside].filter { $0 >= 0 && $0 <= 1 }
  }
  var worst = (missed: Rational(0), probability: Rational(0))
  for p in probabilities {
    var missed = Rational(0)
    for k in 0...n where !intervals[k].contains(p) {
      missed += Rational(binomial(n, k)) * p.power(k) * (1 - p).power(n - k)
    }
    if missed > worst.missed { worst = (missed, p) }
  }
  return .atMost(worst.missed, 1 - trials.confidence, "the probability to miss p ≈ \(Double(worst.probability))")
}

/// The number of k-element subsets of n elements.
private func binomial(_ n: Int, _ k: Int) -> Integer {
  (0..<k).reduce(Integer(1)) { $0 * Integer(n - $1) / Integer($1 + 1) }
}
