import Formats
import Foundation

/// Problems and the reductions between them: composite reductions are paths.
public struct ReductionGraph: Sendable {
  /// The nodes.
  public let problems: [any Problem.Type]
  /// The edges.
  public let reductions: [any Reduction]

  /// The graph of the given problems and reductions.
  public init(problems: [any Problem.Type], reductions: [any Reduction]) {
    (self.problems, self.reductions) = (problems, reductions)
  }

  /// The problem of the given name.
  public func problem(named name: String) -> (any Problem.Type)? { problems.first { $0.name == name } }

  /// A shortest route between two problems; of equally long ones that whose first steps are listed first. Nil if none exists.
  public func route(from source: String, to target: String) -> [any Reduction]? {
    shortestRoute(from: source, to: target)
  }

  /// The reductions that a name stands for: one reduction's own name, or `A-to-B` for a shortest route from A to B.
  ///
  /// - Throws: ``ReductionGraphError/noRoute(_:known:)``.
  public func route(named name: String) throws(ReductionGraphError) -> [any Reduction] {
    if let reduction = reductions.first(where: { $0.name == name }) { return [reduction] }
    // Names of problems contain hyphens, so every "-to-" may be the one that separates.
    var search = name.startIndex..<name.endIndex
    while let separator = name.range(of: "-to-", range: search) {
      if let route = shortestRoute(
        from: String(name[..<separator.lowerBound]), to: String(name[separator.upperBound...]))
      {
        return route
      }
      search = name.index(after: separator.lowerBound)..<name.endIndex
    }
    throw .noRoute(name, known: reductions.map(\.name))
  }

  private func shortestRoute(from source: String, to target: String) -> [any Reduction]? {
    var routes: [(end: String, steps: [any Reduction])] = [(source, [])]
    var reached: Set<String> = [source]
    while !routes.isEmpty {
      let (end, steps) = routes.removeFirst()
      for reduction in reductions where reduction.sourceName == end {
        if reduction.targetName == target { return steps + [reduction] }
        if reached.insert(reduction.targetName).inserted { routes.append((reduction.targetName, steps + [reduction])) }
      }
    }
    return nil
  }
}

/// Why a reduction or route cannot be run.
public enum ReductionGraphError: Error, Equatable, Sendable, CustomStringConvertible {
  /// No reduction or route has this name; the names of the reductions are listed.
  case noRoute(String, known: [String])
  /// The instance is one of another problem than the route starts from.
  case wrongProblem(expected: String, found: String)
  /// The text is not an answer of the problem, for the reason given.
  case malformedAnswer(problem: String, String)

  public var description: String {
    switch self {
    case .noRoute(let name, let known):
      "there is no reduction or route “\(name)”; the reductions are \(known.joined(separator: ", "))"
    case .wrongProblem(let expected, let found): "expected an instance of \(expected), found one of \(found)"
    case .malformedAnswer(let problem, let why): "not an answer of \(problem): \(why)"
    }
  }
}

/// One step of a route that was run: the instance it made, and what had been promised of its size.
public struct ReductionStep: Sendable {
  /// The reduction that was run.
  public let reduction: any Reduction
  /// The instance that it was given.
  public let source: any Problem
  /// The instance that it made.
  public let target: any Problem
  /// What had been promised of its size.
  public let promises: [SizePromise]

  /// Whether every promise is kept.
  public var keepsPromises: Bool { promises.allSatisfy { $0.isKept(by: target.size) } }
}

extension [any Reduction] {
  /// The choices that the steps leave, each once.
  public var choices: [Choice] {
    var choices: [Choice] = []
    for choice in flatMap({ type(of: $0).choices }) where !choices.contains(choice) { choices.append(choice) }
    return choices
  }

  /// The steps with these choices.
  ///
  /// - Throws: ``ChoiceError``.
  public func choosing(_ choices: Choices) throws(ChoiceError) -> [any Reduction] {
    var steps: [any Reduction] = []
    for step in self { steps.append(try step.choosing(choices)) }
    return steps
  }

  /// Runs the reductions one after another.
  public func run(on source: any Problem) throws -> [ReductionStep] {
    var steps: [ReductionStep] = []
    for reduction in self { steps.append(try reduction.step(from: steps.last?.target ?? source)) }
    return steps
  }
}

extension [ReductionStep] {
  /// What an answer of the last target, as JSON, means for the first source, as JSON.
  ///
  /// On the way every problem examines it, as an answer of its instance: see `Problem.examined(_:)`.
  ///
  /// - Throws: ``ReductionGraphError/malformedAnswer(problem:_:)`` for what is not an answer of the target, unknown and double keys
  ///   among that; else what the problem or the reduction says of an answer that cannot be right.
  public func interpret(answer: Data) throws -> Data {
    try reversed().reduce(answer) { try $1.reduction.interpret(answer: $0, of: $1.target, for: $1.source) }
  }
}

// The same operations where the types are known only at run time.
extension Reduction {
  /// The name of the problem that is reduced.
  public var sourceName: String { Source.name }
  /// The name of the problem that it is reduced to.
  public var targetName: String { Target.name }

  func step(from source: any Problem) throws -> ReductionStep {
    let source = try cast(source)
    return ReductionStep(
      reduction: self, source: source, target: try reduce(source), promises: try promisedSize(of: source.size))
  }

  func interpret(answer: Data, of target: any Problem, for source: any Problem) throws -> Data {
    let source = try cast(source)
    guard let target = target as? Target else {
      throw ReductionGraphError.wrongProblem(expected: Target.name, found: type(of: target).name)
    }
    let decoded: Target.Answer
    do throws(StrictJSONError) {
      decoded = try StrictJSON.decode(Target.Answer.self, from: answer, ignoring: Target.remarks)
    } catch {
      throw ReductionGraphError.malformedAnswer(problem: Target.name, error.description)
    }
    let meaning = try source.examined(interpret(target.examined(decoded), for: source))
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return try encoder.encode(meaning)
  }

  private func cast(_ source: any Problem) throws -> Source {
    guard let source = source as? Source else {
      throw ReductionGraphError.wrongProblem(expected: Source.name, found: type(of: source).name)
    }
    return source
  }
}
