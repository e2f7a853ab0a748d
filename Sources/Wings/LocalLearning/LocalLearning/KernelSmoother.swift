import Exact

/// The numbers with which a kernel smoother is worked out: `Rational` exactly, `Double` as doubles add.
public protocol SmootherScalar: Comparable, SignedNumeric, Sendable {
  /// The quotient.
  static func / (a: Self, b: Self) -> Self
}

extension Double: SmootherScalar {}
extension Rational: SmootherScalar {}

/// Predicts 0 or 1 at each of some points from the labels of all others, weighted by nearness: Nadaraya and Watson's smoother (Theory Probab.
/// Appl. 9, 1964), leaving one out.
///
/// With scales a the kernel is K(x, z) = 1/(1 + Σⱼ aⱼ² (xⱼ − zⱼ)²), and f(x) = Σ K(x, xᵢ) yᵢ / Σ K(x, xᵢ) over all points but x itself. For
/// scales from 1 to 2, K is from a quarter of the kernel with scales 1 to all of it; and scales that differ by a factor of at most c in
/// each coordinate have errors that differ by a factor of at most c⁴ (derived).
public struct KernelSmoother<Scalar: SmootherScalar>: Sendable {
  /// The points, each with as many coordinates.
  public let points: [[Scalar]]

  /// A smoother of at least two points.
  ///
  /// - Precondition: there are two points, and each has as many coordinates.
  public init(_ points: [[Scalar]]) {
    precondition(points.count > 1 && points.allSatisfy { $0.count == points[0].count }, "no points to smooth")
    self.points = points
  }

  /// K of two points.
  ///
  /// - Complexity: O(d).
  public func kernel(_ i: Int, _ j: Int, _ scales: [Scalar]) -> Scalar {
    var sum: Scalar = 1
    for (axis, scale) in scales.enumerated() {
      let difference = scale * (points[i][axis] - points[j][axis])
      sum += difference * difference
    }
    return 1 / sum
  }

  /// f at a point, from the labels of all others.
  ///
  /// - Complexity: O(n d).
  public func prediction(at i: Int, _ scales: [Scalar], labels: [Scalar]) -> Scalar {
    var (sum, total): (Scalar, Scalar) = (0, 0)
    for j in points.indices where j != i {
      let weight = kernel(i, j, scales)
      sum += weight * labels[j]
      total += weight
    }
    return sum / total
  }

  /// The mean of |f(xᵢ) − yᵢ| over all points.
  ///
  /// - Precondition: as many labels as points.
  /// - Complexity: O(n² d).
  public func error(_ scales: [Scalar], labels: [Scalar]) -> Scalar {
    var (sum, count): (Scalar, Scalar) = (0, 0)
    for i in points.indices {
      let difference = prediction(at: i, scales, labels: labels) - labels[i]
      sum += difference < 0 ? -difference : difference
      count += 1
    }
    return sum / count
  }

  /// Σ K(xᵢ, xⱼ) / Σ K₁(xᵢ, xⱼ) over j ≠ i, K₁ having the scales 1: from 1/4 to 1 for scales from 1 to 2.
  ///
  /// - Complexity: O(n d).
  public func normaliser(at i: Int, _ scales: [Scalar]) -> Scalar {
    let ones = scales.map { _ in 1 as Scalar }
    var (sum, plain): (Scalar, Scalar) = (0, 0)
    for j in points.indices where j != i {
      sum += kernel(i, j, scales)
      plain += kernel(i, j, ones)
    }
    return sum / plain
  }

  /// What one pair says of the error for some scales: (K/K₁)(xᵢ, xⱼ) |yⱼ − yᵢ| / normaliser, from 0 to 4.
  ///
  /// Drawn with xᵢ uniform and xⱼ in proportion to K₁(xᵢ, xⱼ), its mean is the error, if labels are 0 and 1 (derived).
  /// - Complexity: O(n d).
  public func term(_ i: Int, _ j: Int, _ scales: [Scalar], labels: [Scalar]) -> Scalar {
    guard labels[i] != labels[j] else { return 0 }
    return kernel(i, j, scales) / kernel(i, j, scales.map { _ in 1 }) / normaliser(at: i, scales)
  }
}
