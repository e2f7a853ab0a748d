import Exact
import HardProblems
import Randomness
import Testing

/// The answer by the definition alone, on bits that are not packed.
private func truth(_ instance: OrthogonalVectors) -> PairAnswer {
  var (count, first): (Int, VectorPair?) = (0, nil)
  let right = (0..<instance.right.rows).map { j in (0..<instance.dimension).map { instance.right[j, $0] } }
  for i in 0..<instance.left.rows {
    let a = (0..<instance.dimension).map { instance.left[i, $0] }
    for (j, b) in right.enumerated() where !zip(a, b).contains(where: { $0 && $1 }) {
      count += 1
      if first == nil { first = VectorPair(i, j) }
    }
  }
  return PairAnswer(count: Integer(count), witness: first)
}

/// What an algorithm must answer: the count and the first pair, but for the one that only decides.
private func expect(
  _ instance: OrthogonalVectors, by algorithm: OrthogonalVectorsAlgorithm, is expected: PairAnswer,
  sourceLocation: SourceLocation = #_sourceLocation
) throws {
  let answer = try instance.orthogonalPairs(by: algorithm)
  if algorithm == .lightFirst {
    #expect(answer.exists == expected.exists, "\(instance)", sourceLocation: sourceLocation)
    #expect((answer.witness != nil) == expected.exists, sourceLocation: sourceLocation)
    if let pair = answer.witness {
      #expect(instance.isSolution(pair.left, pair.right), sourceLocation: sourceLocation)
    }
  } else {
    #expect(answer == expected, "\(algorithm) \(instance)", sourceLocation: sourceLocation)
  }
}

private func matrices(rows: Int, columns: Int) -> [BitMatrix] {
  (0..<(1 << (rows * columns))).map { code in
    BitMatrix(rows: rows, columns: columns) { code >> ($0 * columns + $1) & 1 == 1 }
  }
}

@Suite("Algorithms for Orthogonal Vectors")
struct OrthogonalVectorsAlgorithmTests {
  @Test("All instances of at most 2 × 2 vectors of dimension at most 2", arguments: OrthogonalVectorsAlgorithm.allCases)
  func exhaustive(algorithm: OrthogonalVectorsAlgorithm) throws {
    for d in 0...2 {
      for (m, n) in [(0, 0), (0, 1), (1, 0), (0, 2), (2, 0), (1, 1), (1, 2), (2, 1), (2, 2)] {
        for left in matrices(rows: m, columns: d) {
          for right in matrices(rows: n, columns: d) {
            let instance = try OrthogonalVectors(left: left, right: right)
            try expect(instance, by: algorithm, is: truth(instance))
          }
        }
      }
    }
  }

  @Test("Random instances with different sides and densities", arguments: OrthogonalVectorsAlgorithm.allCases)
  func random(algorithm: OrthogonalVectorsAlgorithm) throws {
    var stream = RandomStream(seed: 51)
    for percent in [0, 10, 50, 90, 100] {
      for d in [1, 5, 10] {
        let instance = OrthogonalVectors.random(
          left: stream.uniform(in: 0...25), right: stream.uniform(in: 0...25), dimension: d, percent: percent,
          using: &stream)
        try expect(instance, by: algorithm, is: truth(instance))
      }
    }
  }

  private typealias Solved = (instance: OrthogonalVectors, answer: PairAnswer)
  private static let longDimensions = [15, 16, 17, 31, 32, 33, 63, 64, 65, 96, 127, 128, 200]

  /// By dimension: vectors of 0, 1, 4 and 8 ones, and a heavy instance with two pairs. Made and solved once for all algorithms.
  private static let long = Result {
    try Dictionary(
      uniqueKeysWithValues: longDimensions.map { d -> (Int, [Solved]) in
        var stream = RandomStream(seed: 52).child(d)
        var instances = [0, 1, 4, 8].map { weight in
          OrthogonalVectors.sparse(left: 19, right: 35, dimension: d, weight: weight, using: &stream)
        }
        instances.append(
          try OrthogonalVectors.random(left: 17, right: 18, dimension: d, using: &stream)
            .plantedExactly(2, using: &stream))
        return (d, instances.map { ($0, truth($0)) })
      })
  }

  @Test(
    "Dimensions about the boundaries of words and half words",
    arguments: [.automatic, .rows, .columns, .branching, .sparse, .lightFirst] as [OrthogonalVectorsAlgorithm],
    longDimensions)
  func longVectors(algorithm: OrthogonalVectorsAlgorithm, d: Int) throws {
    let solved = try #require(try Self.long.get()[d])
    #expect(solved.count == 5)
    for (instance, answer) in algorithm == .sparse ? solved.dropLast() : solved[...] {
      try expect(instance, by: algorithm, is: answer)
    }
  }

  /// 1100 rows on one side are more than a block; 300 on the other are enough for tables. One pair, at the very end. Made and solved
  /// once for all algorithms.
  private static let blocks = Result {
    var stream = RandomStream(seed: 53)
    return try [20, 70].map { d -> Solved in
      let drawn = OrthogonalVectors.random(left: 300, right: 1100, dimension: d, percent: 75, using: &stream)
      var (left, right) = (drawn.left, drawn.right)
      for i in 0..<300 { left[i, 0] = true }
      for j in 0..<1100 { right[j, 0] = true }
      for k in 0..<d {
        left[299, k] = k % 2 == 1
        right[1099, k] = k % 2 == 0
      }
      for i in 0..<300 { left[i, 2] = i != 299 }
      for j in 0..<1099 { right[j, 1] = true }
      let instance = try OrthogonalVectors(left: left, right: right)
      return (instance, instance.referenceAnswer())
    }
  }

  @Test(
    "More vectors than a block holds, with tables and without",
    arguments: [.automatic, .rows, .columns, .branching, .lightFirst] as [OrthogonalVectorsAlgorithm])
  func blocks(algorithm: OrthogonalVectorsAlgorithm) throws {
    for (instance, answer) in try Self.blocks.get() {
      #expect(answer == PairAnswer(count: 1, witness: VectorPair(299, 1099)))
      try expect(instance, by: algorithm, is: answer)
    }
  }

  @Test(
    "Sides that end with a block, before it or after it",
    arguments: [.rows, .columns] as [OrthogonalVectorsAlgorithm])
  func ends(algorithm: OrthogonalVectorsAlgorithm) throws {
    var stream = RandomStream(seed: 55)
    #if DEBUG
      let (counts, wholes) = ([63, 64, 65, 1023, 1024, 1025, 1089, 4097], [17])
    #else
      let (counts, wholes) = (
        [63, 64, 65, 1023, 1024, 1025, 1087, 1088, 1089, 2048, 4097, 8191, 8192, 8193, 8225], [1, 16, 17]
      )
    #endif
    for count in counts {
      for d in [16, 17] {
        let instance = OrthogonalVectors.random(
          left: 2, right: count, dimension: d, percent: 35, using: &stream)
        try expect(instance, by: algorithm, is: instance.referenceAnswer())
      }
    }
    // Light vectors, and heavy ones that cover a block with their first ones.
    for count in [65, 1024, 1089] {
      let light = OrthogonalVectors.sparse(left: 40, right: count, dimension: 200, weight: 2, using: &stream)
      try expect(light, by: algorithm, is: light.referenceAnswer())
      let heavy = try OrthogonalVectors.random(left: 3, right: count, dimension: 300, percent: 60, using: &stream)
        .plantedExactly(2, using: &stream)
      try expect(heavy, by: algorithm, is: heavy.referenceAnswer())
    }
    // As many pairs as a vector of B has lanes to count, several times over.
    for d in wholes {
      let all = try OrthogonalVectors(left: BitMatrix(rows: 5, columns: d), right: BitMatrix(rows: 70_001, columns: d))
      try expect(all, by: algorithm, is: PairAnswer(count: 350_005, witness: VectorPair(0, 0)))
    }
  }

  @Test("Copies and zero vectors count as often as they occur", arguments: OrthogonalVectorsAlgorithm.allCases)
  func copies(algorithm: OrthogonalVectorsAlgorithm) throws {
    let instance = try OrthogonalVectors(
      left: BitMatrix(["111", "000", "100", "100", "000"]), right: BitMatrix(["011", "000", "011", "111"]))
    try expect(instance, by: algorithm, is: PairAnswer(count: 15, witness: VectorPair(0, 1)))
  }

  @Test("The worst families", arguments: OrthogonalVectorsAlgorithm.allCases)
  func worst(algorithm: OrthogonalVectorsAlgorithm) throws {
    for k in 0...4 {
      try expect(.worst(k: k, orthogonalPair: false), by: algorithm, is: PairAnswer(count: 0))
      try expect(
        .worst(k: k, orthogonalPair: true), by: algorithm, is: PairAnswer(count: 1, witness: VectorPair(0, 0)))
    }
  }

  @Test("What an algorithm cannot take is refused with its limit")
  func limits() throws {
    var stream = RandomStream(seed: 54)
    let long = OrthogonalVectors.random(left: 2, right: 2, dimension: 100, using: &stream)
    #expect(throws: OrthogonalVectorsError.dimensionTooLarge(100, algorithm: .zeta, limit: 26)) {
      try long.orthogonalPairs(by: .zeta)
    }
    #expect(throws: OrthogonalVectorsError.dimensionTooLarge(100, algorithm: .polynomial, limit: 64)) {
      try long.orthogonalPairs(by: .polynomial)
    }
    #expect(throws: OrthogonalVectorsError.tooManySubsets(limit: OrthogonalVectors.mostSubsets)) {
      try long.orthogonalPairs(by: .sparse)
    }
    let wide = OrthogonalVectors.random(left: 200, right: 200, dimension: 64, using: &stream)
    #expect(throws: OrthogonalVectorsError.tooManyMonomials(dimension: 64, degree: 5)) {
      try wide.orthogonalPairs(by: .polynomial)
    }
    #expect(try long.orthogonalPairs() == truth(long))
  }

  @Test("Orthogonal pairs are counted where every pair is one", arguments: OrthogonalVectorsAlgorithm.allCases)
  func allOrthogonal(algorithm: OrthogonalVectorsAlgorithm) throws {
    for d in [0, 6] {
      let instance = try OrthogonalVectors(
        left: BitMatrix(rows: 33, columns: d), right: BitMatrix(rows: 21, columns: d))
      try expect(instance, by: algorithm, is: PairAnswer(count: 693, witness: VectorPair(0, 0)))
    }
  }
}

@Suite("The polynomial method")
struct PolynomialMethodTests {
  @Test("Groups of one, two and four vectors find every pair", arguments: [1, 2, 4])
  func groups(size: Int) throws {
    var stream = RandomStream(seed: 61).child(size)
    for count in 0...3 {
      let instance = try OrthogonalVectors.random(left: 11, right: 14, dimension: 9, percent: 60, using: &stream)
        .plantedExactly(count, using: &stream)
      let answer = try PolynomialMethod(groupSize: size).orthogonalPairs(of: instance, using: stream.child("rounds"))
      #expect(answer == truth(instance))
    }
  }

  @Test("The number of monomials is a sum of binomials")
  func monomials() {
    #expect(PolynomialMethod(groupSize: 2).degree == 5)
    #expect(PolynomialMethod(groupSize: 2).monomials(dimension: 32) == 242_825)
    #expect(PolynomialMethod(groupSize: 1).monomials(dimension: 2) == 4)
    #expect(PolynomialMethod(groupSize: 16).monomials(dimension: 0) == 1)
  }

  @Test("It is predicted to lose against an AND of rows at every size that can be run")
  func prediction() throws {
    for d in 8...64 {
      for s in [1, 2, 4, 8, 16] where s < 1 << d {
        #expect(PolynomialMethod(groupSize: s).wordOperationsPerPair(dimension: d) > Double((d + 63) / 64))
      }
    }
    #expect(PolynomialMethod.predictedCrossover(dimension: 16) == 67)
    #expect(PolynomialMethod.predictedCrossover(dimension: 32) == 104)
    #expect(OrthogonalVectorsAlgorithm.polynomial.summary.contains("from about n = 2^104 on"))
  }
}
