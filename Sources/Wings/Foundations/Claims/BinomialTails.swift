import Evidence
import Exact
import Statistics

extension Claim {
  /// The tails of the binomial test.
  static let binomialTails = Claim(
    id: "statistics.binomial-tails",
    title: "The tails of the binomial test are the probabilities of their outcomes",
    sentences: [
      Sentence(
        """
        For $0 \\le k \\le n$ and a probability $p$, `upperTail` is $\\sum_{i \\ge k} \\binom n i p^i (1 - p)^{n - i}$, `lowerTail` the \
        sum over $i \\le k$, `pValue` the smaller of 1 and twice the smaller tail; the hypothesis is rejected at a level if and only \
        if the p-value is at most the level.
        """,
        checks: ["outcomes"])
    ],
    source: Source(
      paper: "Tightbound, statistics", theorem: "by definition; decided against the distribution, trial by trial"),
    checks: [
      Check(
        "outcomes", level: .exhaustive,
        family: .exhaustive(
          "all k ≤ n ≤ 6 (deep: 12), p a multiple of 1/7 from 0 to 1",
          count: { (0...largest($0)).map { 8 * ($0 + 1) }.reduce(0, +) },
          all: { budget in
            (0...largest(budget)).flatMap { n in
              (0...n).flatMap { k in (0...7).map { Outcomes(k: k, n: n, p: Rational(Integer($0), 7)) } }
            }
          }),
        subject: tails,
        mutants: [
          "the upper tail is that beyond k": { outcomes in
            var found = try tails(outcomes)
            if outcomes.k > outcomes.n / 2 { found.upper = 1 - found.lower }
            return found
          },
          "the shorter sum starts one too late": { outcomes in
            var found = try tails(outcomes)
            if outcomes.k > 0, outcomes.k <= outcomes.n / 2 { found.upper = 1 - found.lower }
            return found
          },
          "a p-value is not more than 1, but may be less where both tails are large": { outcomes in
            var found = try tails(outcomes)
            if found.lower + found.upper > 1 {
              found.pValue = min(found.pValue, 2 * (1 - max(found.lower, found.upper)))
            }
            return found
          },
          "rejects below the level alone": { outcomes in
            var found = try tails(outcomes)
            found.rejectsAtPValue = false
            return found
          },
        ], test: areProbabilities)
    ])
}

private struct Outcomes: Codable, Sendable {
  let k: Int
  let n: Int
  let p: Rational
}

private struct Tails: Sendable {
  var lower: Rational
  var upper: Rational
  var pValue: Rational
  /// At the p-value itself, and a little below it.
  var rejectsAtPValue: Bool
  var rejectsBelow: Bool
}

private let tails: Algorithm<Outcomes, Tails> = { outcomes in
  let test = try BinomialTest(successes: outcomes.k, trials: outcomes.n, probability: outcomes.p)
  return Tails(
    lower: test.lowerTail, upper: test.upperTail, pValue: test.pValue, rejectsAtPValue: test.rejects(at: test.pValue),
    rejectsBelow: test.rejects(at: test.pValue - Rational(1, 1_000_000)))
}

@Sendable private func largest(_ budget: Budget) -> Int { budget == .quick ? 6 : 12 }

@Sendable private func areProbabilities(_ tails: Algorithm<Outcomes, Tails>, of outcomes: Outcomes) throws -> Verdict {
  let (k, n, p) = (outcomes.k, outcomes.n, outcomes.p)
  // The probabilities of i successes, trial by trial.
  var probabilities = [Rational(1)]
  for _ in 0..<n {
    let (success, failure) = (probabilities.map { $0 * p }, probabilities.map { $0 * (1 - p) })
    probabilities = zip([0] + success, failure + [0]).map { $0 + $1 }
  }
  let lower = probabilities[...k].reduce(Rational(0), +)
  let upper = probabilities[k...].reduce(Rational(0), +)
  let found = try tails(outcomes)
  return .all(
    .equal(found.lower, lower, "the lower tail"), .equal(found.upper, upper, "the upper tail"),
    .equal(found.pValue, min(1, 2 * min(lower, upper)), "the p-value"),
    .require(found.rejectsAtPValue && !found.rejectsBelow, "it does not reject at the p-value, or below it"))
}
