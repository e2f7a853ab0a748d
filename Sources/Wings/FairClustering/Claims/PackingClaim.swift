import Evidence
import FairClustering

extension Claim {
  /// Every balanced set has a fairlet decomposition.
  static let fairletPacking = Claim(
    id: "fair.packing",
    title: "Every balanced set splits into balanced sets of at most p + q points",
    sentences: [
      Sentence(
        """
        For coprime $p \\le q$, a set of $R$ and $B$ points with $q \\min(R,B) \\ge p \\max(R,B)$ is cut into sets that are balanced in \
        the same sense, have at most $p + q$ points each, are not empty, and have $R$ and $B$ points in all. Tested for all \
        $q \\le 7$ and $R, B \\le 40$ (deep: $q \\le 12$ and $R, B \\le 120$).
        """, checks: ["exhaustive"],
        proof: ProofReference(
          file: "FairClustering/FairletPacking.v", theorems: ["packing_is_fair", "packing_exists", "fairlets_exist"]))
    ],
    source: .fairPaper("the basic decomposition in the authors' code; that it always ends so is derived"),
    checks: [
      Check(
        "exhaustive", level: .exhaustive,
        family: .exhaustive(
          "all coprime p ≤ q ≤ 7 (deep: 12), each with all balanced R, B ≤ 40 (deep: 120)", count: { shares($0).count },
          all: shares),
        subject: { FairletPacking($0.counts, $0.balance).fairlets }, mutants: packingMutants, test: isPacking)
    ])
}

/// A balance, and up to how many points of each colour it is tried.
private struct Shares: Codable, Sendable {
  var p: Int
  var q: Int
  var largest: Int
}

private struct Packed: Sendable {
  var counts: ColourCounts
  var balance: Balance
}

@Sendable private func shares(_ budget: Budget) -> [Shares] {
  let (most, largest) = budget == .quick ? (7, 40) : (12, 120)
  return (1...most).flatMap { q in
    (1...q).filter { gcd($0, q) == 1 }.map { Shares(p: $0, q: q, largest: largest) }
  }
}

func gcd(_ a: Int, _ b: Int) -> Int { b == 0 ? a : gcd(b, a % b) }

@Sendable private func isPacking(_ pack: Algorithm<Packed, [ColourCounts]>, of shares: Shares) throws -> Verdict {
  let (p, q) = (shares.p, shares.q)
  let balance = try Balance(p, q)
  for reds in 0...shares.largest {
    for blues in 0...shares.largest where q * min(reds, blues) >= p * max(reds, blues) {
      let fairlets = try pack(Packed(counts: ColourCounts(reds, blues), balance: balance))
      let isPartition =
        fairlets.reduce(0) { $0 + $1.reds } == reds && fairlets.reduce(0) { $0 + $1.blues } == blues
      let areFair = fairlets.allSatisfy {
        $0.reds >= 0 && $0.blues >= 0 && 1...(p + q) ~= $0.reds + $0.blues
          && q * min($0.reds, $0.blues) >= p * max($0.reds, $0.blues)
      }
      guard isPartition, areFair else {
        return .fails(
          "\(reds) and \(blues) are cut into \(fairlets.map { "\($0.reds)+\($0.blues)" }.joined(separator: " "))")
      }
    }
  }
  return .holds()
}

/// The blocks one by one, with a fault.
private func plain(
  ahead: @escaping @Sendable (_ p: Int, _ q: Int) -> Int = { $1 - $0 }, extra: Int = 0, room: Int = 0,
  ends: Bool = true,
  swaps: Bool = true
) -> Algorithm<Packed, [ColourCounts]> {
  { input in
    let (p, q) = (input.balance.minority, input.balance.majority)
    let isSwapped = swaps && input.counts.reds < input.counts.blues
    var (r, b) = isSwapped ? (input.counts.blues, input.counts.reds) : (input.counts.reds, input.counts.blues)
    var cut: [ColourCounts] = []
    while r > 0 || b > 0 {
      let block: (Int, Int)
      if ends, r != b, r + b <= p + q + room {
        block = (r, b)
      } else if q > p, r - b >= ahead(p, q), r >= q, b >= p {
        block = (q, p)
      } else if r != b {
        block = (r - b + p + extra, p)
      } else {
        block = (1, 1)
      }
      (r, b) = (r - block.0, b - block.1)
      cut.append(isSwapped ? ColourCounts(block.1, block.0) : ColourCounts(block.0, block.1))
      if cut.count > 1000 { break }
    }
    return cut
  }
}

private let packingMutants: KeyValuePairs<String, Algorithm<Packed, [ColourCounts]>> = [
  "a block is cut though the colours are nearer to even than it": plain(ahead: { max(1, $1 - $0 - 1) }),
  "the block that evens out takes one point more": plain(extra: 1),
  "one point more is taken to fit a fairlet": plain(room: 1),
  "what fits one fairlet is not taken as one": plain(ends: false),
  "the second colour is never the larger one": plain(swaps: false),
]
