import Exact
import Randomness

/// The algorithms for Orthogonal Vectors.
///
///     try instance.orthogonalPairs()                  // by the one that should be fastest
///     try instance.orthogonalPairs(by: .branching)
///
/// All count the pairs and give the lexicographically first one, but for ``lightFirst``, which decides and gives a pair.
public enum OrthogonalVectorsAlgorithm: String, CaseIterable, Codable, Sendable {
  /// The one that should be fastest, by ``OrthogonalVectors/fastestAlgorithm``.
  case automatic = "auto"
  /// AND of rows: O(n² d / 64), with 16 rows in a vector register.
  case rows
  /// OR of columns, eight at a time by look-up: O(n² d / 8) operations on 512 pairs each.
  case columns
  /// Sums over subsets: O(n + d 2^d) time and 4 · 2^d bytes, for d ≤ 26.
  case zeta
  /// Branching on coordinates: about n^1.585 nodes on uniform random bits.
  case branching
  /// Inclusion and exclusion over the ones of each vector: O(n 2^w) for vectors of w ones.
  case sparse
  /// Light vectors first, until a pair is found: no count.
  case lightFirst = "light-first"
  /// The polynomial method with groups of two vectors, for d ≤ 64: see ``PolynomialMethod``. It is here to be studied; it is
  /// never the fastest.
  case polynomial

  /// What the algorithm does, in a line.
  public var summary: String {
    switch self {
    case .automatic: "the algorithm that should be fastest, by a measured rule"
    case .rows: "AND of rows"
    case .columns: "OR of columns, eight at a time by look-up"
    case .zeta: "sums over subsets of the coordinates; d ≤ 26"
    case .branching: "branching on coordinates"
    case .sparse: "inclusion and exclusion over the ones of each vector"
    case .lightFirst: "light vectors first, until a pair is found; no count"
    case .polynomial:
      "the polynomial method of Abboud, Williams and Yu, to be studied: d ≤ 64, wrong with probability below 2^(−34) per "
        + "pair of groups; faster than rows, at d = 32, from about "
        + (PolynomialMethod.predictedCrossover(dimension: 32).map { "n = 2^\($0) on" } ?? "nowhere")
    }
  }
}

extension OrthogonalVectors {
  /// The algorithm that should count the pairs in the least time, by ``OrthogonalVectorsProfile/fastest``.
  ///
  /// - Complexity: O(d); O(n d / 64) where it is ``OrthogonalVectorsAlgorithm/sparse``, as a single heavy vector has
  ///   more subsets than all light ones.
  public var fastestAlgorithm: OrthogonalVectorsAlgorithm {
    let choice = OrthogonalVectorsProfile(of: self).fastest
    return choice == .sparse ? OrthogonalVectorsProfile(of: self, allVectors: true).fastest : choice
  }

  /// The orthogonal pairs: their number and the lexicographically first one.
  ///
  /// - Throws: ``OrthogonalVectorsError`` where the algorithm does not take vectors of this dimension or weight; never with
  ///   ``OrthogonalVectorsAlgorithm/automatic``.
  /// - Complexity: That of the algorithm. With ``OrthogonalVectorsAlgorithm/automatic``, branching that takes more steps than
  ///   columns would have time for is given up for these.
  public func orthogonalPairs(
    by algorithm: OrthogonalVectorsAlgorithm = .automatic
  ) throws(OrthogonalVectorsError) -> PairAnswer {
    switch algorithm {
    case .automatic:
      let choice = fastestAlgorithm
      guard choice == .branching else { return try orthogonalPairs(by: choice) }
      let limit = OrthogonalVectorsProfile(of: self).branchingStepsInTimeOfColumns
      return branching(atMost: limit).answer ?? pairsByColumns()
    case .rows: return pairsByRows()
    case .columns: return pairsByColumns()
    case .zeta: return try pairsByZetaTransform()
    case .branching: return pairsByBranching()
    case .sparse: return try pairsByInclusionExclusion()
    case .lightFirst: return pairByWeight()
    case .polynomial:
      return try PolynomialMethod().orthogonalPairs(of: self, using: RandomStream(seed: 1).child("polynomial method"))
    }
  }
}
