import ArgumentParser
import Exact
import Foundation
import GrammarCompression
import HardProblems
import Reductions

/// `tightbound solve`
struct Solve: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Answer an instance of a problem.",
    discussion: """
      ksum: algorithms meet-in-the-middle (default), try-all, grammar-dot (through the reduction). Exit code 10 yes, 20 no.
      grammar-dot: algorithms memoised (default), expand. Prints the value, and the number of keys of the memo.
      """)

  @Argument(help: "The problem: ksum or grammar-dot.")
  var problem: String

  @Argument(help: "The instance: a file, a folder, or `-`.")
  var input: String

  @Option(help: "The algorithm.")
  var algorithm: String?

  @Flag(help: "Of grammar-dot: also print a position where both vectors are nonzero.")
  var witness = false

  @Option(help: "Of grammar-dot: give up after this many keys.")
  var budget: Int?

  @Option(help: "How to print: text or json.")
  var format: OutputFormat = .text

  func run() throws {
    let type = try ReductionGraph.catalogue.requireProblem(problem)
    switch try InstanceFiles(path: input, problem: type).instance(of: type) {
    case let instance as KSum: try solve(instance)
    case let instance as GrammarDot: try solve(instance)
    default: throw CommandError("there is no solver for \(problem)")
    }
  }

  private func unknown(_ algorithm: String, _ known: String...) -> ValidationError {
    ValidationError("\(problem) has no algorithm “\(algorithm)”; there are \(known.joined(separator: ", "))")
  }

  private func solve(_ instance: KSum) throws {
    let answer: KSumAnswer
    switch algorithm ?? "meet-in-the-middle" {
    case "meet-in-the-middle": answer = instance.referenceAnswer()
    case "try-all": answer = KSumAnswer(solutions: instance.solutionCountByTryingAll, witness: instance.firstSolution)
    case "grammar-dot":
      let reduction = KSumToGrammarDot()
      let product = try reduction.reduce(instance).product(budget: budget)
      answer = try reduction.interpret(GrammarDotAnswer(value: product.value, position: product.witness), for: instance)
    case let other: throw unknown(other, "meet-in-the-middle", "try-all", "grammar-dot")
    }
    try answer.report(format)
  }

  private func solve(_ instance: GrammarDot) throws {
    let value: Integer
    let keys: Int?
    let position: Int?
    switch algorithm ?? "memoised" {
    case "memoised":
      let product = try instance.product(budget: budget)
      (value, keys, position) = (product.value, product.keys, witness ? product.witness : nil)
    case "expand":
      let answer = try instance.referenceAnswer()
      (value, keys, position) = (answer.value, nil, witness ? answer.position : nil)
    case let other: throw unknown(other, "memoised", "expand")
    }
    let found = position.map { ",\"position\":\($0)" } ?? ""
    switch format {
    // The order of the fields is part of the contract, which an encoder would not keep.
    case .json: print("{\"value\":\"\(value)\",\"keys\":\(keys.map(String.init) ?? "null")\(found)}")
    case .text:
      print("value \(value)")
      if let keys { print("keys \(keys)") }
      if let position { print("position \(position)") }
    }
  }
}

extension KSumAnswer {
  /// Prints the answer and leaves with 10 for yes and 20 for no.
  func report(_ format: OutputFormat) throws {
    switch format {
    case .json: print(try json(self, pretty: false))
    case .text:
      print(isYes ? "yes: \(solutions) \(solutions == 1 ? "solution" : "solutions")" : "no")
      if let witness { print("witness \(witness.map(String.init).joined(separator: " "))") }
    }
    throw isYes ? Outcome.yes : Outcome.no
  }
}
