import Evidence
import Exact
import KernelMachinesCheckers

/// Certificates of kernel machines, valid and forged.
enum KernelFiles {
  typealias Tried = TriedFile<KernelProofFile>

  /// A forgery for each line that refuses, valid files, and some of the systematic forgeries, of every sixth certificate.
  static let quick: [Tried] =
    made { try stoppedByForm() + stoppedByBinding() + stoppedByProof() + decisions() + valid() }
    + made { try systematic { $0.isMultiple(of: 6) } }.thinned(to: 200)

  /// Every change of every field.
  static let deep: [Tried] = made { try systematic { _ in true } }

  /// A file that cannot be made is one that no checker accepts, which shows.
  static func made(_ files: () throws -> [Tried]) -> [Tried] {
    do { return try files() } catch {
      return [Tried(name: "not made: \(error)", file: KernelProofFile(certificate: .null), expectation: .accepted)]
    }
  }

  // The instances.

  static let left = ["0011", "0101"]
  static let right = ["1100", "0110"]
  static let otherRight = ["1100", "1010"]
  /// Three pairs differ in two places and one in four: t = 3.
  static let machines: [ClosePairMachine] = [
    machine("svm"), machine("svm-bias"), machine("svm-soft", Rational(1, 2)), machine("svm-soft", 2),
    machine("ridge", 1),
    machine("pca"),
  ]

  static func machine(_ task: String, _ parameter: Rational? = nil, base: Rational = Rational(1, 32))
    -> ClosePairMachine
  {
    ClosePairMachine(
      task: task, parameter: parameter, base: base, left: left, right: right, threshold: 3, leastDistance: 2)
  }

  /// Another instance for each: without a close pair, and with another base.
  static func other(_ machine: ClosePairMachine) -> ClosePairMachine {
    var other = machine
    (other.left, other.right) = (["0011", "0000"], ["1110", "1101"])
    other.base = Rational(1, 64)
    other.leastDistance = 0
    return other
  }

  /// Bounds from coefficients that are right to some digits.
  static func sandwich(_ machine: ClosePairMachine) throws -> KernelCertificate {
    try machine.certificate(
      .sandwich,
      zip(machine.dataSets(), machine.solution()).map { points, solution in
        let rounded = solution.numerators.map { ($0 << 20) / solution.denominator }
        return bounds(points.points.rowTexts, points.labels, machine.base, rounded, Integer(1) << 20)
      })
  }

  /// 1ᵀα − ½ αᵀGα and αᵀGα / (2m²), as they are defined.
  static func bounds(
    _ points: [String], _ labels: [Int], _ base: Rational, _ numerators: [Integer], _ denominator: Integer
  ) -> KernelCoefficients {
    let alpha = numerators.map { Rational($0, denominator) }
    let margins = points.indices.map { i in
      points.indices.reduce(Rational(0)) { sum, j in
        let distance = zip(points[i], points[j]).count { $0 != $1 }
        return sum + Rational(Integer(labels[i] * labels[j]), 1) * base.power(distance) * alpha[j]
      }
    }
    let square = zip(alpha, margins).reduce(Rational(0)) { $0 + $1.0 * $1.1 }
    let least = margins.min() ?? 1
    return KernelCoefficients(
      numerators, denominator, alpha.reduce(0, +) - square / 2, least.isZero ? 0 : square / (2 * least * least))
  }

  // Valid ones.

  private static func valid() throws -> [Tried] {
    var files: [Tried] = []
    for (name, machine, certificate) in try certificates() {
      // Bounds this close always tell.
      let (lower, upper) = certificate.delta
      let threshold = try machine.decisionThreshold()
      let isYes = (machine.closest?.distance ?? .max) < machine.threshold
      let proof = Expectation.acceptedAs(
        "Δ is \(certificate.kind == .exact ? "\(lower)" : "between \(lower) and \(upper)"), \(isYes ? "above" : "below") \(threshold): "
          + (isYes
            ? "yes, a vector of A and one of B differ in fewer than 3 places"
            : "no, all vectors of A and B differ in at least 3 places"))
      files.append(Tried(name: name, file: try KernelProofFile(certificate), expectation: proof))
      files.append(
        Tried(
          name: "\(name), beside its instance", file: try KernelProofFile(certificate, instance: machine),
          expectation: proof))
      var old = certificate
      (old.threshold, old.leastDistance) = (nil, nil)
      files.append(
        Tried(
          name: "\(name), of an older version, beside its instance", file: try KernelProofFile(old, instance: machine),
          expectation: proof))
    }
    return files
  }

  /// Every machine's, with and without a close pair.
  private static func certificates() throws -> [(
    name: String, machine: ClosePairMachine, certificate: KernelCertificate
  )] {
    var list: [(String, ClosePairMachine, KernelCertificate)] = []
    for machine in machines + machines.map(other) {
      let answer = (machine.closest?.distance ?? .max) < machine.threshold ? "yes" : "no"
      let name = "\(machine.task)\(machine.parameter.map { " with \($0)" } ?? ""), \(answer)"
      list.append((name, machine, try machine.exactCertificate()))
      if ["svm", "svm-bias"].contains(machine.task) {
        list.append((name + ", sandwich", machine, try sandwich(machine)))
      }
    }
    return list
  }

  private static func systematic(of isChosen: (_ index: Int) -> Bool) throws -> [Tried] {
    let values = try certificates().map { (name: $0.name, value: try JSONValue(encoding: $0.certificate)) }
    return values.enumerated().filter { isChosen($0.offset) }.flatMap { index, valid in
      // The fields of another machine, and those of the same one on another instance.
      let others = [values[(index + 1) % values.count].value, values[(index + values.count / 2) % values.count].value]
      return valid.value.forgeries(others: others).map {
        Tried(
          name: "\(valid.name), \($0.name)", file: KernelProofFile(certificate: $0.value), expectation: .nothingFalse)
      }
    }
  }

  // What the answers are.

  /// Certificates of which only the answer matters: that nothing follows where the theorem says nothing.
  private static func decisions() throws -> [Tried] {
    func answered(_ name: String, _ machine: ClosePairMachine, _ certificate: KernelCertificate, _ proof: String) throws
      -> Tried
    {
      Tried(name: name, file: try KernelProofFile(certificate, instance: machine), expectation: .acceptedAs(proof))
    }
    func undecided(_ result: String, _ t: Int, _ why: String) -> String {
      "\(result); whether a vector of A and one of B differ in fewer than \(t) places does not follow: \(why)"
    }
    // Sums of kernels of far pairs look like that of a close one; so many equal distances that a row adds up to 3/2 or to 1/2.
    let far = ClosePairMachine(
      task: "pca", base: Rational(1, 4), left: ["00110000", "00001100"], right: ["11000000", "00000011"], threshold: 4)
    let square = ClosePairMachine(
      task: "pca", base: Rational(3, 4), left: ["00", "11"], right: ["01", "10"], threshold: 2)
    let half = ClosePairMachine(task: "pca", base: Rational(1, 2), left: ["0"], right: ["1"], threshold: 2)
    let tight = ClosePairMachine(
      task: "pca", base: Rational(1, 4), left: ["0001"], right: ["1110"], threshold: 4)
    let box = ClosePairMachine(
      task: "svm-soft", parameter: 1, base: Rational(1, 8), left: ["01"], right: ["10"], threshold: 3)
    let wide = ClosePairMachine(task: "svm", base: Rational(1, 8), left: ["01"], right: ["10"], threshold: 3)
    func exact(_ machine: ClosePairMachine) throws -> (KernelCertificate, String) {
      let certificate = try machine.exactCertificate()
      return (certificate, "Δ is \(certificate.delta.lower)")
    }
    let (farExact, farDelta) = try exact(far)
    let (squareExact, squareDelta) = try exact(square)
    let (halfExact, halfDelta) = try exact(half)
    var even = far
    even.threshold = 3
    let (evenExact, evenDelta) = try exact(even)
    let (tightExact, tightDelta) = try exact(tight)
    let (boxExact, boxDelta) = try exact(box)
    var wideBounds = try sandwich(wide)
    (wideBounds.ab.lower, wideBounds.ab.upper) = (0, 5)
    return [
      try answered(
        "many far pairs", far, farExact,
        undecided(farDelta, 4, "pairs that are not close could add up to as much as a close one")),
      try answered(
        "a row of 3/2 and 9/16", square, squareExact,
        undecided(squareDelta, 2, "the kernel adds up to 1 or more beside the diagonal of some row")),
      try answered(
        "a row of 1/2", half, halfExact,
        undecided(halfDelta, 2, "the kernel adds up to too much beside the diagonal of some row")),
      try answered(
        "one far pair", tight, tightExact,
        "\(tightDelta), below 1/64: no, all vectors of A and B differ in at least 4 places"),
      try answered(
        "far pairs two places beyond close ones", even, evenExact,
        "\(evenDelta), below 1/16: no, all vectors of A and B differ in at least 3 places"),
      try answered(
        "a box in the window", box, boxExact, undecided(boxDelta, 3, "the box C = 1 lies where the value tells nothing")
      ),
      try answered(
        "bounds that are too wide", wide, wideBounds,
        undecided(
          "Δ is between \(wideBounds.delta.lower) and \(wideBounds.delta.upper)", 3,
          "the bounds on Δ reach to both sides of 1/128")),
    ] + (try decisionsAtBounds()) + (try slack())
  }

  /// The vector 000 is so close to three others that its margin is 18/17 without a coefficient of its own: not all that is above 1 is
  /// refused. A row adds up to more than 1, so that no answer follows.
  private static func slack() throws -> [Tried] {
    try [("svm", nil), ("svm-soft", 2)].map { (task: String, box: Rational?) in
      let machine = ClosePairMachine(
        task: task, parameter: box, base: Rational(3, 4), left: ["000", "100", "010", "001"], right: [], threshold: 1)
      let value = Rational(12, 17)
      let set = KernelCoefficients([0, 8, 8, 8], 17, value, value)
      let certificate = try machine.certificate(.exact, [set, KernelCoefficients([], 1, 0, 0), set])
      return Tried(
        name: "\(task) with a margin above 1 that has no coefficient",
        file: try KernelProofFile(certificate, instance: machine),
        expectation: .acceptedAs(
          "Δ is 0; whether a vector of A and one of B differ in fewer than 1 places does not follow: "
            + "the kernel adds up to 1 or more beside the diagonal of some row"))
    }
  }

  /// The same where what is compared is equal.
  private static func decisionsAtBounds() throws -> [Tried] {
    var files: [Tried] = []
    func answered(_ name: String, _ machine: ClosePairMachine, _ words: (_ delta: Rational) -> String) throws {
      let certificate = try machine.exactCertificate()
      files.append(
        Tried(
          name: name, file: try KernelProofFile(certificate, instance: machine),
          expectation: .acceptedAs("Δ is \(certificate.delta.lower)" + words(certificate.delta.lower))))
    }
    func undecided(_ t: Int, _ why: String) -> String {
      "; whether a vector of A and one of B differ in fewer than \(t) places does not follow: \(why)"
    }
    func isClose(_ t: Int, _ limit: String) -> String {
      ", above \(limit): yes, a vector of A and one of B differ in fewer than \(t) places"
    }
    // The first row, the second and the last one; the others are of 3/4.
    for (left, right) in [(["00"], ["01", "10"]), (["01"], ["00", "10"]), (["01", "10"], ["00"])] {
      try answered(
        "a row of 1, \(left)",
        ClosePairMachine(task: "pca", base: Rational(1, 2), left: left, right: right, threshold: 1)
      ) { _ in undecided(1, "the kernel adds up to 1 or more beside the diagonal of some row") }
    }
    try answered(
      "a row of 1/3", ClosePairMachine(task: "pca", base: Rational(1, 3), left: ["0"], right: ["1"], threshold: 2)
    ) { _ in undecided(2, "the kernel adds up to too much beside the diagonal of some row") }
    // A row of 3/11; four pairs, each of 1/11 of a close one, are half of what the row leaves.
    try answered(
      "far pairs that may be half of what is left",
      ClosePairMachine(task: "pca", base: Rational(1, 11), left: ["000", "100"], right: ["010", "001"], threshold: 2)
    ) { _ in undecided(2, "pairs that are not close could add up to as much as a close one") }
    // The window is from 8/9 to 8/7.
    for (box, limit) in [(Rational(8, 9), "4/81"), (Rational(8, 7), "1/16")] {
      try answered(
        "the box \(box) at the end of the window",
        ClosePairMachine(
          task: "svm-soft", parameter: box, base: Rational(1, 8), left: ["0"], right: ["1"], threshold: 2)
      ) { _ in isClose(2, limit) }
    }
    for t in [3, 4, 1000] {
      try answered(
        "all pairs are close, t = \(t)",
        ClosePairMachine(task: "svm", base: Rational(1, 8), left: ["01"], right: ["10"], threshold: t)
      ) { _ in isClose(t, "1/128") }
    }
    // Vectors that take two words, and differ in the second, in the first and in both.
    let zeros = String(repeating: "0", count: 62)
    try answered(
      "vectors of 70 coordinates",
      ClosePairMachine(
        task: "pca", base: Rational(1, 32), left: [zeros + "00000000", "11" + zeros + "110000"],
        right: [zeros + "00111100", zeros + "11111111"], threshold: 5, leastDistance: 4)
    ) { _ in isClose(5, "1/1048576") }
    // Bounds that are loosened until they touch the limit: of a close pair from above, of a far one from below.
    let close = ClosePairMachine(task: "svm", base: Rational(1, 8), left: ["01"], right: ["10"], threshold: 3)
    let far = ClosePairMachine(task: "svm", base: Rational(1, 8), left: ["000"], right: ["111"], threshold: 2)
    for (machine, t, limit) in [(close, 3, Rational(1, 128)), (far, 2, Rational(1, 16))] {
      var bounds = try sandwich(machine)
      if t == 3 {
        bounds.ab.lower = limit + bounds.a.upper + bounds.b.upper
      } else {
        bounds.ab.upper = limit + bounds.a.lower + bounds.b.lower
      }
      let delta = bounds.delta
      files.append(
        Tried(
          name: "bounds that touch the limit, t = \(t)", file: try KernelProofFile(bounds, instance: machine),
          expectation: .acceptedAs(
            "Δ is between \(delta.lower) and \(delta.upper)"
              + undecided(t, "the bounds on Δ reach to both sides of \(limit)"))))
    }
    return files
  }
}
