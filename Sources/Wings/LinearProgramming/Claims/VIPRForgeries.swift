import Evidence
import Exact
import Foundation
import LinearProgrammingCheckers

extension Claim {
  /// No forged file in the VIPR format passes.
  static let viprForgeries = Claim(
    id: "certificates.vipr",
    title: "A VIPR file that is read and verified proves its relation, and no forgery passes",
    sentences: [
      Sentence(
        """
        A file in the VIPR format that passes, whose reasons are `lin`, `rnd`, `asm` and `uns`, states what is true of its program, with its integer \
        variables: that it has no point; or that a point is as good as one end of the range and none is better than the other. \
        If it is compared with a program, the two are the same but for the objective's constant, which the format lacks, and for \
        variables that need not be integers in a file that shows that there is no point. Every other file is refused, with the \
        line that cannot be read or the first thing that does not hold.
        """, topic: "reading", checks: ["forgeries"]),
      .viprWriting,
    ],
    source: Source(
      paper: "Verifying Integer Programming Results (Cheung, Gleixner, Steffy; IPCO 2017)", arXiv: "1611.08832",
      theorem: "the certificate format, version 1.0"),
    checks: [
      .forgeries(
        "forgeries", about: "files of \(valid.count) programs of one or two variables, and their programs",
        quick: quick,
        deep: systematic, checker: verify, mutants: mutants, isTrue: isTrue),
      .viprWritten, .viprWrittenAsSolved,
    ])
}

// The checker and its mutants.

private let verify: Algorithm<ProgramProof, ProgramFact> = { file in
  let certificate = try VIPRCertificate(parsing: file.text)
  try file.subject?.verify(certificate)
  try certificate.verify()
  return certificate.fact(constant: file.subject?.program.objectiveConstant ?? 0)
}

extension VIPRCertificate {
  fileprivate func fact(constant: Rational) -> ProgramFact {
    switch relation {
    case .infeasible: .infeasible
    case .range(let lower, let upper):
      .between(
        attained: (maximizes ? lower : upper).map { $0 + constant }, exactly: false,
        bound: (maximizes ? upper : lower).map { $0 + constant })
    }
  }
}

/// By elimination and enumeration, of the program that the file is compared with, else of the one that it contains; and every
/// solution obeys it.
@Sendable private func isTrue(_ fact: ProgramFact, _ file: ProgramProof) throws -> Bool {
  let certificate = try VIPRCertificate(parsing: file.text)
  let oracle =
    if let subject = file.subject {
      try ProgramOracle(subject.program, integers: subject.integers)
    } else {
      try ProgramOracle(certificate)
    }
  let points = certificate.solutions.map { solution in
    var point = [Rational](repeating: 0, count: oracle.objective.count)
    for term in solution where point.indices.contains(term.index) { point[term.index] = term.value }
    return point
  }
  return try points.allSatisfy(oracle.contains) && oracle.confirms(fact, points: points)
}

private func forgivingCase(_ isForgiven: @escaping @Sendable (VIPRError) -> Bool) -> Algorithm<
  ProgramProof, ProgramFact
> {
  forgiving(
    verify, { ($0 as? VIPRError).map(isForgiven) ?? false },
    accepts: { try VIPRCertificate(parsing: $0.text).fact(constant: 0) })
}

/// A checker that takes some things of a file for others, and so accepts more.
private func misreading(
  _ change: @escaping @Sendable (inout VIPRCertificate) -> Void
) -> Algorithm<ProgramProof, ProgramFact> {
  { file in
    do { return try verify(file) } catch is VIPRError {
      var certificate = try VIPRCertificate(parsing: file.text)
      let fact = certificate.fact(constant: file.subject?.program.objectiveConstant ?? 0)
      change(&certificate)
      try certificate.verify()
      return fact
    }
  }
}

private func forgivingMismatch(
  _ isForgiven: @escaping @Sendable (LinearProgramMismatch) -> Bool
) -> Algorithm<ProgramProof, ProgramFact> {
  { file in
    let certificate = try VIPRCertificate(parsing: file.text)
    do { try file.subject?.verify(certificate) } catch let error as LinearProgramMismatch where isForgiven(error) {}
    try certificate.verify()
    return certificate.fact(constant: file.subject?.program.objectiveConstant ?? 0)
  }
}

private let mutants: KeyValuePairs<String, Algorithm<ProgramProof, ProgramFact>> = [
  "combines constraints of opposite directions": forgivingCase { if case .unsuitable = $0 { true } else { false } },
  "takes an equation for ≤ where it is derived": misreading { file in
    for index in file.derivations.indices where file.derivations[index].constraint.sense == .equal {
      file.derivations[index].constraint.sense = .atMost
    }
  },
  "takes the right side of ≤ for that of ≥": misreading { file in
    for index in file.derivations.indices where file.derivations[index].constraint.sense == .atMost {
      let combined = file.derivations[index].combination.reduce(Rational(0)) { sum, term in
        file.constraints.indices.contains(term.index) ? sum + term.value * file.constraints[term.index].right : sum
      }
      file.derivations[index].constraint.right = max(combined, file.derivations[index].constraint.right)
    }
  },
  "does not look at right sides": forgivingCase {
    if case .doesNotFollow(let name) = $0 { name == "side" } else { false }
  },
  "does not look at forms": forgivingCase { if case .doesNotFollow(let name) = $0 { name == "form" } else { false } },
  "tries solutions on inequalities only": misreading { file in file.constraints.removeAll { $0.sense == .equal } },
  "tries solutions on what bounds one variable": forgivingCase {
    if case .violates(_, let name, _) = $0 { name.hasPrefix("c") } else { false }
  },
  "tries the first solution only": forgivingCase { if case .violates(2..., _, _) = $0 { true } else { false } },
  "lets solutions be fractions": forgivingCase { if case .notInteger = $0 { true } else { false } },
  "takes 0 ≥ 0 for an absurdity": forgivingCase { $0 == .notProved("that no point is feasible") },
  "does not ask for a solution": forgivingCase {
    if case .notProved(let what) = $0 { what.hasPrefix("that the objective") } else { false }
  },
  "does not ask for a bound": forgivingCase {
    if case .notProved(let what) = $0 { what.hasPrefix("the bound") } else { false }
  },
  "lets a derivation use itself": forgivingCase { if case .index(let index, _) = $0 { index >= 4 } else { false } },
  "counts a term twice": forgivingCase { if case .index(0, _) = $0 { true } else { false } },
  "uses constraints that were said to be done with": forgivingCase { if case .usedAfter = $0 { true } else { false } },
  "takes any constraint for a bound": forgivingCase { if case .noBound = $0 { true } else { false } },
  "takes assumptions for true": forgivingCase { if case .assumed = $0 { true } else { false } },
  "discharges any two assumptions": forgivingCase { if case .noSplit = $0 { true } else { false } },
  "rounds what is no integer": forgivingCase { if case .notRounded = $0 { true } else { false } },
  "does not compare which variables are integers": forgivingMismatch {
    if case .integrality = $0 { true } else { false }
  },
  "does not compare names": forgivingMismatch { if case .names = $0 { true } else { false } },
  "does not compare constraints": forgivingMismatch { if case .constraint = $0 { true } else { false } },
  "does not compare directions": forgivingMismatch { if case .direction = $0 { true } else { false } },
  "does not compare objectives": forgivingMismatch { $0 == .objective },
  "reads on after the end": { file in
    do { return try verify(file) } catch VIPRError.malformed(_, _, "the end of the file") {
      return .between(attained: nil, exactly: false, bound: nil)
    }
  },
]

// The files.

/// Of the largest x: from 0 to 8, and at most 4 in c, which is an equation for `sense` E.
private func largest(_ range: String, sense: String = "L", point: String = "4", derivation: String) -> String {
  """
  VER 1.0
  VAR 1
  x
  INT 0
  OBJ max
  1 0 1
  CON 3 2
  l G 0 1 0 1
  u L 8 1 0 1
  c \(sense) 4 1 0 1
  RTP \(range)
  SOL \(point.isEmpty ? "0" : "1\ns 1 0 \(point)")
  DER 1
  \(derivation) -1

  """
}

/// Of no x: at least 0, and at most −3.
private func none(_ relation: String = "infeas", derivation: String) -> String {
  """
  VER 1.1
  VAR 1
  x
  INT 0
  OBJ min
  1 0 1
  CON 2 2
  l G 0 1 0 1
  u L -3 1 0 1
  RTP \(relation)
  SOL 0
  DER 1
  \(derivation) -1

  """
}

/// max x + 2y + 5 with x ≤ 3, 1 ≤ y ≤ 1 and x + y ≤ 3.
private let named = LinearProgramSubject(
  LinearProgramStatement(
    .max, [1, 2], plus: 5, columns: [.from(0, to: 3), .from(1, to: 1)], rows: [([0: 1, 1: 1], .atMost(3))]))
private let written =
  LinearProgramCertificate(
    program: named.program,
    evidence: .optimal(point: [2, 1], value: 9, multipliers: .init(rows: [-1], columns: [0, -1]))
  ).vipr(columnNames: named.columnNames, rowNames: named.rowNames)?.text ?? ""

private let valid: [ProgramProof] =
  [
    viprExample, largest("range 4 4", derivation: "o L 4 OBJ { lin 1 2 1 }"),
    largest("range 4 12", sense: "E", derivation: "o L 12 OBJ { lin 2 1 2 2 -1 }"),
    largest("range 4 4", sense: "E", derivation: "o E 4 OBJ { lin 1 2 1 }"),
    largest("range 1 6", derivation: "o L 6 OBJ { lin 2 1 1/2 2 1/2 }"),
    largest("range -inf 4", point: "", derivation: "o L 4 OBJ { lin 1 2 1 }"),
    largest("range 0 inf", point: "3", derivation: "o G 0 OBJ { lin 1 0 1 }"),
    largest("range -inf inf", derivation: "o E 0 0 { lin 0 }"),
    none(derivation: "a G 3 0 { lin 2 0 1 1 -1 }"), none(derivation: "a L -3 0 { lin 2 0 -1 1 1 }"),
    none("range 5 inf", derivation: "a G 3 0 { lin 2 0 1 1 -1 }"), written,
    "% by hand\n\n%\n" + none(derivation: "a G 3 0 { lin 2 0 1 1 -1 }"),
  ].map { ProgramProof(text: $0) } + viprCases
  + [
    ProgramProof(text: written, subject: named),
    ProgramProof(
      text: written.replacing("INT 0", with: "INT 2\n0 1"),
      subject: LinearProgramSubject(named.program, integers: [0, 1])),
  ]

private let systematic: ForgedFiles<ProgramProof> = {
  let forgeries = valid.indices.flatMap { index in
    let others = (1...2).map { valid[(index + $0) % valid.count].text }
    return textForgeries(of: valid[index].text, others: others).map { (file: index, change: $0) }
  }
  return ForgedFiles(forgeries) { index, change in
    TriedFile(
      name: "file \(index + 1), \(change.name)", file: ProgramProof(text: change.text, subject: valid[index].subject),
      expectation: .nothingFalse)
  }
}()

private let quick =
  valid.enumerated().map { TriedFile(name: "file \($0.offset + 1)", file: $0.element, expectation: .accepted) }
  + senseForgeries + viprCaseForgeries + viprLineForgeries + viprReadingForgeries + subjectForgeries
  + systematic.thinned(to: 300)

// One forgery for each line of the checker.

private func stopped(_ name: String, _ text: String, _ error: VIPRError) -> TriedFile<ProgramProof> {
  TriedFile(name, ProgramProof(text: text), stopped: error)
}

/// Constraints that follow in one direction only, or in none.
private let senseForgeries: [TriedFile<ProgramProof>] = {
  func derived(
    _ name: String, _ derivation: String, sense: String = "L", range: String = "range -inf 2", point: String = "",
    _ error: VIPRError = .doesNotFollow("side")
  ) -> TriedFile<ProgramProof> {
    stopped(name, largest(range, sense: sense, point: point, derivation: derivation), error)
  }
  let equations = [
    stopped(
      "below an equation", largest("range 3 4", sense: "E", point: "3", derivation: "o L 4 OBJ { lin 1 2 1 }"),
      .violates(solution: 1, constraint: "c", value: 3)),
    stopped(
      "above an equation", largest("range 5 5", sense: "E", point: "5", derivation: "o L 5 OBJ { lin 1 2 1 }"),
      .violates(solution: 1, constraint: "c", value: 5)),
  ]
  return equations + [
    derived("= 4 gives ≤ 2", "side L 2 OBJ { lin 1 2 1 }", sense: "E"),
    derived("= 4 gives ≥ 5", "side G 5 OBJ { lin 1 2 1 }", sense: "E", range: "range -inf inf"),
    derived("= 4 gives = 2", "side E 2 OBJ { lin 1 2 1 }", sense: "E"),
    derived("= 4 gives = 5", "side E 5 OBJ { lin 1 2 1 }", sense: "E", range: "range -inf inf"),
    derived("≤ 4 gives ≤ 2", "side L 2 OBJ { lin 1 2 1 }"),
    derived("≤ 4 gives = 4", "side E 4 OBJ { lin 1 2 1 }", range: "range -inf 4"),
    derived("≤ 4 gives ≥ 4", "side G 4 OBJ { lin 1 2 1 }", range: "range -inf inf"),
    derived("≥ 0 gives ≥ 1", "side G 1 OBJ { lin 1 0 1 }", range: "range -inf inf"),
    derived("≥ 0 gives = 0", "side E 0 OBJ { lin 1 0 1 }", range: "range -inf 0"),
    derived("≥ 0 gives ≤ 0", "side L 0 OBJ { lin 1 0 1 }", range: "range -inf 0"),
    derived("−(≥ 0) gives ≥ 0", "side G 0 1 0 -1 { lin 1 0 -1 }", range: "range -inf inf"),
    derived("another form", "form L 4 1 0 2 { lin 1 2 1 }", range: "range -inf inf", .doesNotFollow("form")),
    derived("a form without variables", "form L 4 0 { lin 1 2 1 }", range: "range -inf inf", .doesNotFollow("form")),
    derived("nothing gives ≤ 2", "form L 2 OBJ { lin 0 }", .doesNotFollow("form")),
    derived("0 · c gives ≤ 2", "form L 2 OBJ { lin 1 2 0 }", .doesNotFollow("form")),
    derived("0 ≥ 0 gives ≤ 2", "form L 2 OBJ { lin 2 0 1 0 -1 }", .index(0, in: "form")),
    derived("≥ and ≤ give ≤", "side L 2 OBJ { lin 2 0 1/2 2 1/2 }", .unsuitable("side")),
    derived("≤ and ≥ give ≥", "side G 2 OBJ { lin 2 2 1/2 0 1/2 }", range: "range -inf inf", .unsuitable("side")),
    derived("≤ less ≤ gives ≤", "side L 2 OBJ { lin 2 1 1 2 -1 }", .unsuitable("side")),
    // An equation between them leaves the direction as it is.
    derived("≥, = and ≤ give ≤", "side L 4 OBJ { lin 3 0 1/3 2 1/3 1 1/3 }", sense: "E", .unsuitable("side")),
    derived(
      "≤ 4 proves ≤ 3", "o L 4 OBJ { lin 1 2 1 }", range: "range -inf 3", .notProved("the bound 3 on the objective")),
    derived(
      "≥ 0 proves ≤ 8", "o G 0 OBJ { lin 1 0 1 }", range: "range -inf 8", .notProved("the bound 8 on the objective")),
    derived(
      "a bound of another form", "o L 8 1 0 2 { lin 1 2 2 }", range: "range -inf 8",
      .notProved("the bound 8 on the objective")),
    derived(
      "a solution that is not as good", "o L 4 OBJ { lin 1 2 1 }", range: "range 4 4", point: "3",
      .notProved("that the objective reaches 4")),
    derived(
      "no solution", "o L 4 OBJ { lin 1 2 1 }", range: "range 4 4", .notProved("that the objective reaches 4")),
  ]
    + ["G 0", "L 0", "E 0", "G -1", "L 1"].map { side in
      // 0 · l is 0 = 0, which implies each of these but proves nothing.
      stopped(
        "0 \(side) as an absurdity", none(derivation: "a \(side) 0 { lin 1 0 0 }"),
        .notProved("that no point is feasible"))
    }
    + [
      stopped(
        "x ≥ 0 as an absurdity", none(derivation: "a G 0 1 0 1 { lin 1 0 1 }"), .notProved("that no point is feasible")),
      stopped(
        "−x ≥ 3 as an absurdity", none(derivation: "a G 3 1 0 -1 { lin 1 1 -1 }"),
        .notProved("that no point is feasible")),
      stopped(
        "0 ≥ 4 of 0 ≥ 3, for −x", none(derivation: "form G 4 1 0 -1 { lin 1 1 -1 }"), .doesNotFollow("form")),
      stopped(
        "no derivation of infeasibility", none(derivation: "").replacing("DER 1\n -1\n", with: "DER 0\n"),
        .notProved("that no point is feasible")),
      stopped(
        "no derivation of a bound", viprExample.components(separatedBy: "DER")[0] + "DER 0\n",
        .notProved("the bound -1/8 on the objective")),
    ]
}()

private let subjectForgeries: [TriedFile<ProgramProof>] = {
  func about(
    _ name: String, _ error: LinearProgramMismatch, text: String = written, integers: [Int] = [],
    columns: [String] = ["x0", "x1"], rows: [String] = ["r0"],
    _ change: (inout LinearProgramStatement) -> Void = { _ in }
  ) -> TriedFile<ProgramProof> {
    var program = named.program
    change(&program)
    let subject = LinearProgramSubject(program: program, integers: integers, columnNames: columns, rowNames: rows)
    return TriedFile(name, ProgramProof(text: text, subject: subject), stopped: error)
  }
  let strict = written.replacing("INT 0", with: "INT 1\n1")
  return [
    about("about integers", .integrality("x0", isInteger: false), integers: [0]),
    about("about one integer more", .integrality("x0", isInteger: false), text: strict, integers: [0, 1]),
    about("of integers about the reals", .integrality("x1", isInteger: true), text: strict),
    about("about a minimum", .direction(maximizes: true)) { $0.maximizes = false },
    about("about another objective", .objective) { $0.objective[0] = 3 },
    about("about columns in another order", .names(column: 0), columns: ["x1", "x0"]),
    about("about another column", .names(column: 1), columns: ["x0", "z"]),
    about("about columns without names", .constraint(number: 3), columns: ["y", ""]),
    about("about a column less", .names(column: 1), columns: ["x0"]) { program in
      program.columns.removeLast()
      program.rows = [.init(columns: [0], coefficients: [1], interval: .atMost(3))]
    },
    about("about a column more", .names(column: 2), columns: ["x0", "x1", "x2"]) { $0.columns.append(.free) },
    about("about another bound", .constraint(number: 1)) { $0.columns[0].upper = 2 },
    about("about a bound less", .constraint(number: 1)) { $0.columns[0].upper = nil },
    about("about bounds that are not equal", .constraint(number: 2)) { $0.columns[1].upper = 2 },
    about("about another row", .constraint(number: 3)) { $0.rows[0].interval.upper = 2 },
    about("about another coefficient", .constraint(number: 3)) { $0.rows[0].coefficients[1] = 2 },
    about("about a row of another name", .constraint(number: 3), rows: ["r9"]),
    about("about a row more", .constraint(number: 4), rows: ["r0", "r1"]) {
      $0.rows.append(.init(columns: [0], coefficients: [1], interval: .atMost(1)))
    },
    about("about a row less", .constraint(number: 3), rows: []) { $0.rows = [] },
    about(
      "with other bounds among the constraints", .constraint(number: 4),
      text: written.replacing("CON 4 3", with: "CON 4 2")),
  ]
}()
