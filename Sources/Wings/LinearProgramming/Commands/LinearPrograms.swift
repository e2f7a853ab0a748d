import ArgumentParser
import Console
import Exact
import Foundation
import LinearProgramming
import LinearProgrammingCheckers

/// `tightbound lp`
struct LinearPrograms: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lp", abstract: "Solve linear programs exactly, and check the proofs.",
    subcommands: [SolveLinearProgram.self, VerifyLinearProgram.self])
}

/// `tightbound lp solve`
struct SolveLinearProgram: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "solve", abstract: "The exact optimum of a linear program, or a proof that there is none.",
    discussion: """
      Files are MPS (.mps) or CPLEX-LP (.lp), or either with .gz behind its name; decimals are taken for exactly what they say, and p/q is a number too. The status \
      is optimal, infeasible or unbounded, each with a certificate. Of programs with integer variables it is optimal, if \
      the bound of the relaxation proves that; feasible, for a point that was checked exactly and a proved bound; infeasible; \
      unbounded-relaxation; or unknown. Exit codes: 0 there is a status; 3 it is unknown, or the file could not be read.
      """)

  @Argument(help: "The program: a file, or `-` with --input-format.")
  var input: String

  @Option(help: "The format of the input, where its name does not tell: mps or lp.")
  var inputFormat: LinearProgramFormat?

  @Option(help: "Of programs with integer variables: how many nodes of the tree to look at.")
  var nodeLimit: Int?

  @Option(name: .shortAndLong, help: "Write the certificate: in the VIPR format to a file .vipr, else as JSON.")
  var output: String?

  @Option(help: "How to print: text or json.")
  var format: OutputFormat = .text

  func validate() throws {
    if let nodeLimit, nodeLimit < 1 { throw ValidationError("--node-limit is at least 1") }
  }

  func run() throws {
    if let output { try requireOutput(output, ["json", "vipr"], holds: "a certificate") }
    let program = try readLinearProgram(input, inputFormat)
    let progress = Progress("solving")
    func show(_ step: LinearProgram.Progress) {
      switch step {
      case .glpkIterations(let count): progress.update("\(count) iterations of GLPK")
      case .exactSteps(let count): progress.update("\(count) exact steps")
      case .nodes(let count): progress.update("\(count) nodes")
      }
    }
    let answer: LinearProgramAnswer
    if program.integerVariables.isEmpty {
      let outcome = try program.solve(progress: show)
      answer = LinearProgramAnswer(outcome, program)
      try write(outcome.certificate, program)
    } else {
      let outcome = try program.solveIntegers(nodeLimit: nodeLimit, progress: show)
      answer = LinearProgramAnswer(outcome, program)
      try write(outcome, program)
    }
    progress.finish()
    // A certificate on standard output stands there alone.
    if output != "-" { print(try format == .json ? json(answer, pretty: false) : answer.text) }
    if answer.status == "unknown" { throw Outcome.couldNotRun }
  }

  private var isVIPR: Bool { output.map { ($0 as NSString).pathExtension.lowercased() == "vipr" } ?? false }

  private func write(_ certificate: LinearProgramCertificate, _ program: LinearProgram) throws {
    guard let output else { return }
    guard isVIPR else {
      return try writeFile(output, CertificateFile(kind: "linear-program", certificate: certificate).text)
    }
    let names = program.subject.viprNames
    guard let vipr = certificate.vipr(columnNames: names.columns, rowNames: names.rows) else {
      throw CommandError("the VIPR format cannot speak of unbounded programs; write the certificate as JSON")
    }
    try writeFile(output, vipr.text)
  }

  private func write(_ outcome: IntegerProgramOutcome, _ program: LinearProgram) throws {
    guard let output else { return }
    if isVIPR { throw CommandError("certificates of integer programs are written as JSON") }
    switch outcome {
    case .solved(let solution):
      try writeFile(output, CertificateFile(kind: "integer-program", certificate: solution.certificate).text)
    case .infeasible(let certificate):
      try writeFile(output, CertificateFile(kind: "integer-program", certificate: certificate).text)
    case .unboundedRelaxation(let certificate):
      try writeFile(output, CertificateFile(kind: "linear-program", certificate: certificate).text)
    case .notFound: StandardError.write("there is nothing to certify: no point was found")
    }
  }
}

extension LinearProgram {
  /// The program as a certificate has to state it.
  fileprivate var subject: LinearProgramSubject {
    LinearProgramSubject(
      program: statement, integers: integerVariables, columnNames: variables.map(\.name),
      rowNames: constraints.map(\.name))
  }
}

/// `tightbound lp verify`
struct VerifyLinearProgram: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Check a certificate of a linear program with code that shares nothing with the solver.",
    discussion: """
      The certificate is JSON or VIPR, as `lp solve` writes it; it holds the program that it is about, whose sizes and SHA-256 \
      are printed. With --program it is also checked to be about that one, in everything: bounds, coefficients, the constant, \
      which variables must be integers. Exit codes: 0 it proves what it says, 1 it does not, and why.
      """)

  @Argument(help: "The certificate's file, or `-`.")
  var certificate: String

  @Option(help: "The program that the certificate must be about: .mps or .lp.")
  var program: String?

  @Option(help: "The format of the program, where its name does not tell: mps or lp.")
  var inputFormat: LinearProgramFormat?

  @OptionGroup var checker: ProvedOption

  func run() throws {
    let data = try readFile(certificate)
    guard var proof = try inFile(certificate, { try LinearProgramProof(data) }) else {
      throw CommandError("\(certificate) is no certificate of a linear program")
    }
    if let path = program {
      let program = try readLinearProgram(path, inputFormat)
      do throws(LinearProgramMismatch) {
        let relation = try proof.relation(to: program.subject)
        proof.program = ProgramOnFile(path: path, constant: program.objectiveConstant, relation: relation)
      } catch {
        StandardError.write("not verified: the certificate is about another program than \(path): \(error)")
        throw Outcome.violated
      }
    }
    try checker.report(proof)
  }
}
