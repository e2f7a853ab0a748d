import Evidence
import Exact
import KernelMachinesCheckers

// One forgery for each optimality condition: its coefficients satisfy every other one.
extension KernelFiles {
  /// One vector of A alone, the machine's set A being all there is.
  private static func single(_ task: String, _ parameter: Rational? = nil, base: Rational = Rational(1, 8))
    -> ClosePairMachine
  {
    ClosePairMachine(task: task, parameter: parameter, base: base, left: ["0"], right: [], threshold: 1)
  }

  /// A vector and three that differ from it in one place: with a large base the solution of Gα = 1 has a negative coefficient.
  private static func star(_ task: String, _ parameter: Rational? = nil) -> ClosePairMachine {
    ClosePairMachine(
      task: task, parameter: parameter, base: Rational(3, 4), left: ["000", "100", "010", "001"], right: [],
      threshold: 1)
  }

  private static let nothing = KernelCoefficients([], 1, 0, 0)

  /// A certificate of which A and A ∪ B are the same and B is empty.
  private static func forged(
    _ name: String, _ machine: ClosePairMachine, kind: KernelCertificate.Kind = .exact, _ numerators: [Integer],
    over denominator: Integer = 1, _ value: Rational, upper: Rational? = nil, _ reason: String
  ) throws -> Tried {
    let set = KernelCoefficients(numerators, denominator, value, upper ?? value)
    return Tried(
      name: "\(machine.task): \(name)", file: try KernelProofFile(machine.certificate(kind, [set, nothing, set])),
      expectation: .refused(reason))
  }

  static func stoppedByProof() throws -> [Tried] {
    try stoppedExact() + stoppedSandwiches() + stoppedShapes()
  }

  private static func stoppedExact() throws -> [Tried] {
    let negative = "data set A: a coefficient is negative at point 0"
    // (−2, 4, 4, 4)/7 solves Gα = 1.
    let star7: [Integer] = [-2, 4, 4, 4]
    return [
      try forged("a negative coefficient", star("svm"), star7, over: 7, Rational(5, 7), negative),
      try forged("a negative coefficient", star("svm-soft", 2), star7, over: 7, Rational(5, 7), negative),
      try forged(
        "a negative coefficient", star("svm-bias"), (star7 + star7).map { 4 * $0 }, over: 7, Rational(40, 7), negative),
      try forged("a margin of 0", single("svm"), [0], 0, "data set A: the margin is less than 1 at point 0"),
      try forged(
        "a margin below 1", single("svm"), [7], over: 8, Rational(7, 16),
        "data set A: the margin is less than 1 at point 0"),
      try forged(
        "a margin above 1", single("svm"), [2], 1, "data set A: a margin above 1 has a coefficient at point 0"),
      try forged(
        "different biases",
        ClosePairMachine(task: "svm-bias", base: Rational(1, 8), left: ["00", "11"], right: [], threshold: 1),
        [1, 2, 2, 1], 3, "data set A: the margin is not 1 with the bias of point 0 at point 1"),
      // The margins are 1 with the bias 1/2, and even the value is right.
      try forged(
        "classes out of balance", single("svm-bias"), [44, 100], over: 63, Rational(8, 7),
        "data set A: the coefficients of the two classes do not add up to the same"),
      try forged(
        "a coefficient above C", single("svm-soft", Rational(1, 2)), [1], Rational(1, 2),
        "data set A: a coefficient is above C at point 0"),
      try forged(
        "a margin above 1", single("svm-soft", 2), [2], 0, "data set A: a margin above 1 has a coefficient at point 0"),
      try forged(
        "a margin below 1", single("svm-soft", 2), [0], 0,
        "data set A: a margin below 1 has a coefficient below C at point 0"),
      try forged("no solution", single("ridge", 1), [0], 0, "data set A: the normal equation does not hold at point 0"),
      try forged(
        "the solution for another λ", single("ridge", 1), [1], over: 3, Rational(1, 6),
        "data set A: the normal equation does not hold at point 0"),
    ]
  }

  private static func stoppedSandwiches() throws -> [Tried] {
    let value = Rational(5, 7)
    var files = [
      try forged(
        "a negative coefficient", star("svm"), kind: .sandwich, [-2, 4, 4, 4], over: 7, value,
        "data set A: a coefficient is negative at point 0"),
      try forged(
        "no coefficients", single("svm"), kind: .sandwich, [0], 0, "data set A: a margin is not positive at point 0"),
    ]
    // αᵀGα / (2m²) with a negative m is below the value.
    let pair = ClosePairMachine(task: "svm", base: Rational(9, 10), left: ["0"], right: ["1"], threshold: 1)
    let half = KernelCoefficients([1], 1, Rational(1, 2), Rational(1, 2))
    files.append(
      Tried(
        name: "svm: a negative margin",
        file: try KernelProofFile(
          pair.certificate(.sandwich, [half, half, KernelCoefficients([1, 0], 1, Rational(1, 2), Rational(50, 81))])),
        expectation: .refused("data set AB: a margin is not positive at point 1")))
    let bias = single("svm-bias")
    let unbalanced = bounds(["00", "01"], [1, -1], bias.base, [1, 2], 1)
    files.append(
      try forged(
        "classes out of balance", bias, kind: .sandwich, [1, 2], unbalanced.lower, upper: unbalanced.upper,
        "data set A: the coefficients of the two classes do not add up to the same"))
    return files
  }

  /// Coefficients that prove something else than is said, too few of them, and denominators that are none.
  private static func stoppedShapes() throws -> [Tried] {
    var files: [Tried] = []
    func change(
      _ name: String, _ certificate: KernelCertificate, _ reason: String,
      _ change: (inout KernelCertificate.DataSet) -> Void
    ) throws {
      for (set, path) in [("A", \KernelCertificate.a), ("B", \.b), ("AB", \.ab)] {
        var changed = certificate
        change(&changed[keyPath: path])
        files.append(
          Tried(
            name: "\(certificate.task): \(name) of \(set)", file: try KernelProofFile(changed),
            expectation: .refused("data set \(set): \(reason)")))
      }
    }
    for machine in machines {
      let exact = try machine.exactCertificate()
      try change("a value too small", exact, "the least value is not what the coefficients prove") { $0.lower -= 1 }
      try change("a value too large", exact, "the greatest value is not what the coefficients prove") { $0.upper += 1 }
      if machine.task != "pca" {
        try change("the coefficients over -1", exact, "the denominator is not positive") {
          ($0.numerators, $0.denominator) = ($0.numerators.map { -$0 }, -$0.denominator)
        }
      }
      try change("the denominator 0", exact, "the denominator is not positive") { $0.denominator = 0 }
    }
    for task in ["svm", "svm-bias"] {
      let sandwich = try sandwich(machine(task))
      try change("a lower bound too large", sandwich, "the least value is above what the coefficients prove") {
        $0.lower += Rational(1, Integer(10).power(30))
      }
      try change("an upper bound too small", sandwich, "the greatest value is below what the coefficients prove") {
        $0.upper -= Rational(1, Integer(10).power(30))
      }
    }
    for (set, count) in [("A", 2), ("B", 2), ("AB", 4)] {
      let valid = try KernelProofFile(machine("ridge", 1).exactCertificate())
      let path: [JSONKey] = [.field(set), "numerators"]
      files += [
        Tried(
          name: "no coefficients of \(set)", file: try valid.changed(path, to: .array([])),
          expectation: .refused("data set \(set): 0 coefficients, expected \(count) for \(count) points")),
        Tried(
          name: "too many coefficients of \(set)",
          file: try valid.changed(path, to: .array(Array(repeating: .integer(1), count: count + 1))),
          expectation: .refused("data set \(set): \(count + 1) coefficients, expected \(count) for \(count) points")),
        Tried(
          name: "coefficients of the sum of \(set)",
          file: try KernelProofFile(machine("pca").exactCertificate()).changed(path, to: .array([.integer(1)])),
          expectation: .refused("data set \(set): 1 coefficients, expected 0 for \(count) points")),
      ]
    }
    return files
  }
}
