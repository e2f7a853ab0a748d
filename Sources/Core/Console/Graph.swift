import ArgumentParser
import Problems

/// `tightbound graph`
package struct Graph: ParsableCommand {
  /// The help.
  package static let configuration = CommandConfiguration(
    commandName: "graph",
    abstract: "Print the problems and the reductions between them, with promised overheads.",
    discussion: """
      An overhead gives sizes of the target by parameters of the source. With a PATH, prints its reductions alone and, if it has \
      several steps, a dotted edge with the overhead of the whole route.
      """)

  enum Format: String, ExpressibleByArgument, CaseIterable { case mermaid, dot, json }

  @Argument(help: "A reduction or route, SOURCE-to-TARGET; default: all reductions.")
  var path: String?

  @Option(help: "How to print: mermaid, dot or json.")
  var format: Format = .mermaid

  /// The command before its arguments are read.
  package init() {}

  /// Prints the problems and reductions of all wings in the chosen format.
  package func run() throws {
    var description = Description(House.graph)
    if let path {
      do { description = Description(route: try House.graph.route(named: path)) } catch {
        throw ValidationError("\(error)")
      }
    }
    switch format {
    case .mermaid:
      print("graph LR")
      for problem in description.problems { print("  \(problem)") }
      for edge in description.reductions { print("  \(edge.source) -- \"\(edge.overhead)\" --> \(edge.target)") }
      if let route = description.route { print("  \(route.source) -. \"\(route.overhead)\" .-> \(route.target)") }
    case .dot:
      print("digraph reductions {")
      for problem in description.problems { print("  \"\(problem)\";") }
      for edge in description.reductions {
        print("  \"\(edge.source)\" -> \"\(edge.target)\" [label=\"\(edge.overhead)\"];")
      }
      if let route = description.route {
        print("  \"\(route.source)\" -> \"\(route.target)\" [label=\"\(route.overhead)\", style=dotted];")
      }
      print("}")
    case .json: print(try json(description))
    }
  }

  private struct Description: Encodable {
    struct Promise: Encodable { let parameter, relation, formula: String }

    struct Edge: Encodable {
      let name, source, target, overhead: String
      let promises: [Promise]

      init(_ name: String, _ source: String, _ target: String, _ promises: [PromisedSize]) {
        (self.name, self.source, self.target, overhead) = (name, source, target, promises.words)
        self.promises = promises.map {
          Promise(parameter: $0.parameter, relation: $0.relation.rawValue, formula: $0.formula.description)
        }
      }

      init(_ edge: any Reduction) { self.init(edge.name, edge.sourceName, edge.targetName, edge.promises) }
    }

    let problems: [String]
    let reductions: [Edge]
    let route: Edge?

    init(_ graph: ReductionGraph) {
      (problems, reductions) = (graph.problems.map { $0.name }, graph.reductions.map(Edge.init))
      route = nil
    }

    init(route steps: [any Reduction]) {
      reductions = steps.map(Edge.init)
      problems = reductions.prefix(1).map(\.source) + reductions.map(\.target)
      if let first = steps.first, let last = steps.last, steps.count > 1 {
        let (source, target) = (first.sourceName, last.targetName)
        route = Edge("\(source)-to-\(target)", source, target, steps.promises)
      } else {
        route = nil
      }
    }
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
