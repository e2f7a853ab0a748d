import ArgumentParser
import Exact
import KernelMachines
import Randomness
import Reductions

/// An instance of a kernel machine, whichever it is, whose values are found in double precision.
protocol FloatingPointInstance {
  func referenceAnswer() throws -> KernelValues
  func approximateAnswer(
    using stream: RandomStream, by solver: (_ points: Int) throws -> KernelSolver
  ) throws -> KernelValues
}

extension KernelInstance: FloatingPointInstance {}

/// What `solve` may be told about solvers in double precision.
struct FloatingPointOptions: ParsableArguments {
  @Option(help: "Of smo, cg and interior-point: when to stop. Default: 0.001, 1e-12 and 1e-12.")
  var tolerance: Double?

  @Option(help: "Of cg: the greatest number of iterations. Default: 1000.")
  var iterations: Int?

  @Option(help: "Of pegasos: the number of steps. Default: 100000.")
  var steps: Int?

  @Option(help: "Of nystrom: how many points stand for all, as a number or in percent. Default: 50%.")
  var rank: String?

  @Option(help: "Of random-features: how many. Default: 1000.")
  var features: Int?

  @Option(help: "The seed of pegasos, nystrom and random-features.")
  var seed: UInt64 = 1

  /// Prints the values of an instance: as JSON that `interpret` reads, or as decimals with the options that `read` takes.
  func solve(_ instance: any FloatingPointInstance, algorithm: String, problem: String, format: OutputFormat) throws {
    try refuseOthers(than: algorithm)
    // Exact values are fractions in either format.
    if algorithm == "reference" { return print(try json(instance.referenceAnswer(), pretty: false)) }
    let solver = try solver(algorithm, problem)
    let answer: KernelValues
    do {
      answer = try instance.approximateAnswer(
        using: RandomStream(seed: seed).child("solve").child(algorithm), by: solver)
    } catch let error as KernelError {
      switch error {
      case .unsuitableSolver, .parameterOutOfRange: throw ValidationError(error.description)
      default: throw error
      }
    }
    guard format == .text, let errors = answer.errors else { return print(try json(answer, pretty: false)) }
    // Doubles, all of them; an error covers what printing its value rounds.
    let values = [answer.values.a, answer.values.b, answer.values.ab].map { "\(Double($0))" }
    let bars = [errors.a, errors.b, errors.ab].map { "\(Double($0).nextUp)" }
    for (index, name) in ["A", "B", "AB"].enumerated() { print("V(\(name)) = \(values[index]) ± \(bars[index])") }
    print("--values \(values.joined(separator: ",")) --errors \(bars.joined(separator: ","))")
  }

  private func solver(_ algorithm: String, _ problem: String) throws -> (Int) throws -> KernelSolver {
    switch algorithm {
    case "direct": { _ in .direct }
    case "smo": { _ in .sequentialMinimalOptimization(tolerance: tolerance ?? 1e-3) }
    case "cg": { _ in .conjugateGradients(iterations: iterations ?? 1000, tolerance: tolerance ?? 1e-12) }
    case "interior-point": { _ in .interiorPoint(tolerance: tolerance ?? 1e-12) }
    case "pegasos": { _ in .pegasos(steps: steps ?? 100_000) }
    case "nystrom": { .nystrom(rank: try rank(of: $0)) }
    case "random-features": { _ in .randomFeatures(count: features ?? 1000) }
    case "eigenvalues": { _ in .eigenvalues }
    default:
      throw ValidationError(
        "\(problem) has no algorithm “\(algorithm)”; there are reference, direct, smo, cg, interior-point, pegasos, nystrom, "
          + "random-features, eigenvalues")
    }
  }

  /// The rank for a data set of so many points: no more than these, and at least 1.
  private func rank(of points: Int) throws -> Int {
    let text = rank ?? "50%"
    let wanted: Int
    if text.hasSuffix("%") {
      guard let percent = Int(text.dropLast()), 1...100 ~= percent else {
        throw ValidationError("--rank is a number of points, or 1% to 100%; not \(text)")
      }
      wanted = (points * percent + 50) / 100
    } else {
      guard let number = Int(text), number >= 1 else {
        throw ValidationError("--rank is a number of points, or 1% to 100%; not \(text)")
      }
      wanted = number
    }
    return min(max(wanted, 1), max(points, 1))
  }

  /// An option that changes nothing is more likely a mistake than meant.
  private func refuseOthers(than algorithm: String) throws {
    for (option, given, algorithms) in [
      ("--tolerance", tolerance != nil, ["smo", "cg", "interior-point"]), ("--iterations", iterations != nil, ["cg"]),
      ("--steps", steps != nil, ["pegasos"]), ("--rank", rank != nil, ["nystrom"]),
      ("--features", features != nil, ["random-features"]),
    ] where given && !algorithms.contains(algorithm) {
      throw ValidationError("\(option) has no meaning for the algorithm \(algorithm)")
    }
  }
}
