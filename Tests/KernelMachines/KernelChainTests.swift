import Exact
import HardProblems
import HardProblemsReductions
import KernelMachines
import KernelMachinesCheckers
import KernelMachinesReductions
import Randomness
import Testing

#if DEBUG
  private let instancesOfEachKind = 40
#else
  private let instancesOfEachKind = 500
#endif

@Suite("From SAT over Orthogonal Vectors and Close Pair to kernel machines")
struct KernelChainTests {
  private static let formula = "p cnf 4 3\n1 2 -3 0\n-1 3 4 0\n-2 -4 3 0\n"

  @Test("The worked formula has 10 models, and the vectors that it is split into")
  func workedFormula() throws {
    let formula = try CNF(parsing: Self.formula)
    let vectors = try SatToOV().reduce(formula)
    #expect(vectors.left.rowTexts == ["100", "001", "010", "011"])
    #expect(vectors.right.rowTexts == ["010", "001", "100", "100"])
    #expect(vectors.referenceAnswer().count == 10)
    #expect(try formula.referenceAnswer().count == 10)
  }

  @Test("The worked vectors have the images and distances that the gadget promises")
  func workedGadget() throws {
    let vectors = try OrthogonalVectors(left: BitMatrix(["101", "110"]), right: BitMatrix(["010", "111"]))
    let pairs = try OVToBHCP().reduce(vectors)
    #expect(pairs.left.rowTexts == ["101000101", "101101000"])
    #expect(pairs.right.rowTexts == ["100010100", "010010010"])
    #expect(pairs.threshold == 4 && pairs.leastDistance == 3)
    #expect((0..<2).flatMap { i in (0..<2).map { pairs.left.distance(i, pairs.right, $0) } } == [3, 7, 5, 7])
  }

  @Test("SAT and its vectors: all formulas of three clauses over two literals each, and random ones, yes and no")
  func satisfiability() throws {
    let literals = [1, -1, 2, -2, 3, -3]
    for a in literals {
      for b in literals {
        for c in literals { try compare(try CNF(variables: 3, clauses: [[a, b], [b, c], [-a, -c]])) }
      }
    }
    try compare(try CNF(variables: 0, clauses: []))
    try compare(try CNF(variables: 0, clauses: [[]]))
    try compare(try CNF(variables: 1, clauses: []))
    try compare(try CNF(variables: 1, clauses: [[1], [-1]]))
    try compare(try CNF(variables: 2, clauses: [[1, -1], [2, 2]]))
    var stream = RandomStream(seed: 41).child("sat")
    var found = (yes: 0, no: 0)
    while found.yes < instancesOfEachKind || found.no < instancesOfEachKind {
      let v = stream.uniform(in: 1...9)
      let formula = try CNF.random(
        variables: v, clauses: stream.uniform(in: 0...(6 * v)), width: min(v, stream.uniform(in: 1...3)), using: &stream
      )
      let isYes = try formula.referenceAnswer().exists == true
      if (isYes ? found.yes : found.no) >= instancesOfEachKind { continue }
      try compare(formula)
      if isYes { found.yes += 1 } else { found.no += 1 }
    }
  }

  private func compare(_ formula: CNF) throws {
    let reduction = SatToOV()
    let vectors = try reduction.reduce(formula)
    let meaning = try reduction.interpret(vectors.referenceAnswer(), for: formula)
    #expect(try formula.verify(meaning), "\(formula)")
    #expect(meaning.count == (try formula.referenceAnswer().count))
    if meaning.exists == true { #expect(meaning.witness.map(formula.isModel) == true) }
    for promise in try reduction.promisedSize(of: formula.size) { #expect(promise.isKept(by: vectors.size)) }
    #expect(try CNF(parsing: formula.text) == formula)
  }

  @Test("Vectors and close pairs: every instance of two vectors on a side of dimension 2, and random ones with copies")
  func gadget() throws {
    for bits in 0..<256 {
      let rows = (0..<4).map { row in (0..<2).map { bits >> (2 * row + $0) & 1 == 1 } }
      try compare(
        OrthogonalVectors(
          left: BitMatrix(rows: 2, columns: 2) { rows[$0][$1] },
          right: BitMatrix(rows: 2, columns: 2) { rows[$0 + 2][$1] }))
    }
    var stream = RandomStream(seed: 42).child("ov")
    for index in 0..<2 * instancesOfEachKind {
      try compare(try randomVectors(&stream, isYes: index % 2 == 0))
    }
    try compare(try OrthogonalVectors(left: BitMatrix(rows: 0, columns: 3), right: BitMatrix(["101"])))
    try compare(
      try OrthogonalVectors(left: BitMatrix(rows: 3, columns: 0), right: BitMatrix(rows: 2, columns: 0)))
  }

  private func compare(_ vectors: OrthogonalVectors) throws {
    let reduction = OVToBHCP()
    let pairs = try reduction.reduce(vectors)
    #expect(try reduction.interpret(pairs.referenceAnswer(), for: vectors) == vectors.referenceAnswer())
    #expect(pairs.left.greatestMultiplicity <= 1 && pairs.right.greatestMultiplicity <= 1)
    for i in 0..<vectors.left.rows {
      for j in 0..<vectors.right.rows {
        #expect(
          pairs.left.distance(i, pairs.right, j) == pairs.threshold - 1 + 2
            * vectors.left.commonOnes(i, vectors.right, j))
      }
    }
    for promise in try reduction.promisedSize(of: vectors.size) {
      #expect(promise.isKept(by: pairs.size), "\(promise)")
    }
    #expect(try HammingClosePair(parsing: pairs.text) == pairs)
    #expect(try OrthogonalVectors(parsing: vectors.text) == vectors)
  }

  /// Small random vectors, with copies now and then; with or without an orthogonal pair.
  private func randomVectors(_ stream: inout RandomStream, isYes: Bool) throws -> OrthogonalVectors {
    let (n, m, d) = (stream.uniform(in: 1...4), stream.uniform(in: 1...4), stream.uniform(in: 1...5))
    let drawn = OrthogonalVectors.random(left: n, right: m, dimension: d, percent: 60, using: &stream)
    let repaired = try drawn.repaired(using: &stream)
    return isYes ? repaired.planted(1, using: &stream) : repaired
  }

  @Test(
    "Exact values of every machine tell yes from no, and the number of pairs",
    arguments: [KernelTask.svm, .svmBias, .svmSoft(box: Rational(1, 2)), .svmSoft(box: 2), .ridge(lambda: 1), .pca])
  func machines(task: KernelTask) throws {
    switch task {
    case .svm: try compare(SVM.self, task)
    case .svmBias: try compare(SVMWithBias.self, task)
    case .svmSoft: try compare(SoftSVM.self, task)
    case .ridge: try compare(Ridge.self, task)
    case .pca: try compare(PCA.self, task)
    }
  }

  private func compare<Kind: KernelKind>(_ kind: Kind.Type, _ task: KernelTask) throws {
    var stream = RandomStream(seed: 43).child("machines").child(Kind.name)
    for index in 0..<2 * instancesOfEachKind {
      let vectors = try randomVectors(&stream, isYes: index % 2 == 0)
      let truth = vectors.referenceAnswer()
      let pairs = try OVToBHCP().reduce(vectors)
      for counts in [false, true] {
        let reduction = BHCPToKernelMachine<Kind>(task: task, countsPairs: counts)
        let instance = try reduction.reduce(pairs)
        let values = try instance.referenceAnswer()
        let reading = try reduction.interpret(values, for: pairs)
        #expect(reading.exists == truth.exists, "\(vectors) \(values)")
        if counts || reading.count != nil { #expect(reading.count == truth.count, "\(vectors) \(values)") }
        for promise in try reduction.promisedSize(of: pairs.size) { #expect(promise.isKept(by: instance.size)) }
        // Values with errors of an eighth of the unit decide, wherever they lie; those with twice the unit do not.
        let near = instance.unit / 8
        for signs in [[1, 1, -1], [-1, -1, 1], [1, -1, 1]] {
          let shifts = signs.map { $0 > 0 ? near : -near }
          var shifted = values
          shifted.values = .init(
            a: values.values.a + shifts[0], b: values.values.b + shifts[1], ab: values.values.ab + shifts[2])
          shifted.errors = .init(a: near, b: near, ab: near)
          let answer = try instance.reading(of: shifted)
          #expect(answer.exists == nil || answer.exists == truth.exists)
          shifted.errors = .init(a: 2 * instance.unit, b: near, ab: near)
          let blurred = try instance.reading(of: shifted)
          #expect(blurred.exists == nil || blurred.exists == truth.exists)
          if blurred.exists == nil { #expect(blurred.bitsMissing ?? 0 >= 1) }
        }
        if index < 20 {
          #expect(try KernelInstance<Kind>(files: instance.files) == instance)
          let certificate = try instance.certificate(.exact)
          try certificate.verify()
          #expect(certificate.delta.lower == values.delta && certificate.delta.upper == values.delta)
          if task == .svm || task == .svmBias {
            let sandwich = try instance.certificate(.sandwich)
            try sandwich.verify()
            #expect(sandwich.delta.lower <= values.delta && values.delta <= sandwich.delta.upper)
            #expect(sandwich.delta.upper - sandwich.delta.lower < instance.unit / 4)
            let series = try instance.seriesCertificate()
            try series.verify()
            let answer = try instance.reading(of: series)
            #expect(answer.exists == truth.exists && answer.count ?? 0 == truth.count ?? 0)
          }
        }
      }
    }
  }

  @Test("q = 1/(2n) decides on the worst instances, and q = 1/n does not", arguments: 1...4)
  func sharpness(k: Int) throws {
    let n = 1 << k
    let table: [Int: [(Rational, String, String)]] = [
      4: [
        (Rational(1, 64), "0.0624", "yes"), (Rational(1, 32), "0.2481", "yes"), (Rational(1, 24), "0.4383", "yes"),
        (Rational(1, 16), "0.9693", "no"),
      ]
    ]
    let worst = try OVToBHCP().reduce(.worst(k: k, orthogonalPair: false))
    let none = BitMatrix(rows: 0, columns: worst.dimension)
    func delta(_ pairs: HammingClosePair, _ q: Rational) throws -> Rational {
      let base = try KernelBase(q)
      return try LabelledPoints(positive: pairs.left, negative: pairs.right).exactValue(of: .svm, base: base).value
        - LabelledPoints(positive: pairs.left, negative: none).exactValue(of: .svm, base: base).value
        - LabelledPoints(positive: none, negative: pairs.right).exactValue(of: .svm, base: base).value
    }
    let unit = { (q: Rational) in q.power(worst.threshold - 1) }
    for (q, ratio, _) in table[k] ?? [] {
      let measured = try delta(worst, q) / unit(q)
      #expect((measured - (try Rational(parsing: ratio))).magnitude <= Rational(1, 20_000), "\(Double(measured))")
    }
    let half = Rational(1, 2 * Integer(n))
    #expect(try delta(worst, half) < unit(half) / 2)
    let best = try OVToBHCP().reduce(.worst(k: k, orthogonalPair: true))
    #expect(best.referenceAnswer().count == 1)
    #expect(try delta(best, half) > unit(half) / 2)
    let whole = Rational(1, Integer(n))
    if n >= 4 { #expect(try delta(worst, whole) > unit(whole) / 2) }
    #expect(throws: (any Error).self) { try KernelInstance<SVM>(worst, base: KernelBase(whole), task: .svm) }
    // The closed form: Δ = n² c / (r (r − n c)) with r = (1 + q²)^k and c = q^(d+2).
    let q = Rational(1, 2 * Integer(n))
    let (r, c) = ((1 + q * q).power(k), q.power(worst.threshold + 1))
    let size = Rational(Integer(n), 1)
    #expect(try delta(worst, q) == size * size * c / (r * (r - size * c)))
  }

  @Test("What is outside the domain is refused, and the reason given")
  func refusals() throws {
    let base = try KernelBase(Rational(1, 64))
    let common = try HammingClosePair(left: BitMatrix(["01", "10"]), right: BitMatrix(["10"]), threshold: 2)
    #expect(throws: KernelInstanceError.commonVector(VectorPair(1, 0))) {
      try KernelInstance<SVM>(common, base: base, task: .svm)
    }
    let copies = try HammingClosePair(left: BitMatrix(["01", "01"]), right: BitMatrix(["10"]), threshold: 2)
    #expect(throws: KernelInstanceError.equalVectors("A", 0, 1)) {
      try KernelInstance<SVM>(copies, base: base, task: .svm)
    }
    let never = try HammingClosePair(left: BitMatrix(["01"]), right: BitMatrix(["10"]), threshold: 0)
    #expect(throws: KernelInstanceError.thresholdTooSmall) { try KernelInstance<SVM>(never, base: base, task: .svm) }
    let pairs = try HammingClosePair(left: BitMatrix(["011"]), right: BitMatrix(["100"]), threshold: 2)
    let large = try KernelBase(Rational(1, 2))
    #expect(throws: KernelError.self) { try KernelInstance<SVM>(pairs, base: large, task: .svm) }
    let window = #expect(throws: KernelError.self) {
      try KernelInstance<SoftSVM>(pairs, base: base, task: .svmSoft(box: 1))
    }
    guard case .boxInWindow? = window else {
      Issue.record("\(String(describing: window))")
      return
    }
    // A box of 1 lies in the window for every base.
    #expect(throws: KernelError.self) { try BHCPToKernelMachine<SoftSVM>(task: .svmSoft(box: 1)).reduce(pairs) }
  }

  @Test("A wrong witness or a changed file is not accepted")
  func wrongAnswers() throws {
    let formula = try CNF(parsing: Self.formula)
    #expect(throws: SatToOVError.self) {
      try SatToOV().interpret(PairAnswer(count: 1, witness: VectorPair(9, 0)), for: formula)
    }
    let vectors = try OrthogonalVectors(left: BitMatrix(["101", "110"]), right: BitMatrix(["010", "111"]))
    #expect(throws: OVToBHCPError.notOrthogonal(VectorPair(1, 1))) {
      try OVToBHCP().interpret(PairAnswer(count: 1, witness: VectorPair(1, 1)), for: vectors)
    }
    let instance = try BHCPToKernelMachine<SVM>(task: .svm).reduce(try OVToBHCP().reduce(vectors))
    var files = instance.files
    files["AB.libsvm"] = files["AB.libsvm"]?.replacing("+1", with: "-1", maxReplacements: 1)
    #expect(throws: KernelInstanceError.inconsistent(file: "AB.libsvm")) { try KernelInstance<SVM>(files: files) }
    // A certificate with a changed coefficient proves nothing.
    var certificate = try instance.certificate(.exact)
    certificate.ab.numerators[0] += 1
    #expect(throws: KernelCertificateError.self) { try certificate.verify() }
    certificate = try instance.certificate(.exact)
    certificate.ab.upper += 1
    #expect(throws: KernelCertificateError.self) { try certificate.verify() }
    certificate = try instance.certificate(.sandwich)
    certificate.ab.upper -= instance.unit
    #expect(throws: KernelCertificateError.self) { try certificate.verify() }
    certificate = try instance.certificate(.exact)
    certificate.ab.points.swapAt(0, 3)
    #expect(throws: KernelCertificateError.self) { try certificate.verify() }
    // Nor does a series with a changed term, equal points, other points or too few terms.
    let series = try instance.seriesCertificate()
    try series.verify()
    let closest = try series.closest()
    #expect(closest?.distance == 3 && closest?.pairs == 1)
    for change in [
      { $0.ab.doubled[3] += 1 }, { $0.ab.coefficients[0][2] += 1 }, { $0.order += 1 }, { $0.task = "pca" },
      { $0.ab.points[1] = $0.ab.points[0] }, { $0.ab.points.swapAt(0, 3) }, { $0.a.labels[0] = 0 },
      { $0.a.points.removeLast() },
    ] as [(inout KernelSeriesCertificate) -> Void] {
      var changed = series
      change(&changed)
      #expect(throws: KernelCertificateError.self) { try changed.verify() }
    }
    #expect(throws: KernelInstanceError.self) {
      try BHCPToKernelMachine<PCA>(task: .pca).reduce(try OVToBHCP().reduce(vectors)).seriesCertificate()
    }
  }
}
