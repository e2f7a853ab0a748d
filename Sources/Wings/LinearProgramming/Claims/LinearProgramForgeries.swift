import Evidence
import Exact
import Formats
import Foundation
import LinearProgrammingCheckers

extension Claim {
  /// No forged certificate of a linear program passes.
  static let linearProgramForgeries = Claim(
    id: "certificates.linear-programs",
    title: "A certificate of a linear program proves what it says of that program, and no forgery passes",
    sentences: [
      Sentence(
        """
        A certificate that passes says what is true of the linear program $\\min$ or $\\max \\{c^T x + c_0 : L \\le Ax \\le U, \
        l \\le x \\le u\\}$ that it contains: that its optimum is a value $v$, that it has no point, or that it is unbounded. If it is \
        compared with a program, the two are the same to the last coefficient, and no variable of that program must be an \
        integer, unless the certificate shows it infeasible. Every other file is refused, with the first thing that does not \
        hold.
        """, checks: ["forgeries"]),
      .provedRequests,
    ],
    source: Source(
      paper: "Theory of Linear and Integer Programming (Schrijver, 1986)",
      theorem: "chapter 7, duality and Farkas' lemma; the format of certificates is derived"),
    checks: [
      .forgeries(
        "forgeries",
        about: "certificates of \(validLinearProofs.count) programs of one to three variables, and their programs",
        quick: quick, deep: systematic, checker: verify, mutants: mutants, isTrue: isTrue),
      .linearProgramRequests, .linearProgramStatements,
    ])
}

// The checker and its mutants.

private let verify: Algorithm<ProgramProof, ProgramFact> = { file in
  let certificate = try decodeStrictly(LinearProgramCertificate.self, from: file.data)
  try file.subject?.verify(certificate)
  try certificate.verify()
  return certificate.fact
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

/// Certificates that pass.
let validLinearProofs: [ProgramProof] = [
  LinearProgramFiles.goodMaximum, LinearProgramFiles.goodMinimum,
  // min x + 2y with x ≤ 2, y free and x + y = 3.
  LinearProgramFiles.optimal(
    LinearProgramStatement(
      .min, [1, 2], plus: -4, columns: [.from(0, to: 2), .free], rows: [([0: 1, 1: 1], .from(3, to: 3))]),
    at: [2, 1], 0, rows: [2], columns: [-1, 0]),
  // A program without variables.
  LinearProgramFiles.optimal(LinearProgramStatement(.max, [], plus: 7, columns: []), at: [], 7, rows: [], columns: []),
  LinearProgramFiles.goodContradiction,
  LinearProgramFiles.infeasible(
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
  LinearProgramFiles.goodRay,
  // min x with x ≤ 5, 3x + y ≤ 10 and x − z = 0.
  LinearProgramFiles.unbounded(
    LinearProgramStatement(
      .min, [1, 0, 0], plus: 1, columns: [.atMost(5), .from(0, to: 1), .free],
      rows: [([0: 3, 1: 1], .atMost(10)), ([0: 1, 2: -1], .from(0, to: 0))]), from: [0, 0, 0], along: [-1, 0, -1]),
].map { ProgramProof($0) }

private let validBeside: [ProgramProof] =
  validLinearProofs.compactMap { file in
    (try? JSONDecoder().decode(LinearProgramCertificate.self, from: file.data)).map {
      ProgramProof(text: file.text, subject: LinearProgramSubject($0.program))
    }
  }
  // What has no point has none among the integers.
  + [
    ProgramProof(
      LinearProgramFiles.goodContradiction, subject: LinearProgramSubject(LinearProgramFiles.apart, integers: [1]))
  ]

private let systematic =
  TriedFile.changes(of: validLinearProofs, called: "program")
  + TriedFile.changes(of: validBeside, called: "program beside its own")
  + TriedFile.exchanged(validBeside, called: "certificate")

private let quick =
  (validLinearProofs + validBeside).enumerated().map {
    TriedFile(name: "program \($0.offset + 1)", file: $0.element, expectation: .accepted)
  } + LinearProgramFiles.optimumForgeries + LinearProgramFiles.shapeForgeries
  + LinearProgramFiles.contradictionForgeries + LinearProgramFiles.rayForgeries + LinearProgramFiles.subjectForgeries
  + LinearProgramFiles.keyForgeries
  + systematic.thinned(to: 300)
