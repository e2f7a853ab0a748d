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
        family: .listed(
          "σ² = 1/4, 1, 25/4 (deep: 100, 400)", quick: [Rational(1, 4), 1, Rational(25, 4)], deep: [100, 400]),
        subject: entries, mutants: entryMutants, test: areFloors),
      Check(
        "inversion", level: .certified,
        family: .random(
          "σ² ∈ {1, 4, 25/4}; first words at an entry, beside it, and anywhere; second words at the ends and anywhere",
          quick: 60,
          deep: 3_000, draw: Inversion.drawn),
        subject: inverted, mutants: inversionMutants, test: isInverse),
    ])
}

private typealias Entries = Algorithm<Rational, [UInt64]>

private let entries: Entries = { (variance: Rational) -> [UInt64] in
  try TabulatedDiscreteGaussian(variance: variance).thresholds
}

private let entryMutants: KeyValuePairs<String, Entries> = [
  "rounds an entry up": { (variance: Rational) -> [UInt64] in
    var table = try TabulatedDiscreteGaussian(variance: variance).thresholds
    table[1] += 1
    return table
  },
  "leaves out the tail": { (variance: Rational) -> [UInt64] in
    Array(try TabulatedDiscreteGaussian(variance: variance).thresholds.dropLast(2))
  },
]

@Sendable private func areFloors(_ subject: Entries, _ variance: Rational) throws -> Verdict {
  let table = try subject(variance)
  let law = MagnitudeLaw(variance: variance, precision: 384).cumulative
  let scale = Rational(Integer(1) << 63)
  for (k, entry) in table.enumerated() {
    let scaled = law[k] * scale
    let isFloor =
      scaled.isGreaterOrEqual(to: Rational(Integer(entry))) && scaled.isLess(than: Rational(Integer(entry) + 1))
    guard isFloor == .yes else { return .fails("entry \(k) is \(entry), but 2^63 C_k is \(scaled)") }
  }
  return .equal(table.last, UInt64.max >> 1, "the last entry")
}

private typealias Inverter = Algorithm<Inversion, Int>

private let inverted: Inverter = { (instance: Inversion) -> Int in
  var words = Words(words: instance.words)
  return try TabulatedDiscreteGaussian(variance: instance.variance).next(using: &words)
}

private let inversionMutants: KeyValuePairs<String, Inverter> = [
  "an entry is above": { (instance: Inversion) -> Int in try instance.lookedUp { (entry, bits) in entry > bits } },
  "an entry is below": { (instance: Inversion) -> Int in try instance.lookedUp { (entry, bits) in entry >= bits } },
]

@Sendable private func isInverse(_ subject: Inverter, _ instance: Inversion) throws -> Verdict {
  let found = try subject(instance)
  let law = MagnitudeLaw(variance: instance.variance, precision: 512).cumulative
  let bits = Integer(instance.words[0] >> 1) << 64 + Integer(instance.words[1])
  let unit = Rational(1, Integer(1) << 127)
  let u = Rational(bits) * unit
  let k = abs(found)
  guard k < law.count, found == 0 || (found < 0) == (instance.words[0] & 1 == 1) else {
    return .fails("\(found) is returned")
  }
  let isBelow = law[k].isGreater(than: u)
  let isAbove: Certainty = k == 0 ? .yes : law[k - 1].isLessOrEqual(to: u + unit)
  return .require(isBelow == .yes && isAbove == .yes, "\(found) is returned for U ≈ \(Double(u))")
}

/// A variance, and the words that are drawn.
private struct Inversion: Codable, Sendable {
  var variance: Rational
  var words: [UInt64]

  /// A look in the table alone: the first k whose entry passes.
  func lookedUp(_ passes: (UInt64, UInt64) -> Bool) throws -> Int {
    let table = try TabulatedDiscreteGaussian(variance: variance).thresholds
    let bits = words[0] >> 1
    let k = table.firstIndex { passes($0, bits) } ?? table.count
    return words[0] & 1 == 0 ? k : -k
  }

  static func drawn(_ index: Int, _ stream: inout RandomStream) throws -> Inversion {
    let variances: [Rational] = [1, 4, Rational(25, 4)]
    let variance = variances[index % 3]
    let table = try TabulatedDiscreteGaussian(variance: variance).thresholds
    let entry = table[stream.uniform(in: 0...min(6, table.count - 2))]
    let anywhere = stream.next() >> 1
    let choices: [UInt64] = [entry, entry, entry - 1, entry + 1, anywhere]
    let bits = choices[stream.uniform(in: 0...4)]
    let ends: [UInt64] = [0, UInt64.max, stream.next()]
    let second = ends[stream.uniform(in: 0...2)]
    let sign = stream.next() & 1
    return Inversion(variance: variance, words: [(bits << 1) | sign, second])
  }
}

/// Words from a list, then zeros.
private struct Words: RandomNumberGenerator {
  var words: [UInt64]
  mutating func next() -> UInt64 { words.isEmpty ? 0 : words.removeFirst() }
}
