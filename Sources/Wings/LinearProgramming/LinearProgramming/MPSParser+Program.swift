import Exact

// Bounds of columns, and the program of what was read.
extension MPSParser {
  /// States bounds of a column; a side that was stated before may only be stated alike, since readers disagree on which counts.
  mutating func readBound(_ kind: String, _ column: Int, _ text: Substring) throws(LinearProgramFileError) {
    let value = text.isEmpty ? FileLimit.finite(0) : try limit(text)
    if ["LI", "UI", "BV"].contains(kind) { columns[column].domain = .integers }
    switch kind {
    case "BV": try state(column, lower: .finite(0), upper: .finite(1), kind)
    case "UP", "UI": try state(column, lower: nil, upper: value, text)
    case "LO", "LI": try state(column, lower: value, upper: nil, text)
    case "FX": try state(column, lower: value, upper: value, text)
    case "FR": try state(column, lower: .minusInfinity, upper: .infinity, kind)
    case "MI": try state(column, lower: .minusInfinity, upper: nil, kind)
    default: try state(column, lower: nil, upper: .infinity, kind)
    }
  }

  private mutating func state(
    _ column: Int, lower: FileLimit?, upper: FileLimit?, _ found: some StringProtocol
  ) throws(LinearProgramFileError) {
    if lower == .infinity { throw error(found, "a lower bound other than infinity") }
    if upper == .minusInfinity { throw error(found, "an upper bound other than minus infinity") }
    let stated = columns[column]
    for (old, new, side) in [(stated.lower, lower, "lower"), (stated.upper, upper, "upper")] {
      if let old, let new, old != new { throw error(found, "one \(side) bound for \(stated.name)") }
    }
    if let lower { columns[column].lower = lower }
    if let upper { (columns[column].upper, columns[column].upperLine) = (upper, line) }
  }

  mutating func result() throws(LinearProgramFileError) -> LinearProgramReading {
    var program = LinearProgram(direction)
    for column in columns { program.addVariable(column.name.text, bounds: bounds(of: column), domain: column.domain) }
    let objective = try self.objective()
    for (number, row) in rows.enumerated() {
      if number == objective {
        for term in row.terms { program.setCost(term.value, ofVariable: term.column) }
        if let right = row.right {
          guard case .finite(let value) = right else {
            throw LinearProgramFileError(
              line: row.rightLine, found: row.name.text, expected: "a finite right-hand side of the objective")
          }
          program.objectiveConstant = -value
        }
        continue
      }
      let bounds = try self.bounds(of: row)
      do {
        try program.addConstraint(
          variables: row.terms.map(\.column), coefficients: row.terms.map(\.value), bounds, name: row.name.text)
      } catch { throw self.error(row.name.text, error.description) }
    }
    return LinearProgramReading(
      program: program, notices: notices.enumerated().sorted { ($0.1.line, $0.0) < ($1.1.line, $1.0) }.map(\.element))
  }

  /// The number of the objective's row: the one that is named, or the first of type N.
  private func objective() throws(LinearProgramFileError) -> Int? {
    guard let (name, line) = objectiveName else { return rows.firstIndex { $0.kind == "N" } }
    guard let row = names.rows[name], rows[row].kind == "N" else {
      throw LinearProgramFileError(line: line, found: name.text, expected: "the name of a row of type N")
    }
    return row
  }

  /// Where a column may lie: at least 0, unless a bound says otherwise; a marked integer without any bound from 0 to 1.
  private mutating func bounds(of column: Column) -> Bounds {
    if let line = column.markedLine, column.lower == nil, column.upper == nil {
      notice("the integer column \(column.name) has no bounds: it lies between 0 and 1", line: line)
      return .unit
    }
    var bounds = Bounds.nonnegative
    if let lower = column.lower {
      if case .finite(let value) = lower { bounds.lower = value } else { bounds.lower = nil }
    }
    if case .finite(let value)? = column.upper {
      bounds.upper = value
      if value < 0, column.lower == nil {
        notice(
          "the upper bound of \(column.name) is negative, and its lower bound stays 0: nothing is feasible",
          line: column.upperLine)
      }
    }
    return bounds
  }

  private func bounds(of row: Row) throws(LinearProgramFileError) -> Bounds {
    let right = row.right ?? .finite(0)
    func wrong(_ expected: String) -> LinearProgramFileError {
      LinearProgramFileError(
        line: max(row.rightLine, row.rangeLine), found: row.name.text, expected: expected)
    }
    if row.kind == "N" { return .free }
    guard case .finite(let value) = right else {
      // An infinite right-hand side may take a bound away, and nothing else.
      guard row.range == nil, row.kind == "L" && right == .infinity || row.kind == "G" && right == .minusInfinity else {
        throw wrong("a finite right-hand side")
      }
      return .free
    }
    switch (row.kind, row.range) {
    case ("G", nil): return .atLeast(value)
    case ("L", nil): return .atMost(value)
    case ("E", nil): return .equal(value)
    case ("G", .finite(let range)?): return .between(value, value + range.magnitude)
    case ("L", .finite(let range)?): return .between(value - range.magnitude, value)
    case ("E", .finite(let range)?):
      return range < 0 ? .between(value + range, value) : .between(value, value + range)
    case ("G", _), ("E", .infinity?): return .atLeast(value)
    default: return .atMost(value)
    }
  }
}
