import ArgumentParser
import Evidence
import Foundation
import HardProblems
import Reductions

/// `tightbound reduce`
struct Reduce: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Turn an instance of one problem into one of another.",
    discussion: """
      PATH is a reduction (ksum-to-grammar-dot) or a route A-to-B of several. Prints what was promised of the size and \
      what it is; fails if a promise is broken.
      """)

  @Argument(help: "The reduction or route, SOURCE-to-TARGET.")
  var path: String

  @Argument(help: "The instance of the source: a file, a folder, or `-`.")
  var input: String

  @Option(name: .shortAndLong, help: "The folder to write; `-` is standard output, as one JSON object.")
  var output: String

  @Option(help: "How to print the sizes: text or json.")
  var format: OutputFormat = .text

  func run() throws {
    let route: [any Reduction]
    do { route = try ReductionGraph.catalogue.route(named: path) } catch { throw ValidationError(error.description) }
    guard let first = route.first else { throw ValidationError("\(path) has no steps") }
    let problem = try ReductionGraph.catalogue.requireProblem(first.sourceName)
    let source = try InstanceFiles(path: input, problem: problem)
    let steps = try route.run(on: try source.instance(of: problem))
    guard let last = steps.last else { throw CommandError("\(path) has no steps") }

    let sourceFiles = source.files.filter { problem.fileNames.contains($0.key) }
    let provenance = Provenance(
      command: "reduce \(path)", problem: type(of: last.target).name, reductions: route.map(\.name),
      sourceProblem: problem.name, source: sourceFiles, sourceHashes: sourceFiles.mapValues { sha256($0) })
    try InstanceFiles(last.target.files).write(to: output, provenance: provenance)

    // The sizes must not mix with the instance when that goes to standard output.
    let say: (String) -> Void = output == "-" ? { Tightbound.report($0) } : { print($0) }
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
      Tightbound.report("the size promised by \(broken.reduction.name) is not kept")
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
