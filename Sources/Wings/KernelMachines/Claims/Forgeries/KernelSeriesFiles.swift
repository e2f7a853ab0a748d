import Evidence
import Exact
import KernelMachines
import KernelMachinesCheckers

/// Series of kernel machines, valid and forged.
enum KernelSeriesFiles {
  typealias Tried = TriedFile<KernelProofFile>

  static let quick: [Tried] =
    KernelFiles.made { try stopped() + everyCoefficient() + valid() }
    + KernelFiles.made { try systematic { $0.isMultiple(of: 3) } }.thinned(to: 150)

  /// Every change of every field.
  static let deep: [Tried] = KernelFiles.made { try systematic { _ in true } }

  /// The series of a machine's three values.
  static func series(_ machine: ClosePairMachine, order: Int) throws -> KernelSeriesCertificate {
    let sets = try machine.dataSets().map { points in
      let series = points.valueSeries(order: order)
      return KernelSeriesCertificate.DataSet(
        points: points.points.rowTexts, labels: points.labels, coefficients: series.coefficients,
        doubled: series.doubled)
    }
    return KernelSeriesCertificate(
      task: machine.task, order: order, threshold: machine.threshold, leastDistance: machine.leastDistance, a: sets[0],
      b: sets[1], ab: sets[2])
  }

  private static let machines = ["svm", "svm-bias"].flatMap { task in
    [KernelFiles.machine(task), KernelFiles.other(KernelFiles.machine(task))]
  }

  private static func valid() throws -> [Tried] {
    let single = ClosePairMachine(task: "svm", base: Rational(1, 8), left: ["00"], right: ["01"], threshold: 2)
    let one = Tried(
      name: "one pair", file: try KernelProofFile(series(single, order: 2)),
      expectation: .acceptedAs(
        "the least distance is 1, of 1 pair: yes, a vector of A and one of B differ in fewer than 2 places"))
    return try [one]
      + machines.flatMap { machine in
        // Three pairs at the distance 2, or four at the distance 3.
        let isYes = machine.leastDistance == 2
        let proof = Expectation.acceptedAs(
          isYes
            ? "the least distance is 2, of 3 pairs: yes, a vector of A and one of B differ in fewer than 3 places"
            : "the least distance is 3, of 4 pairs: no, all vectors of A and B differ in at least 3 places")
        let (long, short) = (try series(machine, order: 4), try series(machine, order: 2))
        var old = long
        (old.threshold, old.leastDistance) = (nil, nil)
        let exact = try series(machine, order: 3)
        return [
          Tried(name: "\(machine.task), \(isYes)", file: try KernelProofFile(long), expectation: proof),
          Tried(
            name: "\(machine.task), \(isYes), beside its instance", file: try KernelProofFile(long, instance: machine),
            expectation: proof),
          Tried(
            name: "\(machine.task), \(isYes), of an older version", file: try KernelProofFile(old, instance: machine),
            expectation: proof),
          Tried(
            name: "\(machine.task), \(isYes), two terms", file: try KernelProofFile(short),
            expectation: .acceptedAs(
              "no pair differs in fewer than 2 places; whether a vector of A and one of B differ in fewer than 3 places does not follow: "
                + "the series ends before q^2")),
          Tried(
            name: "\(machine.task), \(isYes), three terms", file: try KernelProofFile(exact),
            expectation: isYes
              ? proof
              : .acceptedAs(
                "no pair differs in fewer than 3 places: no, all vectors of A and B differ in at least 3 places")),
        ]
      }
  }

  private static func systematic(of isChosen: (_ index: Int) -> Bool) throws -> [Tried] {
    let values = try machines.map { (name: $0.task, value: try JSONValue(encoding: series($0, order: 4))) }
    return values.enumerated().filter { isChosen($0.offset) }.flatMap { index, valid in
      valid.value.forgeries(others: [
        values[(index + 1) % values.count].value, values[(index + 2) % values.count].value,
      ])
      .map {
        Tried(
          name: "series of \(valid.name) (\(index + 1)), \($0.name)", file: KernelProofFile(certificate: $0.value),
          expectation: .nothingFalse)
      }
    }
  }

  // One forgery for each line that refuses.

  private static func stopped() throws -> [Tried] {
    let (svm, bias) = (machines[0], machines[2])
    let (plain, mirrored) = (
      try KernelProofFile(series(svm, order: 4)), try KernelProofFile(series(bias, order: 4))
    )
    func changed(
      _ name: String, _ file: KernelProofFile, _ path: [JSONKey], _ value: JSONValue?, _ reason: String
    ) throws -> Tried {
      Tried(name: name, file: try file.changed(path, to: value), expectation: .refused(reason))
    }
    let labels = "its labels are not 1 on the vectors of A and -1 on those of B"
    let images = "its points are not the vectors with a 0 and then their mirror images with a 1"
    var files = [
      try changed(
        "another kind", plain, ["kind"], .string("serial"), "a certificate of the kind “serial” is no series"),
      try changed("principal components", plain, ["task"], .string("pca"), "there is no series of “pca”"),
      try changed("another machine", plain, ["task"], .string("tree"), "there is no machine “tree”"),
      try changed(
        "no threshold", plain, ["threshold"], nil, KernelCertificateError.incomplete("its threshold").description),
      try changed(
        "no promise", plain, ["leastDistance"], nil,
        KernelCertificateError.incomplete("its promised distance").description),
      try changed(
        "a broken promise", plain, ["leastDistance"], .integer(3),
        "two vectors differ in 2 places, but at least 3 are promised"),
      try changed("mirrored, but said not to be", mirrored, ["task"], .string("svm"), "data set A: \(labels)"),
      try changed("not mirrored, but said to be", plain, ["task"], .string("svm-bias"), "data set A: \(images)"),
    ]
    for order in [0, -1] {
      var empty = try series(svm, order: 0)
      empty.order = order
      files.append(
        Tried(
          name: "\(order) terms", file: try KernelProofFile(empty), expectation: .refused("a series of \(order) terms"))
      )
    }
    // Two classes in B: the kernel of equal labels and that of others cancel, and two pairs at the distance 1 are not seen.
    var mixed = try series(
      ClosePairMachine(task: "svm", base: Rational(1, 8), left: ["0000"], right: ["1000", "0100"], threshold: 2),
      order: 2)
    mixed.b = try side(["1000", "0100"], [1, -1])
    mixed.ab = try side(["0000", "1000", "0100"], [1, 1, -1])
    files.append(
      Tried(
        name: "labels that cancel", file: try KernelProofFile(mixed), expectation: .refused("data set B: \(labels)")))
    // With equal points the constant term of the matrix is not the identity, and other solutions appear.
    var equal = try series(
      ClosePairMachine(task: "svm", base: Rational(1, 8), left: ["00"], right: ["11"], threshold: 1), order: 1)
    equal.a = KernelSeriesCertificate.DataSet(
      points: ["00", "00"], labels: [1, 1], coefficients: [[1], [0]], doubled: [1])
    equal.ab = KernelSeriesCertificate.DataSet(
      points: ["00", "00", "11"], labels: [1, 1, -1], coefficients: [[1], [0], [1]], doubled: [2])
    files.append(
      Tried(name: "equal points", file: try KernelProofFile(equal), expectation: .refused("two vectors are equal")))
    for (task, file) in [("svm", plain), ("svm-bias", mirrored)] {
      for (set, count) in [("A", task == "svm" ? 2 : 4), ("B", task == "svm" ? 2 : 4), ("AB", task == "svm" ? 4 : 8)] {
        func of(_ name: String, _ path: [JSONKey], _ value: JSONValue?, _ reason: String) throws {
          files.append(
            try changed("\(task): \(name) of \(set)", file, [.field(set)] + path, value, "data set \(set): \(reason)"))
        }
        let zero: JSONValue = .array(Array(repeating: .string("0"), count: 4))
        try of(
          "no coefficients of a point", ["coefficients", 0], nil,
          "coefficients of \(count - 1) points, expected \(count)")
        try of("a coefficient less", ["coefficients", 1, 3], nil, "not 4 coefficients for each point")
        try of("a term of 2V less", ["doubled", 3], nil, "3 terms of 2V, expected 4")
        try of(
          "no coefficients but zeros", ["coefficients", 0], zero,
          "the constant term of the margin at point 0 is not 1")
        try of(
          "another last coefficient", ["coefficients", 0, 3], .integer(77), "the margin at point 0 has a term with q^3")
        try of(
          "another term of 2V", ["doubled", 2], .integer(5), "the coefficients of q^2 do not add up to what is stated")
        try of(
          "another first term of 2V", ["doubled", 0], .integer(0),
          "the coefficients of q^0 do not add up to what is stated")
        try of(
          "another last term of 2V", ["doubled", 3], .integer(77),
          "the coefficients of q^3 do not add up to what is stated")
      }
    }
    for (name, reason, change) in [
      ("another threshold", "its threshold is 3, that of the instance 2", { $0.threshold = 2 }),
      ("another promise", "its promised distance is 2, that of the instance 1", { $0.leastDistance = 1 }),
      ("another machine", "its machine is svm, that of the instance svm-bias", { $0.task = "svm-bias" }),
      ("another A", "the vectors of A differ", { $0.left = ["0011", "1001"] }),
      ("another B", "the vectors of B differ", { $0.right = KernelFiles.otherRight }),
    ] as [(String, String, (inout ClosePairMachine) -> Void)] {
      var other = svm
      change(&other)
      files.append(
        Tried(
          name: "series beside \(name)", file: try KernelProofFile(series(svm, order: 4), instance: other),
          expectation: .refused(KernelCertificateError.otherInstance(reason).description)))
    }
    return files
  }

  /// Every coefficient one more. The equation has one solution, so each is refused at the first row that it reaches.
  private static func everyCoefficient() throws -> [Tried] {
    var files: [Tried] = []
    for machine in [machines[0], machines[2]] {
      let valid = try series(machine, order: 4)
      for (name, set) in [("A", \KernelSeriesCertificate.a), ("B", \.b), ("AB", \.ab)] {
        let points = valid[keyPath: set].points
        for (j, k) in points.indices.flatMap({ j in (0..<4).map { (j, $0) } }) {
          var forged = valid
          forged[keyPath: set].coefficients[j][k] += 1
          forged[keyPath: set].doubled[k] += 1
          let reached = points.indices.map { i in k + zip(points[i], points[j]).count { $0 != $1 } }
          guard let i = reached.firstIndex(where: { $0 < 4 }) else { continue }
          let what =
            reached[i] == 0
            ? "the constant term of the margin at point \(i) is not 1"
            : "the margin at point \(i) has a term with q^\(reached[i])"
          files.append(
            Tried(
              name: "\(machine.task): the coefficient of q^\(k) at point \(j) of \(name) one more",
              file: try KernelProofFile(forged), expectation: .refused("data set \(name): \(what)")))
        }
      }
    }
    return files
  }

  /// The first two terms for any labels.
  private static func side(_ points: [String], _ labels: [Int]) throws -> KernelSeriesCertificate.DataSet {
    let series = try LabelledPoints(points: BitMatrix(points), labels: labels).valueSeries(order: 2)
    return KernelSeriesCertificate.DataSet(
      points: points, labels: labels, coefficients: series.coefficients, doubled: series.doubled)
  }
}
