import Discrepancy
import Foundation
import Randomness
import TestSupport
import Testing

@Suite("The Gram–Schmidt walk for designers")
struct GramSchmidtDesignTests {
  /// Rows of 40 numbers drawn from a seed.
  private static func rows(_ count: Int, seed: UInt64) -> [[Double]] {
    var stream = RandomStream(seed: seed)
    return (0..<count).map { _ in (0..<40).map { _ in Double(stream.uniform(in: -1000...1000)) / 500 } }
  }

  private static func columns(_ rows: [[Double]]) -> [[Double]] { (0..<40).map { j in rows.map { $0[j] } } }

  #if DEBUG
    private static let walks = 60
  #else
    private static let walks = 1000
  #endif

  /// The mean of ‖Mz‖₂ over walks, with its standard error, for these rows in units in which they are given.
  private static func mean(
    _ rows: [[Double]], seed: UInt64, _ sign: (inout RandomStream) throws -> [Int]
  ) rethrows -> (mean: Double, error: Double) {
    var stream = RandomStream(seed: seed)
    let norms = try (0..<walks).map { _ in
      let signs = try sign(&stream)
      return rows.reduce(0.0) { sum, row in
        let change = zip(row, signs).reduce(0.0) { $0 + $1.0 * Double($1.1) }
        return sum + change * change
      }.squareRoot()
    }
    let mean = norms.reduce(0, +) / Double(walks)
    let variance = norms.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(walks - 1)
    return (mean, (variance / Double(walks)).squareRoot())
  }

  @Test(
    "Under scalings of 1e±200 whitened walks balance the original rows as before, others under one for all",
    arguments: 1...3)
  func scalings(seed: UInt64) throws {
    let rows = Self.rows(5, seed: seed)
    let start = [Double](repeating: 0, count: 40)
    func walk(_ rows: [[Double]], whiten: Bool) throws -> (inout RandomStream) throws -> [Int] {
      let columns = Self.columns(rows)
      let sampler = try GramSchmidtSampler(whiten ? GramSchmidtSampler.whitened(columns) : columns)
      return { try sampler.sample(from: start, using: &$0) }
    }
    let plain = try Self.mean(rows, seed: 1, walk(rows, whiten: false))
    let whitened = try Self.mean(rows, seed: 1, walk(rows, whiten: true))
    for scale in [1e200, 1e-200, 1e5] {
      let all = rows.map { $0.map { $0 * scale } }
      let one = [rows[0].map { $0 * scale }] + rows.dropFirst()
      for (scaled, whiten, expected) in [(all, false, plain), (all, true, whitened), (one, true, whitened)] {
        let found = try Self.mean(rows, seed: 2, walk(scaled, whiten: whiten))
        let error = (found.error * found.error + expected.error * expected.error).squareRoot()
        // In debug few walks of other seeds: 6 errors are exceeded by chance less than once in a million.
        #expect(
          abs(found.mean - expected.mean) < 6 * error, "scale \(scale), whitened \(whiten): \(found), not \(expected)")
      }
    }
    let coins = Self.mean(rows, seed: 3) { stream in (0..<40).map { _ in stream.uniform(in: 0...1) * 2 - 1 } }
    #expect(plain.mean * 3 < coins.mean && whitened.mean * 3 < coins.mean)
  }

  @Test("A row a hundred thousand times as long does not keep the others from being balanced")
  func longRow() throws {
    let rows = Self.rows(5, seed: 9)
    let long = [rows[0].map { $0 * 1e5 }] + rows.dropFirst()
    let sampler = try GramSchmidtSampler(Self.columns(long))
    let found = try Self.mean(rows, seed: 4) { try sampler.sample(from: [Double](repeating: 0, count: 40), using: &$0) }
    let coins = Self.mean(rows, seed: 5) { stream in (0..<40).map { _ in stream.uniform(in: 0...1) * 2 - 1 } }
    #expect(found.mean * 2 < coins.mean, "\(found), coins \(coins)")
  }

  @Test("Whitened rows are orthonormal, and span what the rows span")
  func whitened() throws {
    for (count, seed) in [(1, 1), (5, 2), (40, 3), (60, 4)] as [(Int, UInt64)] {
      let white = try GramSchmidtSampler.whitened(Self.columns(Self.rows(count, seed: seed)))
      let rank = min(count, 40)
      #expect(white.count == 40 && white.allSatisfy { $0.count == rank })
      for i in 0..<rank {
        for k in 0...i {
          let product = white.reduce(0) { $0 + $1[i] * $1[k] }
          #expect(abs(product - (i == k ? 1 : 0)) < 1e-10)
        }
      }
    }
    #expect(try GramSchmidtSampler.whitened([[0, 0], [0, 0]]) == [[], []])
    #expect(try GramSchmidtSampler.whitened([]).isEmpty)
  }

  @Test("Vectors of no length, equal ones, more rows than vectors: every walk ends in signs")
  func degenerate() throws {
    var stream = RandomStream(seed: 6)
    for vectors in [
      [], [[]], [[], []], [[0]], [[0, 0], [0, 0]], [[1], [1], [1]], [[1, 0], [1, 0], [0, 1]],
      [[0, 0], [1, 1], [1, 1]],
      [[1, 2, 3], [2, 4, 6]], [[1, 2, 3], [3, 2, 1], [4, 4, 4]], [[1e308], [1e-308]],
      [[.leastNonzeroMagnitude], [.leastNonzeroMagnitude]],
    ] as [[[Double]]] {
      let sampler = try GramSchmidtSampler(vectors)
      for _ in 0..<20 {
        let signs = try sampler.sample(from: vectors.map { _ in 0.25 }, using: &stream)
        #expect(signs.count == vectors.count && signs.allSatisfy { abs($0) == 1 })
      }
    }
    #expect(throws: DiscrepancyError.self) { try GramSchmidtSampler([[1]]).direction(among: []) }
    #expect(throws: DiscrepancyError.self) { try GramSchmidtSampler([[1], [1]]).direction(among: [1, 0]) }
    #expect(throws: DiscrepancyError.self) { try GramSchmidtSampler([[1]]).direction(among: [1]) }
    let direction = try GramSchmidtSampler([[1], [2]]).direction(among: [0, 1])
    #expect(abs(direction[0] + 2) < 1e-14 && direction[1] == 1)
  }

  @Test("By the command line: many samples in one process, the same for the same seed, with shares near the point")
  func commands() throws {
    let place = try Workplace()
    let rows = Self.rows(3, seed: 8)
    try place.write(rows.map { $0.map { "\($0)" }.joined(separator: ",") + "\n" }.joined(), to: "m.csv")
    let arguments = [
      "round", "--matrix", "m.csv", "--method", "gram-schmidt-walk", "--samples", "200", "--format", "json",
    ]
    let run = try place.run(arguments: arguments)
    let found = try #require(run.json as? [String: Any])
    #expect((found["samples"] as? [[Int]])?.count == 200 && (found["shares"] as? [Double])?.count == 40, "\(run)")
    // 200 fair coins: off by more than 0.2 less than once in 10⁶ for 40 of them.
    #expect((found["shares"] as? [Double])?.allSatisfy { abs($0 - 0.5) < 0.22 } == true)
    #expect(try place.run(arguments: arguments).output == run.output)
    let norm = try #require(found["meanNorm"] as? Double)
    let robust = try place.run(arguments: arguments + ["--robustness", "0.99"])
    let other = try #require((robust.json as? [String: Any])?["meanNorm"] as? Double)
    #expect(norm * 2 < other, "\(norm), \(other)")
    #expect(try place.run(arguments: arguments + ["--whiten"]).exitCode == 0)
    let balanced = try place.run(arguments: arguments + ["--balanced", "--robustness", "0.5"])
    let samples = try #require((balanced.json as? [String: Any])?["samples"] as? [[Int]])
    #expect(samples.count == 200 && samples.allSatisfy { $0.reduce(0, +) == 20 })
    #expect(try place.run("round", "--matrix", "m.csv", "--method", "lovett-meka", "--balanced").exitCode == 2)
    for wrong in [["--robustness", "1"], ["--robustness", "nan"], ["--samples", "0"]] {
      #expect(
        try place.run(arguments: ["round", "--matrix", "m.csv", "--method", "gram-schmidt-walk"] + wrong).exitCode == 2)
    }
    #expect(try place.run("round", "--matrix", "m.csv", "--method", "vertex", "--whiten").exitCode == 2)
  }
}
