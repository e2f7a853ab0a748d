import ArgumentParser
import Problems

/// `tightbound graph`
package struct Graph: ParsableCommand {
  /// The help.
  package static let configuration = CommandConfiguration(
    abstract: "Print the problems and the reductions between them, with promised overheads.")

  enum Format: String, ExpressibleByArgument, CaseIterable { case mermaid, dot, json }

  @Option(help: "How to print: mermaid, dot or json.")
  var format: Format = .mermaid

  /// The command before its arguments are read.
  package init() {}

  /// Prints the problems and reductions of all wings in the chosen format.
  package func run() throws {
    let graph = House.graph
    switch format {
    case .mermaid:
      print("graph LR")
      for problem in graph.problems { print("  \(problem.name)") }
      for edge in graph.reductions { print("  \(edge.sourceName) -- \"\(edge.overhead)\" --> \(edge.targetName)") }
    case .dot:
      print("digraph reductions {")
      for problem in graph.problems { print("  \"\(problem.name)\";") }
      for edge in graph.reductions {
        print("  \"\(edge.sourceName)\" -> \"\(edge.targetName)\" [label=\"\(edge.overhead)\"];")
      }
      print("}")
    case .json:
      print(
        try json(
          Description(
            problems: graph.problems.map { $0.name },
            reductions: graph.reductions.map {
              .init(name: $0.name, source: $0.sourceName, target: $0.targetName, overhead: $0.overhead)
            })))
    }
  }

  private struct Description: Encodable {
    struct Edge: Encodable { let name, source, target, overhead: String }
    let problems: [String]
    let reductions: [Edge]
  }
}

extension ReductionGraph {
  /// The problem of the given name.
  /// - Throws: a usage error that lists the names there are.
  package func requireProblem(_ name: String) throws -> any Problem.Type {
    guard let problem = problem(named: name) else {
      throw ValidationError(
        "there is no problem “\(name)”; the problems are \(problems.map { $0.name }.joined(separator: ", "))")
    }
    return problem
  }
}
