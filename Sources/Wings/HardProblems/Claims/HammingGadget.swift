import Evidence
import Exact
import HardProblems
import HardProblemsReductions
import Randomness

extension Claim {
  /// Three coordinates for each turn inner products into distances.
  static let hammingGadget = Claim(
    id: "ov.hamming-gadget",
    title: "Images of vectors under the gadget differ in d + 2⟨a, b⟩ places",
    sentences: [
      Sentence(
        """
        Replace each coordinate of $a$ by $0 \\to 000$, $1 \\to 101$, and each of $b$ by $0 \\to 100$, $1 \\to 010$. Then \
        the images differ in exactly $d + 2\\langle a, b\\rangle$ places: in $d$ if $a$ and $b$ are orthogonal, else in $d + \
        2$ or more.
        """,
        topic: "distances across", checks: ["exhaustive", "random"],
        proof: ProofReference(file: "HardProblems/HammingGadget.v", theorems: ["hamming_gadget", "gadget_gap"])),
      Sentence(
        "Images of two vectors of one side differ in twice as many places as the vectors.",
        topic: "distances on a side", checks: ["random"],
        proof: ProofReference(
          file: "HardProblems/HammingGadget.v", theorems: ["left_images_differ", "right_images_differ"])),
      Sentence(
        """
        Copies of a vector are told apart by tags, the bits of a number and the same inverted against zeros on the other \
        side, which add the same number to every distance across.
        """,
        topic: "tags", checks: ["random"],
        proof: ProofReference(file: "HardProblems/VectorReductions.v", theorems: ["tags_add", "tags_differ"])),
    ],
    source: .hardnessPaper("Orthogonal Vectors to Bichromatic Hamming Close Pair"),
    checks: [
      Check(
        "exhaustive", level: .exhaustive,
        family: .exhaustive(
          "all pairs of vectors of dimension at most 4 (deep: 6)",
          count: { (0...($0 == .quick ? 4 : 6)).map { 1 << (2 * $0) }.reduce(0, +) },
          all: { budget in (0...(budget == .quick ? 4 : 6)).flatMap(OrthogonalVectors.allPairs) }),
        subject: gadget, mutants: mutants, test: hasPromisedDistances),
      Check(
        "random", level: .certified,
        family: .random(
          "random instances of at most 6 vectors on a side, with copies, d ≤ 70", quick: 60, deep: 2_000,
          shrink: OrthogonalVectors.shrink,
          draw: { _, stream in
            var drawn = OrthogonalVectors.random(
              left: stream.uniform(in: 1...4), right: stream.uniform(in: 1...4), dimension: stream.uniform(in: 0...70),
              percent: stream.uniform(in: 0...1) * 40 + 20, using: &stream)
            // Every other vector twice.
            drawn = try OrthogonalVectors(
              left: drawn.left.appending(
                rows: drawn.left.selecting(rows: stride(from: 0, to: drawn.left.rows, by: 2).map { $0 })),
              right: drawn.right.appending(rows: drawn.right.selecting(rows: [0])))
            return drawn
          }),
        subject: gadget, mutants: mutantsWithCopies, test: hasPromisedDistances),
    ])
}

private let gadget: Algorithm<OrthogonalVectors, HammingClosePair> = { try OVToBHCP().reduce($0) }

/// The gadget with other images of 1 on side A.
private func gadget(leftOne: [Bool], _ source: OrthogonalVectors) throws -> HammingClosePair {
  let pairs = try OVToBHCP().reduce(source)
  let left = BitMatrix(rows: pairs.left.rows, columns: pairs.left.columns) { i, j in
    j < 3 * source.dimension ? source.left[i, j / 3] && leftOne[j % 3] : pairs.left[i, j]
  }
  return try HammingClosePair(
    left: left, right: pairs.right, threshold: pairs.threshold, leastDistance: pairs.leastDistance)
}

private let mutants: KeyValuePairs<String, Algorithm<OrthogonalVectors, HammingClosePair>> = [
  "110 in place of 101": { try gadget(leftOne: [true, true, false], $0) },
  "threshold d": { source in
    let pairs = try OVToBHCP().reduce(source)
    return try HammingClosePair(left: pairs.left, right: pairs.right, threshold: pairs.threshold - 1)
  },
]

private let mutantsWithCopies: KeyValuePairs<String, Algorithm<OrthogonalVectors, HammingClosePair>> = [
  "110 in place of 101": { try gadget(leftOne: [true, true, false], $0) },
  "copies are not told apart": { source in
    let pairs = try OVToBHCP().reduce(source)
    func untagged(_ side: BitMatrix) -> BitMatrix {
      BitMatrix(rows: side.rows, columns: side.columns) { i, j in j < 3 * source.dimension && side[i, j] }
    }
    return try HammingClosePair(
      left: untagged(pairs.left), right: untagged(pairs.right), threshold: pairs.threshold,
      leastDistance: pairs.leastDistance)
  },
]

@Sendable private func hasPromisedDistances(
  _ gadget: Algorithm<OrthogonalVectors, HammingClosePair>, of source: OrthogonalVectors
) throws -> Verdict {
  let pairs = try gadget(source)
  for i in 0..<source.left.rows {
    for j in 0..<source.right.rows {
      let expected = pairs.leastDistance + 2 * source.left.commonOnes(i, source.right, j)
      let verdict = Verdict.equal(
        pairs.left.distance(i, pairs.right, j), expected, "the distance of \(VectorPair(i, j))")
      guard case .holds = verdict else { return verdict }
    }
  }
  for (images, vectors) in [(pairs.left, source.left), (pairs.right, source.right)] {
    for i in 0..<vectors.rows {
      for j in 0..<i {
        let (image, plain) = (images.distance(i, images, j), vectors.distance(i, vectors, j))
        let withoutTags = (0..<3 * source.dimension).count { images[i, $0] != images[j, $0] }
        guard image >= 2, withoutTags == 2 * plain else {
          return .fails(
            "images \(i) and \(j) of a side differ in \(withoutTags) places, with tags in \(image); the vectors in \(plain)"
          )
        }
      }
    }
  }
  return .all(
    .equal(pairs.threshold, pairs.leastDistance + 1, "the threshold"),
    .require(pairs.leastDistance >= source.dimension, "the promised distance is below d"),
    .equal(pairs.referenceAnswer(), source.referenceAnswer(), "the close pairs"))
}

extension OrthogonalVectors {
  /// One vector on each side, of the given dimension: all of them.
  fileprivate static func allPairs(dimension: Int) -> [OrthogonalVectors] {
    (0..<1 << (2 * dimension)).compactMap { bits in
      try? OrthogonalVectors(
        left: BitMatrix(rows: 1, columns: dimension) { bits >> $1 & 1 == 1 },
        right: BitMatrix(rows: 1, columns: dimension) { bits >> ($1 + dimension) & 1 == 1 })
    }
  }

  /// Smaller instances: a vector or the last coordinate left out.
  package static func shrink(_ instance: OrthogonalVectors) -> [OrthogonalVectors] {
    func without(_ row: Int, _ side: BitMatrix) -> BitMatrix {
      side.selecting(rows: (0..<side.rows).filter { $0 != row })
    }
    var smaller = (0..<instance.left.rows).compactMap {
      try? OrthogonalVectors(left: without($0, instance.left), right: instance.right)
    }
    smaller += (0..<instance.right.rows).compactMap {
      try? OrthogonalVectors(left: instance.left, right: without($0, instance.right))
    }
    let d = instance.dimension - 1
    guard d >= 0 else { return smaller }
    func shorter(_ side: BitMatrix) -> BitMatrix { BitMatrix(rows: side.rows, columns: d) { side[$0, $1] } }
    if let instance = try? OrthogonalVectors(left: shorter(instance.left), right: shorter(instance.right)) {
      smaller.append(instance)
    }
    return smaller
  }
}
