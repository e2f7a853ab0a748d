import Evidence
import Exact
import Reasoning

extension Claim {
  /// What fixed heads save.
  static let attentionCost = Claim(
    id: "reasoning.attention-cost",
    title: "What heads with a fixed map save",
    sentences: [
      Sentence(
        """
        A layer of width $d$ on $T$ positions with MLP width $4d$ costs $12 T d^2 + 2 T^2 d$ multiply-adds, and fixing the attention maps of \
        $k$ of $h$ heads saves $k/h \\cdot (2 T d^2 + T^2 d)$ of them.
        """,
        checks: ["counted"])
    ],
    source: .legoPaper("LEGO attention; the cost model is derived"),
    checks: [
      Check(
        "counted", level: .exhaustive,
        family: .exhaustive(
          "all T ≤ 4, h ≤ 3, d = h to 3h in steps of h, k ≤ h (deep: T ≤ 12)", count: { sizes($0).count },
          all: { sizes($0) }),
        subject: { size in try Saving(size) }, mutants: mutants, test: isCounted)
    ])
}

/// The cost of a layer, and the share that fixed heads save.
private struct Saving {
  var layer: Integer
  var share: Rational

  init(_ size: LayerSize) throws {
    let cost = try AttentionCost(positions: size.positions, width: size.width, heads: size.heads)
    (layer, share) = (cost.layer, try cost.saved(fixedHeads: size.fixed))
  }

  /// The same if k/h of something more is taken to be saved.
  init(_ size: LayerSize, andAlso more: Int) throws {
    try self.init(size)
    share += Rational(Integer(size.fixed * more), Integer(size.heads) * layer)
  }
}

private let mutants: KeyValuePairs<String, Algorithm<LayerSize, Saving>> = [
  "the output projection is saved as well": { try Saving($0, andAlso: $0.positions * $0.width * $0.width) },
  "mixing is saved as well": { try Saving($0, andAlso: $0.positions * $0.positions * $0.width) },
]

@Sendable private func isCounted(_ saving: Algorithm<LayerSize, Saving>, of size: LayerSize) throws -> Verdict {
  let found = try saving(size)
  let (counted, without) = (size.counted(fixed: 0), size.counted(fixed: size.fixed))
  return .all(
    .equal(found.layer, Integer(counted), "the cost of a layer"),
    .equal(found.share, Rational(Integer(counted - without), Integer(counted)), "the saved share"))
}

private struct LayerSize: Codable, Sendable {
  var positions: Int
  var width: Int
  var heads: Int
  var fixed: Int

  /// Multiply-adds, operation by operation.
  func counted(fixed: Int) -> Int {
    let head = width / heads
    var count = 0
    for index in 0..<heads {
      let isFixed = index < fixed
      for _ in 0..<positions {
        // Query and key of a position, value, and its share of the output.
        if !isFixed { count += 2 * width * head }
        count += 2 * width * head
        for _ in 0..<positions {
          // A score, and mixing the values.
          if !isFixed { count += head }
          count += head
        }
      }
    }
    // Up to four times the width, and back.
    return count + positions * 2 * (width * 4 * width)
  }
}

private func sizes(_ budget: Budget) -> [LayerSize] {
  (1...(budget == .quick ? 4 : 12)).flatMap { positions in
    (1...3).flatMap { heads in
      (1...3).flatMap { times in
        (0...heads).map { LayerSize(positions: positions, width: times * heads, heads: heads, fixed: $0) }
      }
    }
  }
}
