import Exact
import LinearProgrammingCheckers

/// The way back from a smaller program: undoes the steps of ``Presolve``, the last one first.
///
/// Multipliers are those of certificates: of minimising, positive for a lower bound, negative for an upper one. Those of rows that are not
/// back yet are 0.
struct PresolveRestoration {
  private let presolve: Presolve
  private let columnEntries: [[(row: Int, value: Rational)]]
  var rows: [Rational]
  var columns: [Rational]
  private var point: [Rational]
  private var variables: [Basis.Status]
  private var constraints: [Basis.Status]

  init(_ presolve: Presolve) {
    self.presolve = presolve
    columnEntries = presolve.original.entriesOfColumns
    let (n, m) = (presolve.original.variables.count, presolve.original.constraints.count)
    (rows, columns) = ([Rational](repeating: 0, count: m), [Rational](repeating: 0, count: n))
    point = columns
    variables = [Basis.Status](repeating: .atLower, count: n)
    constraints = [Basis.Status](repeating: .basic, count: m)
  }

  private func certificate(_ evidence: LinearProgramCertificate.Evidence) -> LinearProgramCertificate {
    LinearProgramCertificate(program: presolve.original.statement, evidence: evidence)
  }

  // MARK: The three kinds of outcome

  /// The proof that the original program has no point, from `rows` and `columns`.
  mutating func infeasible() -> LinearProgramCertificate {
    for step in presolve.steps.reversed() { undoMultipliers(step, countsCosts: false) }
    return certificate(.infeasible(multipliers: .init(rows: rows, columns: columns)))
  }

  /// A point and a ray of the original program.
  mutating func unbounded(_ reducedPoint: [Rational], _ reducedRay: [Rational]) -> LinearProgramCertificate {
    var ray = columns
    for (place, column) in presolve.columnNumbers.enumerated() {
      point[column] = reducedPoint[place]
      ray[column] = reducedRay[place]
    }
    for step in presolve.steps.reversed() {
      undoPoint(step)
      guard case .absorbedColumn(let column, let row, let a, _, _, let bounds, _) = step else { continue }
      let slope = activity(ofRow: row, at: ray)
      if slope.isZero { continue }
      let stops = (slope.isNegative ? bounds.lower : bounds.upper) != nil
      if stops { ray[column] = -slope / a }
    }
    return certificate(.unbounded(point: point, ray: ray))
  }

  /// The optimal solution of the original program, its dual one, its basis and its proof.
  mutating func optimal(_ solution: OptimalSolution) -> OptimalSolution {
    let isMaximization = presolve.original.direction == .maximize
    for (place, column) in presolve.columnNumbers.enumerated() {
      point[column] = solution.point[place]
      columns[column] = isMaximization ? -solution.reducedCosts[place] : solution.reducedCosts[place]
      variables[column] = solution.basis.variables[place]
    }
    for (place, row) in presolve.rowNumbers.enumerated() {
      rows[row] = isMaximization ? -solution.dual[place] : solution.dual[place]
      constraints[row] = solution.basis.constraints[place]
    }
    for step in presolve.steps.reversed() {
      undoPoint(step)
      undoMultipliers(step, countsCosts: true)
    }
    let original = presolve.original
    let value = ScaledProgram.dot(original.variables.map(\.cost), point) + original.objectiveConstant
    return OptimalSolution(
      point: point, value: value, dual: isMaximization ? rows.map { -$0 } : rows,
      reducedCosts: isMaximization ? columns.map { -$0 } : columns,
      basis: Basis(variables: variables, constraints: constraints), exactSteps: solution.exactSteps,
      certificate: certificate(
        .optimal(point: point, value: value, multipliers: .init(rows: rows, columns: columns))))
  }

  // MARK: Points

  /// The value of a row's form, of the columns that are back. Those that are not count as 0.
  ///
  /// Only rows with an absorbed column are asked for, and `PresolveReducer` has a budget for looking at these. Sums
  /// that are kept up to date instead take a greatest common divisor for each coefficient, of long numbers.
  private func activity(ofRow row: Int, at point: [Rational]) -> Rational {
    let terms = presolve.original.constraints[row].terms
    return ScaledProgram.dot(terms.map(\.coefficient), terms.map { point[$0.variable] })
  }

  private mutating func undoPoint(_ step: Presolve.Step) {
    switch step {
    case .redundantRow, .singletonRow: break
    case .fixedColumn(let column, let value, _, _): point[column] = value
    case .forcingRow(_, _, let forced): for column in forced { point[column.column] = column.value }
    case .absorbedColumn(let column, let row, let a, _, let bounds, let rowBounds, let rests):
      let rest = activity(ofRow: row, at: point)
      let (value, status, rowStatus) = place(rest, row, a, bounds, rowBounds)
      point[column] = value
      variables[column] = status
      constraints[row] = rowStatus == .basic ? .basic : rests ?? rowStatus
    }
  }

  /// Where a column that was absorbed lies, if the rest of its row has the given value, and at which bounds it and the row are.
  private func place(
    _ rest: Rational, _ row: Int, _ a: Rational, _ bounds: Bounds, _ rowBounds: Bounds
  ) -> (Rational, Basis.Status, row: Basis.Status) {
    // The smaller row's lower bound is reached where the row is at its own and the column makes up for as much as it can.
    let isAtLower = rows[row].isZero ? constraints[row] == .atLower : rows[row] > 0
    if constraints[row] != .basic {
      let (end, status): (Rational?, Basis.Status) =
        isAtLower == a.isNegative ? (bounds.lower, .atLower) : (bounds.upper, .atUpper)
      if let end { return (end, status, isAtLower ? .atLower : .atUpper) }
    }
    for (end, status) in [(bounds.lower, Basis.Status.atLower), (bounds.upper, .atUpper)] {
      // Of an equation one may be basic, and that is the column.
      if let end, rowBounds.lower != rowBounds.upper, rowBounds.contains(rest + a * end) {
        return (end, status, .basic)
      }
    }
    for (side, status) in [(rowBounds.lower, Basis.Status.atLower), (rowBounds.upper, .atUpper)] {
      guard let side else { continue }
      let value = (side - rest) / a
      if bounds.contains(value) { return (value, .basic, status) }
    }
    return (0, .atZero, .basic)
  }

  // MARK: Multipliers

  /// What a column's multiplier has to be by the rows that are back.
  private func reducedCost(_ column: Int, _ cost: Rational) -> Rational {
    let entries = columnEntries[column]
    return cost - ScaledProgram.dot(entries.map(\.value), entries.map { rows[$0.row] })
  }

  private mutating func undoMultipliers(_ step: Presolve.Step, countsCosts: Bool) {
    func counted(_ cost: Rational) -> Rational { countsCosts ? cost : 0 }
    switch step {
    case .redundantRow(let row): constraints[row] = .basic
    case .singletonRow(let row, let column, let a, let lower, let upper):
      let multiplier = columns[column]
      let isLower = multiplier.isZero ? variables[column] == .atLower : multiplier > 0
      let isUpper = multiplier.isZero ? variables[column] == .atUpper : multiplier.isNegative
      guard isLower && lower || isUpper && upper else {
        constraints[row] = .basic
        if !multiplier.isZero { variables[column] = isLower ? .atLower : .atUpper }
        return
      }
      (rows[row], columns[column]) = (multiplier / a, 0)
      constraints[row] = isLower == a.isNegative ? .atUpper : .atLower
      variables[column] = .basic
    case .fixedColumn(let column, _, let cost, let rests):
      columns[column] = reducedCost(column, counted(cost))
      variables[column] = rests
      // Which bound counts, if it has the same value as the other one.
      if columns[column].isNegative, rests == .atLower { variables[column] = .atUpper }
    case .absorbedColumn(let column, let row, let a, let cost, _, _, _):
      columns[column] = -(a * rows[row])
      rows[row] += counted(cost) / a
    case .forcingRow(let row, let rests, let forced):
      let costs = forced.map { reducedCost($0.column, counted($0.cost)) }
      // The least multiplier with which each column stays where it is forced to.
      var (multiplier, basic) = (Rational(0), Int?.none)
      for (index, column) in forced.enumerated() {
        let least = costs[index] / column.coefficient
        if rests == .atLower ? least > multiplier : least < multiplier { (multiplier, basic) = (least, index) }
      }
      rows[row] = multiplier
      constraints[row] = basic == nil ? .basic : rests
      for (index, column) in forced.enumerated() {
        columns[column.column] = costs[index] - multiplier * column.coefficient
        variables[column.column] = index == basic ? .basic : column.rests
      }
    }
  }
}
