import Certificates
import Console
import Exact
import Foundation
import LinearProgrammingCheckers
import Text

/// A certificate of a linear or integer program, read from a file, and what it proves.
///
/// Checked by `LinearProgrammingCheckers` alone, which shares nothing with the solvers but `Exact`.
struct LinearProgramProof: OpenedCertificate {
  private enum Kind {
    case linearProgram(LinearProgramCertificate)
    case integerProgram(IntegerProgramCertificate)
    case vipr(VIPRCertificate)
  }

  private let kind: Kind
  /// The file whose program the certificate is about; nil for the one that it contains.
  var program: ProgramOnFile?

  /// Nil for files of other kinds.
  init?(_ data: Data) throws {
    // Comments and the version begin a VIPR file.
    if data.first == UInt8(ascii: "%") || data.starts(with: Data("VER".utf8)) {
      guard let text = String(data: data, encoding: .utf8) else { throw CommandError("not UTF-8 text") }
      kind = .vipr(try VIPRCertificate(parsing: text))
      return
    }
    switch CertificateReader.kind(of: data) {
    case "linear-program": kind = .linearProgram(try CertificateFile.certificate(in: data))
    case "integer-program": kind = .integerProgram(try CertificateFile.certificate(in: data))
    default: return nil
    }
  }

  /// Linear programs and integer programs, as JSON and in the VIPR format.
  static let reader = CertificateReader("linear programs", "integer programs (also in the VIPR format)") { data, _ in
    try LinearProgramProof(data)
  }

  /// The certificate in the form that the proved checker can be asked about; nil for the VIPR format, and for proofs by cases and rays of
  /// integer programs.
  var proved: (any ProvedCertificate)? {
    switch kind {
    case .linearProgram(let proof): proof
    case .integerProgram(let proof): proof.isForProvedChecker ? proof : nil
    case .vipr: nil
    }
  }

  /// How the certificate's program is related to another one.
  ///
  /// - Throws: `LinearProgramMismatch` where it is about something else.
  func relation(to program: LinearProgramSubject) throws(LinearProgramMismatch) -> LinearProgramSubject.Relation {
    switch kind {
    case .linearProgram(let proof): try program.verify(proof)
    case .integerProgram(let proof): try program.verify(proof)
    case .vipr(let proof): try program.verify(proof)
    }
  }

  func verify() throws -> [String] {
    switch kind {
    case .linearProgram(let proof):
      try proof.verify()
      return [sentence(proof), try instance(proof.program, integers: nil)]
    case .integerProgram(let proof):
      try proof.verify()
      var lines = [sentence(proof), try instance(proof.program, integers: proof.integers)]
      if case .cases(_, _, _, let tree) = proof.evidence {
        lines.append("proof: \(tree.leafCount) cases, \(tree.cuts.count) cuts")
      }
      return lines
    case .vipr(let proof):
      try proof.verify()
      return [
        sentence(proof),
        "program: \(proof.summary); SHA-256 of its sections VAR to CON \(sha256(proof.programText))",
      ]
    }
  }

  private func sentence(_ proof: LinearProgramCertificate) -> String {
    let subject = subject("linear")
    return switch proof.evidence {
    case .optimal(_, let value, _): "the optimum of \(subject) is \(value)"
    case .infeasible, .contradictoryRow, .contradictoryColumn: infeasible(subject)
    case .unbounded: "\(subject) is unbounded"
    }
  }

  private func sentence(_ proof: IntegerProgramCertificate) -> String {
    let subject = subject("integer")
    let better = proof.program.maximizes ? "more" : "less"
    return switch proof.evidence {
    case .incumbent(_, let value, let bound, _), .cases(_, let value?, let bound?, _):
      value == bound
        ? "the optimum of \(subject) is \(value)"
        : "a point of \(subject) has the objective \(value), and none has \(better) than \(bound)"
    case .cases(_, _, let bound?, _): "no point of \(subject) has \(better) than \(bound)"
    case .infeasible, .cases: infeasible(subject)
    case .unbounded: "\(subject) is unbounded"
    }
  }

  private func sentence(_ proof: VIPRCertificate) -> String {
    let subject = subject(proof.integers.isEmpty ? "linear" : "integer")
    // With the program's file at hand its constant is known, of which the format cannot speak.
    let constant = program?.constant ?? 0
    func value(_ value: Rational) -> String {
      let note =
        program == nil
        ? ", not counting a constant in the objective"
        : constant.isZero ? "" : ", with the objective's constant \(constant)"
      return "\(value + constant)\(note)"
    }
    switch (proof.relation, proof.maximizes) {
    case (.infeasible, _): return infeasible(subject)
    case (.range(nil, nil), _): return "all \(proof.solutions.count) points it lists are feasible in \(subject)"
    case (.range(let lower?, let upper?), _):
      return lower == upper
        ? "the optimum of \(subject) is \(value(lower))"
        : "the optimum of \(subject) is from \(lower + constant) to \(value(upper))"
    case (.range(let lower?, nil), false): return "no point of \(subject) has an objective less than \(value(lower))"
    case (.range(nil, let upper?), false): return "a point of \(subject) has an objective of at most \(value(upper))"
    case (.range(let lower?, nil), true): return "a point of \(subject) has an objective of at least \(value(lower))"
    case (.range(nil, let upper?), true): return "no point of \(subject) has an objective more than \(value(upper))"
    }
  }

  private func subject(_ kind: String) -> String {
    "the \(kind) program " + (program.map { "in \($0.path)" } ?? "it contains")
  }

  private func infeasible(_ subject: String) -> String {
    guard let program, program.relation == .infeasibleRelaxation else { return "\(subject) is infeasible" }
    return "the integer program in \(program.path) is infeasible: its relaxation, which the certificate contains, is"
  }

  private func instance(_ program: LinearProgramStatement, integers: [Int]?) throws -> String {
    let entries = program.rows.reduce(0) { $0 + $1.columns.count }
    let hash = try jsonHash(Instance(program: program, integers: integers))
    return "program: \(program.maximizes ? "maximize" : "minimize"), \(program.columns.count) variables, "
      + "\(integers?.count ?? 0) of them integers, \(program.rows.count) constraints with \(entries) coefficients; "
      + "SHA-256 \(hash)"
  }

  /// The part of a certificate that states its program, for its hash: `jq -cSj '.certificate | {program}'` writes the same.
  private struct Instance: Encodable {
    var program: LinearProgramStatement
    var integers: [Int]?
  }
}

/// The file that a certificate was compared with.
struct ProgramOnFile {
  var path: String
  var constant: Rational
  var relation: LinearProgramSubject.Relation
}

extension VIPRCertificate {
  /// Direction and sizes.
  fileprivate var summary: String {
    "\(maximizes ? "maximize" : "minimize"), \(variables.count) variables, \(integers.count) of them integers, "
      + "\(constraints.count) constraints, \(boundCount) of them bounds of a variable"
  }
}
