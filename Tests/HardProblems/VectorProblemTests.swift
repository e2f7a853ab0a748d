import Exact
import Foundation
import HardProblems
import Problems
import Randomness
import Testing

/// The rows of a matrix as arrays of bits, so that what is expected does not rest on packed words.
private func bits(_ matrix: BitMatrix) -> [[Bool]] {
  (0..<matrix.rows).map { i in (0..<matrix.columns).map { matrix[i, $0] } }
}

/// The pairs of rows that satisfy a condition, in lexicographic order.
private func pairs(_ a: [[Bool]], _ b: [[Bool]], where holds: ([Bool], [Bool]) -> Bool) -> [VectorPair] {
  a.indices.flatMap { i in b.indices.filter { holds(a[i], b[$0]) }.map { VectorPair(i, $0) } }
}

private func areOrthogonal(_ a: [Bool], _ b: [Bool]) -> Bool { !zip(a, b).contains { $0 && $1 } }

private func distance(_ a: [Bool], _ b: [Bool]) -> Int { zip(a, b).filter { $0 != $1 }.count }

/// Reads an instance back from its files and from JSON.
private func expectRoundTrip<P: Problem & Equatable>(_ instance: P) throws {
  #expect(try P(files: instance.files) == instance)
  #expect(try JSONDecoder().decode(P.self, from: JSONEncoder().encode(instance)) == instance)
  #expect(Array(instance.files.keys) == P.fileNames)
}

/// All matrices of the given size.
private func matrices(rows: Int, columns: Int) -> [BitMatrix] {
  (0..<(1 << (rows * columns))).map { code in
    BitMatrix(rows: rows, columns: columns) { code >> ($0 * columns + $1) & 1 == 1 }
  }
}

@Suite("Problems on 0/1 vectors")
struct VectorProblemTests {
  private func expectAnswered(_ left: BitMatrix, _ right: BitMatrix) throws {
    let (a, b) = (bits(left), bits(right))

    let orthogonal = pairs(a, b, where: areOrthogonal)
    let vectors = try OrthogonalVectors(left: left, right: right)
    #expect(vectors.referenceAnswer() == PairAnswer(count: Integer(orthogonal.count), witness: orthogonal.first))

    let contained = pairs(a, b) { a, b in zip(a, b).allSatisfy { !$0 || $1 } }
    let query = try SubsetQuery(left: left, right: right)
    #expect(query.referenceAnswer() == PairAnswer(count: Integer(contained.count), witness: contained.first))

    let hitting = a.indices.filter { i in !b.contains { areOrthogonal(a[i], $0) } }
    let sets = try HittingSet(left: left, right: right)
    #expect(sets.referenceAnswer() == HittingSetAnswer(count: Integer(hitting.count), witness: hitting.first))

    let greatest = a.flatMap { a in b.map { distance(a, $0) } }.max()
    let furthest = pairs(a, b) { distance($0, $1) == greatest }
    let pair = try FurthestPair(left: left, right: right)
    #expect(
      pair.referenceAnswer()
        == FurthestPairAnswer(distance: greatest, count: Integer(furthest.count), witness: furthest.first))

    for threshold in 0...left.columns + 1 {
      let close = pairs(a, b) { distance($0, $1) < threshold }
      let instance = try HammingClosePair(left: left, right: right, threshold: threshold)
      #expect(instance.referenceAnswer() == PairAnswer(count: Integer(close.count), witness: close.first))
    }

    let mixed = pairs(a, a, where: areOrthogonal).filter { $0.left < $0.right }
    let one = MonochromaticOrthogonalVectors(vectors: left)
    #expect(one.referenceAnswer() == PairAnswer(count: Integer(mixed.count), witness: mixed.first))
  }

  @Test("All instances with at most 2 × 2 vectors of dimension at most 2")
  func exhaustive() throws {
    for d in 0...2 {
      for (m, n) in [(0, 0), (0, 2), (2, 0), (1, 1), (1, 2), (2, 2)] {
        for left in matrices(rows: m, columns: d) {
          for right in matrices(rows: n, columns: d) { try expectAnswered(left, right) }
        }
      }
    }
  }

  @Test("Random instances across the boundary of a word", arguments: [1, 7, 63, 64, 65, 130])
  func random(d: Int) throws {
    var stream = RandomStream(seed: 4).child(d)
    for _ in 0..<6 {
      let drawn = OrthogonalVectors.random(
        left: stream.uniform(in: 0...6), right: stream.uniform(in: 0...6), dimension: d,
        percent: stream.uniform(in: 0...60), using: &stream)
      try expectAnswered(drawn.left, drawn.right)
    }
  }

  @Test("Right answers are verified; wrong counts and wrong witnesses are not")
  func verification() throws {
    let (left, right) = try (BitMatrix(["100", "011"]), BitMatrix(["110", "001"]))
    let query = try SubsetQuery(left: left, right: right)
    #expect(query.verify(PairAnswer(count: 1, witness: VectorPair(0, 0))))
    #expect(query.verify(PairAnswer(exists: true)))
    #expect(!query.verify(PairAnswer(count: 2)))
    #expect(!query.verify(PairAnswer(count: 1, witness: VectorPair(0, 1))))
    #expect(!query.verify(PairAnswer(count: 1, witness: VectorPair(7, -1))))

    let sets = try HittingSet(left: left, right: right)
    #expect(sets.verify(HittingSetAnswer(count: 1, witness: 1)))
    #expect(!sets.verify(HittingSetAnswer(count: 1, witness: 0)))
    #expect(!sets.verify(HittingSetAnswer(count: 1, witness: 2)))
    #expect(!sets.verify(HittingSetAnswer(exists: false)))

    let pair = try FurthestPair(left: left, right: right)
    #expect(pair.verify(FurthestPairAnswer(distance: 2)))
    #expect(pair.verify(FurthestPairAnswer(distance: 2, count: 2, witness: VectorPair(1, 0))))
    #expect(!pair.verify(FurthestPairAnswer(distance: 3)))
    #expect(!pair.verify(FurthestPairAnswer(distance: 2, count: 9)))
    #expect(!pair.verify(FurthestPairAnswer(distance: 2, witness: VectorPair(0, 0))))
    #expect(!pair.verify(FurthestPairAnswer(distance: 2, witness: VectorPair(0, 2))))

    let one = MonochromaticOrthogonalVectors(vectors: left)
    #expect(one.verify(PairAnswer(count: 1, witness: VectorPair(0, 1))))
    #expect(!one.verify(PairAnswer(count: 1, witness: VectorPair(1, 0))))
  }

  @Test("Instances are read back from text and JSON", arguments: [0, 1, 64, 65])
  func text(d: Int) throws {
    var stream = RandomStream(seed: 9).child(d)
    for (m, n) in [(0, 0), (3, 0), (0, 2), (3, 2)] {
      let drawn = OrthogonalVectors.random(left: m, right: n, dimension: d, using: &stream)
      try expectRoundTrip(drawn)
      try expectRoundTrip(FurthestPair(left: drawn.left, right: drawn.right))
      try expectRoundTrip(SubsetQuery(left: drawn.left, right: drawn.right))
      try expectRoundTrip(HittingSet(left: drawn.left, right: drawn.right))
      try expectRoundTrip(HammingClosePair(left: drawn.left, right: drawn.right, threshold: 3, leastDistance: 2))
      try expectRoundTrip(MonochromaticOrthogonalVectors(vectors: drawn.left))
    }
  }

  @Test("Vectors of dimension 0 are empty lines")
  func emptyLines() throws {
    let instance = try OrthogonalVectors(left: BitMatrix(rows: 2, columns: 0), right: BitMatrix(rows: 1, columns: 0))
    #expect(instance.text == "p ov 2 1 0\n\n\n\n")
    #expect(try OrthogonalVectors(parsing: "c x\n\np ov 2 1 0\n\nc y\n\n\n") == instance)
    #expect(throws: BitVectorTextError.missing("vector 3 of 3")) { try OrthogonalVectors(parsing: "p ov 2 1 0\n\n\n") }
  }

  @Test("Bad text is refused by line and field")
  func badText() throws {
    func message(_ parse: () throws -> some Any) -> String {
      do { return "read \(try parse())" } catch { return "\(error)" }
    }
    #expect(
      message { try FurthestPair(parsing: "") }
        == "the file ends too early: the header `p furthest-pair n_A n_B d` is missing")
    #expect(message { try SubsetQuery(parsing: "p ov 1 1 1\n1\n1\n") }.hasPrefix("line 1, header"))
    #expect(message { try HittingSet(parsing: "p hitting-set 1 x 1\n") }.hasPrefix("line 1, n_B: found “x”"))
    #expect(
      message { try HittingSet(parsing: "p hitting-set 1 1 2\n10\n1\n") }.hasPrefix("line 3, vector 2: found “1 bits”"))
    #expect(
      message { try OrthogonalVectors(parsing: "p ov 1 1 2\n10\n12\n") }.hasPrefix("line 3, vector 2: found “12”"))
    #expect(
      message { try OrthogonalVectors(parsing: "p ov 1 1 2\n10\n") }
        == "the file ends too early: vector 2 of 2 is missing")
    #expect(
      message { try MonochromaticOrthogonalVectors(parsing: "p ov-mono 1 2\n10\n01\n") }.hasPrefix("line 3, vector 2"))
    #expect(throws: OrthogonalVectorsError.unequalDimensions(left: 2, right: 1)) {
      try SubsetQuery(left: BitMatrix(["10"]), right: BitMatrix(["1"]))
    }
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(
        HittingSet.self,
        from: Data(#"{"left":{"columns":1,"rows":["1"]},"right":{"columns":2,"rows":["10"]}}"#.utf8))
    }
  }
}

@Suite("Families of vectors")
struct VectorFamilyTests {
  @Test("Exactly as many orthogonal pairs as were planted, no two of which share a vector", arguments: 0...5)
  func planted(count: Int) throws {
    var stream = RandomStream(seed: 21).child(count)
    for percent in [20, 50, 80] {
      let instance = try OrthogonalVectors.random(
        left: 12, right: 9, dimension: 24, percent: percent, using: &stream
      ).plantedExactly(count, using: &stream)
      let found = pairs(bits(instance.left), bits(instance.right), where: areOrthogonal)
      #expect(found.count == count)
      #expect(Set(found.map(\.left)).count == count && Set(found.map(\.right)).count == count)
    }
  }

  @Test("What cannot be planted is refused")
  func notPlanted() throws {
    var stream = RandomStream(seed: 22)
    let flat = OrthogonalVectors.random(left: 2, right: 2, dimension: 0, using: &stream)
    #expect(throws: OrthogonalVectorsError.cannotBePlanted(pairs: 1)) { try flat.plantedExactly(1, using: &stream) }
    let small = OrthogonalVectors.random(left: 2, right: 2, dimension: 9, using: &stream)
    #expect(throws: OrthogonalVectorsError.cannotBePlanted(pairs: 3)) { try small.plantedExactly(3, using: &stream) }
  }

  @Test("Repaired instances have no orthogonal pair and only gain ones")
  func repaired() throws {
    var stream = RandomStream(seed: 23)
    for percent in [0, 30, 60] {
      let drawn = OrthogonalVectors.random(left: 10, right: 14, dimension: 8, percent: percent, using: &stream)
      let repaired = try drawn.repaired(using: &stream)
      #expect(repaired.referenceAnswer() == PairAnswer(count: 0))
      for (before, after) in [(drawn.left, repaired.left), (drawn.right, repaired.right)] {
        #expect(zip(before.words, after.words).allSatisfy { $0 & ~$1 == 0 })
      }
    }
  }

  @Test("The worst families: every inner product is 1, but for one pair", arguments: 0...4)
  func worst(k: Int) {
    for orthogonalPair in [false, true] {
      let instance = OrthogonalVectors.worst(k: k, orthogonalPair: orthogonalPair)
      #expect(instance.left.rows == 1 << k && instance.right.rows == 1 << k && instance.dimension == 2 * k + 1)
      let answer = instance.referenceAnswer()
      #expect(answer == PairAnswer(count: orthogonalPair ? 1 : 0, witness: orthogonalPair ? VectorPair(0, 0) : nil))
      for i in (orthogonalPair ? 1 : 0)..<(1 << k) {
        for j in 0..<(1 << k) { #expect(instance.left.commonOnes(i, instance.right, j) == 1) }
      }
    }
  }

  @Test("Sparse vectors have the given weight")
  func sparse() {
    var stream = RandomStream(seed: 24)
    for (d, w) in [(5, 0), (5, 5), (70, 3)] {
      let instance = OrthogonalVectors.sparse(left: 4, right: 3, dimension: d, weight: w, using: &stream)
      #expect((0..<4).allSatisfy { instance.left.weight(ofRow: $0) == w })
      #expect((0..<3).allSatisfy { instance.right.weight(ofRow: $0) == w })
    }
  }
}
