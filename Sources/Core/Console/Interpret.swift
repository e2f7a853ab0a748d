import ArgumentParser
import Foundation
import Problems

/// `tightbound interpret`
package struct Interpret: ParsableCommand {
  /// The help, with the form of answers and the exit codes.
  package static let configuration = CommandConfiguration(
    commandName: "interpret",
    abstract: "Map an answer of a reduction's target back to the source.",
    discussion: """
      The answer is what `solve --format json` prints, from this or any other solver, such as {"count": "3"} or {"value": "4", \
      "position": 17}. Numbers in it are exact, so that those that are no integers are strings such as "1/3". Parts may be left out: \
      a witness that is a solution means yes by itself.

      An answer that contradicts itself, its witness or the size of the instance is refused, and so are fields that do not exist or \
      occur twice.

      Exit codes: 10 yes, 20 no, 0 undecided, 3 an answer that cannot be right.
      """)

  @Argument(help: "What `reduce -o` wrote: the folder or the JSON stream.")
  var target: String

  @Option(help: ArgumentHelp("The answer: a file, `-`, or the JSON itself.", valueName: "answer"))
  var answer: String

  @Option(help: "How to print: text, json, or solver, as solvers of the problem do (s and v lines of sat).")
  var format: AnswerFormat = .text

  /// The command before its arguments are read.
  package init() {}

  /// Prints what the answer means for the source; of a decision, leaves with 10 for yes and 20 for no.
  package func run() throws {
    let given = try AnswerFile(answer)
    let interpretation = try Interpretation(target: target)
    guard let instance = interpretation.target else { throw CommandError("\(target) holds no instance") }
    try interpretation.report(try given.json(for: instance), format)
  }
}

/// What maps answers of a reduction's target back to its source.
struct Interpretation {
  private let source: any Problem
  private let steps: [ReductionStep]

  /// The instance that answers are about.
  var target: (any Problem)? { steps.last?.target }

  /// Runs the reductions again that made the target.
  init(target: String) throws {
    let files = try InstanceFiles(path: target).files
    guard let text = files[Provenance.fileName] else {
      throw CommandError("\(target) has no \(Provenance.fileName): it was not made by `tightbound reduce`")
    }
    let provenance: Provenance
    do { provenance = try JSONDecoder().decode(Provenance.self, from: Data(text.utf8)) } catch {
      throw CommandError("\(target)/\(Provenance.fileName): \(reason(error))")
    }
    guard let sourceName = provenance.sourceProblem, let source = provenance.source else {
      throw CommandError("\(target) was not made by a reduction, so an answer has nothing to map back to")
    }
    guard !provenance.reductions.isEmpty else {
      throw CommandError("\(target)/\(Provenance.fileName) names no reduction, so an answer has nothing to map back to")
    }
    let graph = House.graph
    let problem = try graph.requireProblem(sourceName)
    var route = try provenance.reductions.flatMap { try graph.route(named: $0) }
    do throws(ChoiceError) {
      let options = provenance.options ?? Choices()
      try options.requireAmong(route.choices, of: provenance.reductions.joined(separator: ", "))
      route = try route.choosing(options)
    } catch {
      // Not what the user wrote, but what stands in the file.
      throw CommandError("\(target)/\(Provenance.fileName): options: \(error)")
    }
    let instance: any Problem = try inFile("\(target)/\(Provenance.fileName)") { try problem.init(files: source) }
    let steps = try route.run(on: instance)
    // The answer is about the files as they are, which must be the ones that the source reduces to.
    if let last = steps.last,
      let changed = last.target.files.keys.sorted().first(where: { last.target.files[$0] != files[$0] })
    {
      throw CommandError(
        "\(target)/\(changed) is not what the source reduces to; it was changed, or made by another version")
    }
    (self.source, self.steps) = (instance, steps)
  }

  /// Prints what an answer of the target, as JSON, means; of a decision, leaves with 10 for yes and 20 for no.
  func report(_ answer: Data, _ format: AnswerFormat) throws {
    try source.report(try steps.interpret(answer: answer), format)
  }
}
