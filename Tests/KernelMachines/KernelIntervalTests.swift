import Exact
import Foundation
import KernelMachines
import KernelMachinesCheckers
import Randomness
import TestSupport
import Testing

@Suite("Intervals on data of one's own", .claim("kernel.intervals"))
struct KernelIntervalTests {
  private func data(_ text: String) throws -> LabelledVectors {
    try LabelledVectors(contentsOfLIBSVM: Data(text.utf8))
  }

  /// Whether the interval is verified, as narrow as asked for, and holds a number.
  private func check(
    _ text: String, gamma: Rational = 1, cost: Rational = 1, bias: Bool, width: Rational = Rational(1, 1_000_000_000),
    is truth: Enclosure, _ location: SourceLocation = #_sourceLocation
  ) throws {
    let machine = try GaussianMachine(data(text), gamma: gamma, cost: cost, hasBias: bias)
    let found = try machine.interval(width: width)
    let proof = try found.verify()
    #expect(proof.lower == found.lower && proof.upper == found.upper, sourceLocation: location)
    #expect(found.upper - found.lower <= width, sourceLocation: location)
    #expect(
      truth.isLess(than: found.lower) != .yes && truth.isGreater(than: found.upper) != .yes,
      "\(truth) is not in [\(found.lower.description), \(found.upper.description)]", sourceLocation: location)
  }

  private let e = Enclosure(-1, precision: 200).exp()

  @Test("Two points at distance 1: the coefficients are the lesser of C and 1/(1 − 1/e), with bias and without")
  func twoPoints() throws {
    for bias in [true, false] {
      for width in [Rational(1, 1000), Rational(1, Integer(10).power(40))] {
        let text = "+1 1:0.5\n-1 1:-.5\n"
        try check(text, bias: bias, width: width, is: 2 - (1 - e))
        try check(text, cost: 10, bias: bias, width: width, is: 1 / (1 - e))
        try check("3 2:1.5\n1 2:1.\n", gamma: 4, cost: Rational(1, 3), bias: bias, width: width, is: (5 + e) / 9)
      }
    }
  }

  @Test("Points of one class: 0 with a bias; without, a point alone has min(C, 1), and two the sum of their kernel")
  func oneClass() throws {
    for label in ["1", "-1"] {
      let text = "\(label) 1:1\n\(label) 1:2\n"
      try check(text, bias: true, is: Enclosure(0))
      try check(text, cost: 100, bias: false, is: 1 / (1 + e))
      try check("\(label)\n", bias: false, is: Enclosure(Rational(1, 2)))
      try check("\(label)\n", cost: Rational(1, 3), bias: false, is: Enclosure(Rational(5, 18)))
    }
  }

  @Test("Copies: with opposite labels all coefficients are C; with the same label they share one coefficient")
  func copies() throws {
    for bias in [true, false] {
      try check("1 1:0.1\n-1 1:0.1\n", cost: 3, bias: bias, is: Enclosure(6))
      try check("1 1:0.1\n-1 1:0.1\n1 1:0.1\n-1 1:0.1\n", cost: 3, bias: bias, is: Enclosure(12))
      let pair = "1 1:1\n-1\n"
      try check(pair + pair + pair, cost: 10, bias: bias, width: Rational(1, Integer(10).power(20)), is: 1 / (1 - e))
    }
  }

  @Test("On 0/1 points with a large C it is the hard margin's value, as sweeps find it")
  func hardMargin() throws {
    var stream = RandomStream(seed: 5).child("intervals")
    for _ in 0..<6 {
      var rows: Set<[Int]> = []
      while rows.count < 12 { rows.insert((0..<10).map { _ in stream.uniform(in: 0...1) }) }
      let labels = rows.map { _ in 2 * stream.uniform(in: 0...1) - 1 }
      let points = rows.map { row in row.map(String.init).joined() }
      let truth = try LabelledPoints(points: BitMatrix(points), labels: labels)
        .valueEnclosure(of: .svm, gamma: 4, bits: 120)
      let text = zip(labels, rows).map { label, row in
        "\(label)" + row.enumerated().filter { $0.element == 1 }.map { " \($0.offset + 1):1" }.joined() + "\n"
      }.joined()
      try check(text, gamma: 4, cost: 2, bias: false, width: Rational(1, Integer(10).power(25)), is: truth)
    }
  }

  @Test("Distances are exact: decimals that no double tells apart, large indices, and numbers of any notation")
  func distances() throws {
    let close = try data("1 1:0.1\n-1 1:0.10000000000000000001\n")
    #expect(close.squaredDistance(0, 1) == Rational(1, Integer(10).power(40)))
    let far = try data("1 1:1e3 9223372036854775807:-2.5E-1\n-1 7:0 9223372036854775807:+.75\n")
    #expect(far.squaredDistance(0, 1) == 1_000_001 && far.entries == 3 && far.features == .max)
    let machine = try GaussianMachine(far, gamma: Rational(1, 1_000_000), cost: 1)
    #expect(try machine.interval().verify().features == .max)
    #expect(far.text == "1 1:1000 9223372036854775807:-1/4\n-1 9223372036854775807:3/4\n")
  }

  @Test(
    "Labels: 1 and -1 stay, of two others the larger one is 1",
    arguments: [
      ("1\n-1\n", [1, -1], nil), ("+1.0\n1\n", [1, 1], nil), ("-1\n", [-1], nil),
      ("0\n1\n", [-1, 1], "the label 1 is read as 1, 0 as -1"),
      ("2\n1.5\n", [1, -1], "the label 2 is read as 1, 3/2 as -1"),
      ("7\n7\n", [1, 1], "the only label 7 is read as 1"),
      ("-1\n-3\n", [1, -1], "the label -1 is read as 1, -3 as -1"),
    ] as [(String, [Int], String?)])
  func labels(text: String, labels: [Int], notice: String?) throws {
    let found = try data(text)
    #expect(found.labels == labels && found.notice == notice)
  }

  @Test(
    "Files that are no data are refused, and say where",
    arguments: [
      ("", "found no point"), ("# nothing\n", "found no point"), ("1\n2\n3\n", "labels 1, 2, 3 are more than two"),
      ("1,2 1:1\n", "line 1, field 1"), ("x 1:1\n", "line 1, field 1"), ("nan 1:1\n", "line 1, field 1"),
      ("1 1:1\n-1 1:inf\n", "line 2, field 2"), ("1 1:nan\n", "line 1, field 2"),
      ("1 0:1 1:2\n", "an index of at least 1"),
      ("1 2:1 1:1\n", "ascending"), ("1 1:1 1:1\n", "ascending"), ("1 qid:3 1:1\n", "index:value"),
      ("1 1:1/2\n", "index:value with a number"), ("1 1:\n", "index:value with a number"),
      ("1 1:0x1\n", "line 1, field 2"),
      ("1 9223372036854775808:1\n", "line 1, field 2"), ("1 1:1e999\n", "line 1, field 2"),
      ("1 1:1e-99999\n", "too many digits"), ("1 1:1e-999999\n", "line 1, field 2"),
      ("1 1:1\u{0}\n", "line 1, field 2"),
    ])
  func refusals(text: String, words: String) {
    #expect { try data(text) } throws: { "\($0)".contains(words) }
  }

  @Test("Labels with thousands of digits are told with their first ones")
  func longLabels() throws {
    #expect { try data("-.250\n-2 #r\n-3e-12212\n") } throws: {
      "\($0)".contains("labels -2, -1/4, -3/1000") && "\($0)".utf8.count < 300
    }
    let notice = try #require(try data("2\n1e-9999\n").notice)
    #expect(notice.hasPrefix("the label 2 is read as 1, 1/1000") && notice.utf8.count < 150)
  }

  @Test("A narrow interval is foretold to take more memory")
  func predictedBytes() throws {
    let machine = try GaussianMachine(data("1 1:1\n-1 1:2\n1 1:3\n"), gamma: 1, cost: 1)
    let wide = machine.predictedBytes()
    #expect(wide >= 3 * (8 * 9 + 24) && machine.predictedBytes(width: Rational(1, 100)) == wide)
    #expect(machine.predictedBytes(width: Rational(1, Integer(1) << 2000)) >= wide + 6 * 200)
  }

  @Test("No vectors, and numbers that must be positive")
  func parameters() throws {
    let vectors = try data("1 1:1\n-1\n")
    #expect(throws: KernelError.notPositive("γ", 0)) { try GaussianMachine(vectors, gamma: 0, cost: 1) }
    #expect(throws: KernelError.notPositive("the box C", -1)) { try GaussianMachine(vectors, gamma: 1, cost: -1) }
    #expect(throws: KernelError.self) { try GaussianMachine(LabelledVectors(labels: [], rows: []), gamma: 1, cost: 1) }
    let machine = try GaussianMachine(vectors, gamma: 1, cost: 1)
    for width in [0, Rational(1, Integer(2).power(4090))] {
      #expect(throws: KernelError.self) { try machine.interval(width: width) }
    }
    #expect(throws: KernelError.self) { try LabelledVectors(labels: [2], rows: [[]]) }
    #expect(throws: KernelError.self) { try LabelledVectors(labels: [1], rows: []) }
  }

  @Test("A certificate of other data is refused for the first vector that differs")
  func otherData() throws {
    let proof = try GaussianMachine(data("1 1:1\n-1\n"), gamma: 1, cost: 1).interval().verify()
    try proof.requireEqual("1 1:1\n-1\n")
    #expect(throws: KernelCertificateError.otherInstance("vector 2 or its label differs")) {
      try proof.requireEqual("1 1:1\n1\n")
    }
    #expect(throws: KernelCertificateError.otherInstance("it is about 2 vectors, the data are 1")) {
      try proof.requireEqual("1 1:1\n")
    }
  }

  @Test("Decimals of bounds")
  func decimals() {
    #expect(Rational(1, 1000).decimal == "0.001" && Rational(-5, 4).decimal == "-1.25" && Rational(12).decimal == "12")
    #expect(Rational(0).decimal == "0" && Rational(1, 3).decimal == "1/3")
  }
}
