import Exact

extension ScaledProgram {
  /// The solution and the multipliers of a basis.
  struct BasicSolution {
    /// The value of each variable, in units of 1/(denominator · boundUnit).
    let values: CommonFractions
    /// The multiplier of each row, in units of 1/denominator; costs are in units of 1/costUnit.
    let multipliers: CommonFractions
  }

  /// What a basis says; nil if it is none, or does not show to be one.
  ///
  /// Two square linear systems, one for the basic variables and one for the multipliers of the constraints at their bounds, are
  /// solved p-adically with the same sparse factors.
  ///
  /// - Complexity: that of `SparseSystem`, for k basic variables; of a dense matrix O(k³) operations on words, and O(k²) for every 60
  ///   bits of the solutions.
  func solution(at basis: Basis) -> BasicSolution? {
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
    var position = [Int](repeating: -1, count: n)
    for (c, j) in basic.enumerated() { position[j] = c }
    let matrix = tight.map { i in
      rows[i].compactMap { position[$0.index] < 0 ? nil : (column: position[$0.index], value: $0.value) }
    }
    var place = [Int](repeating: -1, count: rowCount)
    for (r, i) in tight.enumerated() { place[i] = r }
    var right = tight.map { resting[n + $0] }
    for j in 0..<n where status[j] != .basic && !resting[j].isZero {
      for entry in columns[j] {
        if place[entry.index] >= 0 { right[place[entry.index]].subtractProduct(entry.value, resting[j]) }
      }
    }
    guard let (primal, dual) = Self.solutions(matrix, right, basic.map { costs[$0] }) else { return nil }
    var values = resting[..<n].map { $0 * primal.denominator }
    for (j, value) in zip(basic, primal.numerators) { values[j] = value }
    var multipliers = [Integer](repeating: 0, count: rowCount)
    for (i, value) in zip(tight, dual.numerators) { multipliers[i] = value }
    return BasicSolution(
      values: CommonFractions(numerators: values, denominator: primal.denominator),
      multipliers: CommonFractions(numerators: multipliers, denominator: dual.denominator))
  }

  /// x and y with A x = b and y A = c; nil if the matrix is singular, or seems to be.
  private static func solutions(
    _ rows: [[(column: Int, value: Integer)]], _ right: [Integer], _ left: [Integer]
  ) -> (CommonFractions, CommonFractions)? {
    let (order, count) = (rows.count, rows.reduce(0) { $0 + $1.count })
    if order >= 16, 4 * count > order * order {
      // Most of a dense matrix would be filled in one entry at a time. Where the two methods cross was not measured.
      var matrix = Matrix<Integer>(rows: order, columns: order, repeating: 0)
      for (r, row) in rows.enumerated() { for entry in row { matrix[r, entry.column] = entry.value } }
      guard let x = matrix.uniqueSolution(right), let y = matrix.transposed().uniqueSolution(left) else { return nil }
      return (x, y)
    }
    guard let system = SparseSystem(rows: rows) else { return nil }
    return (system.solution(right), system.leftSolution(left))
  }

  /// Whether the solution of a basis obeys all bounds, and no quantity at a bound would improve the objective by leaving it.
  func isOptimal(_ solution: BasicSolution, _ basis: Basis) -> Bool {
    let (values, multipliers) = (solution.values, solution.multipliers)
    return isFeasible(values.numerators, values.denominator)
      && isOptimal(basis.variables + basis.constraints, multipliers.numerators, multipliers.denominator)
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
