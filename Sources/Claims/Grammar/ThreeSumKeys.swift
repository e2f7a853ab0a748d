import Evidence
import Exact
import GrammarCompression
import HardProblems
import Randomness
import Reductions

extension Claim {
  /// On random 3SUM instances the keys of the memo grow like m².
  static let threeSumKeys = Claim(
    id: "grammar.three-sum-keys",
    title: "On hard 3SUM instances the keys of the memoised product grow like m²",
    statement: """
      On the vectors of random 3SUM instances with $U = m^2$, the least-squares slope of $\\log_2$ keys on $\\log_2 m$ lies \
      in $[1.85, 2.15]$. (Θ(m²) up to logarithms is what the reduction predicts: fewer would refute the 3SUM conjecture. \
      The slope is computed from the exact counts in interval arithmetic, so no rounding decides it.)
      """,
    source: .grammarPaper("the lower bound n^(2−ε) under the 3SUM conjecture, and the memoised product's matching cost"),
    checks: [
      Check(
        "slope", level: .sampled,
        family: .random(
          "seeded series of one random instance for each m ∈ {16, 32, 64, 128}; 3 series (deep: m up to 512, 8 series)",
          quick: 3, deep: 8,
          draw: { index, stream in KeySeries(sizes: [16, 32, 64, 128], seed: stream.next()) }),
        subject: { (instance: GrammarDot) in try instance.product().keys },
        mutants: [
          "as many keys as entries": { instance in instance.v.count },
          "as many keys as symbols": { instance in instance.v.size + instance.u.size },
        ],
        test: { keys, series in
          var points: [(x: Integer, y: Integer)] = []
          for m in series.sizes {
            var stream = RandomStream(seed: series.seed).child(m)
            let instance = try KSum.random(.random, k: 3, m: m, universe: m * m, using: &stream)
            points.append((Integer(m), Integer(try keys(KSumToGrammarDot().reduce(instance)))))
          }
          let slope = try logLogSlope(points)
          switch (slope.isGreaterOrEqual(to: Rational(185, 100)), slope.isLessOrEqual(to: Rational(215, 100))) {
          case (.yes, .yes): return .holds()
          case (.no, _), (_, .no): return .fails("the slope is \(slope), outside [1.85, 2.15]")
          default: return .undecided("the slope \(slope) is too close to an end of [1.85, 2.15]")
          }
        })
    ])
}

/// Random 3SUM instances of growing size from one seed.
private struct KeySeries: Codable, Sendable {
  var sizes: [Int]
  var seed: UInt64
}
