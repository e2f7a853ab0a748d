import Exact

/// What the times of the algorithms for Orthogonal Vectors depend on: how many vectors there are, how long they are, and how
/// many ones they have.
///
///     OrthogonalVectorsProfile(left: 1 << 14, right: 1 << 14, dimension: 16, density: 0.5).fastest     // zeta
///     OrthogonalVectorsProfile(of: instance).nanoseconds(by: .columns)
///
/// It does not know how the ones of an instance are spread; ``nanoseconds(by:)`` takes them to be independent.
public struct OrthogonalVectorsProfile: Hashable, Sendable {
  /// What is known of one side.
  public struct Side: Hashable, Sendable {
    /// The number of vectors.
    public var count: Int
    /// The mean number of ones of a vector.
    public var weight: Double
    /// The mean number of subsets of the ones of a vector, 2^weight.
    public var subsets: Double

    /// A side of the given numbers.
    public init(count: Int, weight: Double, subsets: Double) {
      (self.count, self.weight, self.subsets) = (count, weight, subsets)
    }
  }

  /// A.
  public var left: Side
  /// B.
  public var right: Side
  /// d.
  public var dimension: Int

  /// Vectors of independent bits, each of which is 1 with probability `density`.
  ///
  /// - Precondition: 0 ≤ `density` ≤ 1.
  public init(left: Int, right: Int, dimension: Int, density: Double) {
    precondition(0...1 ~= density, "a density of \(density)")
    func side(_ count: Int) -> Side {
      var (subsets, factor, rest) = (1.0, 1 + density, dimension)
      // (1 + p)^d, by squares.
      while rest > 0 {
        if rest & 1 == 1 { subsets *= factor }
        factor *= factor
        rest >>= 1
      }
      return Side(count: count, weight: density * Double(dimension), subsets: subsets)
    }
    (self.left, self.right, self.dimension) = (side(left), side(right), dimension)
  }

  /// The profile of an instance, by 256 vectors of each side at equal distances, or by all.
  ///
  /// - Complexity: O(d), or O(n d / 64).
  public init(of instance: OrthogonalVectors, allVectors: Bool = false) {
    func side(_ vectors: BitMatrix) -> Side {
      let count = allVectors ? vectors.rows : min(vectors.rows, 256)
      var (ones, subsets) = (0.0, 0.0)
      for i in 0..<count {
        let weight = vectors.weight(ofRow: i * vectors.rows / count)
        ones += Double(weight)
        subsets += Double(sign: .plus, exponent: min(weight, 1000), significand: 1)
      }
      return Side(count: vectors.rows, weight: ones / Double(max(count, 1)), subsets: subsets / Double(max(count, 1)))
    }
    (left, right, dimension) = (side(instance.left), side(instance.right), instance.dimension)
  }
}
