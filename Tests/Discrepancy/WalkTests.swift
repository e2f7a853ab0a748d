import Discrepancy
import Exact
import Randomness
import Testing

/// Rational vectors of Euclidean length at most 1.
private func randomVectors(_ stream: inout RandomStream, count: Int, dimension: Int) -> [[Rational]] {
  (0..<count).map { _ in
    let vector = (0..<dimension).map { _ in Rational(stream.uniform(in: -4...4)) }
    let scale = vector.reduce(Rational(1)) { $0 + $1.magnitude }
    return vector.map { $0 / scale }
  }
}

@Suite("The Gram–Schmidt walk")
struct GramSchmidtWalkTests {
  @Test("The worked example's law")
  func workedExample() throws {
    let walk = try GramSchmidtWalk([[1, 0], [Rational(3, 5), Rational(4, 5)], [0, 1]])
    let law = try walk.law(from: [0, 0, 0])
    let expected: [([Int], Rational)] = [
      ([-1, -1, -1], Rational(1, 100)), ([-1, -1, 1], Rational(9, 100)), ([-1, 1, -1], Rational(9, 25)),
      ([-1, 1, 1], Rational(1, 25)), ([1, -1, -1], Rational(1, 25)), ([1, -1, 1], Rational(9, 25)),
      ([1, 1, -1], Rational(9, 100)), ([1, 1, 1], Rational(1, 100)),
    ]
    #expect(law.outcomes == expected.map(\.0) && law.probabilities == expected.map(\.1))
    #expect(law.probability(of: [1, -1, 1]) == Rational(9, 25) && law.probability(of: [0, 0, 0]) == 0)
  }

  @Test("Probabilities add up to 1 and the mean is the start, exactly; also for dependent vectors and vectors of 0")
  func martingale() throws {
    for index in 0..<25 {
      var stream = RandomStream(seed: 5).child("law").child(index)
      let n = stream.uniform(in: 0...5)
      var vectors = randomVectors(&stream, count: n, dimension: stream.uniform(in: 1...4))
      if n > 2 { vectors[1] = vectors[0] }
      let start = (0..<n).map { _ in Rational(Integer(stream.uniform(in: -4...4)), 4) }
      let law = try GramSchmidtWalk(vectors).law(from: start)
      #expect(law.probabilities.reduce(0, +) == 1 && !law.probabilities.contains { $0 <= 0 })
      #expect(law.mean == start)
      for (j, x) in start.enumerated() where x.magnitude == 1 {
        #expect(!law.outcomes.contains { Rational($0[j]) != x }, "a stopped coordinate stays")
      }
    }
  }

  @Test("What is refused")
  func refusals() throws {
    #expect(throws: DiscrepancyError.tooLong(vector: 0)) { try GramSchmidtWalk([[1, 1]]) }
    #expect(throws: DiscrepancyError.self) { try GramSchmidtWalk([[1], [1, 0]]) }
    let walk = try GramSchmidtWalk([[1]])
    #expect(throws: DiscrepancyError.self) { try walk.law(from: []) }
    #expect(throws: DiscrepancyError.outside(coordinate: 0, value: "-2", range: "[-1, 1]")) { try walk.law(from: [-2]) }
    let many = try GramSchmidtWalk([[Rational]](repeating: [1], count: 13))
    #expect(throws: DiscrepancyError.tooLarge("vectors", found: 13, limit: 12)) {
      try many.law(from: [Rational](repeating: 0, count: 13))
    }
    #expect(throws: DiscrepancyError.notFinite(row: 0, column: 0)) { try GramSchmidtSampler([[.nan]]) }
    #expect(throws: DiscrepancyError.self) { try GramSchmidtSampler([[1]], lift: -1) }
    var stream = RandomStream(seed: 1)
    #expect(throws: DiscrepancyError.self) { try GramSchmidtSampler([[1]]).sample(from: [.nan], using: &stream) }
    #expect(throws: DiscrepancyError.self) { try GramSchmidtSampler([[1]]).sample(from: [0, 0], using: &stream) }
  }

  @Test("Samples follow the exact law")
  func sampler() throws {
    let vectors: [[Rational]] = [[1, 0], [Rational(3, 5), Rational(4, 5)], [0, 1]]
    let start: [Rational] = [0, Rational(1, 2), Rational(-1, 4)]
    let law = try GramSchmidtWalk(vectors).law(from: start)
    let sampler = try GramSchmidtSampler(vectors.map { $0.map { Double($0) } })
    var stream = RandomStream(seed: 6)
    var counts = law.outcomes.map { _ in 0 }
    let total = 4_000
    for _ in 0..<total {
      let signs = try sampler.sample(from: start.map { Double($0) }, using: &stream)
      let index = try #require(law.outcomes.firstIndex(of: signs))
      counts[index] += 1
    }
    for (count, probability) in zip(counts, law.probabilities) {
      let p = Double(probability)
      // Five standard deviations.
      #expect(abs(Double(count) - p * Double(total)) <= 5 * (p * (1 - p) * Double(total)).squareRoot() + 1)
    }
  }

  @Test("Many vectors of few dimensions balance far better than random signs")
  func balance() throws {
    var stream = RandomStream(seed: 7)
    let (n, d) = (60, 4)
    let vectors = (0..<n).map { _ in (0..<d).map { _ in (Double(stream.next() >> 11) * 0x1p-53 - 0.5) } }
    let signs = try GramSchmidtSampler(vectors).sample(from: [Double](repeating: 0, count: n), using: &stream)
    let sum = (0..<d).map { k in zip(signs, vectors).reduce(0) { $0 + Double($1.0) * $1.1[k] } }
    #expect(sum.reduce(0) { $0 + $1 * $1 } < 4)
  }
}

@Suite("Lovett and Meka's walk")
struct LovettMekaTests {
  private func randomSigns(_ stream: inout RandomStream, rows: Int, columns: Int) -> [[Double]] {
    (0..<rows).map { _ in (0..<columns).map { _ in stream.uniform(in: 0...1) == 0 ? -1 : 1 } }
  }

  @Test("Eight constraints of threshold 0 are kept while half of 64 coordinates stop")
  func exactConstraints() throws {
    var stream = RandomStream(seed: 8)
    let n = 64
    let walk = try LovettMeka(
      vectors: randomSigns(&stream, rows: n / 16, columns: n), thresholds: [Double](repeating: 0, count: n / 16),
      count: n,
      tolerance: 0.1, stepSize: 0.1)
    #expect(walk.stepCount == 534)
    let outcome = try walk.partialColouring(from: [Double](repeating: 0, count: n), using: &stream)
    #expect(outcome.stoppedCount >= n / 2)
    #expect(outcome.deviations.allSatisfy { $0 <= 0.1 })
    #expect(!outcome.point.contains { abs($0) > 1 })
  }

  @Test("A full colouring is one of signs, the same for the same seed")
  func fullColouring() throws {
    var stream = RandomStream(seed: 9)
    let n = 48
    let walk = try LovettMeka(
      vectors: randomSigns(&stream, rows: n, columns: n), thresholds: [Double](repeating: 1, count: n), count: n,
      tolerance: 0.1, stepSize: 0.2)
    let (first, second) = (stream.child("a"), stream.child("a"))
    var (a, b) = (first, second)
    let signs = try walk.colouring(from: [Double](repeating: 0, count: n), using: &a)
    #expect(signs == (try walk.colouring(from: [Double](repeating: 0, count: n), using: &b)))
    #expect(signs.count == n && !signs.contains { abs($0) != 1 })
  }

  @Test("No vectors, vectors of 0, starts at vertices, and what is refused")
  func edges() throws {
    var stream = RandomStream(seed: 10)
    let free = try LovettMeka(vectors: [], thresholds: [], count: 5, tolerance: 0.1, stepSize: 0.2)
    #expect(try free.partialColouring(from: [0, 0, 0, 0, 0], using: &stream).stoppedCount >= 3)
    #expect(try free.partialColouring(from: [1, -1, 1, 1, -1], using: &stream).point == [1, -1, 1, 1, -1])
    let zero = try LovettMeka(vectors: [[0, 0]], thresholds: [0], count: 2)
    #expect(try zero.partialColouring(from: [0, 0], using: &stream).deviations == [0])
    #expect(throws: DiscrepancyError.self) { try free.partialColouring(from: [0], using: &stream) }
    #expect(throws: DiscrepancyError.self) { try free.partialColouring(from: [0, 0, 2, 0, 0], using: &stream) }
    #expect(throws: DiscrepancyError.self) { try LovettMeka(vectors: [[1]], thresholds: [], count: 1) }
    #expect(throws: DiscrepancyError.self) { try LovettMeka(vectors: [[1]], thresholds: [-1], count: 1) }
    #expect(throws: DiscrepancyError.self) { try LovettMeka(vectors: [[1]], thresholds: [.nan], count: 1) }
    #expect(throws: DiscrepancyError.self) { try LovettMeka(vectors: [[.infinity]], thresholds: [1], count: 1) }
    #expect(throws: DiscrepancyError.self) { try LovettMeka(vectors: [], thresholds: [], count: 1, tolerance: 0) }
    #expect(throws: DiscrepancyError.self) { try LovettMeka(vectors: [], thresholds: [], count: 1, stepSize: .nan) }
  }
}

@Suite("Sizes and lengths")
struct DiscrepancySizeTests {
  @Test("The memory that a sampler is said to take holds its doubles, those of the lift too")
  func predictedBytes() {
    for (count, dimension) in [(1_200, 10), (50, 4_000), (3, 1)] {
      #expect(
        GramSchmidtSampler.predictedBytes(count: count, dimension: dimension, isLifted: false) >= 8 * count * dimension)
      let lifted = GramSchmidtSampler.predictedBytes(count: count, dimension: dimension, isLifted: true)
      #expect(lifted >= 8 * count * (dimension + count) && lifted <= 1_000 * count * (dimension + count) + 10_000_000)
    }
  }

  @Test("A vector as long as a bound is at most that, but not strictly", arguments: Norm.allCases)
  func strictly(norm: Norm) {
    let vector: [Rational] = [0, -3]
    #expect(norm.isAtMost(3, vector) && !norm.isAtMost(3, vector, strictly: true))
    #expect(norm.isAtMost(Rational(7, 2), vector, strictly: true) && !norm.isAtMost(Rational(5, 2), vector))
    #expect(!norm.isAtMost(-3, vector))
  }
}
