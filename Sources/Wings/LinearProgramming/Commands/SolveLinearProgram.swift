import ArgumentParser
import Console
import Exact
import Foundation
import LinearProgramming
import LinearProgrammingCheckers
import Synchronization

/// `tightbound lp solve`
struct SolveLinearProgram: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "solve",
    abstract: "The exact optimum of a linear or integer program, or a proof that there is none.",
    discussion: """
      Files are MPS (.mps) or CPLEX-LP (.lp), or either with .gz behind its name; decimals are taken for exactly what they say, and p/q is a \
      number too. The status is optimal, infeasible or unbounded, each with a certificate. If a limit stops the search of an integer program, \
      it is feasible, for a point with a proved bound, or unknown. Exit codes: 0 there is a status, or --gap is reached; 3 the file could not \
      be read; 4 a limit was reached, and what is proved by then is printed.
      """)

  @Argument(help: "The program: a file, or `-` with --input-format.")
  var input: String

  @Option(help: "The format of the input, where its name does not tell: mps or lp.")
  var inputFormat: LinearProgramFormat?

  @Option(help: "Of programs with integer variables: how many nodes of the tree to look at.")
  var nodeLimit: Int?

  @Option(
    help: ArgumentHelp(
      "Of programs with integer variables: stop if no point can be better by more than this part of the objective.",
      valueName: "fraction"))
  var gap: String?

  @OptionGroup var time: TimeLimit

  @OptionGroup var size: SizeLimit

  @Flag(
    inversion: .prefixedNo,
    help:
      "Of linear programs: solve what is left after exact reductions, if that is smaller; the proof is that of the whole."
  )
  var presolve = true

  @Flag(help: "Also print the multipliers of constraints and the reduced costs of variables, of linear programs.")
  var duals = false

  @Flag(
    help: """
      Also print how far costs and active bounds may move, one at a time, while the basis stays the best, of linear programs.
      """)
  var ranging = false

  @Option(
    name: .shortAndLong,
    help: """
      Write the certificate: in the VIPR format to a file .vipr, as JSON to .json or what has another name; or the solution to a file .sol.
      """
  )
  var output: String?

  @Option(help: "How to print: text or json.")
  var format: OutputFormat = .text

  private func parsedGap() throws -> Rational? {
    guard let gap else { return nil }
    guard let value = Rational(gap), value >= 0 else {
      throw ValidationError("--gap is “\(gap)”; expected a number from 0 on, as 0.01 or 1/100")
    }
    return value
  }

  func validate() throws {
    if let nodeLimit, nodeLimit < 1 { throw ValidationError("--node-limit is at least 1") }
    _ = try parsedGap()
  }

  func run() throws {
    if let output { try requireOutput(output, ["json", "vipr", "sol"], holds: "a certificate or a solution") }
    size.watch()
    let deadline = time.deadline
    let program = try readLinearProgram(input, inputFormat)
    let isInteger = !program.integerVariables.isEmpty
    if ranging, isInteger {
      throw ValidationError("--ranging is about linear programs; \(input) has integer variables")
    }
    let known = Mutex(KnownAtLimit())
    let clock = time.start("solving", grace: isInteger ? 2 + (time.timeLimit ?? 0) / 10 : 0.5) { [format] in
      let answer = known.withLock { LinearProgramAnswer($0, program) }
      if let text = try? format == .json ? json(answer, pretty: false) : answer.text(duals: false) { print(text) }
    }
    func show(_ step: LinearProgram.Progress) {
      switch step {
      case .glpkIterations(let count): clock.tell("\(count) iterations of GLPK")
      case .exactSteps(let count): clock.tell("\(count) exact steps")
      case .nodes: break
      case .search(let nodes, let open, let bound, let incumbent):
        clock.tell(Self.words(nodes, open, bound, incumbent.map { Double($0) }))
      case .incumbent(let point): known.withLock { $0.point = point }
      case .bound(let bound): known.withLock { $0.bound = bound }
      }
    }
    let (answer, certificate) =
      try isInteger
      ? solveIntegers(program, deadline, clock, show) : solve(program, deadline, clock, show)
    // A certificate on standard output stands there alone. The answer comes first: the file may have no room, or no words, for it.
    if output != "-" { print(try format == .json ? json(answer, pretty: false) : answer.text(duals: duals)) }
    if let output {
      if kind == "sol" {
        try writeFile(output, answer.solutionText)
      } else if let text = try ElapsedTime.during("writing the certificate", certificate) {
        try writeFile(output, text)
      }
    }
    if answer.limit != nil { throw Outcome.timeLimit }
  }

  private func solveIntegers(
    _ program: LinearProgram, _ deadline: ContinuousClock.Instant?, _ clock: TimeLimit.Clock,
    _ show: (LinearProgram.Progress) -> Void
  ) throws -> (LinearProgramAnswer, certificate: () throws -> String?) {
    let outcome = try program.solveIntegers(
      nodeLimit: nodeLimit, deadline: deadline, gap: try parsedGap(), progress: show)
    clock.stop()
    return (LinearProgramAnswer(outcome, program), { try certificate(outcome, program) })
  }

  private func solve(
    _ program: LinearProgram, _ deadline: ContinuousClock.Instant?, _ clock: TimeLimit.Clock,
    _ show: (LinearProgram.Progress) -> Void
  ) throws -> (LinearProgramAnswer, certificate: () throws -> String?) {
    do {
      let outcome = try program.solve(
        presolving: presolve ? .whereItPays : .off, deadline: deadline, progress: show)
      var answer = LinearProgramAnswer(outcome, program)
      if ranging, let solution = outcome.solution {
        answer.set(
          try program.ranging(of: solution, deadline: deadline), costs: program.variables.map(\.cost))
      }
      clock.stop()
      return (answer, { try certificate(outcome.certificate, program) })
    } catch is LinearProgramTimeLimit {
      clock.stop()
      return (LinearProgramAnswer(KnownAtLimit(), program), { nil })
    }
  }

  /// Nodes, bounds and the gap.
  private static func words(_ nodes: Int, _ open: Int, _ bound: Double?, _ incumbent: Double?) -> String {
    var words = ["\(nodes) nodes, \(open) open"]
    if let incumbent { words.append("best \(incumbent)") }
    if let bound { words.append("bound \(bound)") }
    if let bound, let incumbent, incumbent != 0 {
      let percent = abs(incumbent - bound) / abs(incumbent) * 100
      words.append("gap \((percent * 100).rounded() / 100)%")
    }
    return words.joined(separator: ", ")
  }

  private var kind: String { output.map { ($0 as NSString).pathExtension.lowercased() } ?? "" }

  private func certificate(_ certificate: LinearProgramCertificate, _ program: LinearProgram) throws -> String {
    guard kind == "vipr" else { return try CertificateFile(kind: "linear-program", certificate: certificate).text }
    let names = program.subject.viprNames
    return try text(certificate.vipr(columnNames: names.columns, rowNames: names.rows))
  }

  private func text(_ vipr: VIPRCertificate?) throws -> String {
    guard let vipr else {
      throw CommandError("the VIPR format cannot speak of unbounded programs; write the certificate as JSON")
    }
    return vipr.text
  }

  private func certificate(_ outcome: IntegerProgramOutcome, _ program: LinearProgram) throws -> String? {
    guard let certificate = outcome.certificate else {
      StandardError.write("there is nothing to certify: the limit was reached before anything was proved")
      return nil
    }
    guard kind == "vipr" else { return try CertificateFile(kind: "integer-program", certificate: certificate).text }
    let names = program.subject.viprNames
    return try text(certificate.vipr(columnNames: names.columns, rowNames: names.rows))
  }
}

extension LinearProgram {
  /// The program as a certificate has to state it.
  var subject: LinearProgramSubject {
    LinearProgramSubject(
      program: statement, integers: integerVariables, columnNames: variables.map(\.name),
      rowNames: constraints.map(\.name))
  }
}
