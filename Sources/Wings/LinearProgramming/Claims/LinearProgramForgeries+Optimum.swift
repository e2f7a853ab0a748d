import Evidence
import Exact
import LinearProgrammingCheckers

/// Programs with right certificates, which forgeries change, and the forgeries that one line of the checker stops each.
enum LinearProgramFiles {
  /// max 3x + 2y + 1/2 with x ≤ 3, x + y ≤ 4 and −5 ≤ x + 3y ≤ 10: 23/2 at (3, 1).
  static let maximum = LinearProgramStatement(
    .max, [3, 2], plus: Rational(1, 2), columns: [.from(0, to: 3), .atLeast(0)],
    rows: [([0: 1, 1: 1], .atMost(4)), ([0: 1, 1: 3], .from(-5, to: 10))])
  /// min x + 2y with x ≥ 1, y ≥ 0 and x + y ≥ 3: 3 at (3, 0).
  static let minimum = LinearProgramStatement(
    .min, [1, 2], columns: [.atLeast(1), .atLeast(0)], rows: [([0: 1, 1: 1], .atLeast(3))])
  /// max x with x − y ≤ 1.
  static let ray = LinearProgramStatement(
    .max, [1, 0], columns: [.atLeast(0), .atLeast(0)], rows: [([0: 1, 1: -1], .atMost(1))])
  /// x + y ≤ 1 and 2x + 2y ≥ 5.
  static let apart = LinearProgramStatement(
    .max, [1, 0], columns: [.atLeast(0), .atLeast(0)],
    rows: [([0: 1, 1: 1], .atMost(1)), ([0: 2, 1: 2], .atLeast(5))])

  static func optimal(
    _ program: LinearProgramStatement, at point: [Rational], _ value: Rational, rows: [Rational], columns: [Rational]
  ) -> LinearProgramCertificate {
    LinearProgramCertificate(
      program: program,
      evidence: .optimal(point: point, value: value, multipliers: .init(rows: rows, columns: columns)))
  }

  static func infeasible(
    _ program: LinearProgramStatement, rows: [Rational], columns: [Rational]
  ) -> LinearProgramCertificate {
    LinearProgramCertificate(
      program: program, evidence: .infeasible(multipliers: .init(rows: rows, columns: columns)))
  }

  static func unbounded(
    _ program: LinearProgramStatement, from point: [Rational], along ray: [Rational]
  ) -> LinearProgramCertificate {
    LinearProgramCertificate(program: program, evidence: .unbounded(point: point, ray: ray))
  }

  static let goodMaximum = optimal(maximum, at: [3, 1], Rational(23, 2), rows: [-2, 0], columns: [-1, 0])
  static let goodMinimum = optimal(minimum, at: [3, 0], 3, rows: [1], columns: [0, 1])
  static let goodRay = unbounded(ray, from: [0, 0], along: [1, 1])
  static let goodContradiction = infeasible(apart, rows: [-2, 1], columns: [0, 0])

  // One forgery for each line of the checker.

  /// One variable without a lower or an upper bound, or a row of it.
  static func oneVariable(
    _ direction: LinearProgramStatement.Direction, column: LinearProgramStatement.Interval = .free,
    row: LinearProgramStatement.Interval? = nil
  ) -> LinearProgramStatement {
    guard let row else { return LinearProgramStatement(direction, [1], columns: [column]) }
    return LinearProgramStatement(direction, [1], columns: [column], rows: [([0: 1], row)])
  }

  static let optimumForgeries: [TriedFile<ProgramProof>] = [
    TriedFile(
      "the value one more", optimal(maximum, at: [3, 1], Rational(25, 2), rows: [-2, 0], columns: [-1, 0]),
      .wrongValue(claimed: Rational(25, 2), derived: Rational(23, 2))),
    TriedFile(
      "the value without the constant", optimal(maximum, at: [3, 1], 11, rows: [-2, 0], columns: [-1, 0]),
      .wrongValue(claimed: 11, derived: Rational(23, 2))),
    TriedFile(
      "a point that is not the best, with its value",
      optimal(maximum, at: [2, 2], Rational(21, 2), rows: [-2, 0], columns: [-1, 0]), .gap(bound: -11, attained: -10)),
    TriedFile(
      "a minimum that is not the least", optimal(minimum, at: [1, 2], 5, rows: [1], columns: [0, 1]),
      .gap(bound: 3, attained: 5)),
    TriedFile(
      "the right value beyond the upper bound of a column",
      optimal(maximum, at: [Rational(11, 3), 0], Rational(23, 2), rows: [-2, 0], columns: [-1, 0]),
      .outside("column 0", value: Rational(11, 3))),
    TriedFile(
      "the right value below the lower bound of a column",
      optimal(minimum, at: [5, -1], 3, rows: [1], columns: [0, 1]),
      .outside("column 1", value: -1)),
    TriedFile(
      "the right value above the upper bound of a row",
      optimal(maximum, at: [2, Rational(5, 2)], Rational(23, 2), rows: [-2, 0], columns: [-1, 0]),
      .outside("row 0", value: Rational(9, 2))),
    TriedFile(
      "the right value below the lower bound of a row",
      optimal(minimum, at: [2, Rational(1, 2)], 3, rows: [1], columns: [0, 1]),
      .outside("row 0", value: Rational(5, 2))),
    TriedFile(
      "a lower bound that the column lacks",
      optimal(oneVariable(.min, column: .atMost(0)), at: [0], 0, rows: [], columns: [1]),
      .noBound("column 0", 1)),
    TriedFile(
      "an upper bound that the column lacks",
      optimal(oneVariable(.max, column: .atLeast(0)), at: [0], 0, rows: [], columns: [-1]), .noBound("column 0", -1)),
    TriedFile(
      "a lower bound that the row lacks",
      optimal(oneVariable(.min, row: .atMost(0)), at: [0], 0, rows: [1], columns: [0]),
      .noBound("row 0", 1)),
    TriedFile(
      "an upper bound that the row lacks",
      optimal(oneVariable(.max, row: .atLeast(0)), at: [0], 0, rows: [-1], columns: [0]), .noBound("row 0", -1)),
    TriedFile(
      "the right bound of another form",
      optimal(maximum, at: [3, 1], Rational(23, 2), rows: [Rational(-11, 4), 0], columns: [0, 0]),
      .wrongCombination(column: 0, found: Rational(-11, 4), expected: -3)),
    TriedFile(
      "the right bound of a form that agrees in the first column",
      optimal(
        maximum, at: [3, 1], Rational(23, 2), rows: [-1, Rational(-1, 7)], columns: [Rational(-13, 7), 0]),
      .wrongCombination(column: 1, found: Rational(-10, 7), expected: -2)),
    TriedFile(
      "the least value for the greatest",
      optimal(oneVariable(.max, column: .from(0, to: 5)), at: [0], 0, rows: [], columns: [1]),
      .wrongCombination(column: 0, found: 1, expected: -1)),
    TriedFile(
      "the greatest value for the least",
      optimal(oneVariable(.min, column: .from(0, to: 5)), at: [5], 5, rows: [], columns: [-1]),
      .wrongCombination(column: 0, found: -1, expected: 1)),
  ]

  static let shapeForgeries: [TriedFile<ProgramProof>] = {
    func changed(
      _ name: String, _ why: String, _ certificate: LinearProgramCertificate = goodMaximum,
      _ change: (inout LinearProgramStatement) -> Void
    ) -> TriedFile<ProgramProof> {
      var certificate = certificate
      change(&certificate.program)
      return TriedFile(name, certificate, .shape(why))
    }
    let value = Rational(23, 2)
    func multipliers(_ rows: [Rational], _ columns: [Rational]) -> TriedFile<ProgramProof> {
      TriedFile(
        "\(rows.count) + \(columns.count) multipliers",
        optimal(maximum, at: [3, 1], value, rows: rows, columns: columns),
        .shape("\(rows.count) + \(columns.count) multipliers for 2 rows and 2 columns"))
    }
    return [
      changed("an objective of more columns", "3 objective coefficients for 2 columns") { $0.objective.append(100) },
      changed("an objective of fewer columns", "1 objective coefficients for 2 columns") { $0.objective.removeLast() },
      changed("a coefficient more", "row 1 has 2 columns, but 3 coefficients") { $0.rows[1].coefficients.append(7) },
      changed("a column more", "row 1 has 3 columns, but 2 coefficients") { $0.rows[1].columns.append(0) },
      changed("a column that does not exist", "row 1 speaks of column 2; there are 2") { $0.rows[1].columns[1] = 2 },
      changed("a negative column", "row 1 speaks of column -1; there are 2") { $0.rows[1].columns[1] = -1 },
      changed("a ray in a program with a column more", "row 0 has 2 columns, but 3 coefficients", goodRay) {
        $0.rows[0].coefficients.append(7)
      },
      changed("a contradiction with a coefficient more", "row 0 has 2 columns, but 3 coefficients", goodContradiction) {
        $0.rows[0].coefficients.append(7)
      },
      TriedFile(
        "a point of more coordinates", optimal(maximum, at: [3, 1, 9], value, rows: [-2, 0], columns: [-1, 0]),
        .shape("a vector of 3 coordinates for 2 columns")),
      TriedFile(
        "a point of fewer coordinates", optimal(maximum, at: [3], value, rows: [-2, 0], columns: [-1, 0]),
        .shape("a vector of 1 coordinates for 2 columns")),
      TriedFile(
        "a ray of more coordinates", unbounded(ray, from: [0, 0], along: [1, 1, 9]),
        .shape("a vector of 3 coordinates for 2 columns")),
      TriedFile(
        "a ray of fewer coordinates", unbounded(ray, from: [0, 0], along: [1]),
        .shape("a vector of 1 coordinates for 2 columns")),
      multipliers([-2], [-1, 0]), multipliers([-2, 0, 7], [-1, 0]), multipliers([-2, 0], [-1]),
      multipliers([-2, 0], [-1, 0, 7]), multipliers([], []),
    ]
  }()
}
