import Evidence
import Exact
import Randomness
import Statistics

extension Claim {
  /// Uniform draws have no bias.
  static let uniformBelow = Claim(
    id: "randomness.uniform-below",
    title: "Uniform draws below n have no bias",
    sentences: [
      Sentence(
        """
        For every $1 \\le n < 2^{64}$, `uniform(below: n)` takes each value in $[0, n)$ with probability exactly $1/n$. \
        Tested: the number of draws in the lower half of $[0, n)$ is binomial with $p = \\lceil n/2 \\rceil / n$; two-sided \
        exact test, rejected at level $10^{-9}$ on each instance.
        """,
        checks: ["halves"])
    ],
    source: Source(
      paper: "Fast Random Integer Generation in an Interval", arXiv: "1805.10941",
      theorem: "the multiply-and-reject method is exactly uniform"),
    checks: [
      Check(
        "halves", level: .sampled,
        family: .random(
          "n ∈ {2, 3, 5, 2³², 2⁶³ + 1, 3·2⁶²} and random n; 2,000 draws each; chance of a false alarm < 2·10⁻⁸ (deep 10⁻⁶)",
          quick: 20, deep: 1_000,
          draw: { index, stream in
            let edges: [UInt64] = [2, 3, 5, 1 << 32, 1 << 63 + 1, 3 << 62]
            let bound = index < edges.count ? edges[index] : max(2, stream.next() >> UInt64(stream.uniform(in: 0...62)))
            return UniformDraws(bound: bound, draws: 2_000, seed: stream.next())
          }),
        subject: draw, mutants: mutants, test: isUniform)
    ])
}

/// Draws below a bound from a seeded stream.
private struct UniformDraws: Codable, Sendable {
  var bound: UInt64
  var draws: Int
  var seed: UInt64
}

private let draw: Algorithm<UniformDraws, [UInt64]> = { experiment in
  var stream = RandomStream(seed: experiment.seed)
  return (0..<experiment.draws).map { _ in stream.uniform(below: experiment.bound) }
}

private let mutants: KeyValuePairs<String, Algorithm<UniformDraws, [UInt64]>> = [
  "takes the remainder": { experiment in
    var stream = RandomStream(seed: experiment.seed)
    return (0..<experiment.draws).map { _ in stream.next() % experiment.bound }
  },
  "never takes the last value": { experiment in
    var stream = RandomStream(seed: experiment.seed)
    return (0..<experiment.draws).map { _ in stream.uniform(below: experiment.bound - 1) }
  },
]

@Sendable private func isUniform(
  _ draw: Algorithm<UniformDraws, [UInt64]>, in experiment: UniformDraws
) throws -> Verdict {
  let bound = experiment.bound
  let half = bound - bound / 2
  let values = try draw(experiment)
  if let value = values.first(where: { $0 >= bound }) { return .fails("drew \(value), not below \(bound)") }
  let low = values.count { $0 < half }
  let test = try BinomialTest(
    successes: low, trials: experiment.draws, probability: Rational(Integer(half), Integer(bound)))
  return .require(
    values.count == experiment.draws && !test.rejects(at: Rational(1, 1_000_000_000)),
    "\(low) of \(values.count) draws below \(half) are too far from uniform on 0..<\(bound)")
}
