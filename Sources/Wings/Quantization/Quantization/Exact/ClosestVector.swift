import Exact
import QuantizationCheckers

extension RowRounding {
  /// The codes of the least loss, with a certificate that there are no better ones.
  ///
  /// A search in floating point over a reduced basis finds them; a walk in integers over everything that it could have missed proves it, and
  /// begins anew in the rare case that it finds something better. Dimension 30 takes some ten thousand nodes for Hessians
  /// of layers, and up to millions for the hardest lattices.
  ///
  /// - Parameter nodeLimit: how many nodes either tree may have.
  /// - Throws: ``QuantizationError`` for a grid with a range, if H is not positive definite, and beyond the limit;
  ///   `CancellationError` if the task is cancelled.
  /// - Complexity: exponential in n; a node of the proof costs O(n) operations on integers.
  public func closest(nodeLimit: Int = 5_000_000) throws -> (row: RoundedRow, certificate: ClosestVectorCertificate) {
    let (lattice, reduction) = try lattice().reduced()
    var best = try lattice.nearestPlane()
    var search = FloatingEnumeration(lattice, reduction: reduction)
    if let found = try search.closest(nodeLimit: nodeLimit) { best = found }
    var proof = ExactEnumeration(lattice, reduction: reduction, nodeLimit: nodeLimit)
    while let better = try proof.betterPoint(than: best) { best = better }
    let row = rounded(reduction.coordinates(of: best))
    let certificate = ClosestVectorCertificate(
      hessian: hessian.nestedRows, weights: weights, steps: grids.map(\.step), zeros: grids.map(\.zero),
      closest: row.codes, basis: reduction.basis.nestedRows, widths: proof.widths)
    return (row, certificate)
  }
}

/// Schnorr and Euchner's enumeration in doubles: it finds good points soon, and proves nothing.
private struct FloatingEnumeration {
  private let coefficients: [[Double]]
  private let squares: [Double]
  /// The target less its integer part.
  private let target: [Double]
  private let floors: [Integer]
  private var point: [Double]
  private var best: [Double]?
  private var bound = Double.infinity
  private var nodes = 0

  init(_ lattice: TargetedLattice, reduction: LatticeReduction) {
    let n = lattice.target.count
    coefficients = (0..<n).map { i in
      (0..<i).map { Double(Rational(reduction.products[i, $0], reduction.minors[$0 + 1])) }
    }
    squares = (0..<n).map { Double(Rational(reduction.minors[$0 + 1], reduction.minors[$0])) }
    target = lattice.target.map { Double($0 - Rational($0.floor())) }
    floors = lattice.target.map { $0.floor() }
    point = target.map { _ in 0 }
  }

  /// Nil if doubles cannot hold the numbers.
  mutating func closest(nodeLimit: Int) throws -> [Integer]? {
    guard squares.allSatisfy({ $0.isNormal }) else { return nil }
    try enter(target.count - 1, 0, nodeLimit)
    guard let best else { return nil }
    let point = zip(best, floors).compactMap { offset, floor in Integer(exactly: offset).map { $0 + floor } }
    return point.count == floors.count ? point : nil
  }

  private mutating func enter(_ k: Int, _ loss: Double, _ nodeLimit: Int) throws {
    guard k >= 0 else {
      (best, bound) = (point, loss)
      return
    }
    nodes += 1
    if nodes > nodeLimit { throw QuantizationError.tooManyNodes(limit: nodeLimit) }
    if nodes & 0xFFF == 0 { try Task.checkCancellation() }
    var height = target[k]
    for j in stride(from: k + 1, to: target.count, by: 1) { height += (target[j] - point[j]) * coefficients[j][k] }
    // The nearest integer, then outward on both sides in turn.
    var (below, above) = (height.rounded(.down), height.rounded(.down) + 1)
    while true {
      let next = height - below <= above - height ? below : above
      let total = loss + squares[k] * (next - height) * (next - height)
      guard total < bound else { return }
      if next == below { below -= 1 } else { above += 1 }
      point[k] = next
      try enter(k - 1, total, nodeLimit)
    }
  }
}

/// The same tree in integers, once the best point is known: every branch is closed by a bound, and how far one had to go on either
/// side is written down.
///
/// With the scaled Gram matrix's minors d and products λ, and the target C / e, a point x has at level k
/// N = Σ over j ≥ k of (e x[j] − C[j]) λ[j, k], where λ[k, k] = d[k + 1]. The part of the loss that x[k], …, x[n − 1] fix is A[k] / d[k], up to the
/// scales, with A[k] = (A[k + 1] d[k] + N²) / d[k + 1], which is an integer as a minor of a larger Gram matrix.
private struct ExactEnumeration {
  private let minors: [Integer]
  private let products: Matrix<Integer>
  private let target: [Integer]
  private let denominator: Integer
  private let nodeLimit: Int
  private var point: [Integer]
  private var bound: Integer = 0
  private var better: [Integer]?
  private(set) var widths: [Int] = []

  init(_ lattice: TargetedLattice, reduction: LatticeReduction, nodeLimit: Int) {
    var common: Integer = 1
    for value in lattice.target { common *= value.denominator / Integer.gcd(common, value.denominator) }
    (minors, products, denominator, self.nodeLimit) = (reduction.minors, reduction.products, common, nodeLimit)
    target = lattice.target.map { $0.numerator * (common / $0.denominator) }
    point = target.map { _ in 0 }
  }

  /// A point with less loss than the given one; nil, and the widths of the tree, if none exists.
  mutating func betterPoint(than given: [Integer]) throws -> [Integer]? {
    (widths, better, bound) = ([], nil, 0)
    point = given
    for k in target.indices.reversed() {
      let sum = sum(k) + (denominator * given[k] - target[k]) * minors[k + 1]
      bound = (bound * minors[k] + sum * sum) / minors[k + 1]
    }
    try enter(target.count - 1, 0)
    return better
  }

  /// Σ over j > k of (e x[j] − C[j]) λ[j, k].
  private func sum(_ k: Int) -> Integer {
    var sum: Integer = 0
    for j in stride(from: k + 1, to: target.count, by: 1) {
      sum.addProduct(denominator * point[j] - target[j], products[j, k])
    }
    return sum
  }

  private mutating func enter(_ k: Int, _ loss: Integer) throws {
    guard k >= 0 else {
      better = point
      return
    }
    if widths.count >= 2 * nodeLimit { throw QuantizationError.tooManyNodes(limit: nodeLimit) }
    if widths.count & 0x1FFF == 0 { try Task.checkCancellation() }
    let step = denominator * minors[k + 1]
    let offset = sum(k) - target[k] * minors[k + 1]
    let (limit, known) = (bound * minors[k], loss * minors[k])
    let below = (-offset).floorQuotientAndRemainder(dividingBy: step).quotient
    // A[k] of the point with this coordinate; nil if it is closed.
    func open(_ coordinate: Integer) -> Integer? {
      let sum = step * coordinate + offset
      let total = (known + sum * sum) / minors[k + 1]
      return total < limit ? total : nil
    }
    let place = widths.count
    widths += [0, 0]
    var (down, up) = (0, 0)
    var children: [(Integer, Integer)] = []
    while let total = open(below - Integer(down)) {
      children.append((below - Integer(down), total))
      down += 1
    }
    children.reverse()
    while let total = open(below + Integer(up) + 1) {
      children.append((below + Integer(up) + 1, total))
      up += 1
    }
    (widths[place], widths[place + 1]) = (down, up)
    for (coordinate, total) in children {
      point[k] = coordinate
      try enter(k - 1, total)
      if better != nil { return }
    }
  }
}
