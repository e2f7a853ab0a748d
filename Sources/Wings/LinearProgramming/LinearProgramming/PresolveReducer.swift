import Exact
import LinearProgrammingCheckers

/// Finds what ``Presolve`` does with a program, step by step.
struct PresolveReducer {
  private let original: LinearProgram
  /// The rows of each column.
  private let columns: [[(row: Int, value: Rational)]]
  private(set) var steps: [Presolve.Step] = []
  private(set) var contradiction: LinearProgramCertificate.Multipliers?

  private var rowBounds: [Bounds]
  private var columnBounds: [Bounds]
  /// Costs and constant of minimising.
  private var costs: [Rational]
  private var constant: Rational
  private var isRowLeft: [Bool]
  private var isColumnLeft: [Bool]
  /// How many columns a row has left, and rows a column.
  private var rowCounts: [Int]
  private var columnCounts: [Int]
  /// How many more terms of rows may be looked at to absorb columns: of a long row with many such columns this would be the square.
  private var budget: Int
  /// What changed since it was looked at.
  private var changedRows: [Bool]
  private var changedColumns: [Bool]

  init(_ program: LinearProgram) {
    original = program
    columns = program.entriesOfColumns
    (rowBounds, columnBounds) = (program.constraints.map(\.bounds), program.variables.map(\.bounds))
    let isMaximization = program.direction == .maximize
    costs = program.variables.map { isMaximization ? -$0.cost : $0.cost }
    constant = isMaximization ? -program.objectiveConstant : program.objectiveConstant
    (rowCounts, columnCounts) = (program.constraints.map(\.terms.count), columns.map(\.count))
    budget = 200_000 + 20 * rowCounts.reduce(0, +)
    isRowLeft = rowBounds.map { _ in true }
    isColumnLeft = columnBounds.map { _ in true }
    (changedRows, changedColumns) = (isRowLeft, isColumnLeft)
  }

  mutating func run() {
    for _ in 0..<50 {
      for row in rowBounds.indices where changedRows[row] && isRowLeft[row] {
        changedRows[row] = false
        reduce(row: row)
        if contradiction != nil { return }
      }
      for column in columnBounds.indices where changedColumns[column] && isColumnLeft[column] {
        changedColumns[column] = false
        reduce(column: column)
      }
      let isDone =
        !changedRows.indices.contains { isRowLeft[$0] && changedRows[$0] }
        && !changedColumns.indices.contains { isColumnLeft[$0] && changedColumns[$0] }
      if isDone { return }
    }
  }

  /// What is left, and its numbers in the original program.
  func result() -> (LinearProgram, rows: [Int], columns: [Int]) {
    let sign: Rational = original.direction == .maximize ? -1 : 1
    if steps.isEmpty { return (original, Array(isRowLeft.indices), Array(isColumnLeft.indices)) }
    var program = LinearProgram(original.direction, objectiveConstant: constant * sign)
    let columnNumbers = isColumnLeft.indices.filter { isColumnLeft[$0] }
    let rowNumbers = isRowLeft.indices.filter { isRowLeft[$0] }
    var places = [Int](repeating: -1, count: isColumnLeft.count)
    for column in columnNumbers {
      let variable = original.variables[column]
      places[column] = program.addVariable(
        variable.name, bounds: columnBounds[column], cost: costs[column] * sign, domain: variable.domain)
    }
    program.appendConstraints(
      rowNumbers.map { row in
        LinearProgram.Constraint(
          name: original.constraints[row].name,
          terms: original.constraints[row].terms.compactMap { term in
            places[term.variable] < 0
              ? nil : LinearProgram.Term(variable: places[term.variable], coefficient: term.coefficient)
          }, bounds: rowBounds[row])
      })
    return (program, rowNumbers, columnNumbers)
  }

  // Sequences that held the reducer itself would have its arrays copied whenever one changes while they are walked.

  private func terms(_ row: Int) -> some Sequence<LinearProgram.Term> {
    let isColumnLeft = isColumnLeft
    return original.constraints[row].terms.lazy.filter { isColumnLeft[$0.variable] }
  }

  private func entries(_ column: Int) -> some Sequence<(row: Int, value: Rational)> {
    let isRowLeft = isRowLeft
    return columns[column].lazy.filter { isRowLeft[$0.row] }
  }

  // MARK: Rows

  private mutating func reduce(row: Int) {
    let bounds = rowBounds[row]
    if rowCounts[row] == 0, !bounds.contains(0) {
      let isLower = bounds.lower.map { $0 > 0 } ?? false
      contradict(rows: [(row, isLower ? 1 : -1)], columns: [])
    } else if rowCounts[row] == 0 || bounds == .free {
      steps.append(.redundantRow(row))
      remove(row: row)
    } else if rowCounts[row] == 1 {
      becomeBounds(row)
    } else {
      compareWithActivity(row)
    }
  }

  private mutating func contradict(rows: [(Int, Rational)], columns: [(Int, Rational)]) {
    var multipliers = LinearProgramCertificate.Multipliers(
      rows: rowBounds.map { _ in 0 }, columns: columnBounds.map { _ in 0 })
    for (row, value) in rows { multipliers.rows[row] = value }
    for (column, value) in columns { multipliers.columns[column] = value }
    contradiction = multipliers
  }

  private mutating func remove(row: Int) {
    isRowLeft[row] = false
    for term in original.constraints[row].terms where isColumnLeft[term.variable] {
      columnCounts[term.variable] -= 1
      changedColumns[term.variable] = true
    }
  }

  private mutating func becomeBounds(_ row: Int) {
    guard let term = terms(row).first(where: { _ in true }) else { return }
    let (column, a, bounds) = (term.variable, term.coefficient, rowBounds[row])
    let (first, second) = (bounds.lower.map { $0 / a }, bounds.upper.map { $0 / a })
    let (lower, upper) = a.isNegative ? (second, first) : (first, second)
    let own = columnBounds[column]
    if let lower, let end = own.upper, lower > end {
      return contradict(rows: [(row, a.reciprocal)], columns: [(column, -1)])
    }
    if let upper, let start = own.lower, upper < start {
      return contradict(rows: [(row, -a.reciprocal)], columns: [(column, 1)])
    }
    var (takesLower, takesUpper) = (false, false)
    if let lower, own.lower.map({ $0 < lower }) ?? true { (columnBounds[column].lower, takesLower) = (lower, true) }
    if let upper, own.upper.map({ $0 > upper }) ?? true { (columnBounds[column].upper, takesUpper) = (upper, true) }
    steps.append(.singletonRow(row, column: column, coefficient: a, lower: takesLower, upper: takesUpper))
    remove(row: row)
    changedColumns[column] = true
    if takesLower || takesUpper { for entry in entries(column) { changedRows[entry.row] = true } }
  }

  /// Compares a row's bounds with the least and the greatest value that the bounds of its columns allow. Doubles tell where it is worth
  /// while.
  private mutating func compareWithActivity(_ row: Int) {
    let (least, greatest, slack) = roughActivity(row)
    let bounds = rowBounds[row]
    if let lower = bounds.lower.map({ Double($0) }) {
      if greatest <= lower + slack, let greatest = activity(row, isGreatest: true), let lower = bounds.lower {
        if greatest < lower { return contradict(row, isLower: true) }
        if greatest == lower { return force(row, .atLower) }
      }
      if least >= lower - slack, let least = activity(row, isGreatest: false), let lower = bounds.lower, least >= lower
      {
        rowBounds[row].lower = nil
      }
    }
    if let upper = bounds.upper.map({ Double($0) }) {
      if least >= upper - slack, let least = activity(row, isGreatest: false), let upper = bounds.upper {
        if least > upper { return contradict(row, isLower: false) }
        if least == upper { return force(row, .atUpper) }
      }
      if greatest <= upper + slack, let greatest = activity(row, isGreatest: true), let upper = bounds.upper,
        greatest <= upper
      {
        rowBounds[row].upper = nil
      }
    }
    if rowBounds[row] == bounds { return }
    if rowBounds[row] == .free {
      steps.append(.redundantRow(row))
      remove(row: row)
    } else {
      for term in original.constraints[row].terms { changedColumns[term.variable] = true }
    }
  }

  private func roughActivity(_ row: Int) -> (least: Double, greatest: Double, slack: Double) {
    var (least, greatest, size) = (0.0, 0.0, 1.0)
    for term in terms(row) {
      if least == -.infinity, greatest == .infinity { break }
      let (a, bounds) = (Double(term.coefficient), columnBounds[term.variable])
      let lower = bounds.lower.map { a * Double($0) } ?? (a > 0 ? -.infinity : .infinity)
      let upper = bounds.upper.map { a * Double($0) } ?? (a > 0 ? .infinity : -.infinity)
      least += min(lower, upper)
      greatest += max(lower, upper)
      for value in [lower, upper] where value.isFinite { size += value.magnitude }
    }
    return (least, greatest, size * 1e-9)
  }

  /// The bound at which a column makes a form with this coefficient least, or greatest.
  private func end(_ coefficient: Rational, _ column: Int, isGreatest: Bool) -> (value: Rational?, Basis.Status) {
    coefficient.isNegative == isGreatest
      ? (columnBounds[column].lower, .atLower) : (columnBounds[column].upper, .atUpper)
  }

  /// The least or greatest value of a row, without one of its columns if that is given; nil for infinity.
  private func activity(_ row: Int, isGreatest: Bool, without column: Int? = nil) -> Rational? {
    var sum: Rational = 0
    for term in terms(row) where term.variable != column {
      guard let value = end(term.coefficient, term.variable, isGreatest: isGreatest).value else { return nil }
      if !value.isZero { sum += term.coefficient * value }
    }
    return sum
  }

  private mutating func contradict(_ row: Int, isLower: Bool) {
    let columns = terms(row).map { ($0.variable, isLower ? -$0.coefficient : $0.coefficient) }
    contradict(rows: [(row, isLower ? 1 : -1)], columns: columns)
  }

  private mutating func force(_ row: Int, _ side: Basis.Status) {
    var forced: [Presolve.Forced] = []
    for term in terms(row) {
      let (value, rests) = end(term.coefficient, term.variable, isGreatest: side == .atLower)
      guard let value else { return }
      forced.append(
        Presolve.Forced(
          column: term.variable, coefficient: term.coefficient, cost: costs[term.variable], value: value, rests: rests))
    }
    steps.append(.forcingRow(row, rests: side, columns: forced))
    remove(row: row)
    for column in forced { take(out: column.column, at: column.value) }
  }

  // MARK: Columns

  private mutating func reduce(column: Int) {
    let (bounds, cost) = (columnBounds[column], costs[column])
    if let lower = bounds.lower, lower == bounds.upper { return fix(column, lower, .atLower) }
    // Whether rows mind if the column falls, or rises.
    var (mindsFall, mindsRise) = (cost.isNegative, cost > 0)
    for entry in entries(column) {
      let bounds = rowBounds[entry.row]
      if (entry.value.isNegative ? bounds.upper : bounds.lower) != nil { mindsFall = true }
      if (entry.value.isNegative ? bounds.lower : bounds.upper) != nil { mindsRise = true }
      if mindsFall, mindsRise { break }
    }
    if !mindsFall, let lower = bounds.lower { return fix(column, lower, .atLower) }
    if !mindsRise, let upper = bounds.upper { return fix(column, upper, .atUpper) }
    if columnCounts[column] == 0, cost.isZero { return fix(column, 0, .atZero) }
    if columnCounts[column] == 1 { absorb(column) }
  }

  private mutating func fix(_ column: Int, _ value: Rational, _ rests: Basis.Status) {
    steps.append(.fixedColumn(column, value: value, cost: costs[column], rests: rests))
    take(out: column, at: value)
  }

  private mutating func take(out column: Int, at value: Rational) {
    isColumnLeft[column] = false
    if !value.isZero { constant += costs[column] * value }
    for entry in columns[column] where isRowLeft[entry.row] {
      rowCounts[entry.row] -= 1
      changedRows[entry.row] = true
      if !value.isZero { shift(entry.row, by: -(entry.value * value), -(entry.value * value)) }
    }
  }

  private mutating func shift(_ row: Int, by lower: Rational?, _ upper: Rational?) {
    let bounds = rowBounds[row]
    rowBounds[row].lower = bounds.lower.flatMap { bound in lower.map { bound + $0 } }
    rowBounds[row].upper = bounds.upper.flatMap { bound in upper.map { bound + $0 } }
  }

  private mutating func absorb(_ column: Int) {
    guard let (row, a) = entries(column).first(where: { _ in true }) else { return }
    let cost = costs[column]
    budget -= original.constraints[row].terms.count
    if budget < 0 { return }
    var (bounds, rests) = (columnBounds[column], Basis.Status?.none)
    if !cost.isZero, rowBounds[row].lower != rowBounds[row].upper {
      // A free column goes as far as its row lets it.
      let isLower = cost.isNegative == a.isNegative
      guard let side = isLower ? rowBounds[row].lower : rowBounds[row].upper, isImplied(bounds, column, a, row) else {
        return
      }
      (bounds, rests) = (.free, isLower ? .atLower : .atUpper)
      rowBounds[row] = .equal(side)
    }
    steps.append(
      .absorbedColumn(
        column, row: row, coefficient: a, cost: cost, bounds: bounds, rowBounds: rowBounds[row], rests: rests))
    isColumnLeft[column] = false
    rowCounts[row] -= 1
    changedRows[row] = true
    let price = cost / a
    if !price.isZero, let right = rowBounds[row].lower {
      constant += price * right
      for term in terms(row) { costs[term.variable] -= price * term.coefficient }
    }
    let (first, second) = (bounds.lower.map { -(a * $0) }, bounds.upper.map { -(a * $0) })
    if a.isNegative { shift(row, by: first, second) } else { shift(row, by: second, first) }
    for term in original.constraints[row].terms { changedColumns[term.variable] = true }
    if rowBounds[row] == .free { reduce(row: row) }
  }

  /// Whether a row and its other columns imply the bounds of one.
  private func isImplied(_ bounds: Bounds, _ column: Int, _ a: Rational, _ row: Int) -> Bool {
    func implied(isUpper: Bool) -> Rational? {
      let isRowUpper = a.isNegative != isUpper
      guard let side = isRowUpper ? rowBounds[row].upper : rowBounds[row].lower,
        let rest = activity(row, isGreatest: !isRowUpper, without: column)
      else { return nil }
      return (side - rest) / a
    }
    if let lower = bounds.lower { guard let value = implied(isUpper: false), value >= lower else { return false } }
    if let upper = bounds.upper { guard let value = implied(isUpper: true), value <= upper else { return false } }
    return true
  }
}
