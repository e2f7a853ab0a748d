import Evidence
import Exact
import Formats
import Foundation
import LinearProgrammingCheckers

extension Claim {
  /// No forged certificate of an integer program passes.
  static let integerProgramForgeries = Claim(
    id: "certificates.integer-programs",
    title: "A certificate of an integer program proves what it says of that program, and no forgery passes",
    sentences: [
      Sentence(
        """
        A certificate that passes says what is true of the integer program that it contains: that a point has the objective $v$ and \
        none a better one than $b$, so that $v$ is the optimum if $v = b$; or that it has no point. If it is compared with a \
        program, the two are the same to the last coefficient and to the last variable that must be an integer; or the \
        certificate shows that it has no point even if fewer variables must be integers. Every other file is refused, with the \
        first thing that does not hold.
        """, checks: ["forgeries"]),
      .provedRequests, .toldOfPrograms,
    ],
    source: Source(
      paper: "Theory of Linear and Integer Programming (Schrijver, 1986)",
      theorem:
        "chapter 7 for the relaxation; the rounding of its bound to the lattice of the objective's values is derived"),
    checks: [
      .forgeries(
        "forgeries",
        about: "certificates of \(validIntegerProofs.count) programs of one to three variables, and their programs",
        quick: quick, deep: systematic, checker: verify, mutants: mutants, isTrue: isTrue),
      .integerProgramRequests, .integerProgramStatements, .toldOfPrograms, .wordsOfPrograms,
    ])
}

// The checker and its mutants.

private let verify: Algorithm<ProgramProof, ProgramFact> = { file in
  let certificate = try decodeStrictly(IntegerProgramCertificate.self, from: file.data)
  try file.subject?.verify(certificate)
  try certificate.verify()
  return certificate.fact
}

extension IntegerProgramCertificate {
  fileprivate var fact: ProgramFact {
    switch evidence {
    case .incumbent(_, let value, let bound, _): .between(attained: value, exactly: true, bound: bound)
    case .cases(_, nil, nil, _), .infeasible: .infeasible
    case .cases(_, let value, let bound, _): .between(attained: value, exactly: true, bound: bound)
    case .unbounded: .unbounded
    }
  }
}

/// By elimination and enumeration, of the program that the certificate is compared with, else of the one that it contains.
@Sendable private func isTrue(_ fact: ProgramFact, _ file: ProgramProof) throws -> Bool {
  let certificate = try JSONDecoder().decode(IntegerProgramCertificate.self, from: file.data)
  let oracle =
    if let subject = file.subject {
      try ProgramOracle(subject.program, integers: subject.integers)
    } else {
      try ProgramOracle(certificate.program, integers: certificate.integers)
    }
  switch certificate.evidence {
  case .incumbent(let point, _, _, _), .cases(let point?, _, _, _), .unbounded(let point, _):
    return try oracle.confirms(fact, points: [point])
  case .infeasible, .cases: return try oracle.confirms(fact)
  }
}

private func forgivingCase(
  _ isForgiven: @escaping @Sendable (LinearProgramCertificateError) -> Bool
) -> Algorithm<ProgramProof, ProgramFact> {
  forgiving(
    verify, { ($0 as? LinearProgramCertificateError).map(isForgiven) ?? false },
    accepts: { try JSONDecoder().decode(IntegerProgramCertificate.self, from: $0.data).fact })
}

/// A checker that reads another certificate than the one that stands there.
private func misreading(
  _ change: @escaping @Sendable (inout IntegerProgramCertificate) -> Void
) -> Algorithm<ProgramProof, ProgramFact> {
  { file in
    var certificate = try decodeStrictly(IntegerProgramCertificate.self, from: file.data)
    try file.subject?.verify(certificate)
    let fact = certificate.fact
    do { try certificate.verify() } catch {
      change(&certificate)
      try certificate.verify()
    }
    return fact
  }
}

private let mutants: KeyValuePairs<String, Algorithm<ProgramProof, ProgramFact>> = [
  "lets points be fractions": forgivingCase {
    if case .outside(let name, _) = $0 { name.hasPrefix("integer") } else { false }
  },
  "tries points on rows only": forgivingCase {
    if case .outside(let name, _) = $0 { name.hasPrefix("column") } else { false }
  },
  "tries points on columns only": forgivingCase {
    if case .outside(let name, _) = $0 { name.hasPrefix("row") } else { false }
  },
  "believes the value": forgivingCase { if case .wrongValue = $0 { true } else { false } },
  "believes the bound": forgivingCase { if case .gap = $0 { true } else { false } },
  "rounds the bound though the objective has a real variable": { file in
    do { return try verify(file) } catch LinearProgramCertificateError.gap(let proved, let claimed) {
      let certificate = try JSONDecoder().decode(IntegerProgramCertificate.self, from: file.data)
      let rounded = certificate.program.maximizes ? proved.floor() : proved.ceiling()
      guard Rational(rounded) == claimed else {
        throw LinearProgramCertificateError.gap(bound: proved, attained: claimed)
      }
      return certificate.fact
    }
  },
  "rounds to whole numbers though the lattice is finer": { file in
    do { return try verify(file) } catch LinearProgramCertificateError.gap(let proved, let claimed)
      where claimed.isInteger && (claimed - proved).magnitude < 1
    {
      return try JSONDecoder().decode(IntegerProgramCertificate.self, from: file.data).fact
    }
  },
  "rounds the bounds of all variables inwards": misreading { $0.integers = Array($0.program.columns.indices) },
  "splits on variables that need not be integers": forgivingCase {
    if case .shape(let why) = $0 { why.contains("need not be an integer") } else { false }
  },
  "splits on fractions of integers": forgivingCase {
    if case .shape(let why) = $0 { why.contains("splits on a form") } else { false }
  },
  "takes a tree that lacks its last case": forgivingCase { $0 == .shape("the tree ends before its last case") },
  "lets a cut say more than its cases": forgivingCase { $0 == .gap(bound: -3, attained: -2) },
  "takes a bound for a contradiction": forgivingCase { $0 == .noContradiction(-3) },
  "turns the sides of a case": forgivingCase {
    if case .noBound(let name, _) = $0 { name.hasPrefix("case") } else { false }
  },
  "subtracts cuts": forgivingCase { if case .noBound(let name, _) = $0 { name.hasPrefix("cut") } else { false } },
  "takes a ray that goes nowhere": forgivingCase { if case .noImprovement = $0 { true } else { false } },
  "takes any evidence of the relaxation for infeasibility": forgivingCase {
    $0 == .shape("the evidence is not of infeasibility")
  },
  "takes integer variables in any order": forgivingCase {
    if case .shape(let why) = $0 { why.hasPrefix("the integer columns") } else { false }
  },
  "takes 0 ≥ 0 for a contradiction": forgivingCase { $0 == .noContradiction(0) },
  "combines the first column only": forgivingCase {
    if case .wrongCombination(let column, _, _) = $0 { column > 0 } else { false }
  },
  "does not compare which variables are integers": { file in
    let certificate = try decodeStrictly(IntegerProgramCertificate.self, from: file.data)
    do { try file.subject?.verify(certificate) } catch LinearProgramMismatch.integrality {}
    try certificate.verify()
    return certificate.fact
  },
  "takes a bound for a program with fewer integers": { file in
    let certificate = try decodeStrictly(IntegerProgramCertificate.self, from: file.data)
    do { try file.subject?.verify(certificate) } catch LinearProgramMismatch.integrality(_, isInteger: false) {}
    try certificate.verify()
    return certificate.fact
  },
]

// The files.

/// max x + y with 2x + 2y ≤ 7: 3.
private let halves = LinearProgramStatement(
  .max, [1, 1], columns: [.atLeast(0), .atLeast(0)], rows: [([0: 2, 1: 2], .atMost(7))])
/// max x + z with 2x ≤ 5 and z ≤ 1/2, z real: 5/2, where the relaxation has 3.
private let mixed = LinearProgramStatement(
  .max, [1, 1], columns: [.atLeast(0), .from(0, to: Rational(1, 2))], rows: [([0: 2], .atMost(5))])
/// min 2x/3 + y/2 + 1/4 with x + y ≥ 3/2: 5/4, where the relaxation has 1, and the lattice 13/12.
private let sixths = LinearProgramStatement(
  .min, [Rational(2, 3), Rational(1, 2)], plus: Rational(1, 4), columns: [.atLeast(0), .atLeast(0)],
  rows: [([0: 1, 1: 1], .atLeast(Rational(3, 2)))])
/// max x + z with x ≤ 1 and z ≤ 1/2, z real: 3/2.
private let half = LinearProgramStatement(.max, [1, 1], columns: [.from(0, to: 1), .from(0, to: Rational(1, 2))])

private func incumbent(
  _ program: LinearProgramStatement, _ integers: [Int], at point: [Rational], _ value: Rational, bound: Rational,
  rows: [Rational], columns: [Rational]
) -> IntegerProgramCertificate {
  IntegerProgramCertificate(
    program: program, integers: integers,
    evidence: .incumbent(point: point, value: value, bound: bound, multipliers: .init(rows: rows, columns: columns)))
}

private func infeasible(
  _ program: LinearProgramStatement, _ integers: [Int], _ evidence: LinearProgramCertificate.Evidence
) -> IntegerProgramCertificate {
  IntegerProgramCertificate(program: program, integers: integers, evidence: .infeasible(evidence))
}

private func multipliers(_ rows: [Rational], _ columns: [Rational]) -> LinearProgramCertificate.Evidence {
  .infeasible(multipliers: .init(rows: rows, columns: columns))
}

private let goodHalves = incumbent(halves, [0, 1], at: [3, 0], 3, bound: 3, rows: [Rational(-1, 2)], columns: [0, 0])
private let goodSixths = incumbent(
  sixths, [0, 1], at: [0, 2], Rational(5, 4), bound: Rational(13, 12), rows: [Rational(1, 2)],
  columns: [Rational(1, 6), 0])
/// 1/3 ≤ x ≤ 2/3.
private let between = LinearProgramStatement(.min, [1], columns: [.from(Rational(1, 3), to: Rational(2, 3))])

/// Certificates that pass.
let validIntegerProofs: [ProgramProof] =
  [
    goodHalves, goodSixths,
    incumbent(
      mixed, [0], at: [2, Rational(1, 2)], Rational(5, 2), bound: 3, rows: [Rational(-1, 2)], columns: [0, -1]),
    incumbent(half, [0], at: [1, Rational(1, 2)], Rational(3, 2), bound: Rational(3, 2), rows: [], columns: [-1, -1]),
    // A real variable without cost leaves the lattice as it is: max x with 2x + z ≤ 7.
    incumbent(
      LinearProgramStatement(.max, [1, 0], columns: [.atLeast(0), .atLeast(0)], rows: [([0: 2, 1: 1], .atMost(7))]),
      [0],
      at: [3, 1], 3, bound: 3, rows: [Rational(-1, 2)], columns: [0, Rational(1, 2)]),
    // max x with 0 ≤ x ≤ 7/2.
    incumbent(
      LinearProgramStatement(.max, [1], columns: [.from(0, to: Rational(7, 2))]), [0], at: [3], 3, bound: 3, rows: [],
      columns: [-1]),
    // Nothing costs: the objective has no lattice.
    incumbent(
      LinearProgramStatement(.min, [0], plus: Rational(1, 2), columns: [.from(0, to: 1)]), [0], at: [1], Rational(1, 2),
      bound: Rational(1, 2), rows: [], columns: [0]),
    infeasible(between, [0], .contradictoryColumn(0)),
    // 1/3 ≤ x ≤ 3/2, and x ≤ 1/2.
    infeasible(
      LinearProgramStatement(
        .min, [1], columns: [.from(Rational(1, 3), to: Rational(3, 2))], rows: [([0: 1], .atMost(Rational(1, 2)))]),
      [0],
      multipliers([-1], [1])),
    infeasible(
      LinearProgramStatement(.max, [0], columns: [.from(0, to: 3)], rows: [([0: 1], .from(2, to: 1))]), [0],
      .contradictoryRow(0)),
  ].map { ProgramProof($0) } + validTrees.map { ProgramProof($0) }

private let validBeside: [ProgramProof] =
  validIntegerProofs.compactMap { file in
    (try? JSONDecoder().decode(IntegerProgramCertificate.self, from: file.data)).map {
      ProgramProof(text: file.text, subject: LinearProgramSubject($0.program, integers: $0.integers))
    }
  }
  // Infeasible even if no variable must be an integer.
  + [
    ProgramProof(
      infeasible(
        LinearProgramStatement(.max, [0], columns: [.from(0, to: 3)], rows: [([0: 1], .from(2, to: 1))]), [],
        .contradictoryRow(0)),
      subject: LinearProgramSubject(
        LinearProgramStatement(.max, [0], columns: [.from(0, to: 3)], rows: [([0: 1], .from(2, to: 1))]),
        integers: [0]))
  ]

private let systematic =
  TriedFile.changes(of: validIntegerProofs, called: "program")
  + TriedFile.changes(of: validBeside, called: "program beside its own")
  + TriedFile.exchanged(validBeside, called: "certificate")

private let quick =
  (validIntegerProofs + validBeside).enumerated().map {
    TriedFile(name: "program \($0.offset + 1)", file: $0.element, expectation: .accepted)
  } + incumbentForgeries + infeasibleForgeries + integerForgeries + treeForgeries + systematic.thinned(to: 300)

// One forgery for each line of the checker.

private func stopped(
  _ name: String, _ certificate: IntegerProgramCertificate, _ error: LinearProgramCertificateError
) -> TriedFile<ProgramProof> {
  TriedFile(name, certificate, error)
}

private let incumbentForgeries: [TriedFile<ProgramProof>] = {
  let (down, none) = ([Rational(-1, 2)], [Rational(0), 0])
  func changed(
    _ name: String, _ why: String, _ change: (inout LinearProgramStatement) -> Void
  ) -> TriedFile<ProgramProof> {
    var certificate = goodHalves
    change(&certificate.program)
    return stopped(name, certificate, .shape(why))
  }
  return [
    stopped(
      "a fraction",
      incumbent(
        halves, [0, 1], at: [Rational(7, 2), 0], Rational(7, 2), bound: Rational(7, 2), rows: down, columns: none),
      .outside("integer column 0", value: Rational(7, 2))),
    stopped(
      "fractions of a whole sum",
      incumbent(halves, [0, 1], at: [Rational(3, 2), Rational(3, 2)], 3, bound: 3, rows: down, columns: none),
      .outside("integer column 0", value: Rational(3, 2))),
    stopped(
      "a fraction in the last variable",
      incumbent(
        halves, [0, 1], at: [0, Rational(7, 2)], Rational(7, 2), bound: Rational(7, 2), rows: down, columns: none),
      .outside("integer column 1", value: Rational(7, 2))),
    stopped(
      "beyond a row", incumbent(halves, [0, 1], at: [4, 0], 4, bound: 4, rows: down, columns: none),
      .outside("row 0", value: 8)),
    stopped(
      "beyond a column", incumbent(halves, [0, 1], at: [4, -1], 3, bound: 3, rows: down, columns: none),
      .outside("column 1", value: -1)),
    stopped(
      "the value one more", incumbent(halves, [0, 1], at: [3, 0], 4, bound: 4, rows: down, columns: none),
      .wrongValue(claimed: 4, derived: 3)),
    stopped(
      "the value without the constant",
      incumbent(sixths, [0, 1], at: [0, 2], 1, bound: 1, rows: [Rational(1, 2)], columns: [Rational(1, 6), 0]),
      .wrongValue(claimed: 1, derived: Rational(5, 4))),
    stopped(
      "a bound that is too small", incumbent(halves, [0, 1], at: [2, 0], 2, bound: 2, rows: down, columns: none),
      .gap(bound: 3, attained: 2)),
    stopped(
      "a bound that is too large, of a minimum",
      incumbent(
        sixths, [0, 1], at: [1, 1], Rational(17, 12), bound: Rational(17, 12), rows: [Rational(1, 2)],
        columns: [Rational(1, 6), 0]), .gap(bound: Rational(13, 12), attained: Rational(17, 12))),
    stopped(
      "a bound rounded though a variable of the objective is real",
      incumbent(half, [0], at: [1, 0], 1, bound: 1, rows: [], columns: [-1, -1]),
      .gap(bound: Rational(3, 2), attained: 1)),
    stopped(
      "a bound rounded to whole numbers, of multiples of a sixth",
      incumbent(
        sixths, [0, 1], at: [3, 0], Rational(9, 4), bound: 2, rows: [Rational(1, 2)], columns: [Rational(1, 6), 0]),
      .gap(bound: Rational(13, 12), attained: 2)),
    stopped(
      "the bound of another form",
      incumbent(halves, [0, 1], at: [2, 0], 2, bound: 2, rows: [Rational(-1, 3)], columns: none),
      .wrongCombination(column: 0, found: Rational(-2, 3), expected: -1)),
    stopped(
      "the bound of a form that agrees in the first column",
      incumbent(mixed, [0], at: [2, 0], 2, bound: Rational(5, 2), rows: [Rational(-1, 2)], columns: [0, 0]),
      .wrongCombination(column: 1, found: 0, expected: -1)),
    stopped(
      "the least value for the greatest",
      incumbent(
        LinearProgramStatement(.max, [1], columns: [.from(0, to: 5)]), [0], at: [0], 0, bound: 0, rows: [], columns: [1]
      ),
      .wrongCombination(column: 0, found: 1, expected: -1)),
    stopped(
      "a bound that the column lacks",
      incumbent(
        LinearProgramStatement(.max, [1], columns: [.atLeast(0)]), [0], at: [0], 0, bound: 0, rows: [], columns: [-1]),
      .noBound("column 0", -1)),
    stopped(
      "multipliers too few", incumbent(halves, [0, 1], at: [3, 0], 3, bound: 3, rows: [], columns: none),
      .shape("0 + 2 multipliers for 1 rows and 2 columns")),
    stopped(
      "multipliers too many", incumbent(halves, [0, 1], at: [3, 0], 3, bound: 3, rows: down, columns: none + [1]),
      .shape("1 + 3 multipliers for 1 rows and 2 columns")),
    stopped(
      "a point of more coordinates", incumbent(halves, [0, 1], at: [3, 0, 0], 3, bound: 3, rows: down, columns: none),
      .shape("a vector of 3 coordinates for 2 columns")),
    stopped(
      "a point of fewer coordinates", incumbent(halves, [0, 1], at: [3], 3, bound: 3, rows: down, columns: none),
      .shape("a vector of 1 coordinates for 2 columns")),
    changed("an objective of more columns", "3 objective coefficients for 2 columns") { $0.objective.append(0) },
    changed("a coefficient more", "row 0 has 2 columns, but 3 coefficients") { $0.rows[0].coefficients.append(1) },
    changed("a column that does not exist", "row 0 speaks of column 2; there are 2") { $0.rows[0].columns[1] = 2 },
  ]
}()

private let infeasibleForgeries: [TriedFile<ProgramProof>] = {
  let real = LinearProgramStatement(
    .max, [1, 1], columns: [.from(0, to: 1), .from(Rational(1, 3), to: Rational(2, 3))])
  let touching = LinearProgramStatement(
    .min, [1], columns: [.from(Rational(1, 3), to: Rational(5, 2))], rows: [([0: 1], .from(1, to: 1))])
  let top = LinearProgramStatement(
    .min, [1], columns: [.from(Rational(1, 3), to: Rational(5, 2))], rows: [([0: 1], .from(2, to: 2))])
  let single = LinearProgramStatement(.max, [1], columns: [.from(0, to: 5)])
  return [
    stopped("bounds of a real variable", infeasible(real, [0], .contradictoryColumn(1)), .boundsInOrder("column 1")),
    stopped(
      "bounds between which there is an integer",
      infeasible(
        LinearProgramStatement(.min, [1], columns: [.from(Rational(1, 2), to: 1)]), [0], .contradictoryColumn(0)),
      .boundsInOrder("column 0")),
    stopped("a row whose bounds touch", infeasible(touching, [0], .contradictoryRow(0)), .boundsInOrder("row 0")),
    stopped("no such row", infeasible(touching, [0], .contradictoryRow(1)), .shape("there is no row 1")),
    stopped("no such column", infeasible(touching, [0], .contradictoryColumn(-1)), .shape("there is no column -1")),
    stopped(
      "a lower bound that is rounded too far", infeasible(touching, [0], multipliers([-1], [1])), .noContradiction(0)),
    stopped(
      "an upper bound that is rounded too far", infeasible(top, [0], multipliers([1], [-1])), .noContradiction(0)),
    stopped(
      "multipliers of the objective", infeasible(touching, [0], multipliers([0], [1])),
      .wrongCombination(column: 0, found: 1, expected: 0)),
    stopped(
      "the optimum of the relaxation",
      infeasible(
        single, [0], .optimal(point: [5], value: 5, multipliers: .init(rows: [], columns: [-1]))),
      .shape("the evidence is not of infeasibility")),
    stopped(
      "a ray of the relaxation",
      infeasible(
        LinearProgramStatement(.max, [1], columns: [.atLeast(0)]), [0], .unbounded(point: [0], ray: [1])),
      .shape("the evidence is not of infeasibility")),
  ]
}()

private let integerForgeries: [TriedFile<ProgramProof>] = {
  func list(_ integers: [Int], _ column: Int) -> TriedFile<ProgramProof> {
    var certificate = goodHalves
    certificate.integers = integers
    return stopped(
      "integers \(integers)", certificate, .shape("the integer columns are no ascending list of columns: \(column)"))
  }
  func about(
    _ name: String, _ certificate: IntegerProgramCertificate, integers: [Int], _ error: LinearProgramMismatch,
    _ change: (inout LinearProgramStatement) -> Void = { _ in }
  ) -> TriedFile<ProgramProof> {
    var program = certificate.program
    change(&program)
    return TriedFile(
      name, ProgramProof(certificate, subject: LinearProgramSubject(program, integers: integers)), stopped: error)
  }
  var relaxed = goodHalves
  relaxed.integers = [0]
  relaxed.evidence = .incumbent(
    point: [3, Rational(1, 2)], value: Rational(7, 2), bound: Rational(7, 2),
    multipliers: .init(rows: [Rational(-1, 2)], columns: [0, 0]))
  let alone = infeasible(between, [0], .contradictoryColumn(0))
  return [
    list([1, 0], 0), list([0, 0], 0), list([0, 1, 1], 1), list([0, 1, 2], 2), list([-1, 0], -1), list([0, .max], .max),
    about("about the reals", goodHalves, integers: [], .integrality("x0", isInteger: true)),
    about("about one real variable", goodHalves, integers: [1], .integrality("x0", isInteger: true)),
    about("infeasible about the reals", alone, integers: [], .integrality("x0", isInteger: true)),
    about("about one integer more", relaxed, integers: [0, 1], .integrality("x1", isInteger: false)),
    about("about a minimum", goodHalves, integers: [0, 1], .direction(maximizes: true)) { $0.maximizes = false },
    about("about another objective", goodHalves, integers: [0, 1], .objective) { $0.objective[0] = 2 },
    about("about another constant", goodSixths, integers: [0, 1], .constant(Rational(1, 4), expected: 1)) {
      $0.objectiveConstant = 1
    },
    about("about other bounds", goodHalves, integers: [0, 1], .bounds("x0")) { $0.columns[0].upper = 1 },
    about("about another row", goodHalves, integers: [0, 1], .row("r0")) { $0.rows[0].interval.upper = 9 },
    about("about a row less", goodHalves, integers: [0, 1], .count("rows", 1, expected: 0)) { $0.rows = [] },
    TriedFile(
      "two lists of integers",
      ProgramProof(text: jsonText(goodHalves).replacing("\"integers\":", with: "\"integers\":[],\"integers\":")),
      stopped: JSONKeyError.repeated("integers")),
    TriedFile(
      "a list of others",
      ProgramProof(text: jsonText(goodHalves).replacing("\"integers\":", with: "\"binaries\":[],\"integers\":")),
      stopped: JSONKeyError.unknown("binaries")),
  ]
}()
