import Exact
import KernelMachines
import Randomness
import Testing

@Suite("Values as power series, and for a real γ")
struct SeriesAndEnclosureTests {
  private func example(right: [String] = ExactValueTests.right) throws -> [LabelledPoints] {
    let (left, right) = (try BitMatrix(ExactValueTests.left), try BitMatrix(right))
    let none = BitMatrix(rows: 0, columns: left.columns)
    return [
      try LabelledPoints(positive: left, negative: none), try LabelledPoints(positive: none, negative: right),
      try LabelledPoints(positive: left, negative: right),
    ]
  }

  @Test("The first term of the difference counts the closest pairs; the worked examples")
  func firstTerm() throws {
    for (right, first) in [(ExactValueTests.right, 3), (["010010100", "010010010"], 5)] {
      let series = try example(right: right).map { $0.valueSeries(order: 6).doubled }
      let delta = (0..<6).map { series[2][$0] - series[0][$0] - series[1][$0] }
      #expect(delta.firstIndex { $0 != 0 } == first)
      // One pair is at distance 3, or at 5 where the others are at 7.
      #expect(delta[first] == 2)
    }
  }

  @Test("The series is that of the value: what is left out is as small as the next power of the base")
  func truncation() throws {
    var stream = RandomStream(seed: 23).child("series")
    for n in 1...6 {
      let rows = (0..<n).map { i in (0..<7).map { $0 < 3 ? i >> $0 & 1 == 1 : stream.uniform(in: 0...1) == 1 } }
      let points = try LabelledPoints(
        points: BitMatrix(rows: n, columns: 7) { rows[$0][$1] },
        labels: rows.map { _ in stream.uniform(in: 0...1) == 1 ? 1 : -1 })
      let q = Rational(1, 1 << 20)
      let value = try points.exactValue(of: .svm, base: KernelBase(q)).value
      for order in [0, 1, 4, 9] {
        let series = points.valueSeries(order: order)
        let sum = series.doubled.enumerated().reduce(Rational(0)) { $0 + Rational($1.element) * q.power($1.offset) }
        #expect((2 * value - sum).magnitude <= q.power(order) * Rational(1 << 16))
        #expect(series.coefficients.allSatisfy { $0.count == order })
      }
    }
  }

  @Test(
    "Bounds for a real γ are as narrow as is asked, and hold the value of a rational base next to e^−γ",
    arguments: [40, 200])
  func enclosures(bits: Int) throws {
    let gamma = Rational(5, 2)
    let base = Enclosure(-gamma, precision: 4 * bits).exp()
    let q = try KernelBase(#require(base.lower))
    for points in try example() {
      for task in [KernelTask.svm, .ridge(lambda: 1), .ridge(lambda: Rational(1, 100)), .pca] {
        let enclosure = try points.valueEnclosure(of: task, gamma: gamma, bits: bits)
        let (lower, upper) = (try #require(enclosure.lower), try #require(enclosure.upper))
        #expect(upper - lower < Rational(1, Integer(1) << bits))
        let value = try points.exactValue(of: task, base: q).value
        let margin = Rational(1, Integer(1) << (3 * bits))
        #expect(lower - margin <= value && value <= upper + margin, "\(task): \(enclosure) and \(Double(value))")
        // Another γ is told from it.
        let other = try points.valueEnclosure(of: task, gamma: Rational(26, 10), bits: bits)
        #expect(!other.intersects(enclosure))
      }
      let mirrored = try points.mirrored().valueEnclosure(of: .svmBias, gamma: gamma, bits: bits)
      let plain = try points.valueEnclosure(of: .svm, gamma: gamma, bits: bits)
      #expect(mirrored.intersects(2 * plain / (1 - base)))
    }
  }

  @Test("What has no bounds is refused, and says why")
  func refusals() throws {
    let points = try example()[2]
    #expect(throws: KernelError.notPositive("γ", 0)) { try points.valueEnclosure(of: .svm, gamma: 0, bits: 20) }
    #expect(throws: KernelError.noEnclosure("soft margins")) {
      try points.valueEnclosure(of: .svmSoft(box: 1), gamma: 1, bits: 20)
    }
    #expect(throws: KernelError.self) { try points.valueEnclosure(of: .svm, gamma: Rational(1, 100), bits: 20) }
    let alone = try LabelledPoints(points: BitMatrix(["0011", "1100", "1010"]), labels: [1, -1, 1])
    #expect(throws: KernelError.noEnclosure("a bias unless the points are mirrored")) {
      try alone.valueEnclosure(of: .svmBias, gamma: 3, bits: 20)
    }
    let none = try LabelledPoints(points: BitMatrix(rows: 0, columns: 3), labels: [])
    for task in [KernelTask.svm, .svmBias, .ridge(lambda: 1), .pca] {
      let value = try none.valueEnclosure(of: task, gamma: 1, bits: 20)
      #expect(value.contains(0) && value.width < 1e-6)
    }
    #expect(none.valueSeries(order: 3).doubled == [0, 0, 0])
  }
}
