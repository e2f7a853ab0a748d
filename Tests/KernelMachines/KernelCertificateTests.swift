import Exact
import HardProblems
import KernelMachines
import KernelMachinesCheckers
import KernelMachinesReductions
import Randomness
import TestSupport
import Testing

@Suite("Certificates of kernel machines", .claim("certificates.kernel-machines"))
struct KernelCertificateTests {
  /// Two to four vectors on a side, all different, of up to 70 coordinates, so that distances span two words.
  private static func pairs(_ stream: inout RandomStream) throws -> HammingClosePair {
    let dimension = [6, 9, 64, 65, 70][stream.uniform(in: 0...4)]
    var rows: [String] = []
    while rows.count < 7 {
      let row = String((0..<dimension).map { _ in stream.uniform(in: 0...1) == 1 ? "1" : "0" })
      if !rows.contains(row) { rows.append(row) }
    }
    let (left, right) = (stream.uniform(in: 1...4), stream.uniform(in: 1...3))
    let (a, b) = (try BitMatrix(Array(rows[..<left])), try BitMatrix(Array(rows[4..<(4 + right)])))
    let distances = (0..<left).flatMap { i in (0..<right).map { a.distance(i, b, $0) } }
    let least = distances.min() ?? 0
    return try HammingClosePair(
      left: a, right: b, threshold: max(least + stream.uniform(in: 0...1), 1),
      leastDistance: stream.uniform(in: 0...1) * least)
  }

  private func check<Kind>(_ instance: KernelInstance<Kind>, _ kinds: [KernelCertificate.Kind]) throws {
    let isYes = instance.pairs.referenceAnswer().exists ?? false
    let subject = try instance.subject
    #expect(subject.text == instance.pairs.text)
    for kind in kinds {
      let certificate = try instance.certificate(kind)
      let proof = try certificate.verify()
      #expect(try proof == certificate.verify(of: subject))
      #expect(proof.instance == subject && proof.threshold == instance.decisionThreshold)
      #expect(proof.decision == (isYes ? .yes : .no), "\(proof)")
    }
  }

  @Test(
    "Every machine on random instances: verified alone and beside the instance, with the right answer and threshold")
  func randomInstances() throws {
    for index in 0..<12 {
      var stream = RandomStream(seed: 401).child(index)
      let pairs = try Self.pairs(&stream)
      try check(BHCPToKernelMachine<SVM>(task: .svm).reduce(pairs), [.exact, .sandwich])
      try check(BHCPToKernelMachine<SVMWithBias>(task: .svmBias).reduce(pairs), [.exact, .sandwich])
      for box in [Rational(1, 2), 2] {
        try check(BHCPToKernelMachine<SoftSVM>(task: .svmSoft(box: box)).reduce(pairs), [.exact])
      }
      for lambda in [Rational(1, 3), 1, 5] {
        try check(BHCPToKernelMachine<Ridge>(task: .ridge(lambda: lambda)).reduce(pairs), [.exact])
      }
      try check(BHCPToKernelMachine<PCA>(task: .pca).reduce(pairs), [.exact])
    }
  }

  @Test("Series on random instances: verified, with the right answer, and read as what they prove")
  func randomSeries() throws {
    for index in 0..<12 {
      var stream = RandomStream(seed: 402).child(index)
      let pairs = try Self.pairs(&stream)
      let isYes = pairs.referenceAnswer().exists ?? false
      let (svm, bias) = (
        try BHCPToKernelMachine<SVM>(task: .svm).reduce(pairs),
        try BHCPToKernelMachine<SVMWithBias>(task: .svmBias).reduce(pairs)
      )
      let (plain, mirrored) = (try svm.seriesCertificate(), try bias.seriesCertificate())
      for (certificate, subject) in [(plain, try svm.subject), (mirrored, try bias.subject)] {
        let proof = try certificate.verify()
        #expect(proof.decision == (isYes ? .yes : .no) && proof.threshold == nil && proof.instance.base == nil)
        #expect(try certificate.verify(of: subject) == proof)
      }
      #expect(try svm.reading(of: plain).exists == isYes && bias.reading(of: mirrored).exists == isYes)
      // The one is no certificate of the other.
      #expect(throws: KernelCertificateError.self) { try svm.reading(of: mirrored) }
      #expect(throws: KernelCertificateError.self) { try bias.reading(of: plain) }
    }
  }

  @Test("The first term that is stated must be a number of pairs, times 2 or with a bias times 4")
  func statedTerms() throws {
    func closest(_ task: String, _ doubled: [Integer]) throws(KernelCertificateError) -> (
      distance: Int, pairs: Integer
    )? {
      let none = KernelSeriesCertificate.DataSet(points: [], labels: [], coefficients: [], doubled: [0, 0, 0])
      let all = KernelSeriesCertificate.DataSet(points: [], labels: [], coefficients: [], doubled: doubled)
      return try KernelSeriesCertificate(
        task: task, order: 3, threshold: 1, leastDistance: 0, a: none, b: none, ab: all
      ).closest()
    }
    #expect(try closest("svm", [0, 0, 0]) == nil)
    let (two, four) = (try closest("svm", [0, 6, 1]), try closest("svm-bias", [0, 0, 8]))
    #expect(two?.distance == 1 && two?.pairs == 3 && four?.distance == 2 && four?.pairs == 2)
    for (task, doubled, why) in [
      ("svm", [0, 3, 4], "3 q^1, is no multiple of 2"), ("svm", [0, -2, 4], "-2 q^1, is negative"),
      ("svm-bias", [0, 2, 4], "2 q^1, is no multiple of 4"), ("svm-bias", [-4, 0, 0], "-4 q^0, is negative"),
    ] as [(String, [Integer], String)] {
      #expect(throws: KernelCertificateError.malformed("the first term of 2Δ, " + why)) { try closest(task, doubled) }
    }
  }

  @Test("A series that is too short decides nothing, and is not read as no")
  func shortSeries() throws {
    let pairs = try HammingClosePair(left: BitMatrix(["0000"]), right: BitMatrix(["0111"]), threshold: 4)
    let instance = try BHCPToKernelMachine<SVM>(task: .svm).reduce(pairs)
    var series = try instance.seriesCertificate()
    #expect(try instance.reading(of: series).exists == true)
    series.order = 2
    for set in [\KernelSeriesCertificate.a, \.b, \.ab] {
      series[keyPath: set].doubled.removeLast(3)
      series[keyPath: set].coefficients = series[keyPath: set].coefficients.map { Array($0.prefix(2)) }
    }
    #expect(try series.verify().decision == .undecided("the series ends before q^3"))
    #expect(throws: KernelCertificateError.malformed("the series ends before q^3")) { try instance.reading(of: series) }
  }

  @Test("Sides without vectors: nothing is close")
  func emptySides() throws {
    for (left, right) in [([], ["01"]), (["01"], [])] as [([String], [String])] {
      let pairs = try HammingClosePair(
        left: BitMatrix(left, columns: 2), right: BitMatrix(right, columns: 2), threshold: 2)
      try check(BHCPToKernelMachine<SVM>(task: .svm).reduce(pairs), [.exact, .sandwich])
      try check(BHCPToKernelMachine<SVMWithBias>(task: .svmBias).reduce(pairs), [.exact, .sandwich])
      try check(BHCPToKernelMachine<PCA>(task: .pca).reduce(pairs), [.exact])
    }
  }

  @Test("No vectors at all")
  func nothing() throws {
    let none = BitMatrix(rows: 0, columns: 3)
    let instance = try BHCPToKernelMachine<Ridge>(task: .ridge(lambda: 2)).reduce(
      HammingClosePair(left: none, right: none, threshold: 2))
    #expect(try instance.certificate(.exact).verify(of: instance.subject).decision == .no)
  }

  @Test("A threshold beyond the dimension is that of all pairs")
  func hugeThreshold() throws {
    let instance = try KernelInstance<PCA>(
      HammingClosePair(left: BitMatrix(["00"]), right: BitMatrix(["11"]), threshold: 3),
      base: KernelBase(Rational(1, 8)),
      task: .pca)
    var certificate = try instance.certificate(.exact)
    certificate.threshold = .max
    #expect(try certificate.verify().decision == .yes)
  }

  @Test("A refusal names what is wrong, and what would be right")
  func words() {
    #expect(
      KernelCertificateError.incomplete("its threshold").description
        == "the certificate does not hold its threshold, which older versions left out; give its instance, which must be compared with it"
    )
    #expect(
      KernelCertificateError.otherInstance("x").description == "the certificate is about another instance: x")
    #expect(KernelCertificateError.violated(set: "A", "x").description == "data set A: x")
    #expect(KernelCertificateError.wrongBound(set: "AB", "y").description == "data set AB: y")
  }
}
