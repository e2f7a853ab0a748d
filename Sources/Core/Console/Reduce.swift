import ArgumentParser
import Problems

/// `tightbound reduce`
package struct Reduce: ChoosingCommand {
  /// The help.
  package static let configuration = CommandConfiguration(
    commandName: "reduce",
    abstract: "Turn an instance of one problem into one of another.",
    discussion: """
      PATH is a reduction (ksum-to-grammar-dot) or a route A-to-B of several; `tightbound graph` shows them. Prints what \
      was promised of the size and what it is; fails if a promise is broken. `reduce PATH --help` shows the choices that PATH leaves.
      """)

  @Argument(help: "The reduction or route, SOURCE-to-TARGET.")
  var path: String

  @Argument(help: "The instance of the source: a file, a folder, or `-`.")
  var input: String

  @Option(name: .shortAndLong, help: "The folder to write; `-` is standard output, as one JSON object.")
  var output: String

  @Flag(help: "Read a file that is refused since something small is missing, such as the last 0 of a formula.")
  var lenient = false

  @OptionGroup var size: SizeLimit

  @OptionGroup var options: ChoiceOptions

  @Option(help: "How to print the sizes: text or json.")
  var format: OutputFormat = .text

  /// The command before its arguments are read.
  package init() {}

  /// The choices of every reduction of every wing.
  package static var allChoices: [Choice] { House.graph.reductions.choices }

  /// The steps of the route that the word names, what they promise, and their choices.
  ///
  /// - Throws: a usage error for a word that names no route.
  package static func help(for word: String) throws -> String {
    let route = try Self.route(named: word)
    let steps = route.map { "  \($0.name): \($0.overhead)" }.joined(separator: "\n")
    var promises = "STEPS OF \(word), AND WHAT THEY PROMISE:\n\(steps)\n\n"
    if route.count > 1 { promises += "THE WHOLE ROUTE:\n  \(word): \(route.promises.words)\n\n" }
    return promises
      + (route.choices.isEmpty ? "It leaves no choice." : "CHOICES OF \(word):\n\(Choice.help(route.choices))")
  }

  static func route(named name: String) throws -> [any Reduction] {
    do { return try House.graph.route(named: name) } catch { throw ValidationError(error.description) }
  }

  /// Reduces the instance along the route, writes the target, and prints promised and measured sizes.
  package func run() throws {
    var route = try Self.route(named: path)
    guard let first = route.first else { throw ValidationError("\(path) has no steps") }
    let choices = try options.choices(among: route.choices, of: path)
    do throws(ChoiceError) { route = try route.choosing(choices) } catch { throw ValidationError(error.description) }
    let problem = try House.graph.requireProblem(first.sourceName)
    let source = try InstanceFiles(path: input, problem: problem, isLenient: lenient)
    let instance: any Problem = try source.instance(of: problem)
    try size.require(route, choices, of: instance.size, writing: output)
    let steps = try ElapsedTime.during("reducing") {
      let steps = try route.run(on: instance)
      try route.write(steps, to: output, command: "reduce \(path)", choices: choices, files: source.files)
      return steps
    }

    // The sizes must not mix with the instance when that goes to standard output.
    let say: (String) -> Void = output == "-" ? { StandardError.write($0) } : { print($0) }
    switch format {
    case .json: say(try json(steps.map(StepReport.init)))
    case .text:
      for step in steps {
        say("\(step.reduction.name): \(step.source.size)")
        for promise in step.promises {
          say("  promised \(promise); measured \(step.target.size[promise.parameter].map(String.init) ?? "nothing")")
        }
      }
      if output != "-" { say("wrote \(output)") }
    }
    if let broken = steps.first(where: { !$0.keepsPromises }) {
      StandardError.write("the size promised by \(broken.reduction.name) is not kept")
      throw Outcome.violated
    }
  }

  private struct StepReport: Encodable {
    struct Promise: Encodable { let parameter, relation, promised, measured: String }
    let reduction: String
    let promises: [Promise]

    init(_ step: ReductionStep) {
      reduction = step.reduction.name
      promises = step.promises.map {
        Promise(
          parameter: $0.parameter, relation: $0.relation.rawValue, promised: String($0.value),
          measured: step.target.size[$0.parameter].map(String.init) ?? "")
      }
    }
  }
}
