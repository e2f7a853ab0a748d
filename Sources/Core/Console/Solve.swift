import ArgumentParser
import Foundation
import Problems

/// `tightbound solve`
package struct Solve: ChoosingCommand {
  /// The help.
  package static let configuration: CommandConfiguration = {
    CommandConfiguration(
      commandName: "solve",
      abstract: "Answer an instance of a problem.",
      discussion: """
        The answer of a decision problem is also the exit code: 10 yes, 20 no. `solve PROBLEM --help` shows the algorithms of the problem \
        and their options. An algorithm may also be the name of a problem to which this one reduces: the instance is reduced, solved \
        there, and the answer mapped back.

        With --all every solution is printed as soon as it is found and checked, one a line, and in the end how many there are: for problems \
        whose solutions can be listed. With --format json each line is an answer that `evaluate` takes.
        """)
  }()

  @Argument(help: "The problem, as `tightbound graph` names it.")
  var problem: String

  @Argument(help: "The instance: a file, a folder, or `-`.")
  var input: String

  @Option(help: "The algorithm.")
  var algorithm: String?

  @Flag(help: "Read a file that is refused since something small is missing, such as the last 0 of a formula.")
  var lenient = false

  @Flag(help: "List all solutions.")
  var all = false

  @Option(help: ArgumentHelp("Of --all: list no more than so many.", valueName: "number"))
  var most: Int?

  @OptionGroup var time: TimeLimit

  @OptionGroup var size: SizeLimit

  @OptionGroup var options: ChoiceOptions

  @Option(help: "How to print: text, json, or solver, as solvers of the problem do (s and v lines of sat).")
  var format: AnswerFormat = .text

  /// The command before its arguments are read.
  package init() {}

  /// The choices of every algorithm of every problem.
  package static var allChoices: [Choice] {
    House.graph.problems.flatMap { (type: any Problem.Type) -> [Choice] in choices(of: type) }
  }

  /// The algorithms of the problem that the word names, with their choices.
  ///
  /// - Throws: a usage error for a word that names no problem.
  package static func help(for word: String) throws -> String {
    algorithms(of: try House.graph.requireProblem(word))
  }

  /// Refuses what does not go with `--all`, and `--most` without it.
  package func validate() throws {
    guard most == nil || all else { throw ValidationError("--most says how many solutions to list; add --all") }
    if let most, most < 1 { throw ValidationError("--most is at least 1, not \(most)") }
    guard all else { return }
    guard algorithm == nil else {
      throw ValidationError("--all lists by an algorithm of its own; leave out --algorithm")
    }
    guard format != .solver else {
      throw ValidationError("solvers have no form of lists in common; say --format text or json")
    }
  }

  /// Answers the instance with the chosen algorithm; of a decision, leaves with 10 for yes and 20 for no.
  package func run() throws {
    size.watch(instead: "another --algorithm")
    try solve(try House.graph.requireProblem(problem))
  }

  private func solve<Instance: Problem>(_ type: Instance.Type) throws {
    if all { return try list(type) }
    let algorithms = type.algorithms
    guard let found = algorithm.map({ name in algorithms.first { $0.name == name } }) ?? algorithms.first else {
      guard let algorithm, let route = House.graph.route(from: problem, to: algorithm) else {
        throw ValidationError(
          "\(problem) has no algorithm “\(algorithm ?? "")”; there are \(algorithms.map(\.name).joined(separator: ", "))"
        )
      }
      return try solve(type, by: route)
    }
    let choices = try options.choices(among: found.choices, of: "the algorithm \(found.name)")
    let instance = try InstanceFiles(path: input, problem: type, isLenient: lenient).instance(of: type)
    let clock = startClock()
    var solved: Solved<Instance.Answer>
    do { solved = try found.solve(instance, choices) } catch let error as ChoiceError {
      throw ValidationError(error.description)
    }
    clock.stop()
    // Whoever asks for an algorithm by name wants to know more; whoever does not, gets the answer alone.
    if algorithm != nil, let notice = solved.notice { StandardError.write(notice) }
    try instance.report(solved, format)
  }

  /// Reduces, solves the target, and maps the answer back.
  private func solve<Instance: Problem>(_ type: Instance.Type, by route: [any Reduction]) throws {
    let instance = try InstanceFiles(path: input, problem: type, isLenient: lenient).instance(of: type)
    let clock = startClock()
    let steps = try route.run(on: instance)
    guard let target = steps.last?.target else { return }
    let meaning = try steps.interpret(answer: try answer(of: target))
    clock.stop()
    try instance.report(meaning, format)
  }

  private func startClock() -> TimeLimit.Clock {
    time.start("solving") { [format, problem] in
      StandardError.write("the time limit was reached; nothing is known of this instance of \(problem)")
      print(format == .text ? "undecided" : format == .json ? "{}" : "s UNKNOWN")
    }
  }

  /// The answer of the usual algorithm, with a witness if it finds one on the way.
  private func answer<Target: Problem>(of target: Target) throws -> Data {
    guard let algorithm = Target.algorithms.first else { throw CommandError("\(Target.name) has no algorithm") }
    let owner = "the algorithm \(algorithm.name) of \(Target.name)"
    return try algorithm.answer(of: target, try options.choices(among: algorithm.choices, of: owner))
  }

  static func choices<Instance: Problem>(of type: Instance.Type) -> [Choice] {
    type.algorithms.flatMap(\.choices)
  }

  static func algorithms<Instance: Problem>(of type: Instance.Type) -> String {
    let lines = type.algorithms.enumerated().map { index, algorithm in
      let choices =
        algorithm.choices.isEmpty ? "" : "\n" + Choice.help(algorithm.choices).replacing("\n  ", with: "\n      ")
      return "  \(algorithm.name)\(index == 0 ? " (default)" : "")"
        + (algorithm.summary.isEmpty ? "" : ": \(algorithm.summary)")
        + choices.replacing("\n  --", with: "\n      --")
    }
    return "ALGORITHMS OF \(type.name):\n" + lines.joined(separator: "\n")
  }
}

extension ProblemAlgorithm {
  /// The answer as JSON, with a witness if the algorithm finds one on the way.
  ///
  /// - Throws: a usage error for choices that the algorithm does not take, else what it throws.
  func answer(of instance: Instance, _ choices: Choices) throws -> Data {
    var choices = choices
    if let witness = self.choices.first(where: { $0.name == "witness" }), !choices.contains(witness) {
      try choices.choose(witness)
    }
    do { return Data(try json(try solve(instance, choices).answer, pretty: false).utf8) } catch let error as ChoiceError
    {
      throw ValidationError(error.description)
    }
  }
}

extension Problem {
  /// Prints an answer that is given as JSON; of a decision, leaves with 10 for yes and 20 for no.
  package func report(_ answer: Data, _ format: AnswerFormat) throws {
    try report(Solved(try JSONDecoder().decode(Answer.self, from: answer)), format)
  }

  /// Prints an answer; of a decision, leaves with 10 for yes and 20 for no.
  package func report(_ solved: Solved<Answer>, _ format: AnswerFormat) throws {
    let decision = (solved.answer as? any Decision)?.decision
    if format == .solver {
      guard let instance = self as? any SolverText else {
        throw ValidationError("solvers of \(Self.name) have no form of answers in common; say --format json")
      }
      print(try Self.solverText(of: solved.answer, by: instance), terminator: "")
    } else if format == .text, let text = try Self.text(of: solved) {
      print(text)
    } else {
      if format == .text, solved.answer is any Decision {
        print(decision.map { $0 ? "yes" : "no" } ?? "undecided")
      }
      print(try Self.json(of: solved) ?? Console.json(Remarked(solved), pretty: false))
    }
    if let decision { throw decision ? Outcome.yes : Outcome.no }
  }

  private static func solverText<Instance: SolverText>(of answer: Answer, by instance: Instance) throws -> String {
    guard let answer = answer as? Instance.Answer else {
      throw CommandError("an answer of \(Self.name) is none of \(Instance.name)")
    }
    return instance.solverText(of: answer)
  }
}

/// An answer, with the remarks among its fields.
private struct Remarked<Answer: Encodable & Sendable>: Encodable {
  let solved: Solved<Answer>

  init(_ solved: Solved<Answer>) { self.solved = solved }

  private struct Key: CodingKey {
    var stringValue: String
    var intValue: Int? { nil }
    init(_ name: String) { stringValue = name }
    init?(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  func encode(to encoder: any Encoder) throws {
    try solved.answer.encode(to: encoder)
    guard !solved.remarks.isEmpty else { return }
    var container = encoder.container(keyedBy: Key.self)
    for remark in solved.remarks { try container.encode(remark.value, forKey: Key(remark.name)) }
  }
}
