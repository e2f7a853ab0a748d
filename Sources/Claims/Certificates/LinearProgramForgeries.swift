import Certificates
import Evidence
import Exact
import Formats
import Foundation

extension Claim {
  /// No forged certificate of a linear program passes.
  static let linearProgramForgeries = Claim(
    id: "certificates.linear-programs",
    title: "A certificate of a linear program proves what it says of that program, and no forgery passes",
    sentences: [
      Sentence(
        """
        A certificate that passes says what is true of the linear program $\\min$ or $\\max \\{c^T x + c_0 : L \\le Ax \\le U, \\
        l \\le x \\le u\\}$ that it contains: that its optimum is a value $v$, that it has no point, or that it is unbounded. If it is \
        compared with a program, the two are the same to the last coefficient, and no variable of that program must be an \
        integer, unless the certificate shows it infeasible. Every other file is refused, with the first thing that does not \
        hold.
        """, checks: ["forgeries"])
    ],
    source: Source(
      paper: "Theory of Linear and Integer Programming (Schrijver, 1986)",
      theorem: "chapter 7, duality and Farkas' lemma; the format of certificates is derived"),
    checks: [
      .forgeries(
        "forgeries", about: "certificates of \(valid.count) programs of one to three variables, and their programs",
        quick: quick, deep: systematic, checker: verify, mutants: mutants, isTrue: isTrue)
    ])
}

// The checker and its mutants.

private let verify: Algorithm<ProgramProof, ProgramFact> = { file in
  let certificate = try decodeStrictly(LinearProgramCertificate.self, from: file.data)
  try file.subject?.verify(certificate)
  try certificate.verify()
  return certificate.fact
}

extension LinearProgramCertificate {
  fileprivate var fact: ProgramFact {
    switch evidence {
    case .optimal(_, let value, _): .between(attained: value, exactly: true, bound: value)
    case .infeasible, .contradictoryRow, .contradictoryColumn: .infeasible
    case .unbounded: .unbounded
    }
  }
}

/// By elimination, of the program that the certificate is compared with, else of the one that it contains.
@Sendable private func isTrue(_ fact: ProgramFact, _ file: ProgramProof) throws -> Bool {
  let oracle =
    if let subject = file.subject {
      try ProgramOracle(subject.program, integers: subject.integers)
    } else {
      try ProgramOracle(JSONDecoder().decode(LinearProgramCertificate.self, from: file.data).program)
    }
  return try oracle.confirms(fact)
}

private func forgivingCase(
  _ isForgiven: @escaping @Sendable (LinearProgramCertificateError) -> Bool
) -> Algorithm<ProgramProof, ProgramFact> {
  forgiving(
    verify, { ($0 as? LinearProgramCertificateError).map(isForgiven) ?? false },
    accepts: { try JSONDecoder().decode(LinearProgramCertificate.self, from: $0.data).fact })
}

private func forgivingMismatch(
  _ isForgiven: @escaping @Sendable (LinearProgramMismatch) -> Bool
) -> Algorithm<ProgramProof, ProgramFact> {
  forgiving(
    verify, { ($0 as? LinearProgramMismatch).map(isForgiven) ?? false },
    accepts: { file in
      let certificate = try JSONDecoder().decode(LinearProgramCertificate.self, from: file.data)
      try certificate.verify()
      return certificate.fact
    })
}

private let mutants: KeyValuePairs<String, Algorithm<ProgramProof, ProgramFact>> = [
  "tries points on rows only": forgivingCase {
    if case .outside(let name, _) = $0 { name.hasPrefix("col") } else { false }
  },
  "tries points on columns only": forgivingCase {
    if case .outside(let name, _) = $0 { name.hasPrefix("row") } else { false }
  },
  "tries rays on columns only": forgivingCase {
    if case .leaves(let name) = $0 { name.hasPrefix("row") } else { false }
  },
  "tries rays on rows only": forgivingCase { if case .leaves(let name) = $0 { name.hasPrefix("col") } else { false } },
  "takes a ray without slope for an improvement": forgivingCase { $0 == .noImprovement(0) },
  "takes any slope for an improvement": forgivingCase { if case .noImprovement = $0 { true } else { false } },
  "takes 0 ≥ 0 for a contradiction": forgivingCase { $0 == .noContradiction(0) },
  "takes a bound that is missing for 0": forgivingCase { if case .noBound = $0 { true } else { false } },
  "does not ask whether the bound is attained": forgivingCase { if case .gap = $0 { true } else { false } },
  "combines the first column only": forgivingCase {
    if case .wrongCombination(let column, _, _) = $0 { column > 0 } else { false }
  },
  "forgets the objective's constant": forgivingCase { error in
    if case .wrongValue(let claimed, let derived) = error { claimed < derived } else { false }
  },
  "takes bounds that touch for contradictory": { file in
    do { return try verify(file) } catch let error as LinearProgramCertificateError {
      let certificate = try JSONDecoder().decode(LinearProgramCertificate.self, from: file.data)
      let interval: LinearProgramStatement.Interval? =
        switch certificate.evidence {
        case .contradictoryRow(let row):
          certificate.program.rows.indices.contains(row)
            ? certificate.program.rows[row].interval : nil
        case .contradictoryColumn(let column):
          certificate.program.columns.indices.contains(column)
            ? certificate.program.columns[column] : nil
        default: nil
        }
      guard case .boundsInOrder = error, let interval, interval.lower == interval.upper else { throw error }
      return .infeasible
    }
  },
  "proves maxima as minima": { file in
    let certificate = try decodeStrictly(LinearProgramCertificate.self, from: file.data)
    do { return try verify(file) } catch LinearProgramCertificateError.wrongCombination {
      var minimum = certificate
      minimum.program.maximizes = false
      try minimum.verify()
      return certificate.fact
    }
  },
  "cuts what is too long": forgivingCase { error in
    if case .shape(let why) = error {
      why.hasPrefix("a vector of 3") || why.contains("2 columns, but 3")
    } else {
      false
    }
  },
  "does not compare which variables are integers": forgivingMismatch {
    if case .integrality = $0 { true } else { false }
  },
  "does not compare constants": forgivingMismatch { if case .constant = $0 { true } else { false } },
  "does not compare directions": forgivingMismatch { if case .direction = $0 { true } else { false } },
  "does not compare bounds": forgivingMismatch { if case .bounds = $0 { true } else { false } },
  "does not compare rows": forgivingMismatch { if case .row = $0 { true } else { false } },
  "compares the first rows only": forgivingMismatch { if case .count("rows", _, _) = $0 { true } else { false } },
  "does not compare objectives": forgivingMismatch { $0 == .objective },
  "takes one of two equal keys": { file in
    do { return try verify(file) } catch JSONKeyError.repeated {
      let certificate = try JSONDecoder().decode(LinearProgramCertificate.self, from: file.data)
      try file.subject?.verify(certificate)
      try certificate.verify()
      return certificate.fact
    }
  },
  "passes over keys that it does not know": { file in
    do { return try verify(file) } catch JSONKeyError.unknown {
      let certificate = try JSONDecoder().decode(LinearProgramCertificate.self, from: file.data)
      try file.subject?.verify(certificate)
      try certificate.verify()
      return certificate.fact
    }
  },
]

// The files.

/// max 3x + 2y + 1/2 with x ≤ 3, x + y ≤ 4 and −5 ≤ x + 3y ≤ 10: 23/2 at (3, 1).
private let maximum = LinearProgramStatement(
  .max, [3, 2], plus: Rational(1, 2), columns: [.from(0, to: 3), .atLeast(0)],
  rows: [([0: 1, 1: 1], .atMost(4)), ([0: 1, 1: 3], .from(-5, to: 10))])
/// min x + 2y with x ≥ 1, y ≥ 0 and x + y ≥ 3: 3 at (3, 0).
private let minimum = LinearProgramStatement(
  .min, [1, 2], columns: [.atLeast(1), .atLeast(0)], rows: [([0: 1, 1: 1], .atLeast(3))])
/// max x with x − y ≤ 1.
private let ray = LinearProgramStatement(
  .max, [1, 0], columns: [.atLeast(0), .atLeast(0)], rows: [([0: 1, 1: -1], .atMost(1))])
/// x + y ≤ 1 and 2x + 2y ≥ 5.
private let apart = LinearProgramStatement(
  .max, [1, 0], columns: [.atLeast(0), .atLeast(0)], rows: [([0: 1, 1: 1], .atMost(1)), ([0: 2, 1: 2], .atLeast(5))])

private func optimal(
  _ program: LinearProgramStatement, at point: [Rational], _ value: Rational, rows: [Rational], columns: [Rational]
) -> LinearProgramCertificate {
  LinearProgramCertificate(
    program: program,
    evidence: .optimal(point: point, value: value, multipliers: .init(rows: rows, columns: columns)))
}

private func infeasible(
  _ program: LinearProgramStatement, rows: [Rational], columns: [Rational]
) -> LinearProgramCertificate {
  LinearProgramCertificate(
    program: program, evidence: .infeasible(multipliers: .init(rows: rows, columns: columns)))
}

private func unbounded(
  _ program: LinearProgramStatement, from point: [Rational], along ray: [Rational]
) -> LinearProgramCertificate {
  LinearProgramCertificate(program: program, evidence: .unbounded(point: point, ray: ray))
}

private let goodMaximum = optimal(maximum, at: [3, 1], Rational(23, 2), rows: [-2, 0], columns: [-1, 0])
private let goodMinimum = optimal(minimum, at: [3, 0], 3, rows: [1], columns: [0, 1])
private let goodRay = unbounded(ray, from: [0, 0], along: [1, 1])
private let goodContradiction = infeasible(apart, rows: [-2, 1], columns: [0, 0])

private let valid: [ProgramProof] = [
  goodMaximum, goodMinimum,
  // min x + 2y with x ≤ 2, y free and x + y = 3.
  optimal(
    LinearProgramStatement(
      .min, [1, 2], plus: -4, columns: [.from(0, to: 2), .free], rows: [([0: 1, 1: 1], .from(3, to: 3))]),
    at: [2, 1], 0, rows: [2], columns: [-1, 0]),
  // A program without variables.
  optimal(LinearProgramStatement(.max, [], plus: 7, columns: []), at: [], 7, rows: [], columns: []),
  goodContradiction,
  infeasible(
    LinearProgramStatement(
      .min, [0, 0], columns: [.atLeast(2), .atLeast(0)], rows: [([0: 1, 1: 1], .atMost(1))]), rows: [-1],
    columns: [1, 1]),
  LinearProgramCertificate(
    program: LinearProgramStatement(
      .max, [1], columns: [.free], rows: [([0: 1], .atMost(9)), ([0: 2], .from(5, to: 4))]),
    evidence: .contradictoryRow(1)),
  LinearProgramCertificate(
    program: LinearProgramStatement(.min, [1, 1], columns: [.atLeast(0), .from(3, to: 2)]),
    evidence: .contradictoryColumn(1)),
  goodRay,
  // min x with x ≤ 5, 3x + y ≤ 10 and x − z = 0.
  unbounded(
    LinearProgramStatement(
      .min, [1, 0, 0], plus: 1, columns: [.atMost(5), .from(0, to: 1), .free],
      rows: [([0: 3, 1: 1], .atMost(10)), ([0: 1, 2: -1], .from(0, to: 0))]), from: [0, 0, 0], along: [-1, 0, -1]),
].map { ProgramProof($0) }

private let validBeside: [ProgramProof] =
  valid.compactMap { file in
    (try? JSONDecoder().decode(LinearProgramCertificate.self, from: file.data)).map {
      ProgramProof(text: file.text, subject: LinearProgramSubject($0.program))
    }
  }
  // What has no point has none among the integers.
  + [ProgramProof(goodContradiction, subject: LinearProgramSubject(apart, integers: [1]))]

private let systematic =
  TriedFile.changes(of: valid, called: "program") + TriedFile.changes(of: validBeside, called: "program beside its own")
  + TriedFile.exchanged(validBeside, called: "certificate")

private let quick =
  (valid + validBeside).enumerated().map {
    TriedFile(name: "program \($0.offset + 1)", file: $0.element, expectation: .accepted)
  } + optimumForgeries + shapeForgeries + contradictionForgeries + rayForgeries + subjectForgeries + keyForgeries
  + systematic.thinned(to: 300)

// One forgery for each line of the checker.

/// One variable without a lower or an upper bound, or a row of it.
private func oneVariable(
  _ direction: LinearProgramStatement.Direction, column: LinearProgramStatement.Interval = .free,
  row: LinearProgramStatement.Interval? = nil
) -> LinearProgramStatement {
  guard let row else { return LinearProgramStatement(direction, [1], columns: [column]) }
  return LinearProgramStatement(direction, [1], columns: [column], rows: [([0: 1], row)])
}

private let optimumForgeries: [TriedFile<ProgramProof>] = [
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
    "the right value below the lower bound of a column", optimal(minimum, at: [5, -1], 3, rows: [1], columns: [0, 1]),
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

private let shapeForgeries: [TriedFile<ProgramProof>] = {
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

private let contradictionForgeries: [TriedFile<ProgramProof>] = {
  func bounds(_ name: String, _ interval: LinearProgramStatement.Interval) -> [TriedFile<ProgramProof>] {
    let program = LinearProgramStatement(
      .max, [1, 1], columns: [.atLeast(0), interval], rows: [([0: 1], .atMost(9)), ([0: 1, 1: 1], interval)])
    return [
      TriedFile(
        "a row \(name)", LinearProgramCertificate(program: program, evidence: .contradictoryRow(1)),
        .boundsInOrder("row 1")),
      TriedFile(
        "a column \(name)", LinearProgramCertificate(program: program, evidence: .contradictoryColumn(1)),
        .boundsInOrder("column 1")),
    ]
  }
  let touching = LinearProgramStatement(
    .max, [1, 1], columns: [.free, .free], rows: [([0: 1, 1: 1], .atMost(1)), ([0: 1, 1: 1], .atLeast(1))])
  let overlapping = LinearProgramStatement(
    .max, [1, 1], columns: [.free, .free], rows: [([0: 1, 1: 1], .atMost(2)), ([0: 1, 1: 1], .atLeast(1))])
  let crossing = LinearProgramStatement(
    .max, [1, 0], columns: [.free, .free], rows: [([0: 1, 1: 1], .atMost(1)), ([0: 2, 1: 3], .atLeast(5))])
  return bounds("whose bounds touch", .from(4, to: 4)) + bounds("whose bounds are in order", .from(4, to: 5))
    + bounds("without a lower bound", .atMost(4)) + bounds("without an upper bound", .atLeast(4))
    + bounds("without bounds", .free)
    + [-1, 2].flatMap { index in
      let program = LinearProgramStatement(
        .max, [1, 1], columns: [.from(3, to: 2), .from(3, to: 2)],
        rows: [([0: 1], .from(3, to: 2)), ([0: 1], .from(3, to: 2))])
      return [
        TriedFile(
          "contradictory row \(index)", LinearProgramCertificate(program: program, evidence: .contradictoryRow(index)),
          .shape("there is no row \(index)")),
        TriedFile(
          "contradictory column \(index)",
          LinearProgramCertificate(program: program, evidence: .contradictoryColumn(index)),
          .shape("there is no column \(index)")),
      ]
    } + [
      TriedFile("rows that touch", infeasible(touching, rows: [-1, 1], columns: [0, 0]), .noContradiction(0)),
      TriedFile("rows that overlap", infeasible(overlapping, rows: [-1, 1], columns: [0, 0]), .noContradiction(-1)),
      TriedFile("no multipliers", infeasible(touching, rows: [0, 0], columns: [0, 0]), .noContradiction(0)),
      TriedFile(
        "rows that cross", infeasible(crossing, rows: [-2, 1], columns: [0, 0]),
        .wrongCombination(column: 1, found: 1, expected: 0)),
      TriedFile(
        "multipliers of the objective",
        infeasible(oneVariable(.min, column: .atLeast(1)), rows: [], columns: [1]),
        .wrongCombination(column: 0, found: 1, expected: 0)),
      TriedFile(
        "bounds that are missing", infeasible(oneVariable(.min, row: .atLeast(5)), rows: [1], columns: [-1]),
        .noBound("column 0", -1)),
    ]
}()

private let rayForgeries: [TriedFile<ProgramProof>] = {
  func forged(
    _ name: String, _ direction: LinearProgramStatement.Direction, column: LinearProgramStatement.Interval,
    row: LinearProgramStatement.Interval? = nil, along ray: Rational, _ error: LinearProgramCertificateError
  ) -> TriedFile<ProgramProof> {
    TriedFile(name, unbounded(oneVariable(direction, column: column, row: row), from: [0], along: [ray]), error)
  }
  // A row without variables that asks 0 to be at least 1.
  let empty = LinearProgramStatement(
    .max, [1, 0], columns: [.atLeast(0), .atLeast(0)], rows: [([0: 1, 1: -1], .atMost(1)), ([:], .atLeast(1))])
  return [
    forged("up through a column", .max, column: .from(0, to: 9), along: 1, .leaves("column 0")),
    forged("down through a column", .min, column: .from(-9, to: 0), along: -1, .leaves("column 0")),
    forged("up through a row", .max, column: .atLeast(0), row: .atMost(5), along: 1, .leaves("row 0")),
    forged("down through a row", .min, column: .free, row: .atLeast(-5), along: -1, .leaves("row 0")),
    forged("along an equation", .max, column: .free, row: .from(0, to: 0), along: 1, .leaves("row 0")),
    forged("a ray that stays", .max, column: .atLeast(0), along: 0, .noImprovement(0)),
    forged("a ray that stays, of a minimum", .min, column: .atLeast(0), along: 0, .noImprovement(0)),
    forged("the wrong way up", .min, column: .atLeast(0), along: 1, .noImprovement(1)),
    forged("the wrong way down", .max, column: .atMost(0), along: -1, .noImprovement(-1)),
    TriedFile(
      "from a point outside of a row", unbounded(empty, from: [0, 0], along: [1, 1]), .outside("row 1", value: 0)),
    TriedFile(
      "from a point outside of a column",
      unbounded(
        LinearProgramStatement(.max, [1, 0], columns: [.atLeast(0), .from(3, to: 2)]), from: [0, 3], along: [1, 0]),
      .outside("column 1", value: 3)),
  ]
}()

private let subjectForgeries: [TriedFile<ProgramProof>] = {
  func about(
    _ name: String, _ certificate: LinearProgramCertificate, _ error: LinearProgramMismatch, integers: [Int] = [],
    _ change: (inout LinearProgramStatement) -> Void = { _ in }
  ) -> TriedFile<ProgramProof> {
    var program = certificate.program
    change(&program)
    let subject = LinearProgramSubject(program, integers: integers)
    return TriedFile(name, ProgramProof(certificate, subject: subject), stopped: error)
  }
  return [
    about("about integers", goodMaximum, .integrality("x1", isInteger: false), integers: [1]),
    about("a ray about integers", goodRay, .integrality("x0", isInteger: false), integers: [0]),
    about("about a minimum", goodMaximum, .direction(maximizes: true)) { $0.maximizes = false },
    about("about a maximum", goodMinimum, .direction(maximizes: false)) { $0.maximizes = true },
    about("about a program with a row less", goodMaximum, .count("rows", 2, expected: 1)) { $0.rows.removeLast() },
    about("about a program with a row more", goodMaximum, .count("rows", 2, expected: 3)) {
      $0.rows.append($0.rows[0])
    },
    about("about a program with a column more", goodMaximum, .count("columns", 2, expected: 3)) {
      $0.columns.append(.free)
    },
    about("about a program with a column less", goodRay, .count("columns", 2, expected: 1)) { $0.columns.removeLast() },
    about("about another objective", goodMaximum, .objective) { $0.objective[1] += 1 },
    about("about another constant", goodMaximum, .constant(Rational(1, 2), expected: 0)) { $0.objectiveConstant = 0 },
    about("about another lower bound", goodMaximum, .bounds("x0")) { $0.columns[0].lower = 4 },
    about("about another upper bound", goodMaximum, .bounds("x1")) { $0.columns[1].upper = 0 },
    about("about a form of other columns", goodMaximum, .row("r0")) { $0.rows[0].columns = [0] },
    about("about another coefficient", goodMaximum, .row("r0")) { $0.rows[0].coefficients[0] = 2 },
    about("about a row with another lower bound", goodMaximum, .row("r1")) { $0.rows[1].interval.lower = 9 },
    about("about a row with another upper bound", goodMaximum, .row("r1")) { $0.rows[1].interval.upper = 9 },
    about("a contradiction about another row", goodContradiction, .row("r1")) { $0.rows[1].interval.lower = 1 },
  ]
}()

private let keyForgeries: [TriedFile<ProgramProof>] = {
  let text = jsonText(goodMaximum)
  func changed(_ name: String, _ old: String, _ new: String, _ error: JSONKeyError) -> TriedFile<ProgramProof> {
    TriedFile(name, ProgramProof(text: text.replacing(old, with: new)), stopped: error)
  }
  return [
    changed(
      "two directions", "\"maximizes\":true", "\"maximizes\":true,\"maximizes\":false", .repeated("program.maximizes")),
    changed(
      "two upper bounds", "\"upper\":\"3\"", "\"upper\":\"3\",\"upper\":\"4\"", .repeated("program.columns[0].upper")),
    changed("two programs", "\"program\":", "\"program\":{},\"program\":", .repeated("program")),
    changed(
      "a bound that is null, and one that is not", "\"upper\":\"3\"", "\"upper\":null,\"upper\":\"3\"",
      .repeated("program.columns[0].upper")),
    changed(
      "integers, of which this kind knows nothing", "\"program\":", "\"integers\":[0],\"program\":",
      .unknown("integers")),
    changed(
      "a key within a row", "\"columns\":[0,1],", "\"columns\":[0,1],\"integral\":true,",
      .unknown("program.rows[0].integral")),
    changed(
      "a key spelled with an escape", "\"upper\":\"3\"", "\"upper\":\"3\",\"\\u006cower\":\"2\"",
      .unknown("program.columns[0].\\u006cower")),
  ]
}()
