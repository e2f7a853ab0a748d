import Exact

/// The Gram matrix q^H of some points, as integers over one denominator: entry [i, j] is `scaled(i, j) / scale`.
///
/// With q = a/b and the largest distance D, `scale` is b^D and the entries are a^H b^(D−H).
public struct GramMatrix: Sendable {
  /// The points.
  public let points: BitMatrix
  /// The base of the kernel.
  public let base: KernelBase
  /// The common denominator b^D.
  public let scale: Integer
  /// The numerator of the kernel at each distance from 0 to D.
  public let numerators: [Integer]
  /// The distance of each pair of points.
  let distances: DistanceTable

  /// - Complexity: O(N² d / 64) and N² numbers of 32 bits.
  public init(_ points: BitMatrix, base: KernelBase) {
    (self.points, self.base) = (points, base)
    distances = DistanceTable(points)
    let greatest = distances.greatest
    let (a, b) = (base.q.numerator, base.q.denominator)
    scale = b.power(greatest)
    numerators = (0...greatest).map { a.power($0) * b.power(greatest - $0) }
  }

  /// The number of points.
  public var count: Int { points.rows }

  /// The Hamming distance of two points.
  public func distance(_ i: Int, _ j: Int) -> Int { distances[i, j] }

  /// The kernel of two points, times `scale`.
  public func scaled(_ i: Int, _ j: Int) -> Integer { numerators[distance(i, j)] }

  /// The kernel of two points.
  public func kernel(_ i: Int, _ j: Int) -> Rational { Rational(scaled(i, j), scale) }

  /// ρ: the largest sum of a row without its diagonal.
  ///
  /// - Complexity: O(N²), and N · D operations on long integers: equal distances are counted first.
  public var greatestOffDiagonalSum: Rational {
    var greatest = Integer.zero
    for i in 0..<count { greatest = max(greatest, rowSum(i) { $0 == i ? 0 : 1 }) }
    return Rational(greatest, scale)
  }

  /// Σᵢⱼ wᵢ wⱼ k(xᵢ, xⱼ) for small integer weights.
  public func weightedSum(_ weights: [Int]) -> Rational {
    var sum = Integer.zero
    for i in 0..<count where weights[i] != 0 { sum += Integer(weights[i]) * rowSum(i) { weights[$0] } }
    return Rational(sum, scale)
  }

  private func rowSum(_ i: Int, _ weight: (Int) -> Int) -> Integer {
    var counts = [Int](repeating: 0, count: numerators.count)
    for j in 0..<count { counts[distance(i, j)] += weight(j) }
    var sum = Integer.zero
    for (distance, weight) in counts.enumerated() where weight != 0 {
      sum.addProduct(numerators[distance], Integer(weight))
    }
    return sum
  }
}
