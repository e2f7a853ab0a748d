import Evidence
import Exact
import GrammarCompression
import GrammarCompressionReductions
import HardProblems
import Randomness
import Statistics

extension Claim {
  /// On random 3SUM instances the keys of the memo grow like m².
  static let threeSumKeys = Claim(
    id: "grammar.three-sum-keys",
    title: "On hard 3SUM instances the keys of the memoised product grow like m²",
    sentences: [
      Sentence(
        """
        On the vectors of random 3SUM instances with $U = m^2$, the least-squares slope of $\\log_2$ keys on $\\log_2 m$, \
        computed from exact counts in interval arithmetic, lies in $[1.85, 2.15]$.
        """,
        checks: ["slope"])
    ],
    remark: """
      $m^2$ up to logarithms is what the reduction predicts: an exponent below 2 would refute the 3SUM conjecture.
      """,
    source: .grammarPaper(
      "the lower bound n^(2−ε) under the 3SUM conjecture, and the memoised product's matching cost"),
    checks: [
      Check(
        "slope", level: .sampled,
        family: .random(
          "seeded series of one random instance for each m ∈ {16, 32, 64, 128}; 2 series (deep: 8 series)", quick: 2,
          deep: 8, draw: { _, stream in KeySeries(sizes: [16, 32, 64, 128], seed: stream.next()) }),
        subject: keys, mutants: mutants, test: isQuadratic)
    ])
}

/// Random 3SUM instances of growing size from one seed.
private struct KeySeries: Codable, Sendable {
  var sizes: [Int]
  var seed: UInt64
}

private let keys: Algorithm<GrammarDot, Int> = { try $0.product().keys }

private let mutants: KeyValuePairs<String, Algorithm<GrammarDot, Int>> = [
  "forgets the offset in the memo": { TextbookProduct.product($0.v, $0.u, fault: .keyWithoutOffset).keys },
  "keeps the offset of the left child": { TextbookProduct.product($0.v, $0.u, fault: .keepsOffset).keys },
]

@Sendable private func isQuadratic(_ keys: Algorithm<GrammarDot, Int>, on series: KeySeries) throws -> Verdict {
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
}
