import Evidence
import Exact
import KernelMachinesCheckers

/// An instance of a kernel machine with what is printed of it.
struct StatedMachine: Codable, Sendable {
  var machine: ClosePairMachine
  /// Whether the base is left open, as in a series.
  var isForEveryBase = false
  /// The pairs as a file.
  var text: String
  /// What the certificate is about, in words.
  var statement: String

  func subject() throws -> KernelSubject {
    try KernelSubject(
      machine: KernelMachine(task: machine.task, parameter: machine.parameter),
      base: isForEveryBase ? nil : machine.base, left: machine.left, right: machine.right,
      threshold: machine.threshold, leastDistance: machine.leastDistance)
  }
}

extension Check {
  /// The instance that an accepted certificate is printed with is all of it.
  static let kernelStatements: Check = Check(
    "statements", level: .certified,
    family: .listed("\(statedMachines.count) instances of all machines", quick: statedMachines),
    subject: printed, mutants: printedMutants,
    test: { printed, stated in .equal(try printed(stated), [stated.text, stated.statement], "what is printed") })
}

private let printed: Algorithm<StatedMachine, [String]> = { stated in
  let subject = try stated.subject()
  return [subject.text, subject.statement]
}

private func changing(_ change: @escaping @Sendable (inout ClosePairMachine) -> Void) -> Algorithm<
  StatedMachine, [String]
> {
  { stated in
    var other = stated
    change(&other.machine)
    return try printed(other)
  }
}

private let printedMutants: KeyValuePairs<String, Algorithm<StatedMachine, [String]>> = [
  "leaves out the promise": changing { $0.leastDistance = 0 },
  "exchanges the sides": changing { ($0.left, $0.right) = ($0.right, $0.left) },
  "takes C and λ for 1": changing { if $0.parameter != nil { $0.parameter = 1 } },
]

private let statedMachines: [StatedMachine] = {
  func stated(
    _ task: String, parameter: Rational? = nil, base: Rational? = Rational(1, 8), promise: Int = 0, _ machine: String,
    _ kernel: String
  ) -> StatedMachine {
    StatedMachine(
      machine: ClosePairMachine(
        task: task, parameter: parameter, base: base ?? Rational(1, 8), left: ["0011", "0101"], right: ["1100"],
        threshold: 3, leastDistance: promise), isForEveryBase: base == nil,
      text: "p bhcp 2 1 4 3\(promise > 0 ? " \(promise)" : "")\n0011\n0101\n1100\n",
      statement:
        "\(machine), with the kernel q^H, \(kernel), on 2 vectors of A (label 1) and 1 of B (label -1) of 4 coordinates"
        + (promise > 0 ? ", of which no pair differs in fewer than \(promise) places" : "")
        + "; is there a pair that differs in fewer than 3?")
  }
  let none = ClosePairMachine(task: "pca", base: Rational(1, 2), left: [], right: [], threshold: 1)
  let left = ClosePairMachine(task: "pca", base: Rational(1, 2), left: ["01"], right: [], threshold: 1)
  let right = ClosePairMachine(task: "pca", base: Rational(1, 2), left: [], right: ["01"], threshold: 1)
  func empty(_ machine: ClosePairMachine, _ text: String, _ counts: String) -> StatedMachine {
    StatedMachine(
      machine: machine, text: text,
      statement:
        "kernel principal components, with the kernel q^H, q = 1/2, on \(counts) coordinates; is there a pair that differs in fewer than 1?"
    )
  }
  return [
    stated("svm", "the support vector machine with hard margin, without bias", "q = 1/8"),
    stated(
      "svm", base: nil, promise: 2, "the support vector machine with hard margin, without bias", "for every small q"),
    stated(
      "svm-bias", promise: 1, "the support vector machine with hard margin and bias, on mirrored points", "q = 1/8"),
    stated(
      "svm-soft", parameter: Rational(3, 2), "the support vector machine with soft margin, C = 3/2, without bias",
      "q = 1/8"),
    stated("ridge", parameter: 7, "kernel ridge regression, λ = 7", "q = 1/8"),
    stated("pca", "kernel principal components", "q = 1/8"),
    empty(none, "p bhcp 0 0 0 1\n", "0 vectors of A (label 1) and 0 of B (label -1) of 0"),
    empty(left, "p bhcp 1 0 2 1\n01\n", "1 vectors of A (label 1) and 0 of B (label -1) of 2"),
    empty(right, "p bhcp 0 1 2 1\n01\n", "0 vectors of A (label 1) and 1 of B (label -1) of 2"),
  ]
}()
