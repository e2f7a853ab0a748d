import Evidence
import Exact
import HardProblems
import HardProblemsReductions
import Randomness

extension Claim {
  /// Close pairs are orthogonal pairs, with a guess for each block.
  static let closeBlocks = Claim(
    id: "ov.close-blocks",
    title: "Close pairs are orthogonal pairs of looked-up blocks, one to one",
    sentences: [
      Sentence(
        """
        Cut the $d$ coordinates into $m$ blocks of $w_1, \\dots, w_m$. Let $a$ have, for each block, $2^{w_k}$ coordinates \
        of which the one that it names is 1, and for a guess $(z_1, \\dots, z_{m-1})$, $\\sum z_k < t$, let $b$ have ones \
        where the named value differs from its own in other than $z_k$ places, in the last block in more than $t - 1 - \\sum \
        z_k$. Two vectors differ in fewer than $t$ places if and only if for some guess their images are orthogonal, and \
        then for one guess alone.
        """,
        topic: "one guess", checks: ["exhaustive"],
        proof: ProofReference(file: "HardProblems/CloseBlocks.v", theorems: ["close_iff_some_guess", "one_guess"])),
      Sentence(
        """
        Images with the bits of their guess and the inverted bits appended, the other side the other way round, are \
        orthogonal there if and only if the guesses are the same.
        """,
        topic: "the bits of the guess", checks: ["exhaustive", "blocks"],
        proof: ProofReference(file: "HardProblems/CloseBlocks.v", theorems: ["tags_orthogonal"])),
      Sentence(
        """
        With $2\\lceil\\log_2 G\\rceil$ such coordinates for $G$ guesses, the orthogonal pairs of all $G n_A$ and $G n_B$ \
        images are the pairs that differ in fewer than $t$ places, one to one.
        """,
        topic: "all images together", checks: ["exhaustive", "blocks", "random"],
        proof: ProofReference(file: "HardProblems/VectorReductions.v", theorems: ["close_pairs_once"])),
    ],
    source: .hardnessPaper("the problems that the chain goes through, the way back; derived"),
    checks: [
      Check(
        "exhaustive", level: .exhaustive, family: smallPairs, subject: reduction(blocks: 2),
        mutants: mutants(blocks: 2), test: { try preserves(BHCPToOV(blocks: 2), $0, $1) }),
      Check(
        "blocks", level: .certified, family: randomPairs("three blocks"), subject: reduction(blocks: 3),
        mutants: mutants(blocks: 3), test: { try preserves(BHCPToOV(blocks: 3), $0, $1) }),
      Check(
        "random", level: .certified, family: randomPairs("as many blocks as make the fewest bits"),
        subject: reduction(blocks: nil), mutants: ["a pair at the threshold is close": atThreshold(blocks: nil)],
        test: { try preserves(BHCPToOV(), $0, $1) }),
    ])
}

private func reduction(blocks: Int?) -> Algorithm<HammingClosePair, OrthogonalVectors> {
  { try BHCPToOV(blocks: blocks).reduce($0) }
}

private func atThreshold(blocks: Int?) -> Algorithm<HammingClosePair, OrthogonalVectors> {
  { source in
    try BHCPToOV(blocks: blocks).reduce(
      HammingClosePair(left: source.left, right: source.right, threshold: source.threshold + 1))
  }
}

private func mutants(blocks: Int) -> KeyValuePairs<String, Algorithm<HammingClosePair, OrthogonalVectors>> {
  [
    "a pair at the threshold is close": atThreshold(blocks: blocks),
    "guesses are not told apart": { source in
      let images = try BHCPToOV(blocks: blocks).reduce(source)
      // The images of the blocks without tags: 2^w coordinates each.
      let (d, count) = (source.dimension, min(blocks, max(source.dimension, 1)))
      let untagged = (0..<count).reduce(0) { $0 + 1 << (d / count + ($1 < d % count ? 1 : 0)) }
      func cut(_ side: BitMatrix) -> BitMatrix {
        BitMatrix(rows: side.rows, columns: side.columns) { $1 < untagged && side[$0, $1] }
      }
      return try OrthogonalVectors(left: cut(images.left), right: cut(images.right))
    },
    "the vectors of B are inverted": { source in
      let inverted = try OVToSubsetQuery().reduce(OrthogonalVectors(left: source.left, right: source.right)).right
      return try BHCPToOV(blocks: blocks).reduce(
        HammingClosePair(left: source.left, right: inverted, threshold: source.threshold))
    },
  ]
}

/// All instances of at most two vectors on a side of a few coordinates, with every threshold.
private let smallPairs = InstanceFamily<HammingClosePair>.exhaustive(
  "all instances of at most 2 vectors on a side, d ≤ 2 (deep: 3), 0 ≤ t ≤ d + 1",
  count: { all($0).count }, all: all)

@Sendable private func all(_ budget: Budget) -> [HammingClosePair] {
  (0...(budget == .quick ? 2 : 3)).flatMap { d in
    OrthogonalVectors.all(dimension: d).flatMap { vectors in
      (0...d + 1).compactMap { try? HammingClosePair(left: vectors.left, right: vectors.right, threshold: $0) }
    }
  }
}

/// Random instances, half of them with a close pair, the others without.
private func randomPairs(_ what: String) -> InstanceFamily<HammingClosePair> {
  .random(
    "random instances, 1 to 4 vectors on a side, 1 ≤ d ≤ 12, half of them with a close pair; \(what)", quick: 30,
    deep: 1_000,
    shrink: { pairs in
      guard let vectors = try? OrthogonalVectors(left: pairs.left, right: pairs.right) else { return [] }
      return OrthogonalVectors.shrink(vectors).compactMap {
        try? HammingClosePair(left: $0.left, right: $0.right, threshold: pairs.threshold)
      }
    },
    draw: { index, stream in
      let drawn = OrthogonalVectors.random(
        left: stream.uniform(in: 1...4), right: stream.uniform(in: 1...4), dimension: stream.uniform(in: 1...12),
        percent: 50, using: &stream)
      var least = drawn.dimension
      for i in 0..<drawn.left.rows {
        for j in 0..<drawn.right.rows { least = min(least, drawn.left.distance(i, drawn.right, j)) }
      }
      return try HammingClosePair(
        left: drawn.left, right: drawn.right,
        threshold: index % 2 == 0 ? stream.uniform(in: least + 1...drawn.dimension + 1) : stream.uniform(in: 0...least))
    })
}
