import Exact

extension RowRounding {
  /// Babai's nearest plane on the lattice whose Gram matrix is H scaled by the steps: the basis vectors are taken from the last to
  /// the first, each time to the nearest of the hyperplanes that the ones before it span.
  ///
  /// The order is that of rounding, so the basis is in the opposite one. On grids without ranges the codes are those of GPTQ
  /// (arXiv 2507.18553, 2508.01077).
  ///
  /// - Throws: ``QuantizationError`` for a grid with a range, and if H is not positive definite.
  /// - Complexity: O(n³) operations on rationals.
  public func nearestPlane(_ order: ColumnOrder = .natural) throws(QuantizationError) -> RoundedRow {
    let columns: [Int] = try order.columns(of: hessian).reversed()
    let row = try permuted(columns)
    let codes = try row.lattice().nearestPlane()
    return row.rounded(codes).restored(columns)
  }

  /// Babai's nearest plane on a basis that Lenstra, Lenstra and Lovász's algorithm has reduced.
  ///
  /// - Throws: as ``nearestPlane(_:)``.
  /// - Complexity: O(n⁴ log B) operations on integers at worst, B the largest entry of the scaled Gram matrix.
  public func reducedNearestPlane() throws(QuantizationError) -> RoundedRow {
    let (reduced, reduction) = try lattice().reduced()
    return rounded(reduction.coordinates(of: try reduced.nearestPlane()))
  }

  /// The lattice of the values, in units of the steps.
  func lattice() throws(QuantizationError) -> TargetedLattice {
    for (index, grid) in grids.enumerated() where grid.codes != nil {
      throw .grid("the grid of coordinate \(index) has a range; a lattice has none")
    }
    return TargetedLattice(
      gram: Matrix(rows: weights.count, columns: weights.count) { grids[$0].step * hessian[$0, $1] * grids[$1].step },
      target: weights.indices.map { weights[$0] / grids[$0].step + Rational(grids[$0].zero) })
  }

  /// A point of the lattice as a rounded row.
  func rounded(_ codes: [Integer]) -> RoundedRow { RoundedRow(codes: codes, loss: loss(of: codes), clipped: 0) }
}
