import Evidence
import Exact
import Privacy
import Randomness

extension Claim {
  /// Several passes over one Poisson batch.
  static let batchPasses = Claim(
    id: "privacy.batch-passes",
    title: "m Gaussian releases on one Poisson batch cost what one with σ/√m costs, inside the sampling",
    sentences: [
      Sentence(
        """
        For one step of $m = k^2$ passes with multiplier $\\sigma$ at rate $q$, the interval of a ledger at $\\delta$ contains the least \
        $\\varepsilon$ with $\\delta(\\varepsilon) \\le \\delta$ of one sampled release of multiplier $\\sigma/k$.
        """,
        checks: ["one-step"])
    ],
    remark: "m steps with samples of their own would cost less: to count them instead under-reports.",
    source: Source(
      paper: "Privately Aligning Language Models with Reinforcement Learning", arXiv: "2310.16960",
      theorem: "derived: adaptive Gaussian releases on the same data are one, and sampling is applied to it"),
    checks: [
      Check(
        "one-step", level: .certified,
        family: .random("σ from 2 to 6, q = a/10, k ∈ {2, 3}", quick: 6, deep: 100, draw: Passes.drawn),
        subject: passes, mutants: passMutants, test: areOneRelease)
    ])

  /// Parallel composition.
  static let parallelParts = Claim(
    id: "privacy.parallel-parts",
    title: "Parts of records split one by one cost what the dearest costs, with what all records met",
    sentences: [
      Sentence(
        """
        For Gaussian events, some on parts of a split in which each record's part depends on it alone, the interval of a ledger contains \
        the greatest over the parts of $\\varepsilon(\\delta)$ of the events on that part and on all records.
        """,
        topic: "ledgers", checks: ["gaussian"]),
      Sentence(
        """
        If a mechanism with finitely many outputs is $(\\varepsilon, \\delta)$-differentially private on one part of the records, and a second \
        one on another part, whatever the first one's output is that it also sees, then both outputs together are \
        $(\\varepsilon, \\delta)$-close for neighbours that differ in either part.
        """,
        topic: "finite mechanisms", checks: ["gaussian"],
        proof: ProofReference(
          file: "Privacy/ParallelComposition.v", theorems: ["parallel_first", "parallel_second"])),
    ],
    source: Source(
      paper: "Privately Aligning Language Models with Reinforcement Learning", arXiv: "2310.16960", theorem: "theorem 2"
    ),
    checks: [
      Check(
        "gaussian", level: .certified,
        family: .random("up to 3 parts, up to 6 events, σ from 1 to 8", quick: 12, deep: 400, draw: Parts.drawn),
        subject: parts, mutants: partMutants, test: costTheDearest)
    ])

  /// Blocks with noise of their own.
  static let blockwiseNoise = Claim(
    id: "privacy.blockwise-noise",
    title: "Blocks with noise of their own, and centred counts, are one Gaussian mechanism",
    sentences: [
      Sentence(
        """
        For blocks with bounds $C_k$ and deviations $s_k$, and counts of centred bits with deviation $\\sigma_b$, \
        `inverseSquaredMultiplier` is the greatest squared length, in units of the noise, by which one record can change the release: of \
        all $2^K$ extreme changes of blocks ($\\pm C_k$) and counts ($\\pm 1/2$).
        """,
        checks: ["extremes"])
    ],
    remark: "Counts of raw bits change by 1, and cost four times as much.",
    source: Source(
      paper: "Exploring the Limits of Deep Learning with Group-wise Clipping", arXiv: "2212.01539",
      theorem: "derived; for one group theorem 1 of arXiv 1905.03871"),
    checks: [
      Check(
        "extremes", level: .certified,
        family: .random("up to 3 blocks and 3 counts", quick: 40, deep: 2_000, draw: Blocks.drawn),
        subject: blockwise, mutants: blockMutants, test: isGreatestChange)
    ])
}

private typealias Ledgers<Instance> = Algorithm<Instance, CertifiedInterval>

private let passes: Ledgers<Passes> = { (passes: Passes) -> CertifiedInterval in
  try passes.ledger(passes: passes.k * passes.k, steps: 1)
}

private let passMutants: KeyValuePairs<String, Ledgers<Passes>> = [
  "passes are steps with samples of their own": { (passes: Passes) -> CertifiedInterval in
    try passes.ledger(passes: 1, steps: passes.k * passes.k)
  },
  "passes are forgotten": { (passes: Passes) -> CertifiedInterval in try passes.ledger(passes: 1, steps: 1) },
  "the noise is divided by m": { (passes: Passes) -> CertifiedInterval in
    try passes.ledger(passes: passes.k * passes.k * passes.k * passes.k, steps: 1)
  },
]

@Sendable private func areOneRelease(_ subject: Ledgers<Passes>, _ passes: Passes) throws -> Verdict {
  let interval = try subject(passes)
  let mechanism = Mechanism.sampledGaussian(noiseMultiplier: passes.sigma / Rational(passes.k), rate: passes.rate)
  let truth = try PrivacyCurve(of: [Repeated(mechanism, times: 1)], delta: passes.delta).epsilon(delta: passes.delta)
  guard let low = truth.lower, let high = truth.upper, let lower = interval.lower, let upper = interval.upper else {
    return .undecided("an end is infinite")
  }
  return .require(
    lower <= high && upper >= low,
    "\(Double(lower)) to \(Double(upper)), but it is \(Double(low)) to \(Double(high))")
}

private let parts: Ledgers<Parts> = { (parts: Parts) -> CertifiedInterval in
  try parts.ledger { (event: LedgerEvent) -> LedgerEvent? in event }
}

private let partMutants: KeyValuePairs<String, Ledgers<Parts>> = [
  "what all records met is left out": { (parts: Parts) -> CertifiedInterval in
    try parts.ledger { (event: LedgerEvent) -> LedgerEvent? in event.part == nil ? nil : event }
  },
  "only the first part counts": { (parts: Parts) -> CertifiedInterval in
    try parts.ledger { (event: LedgerEvent) -> LedgerEvent? in event.part == nil || event.part == "0" ? event : nil }
  },
  "parts are added up": { (parts: Parts) -> CertifiedInterval in
    try parts.ledger { (event: LedgerEvent) -> LedgerEvent? in LedgerEvent(event.mechanism, steps: event.steps) }
  },
]

@Sendable private func costTheDearest(_ subject: Ledgers<Parts>, _ parts: Parts) throws -> Verdict {
  let interval = try subject(parts)
  var truth: Rational = 0
  for part in 0..<parts.count {
    let met = parts.events.filter { $0.part == nil || $0.part == part }
    let uses = met.map { Repeated(.gaussian(noiseMultiplier: Rational($0.sigma)), times: $0.steps) }
    let exact = try GaussianComposition(of: uses).epsilon(delta: Rational(1, 1000), bits: 40)
    truth = max(truth, exact.upper ?? 0)
  }
  let slack = Rational(1, Integer(1) << 38)
  guard let lower = interval.lower, let upper = interval.upper else { return .fails("the interval is infinite") }
  let isAround = lower <= truth && upper + slack >= truth && upper - lower < slack
  return .require(isAround, "\(Double(lower)) to \(Double(upper)), but it is \(Double(truth))")
}

private typealias Multiplier = Algorithm<Blocks, Rational>

private let blockwise: Multiplier = { (blocks: Blocks) -> Rational in
  try blocks.multiplier { (variance: Rational) -> BlockwiseNoise.Block in .centredCount(variance) }
}

private let blockMutants: KeyValuePairs<String, Multiplier> = [
  "raw counts": { (blocks: Blocks) -> Rational in
    try blocks.multiplier { (variance: Rational) -> BlockwiseNoise.Block in
      BlockwiseNoise.Block(squaredBound: 1, variance: variance)
    }
  },
  "counts are free": { (blocks: Blocks) -> Rational in
    try blocks.multiplier { (variance: Rational) -> BlockwiseNoise.Block in
      BlockwiseNoise.Block(squaredBound: 0, variance: variance)
    }
  },
  "one noise for all blocks": { (blocks: Blocks) -> Rational in
    var same = blocks
    same.variances = blocks.variances.map { _ in Rational(10) }
    return try same.multiplier { (variance: Rational) -> BlockwiseNoise.Block in .centredCount(variance) }
  },
]

@Sendable private func isGreatestChange(_ subject: Multiplier, _ blocks: Blocks) throws -> Verdict {
  // A record adds a gradient of ±C to each block, and b − 1/2 to each count, b being 0 or 1.
  var greatest: Rational = 0
  let half = Rational(1, 2)
  let count = blocks.bounds.count
  for signs in 0..<(1 << (count + blocks.countVariances.count)) {
    var length: Rational = 0
    for (k, bound) in blocks.bounds.enumerated() {
      let change: Rational = (signs >> k) & 1 == 1 ? bound : -bound
      length += change * change / blocks.variances[k]
    }
    for (k, variance) in blocks.countVariances.enumerated() {
      let bit: Rational = (signs >> (count + k)) & 1 == 1 ? 1 : 0
      let change: Rational = bit - half
      length += change * change / variance
    }
    greatest = max(greatest, length)
  }
  return .equal(try subject(blocks), greatest, "1/σ²")
}

private struct Passes: Codable, Sendable {
  var sigma: Rational
  var rate: Rational
  var k: Int
  let delta = Rational(1, 1000)

  private enum CodingKeys: String, CodingKey { case sigma, rate, k }

  static func drawn(_ index: Int, _ stream: inout RandomStream) -> Passes {
    Passes(
      sigma: Rational(stream.uniform(in: 2...6)), rate: Rational(Integer(stream.uniform(in: 3...7)), 10),
      k: stream.uniform(in: 2...3))
  }

  func ledger(passes: Int, steps: Int) throws -> CertifiedInterval {
    var ledger = Ledger()
    try ledger.append(LedgerEvent(.sampledGaussian(noiseMultiplier: sigma, rate: rate), steps: steps, passes: passes))
    return try ledger.epsilon(delta: delta)
  }
}

private struct Parts: Codable, Sendable {
  struct Event: Codable, Sendable {
    var sigma: Int
    var steps: Int
    var part: Int?
  }
  var count: Int
  var events: [Event]

  static func drawn(_ index: Int, _ stream: inout RandomStream) -> Parts {
    let count = stream.uniform(in: 2...3)
    let events = (0..<stream.uniform(in: 3...6)).map { _ in
      let part = stream.uniform(in: 0...count)
      return Event(sigma: stream.uniform(in: 1...8), steps: stream.uniform(in: 1...4), part: part == count ? nil : part)
    }
    return Parts(count: count, events: events)
  }

  func ledger(_ change: (LedgerEvent) -> LedgerEvent?) throws -> CertifiedInterval {
    var ledger = Ledger()
    try ledger.split(into: (0..<count).map(String.init))
    for event in events {
      let whole = LedgerEvent(
        .gaussian(noiseMultiplier: Rational(event.sigma)), steps: event.steps, part: event.part.map(String.init))
      if let changed = change(whole) { try ledger.append(changed) }
    }
    return try ledger.epsilon(delta: Rational(1, 1000))
  }
}

private struct Blocks: Codable, Sendable {
  var bounds: [Rational]
  var variances: [Rational]
  var countVariances: [Rational]

  static func drawn(_ index: Int, _ stream: inout RandomStream) -> Blocks {
    func number() -> Rational { Rational(Integer(stream.uniform(in: 1...9)), Integer(stream.uniform(in: 1...5))) }
    let count = stream.uniform(in: 1...3)
    return Blocks(
      bounds: (0..<count).map { _ in number() }, variances: (0..<count).map { _ in number() },
      countVariances: (0..<stream.uniform(in: 1...3)).map { _ in number() })
  }

  /// 1/σ² of the release, counts being turned into blocks by `count`.
  func multiplier(_ count: (Rational) -> BlockwiseNoise.Block) throws -> Rational {
    var all: [BlockwiseNoise.Block] = []
    for (bound, variance) in zip(bounds, variances) {
      all.append(BlockwiseNoise.Block(squaredBound: bound * bound, variance: variance))
    }
    for variance in countVariances { all.append(count(variance)) }
    return try BlockwiseNoise(all).inverseSquaredMultiplier
  }
}
