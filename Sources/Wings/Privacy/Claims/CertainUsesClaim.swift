import Evidence
import Exact
import Privacy
import Randomness

extension Claim {
  /// What a lower bound by levels subtracts.
  static let certainUses = Claim(
    id: "privacy.certain-uses",
    title: "Of T uses at least m fall into the core, but for an event whose probability is told",
    sentences: [
      Sentence(
        """
        Let each of $T$ independent uses be outside with probability at most $r$. `CertainUses` gives $m$ and $f$ such that fewer than $m$ are         inside with probability at most $f$; and if $m > 0$, $f$ is at most $1.01$ times what was allowed.
        """,
        checks: ["binomial"])
    ],
    source: Source(
      paper: "A Measure of Asymptotic Efficiency for Tests of a Hypothesis Based on the Sum of Observations",
      theorem: "Chernoff's bound; its use in a lower bound of privacy curves is derived"),
    checks: [
      Check(
        "binomial", level: .certified,
        family: .random(
          "T ≤ 200, r = a/b with b ≤ 1000, allowed 2^(−5) to 2^(−60), against the exact binomial tail", quick: 200,
          deep: 20_000, draw: Uses.drawn),
        subject: certain, mutants: certainMutants, test: isCertain)
    ])
}

private struct Uses: Codable, Sendable {
  var total: Int
  var outside: Rational
  var logAllowed: Int

  static func drawn(_ index: Int, _ stream: inout RandomStream) -> Uses {
    let denominator = stream.uniform(in: 2...1000)
    // Rare events above all, as in use.
    let numerator = stream.uniform(in: 1...(index.isMultiple(of: 2) ? 1 : denominator - 1))
    return Uses(
      total: stream.uniform(in: 1...200), outside: Rational(Integer(numerator), Integer(denominator)),
      logAllowed: stream.uniform(in: 5...60))
  }

  var allowed: Double { Double(sign: .plus, exponent: -logAllowed, significand: 1) }

  /// P[fewer than m inside] = P[more than T − m outside], exactly.
  func probability(ofFewerThan m: Int) -> Rational {
    var (term, sum): (Rational, Rational) = ((1 - outside).power(total), 0)
    for n in 0...total {
      if n > total - m { sum += term }
      if n < total { term *= outside * Rational(Integer(total - n), Integer(n + 1)) / (1 - outside) }
    }
    return sum
  }
}

private typealias Answer = (uses: Int, failure: Rational)

private let certain: Algorithm<Uses, Answer> = { uses in
  let found = CertainUses(of: uses.total, outside: uses.outside, allowed: uses.allowed)
  return (found.uses, found.failure)
}

private let certainMutants: KeyValuePairs<String, Algorithm<Uses, Answer>> = [
  "one use too many": { uses in
    let found = CertainUses(of: uses.total, outside: uses.outside, allowed: uses.allowed)
    return found.uses == 0 ? (0, 0) : (found.uses + 1, found.failure)
  },
  "the probability of being outside is halved": { uses in
    let found = CertainUses(of: uses.total, outside: uses.outside / 2, allowed: uses.allowed)
    return (found.uses, found.failure)
  },
  "all but the mean": { uses in
    let mean = (Rational(Integer(uses.total)) * uses.outside).ceiling()
    return (uses.total - (Int(exactly: mean) ?? 0), Rational(1, Integer(1) << uses.logAllowed))
  },
  "nothing is subtracted": { uses in
    (CertainUses(of: uses.total, outside: uses.outside, allowed: uses.allowed).uses, 0)
  },
]

@Sendable private func isCertain(_ algorithm: Algorithm<Uses, Answer>, _ uses: Uses) throws -> Verdict {
  let (m, failure) = try algorithm(uses)
  guard (0...uses.total).contains(m) else { return .fails("\(m) of \(uses.total) uses") }
  if m > 0, failure > Rational(101, 100) / Rational(Integer(1) << uses.logAllowed) {
    return .fails("\(failure) is more than was allowed")
  }
  if m == 0 { return .require(failure >= 0, "\(failure) is no probability") }
  return .atMost(uses.probability(ofFewerThan: m), failure, "the probability of fewer than \(m) inside")
}
