import Exact
import HardProblems
import Randomness
import Testing

@Suite("Which algorithm for Orthogonal Vectors should be the fastest")
struct OrthogonalVectorsProfileTests {
  @Test(
    "The choice at sizes where the algorithms differ by much",
    arguments: [
      // Sums over subsets where 2^d is small against n², and not where it is large or the dimension is refused.
      (14, 16, 0.5, .zeta), (12, 8, 0.5, .zeta), (16, 20, 0.25, .zeta),
      (12, 32, 0.5, .columns), (14, 32, 0.5, .columns), (14, 64, 0.5, .columns),
      (16, 32, 0.5, .columns), (16, 24, 0.5, .columns), (12, 24, 0.5, .columns),
      (14, 32, 0.25, .columns), (14, 1000, 0.25, .columns),
      // Tables do not pay for a few vectors.
      (0, 10, 0.5, .rows), (4, 32, 0.5, .rows), (4, 64, 0.5, .rows), (6, 32, 0.5, .rows),
      // Few ones have few subsets, if there are many vectors.
      (18, 200, 0.005, .sparse), (19, 100, 0.02, .sparse),
      // Lists of dense vectors are soon empty.
      (16, 64, 0.95, .branching), (18, 64, 0.9, .branching),
    ] as [(Int, Int, Double, OrthogonalVectorsAlgorithm)])
  func choices(log n: Int, d: Int, density: Double, expected: OrthogonalVectorsAlgorithm) {
    let profile = OrthogonalVectorsProfile(left: 1 << n, right: 1 << n, dimension: d, density: density)
    #expect(profile.fastest == expected)
    #expect(profile.nanoseconds(by: .automatic) == profile.nanoseconds(by: expected))
  }

  @Test("The named choices are not close: the other algorithms that count should take twice as long or more")
  func gaps() throws {
    let named: [(Int, Int, OrthogonalVectorsAlgorithm)] = [
      (14, 16, .zeta), (14, 32, .columns), (16, 24, .columns), (4, 32, .rows),
    ]
    for (log, d, expected) in named {
      let n = 1 << log
      let profile = OrthogonalVectorsProfile(left: n, right: n, dimension: d, density: 0.5)
      let best = try #require(profile.nanoseconds(by: expected))
      for other in OrthogonalVectorsAlgorithm.allCases where other != expected && other != .automatic {
        if let time = profile.nanoseconds(by: other) { #expect(time > 2 * best, "\(other) at n = \(n), d = \(d)") }
      }
    }
  }

  @Test("What an algorithm does not take has no time")
  func refused() {
    let long = OrthogonalVectorsProfile(left: 100, right: 100, dimension: 27, density: 0.5)
    #expect(long.nanoseconds(by: .zeta) == nil)
    #expect(long.nanoseconds(by: .lightFirst) == nil && long.nanoseconds(by: .polynomial) == nil)
    let heavy = OrthogonalVectorsProfile(left: 100, right: 100, dimension: 2000, density: 1)
    #expect(heavy.right.subsets == .infinity && heavy.nanoseconds(by: .sparse) == nil)
  }

  @Test("No sides, no coordinates, no ones and very long vectors have a choice with a finite time")
  func extremes() {
    for (left, right) in [(0, 0), (0, 5), (5, 0), (1, 1), (1, 1 << 40), (1 << 40, 1), (1 << 40, 1 << 40)] {
      for d in [0, 1, 26, 27, 64, 65, 10_000_000] {
        for density in [0.0, 0.001, 0.5, 1.0] {
          let profile = OrthogonalVectorsProfile(left: left, right: right, dimension: d, density: density)
          let time = profile.nanoseconds(by: profile.fastest)
          #expect(time.map { $0 > 0 && $0 < .infinity } == true, "\(profile)")
        }
      }
    }
  }

  @Test("The profile of an instance is that of its vectors")
  func profile() throws {
    let instance = try OrthogonalVectors(
      left: BitMatrix(["110", "000", "111", "111"]), right: BitMatrix(rows: 0, columns: 3))
    let profile = OrthogonalVectorsProfile(of: instance)
    #expect(profile.left == .init(count: 4, weight: 2, subsets: 5.25))
    #expect(profile.right == .init(count: 0, weight: 0, subsets: 0) && profile.dimension == 3)
    // One heavy vector among many light ones is seen by a whole profile only.
    let light = try OrthogonalVectors(
      left: BitMatrix(rows: 1000, columns: 30) { i, j in i == 1 || j == i % 30 },
      right: BitMatrix(rows: 1, columns: 30))
    #expect(OrthogonalVectorsProfile(of: light).left == .init(count: 1000, weight: 1, subsets: 2))
    #expect(OrthogonalVectorsProfile(of: light, allVectors: true).left.subsets > 1_000_000)
  }

  @Test("auto answers alike, whatever it chooses")
  func automatic() throws {
    var stream = RandomStream(seed: 71)
    for (n, d, expected) in [
      (30, 40, OrthogonalVectorsAlgorithm.rows), (700, 40, .columns), (700, 8, .zeta), (0, 3, .rows),
    ] {
      let instance = OrthogonalVectors.random(left: n, right: n, dimension: d, using: &stream)
      #expect(instance.fastestAlgorithm == expected)
      #expect(try instance.orthogonalPairs() == instance.referenceAnswer())
    }
  }

  @Test("auto takes inclusion and exclusion for vectors with a single 1, but not with a heavy vector among them")
  func single() throws {
    let (n, d) = (1 << 17, 200)
    var (left, right) = (BitMatrix(rows: n, columns: d), BitMatrix(rows: n, columns: d))
    for i in 0..<n {
      left[i, i % d] = true
      right[i, (i * 7 + 1) % d] = true
    }
    let light = try OrthogonalVectors(left: left, right: right)
    #expect(light.fastestAlgorithm == .sparse)
    func occurrences(_ place: (Int) -> Int) -> [Int] {
      (0..<n).reduce(into: Array(repeating: 0, count: d)) { $0[place($1) % d] += 1 }
    }
    let common = zip(occurrences { $0 }, occurrences { $0 * 7 + 1 }).reduce(0) { $0 + $1.0 * $1.1 }
    #expect(try light.orthogonalPairs() == PairAnswer(count: Integer(n * n - common), witness: VectorPair(0, 0)))
    for j in 0..<d { right[1, j] = true }
    let heavy = try OrthogonalVectors(left: left, right: right)
    #expect(heavy.fastestAlgorithm == .columns)
    #expect(throws: OrthogonalVectorsError.tooManySubsets(limit: OrthogonalVectors.mostSubsets)) {
      try heavy.orthogonalPairs(by: .sparse)
    }
  }

  @Test("Branching stops at its limit, and counts the same steps each time")
  func limit() throws {
    var stream = RandomStream(seed: 72)
    let instance = OrthogonalVectors.random(left: 200, right: 150, dimension: 20, using: &stream)
    let whole = instance.branching()
    #expect(whole.answer == instance.referenceAnswer())
    #expect(instance.branching(atMost: whole.steps).answer == whole.answer)
    #expect(instance.branching(atMost: whole.steps - 1).answer == nil)
    let stopped = instance.branching(atMost: 400)
    #expect(stopped.answer == nil && stopped.steps > 400 && stopped.steps < whole.steps)
    #expect(instance.branching(rest: 0).answer == whole.answer)
  }
}
