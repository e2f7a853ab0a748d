import ArgumentParser
import Exact
import Foundation
import GrammarCompression
import HardProblems
import KernelMachines
import Reductions

/// `tightbound solve`
struct Solve: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Answer an instance of a problem.",
    discussion: """
      ksum: algorithms meet-in-the-middle (default), try-all, grammar-dot (through the reduction). Exit code 10 yes, 20 no.
      grammar-dot, grammar-matrix-vector, grammar-matrix-product: algorithms memoised (default), expand. Prints the \
      values, and the number of keys of the memo.
      grammar-addition: expands both vectors and compresses their sum.
      svm, svm-bias, svm-soft, ridge, pca: algorithms reference (default, exact), and in double precision direct, smo, cg, \
      interior-point, pegasos, nystrom, random-features, eigenvalues; not every one is for every problem. Prints the three \
      values and how far each may be from the truth, as options of `read`, or with --format json for `interpret`.
      ov: counts the orthogonal pairs and names the first one. Algorithms:

      """
        + OrthogonalVectorsAlgorithm.allCases.map {
          "  \($0.rawValue)\($0 == .automatic ? " (default)" : ""): \($0.summary)"
        }.joined(separator: "\n"))

  @Argument(help: "The problem, as `tightbound graph` names it.")
  var problem: String

  @Argument(help: "The instance: a file, a folder, or `-`.")
  var input: String

  @Option(help: "The algorithm.")
  var algorithm: String?

  @Flag(help: "Of grammar-dot: also print a position where both vectors are nonzero.")
  var witness = false

  @Option(help: "Of memoised: give up after this many keys.")
  var budget: Int?

  @OptionGroup(title: "Kernel machines in double precision")
  var floatingPoint: FloatingPointOptions

  @Option(help: "How to print: text or json.")
  var format: OutputFormat = .text

  func run() throws {
    let type = try ReductionGraph.catalogue.requireProblem(problem)
    switch try InstanceFiles(path: input, problem: type).instance(of: type) {
    case let instance as KSum: try solve(instance)
    case let instance as GrammarDot: try solve(instance)
    case let instance as GrammarMatrixVector:
      try solve(memoised: { try instance.product(budget: budget) }, expand: { try instance.referenceAnswer() })
    case let instance as GrammarMatrixProduct:
      try solve(memoised: { try instance.product(budget: budget) }, expand: { try instance.referenceAnswer() })
    case let instance as GrammarAddition:
      if let algorithm, algorithm != "expand" { throw unknown(algorithm, "expand") }
      print(try json(instance.referenceAnswer(), pretty: false))
    case let instance as OrthogonalVectors: try solve(instance)
    case let instance as any FloatingPointInstance:
      try floatingPoint.solve(instance, algorithm: algorithm ?? "reference", problem: problem, format: format)
    case let instance:
      if let algorithm, algorithm != "reference" { throw unknown(algorithm, "reference") }
      try instance.reportReferenceAnswer(format)
    }
  }

  private func unknown(_ algorithm: String, _ known: String...) -> ValidationError {
    ValidationError("\(problem) has no algorithm “\(algorithm)”; there are \(known.joined(separator: ", "))")
  }

  /// Solves a problem whose answer is printed as `interpret` reads it, as JSON in either format.
  private func solve<Answer: Encodable>(
    memoised: () throws -> (answer: Answer, keys: Int), expand: () throws -> Answer
  ) throws {
    switch algorithm ?? "memoised" {
    case "memoised":
      let (answer, keys) = try memoised()
      print(try json(Counted(answer: answer, keys: keys), pretty: false))
    case "expand": print(try json(expand(), pretty: false))
    case let other: throw unknown(other, "memoised", "expand")
    }
  }

  /// An answer, with the number of keys among its fields.
  private struct Counted<Answer: Encodable>: Encodable {
    let answer: Answer
    let keys: Int

    enum CodingKeys: String, CodingKey { case keys }

    func encode(to encoder: any Encoder) throws {
      try answer.encode(to: encoder)
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(keys, forKey: .keys)
    }
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

  private func solve(_ instance: OrthogonalVectors) throws {
    let name = algorithm ?? OrthogonalVectorsAlgorithm.automatic.rawValue
    guard let found = OrthogonalVectorsAlgorithm(rawValue: name) else {
      throw ValidationError(
        "\(problem) has no algorithm “\(name)”; there are "
          + OrthogonalVectorsAlgorithm.allCases.map(\.rawValue).joined(separator: ", "))
    }
    // Whoever asks for the choice by name wants to know it; whoever does not, gets the answer alone.
    if algorithm != nil, found == .automatic {
      Tightbound.report("algorithm: \(instance.fastestAlgorithm.rawValue)")
    }
    try OrthogonalVectors.report(instance.orthogonalPairs(by: found), format)
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
      guard let found = answer.value else { throw CommandError("the reference solver gives no value") }
      (value, keys, position) = (found, nil, witness ? answer.position : nil)
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
      // A witness may be all that is known.
      let number = solutions.map { ": \($0) \($0 == 1 ? "solution" : "solutions")" } ?? ""
      print(isYes ? "yes\(number)" : "no")
      if let witness { print("witness \(witness.map(String.init).joined(separator: " "))") }
    }
    throw isYes ? Outcome.yes : Outcome.no
  }
}

extension Problem {
  /// Prints what the reference solver answers; of a decision, leaves with 10 for yes and 20 for no.
  fileprivate func reportReferenceAnswer(_ format: OutputFormat) throws { try Self.report(referenceAnswer(), format) }

  /// Prints an answer that is given as JSON; of a decision, leaves with 10 for yes and 20 for no.
  static func report(_ answer: Data, _ format: OutputFormat) throws {
    try report(try JSONDecoder().decode(Answer.self, from: answer), format)
  }

  fileprivate static func report(_ answer: Answer, _ format: OutputFormat) throws {
    if let answer = answer as? KSumAnswer { return try answer.report(format) }
    let decision = (answer as? any Decision)?.decision
    if format == .text, answer is any Decision { print(decision.map { $0 ? "yes" : "no" } ?? "undecided") }
    print(try json(answer, pretty: false))
    if let decision { throw decision ? Outcome.yes : Outcome.no }
  }
}
