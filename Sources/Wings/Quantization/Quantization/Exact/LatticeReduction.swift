import Exact

/// A basis of a lattice that is reduced as Lenstra, Lenstra and Lovász define it, in integers throughout.
///
/// Size-reduced: of Gram and Schmidt's coefficients none exceeds 1/2. And ‖b*[k]‖² ≥ (δ − μ²) ‖b*[k−1]‖² for neighbours, μ being the
/// coefficient between them. It is de Weger's form of the algorithm, which needs no fractions (Cohen, *A Course in
/// Computational Algebraic Number Theory*, 2.6.7), on the Gram matrix.
public struct LatticeReduction: Sendable, Hashable {
  /// The reduced basis by its coordinates in the given one, a vector in each row; its determinant is 1 or −1.
  public private(set) var basis: Matrix<Integer>
  /// The least number by which the Gram matrix becomes one of integers.
  public let scale: Integer
  /// d[k], the determinant of the scaled Gram matrix of the first k vectors of the reduced basis; d[0] = 1.
  private(set) var minors: [Integer]
  /// λ[i, j] = d[j + 1] μ[i, j] for j < i, an integer.
  private(set) var products: Matrix<Integer>

  /// Reduces a basis.
  ///
  /// - Parameters:
  ///   - gram: the Gram matrix, symmetric.
  ///   - delta: δ, above 1/4 and below 1.
  /// - Throws: ``QuantizationError/notPositiveDefinite(coordinate:pivot:)``.
  /// - Precondition: δ is in its range.
  /// - Complexity: O(n⁴ log B) operations at worst on integers of O(n log B) bits, B the largest scaled entry.
  public init(gram: Matrix<Rational>, delta: Rational = Rational(99, 100)) throws(QuantizationError) {
    precondition(delta > Rational(1, 4) && delta < 1)
    let n = gram.rows
    var scale: Integer = 1
    for i in 0..<n {
      for j in 0..<n {
        let denominator = gram[i, j].denominator
        scale *= denominator / Integer.gcd(scale, denominator)
      }
    }
    (self.scale, basis, minors, products) = (scale, .identity(n), [1], Matrix(rows: n, columns: n, repeating: 0))
    let integers = gram.map { $0.numerator * (scale / $0.denominator) }
    try factor(integers)
    var k = 1
    while k < n {
      subtract(k - 1, from: k)
      let between = products[k, k - 1]
      let (above, here) = (minors[k + 1] * minors[k - 1] + between * between, minors[k] * minors[k])
      if above * delta.denominator < here * delta.numerator {
        exchange(k)
        k = max(1, k - 1)
      } else {
        for l in stride(from: k - 2, through: 0, by: -1) { subtract(l, from: k) }
        k += 1
      }
    }
  }

  /// Coordinates in the reduced basis as coordinates in the given one.
  public func coordinates(of point: [Integer]) -> [Integer] { point * basis }

  private mutating func factor(_ gram: Matrix<Integer>) throws(QuantizationError) {
    for k in 0..<gram.rows {
      for j in 0...k {
        var product = gram[k, j]
        for i in 0..<j { product = (minors[i + 1] * product - products[k, i] * products[j, i]) / minors[i] }
        if j < k { products[k, j] = product } else { minors.append(product) }
      }
      guard minors[k + 1] > 0 else {
        throw .notPositiveDefinite(coordinate: k, pivot: "\(Rational(minors[k + 1], minors[k] * scale))")
      }
    }
  }

  /// Takes from vector k the multiple of vector l < k that leaves a coefficient of at most 1/2.
  private mutating func subtract(_ l: Int, from k: Int) {
    guard 2 * products[k, l].magnitude > minors[l + 1] else { return }
    let multiple = roundedHalfUp(Rational(products[k, l], minors[l + 1]))
    for j in 0..<basis.columns { basis[k, j] -= multiple * basis[l, j] }
    products[k, l] -= multiple * minors[l + 1]
    for i in 0..<l { products[k, i] -= multiple * products[l, i] }
  }

  /// Exchanges vectors k and k − 1.
  private mutating func exchange(_ k: Int) {
    for j in 0..<basis.columns { (basis[k, j], basis[k - 1, j]) = (basis[k - 1, j], basis[k, j]) }
    for j in 0..<(k - 1) { (products[k, j], products[k - 1, j]) = (products[k - 1, j], products[k, j]) }
    let between = products[k, k - 1]
    let minor = (minors[k - 1] * minors[k + 1] + between * between) / minors[k]
    for i in stride(from: k + 1, to: basis.rows, by: 1) {
      let old = products[i, k]
      products[i, k] = (minors[k + 1] * products[i, k - 1] - between * old) / minors[k]
      products[i, k - 1] = (minor * old + between * products[i, k]) / minors[k + 1]
    }
    minors[k] = minor
  }
}
