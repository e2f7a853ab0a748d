import ArgumentParser
import Foundation
import Problems

/// `tightbound answer`
package struct AnswerInstance: ChoosingCommand {
  /// The name `answer` and the help.
  package static let configuration = CommandConfiguration(
    commandName: "answer", abstract: "Answer an instance by way of another problem: reduce, solve, map back.",
    discussion: """
      PATH is a reduction (sat-to-ov) or a route A-to-B of several. The instance is reduced, the target solved by --algorithm, and its \
      answer mapped back, all of which is examined on the way. Of a target that has certificates the answer is certified in place of \
      solved, the certificate is checked by the code of `verify`, and what it proves is mapped back; with --algorithm besides, both must \
      agree. With --no-certify the solver is believed.

      What the answer rests on is said on standard error: a solution that was checked, a certificate that was verified, or the solver \
      alone. `answer PATH --help` shows the choices of PATH and the algorithms of its target.

      Exit codes: 10 yes, 20 no, 0 undecided or no decision, 1 a certificate that does not hold, 4 the time limit.
      """)

  @Argument(help: "The reduction or route, SOURCE-to-TARGET.")
  var path: String

  @Argument(help: "The instance of the source: a file, a folder, or `-`.")
  var input: String

  @Option(help: "The algorithm of the target. Default: the target's usual one.")
  var algorithm: String?

  @Flag(
    inversion: .prefixedNo,
    help: "Certify the target's answer and verify the certificate. Default: where the target has certificates.")
  var certify: Bool?

  @Option(help: "The kind of certificate, as `certify --help` lists them.")
  var kind: String?

  @Option(name: .shortAndLong, help: "A folder in which the target and its certificate are kept.")
  var output: String?

  @Flag(help: "Read a file that is refused since something small is missing, such as the last 0 of a formula.")
  var lenient = false

  @OptionGroup var size: SizeLimit

  @OptionGroup var time: TimeLimit

  @OptionGroup var options: ChoiceOptions

  @Option(help: "How to print: text, json, or solver, as solvers of the problem do (s and v lines of sat).")
  var format: AnswerFormat = .text

  /// The command before its arguments are read.
  package init() {}

  /// The choices of every reduction and of every algorithm.
  package static var allChoices: [Choice] { Reduce.allChoices + Solve.allChoices }

  /// The steps of the route that the word names and their choices, and the algorithms of its target.
  ///
  /// - Throws: a usage error for a word that names no route.
  package static func help(for word: String) throws -> String {
    let steps = try Reduce.help(for: word)
    guard let target = try Reduce.route(named: word).last?.targetName else { return steps }
    return steps + "\n\n" + (try Solve.help(for: target))
  }

  /// Refuses `--kind` with `--no-certify`, and standard output as a folder.
  package func validate() throws {
    guard kind == nil || certify != false else {
      throw ValidationError("--kind says how to certify; leave out --no-certify")
    }
    guard output != "-" else { throw ValidationError("the answer goes to standard output; name a folder for --output") }
  }

  /// Prints what the target's answer means for the instance; of a decision, leaves with 10 for yes and 20 for no.
  package func run() throws {
    let route = try Reduce.route(named: path)
    guard let last = route.last else { throw ValidationError("\(path) has no steps") }
    try answer(along: route, to: try House.graph.requireProblem(last.targetName))
  }

  private func answer<Target: Problem>(along steps: [any Reduction], to target: Target.Type) throws {
    let isCertified = certify ?? (kind != nil || target is any CertifiableProblem.Type)
    let solver = try requireAlgorithm(of: target, isCertified: isCertified)
    let left = steps.choices + (solver?.choices ?? []).filter { !steps.choices.contains($0) }
    let owner = path + (solver.map { " and the algorithm \($0.name)" } ?? "")
    let choices = try options.choices(among: left, of: owner)
    var route = steps
    do throws(ChoiceError) { route = try steps.choosing(choices) } catch { throw ValidationError(error.description) }
    let problem = try House.graph.requireProblem(route[0].sourceName)
    let files = try InstanceFiles(path: input, problem: problem, isLenient: lenient)
    let source: any Problem = try files.instance(of: problem)
    try size.require(route, choices, of: source.size, writing: output)
    let clock = time.start("answering") { StandardError.write("the time limit was reached; nothing is certified") }
    let made = try route.run(on: source)
    if let broken = made.first(where: { !$0.keepsPromises }) {
      StandardError.write("the size promised by \(broken.reduction.name) is not kept")
      throw Outcome.violated
    }
    guard let instance = made.last?.target as? Target else {
      throw CommandError("\(path) does not lead to \(Target.name)")
    }
    if let output { try route.write(made, to: output, command: "reduce \(path)", choices: choices, files: files.files) }

    let solved = try solver.map { try made.interpret(answer: try $0.answer(of: instance, choices)) }
    guard isCertified else {
      guard let solver, let solved else { throw CommandError("\(Target.name) has no algorithm") }
      clock.stop()
      try source.report(solved, evidence: "the algorithm \(solver.name) of \(Target.name) alone", format)
      return
    }
    guard let certifiable = instance as? any CertifiableProblem else {
      throw ValidationError("\(Target.name) has no certificates; leave out --certify and --kind")
    }
    let certified = try CertifiedTarget(certifiable, kind: kind, folder: output)
    let meaning = try made.interpret(answer: certified.answer)
    clock.stop()
    if let solver, let solved, try !source.agree(meaning, solved) {
      StandardError.write("the algorithm \(solver.name) of \(Target.name) contradicts the certificate")
      throw Outcome.violated
    }
    try source.report(meaning, evidence: "a certificate that was verified: \(certified.statement)", format)
  }

  /// The algorithm that was named, or the usual one; nil where a certificate is to do without.
  private func requireAlgorithm<Target: Problem>(
    of target: Target.Type, isCertified: Bool
  ) throws -> ProblemAlgorithm<Target>? {
    let algorithms = target.algorithms
    guard let algorithm else { return isCertified ? nil : algorithms.first }
    guard let found = algorithms.first(where: { $0.name == algorithm }) else {
      throw ValidationError(
        "\(target.name) has no algorithm “\(algorithm)”; there are \(algorithms.map(\.name).joined(separator: ", "))")
    }
    return found
  }
}

/// The certificate of a target, made and then verified as a file beside the instance is.
private struct CertifiedTarget {
  /// The answer that it proves, as JSON.
  let answer: Data
  /// What it proves, in words.
  let statement: String

  /// Certifies the instance.
  ///
  /// - Parameters:
  ///   - instance: The target.
  ///   - kind: The kind of certificate; the usual one if none is named.
  ///   - folder: Where the instance stands already and the certificate is kept; a temporary folder if there is none.
  init<Instance: CertifiableProblem>(_ instance: Instance, kind: String?, folder: String?) throws {
    let kinds = Instance.certificateKinds
    guard let kind = kind ?? kinds.first, kinds.contains(kind) else {
      throw ValidationError(
        "\(Instance.name) has no certificate of the kind “\(kind ?? "")”; there are \(kinds.joined(separator: ", "))")
    }
    let certified = try instance.certified(kind)
    guard let answer = certified.answer else {
      throw ValidationError("a certificate of the kind \(kind) proves no answer of \(Instance.name)")
    }
    let place =
      folder ?? FileManager.default.temporaryDirectory.appendingPathComponent("tightbound-\(UUID().uuidString)").path
    defer { if folder == nil { try? FileManager.default.removeItem(atPath: place) } }
    if folder == nil {
      try makeFolder(place)
      for (name, text) in instance.files { try writeFile(place + "/" + name, text) }
    }
    let file = place + "/" + Instance.certificateFile
    try writeFile(file, certified.text)
    let data = try readFile(file)
    var opened: (any OpenedCertificate)?
    for reader in House.wings.flatMap(\.certificates) where opened == nil {
      opened = try reader.open(data, CertificatePlace(file: file, instance: place))
    }
    guard let opened else { throw CommandError("no checker knows the certificate of \(Instance.name)") }
    // Exact values may have thousands of digits; the certificate has them all.
    func shortened(_ text: String) -> String { text.count <= 200 ? text : "\(text.prefix(200))…" }
    do { statement = shortened(try opened.verify().first ?? "") } catch let error as CommandError { throw error } catch
    {
      StandardError.write("the certificate proves nothing: \(error)")
      throw Outcome.violated
    }
    self.answer = Data(answer.utf8)
  }
}

extension Problem {
  /// Whether two answers, as JSON, do not decide differently.
  fileprivate func agree(_ one: Data, _ other: Data) throws -> Bool {
    func decision(_ data: Data) throws -> Bool? {
      (try JSONDecoder().decode(Answer.self, from: data) as? any Decision)?.decision
    }
    guard let first = try decision(one), let second = try decision(other) else { return true }
    return first == second
  }

  /// Prints an answer, and on standard error what it rests on: a solution in it, else the evidence that is given.
  fileprivate func report(_ answer: Data, evidence: String, _ format: AnswerFormat) throws {
    let decoded = try JSONDecoder().decode(Answer.self, from: answer)
    let follows = (decoded as? any Witnessed)?.hasWitness == true
    StandardError.write(
      "evidence: " + (follows ? "the solution in the answer, which was checked; of all else, " : "") + evidence)
    try report(Solved(decoded), format)
  }
}
