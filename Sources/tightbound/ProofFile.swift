import Certificates
import Evidence
import Exact
import Formats
import Foundation
import Text

/// A certificate of a linear program or of a rounding, read from a file, and what it proves.
///
/// Checked by `Certificates` alone, which shares nothing with the solvers but `Exact`.
enum ProofFile {
  case linearProgram(LinearProgramCertificate)
  case integerProgram(IntegerProgramCertificate)
  case vipr(VIPRCertificate)
  case vertex(VertexCertificate)
  case beckFiala(BeckFialaCertificate)

  /// Nil for files of other kinds.
  init?(_ data: Data) throws {
    // Comments and the version begin a VIPR file.
    if data.first == UInt8(ascii: "%") || data.starts(with: Data("VER".utf8)) {
      guard let text = String(data: data, encoding: .utf8) else { throw CommandError("not UTF-8 text") }
      self = .vipr(try VIPRCertificate(parsing: text))
      return
    }
    struct Kind: Decodable { let kind: String }
    guard data.first == UInt8(ascii: "{"), let kind = try? JSONDecoder().decode(Kind.self, from: data).kind else {
      return nil
    }
    switch kind {
    case "linear-program": self = .linearProgram(try Self.certificate(data, kind))
    case "integer-program": self = .integerProgram(try Self.certificate(data, kind))
    case "vertex": self = .vertex(try Self.certificate(data, kind))
    case "beck-fiala": self = .beckFiala(try Self.certificate(data, kind))
    default: return nil
    }
  }

  private static func certificate<Certificate: Codable>(_ data: Data, _ kind: String) throws -> Certificate {
    do { return try decodeStrictly(CertificateFile<Certificate>.self, from: data).certificate } catch {
      throw CommandError("no \(kind) certificate: \(reason(error))")
    }
  }

  /// How the certificate's program is related to another one; nil for certificates of roundings.
  ///
  /// - Throws: ``LinearProgramMismatch`` where it is about something else.
  func relation(to program: LinearProgramSubject) throws(LinearProgramMismatch) -> LinearProgramSubject.Relation? {
    switch self {
    case .linearProgram(let proof): try program.verify(proof)
    case .integerProgram(let proof): try program.verify(proof)
    case .vipr(let proof): try program.verify(proof)
    case .vertex, .beckFiala: nil
    }
  }

  /// What is proved, and then the instance with its sizes and its SHA-256, each in a line.
  ///
  /// - Parameter program: the file whose program the certificate is about; by default the one that it contains.
  /// - Throws: the certificate's error, if it proves nothing.
  func verify(of program: ProgramOnFile? = nil) throws -> [String] {
    switch self {
    case .linearProgram(let proof):
      try proof.verify()
      return [sentence(proof, program), try instance(proof.program, integers: nil)]
    case .integerProgram(let proof):
      try proof.verify()
      return [sentence(proof, program), try instance(proof.program, integers: proof.integers)]
    case .vipr(let proof):
      try proof.verify()
      return [
        sentence(proof, program),
        "program: \(proof.summary); SHA-256 of its sections VAR to CON \(sha256(proof.programText))",
      ]
    case .vertex(let proof):
      try proof.verify()
      let (rows, columns) = (proof.matrix.count, proof.point.count)
      return [
        "the vector y it contains is a vertex of {y in [0,1]^\(columns) : M y = M x}, M and x being those it contains; "
          + "\(proof.fractional.count) of \(columns) coordinates are fractional",
        try "M: \(rows) × \(columns); SHA-256 \(hash(proof.matrix))",
        try "x: \(columns) coordinates; SHA-256 \(hash(proof.point))",
      ]
    case .beckFiala(let proof):
      let (degree, change) = try proof.verify()
      return [
        "the vector of 0 and 1 it contains rounds the point x it contains, and no sum over a set changes by more than "
          + "\(change)\(degree == 0 ? "" : ", less than t = \(degree), the most sets that an element lies in")",
        try "sets: \(proof.sets.count) of \(proof.point.count) elements; SHA-256 \(hash(proof.sets))",
        try "x: \(proof.point.count) coordinates; SHA-256 \(hash(proof.point))",
      ]
    }
  }

  private func sentence(_ proof: LinearProgramCertificate, _ program: ProgramOnFile?) -> String {
    let subject = subject("linear", program)
    return switch proof.evidence {
    case .optimal(_, let value, _): "the optimum of \(subject) is \(value)"
    case .infeasible, .contradictoryRow, .contradictoryColumn: infeasible(subject, program)
    case .unbounded: "\(subject) is unbounded"
    }
  }

  private func sentence(_ proof: IntegerProgramCertificate, _ program: ProgramOnFile?) -> String {
    let subject = subject("integer", program)
    switch proof.evidence {
    case .incumbent(_, let value, let bound, _) where value == bound: return "the optimum of \(subject) is \(value)"
    case .incumbent(_, let value, let bound, _):
      let better = proof.program.maximizes ? "more" : "less"
      return "a point of \(subject) has the objective \(value), and none has \(better) than \(bound)"
    case .infeasible: return infeasible(subject, program)
    }
  }

  private func sentence(_ proof: VIPRCertificate, _ program: ProgramOnFile?) -> String {
    let subject = subject(proof.integers.isEmpty ? "linear" : "integer", program)
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
    case (.infeasible, _): return infeasible(subject, program)
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

  private func subject(_ kind: String, _ program: ProgramOnFile?) -> String {
    "the \(kind) program " + (program.map { "in \($0.path)" } ?? "it contains")
  }

  private func infeasible(_ subject: String, _ program: ProgramOnFile?) -> String {
    guard let program, program.relation == .infeasibleRelaxation else { return "\(subject) is infeasible" }
    return "the integer program in \(program.path) is infeasible: its relaxation, which the certificate contains, is"
  }

  private func instance(_ program: LinearProgramStatement, integers: [Int]?) throws -> String {
    let entries = program.rows.reduce(0) { $0 + $1.columns.count }
    let hash = try hash(Instance(program: program, integers: integers))
    return "program: \(program.maximizes ? "maximize" : "minimize"), \(program.columns.count) variables, "
      + "\(integers?.count ?? 0) of them integers, \(program.rows.count) constraints with \(entries) coefficients; "
      + "SHA-256 \(hash)"
  }

  /// The part of a certificate that states its program, for its hash: `jq -cSj '.certificate | {program}'` writes the same.
  private struct Instance: Encodable {
    var program: LinearProgramStatement
    var integers: [Int]?
  }

  /// The SHA-256 of the value's JSON text, which is that of the file: keys sorted, no spaces.
  private func hash(_ value: some Encodable) throws -> String { sha256(try json(value, pretty: false)) }

  /// Prints what is proved, or leaves with the code for a certificate that proves nothing.
  func report(of program: ProgramOnFile? = nil) throws {
    do { print("verified: " + (try verify(of: program)).joined(separator: "\n")) } catch {
      Tightbound.report("not verified: \(error)")
      throw Outcome.violated
    }
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
