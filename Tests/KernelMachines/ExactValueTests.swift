import Exact
import KernelMachines
import Randomness
import Testing

@Suite("Exact values of kernel machines")
struct ExactValueTests {
  /// A = {101, 110} and B = {010, 111}, one orthogonal pair, after the gadget from OV to Close Pair.
  static let left = ["101000101", "101101000"]
  static let right = ["100010100", "010010010"]

  private func values(_ task: KernelTask, _ base: Rational, _ left: [String], _ right: [String]) throws
    -> (a: Rational, b: Rational, ab: Rational)
  {
    let (left, right) = (try BitMatrix(left), try BitMatrix(right))
    let none = BitMatrix(rows: 0, columns: left.columns)
    let base = try KernelBase(base)
    return (
      try LabelledPoints(positive: left, negative: none).exactValue(of: task, base: base).value,
      try LabelledPoints(positive: none, negative: right).exactValue(of: task, base: base).value,
      try LabelledPoints(positive: left, negative: right).exactValue(of: task, base: base).value
    )
  }

  private func difference(_ task: KernelTask, _ base: Rational) throws -> Rational {
    let (a, b, ab) = try values(task, base, Self.left, Self.right)
    return ab - a - b
  }

  private func rational(_ text: String) throws -> Rational { try Rational(parsing: text) }

  @Test("The worked example with one orthogonal pair")
  func workedYes() throws {
    let q = try rational("1/8")
    let (a, b, ab) = try values(.svm, q, Self.left, Self.right)
    #expect(a == (try rational("4096/4097")) && b == a)
    #expect(ab == (try rational("264599989987311616/132200887468453433")))
    let delta = ab - a - b
    #expect(delta == (try rational("1076488836445167616/541627035958253715001")))
    #expect((delta / q.power(3) - (try rational("1.0176048"))).magnitude < (try rational("0.00000005")))
    #expect(try difference(.svmSoft(box: rational("1/2")), q) == rational("2081/4194304"))
    #expect(try difference(.svmSoft(box: 2), q) == delta)
    #expect(try difference(.pca, q) == rational("2081/524288"))
    #expect(
      try difference(.ridge(lambda: 1), q) == rational("307363770417912921448448/619044968547637022808346497"))
    let gram = GramMatrix(
      try BitMatrix(Self.left).appending(rows: BitMatrix(Self.right)), base: try KernelBase(q))
    #expect(gram.greatestOffDiagonalSum == (try rational("73/32768")))
  }

  @Test("The worked example without one: B = {110, 111}")
  func workedNo() throws {
    let q = try rational("1/8")
    let right = ["010010100", "010010010"]
    let (a, b, ab) = try values(.svm, q, Self.left, right)
    #expect(a == (try rational("4096/4097")))
    #expect(b == (try rational("64/65")))
    #expect(ab == (try rational("51156460188221833216/25779272932278925973")))
    #expect(((ab - a - b) / q.power(3) - (try rational("0.0161023"))).magnitude < (try rational("0.00000005")))
    let sums = try values(.pca, q, Self.left, right)
    #expect(sums.ab - sums.a - sums.b == 2 * (try rational("67/2097152")))
  }

  @Test("The mirrored double has the value 2 V / (1 − q^s), with a bias of 0", arguments: [1, 2, 5])
  func mirrored(columns: Int) throws {
    var stream = RandomStream(seed: 3).child("mirrored").child(String(columns))
    for n in 1...4 {
      let base = KernelBase.dyadic(forCount: n)
      let points = try randomPoints(n, &stream)
      let plain = try points.exactValue(of: .svm, base: base).value
      let biased = try points.mirrored(columns: columns).exactValue(of: .svmBias, base: base).value
      #expect(biased == 2 * plain / (1 - base.q.power(columns)))
      // The same for soft margins, whose box shrinks by 1 − q^s.
      for box in [Rational(1, 4), 2] {
        let soft = try points.exactValue(of: .svmSoft(box: box * (1 - base.q.power(columns))), base: base).value
        let double = try points.mirrored(columns: columns).exactValue(of: .svmSoft(box: box), base: base).value
        #expect(double == 2 * soft / (1 - base.q.power(columns)))
      }
    }
  }

  @Test("One class alone has the value 0 with a bias, so that mirroring cannot be left out")
  func oneClass() throws {
    let points = try LabelledPoints(points: BitMatrix(["001", "110"]), labels: [1, 1])
    #expect(try points.exactValue(of: .svmBias, base: KernelBase(Rational(1, 8))).value == 0)
  }

  @Test("Coefficients satisfy the optimality conditions exactly")
  func optimality() throws {
    var stream = RandomStream(seed: 4).child("optimality")
    for n in 1...6 {
      let base = try KernelBase(Rational(1, Integer(3 * n + 2)))
      let points = try randomPoints(n, &stream)
      let gram = GramMatrix(points.points, base: base)
      let solution = try points.exactValue(of: .svm, base: base)
      let coefficients = solution.coefficients.fractions
      var dual: Rational = 0
      for i in 0..<points.count {
        var row: Rational = 0
        for j in 0..<points.count {
          row +=
            Rational(Integer(points.labels[i] * points.labels[j]), 1) * gram.kernel(i, j) * coefficients[j]
        }
        #expect(row == 1 && coefficients[i] > 0)
        dual += coefficients[i] - coefficients[i] * row / 2
      }
      #expect(dual == solution.value)
    }
  }

  @Test("What has no value is refused, and says why")
  func refusals() throws {
    #expect(throws: KernelError.baseOutOfRange(1)) { try KernelBase(1) }
    #expect(throws: KernelError.baseOutOfRange(0)) { try KernelBase(0) }
    #expect(throws: KernelError.equalPoints(0, 2)) {
      try LabelledPoints(points: BitMatrix(["10", "11", "10"]), labels: [1, 1, -1])
    }
    #expect(throws: KernelError.labelOutOfRange(2, point: 1)) {
      try LabelledPoints(points: BitMatrix(["10", "11"]), labels: [1, 2])
    }
    #expect(throws: KernelError.labelCount(1, points: 2)) {
      try LabelledPoints(points: BitMatrix(["10", "11"]), labels: [1])
    }
    let points = try LabelledPoints(points: BitMatrix(["00", "01", "10"]), labels: [1, -1, 1])
    // A bias without a mirror: the stationary point has a negative coefficient.
    let error = try #require(throws: KernelError.self) {
      try LabelledPoints(points: BitMatrix(["000", "111", "001", "010", "100"]), labels: [1, -1, 1, 1, 1])
        .exactValue(of: .svmBias, base: KernelBase(Rational(7, 8)))
    }
    guard case .notDominant = error else {
      Issue.record("\(error)")
      return
    }
    #expect(throws: KernelError.notPositive("λ", 0)) {
      try points.exactValue(of: .ridge(lambda: 0), base: KernelBase(Rational(1, 8)))
    }
    let none = try LabelledPoints(points: BitMatrix(rows: 0, columns: 3), labels: [])
    for task in [KernelTask.svm, .svmBias, .svmSoft(box: 1), .ridge(lambda: 1), .pca] {
      #expect(try none.exactValue(of: task, base: KernelBase(Rational(1, 8))).value == 0)
    }
  }

  @Test("The bases by count")
  func bases() {
    #expect(KernelBase.dyadic(forCount: 1).q == Rational(1, 4))
    #expect(KernelBase.dyadic(forCount: 5).q == Rational(1, 32))
    #expect(KernelBase.dyadic(forCount: 8).q == Rational(1, 32))
    #expect(KernelBase.counting(forCount: 3).q == Rational(1, 128))
    #expect(KernelBase.dyadic(forCount: 0).isDyadic)
  }

  private func randomPoints(_ n: Int, _ stream: inout RandomStream) throws -> LabelledPoints {
    // Different points, any two at a distance of at least 2: the last bit is the parity.
    let numbers = stream.sample(n, from: 32)
    let bits = BitMatrix(rows: n, columns: 6) { i, j in
      j < 5 ? numbers[i] >> j & 1 == 1 : numbers[i].nonzeroBitCount % 2 == 1
    }
    return try LabelledPoints(points: bits, labels: (0..<n).map { _ in stream.uniform(in: 0...1) * 2 - 1 })
  }
}
