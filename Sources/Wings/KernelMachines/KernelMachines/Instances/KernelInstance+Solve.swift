import Exact
import Problems
import Randomness

extension Choice {
  static let tolerance = Choice("tolerance", "when to stop; default: 0.001 of smo, 1e-12 of cg and interior-point")
  static let iterations = Choice(
    "iterations", "the greatest number of iterations; default: 1000", value: .integer)
  static let steps = Choice("steps", "the number of steps; default: 100000", value: .integer)
  static let rank = Choice("rank", "how many points stand for all, as a number or in percent; default: 50%")
  static let features = Choice("features", "how many random features; default: 1000", value: .integer)
  static let solverSeed = Choice("seed", "the seed of what is drawn; default: 1")
}

extension KernelInstance {
  /// Exact values, and solvers in double precision, of which not every one is for every machine.
  public static var algorithms: [ProblemAlgorithm<KernelInstance>] {
    [
      ProblemAlgorithm("reference", "exact") { instance, _ in Solved(try instance.referenceAnswer()) },
      solver("direct", "by factorising the Gram matrix") { _ in { _ in .direct } },
      solver("smo", "sequential minimal optimisation", [.tolerance]) { choices in
        let tolerance = try choices.double(.tolerance) ?? 1e-3
        return { _ in .sequentialMinimalOptimization(tolerance: tolerance) }
      },
      solver("cg", "conjugate gradients", [.iterations, .tolerance]) { choices in
        let iterations = try choices.integer(.iterations) ?? 1000
        let tolerance = try choices.double(.tolerance) ?? 1e-12
        return { _ in .conjugateGradients(iterations: iterations, tolerance: tolerance) }
      },
      solver("interior-point", "", [.tolerance]) { choices in
        let tolerance = try choices.double(.tolerance) ?? 1e-12
        return { _ in .interiorPoint(tolerance: tolerance) }
      },
      solver("pegasos", "stochastic subgradients", [.steps, .solverSeed]) { choices in
        let steps = try choices.integer(.steps) ?? 100_000
        return { _ in .pegasos(steps: steps) }
      },
      solver("nystrom", "a kernel of lower rank", [.rank, .solverSeed]) { choices in
        let text = try choices.text(.rank) ?? "50%"
        return { .nystrom(rank: try rank(text, of: $0)) }
      },
      solver("random-features", "random Fourier features", [.features, .solverSeed]) { choices in
        let features = try choices.integer(.features) ?? 1000
        return { _ in .randomFeatures(count: features) }
      },
      solver("eigenvalues", "") { _ in { _ in .eigenvalues } },
    ]
  }

  /// An algorithm in double precision; which one may depend on the number of points.
  private static func solver(
    _ name: String, _ summary: String, _ choices: [Choice] = [],
    _ make: @escaping @Sendable (Choices) throws -> (_ points: Int) throws -> KernelSolver
  ) -> ProblemAlgorithm<KernelInstance> {
    let summary = (summary.isEmpty ? "" : summary + ", ") + "in double precision"
    return ProblemAlgorithm(name, summary, choices: choices) { instance, choices in
      let solver = try make(choices)
      let text = try choices.text(.solverSeed) ?? "1"
      guard let seed = UInt64(text) else { throw ChoiceError(.solverSeed, "expected a seed, found “\(text)”") }
      do {
        return Solved(
          try instance.approximateAnswer(using: RandomStream(seed: seed).child("solve").child(name), by: solver))
      } catch let error as KernelError {
        switch error {
        case .unsuitableSolver, .parameterOutOfRange: throw ChoiceError(name: "algorithm", error.description)
        default: throw error
        }
      }
    }
  }

  /// The rank for a data set of so many points: no more than these, and at least 1.
  private static func rank(_ text: String, of points: Int) throws -> Int {
    let wanted: Int
    if text.hasSuffix("%") {
      guard let percent = Int(text.dropLast()), 1...100 ~= percent else {
        throw ChoiceError(.rank, "expected a number of points, or 1% to 100%; found \(text)")
      }
      wanted = (points * percent + 50) / 100
    } else {
      guard let number = Int(text), number >= 1 else {
        throw ChoiceError(.rank, "expected a number of points, or 1% to 100%; found \(text)")
      }
      wanted = number
    }
    return min(max(wanted, 1), max(points, 1))
  }

  /// Values with their error bars, and the options with which `read` takes them; exact values are printed as JSON, in fractions.
  public static func text(of solved: Solved<KernelValues>) -> String? {
    guard let errors = solved.answer.errors else { return nil }
    // Doubles, all of them; an error covers what printing its value rounds.
    let values = solved.answer.values
    let printed = [values.a, values.b, values.ab].map { "\(Double($0))" }
    let bars = [errors.a, errors.b, errors.ab].map { "\(Double($0).nextUp)" }
    let lines = ["A", "B", "AB"].enumerated().map { "V(\($1)) = \(printed[$0]) ± \(bars[$0])" }
    return (lines + ["--values \(printed.joined(separator: ",")) --errors \(bars.joined(separator: ","))"])
      .joined(separator: "\n")
  }
}

extension Choices {
  fileprivate func double(_ choice: Choice) throws -> Double? {
    guard let text = try text(choice) else { return nil }
    guard let value = Double(text) else { throw ChoiceError(choice, "expected a number, found “\(text)”") }
    return value
  }
}

extension KernelInstance: SolverValues {
  /// Three: of A, B and A ∪ B.
  public var valueCount: Int { 3 }
  /// The optimal values.
  public var valueMeaning: String { "optimal values, of A, B and AB" }

  /// The values with their error bars; three negative ones are taken for objectives as LIBSVM prints them, where they can be.
  public func answer(values: [Rational], errors: [Rational]) throws -> (answer: KernelValues, notice: String?) {
    func triple(_ numbers: [Rational]) -> KernelValues.Triple { .init(a: numbers[0], b: numbers[1], ab: numbers[2]) }
    let given = KernelValues(values: triple(values), errors: triple(errors))
    guard let positive = withoutSigns(given) else { return (given, nil) }
    return (
      positive,
      "all values are negative, as in the objective that LIBSVM prints, which is minus the dual value; they are read without their "
        + "signs"
    )
  }
}
