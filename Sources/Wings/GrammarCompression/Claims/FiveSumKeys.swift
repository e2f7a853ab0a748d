import Evidence
import Exact
import GrammarCompression
import GrammarCompressionReductions
import HardProblems
import Randomness

extension Claim {
  /// The memoised product is not O(n₁ n₂).
  static let fiveSumKeys = Claim(
    id: "grammar.five-sum-keys",
    title: "The memoised product does not take O(n₁n₂) keys: on 5SUM instances keys/(n₁n₂) grows",
    sentences: [
      Sentence(
        """
        On the vectors of random 5SUM instances with $U = m^3$, the mean of keys/$(n_v n_u)$ over five instances is less \
        than 0.7 at $m = 8$ and more than 1 at $m = 20$.
        """,
        checks: ["ratio"])
    ],
    remark: """
      Keys of the memo are pairs of symbols *and* an offset, so their number is not bounded by $n_v n_u$, although that is \
      often said. Under the strong 5SUM assumption no algorithm at all takes $O(n^{3-\\varepsilon})$ on this family.
      """,
    source: .grammarPaper("the lower bound from 5SUM; the family and its key counts are derived"),
    checks: [
      Check(
        "ratio", level: .sampled,
        family: .random(
          "one series (deep: 8) of five seeded instances for m = 8 and five for m = 20", quick: 1, deep: 8,
          draw: { _, stream in KeySeeds(seeds: (0..<5).map { _ in stream.next() }) }),
        subject: keys, mutants: mutants, test: ratioGrows)
    ])
}

/// The seeds of a series of 5SUM instances.
private struct KeySeeds: Codable, Sendable {
  var seeds: [UInt64]
}

private let keys: Algorithm<GrammarDot, Int> = { try $0.product().keys }

private let mutants: KeyValuePairs<String, Algorithm<GrammarDot, Int>> = [
  "forgets the offset in the memo": { TextbookProduct.product($0.v, $0.u, fault: .keyWithoutOffset).keys }
]

@Sendable private func ratioGrows(_ keys: Algorithm<GrammarDot, Int>, on series: KeySeeds) throws -> Verdict {
  func mean(_ m: Int) throws -> Rational {
    var total: Rational = 0
    for seed in series.seeds {
      var stream = RandomStream(seed: seed).child(m)
      let instance = try KSum.random(.random, k: 5, m: m, universe: m * m * m, using: &stream)
      let target = try KSumToGrammarDot().reduce(instance)
      total += Rational(Integer(try keys(target)), Integer(target.v.size * target.u.size))
    }
    return total / Rational(Integer(series.seeds.count), 1)
  }
  let (small, large) = (try mean(8), try mean(20))
  return .all(
    .require(small < Rational(7, 10), "keys/(n_v n_u) is \(Double(small)) at m = 8, not less than 0.7"),
    .require(large > 1, "keys/(n_v n_u) is \(Double(large)) at m = 20, not more than 1"))
}
