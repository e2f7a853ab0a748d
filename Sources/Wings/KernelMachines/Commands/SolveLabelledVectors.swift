import ArgumentParser
import Console
import Exact
import Foundation
import KernelMachines
import KernelMachinesCheckers
import Problems
import Synchronization
import Text

/// `tightbound svm`
struct SolveLabelledVectors: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "svm",
    abstract: "Enclose the optimum of a support vector machine on data of your own.",
    discussion: """
      The machine is C-SVC of LIBSVM with the radial kernel (-s 0 -t 2): box C, kernel exp(-γ‖x - y‖²), with a bias. Files are those of LIBSVM; \
      every decimal is taken for exactly what it says. Printed is an interval that holds the optimum, by the dual and the primal value of the \
      same coefficients, rigorously enclosed. `svm-train` prints as obj minus the dual value of the coefficients at which it stopped, \
      which is above minus the optimum; --objective says how far. It keeps the kernel in single precision, which moves obj a little.

      Labels are 1 and -1; of two others the larger one is read as 1. The kernel of all pairs is held: at most 100 bytes for each of n² pairs.

      Exit codes: 0 the interval is as narrow as asked for; 3 the data could not be read, or no coefficients have the objective; 4 a limit was \
      reached, or the interval could not be made as narrow, and what is proved is printed.
      """)

  @Argument(help: "The data: a file as LIBSVM reads them, or `-`.")
  var input: String

  @Option(
    name: .shortAndLong,
    help: "γ of the kernel, such as 1/8 or 0.5. Default, as LIBSVM's: 1 over the number of features.")
  var gamma: String?

  @Option(name: .shortAndLong, help: "C, the most that a coefficient may be. Default: 1.")
  var cost: String = "1"

  @Flag(inversion: .prefixedNo, help: "Whether the machine has a bias, as LIBSVM's has.")
  var bias = true

  @Option(help: "How wide the interval may be. Default: a billionth of the optimum.")
  var width: String?

  @Option(parsing: .unconditional, help: "What a solver printed as obj, such as -101.25: compare it with the interval.")
  var objective: String?

  @Option(name: .shortAndLong, help: "Write a certificate, which holds the data, for `tightbound verify`.")
  var output: String?

  @OptionGroup var time: TimeLimit

  @OptionGroup var size: SizeLimit

  @Option(help: "How to print: text or json.")
  var format: OutputFormat = .text

  func validate() throws {
    for (name, text) in [("gamma", gamma), ("cost", cost), ("width", width)] {
      if let text { _ = try Self.positive(text, "--\(name)") }
    }
    _ = try printedObjective()
  }

  func run() throws {
    if let output { try requireOutput(output, ["json"], holds: "a certificate") }
    let data = try readFile(input)
    let vectors = try inFile(input) { try LabelledVectors(contentsOfLIBSVM: data) }
    if let notice = vectors.notice {
      StandardError.write("notice: \(input == "-" ? "standard input" : input): \(notice)")
    }
    let gamma =
      try self.gamma.map { try Self.positive($0, "--gamma") } ?? Rational(1, Integer(max(vectors.features, 1)))
    let width = try width.map { try Self.positive($0, "--width") }
    let machine = try GaussianMachine(vectors, gamma: gamma, cost: try Self.positive(cost, "--cost"), hasBias: bias)
    // An exponential and a product of vectors for each pair, some microseconds.
    let pairs = Double(vectors.count) * Double(vectors.count) / 2
    try size.require(
      holding: machine.predictedBytes(width: width)
        + Integer(100 * vectors.entries),
      seconds: pairs * (4e-6 + 1e-7 * Double(vectors.entries) / Double(vectors.count)), instead: "fewer vectors")
    let known = Mutex<KernelIntervalCertificate?>(nil)
    let clock = time.start("solving") {
      guard let found = known.withLock({ $0 }) else {
        return StandardError.write("the time limit was reached; nothing is proved of the optimum by then")
      }
      do { try report(found, vectors) } catch { StandardError.write("\(error)") }
    }
    let found = try machine.interval(width: width) { better in
      known.withLock { $0 = better }
    }
    clock.stop()
    try report(found, vectors)
    let goal = width ?? found.upper / 1_000_000_000
    guard found.upper - found.lower <= goal else {
      StandardError.write(
        "notice: the interval is wider than asked for: the kernel's matrix is nearly singular on these vectors, or C is none that doubles "
          + "have; a larger --gamma or a smaller --cost may help")
      throw Outcome.timeLimit
    }
  }

  private static func positive(_ text: String, _ option: String) throws -> Rational {
    let value: Rational
    do { value = try Rational(parsing: text) } catch { throw ValidationError("\(option): \(error)") }
    guard value > 0 else { throw ValidationError("\(option) is \(text); expected a positive number") }
    return value
  }

  private func printedObjective() throws -> PrintedValue? {
    do { return try objective.map { try PrintedValue(parsing: $0) } } catch {
      throw ValidationError("--objective: \(error)")
    }
  }

  /// Writes the certificate, prints what it says, and compares the solver's objective.
  private func report(_ found: KernelIntervalCertificate, _ vectors: LabelledVectors) throws {
    if let output { try writeFile(output, try json(found, pretty: false) + "\n") }
    // A certificate on standard output stands there alone.
    guard output != "-" else { return }
    let answer = IntervalAnswer(found, vectors)
    print(format == .json ? try json(answer, pretty: false) : answer.text)
    if let output, format == .text { print("wrote \(output)") }
    if let objective = try printedObjective() { try compare(objective, found) }
  }

  /// Says how far a solver stopped before the optimum.
  private func compare(_ printed: PrintedValue, _ found: KernelIntervalCertificate) throws {
    if printed.value > 0 { StandardError.write("notice: LIBSVM's objective is not positive; the sign is taken off") }
    // LIBSVM keeps the kernel in single precision: off by a part of 2^−24, which moves ½ αᵀGα by less than ½ (Σα)² 2^−24.
    let sum = found.cost * Rational(found.coefficients.reduce(0, +), Integer(1) << found.bits)
    let single = sum * sum / Rational(1 << 25)
    let (dual, text) = (printed.value.magnitude, objective ?? "")
    guard dual - printed.error - single <= found.upper else {
      throw CommandError(
        "no coefficients have the objective \(text): the least is at least -\(found.upper.decimal); it is of other data, "
          + "another γ or C, or a machine \(found.bias == nil ? "with" : "without") bias")
    }
    let (least, greatest) = (found.lower - dual - printed.error, found.upper - dual + printed.error)
    let words =
      if least <= 0, greatest >= 0 {
        "is that of the optimum, to its last digit"
      } else if least <= single {
        "is that of the optimum to about \(Double(single)), by which the kernel in single precision, as LIBSVM has it, may move it"
      } else {
        "is above that of the optimum by \(Double(least)) to \(Double(greatest))"
      }
    if format == .text {
      print("the objective \(text) \(words)")
    } else {
      StandardError.write("the objective \(text) \(words)")
    }
  }
}

/// What is printed of an interval.
private struct IntervalAnswer: Encodable {
  let points, features, positives, negatives: Int
  let gamma, cost: Rational
  let bias: Bool
  let lower, upper, sha256: String

  init(_ found: KernelIntervalCertificate, _ vectors: LabelledVectors) {
    (points, features) = (vectors.count, vectors.features)
    positives = vectors.labels.count { $0 > 0 }
    negatives = points - positives
    (gamma, cost, bias) = (found.gamma, found.cost, found.bias != nil)
    (lower, upper) = (found.lower.decimal, found.upper.decimal)
    sha256 = Text.sha256(vectors.text)
  }

  var text: String {
    """
    \(points) vectors with features up to \(features), \(positives) with the label 1 and \(negatives) with -1; SHA-256 \(sha256)
    C = \(cost), kernel exp(-γ‖x - y‖²) with γ = \(gamma), \(bias ? "with" : "without") bias
    the optimum is between \(lower) and \(upper); LIBSVM's obj is minus it
    """
  }
}
