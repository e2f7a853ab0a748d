import Exact
import HardProblems
import HardProblemsReductions
import Problems
import Randomness
import TestSupport
import Testing

#if DEBUG
  private let instancesOfEachKind = 20
#else
  private let instancesOfEachKind = 500
#endif

@Suite("Close pairs → Orthogonal Vectors", .claim("ov.close-blocks"))
struct BHCPToOVTests {
  private func compare(_ pairs: HammingClosePair, blocks: Int?) throws {
    let reduction = BHCPToOV(blocks: blocks)
    let (vectors, truth) = (try reduction.reduce(pairs), pairs.referenceAnswer())
    let answer = try vectors.orthogonalPairs()
    #expect(answer.count == truth.count, "\(pairs) in \(blocks ?? 0) blocks")
    let meaning = try reduction.interpret(answer, for: pairs)
    #expect(pairs.verify(meaning) && meaning.count == truth.count && (meaning.witness != nil) == truth.exists)
    for promise in try reduction.promisedSize(of: pairs.size) { #expect(promise.isKept(by: vectors.size)) }
  }

  @Test("All instances of at most two vectors on a side of at most two coordinates, with every threshold")
  func exhaustive() throws {
    for d in 0...2 {
      for (n, m) in [(0, 0), (1, 0), (0, 1), (1, 1), (2, 1), (1, 2), (2, 2)] {
        for code in 0..<1 << ((n + m) * d) {
          let left = BitMatrix(rows: n, columns: d) { code >> ($0 * d + $1) & 1 == 1 }
          let right = BitMatrix(rows: m, columns: d) { code >> ((n + $0) * d + $1) & 1 == 1 }
          for threshold in 0...d + 1 {
            let pairs = try HammingClosePair(left: left, right: right, threshold: threshold)
            for blocks in [nil, 1, 2, 5] { try compare(pairs, blocks: blocks) }
          }
        }
      }
    }
  }

  @Test("Random instances with a close pair and without, in one to all blocks", arguments: [nil, 1, 2, 3, 4, 12])
  func random(blocks: Int?) throws {
    var stream = RandomStream(seed: 91).child(blocks ?? 0)
    for index in 0..<2 * instancesOfEachKind {
      let drawn = OrthogonalVectors.random(
        left: stream.uniform(in: 1...4), right: stream.uniform(in: 1...4), dimension: stream.uniform(in: 1...10),
        using: &stream)
      let distances = (0..<drawn.left.rows).flatMap { i in
        (0..<drawn.right.rows).map { drawn.left.distance(i, drawn.right, $0) }
      }
      let least = try #require(distances.min())
      let isClose = index % 2 == 0
      let threshold = stream.uniform(in: isClose ? least + 1...min(least + 3, drawn.dimension + 1) : 0...least)
      let pairs = try HammingClosePair(left: drawn.left, right: drawn.right, threshold: threshold)
      #expect(pairs.referenceAnswer().exists == isClose)
      try compare(pairs, blocks: blocks)
    }
  }

  @Test("There and back, the number of orthogonal pairs is the same")
  func thereAndBack() throws {
    var stream = RandomStream(seed: 92)
    for count in 0...3 {
      let vectors = try OrthogonalVectors.random(left: 5, right: 4, dimension: 8, percent: 60, using: &stream)
        .plantedExactly(count, using: &stream)
      let pairs = try OVToBHCP().reduce(vectors)
      let back = try BHCPToOV().reduce(pairs)
      let meaning = try OVToBHCP().interpret(BHCPToOV().interpret(back.orthogonalPairs(), for: pairs), for: vectors)
      #expect(meaning.count == Integer(count) && vectors.verify(meaning))
    }
  }

  @Test("With the threshold 1 close means equal: one guess, and two coordinates for each")
  func equality() throws {
    var stream = RandomStream(seed: 93)
    let drawn = OrthogonalVectors.random(left: 3, right: 2, dimension: 200, using: &stream)
    let pairs = try HammingClosePair(
      left: drawn.left, right: drawn.right.appending(rows: drawn.left.selecting(rows: [2])), threshold: 1)
    let vectors = try BHCPToOV().reduce(pairs)
    #expect([vectors.left.rows, vectors.right.rows, vectors.dimension] == [3, 3, 400])
    let meaning = try BHCPToOV().interpret(vectors.orthogonalPairs(), for: pairs)
    #expect(meaning == PairAnswer(count: 1, witness: VectorPair(2, 2)))
  }

  @Test("A long vector has as many blocks as coordinates where close means equal")
  func long() throws {
    let pairs = try HammingClosePair(
      left: BitMatrix(rows: 1, columns: 100_000), right: BitMatrix(rows: 1, columns: 100_000), threshold: 1)
    let vectors = try BHCPToOV().reduce(pairs)
    #expect(vectors.dimension == 200_000 && vectors.isSolution(0, 0))
  }

  @Test("Images that would be too large are refused, before anything is made of them")
  func refusals() throws {
    let long = try HammingClosePair(
      left: BitMatrix(rows: 1, columns: 400), right: BitMatrix(rows: 1, columns: 400), threshold: 200)
    let tooLarge = VectorReductionError.imagesTooLarge(dimension: 400, threshold: 200)
    #expect(throws: tooLarge) { try BHCPToOV().reduce(long) }
    #expect(throws: tooLarge) { try BHCPToOV(blocks: 1).reduce(long) }
    #expect(throws: VectorReductionError.imagesTooLarge(dimension: 1 << 40, threshold: 2)) {
      try BHCPToOV().promisedSize(of: ["n_A": 1, "n_B": 1, "d": Integer(1 << 40), "t": 2])
    }
    #expect(throws: SizeFormulaError.missingParameter("t")) {
      try BHCPToOV().promisedSize(of: ["n_A": 1, "n_B": 1, "d": 2])
    }
    #expect(tooLarge.description.contains("dimension 400 with threshold 200"))
  }

  @Test("A threshold beyond the dimension makes every pair close, however large it is")
  func largeThreshold() throws {
    for threshold in [4, 1000, .max] {
      let pairs = try HammingClosePair(
        left: BitMatrix(["101", "110"]), right: BitMatrix(["010", "001"]), threshold: threshold)
      for blocks in [nil, 1, 2, 3] { try compare(pairs, blocks: blocks) }
      #expect(try BHCPToOV().reduce(pairs).referenceAnswer().count == 4)
    }
  }

  @Test("A wrong witness is refused, whether there are images or none")
  func wrongWitness() throws {
    let (left, right) = (try BitMatrix(["101"]), try BitMatrix(["010"]))
    for threshold in [0, 2] {
      let pairs = try HammingClosePair(left: left, right: right, threshold: threshold)
      #expect(throws: VectorReductionError.notClose(VectorPair(0, 0), threshold: threshold)) {
        try BHCPToOV().interpret(PairAnswer(count: 1, witness: VectorPair(0, 0)), for: pairs)
      }
    }
  }
}
