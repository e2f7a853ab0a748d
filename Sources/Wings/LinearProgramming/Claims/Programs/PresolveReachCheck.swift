import Evidence
import Exact
import LinearProgramming
import LinearProgrammingCheckers
import Randomness

extension Claim {
  /// Presolving ends where it can do no more.
  static let presolveReach = Claim(
    id: "programs.presolve-reach", title: "Presolving leaves nothing that its steps could take away",
    sentences: [.presolveReach],
    source: Source(
      paper: "Presolving in linear programming",
      theorem: "E. D. Andersen and K. D. Andersen, Mathematical Programming 71 (1995), sections 3 and 4"),
    checks: [.presolveReach])
}

extension Sentence {
  /// Presolving goes as far as its steps go.
  static let presolveReach = Sentence(
    """
    Of a program of numbers that doubles hold and that is not found to be infeasible no row is left that is empty, free or of one column, that can be obeyed only just or not \
    at all, or of which the bounds of its columns imply a side; and no column that is fixed, that nothing keeps from one of its bounds, \
    that is in no row and costs nothing, or that is in one row alone which is an equation or if it costs nothing. How many rows and columns are gone is told.
    """, topic: "nothing is left", checks: ["reach"])
}

extension Check {
  /// What presolving leaves.
  static let presolveReach = Check(
    "reach", level: .certified,
    family: .random(
      "programs of up to 7 variables and 7 constraints with much to reduce, and the kinds that the simplex method is tried on, but for huge scales",
      quick: 400, deep: 40_000, shrink: ProgramInstance.shrink,
      draw: { index, stream in
        // Doubles tell which rows are looked at, so that scales beyond them are left.
        let kinds = ProgramInstance.Kind.allCases.filter { $0 != .scaled }
        return index % 4 == 0
          ? ProgramInstance.drawn(kinds[index / 4 % kinds.count], &stream) : .drawnReducible(&stream)
      }),
    subject: { $0 }, mutants: reachMutants,
    test: { left, instance in
      let program = try instance.program()
      if program.hasContradictoryBounds { return .holds() }
      let presolve = Presolve(program)
      if presolve.provesInfeasibility { return .holds() }
      let (rows, columns) = (program.constraints.count, program.variables.count)
      guard presolve.removed == (rows - presolve.rowNumbers.count, columns - presolve.columnNumbers.count) else {
        return .fails("\(presolve.removed) are said to be removed")
      }
      return try ReducibleParts(of: left(presolve).program).first.map { .fails($0) } ?? .holds()
    })
}

private let reachMutants: KeyValuePairs<String, Algorithm<Presolve, Presolve>> = [
  "columns that nothing keeps from a bound stay": { presolve in
    var other = presolve
    for case .fixedColumn(let column, _, let cost, _) in presolve.steps {
      other.program.addVariable(bounds: presolve.original.variables[column].bounds, cost: cost)
    }
    return other
  },
  "sides that columns just imply stay": { presolve in
    var other = presolve
    for (index, row) in presolve.program.constraints.enumerated() {
      let (least, greatest) = presolve.program.ends(of: row)
      other.program.setBounds(
        Bounds(lower: row.bounds.lower ?? least, upper: row.bounds.upper ?? greatest), ofConstraint: index)
    }
    return other
  },
  "rows that bind nothing stay": { presolve in
    var other = presolve
    let columns = presolve.program.variables.indices.map { $0 }
    for case .redundantRow in presolve.steps {
      try other.program.addConstraint(variables: columns, coefficients: columns.map { _ in 1 }, .free)
    }
    return other
  },
  "a row that became a bound stays beside it": { presolve in
    var other = presolve
    for case .singletonRow(_, let column, let a, _, _) in presolve.steps {
      guard let place = presolve.columnNumbers.firstIndex(of: column) else { continue }
      let bounds = presolve.program.variables[place].bounds
      try other.program.addConstraint(
        [place: a.magnitude], Bounds(lower: bounds.lower.map { $0 * a.magnitude }, upper: nil))
    }
    return other
  },
]

extension LinearProgram {
  /// The least and the greatest value that the bounds of its columns allow a row; nil for infinity.
  fileprivate func ends(of row: Constraint) -> (least: Rational?, greatest: Rational?) {
    var (least, greatest): (Rational?, Rational?) = (0, 0)
    for term in row.terms {
      let bounds = variables[term.variable].bounds
      let (low, high) = term.coefficient > 0 ? (bounds.lower, bounds.upper) : (bounds.upper, bounds.lower)
      least = least.flatMap { sum in low.map { sum + term.coefficient * $0 } }
      greatest = greatest.flatMap { sum in high.map { sum + term.coefficient * $0 } }
    }
    return (least, greatest)
  }
}

/// What can still be reduced of a program, by definition.
private struct ReducibleParts {
  private(set) var first: String?

  init(of program: LinearProgram) {
    first = Self.row(of: program) ?? Self.column(of: program)
  }

  private static func row(of program: LinearProgram) -> String? {
    for (index, row) in program.constraints.enumerated() {
      if row.bounds == .free || row.terms.count < 2 { return "row \(index) of \(row.terms.count) terms is left" }
      let (least, greatest) = program.ends(of: row)
      if let lower = row.bounds.lower {
        if let greatest, greatest <= lower { return "row \(index) is only just at least \(lower)" }
        if let least, least >= lower { return "row \(index) is at least \(lower) anyway" }
      }
      if let upper = row.bounds.upper {
        if let least, least >= upper { return "row \(index) is only just at most \(upper)" }
        if let greatest, greatest <= upper { return "row \(index) is at most \(upper) anyway" }
      }
    }
    return nil
  }

  private static func column(of program: LinearProgram) -> String? {
    let sign: Rational = program.direction == .maximize ? -1 : 1
    for (index, variable) in program.variables.enumerated() {
      let (bounds, cost) = (variable.bounds, variable.cost * sign)
      if bounds.lower != nil, bounds.lower == bounds.upper { return "column \(index) is fixed" }
      let rows = program.constraints.compactMap { row in
        row.terms.first { $0.variable == index }.map { (bounds: row.bounds, isUp: $0.coefficient > 0) }
      }
      // Falling makes a row with a positive coefficient fall, which minds if it has a lower bound.
      let mayFall = cost >= 0 && rows.allSatisfy { ($0.isUp ? $0.bounds.lower : $0.bounds.upper) == nil }
      let mayRise = cost <= 0 && rows.allSatisfy { ($0.isUp ? $0.bounds.upper : $0.bounds.lower) == nil }
      if mayFall, bounds.lower != nil { return "nothing keeps column \(index) from its lower bound" }
      if mayRise, bounds.upper != nil { return "nothing keeps column \(index) from its upper bound" }
      if rows.isEmpty, cost.isZero { return "column \(index) is in no row" }
      if rows.count == 1, cost.isZero || rows[0].bounds.lower == rows[0].bounds.upper {
        return "column \(index) is in one row alone"
      }
    }
    return nil
  }
}
