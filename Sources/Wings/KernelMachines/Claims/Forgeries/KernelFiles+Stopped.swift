import Evidence
import Exact
import KernelMachinesCheckers

// One forgery for each line that refuses. Each passes every other line; where it is about more than one set, about each.
extension KernelFiles {
  private static func stopped(_ name: String, _ file: KernelProofFile, _ reason: String) -> Tried {
    Tried(name: name, file: file, expectation: .refused(reason))
  }

  /// What is not a certificate, or holds no instance.
  static func stoppedByForm() throws -> [Tried] {
    let (svm, bias, pca) = (machine("svm"), machine("svm-bias"), machine("pca"))
    let valid = try KernelProofFile(svm.exactCertificate())
    func changed(_ name: String, _ path: [JSONKey], _ value: JSONValue?, _ reason: String) throws -> Tried {
      stopped(name, try valid.changed(path, to: value), reason)
    }
    /// Principal components with these parameters, and their true sums.
    func sums(
      _ name: String, base: Rational = Rational(1, 8), _ left: [String], _ right: [String], t: Int = 1,
      promise: Int = 0, _ reason: String
    ) throws -> Tried {
      let machine = ClosePairMachine(
        task: "pca", base: base, left: left, right: right, threshold: t, leastDistance: promise)
      let sets = [left, right, left + right].map { points in
        let sum = points.reduce(Rational(0)) { sum, x in points.reduce(sum) { $0 + base.power(distance(x, $1)) } }
        return KernelCertificate.DataSet(
          points: points, labels: [], numerators: [], denominator: 1, lower: sum, upper: sum)
      }
      var certificate = KernelCertificate(
        kind: .exact, task: "pca", parameter: nil, base: base, threshold: machine.threshold,
        leastDistance: machine.leastDistance, a: sets[0], b: sets[1], ab: sets[2])
      certificate.a.labels = left.map { _ in 1 }
      certificate.b.labels = right.map { _ in -1 }
      certificate.ab.labels = certificate.a.labels + certificate.b.labels
      return stopped(name, try KernelProofFile(certificate), reason)
    }
    var files = [
      try changed("another machine", ["task"], .string("svm2"), "there is no machine “svm2”"),
      try changed("a parameter of hard margins", ["parameter"], .string("1"), "svm has no parameter, but 1 is given"),
      stopped(
        "a parameter of machines with bias",
        try KernelProofFile(bias.exactCertificate()).changed(["parameter"], to: .string("2")),
        "svm-bias has no parameter, but 2 is given"),
      stopped(
        "a parameter of principal components",
        try KernelProofFile(pca.exactCertificate()).changed(["parameter"], to: .string("3")),
        "pca has no parameter, but 3 is given"),
      try changed("no threshold", ["threshold"], nil, missing("its threshold")),
      try changed("no promise", ["leastDistance"], nil, missing("its promised distance")),
      try sums("a base of 0", base: 0, ["00"], ["11"], "the base 0 is not positive"),
      try sums("a negative base", base: Rational(-1, 8), ["00"], ["11"], "the base -1/8 is not positive"),
      try sums("a base of 1", base: 1, ["00"], ["11"], "the base 1 is not below 1"),
      try sums("a base above 1", base: Rational(9, 8), ["00"], ["11"], "the base 9/8 is not below 1"),
      try sums("a threshold of 0", ["00"], ["11"], t: 0, "the threshold 0 is not positive"),
      try sums("a negative threshold", ["00"], ["11"], t: -3, "the threshold -3 is not positive"),
      try sums("a negative promise", ["00"], ["11"], promise: -1, "the promised distance -1 is negative"),
      try sums(
        "a broken promise", ["00", "10"], ["11"], promise: 2,
        "two vectors differ in 1 places, but at least 2 are promised"),
      try sums("another letter", ["02"], ["11"], "a vector has other letters than 0 and 1"),
      try sums("another letter in B", ["00"], ["1x"], "a vector has other letters than 0 and 1"),
      try sums("equal vectors of A", ["00", "00"], ["11"], "two vectors are equal"),
      try sums("a vector of A and of B", ["00"], ["11", "00"], "two vectors are equal"),
      try sums("two dimensions", ["00"], ["110"], "the vectors differ in dimension"),
      try sums("two dimensions, the first one longer", ["001"], ["11"], "the vectors differ in dimension"),
    ]
    for (task, name) in [("svm-soft", "the box C"), ("ridge", "λ")] {
      let file = try KernelProofFile(machine(task, 2).exactCertificate())
      files += [
        stopped(
          "\(task) without its parameter", try file.changed(["parameter"], to: nil),
          task == "ridge" ? "ridge regression needs λ, the parameter" : "a soft margin needs its box C, the parameter"),
        stopped(
          "\(task) with 0", try file.changed(["parameter"], to: .string("0")), "\(name) = 0 is not positive"),
        stopped(
          "\(task) with a negative parameter", try file.changed(["parameter"], to: .string("-1/2")),
          "\(name) = -1/2 is not positive"),
      ]
    }
    for task in ["svm-soft", "ridge", "pca"] {
      let machine = machine(task, task == "pca" ? nil : 2)
      files.append(
        stopped(
          "a sandwich of \(task)", try KernelProofFile(machine.certificate(.sandwich, machine.solution())),
          "there is no sandwich of “\(task)”"))
    }
    return files
  }

  /// In how many places one has a 1 and the other not; what is not a 1, or beyond the end, counts as 0.
  private static func distance(_ x: String, _ y: String) -> Int {
    let (x, y) = (Array(x), Array(y))
    return (0..<max(x.count, y.count)).count { i in (i < x.count && x[i] == "1") != (i < y.count && y[i] == "1") }
  }

  private static func missing(_ what: String) -> String {
    KernelCertificateError.incomplete(what).description
  }

  /// True statements about something else: other labels, another union, another instance.
  static func stoppedByBinding() throws -> [Tried] {
    let (svm, bias) = (machine("svm"), machine("svm-bias"))
    let (plain, mirrored) = (
      try KernelProofFile(svm.exactCertificate()), try KernelProofFile(bias.exactCertificate())
    )
    let labels = "its labels are not 1 on the vectors of A and -1 on those of B"
    let points = "its points are not those of A and then those of B"
    let images = "its points are not the vectors with a 0 and then their mirror images with a 1"
    var files: [Tried] = []
    for (set, index) in [("A", 0), ("B", 0), ("AB", 0), ("AB", 3)] as [(String, Int)] {
      let path: [JSONKey] = [.field(set), "labels", .entry(index)]
      for value in [0, 2, set == "B" || index == 3 ? 1 : -1] {
        files.append(
          stopped(
            "the label \(value) in \(set)", try plain.changed(path, to: .integer(value)), "data set \(set): \(labels)"))
      }
      files.append(
        stopped(
          "a label flipped in \(set), mirrored",
          try mirrored.changed(path, to: .integer(set == "B" || index == 3 ? 1 : -1)),
          "data set \(set): \(labels), and the opposite on their mirror images"))
      files.append(
        stopped(
          "a label less in \(set)", try plain.changed(path, to: nil), "data set \(set): \(labels)"))
    }
    files += [
      // Labels that cancel: two classes on a side.
      stopped(
        "A and B exchanged in A ∪ B",
        try plain.changed(["AB", "points"], to: try JSONValue(encoding: right + left)), "data set AB: \(points)"),
      stopped(
        "another point in A ∪ B", try plain.changed(["AB", "points", 0], to: .string("0111")), "data set AB: \(points)"),
      stopped(
        "a point less in A ∪ B", try plain.changed(["AB", "points", 3], to: nil), "data set AB: \(points)"),
      stopped("not mirrored", try plain.changed(["task"], to: .string("svm-bias")), "data set A: \(images)"),
      stopped(
        "mirrored for nothing", try mirrored.changed(["task"], to: .string("svm")), "data set A: \(labels)"),
    ]
    for set in ["A", "B", "AB"] {
      for (name, index, point) in [
        ("mirror image", set == "AB" ? 4 : 2, "11111"), ("point", 0, "00111"), ("point without its column", 0, "0011"),
      ] {
        // A changed point changes what is derived from it, and then its image is the one that differs.
        let path: [JSONKey] = [.field(set), "points", .entry(index)]
        files.append(
          stopped(
            "another \(name) in \(set)", try mirrored.changed(path, to: .string(point)), "data set \(set): \(images)"))
      }
    }
    return files + (try stoppedByInstance())
  }

  /// Valid certificates beside another instance, which differs in one thing.
  private static func stoppedByInstance() throws -> [Tried] {
    var files: [Tried] = []
    func beside(
      _ name: String, _ machine: ClosePairMachine, _ reason: String, _ change: (inout ClosePairMachine) -> Void
    ) throws {
      var other = machine
      change(&other)
      files.append(
        stopped(
          "\(machine.task) beside \(name)", try KernelProofFile(machine.exactCertificate(), instance: other),
          KernelCertificateError.otherInstance(reason).description))
    }
    for machine in machines {
      try beside("another base", machine, "its base is 1/32, that of the instance 1/64") { $0.base = Rational(1, 64) }
      try beside("another threshold", machine, "its threshold is 3, that of the instance 2") { $0.threshold = 2 }
      try beside("another promise", machine, "its promised distance is 2, that of the instance 1") {
        $0.leastDistance = 1
      }
      try beside("another A", machine, "the vectors of A differ") { $0.left = ["0011", "1001"] }
      try beside("another B", machine, "the vectors of B differ") { $0.right = otherRight }
      try beside("fewer vectors of B", machine, "the vectors of B differ") { $0.right.removeLast() }
      try beside("A in another order", machine, "the vectors of A differ") { $0.left.reverse() }
      let task = machine.task == "svm" ? "pca" : "svm"
      try beside("another machine", machine, "its machine is \(machine.task), that of the instance \(task)") {
        ($0.task, $0.parameter) = (task, nil)
      }
    }
    try beside(
      "another λ", machine("ridge", 1),
      "it is about kernel ridge regression, λ = 1, the instance about kernel ridge regression, λ = 2"
    ) { $0.parameter = 2 }
    try beside(
      "another C", machine("svm-soft", 2),
      "it is about the support vector machine with soft margin, C = 2, without bias, the instance about the support vector machine "
        + "with soft margin, C = 1/2, without bias"
    ) { $0.parameter = Rational(1, 2) }
    return files
  }
}
