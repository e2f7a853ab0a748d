import Exact

/// A lattice by the Gram matrix of a basis, and a target by its coordinates in that basis.
struct TargetedLattice {
  var gram: Matrix<Rational>
  var target: [Rational]

  /// The coordinates of the lattice point that nearest plane finds.
  func nearestPlane() throws(QuantizationError) -> [Integer] {
    let n = target.count
    // Gram and Schmidt: b[i] = b*[i] + Σ over j < i of coefficients[i, j] b*[j].
    var coefficients = Matrix<Rational>.identity(n)
    var squares: [Rational] = []
    for i in 0..<n {
      for j in 0..<i {
        var product = gram[i, j]
        for k in 0..<j { product -= coefficients[i, k] * coefficients[j, k] * squares[k] }
        coefficients[i, j] = product / squares[j]
      }
      var square = gram[i, i]
      for k in 0..<i { square -= coefficients[i, k] * coefficients[i, k] * squares[k] }
      guard square > 0 else { throw .notPositiveDefinite(coordinate: i, pivot: "\(square)") }
      squares.append(square)
    }
    var rest = target
    var point = [Integer](repeating: 0, count: n)
    for i in (0..<n).reversed() {
      // The target's part along b*[i], in units of it: the hyperplanes are at the integers.
      var height = rest[i]
      for j in stride(from: i + 1, to: n, by: 1) { height += rest[j] * coefficients[j, i] }
      point[i] = roundedHalfUp(height)
      rest[i] -= Rational(point[i])
    }
    return point
  }

  /// The same lattice and target with a reduced basis, and how it was reduced.
  func reduced() throws(QuantizationError) -> (lattice: TargetedLattice, reduction: LatticeReduction) {
    let reduction = try LatticeReduction(gram: gram)
    let basis = reduction.basis.map { Rational($0) }
    // target = other · basis, so basisᵀ otherᵀ = targetᵀ, which has one solution.
    guard case .unique(let other) = basis.transposed().solve(target) else {
      throw .notPositiveDefinite(coordinate: 0, pivot: "0")
    }
    return (TargetedLattice(gram: basis * gram * basis.transposed(), target: other), reduction)
  }
}
