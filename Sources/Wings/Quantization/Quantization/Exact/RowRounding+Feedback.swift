import Exact

extension RowRounding {
  /// LDLQ: rounds one weight after the other to the nearest, the errors so far added by the factor of the Hessian.
  ///
  /// With H = V D Vᵀ it rounds t[k] = w[k] + Σ over i < k of (w[i] − v[i]) V[i, k]. The loss is then Σ D[k] (v[k] − t[k])², at most a
  /// quarter of Σ D[k] step² where no weight is clipped (QuIP, arXiv 2307.13304).
  ///
  /// - Throws: ``QuantizationError/notPositiveDefinite(coordinate:pivot:)``, the coordinate counted in the order of rounding.
  /// - Complexity: O(n³) operations on rationals.
  public func ldlq(_ order: ColumnOrder = .natural) throws(QuantizationError) -> RoundedRow {
    let columns = try order.columns(of: hessian)
    let row = try permuted(columns)
    let factor = try UnitUpperFactor(of: row.hessian)
    var rounded = RoundedRow(codes: [], loss: 0, clipped: 0, pivots: factor.pivots)
    var differences: [Rational] = []
    for (k, weight) in row.weights.enumerated() {
      var target = weight
      for i in 0..<k { target += differences[i] * factor.upper[i, k] }
      let code = row.grids[k].nearest(to: target)
      let value = row.grids[k].value(of: code)
      rounded.codes.append(code)
      rounded.errors.append(value - target)
      if row.grids[k].clips(target) { rounded.clipped += 1 }
      differences.append(weight - value)
    }
    rounded.loss = row.loss(of: rounded.codes)
    return rounded.restored(columns)
  }

  /// GPTQ as it is published: rounds one weight after the other, and moves those after it by the rows of the inverse Hessian, from which
  /// the rounded coordinate is then eliminated (arXiv 2210.17323).
  ///
  /// No factor of H appears. The codes are those of ``ldlq(_:)``, and without ranges those of ``nearestPlane(_:)``.
  ///
  /// - Throws: ``QuantizationError/notPositiveDefinite(coordinate:pivot:)``.
  /// - Complexity: O(n³) operations on rationals.
  public func gptq(_ order: ColumnOrder = .natural) throws(QuantizationError) -> RoundedRow {
    let columns = try order.columns(of: hessian)
    let row = try permuted(columns)
    var inverse = try Self.inverse(row.hessian)
    var weights = row.weights
    var rounded = RoundedRow(codes: [], loss: 0, clipped: 0)
    let n = weights.count
    for i in 0..<n {
      let code = row.grids[i].nearest(to: weights[i])
      rounded.codes.append(code)
      if row.grids[i].clips(weights[i]) { rounded.clipped += 1 }
      let error = (weights[i] - row.grids[i].value(of: code)) / inverse[i, i]
      rounded.pivots.append(inverse[i, i].reciprocal)
      rounded.errors.append(row.grids[i].value(of: code) - weights[i])
      for j in stride(from: i + 1, to: n, by: 1) { weights[j] -= error * inverse[i, j] }
      for j in stride(from: i + 1, to: n, by: 1) {
        let factor = inverse[j, i] / inverse[i, i]
        for k in stride(from: i + 1, to: n, by: 1) { inverse[j, k] -= factor * inverse[i, k] }
      }
    }
    rounded.loss = row.loss(of: rounded.codes)
    return rounded.restored(columns)
  }

  /// By Gauss and Jordan; the pivots of a positive definite matrix need no exchanges.
  private static func inverse(_ matrix: Matrix<Rational>) throws(QuantizationError) -> Matrix<Rational> {
    let n = matrix.rows
    var (left, right) = (matrix, Matrix<Rational>.identity(n))
    for k in 0..<n {
      guard left[k, k] > 0 else { throw .notPositiveDefinite(coordinate: k, pivot: "\(left[k, k])") }
      let scale = left[k, k].reciprocal
      for j in 0..<n { (left[k, j], right[k, j]) = (left[k, j] * scale, right[k, j] * scale) }
      for i in 0..<n where i != k && !left[i, k].isZero {
        let factor = left[i, k]
        for j in 0..<n {
          left[i, j] -= factor * left[k, j]
          right[i, j] -= factor * right[k, j]
        }
      }
    }
    return right
  }
}
