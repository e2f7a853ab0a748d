import Evidence
import Exact
import LinearProgrammingCheckers

// The statement: kind 1, the direction, the objective with its constant, columns, rows, and what is said. Evidence: a point and multipliers;
// multipliers; a row; a column; a point and a ray.

extension Check {
  /// What is asked about linear programs.
  static let linearProgramRequests: Check = Check.requests(
    linearExamples, line: linearLine,
    mutants: [
      "forgets the constant of the objective": writing({ $0.program.objectiveConstant = 0 }, by: linearLine),
      "exchanges lower and upper bounds": writing(
        { certificate in
          certificate.program.columns = certificate.program.columns.map { .init(lower: $0.upper, upper: $0.lower) }
        }, by: linearLine),
      "takes the first row for every row": writing(
        { certificate in
          certificate.program.rows = certificate.program.rows.map { _ in certificate.program.rows[0] }
        }, by: linearLine),
    ])

  /// What is taken for an answer about linear programs.
  static let linearProgramStatements: Check = Check.statements(
    of: linearExamples,
    others: [
      AnsweredStatement(
        name: "an optimum over other denominators", asked: optimum,
        statement: [
          1, 1, 4, 2, 8, 2, 4, 2, 6, 1, 0, 1, 9, 0, 2, 0, 1, 8, 0, 1, 12, 2, 0, 6, 1, 4, 0, 1, 18, 0, 82, 16, 123, 24,
        ], isStated: true)
    ], states: { $0.asked.states($0.statement) })

  /// What is asked about integer programs.
  static let integerProgramRequests: Check = Check.requests(
    integerExamples, line: integerLine,
    mutants: [
      "takes integers for reals": writing({ $0.integers = [] }, by: integerLine),
      "forgets the constant of the objective": writing({ $0.program.objectiveConstant = 0 }, by: integerLine),
    ])

  /// What is taken for an answer about integer programs.
  static let integerProgramStatements: Check = Check.statements(
    of: integerExamples, others: [], states: { $0.asked.states($0.statement) })
}

private let linearLine: Algorithm<LinearProgramCertificate, String?> = { $0.checkerRequest?.line }
private let integerLine: Algorithm<IntegerProgramCertificate, String?> = { $0.checkerRequest?.line }

private let half = Rational(1, 2)
private let third = Rational(1, 3)

/// 2x + y/2 + 1 for x in [0, 3/2], y ≤ 4 and x/2 + y/3 ≤ 3/2; the optimum is 41/8.
private let optimum = LinearProgramCertificate(
  program: LinearProgramStatement(
    .max, [2, half], plus: 1, columns: [.from(0, to: Rational(3, 2)), .atMost(4)],
    rows: [(form: [0: half, 1: third], interval: .atMost(Rational(3, 2)))]),
  evidence: .optimal(
    point: [Rational(3, 2), Rational(9, 4)], value: Rational(41, 8),
    multipliers: .init(rows: [Rational(-3, 2)], columns: [Rational(-5, 4), 0])))

private func changed(_ change: (inout LinearProgramCertificate) -> Void) -> LinearProgramCertificate {
  var certificate = optimum
  change(&certificate)
  return certificate
}

private let linearExamples: [AskedExample<LinearProgramCertificate>] = [
  AskedExample(
    "an optimum", optimum,
    statement: "1 1 2 2 4 1 2 2 2 1 0 1 3 0 1 0 1 4 0 1 6 2 0 3 1 2 0 1 9 0 41 8 41 8",
    evidence: "0 4 2 6 9 4 1 -2 2 -5 0 0"),
  AskedExample(
    "a contradiction",

    LinearProgramCertificate(
      program: LinearProgramStatement(
        .min, [3], columns: [.atMost(1)], rows: [(form: [0: 1], interval: .atLeast(2))]),
      evidence: .infeasible(multipliers: .init(rows: [half], columns: [-half]))),
    statement: "1 0 1 1 3 0 1 1 0 1 1 0 1 1 1 0 1 1 2 0 1", evidence: "1 2 1 1 1 -1"),
  AskedExample(
    "a contradiction of rows and a column over denominators of their own",

    LinearProgramCertificate(
      program: LinearProgramStatement(
        .max, [1], columns: [.atMost(Rational(1, 5))], rows: [(form: [0: half], interval: .atLeast(third))]),
      evidence: .infeasible(multipliers: .init(rows: [12], columns: [-6]))),
    statement: "1 1 1 1 1 0 1 5 0 1 1 0 1 6 1 0 3 1 2 0 1", evidence: "1 5 1 10 1 -6"),
  AskedExample(
    "a row without values",

    LinearProgramCertificate(
      program: LinearProgramStatement(
        .min, [1], columns: [.atLeast(2)],
        rows: [(form: [0: 1], interval: .atMost(3)), (form: [0: half], interval: .from(1, to: half))]),
      evidence: .contradictoryRow(1)),
    statement: "1 0 1 1 1 0 1 1 1 2 0 0 2 1 1 0 1 0 1 3 2 1 0 1 1 2 1 1 1", evidence: "2 1"),
  AskedExample(
    "a column without values",

    LinearProgramCertificate(
      program: LinearProgramStatement(.min, [1, 1], columns: [.atLeast(1), .from(half, to: third)]),
      evidence: .contradictoryColumn(1)),
    statement: "1 0 1 2 1 1 0 2 1 1 1 0 0 6 1 3 1 2 0 0 1", evidence: "3 1"),
  AskedExample(
    "a ray",

    LinearProgramCertificate(
      program: LinearProgramStatement(.min, [-1, 0], columns: [.atLeast(half), .from(0, to: 1)]),
      evidence: .unbounded(point: [half, third], ray: [half, 0])),
    statement: "1 0 1 2 -1 0 0 2 2 1 1 0 0 1 1 0 1 1 0 0 2", evidence: "4 6 2 3 2 2 1 0"),
  AskedExample(unwritten: "a row with a coefficient less", changed { $0.program.rows[0].coefficients.removeLast() }),
  AskedExample(
    unwritten: "a multiplier of a row more",
    changed {
      $0.evidence = .optimal(point: [0, 0], value: 1, multipliers: .init(rows: [0, 0], columns: [0, 0]))
    }),
  AskedExample(
    unwritten: "a multiplier of a column less",
    changed { $0.evidence = .infeasible(multipliers: .init(rows: [0], columns: [0])) }),
]

/// 2x + 4y + 1/2 for integers x in [1/2, 5], y in [0, 3] and a real w in [0, 1/3]; the optimum is 5/2.
private let integerOptimum = IntegerProgramCertificate(
  program: LinearProgramStatement(
    .min, [2, 4, 0], plus: half, columns: [.from(half, to: 5), .from(0, to: 3), .from(0, to: third)]),
  integers: [0, 1],
  evidence: .incumbent(
    point: [1, 0, third], value: Rational(5, 2), bound: Rational(5, 2),
    multipliers: .init(rows: [], columns: [2, 4, 0])))

private func integers(_ integers: [Int]) -> IntegerProgramCertificate {
  var certificate = integerOptimum
  certificate.integers = integers
  return certificate
}

private let integerExamples: [AskedExample<IntegerProgramCertificate>] = [
  AskedExample(
    "an incumbent", integerOptimum,
    statement: "1 0 2 3 4 8 0 1 3 2 1 1 1 10 1 1 1 0 1 3 1 3 1 0 1 1 0 0 0 5 2 5 2",
    evidence: "0 3 3 3 0 1 1 0 3 4 8 0 4"),
  AskedExample(
    "an incumbent with a real variable that costs",

    IntegerProgramCertificate(
      program: LinearProgramStatement(.min, [2, 1], columns: [.from(1, to: 2), .from(half, to: 2)]), integers: [0],
      evidence: .incumbent(
        point: [1, 1], value: 3, bound: Rational(5, 2), multipliers: .init(rows: [], columns: [2, 1]))),
    statement: "1 0 1 2 2 1 0 2 1 1 1 1 2 1 2 1 1 1 4 0 0 0 3 1 5 2", evidence: "0 1 2 1 1 2 0 2 4 1 0"),
  AskedExample(
    "no integer between 1/4 and 3/4",

    IntegerProgramCertificate(
      program: LinearProgramStatement(.min, [1], columns: [.from(Rational(1, 4), to: Rational(3, 4))]), integers: [0],
      evidence: .infeasible(.contradictoryColumn(0))),
    statement: "1 0 1 1 1 0 1 4 1 1 1 3 1 0 1", evidence: "3 0"),
  AskedExample(unwritten: "integer columns twice", integers([0, 0])),
  AskedExample(unwritten: "integer columns that descend", integers([1, 0])),
  AskedExample(unwritten: "an integer column that does not exist", integers([0, 3])),
  AskedExample(unwritten: "a negative integer column", integers([-1])),
]
