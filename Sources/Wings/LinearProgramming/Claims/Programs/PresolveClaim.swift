import Evidence
import Exact
import LinearProgramming
import LinearProgrammingCheckers
import Randomness

extension Claim {
  /// What is found of a presolved program holds of the original one, with its proof.
  static let presolve = Claim(
    id: "programs.presolve", title: "What is proved of a presolved program is mapped to a proof about the original one",
    sentences: [
      Sentence(
        """
        Removing rows that bind nothing, making bounds of rows of one column, fixing columns whose bounds are equal or that nothing keeps \
        from one of them, absorbing a column of one row by the bounds of that row, and fixing what a row forces: each leaves a program of \
        the same kind, with an optimum, without a point or unbounded, and of the same best objective.
        """,
        topic: "the same outcome", checks: ["outcomes", "tiny"]),
      Sentence(
        """
        An optimum of the smaller program with its multipliers, a combination of its rows and bounds that contradicts itself, and a ray are \
        mapped to those of the original program, and its basis to a basis of the original one; the checker accepts the certificate.
        """,
        topic: "the way back", checks: ["outcomes", "tiny"]),
    ],
    source: Source(
      paper: "Presolving in linear programming",
      theorem:
        "E. D. Andersen and K. D. Andersen, Mathematical Programming 71 (1995), sections 3 and 4; the maps here are derived anew"
    ),
    checks: [
      Check(
        "outcomes", level: .certified,
        family: .random(
          """
          programs of up to 7 variables and 7 constraints, of which many have one variable or occur in one constraint, are fixed or forced, \
          and the kinds that the simplex method is tried on
          """, quick: 240, deep: 40_000, shrink: ProgramInstance.shrink,
          draw: { index, stream in
            let kinds = ProgramInstance.Kind.allCases
            return index % 3 == 0
              ? ProgramInstance.drawn(kinds[index / 3 % kinds.count], &stream) : .drawnReducible(&stream)
          }),
        subject: { try PresolvedProgram(solving: $0) }, mutants: mutants,
        test: { presolved, instance in
          let found = try presolved(instance).solved
          if let fault = try found.fault(instance.statement) { return .fails(fault) }
          let expected = try SolvedProgram(solving: instance)
          return .equal(found.certificate.outcome, expected.certificate.outcome, "the outcome")
        }),
      Check(
        "tiny", level: .exhaustive,
        family: .exhaustive(
          """
          every program of one variable and one constraint with numbers from −1 to 1, with no, one or two bounds (deep: and every one of two \
          variables and one constraint with coefficients 0, ±1), decided by elimination
          """, count: { TinyPrograms.all($0).count }, all: TinyPrograms.all),
        subject: { try PresolvedProgram(solving: $0) },
        mutants: [
          "a bound is taken from the other side of a row": changed(step: swapsSides),
          "a singleton row's multiplier keeps the coefficient's sign": changed(step: dropsSign),
          "what a fixed column costs is forgotten": changed(step: forgetsCost),
        ],
        test: { presolved, instance in
          let found = try presolved(instance).solved
          if let fault = try found.fault(instance.statement) { return .fails(fault) }
          let isTrue = try ProgramOracle(instance.statement).confirms(found.certificate.fact)
          return .require(isTrue, "it is not \(found.certificate.outcome)")
        }),
    ])
}

/// What is found of a program by way of a smaller one.
struct PresolvedProgram: Sendable {
  var solved: SolvedProgram

  /// - Parameter change: what a mutant does to the reductions before anything is solved.
  init(solving instance: ProgramInstance, changing change: (inout Presolve) -> Void = { _ in }) throws {
    var presolve = Presolve(try instance.program())
    change(&presolve)
    solved = try SolvedProgram { progress in
      try presolve.outcome { try $0.solve(presolving: .off, progress: progress) }
    }
  }
}

private typealias Step = Presolve.Step

private func changed(
  _ change: @escaping @Sendable (inout Presolve) -> Void
) -> Algorithm<ProgramInstance, PresolvedProgram> {
  { try PresolvedProgram(solving: $0, changing: change) }
}

private func changed(
  step change: @escaping @Sendable (Presolve.Step) -> Presolve.Step?
) -> Algorithm<ProgramInstance, PresolvedProgram> {
  changed { $0.steps = $0.steps.compactMap(change) }
}

@Sendable private func swapsSides(_ step: Presolve.Step) -> Presolve.Step? {
  guard case .singletonRow(let row, let column, let a, let lower, let upper) = step else { return step }
  return .singletonRow(row, column: column, coefficient: a, lower: upper, upper: lower)
}

@Sendable private func dropsSign(_ step: Presolve.Step) -> Presolve.Step? {
  guard case .singletonRow(let row, let column, let a, let lower, let upper) = step else { return step }
  return .singletonRow(row, column: column, coefficient: a.magnitude, lower: lower, upper: upper)
}

@Sendable private func forgetsCost(_ step: Presolve.Step) -> Presolve.Step? {
  guard case .fixedColumn(let column, let value, _, let rests) = step else { return step }
  return .fixedColumn(column, value: value, cost: 0, rests: rests)
}

private let mutants: KeyValuePairs<String, Algorithm<ProgramInstance, PresolvedProgram>> = [
  "a bound is taken from the other side of a row": changed(step: swapsSides),
  "a singleton row's multiplier is not divided by the coefficient": changed(step: { step in
    guard case .singletonRow(let row, let column, let a, let lower, let upper) = step else { return step }
    return .singletonRow(row, column: column, coefficient: a.isNegative ? -1 : 1, lower: lower, upper: upper)
  }),
  "a singleton row's multiplier is dropped": changed(step: { step in
    guard case .singletonRow(let row, let column, let a, _, _) = step else { return step }
    return .singletonRow(row, column: column, coefficient: a, lower: false, upper: false)
  }),
  "a bound that was tighter already is taken for the row's": changed(step: { step in
    guard case .singletonRow(let row, let column, let a, _, _) = step else { return step }
    return .singletonRow(row, column: column, coefficient: a, lower: true, upper: true)
  }),
  "what a fixed column costs is forgotten": changed(step: forgetsCost),
  "a fixed column is put at 0": changed(step: { step in
    guard case .fixedColumn(let column, _, let cost, let rests) = step else { return step }
    return .fixedColumn(column, value: 0, cost: cost, rests: rests)
  }),
  "a fixed column rests at its other bound": changed(step: { step in
    guard case .fixedColumn(let column, let value, let cost, let rests) = step else { return step }
    return .fixedColumn(column, value: value, cost: cost, rests: rests == .atLower ? .atUpper : .atLower)
  }),
  "an absorbed column's cost stays with it": changed(step: { step in
    guard case .absorbedColumn(let column, let row, let a, _, let bounds, let rowBounds, let rests) = step else {
      return step
    }
    return .absorbedColumn(
      column, row: row, coefficient: a, cost: 0, bounds: bounds, rowBounds: rowBounds, rests: rests)
  }),
  "an absorbed column makes up on the wrong side": changed(step: { step in
    guard case .absorbedColumn(let column, let row, let a, let cost, let bounds, let rowBounds, let rests) = step else {
      return step
    }
    return .absorbedColumn(
      column, row: row, coefficient: -a, cost: cost, bounds: bounds, rowBounds: rowBounds, rests: rests)
  }),
  "an absorbed column's own bounds are forgotten": changed(step: { step in
    guard case .absorbedColumn(let column, let row, let a, let cost, _, let rowBounds, let rests) = step else {
      return step
    }
    return .absorbedColumn(
      column, row: row, coefficient: a, cost: cost, bounds: .free, rowBounds: rowBounds, rests: rests)
  }),
  "a free column's row rests at the side it does not reach": changed(step: { step in
    guard case .absorbedColumn(let column, let row, let a, let cost, let bounds, let rowBounds, let rests) = step else {
      return step
    }
    return .absorbedColumn(
      column, row: row, coefficient: a, cost: cost, bounds: bounds, rowBounds: rowBounds,
      rests: rests.map { $0 == .atLower ? .atUpper : .atLower })
  }),
  "the last column of a forcing row is passed over": changed(step: { step in
    guard case .forcingRow(let row, let rests, var columns) = step else { return step }
    columns.removeLast()
    return .forcingRow(row, rests: rests, columns: columns)
  }),
  "a forcing row at its other side": changed(step: { step in
    guard case .forcingRow(let row, let rests, let columns) = step else { return step }
    return .forcingRow(row, rests: rests == .atLower ? .atUpper : .atLower, columns: columns)
  }),
  "forced columns cost nothing": changed(step: { step in
    guard case .forcingRow(let row, let rests, var columns) = step else { return step }
    for index in columns.indices { columns[index].cost = 0 }
    return .forcingRow(row, rests: rests, columns: columns)
  }),
  "steps are undone in the order in which they were done": changed { $0.steps.reverse() },
  "the last step is not undone": changed { _ = $0.steps.popLast() },
  "a contradiction's first multiplier is dropped": changed { presolve in
    if let row = presolve.contradiction?.rows.firstIndex(where: { !$0.isZero }) {
      presolve.contradiction?.rows[row] = 0
    }
  },
  "costs are not changed by a column that is absorbed": changed { presolve in
    for (place, column) in presolve.columnNumbers.enumerated() {
      presolve.program.setCost(presolve.original.variables[column].cost, ofVariable: place)
    }
  },
  "rows are not shifted by what is fixed": changed { presolve in
    for (place, row) in presolve.rowNumbers.enumerated() {
      presolve.program.setBounds(presolve.original.constraints[row].bounds, ofConstraint: place)
    }
  },
  "bounds are not tightened by rows that are removed": changed { presolve in
    for (place, column) in presolve.columnNumbers.enumerated() {
      presolve.program.setBounds(presolve.original.variables[column].bounds, ofVariable: place)
    }
  },
]

extension ProgramInstance {
  /// A program that much can be done with: rows of one column, columns of one row, fixed ones, and rows that just can be obeyed.
  static func drawnReducible(_ stream: inout RandomStream) -> ProgramInstance {
    let (n, m) = (stream.uniform(in: 1...7), stream.uniform(in: 1...7))
    func number(_ width: Int) -> Rational { Rational(Integer(stream.uniform(in: -width...width))) }
    func interval(_ value: Rational) -> LinearProgramStatement.Interval {
      switch stream.uniform(in: 0...6) {
      case 0, 1: .atLeast(value - Rational(stream.uniform(in: 0...2)))
      case 2: .atMost(value + Rational(stream.uniform(in: 0...2)))
      case 3: .from(value, to: value)
      case 4: .free
      default: .from(value - Rational(stream.uniform(in: 0...2)), to: value + Rational(stream.uniform(in: 0...2)))
      }
    }
    // Around a point, so that most have one; a row may be moved away from it.
    let point = (0..<n).map { _ in number(3) }
    var statement = LinearProgramStatement(
      stream.uniform(in: 0...1) == 0 ? .min : .max, (0..<n).map { _ in number(3) }, plus: number(2),
      columns: point.map(interval))
    for _ in 0..<m {
      let count = stream.uniform(in: 0...9) < 4 ? 1 : min(n, stream.uniform(in: 1...3))
      var row = [Rational](repeating: 0, count: n)
      for _ in 0..<count {
        row[stream.uniform(in: 0...n - 1)] = Rational(stream.uniform(in: 1...3)) * (number(1) < 0 ? -1 : 1)
      }
      var value = zip(row, point).reduce(Rational(0)) { $0 + $1.0 * $1.1 }
      switch stream.uniform(in: 0...19) {
      case 0: value += number(4)
      case 1...4:
        // The greatest or least value that the columns' bounds allow.
        let isGreatest = stream.uniform(in: 0...1) == 0
        let ends = zip(row, statement.columns).map { a, bounds -> Rational? in
          if a.isZero { return 0 }
          return ((a > 0) == isGreatest ? bounds.upper : bounds.lower).map { a * $0 }
        }
        if !ends.contains(nil) {
          let end = ends.reduce(Rational(0)) { $0 + ($1 ?? 0) }
          statement.rows.append(.init(dense: row, isGreatest ? .atLeast(end) : .atMost(end)))
          continue
        }
      default: break
      }
      statement.rows.append(.init(dense: row, interval(value)))
    }
    return ProgramInstance(statement: statement)
  }
}
