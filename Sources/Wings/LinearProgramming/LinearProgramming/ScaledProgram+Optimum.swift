import Exact

extension ScaledProgram {
  /// The solution and the multipliers of an optimal basis.
  struct Optimum {
    /// The value of each variable, in units of 1/(denominator · boundUnit).
    let values: CommonFractions
    /// The multiplier of each row, in units of 1/denominator; costs are in units of 1/costUnit.
    let multipliers: CommonFractions
  }

  /// What a basis says, if it is one and optimal; nil otherwise, or if that does not show.
  ///
  /// Two square linear systems, one for the basic variables and one for the multipliers of the constraints at their bounds, are
  /// solved p-adically, without the inverse that steps of the simplex method need: several times as fast as building that.
  ///
  /// - Complexity: O(k³) operations on words and O(k²) for every 60 bits of the solutions, for k basic variables.
  func optimum(at basis: Basis) -> Optimum? {
    let n = columnCount
    let status = basis.variables + basis.constraints
    let basic = (0..<n).filter { status[$0] == .basic }
    let tight = (0..<rowCount).filter { status[n + $0] != .basic }
    guard basic.count == tight.count else { return nil }
    var resting = [Integer](repeating: 0, count: quantityCount)
    for k in 0..<quantityCount {
      switch status[k] {
      case .basic: continue
      case .atLower: if let bound = lower[k] { resting[k] = bound } else { return nil }
      case .atUpper: if let bound = upper[k] { resting[k] = bound } else { return nil }
      case .atZero: if lower[k] != nil || upper[k] != nil { return nil }
      }
    }
    let position = Dictionary(uniqueKeysWithValues: tight.enumerated().map { ($1, $0) })
    var matrix = Matrix<Integer>(rows: tight.count, columns: basic.count, repeating: 0)
    for (c, j) in basic.enumerated() {
      for entry in columns[j] { if let r = position[entry.index] { matrix[r, c] = entry.value } }
    }
    var right = tight.map { resting[n + $0] }
    for j in 0..<n where status[j] != .basic && !resting[j].isZero {
      for entry in columns[j] {
        if let r = position[entry.index] { right[r].subtractProduct(entry.value, resting[j]) }
      }
    }
    guard let primal = Self.solve(matrix, right),
      let dual = Self.solve(matrix.transposed(), basic.map { costs[$0] })
    else { return nil }
    var values = resting[..<n].map { $0 * primal.denominator }
    for (j, value) in zip(basic, primal.numerators) { values[j] = value }
    var multipliers = [Integer](repeating: 0, count: rowCount)
    for (i, value) in zip(tight, dual.numerators) { multipliers[i] = value }
    guard isFeasible(values, primal.denominator), isOptimal(status, multipliers, dual.denominator) else { return nil }
    return Optimum(
      values: CommonFractions(numerators: values, denominator: primal.denominator),
      multipliers: CommonFractions(numerators: multipliers, denominator: dual.denominator))
  }

  private static func solve(_ matrix: Matrix<Integer>, _ right: [Integer]) -> CommonFractions? {
    matrix.rows == 0 ? CommonFractions(numerators: [], denominator: 1) : matrix.uniqueSolution(right)
  }

  private func isFeasible(_ values: [Integer], _ denominator: Integer) -> Bool {
    func lies(_ value: Integer, _ k: Int) -> Bool {
      if let lower = lower[k], value < lower * denominator { return false }
      if let upper = upper[k], value > upper * denominator { return false }
      return true
    }
    return values.indices.allSatisfy { lies(values[$0], $0) }
      && rows.indices.allSatisfy { i in
        var sum = Integer.zero
        for entry in rows[i] { sum.addProduct(entry.value, values[entry.index]) }
        return lies(sum, columnCount + i)
      }
  }

  /// Whether no quantity at a bound would improve the objective by leaving it.
  private func isOptimal(_ status: [Basis.Status], _ multipliers: [Integer], _ denominator: Integer) -> Bool {
    func stays(_ k: Int, _ cost: Integer) -> Bool {
      if let lower = lower[k], lower == upper[k] { return true }
      switch status[k] {
      case .basic: return true
      case .atLower: return !cost.isNegative
      case .atUpper: return cost.isNegative || cost.isZero
      case .atZero: return cost.isZero
      }
    }
    return rows.indices.allSatisfy { stays(columnCount + $0, multipliers[$0]) }
      && columns.indices.allSatisfy { j in
        if status[j] == .basic { return true }
        var cost = costs[j] * denominator
        for entry in columns[j] { cost.subtractProduct(entry.value, multipliers[entry.index]) }
        return stays(j, cost)
      }
  }
}
