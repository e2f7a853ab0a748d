import ArgumentParser
import Console
import LinearProgramming
import LinearProgrammingCheckers

/// `tightbound lp`
struct LinearPrograms: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lp", abstract: "Solve linear and integer programs exactly, and check the proofs.",
    subcommands: [SolveLinearProgram.self, VerifyLinearProgram.self, ConvertLinearProgram.self])
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

  @OptionGroup var size: SizeLimit

  func run() throws {
    size.watch()
    let data = try readFile(certificate)
    guard var proof = try parseFile(certificate, { try LinearProgramProof(data) }) else {
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
