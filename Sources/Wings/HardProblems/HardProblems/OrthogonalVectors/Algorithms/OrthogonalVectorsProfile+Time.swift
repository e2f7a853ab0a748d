import Exact

#if canImport(Glibc)
  import Glibc
#else
  import Foundation
#endif

// The figures below were measured with `Benchmarks/orthogonal-vectors` on one core of an Intel Xeon (Sapphire Rapids,
// AVX-512). On another processor all would change; what counts here is their ratios, and choices where algorithms differ by
// less than a factor of two do not matter.
extension OrthogonalVectorsProfile {
  /// The algorithm that should count the pairs in the least time.
  ///
  /// - Complexity: Some microseconds; a small part of the time that it tells.
  public var fastest: OrthogonalVectorsAlgorithm {
    var best = (algorithm: OrthogonalVectorsAlgorithm.rows, time: timeByRows)
    let others: [(OrthogonalVectorsAlgorithm, Double?)] = [
      (.columns, timeByColumns), (.zeta, timeByZetaTransform), (.sparse, timeByInclusionExclusion),
    ]
    for (algorithm, time) in others {
      if let time, time < best.time { best = (algorithm, time) }
    }
    // Last, as the estimate itself takes time and is given up where it exceeds the best. Small instances are not worth it.
    if pairs > 1_000_000, branchingSteps(atMost: (best.time - timeToOrderCoordinates) / Self.branchingStep) != nil {
      best.algorithm = .branching
    }
    return best.algorithm
  }

  /// The time that an algorithm should take to count the pairs; nil where it does not take such vectors or does not count,
  /// and for ``OrthogonalVectorsAlgorithm/polynomial``, which is never the fastest.
  ///
  /// | algorithm | nanoseconds |
  /// | --- | --- |
  /// | rows | 0.03 for each pair (33 in a nanosecond), 0.015 for d ≤ 16, 0.06 for d > 32; for d > 64 0.11 for each 32 coordinates |
  /// | columns | 1.5 + 0.9 ⌈d/8⌉ for each a and 1024 vectors b (200 pairs in a nanosecond at d = 32); without tables 2 + 1.5w |
  /// | zeta | 2^d (0.033 d + 0.12), twice that from d = 21 on, and 2.4 · 2^d more from d = 23 on; 0.6 to 30 for each vector |
  /// | sparse | 60 for each vector; 15 for each subset of its ones, 60 where the table has outgrown the cache |
  /// | branching | 1.2 for each 1 and 6.5 (5 to 8) for each step |
  ///
  /// The steps of branching are what independent bits make expect: C(k, j) nodes have j ones among the first k coordinates,
  /// with n_A p_A^j (1 − p_A)^(k−j) and n_B (1 − p_B)^j vectors, some of them empty; on such bits that is within a quarter of
  /// what is counted. On random bits of density 1/2 the zeta transform is the fastest while about d 2^d < n² / 10, up to
  /// d = 22, and columns beyond.
  public func nanoseconds(by algorithm: OrthogonalVectorsAlgorithm) -> Double? {
    switch algorithm {
    case .automatic: nanoseconds(by: fastest)
    case .rows: timeByRows
    case .columns: timeByColumns
    case .zeta: timeByZetaTransform
    case .sparse: timeByInclusionExclusion
    case .branching: branchingSteps(atMost: .infinity).map { timeToOrderCoordinates + $0 * Self.branchingStep }
    case .lightFirst, .polynomial: nil
    }
  }

  private var pairs: Double { Double(left.count) * Double(right.count) }
  private var words: Double { Double((dimension + 63) / 64) }
  private var densities: (left: Double, right: Double) {
    dimension == 0 ? (0, 0) : (left.weight / Double(dimension), right.weight / Double(dimension))
  }

  private var timeByRows: Double {
    let planes = dimension <= 16 ? 0.5 : dimension <= 32 ? 1 : 2 * words
    let layout = 300 + 8 * Double(left.count) + planes * Double(right.count)
    // A vector register, of 16 rows b or 32 short ones, is never less than full.
    let met = Double(left.count) * max(Double(right.count), 16 / min(planes, 1))
    return layout + met * planes * (planes <= 2 ? 0.03 : 0.11)
  }

  private var timeByColumns: Double {
    let blocks = Double((right.count + 1023) / 1024)
    let bytes = Double(OrthogonalVectors.lookUps(rows: left.count, dimension: dimension, meanWeight: left.weight))
    // The probability that some vector of a block has met nothing in the first k coordinates.
    let density = densities
    func open(after k: Double) -> Double {
      let expected = min(1024, Double(right.count)) * pow(1 - density.left * density.right, k)
      return 1 - exp(-expected)
    }
    var each: Double
    if bytes == 0 {
      each = 2 + 1.5 * left.weight
    } else {
      each = 1.5 + 0.9 * min(bytes, 4)
      if bytes > 4 { each += 2.5 + 0.9 * (bytes - 4) * open(after: 32) }
      // Words beyond the first, one by one until all is covered.
      var word = 1.0
      while word < words, word < 32 {
        let reached = open(after: 64 * word)
        if reached < 0.01 { break }
        each += reached * (4 + 2 * 64 * density.left)
        word += 1
      }
      if word == 32 { each += (words - 32) * open(after: 2048) * (4 + 2 * 64 * density.left) }
    }
    let squares = Double((right.count + 63) / 64) * words
    return 300 + 300 * squares + 512 * bytes * blocks + each * Double(left.count) * blocks
  }

  private var timeByZetaTransform: Double? {
    guard dimension <= OrthogonalVectors.largestZetaDimension else { return nil }
    let d = Double(dimension)
    let entry = (0.033 * d + 0.12) * (dimension <= 20 ? 1 : 2) + (dimension <= 22 ? 0 : 2.4)
    let vector =
      switch dimension {
      case ...14: 0.6
      case ...18: 1.3
      case ...20: 2.7
      case ...22: 9.0
      case ...24: 19.0
      default: 30.0
      }
    return 300 + Double(1 << max(dimension, 6)) * entry + Double(left.count + right.count) * vector
  }

  private var timeByInclusionExclusion: Double? {
    let (a, b) = (left.subsets * Double(left.count), right.subsets * Double(right.count))
    guard b <= Double(OrthogonalVectors.mostSubsets), a <= 64 * Double(OrthogonalVectors.mostSubsets) else {
      return nil
    }
    return 3000 + 60 * Double(left.count + right.count) + (a + b) * (b < 30_000 ? 15 : 60)
  }

  private static let branchingStep = 6.5

  private var timeToOrderCoordinates: Double {
    3000 + 1.2 * (Double(left.count) * left.weight + Double(right.count) * right.weight)
  }

  /// How many steps of branching take as long as columns.
  var branchingStepsInTimeOfColumns: Int { Int(min(timeByColumns / Self.branchingStep, 1e18)) }

  /// Vectors that so many coordinates do not tell apart are not for branching.
  private static let mostLevels = 256

  /// The expected number of steps of branching; nil if it is more than a limit, or cannot be estimated.
  private func branchingSteps(atMost limit: Double) -> Double? {
    guard limit >= 0 else { return nil }
    let (p, q) = densities
    var steps = 0.0
    // open[j]: the nodes of this level with j ones that still branch.
    var open = [1.0]
    for level in 0..<min(dimension, Self.mostLevels) {
      var (next, isOpen) = ([Double](repeating: 0, count: level + 2), false)
      for (j, nodes) in open.enumerated() where nodes > 0 {
        let a = Double(left.count) * pow(p, Double(j)) * pow(1 - p, Double(level - j))
        let b = Double(right.count) * pow(1 - q, Double(j))
        // The probabilities that the lists are not empty.
        let (anyLeft, anyRight) = (-expm1(-a), -expm1(-b))
        if a * b <= 256 * anyLeft * anyRight {
          steps += nodes * a * b
        } else {
          steps += nodes * (a * anyRight + b * anyLeft)
          next[j] += nodes
          next[j + 1] += nodes
          isOpen = true
        }
      }
      if steps > limit { return nil }
      if !isOpen { return steps }
      open = next
    }
    return dimension <= Self.mostLevels ? steps : nil
  }
}
