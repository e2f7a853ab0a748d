import Evidence
import Exact
import Privacy
import Randomness

extension Claim {
  /// Inversion with a table.
  static let tabulatedNoise = Claim(
    id: "privacy.tabulated-noise",
    title: "The table of discrete Gaussian noise is the law's, and further bits decide ties",
    sentences: [
      Sentence(
        """
        Entry $k$ of the table for $\\sigma^2$ is $\\lfloor 2^{63} C_k \\rfloor$, $C_k = \\Pr[|X| \\le k]$, for all $k$ up to the first for \
        which that is $2^{63} - 1$.
        """,
        topic: "the table", checks: ["entries"]),
      Sentence(
        """
        `next` returns the $x$ with $C_{|x|-1} \\le U < C_{|x|}$ for the real $U$ whose first 63 bits are those of its word, and whose \
        following bits are those of the next words; the sign is the last bit.
        """,
        topic: "inversion", checks: ["inversion"]),
    ],
    source: Source(
      paper: "The Discrete Gaussian for Differential Privacy", arXiv: "2004.00010",
      theorem: "derived: inversion of the same law, with as many bits as decide"),
    checks: [
      Check(
        "entries", level: .certified,
        family: .listed("σ² = 1/4, 1, 25/4 (deep: 100, 400)", quick: [Rational(1, 4), 1, Rational(25, 4)], deep: [100, 400]),
        subject: { try TabulatedDiscreteGaussian(variance: $0).thresholds },
        mutants: [
          "rounds to the nearest": { v in
            try TabulatedDiscreteGaussian(variance: v).thresholds.enumerated().map { $0.offset == 1 ? $0.element + 1 : $0.element }
          },
          "leaves out the tail": { Array(try TabulatedDiscreteGaussian(variance: $0).thresholds.dropLast(2)) },
        ],
        test: { subject, variance in
          let table = try subject(variance)
          let law = MagnitudeLaw(variance: variance, precision: 384).cumulative
          for (k, entry) in table.enumerated() {
            let scaled = law[k] * Rational(Integer(1) << 63)
            guard scaled.isGreaterOrEqual(to: Rational(Integer(entry))) == .yes,
              scaled.isLess(than: Rational(Integer(entry) + 1)) == .yes
            else { return .fails("entry \(k) is \(entry), but 2^63 C_k is \(scaled)") }
          }
          return .equal(table.last, UInt64.max >> 1, "the last entry")
        }),
      Check(
        "inversion", level: .certified,
        family: .random(
          "σ² ∈ {1, 4, 25/4}; first words at an entry, beside it, and anywhere; second words at the ends and anywhere", quick: 60,
          deep: 3_000, draw: Inversion.drawn),
        subject: { instance in
          var words = Words(words: instance.words)
          return try TabulatedDiscreteGaussian(variance: instance.variance).next(using: &words)
        },
        mutants: [
          "an entry is above": { instance in
            let table = try TabulatedDiscreteGaussian(variance: instance.variance).thresholds
            let bits = instance.words[0] >> 1
            let k = table.firstIndex { $0 > bits } ?? table.count
            return instance.words[0] & 1 == 0 ? k : -k
          },
          "an entry is below": { instance in
            let table = try TabulatedDiscreteGaussian(variance: instance.variance).thresholds
            let bits = instance.words[0] >> 1
            let k = table.firstIndex { $0 >= bits } ?? table.count
            return instance.words[0] & 1 == 0 ? k : -k
          },
        ],
        test: { subject, instance in
          let found = try subject(instance)
          let law = MagnitudeLaw(variance: instance.variance, precision: 512).cumulative
          let u = Rational(Integer(instance.words[0] >> 1) << 64 + Integer(instance.words[1]), Integer(1) << 127)
          let k = abs(found)
          guard k < law.count, found == 0 || (found < 0) == (instance.words[0] & 1 == 1) else { return .fails("\(found) is returned") }
          let isBelow = law[k].isGreater(than: u)
          let isAbove: Certainty = k == 0 ? .yes : law[k - 1].isLessOrEqual(to: u + Rational(1, Integer(1) << 127))
          return .require(isBelow == .yes && isAbove == .yes, "\(found) is returned for U ≈ \(Double(u))")
        }),
    ])
}

/// A variance, and the words that are drawn.
private struct Inversion: Codable, Sendable {
  var variance: Rational
  var words: [UInt64]

  static func drawn(_ index: Int, _ stream: inout RandomStream) throws -> Inversion {
    let variance = [Rational(1), 4, Rational(25, 4)][index % 3]
    let table = try TabulatedDiscreteGaussian(variance: variance).thresholds
    let entry = table[stream.uniform(in: 0...min(6, table.count - 2))]
    let bits = [entry, entry, entry - 1, entry + 1, stream.next() >> 1][stream.uniform(in: 0...4)]
    let second = [0, UInt64.max, stream.next()][stream.uniform(in: 0...2)]
    return Inversion(variance: variance, words: [bits << 1 | stream.next() & 1, second])
  }
}

/// Words from a list, then zeros.
private struct Words: RandomNumberGenerator {
  var words: [UInt64]
  mutating func next() -> UInt64 { words.isEmpty ? 0 : words.removeFirst() }
}
