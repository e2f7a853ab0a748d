import Discrepancy
import DiscrepancyCheckers
import Exact
import Randomness
import Testing

/// All matrices with the given shape and entries in −1...1.
func allMatrices(_ m: Int, _ n: Int) -> [[[Int]]] {
  (0..<(0..<m * n).reduce(1) { product, _ in product * 3 }).map { code in
    var rest = code
    return (0..<m).map { _ in
      (0..<n).map { _ in
        defer { rest /= 3 }
        return rest % 3 - 1
      }
    }
  }
}

@Suite("Hereditary and linear discrepancy")
struct HereditaryTests {
  @Test("Small matrices whose values are known")
  func known() throws {
    #expect(try HereditaryDiscrepancy([[1, 1]]).value == 1)
    #expect(try HereditaryDiscrepancy([[1, 1]]).columns == [0])
    #expect(try MinimumDiscrepancy([[1, 1]]).value == 0)
    #expect(try HereditaryDiscrepancy(Hadamard.sylvester(2)).value == 3, "three columns meet all signs up to one")
    #expect(try HereditaryDiscrepancy([]).value == 0)
    #expect(try HereditaryDiscrepancy([[0, 0], [0, 0]]).value == 0)
    // The worst point of an interval is its middle.
    #expect(try LinearDiscrepancy([[1]]).value == Rational(1, 2))
    #expect(try LinearDiscrepancy([[3]]).value == Rational(3, 2))
    #expect(try LinearDiscrepancy([[1, 1]]).value == Rational(1, 2))
    #expect(try LinearDiscrepancy([]).value == 0)
    // Two elements, the sets {1}, {2}, {1, 2}: (1/3, 1/3) and (2/3, 2/3) are the worst.
    let triangle = try LinearDiscrepancy([[1, 0], [0, 1], [1, 1]])
    #expect(triangle.value == Rational(2, 3))
  }

  @Test("The hereditary discrepancy is the largest of all sets of columns, by trying all signs", arguments: [1, 2, 3])
  func exhaustive(columns n: Int) throws {
    for matrix in allMatrices(2, n) {
      var largest = 0
      for mask in 0..<(1 << n) {
        var least = Int.max
        for signs in 0..<(1 << n) {
          let sums = matrix.map { row in
            (0..<n).filter { mask >> $0 & 1 == 1 }.reduce(0) { $0 + row[$1] * (signs >> $1 & 1 == 1 ? 1 : -1) }
          }
          least = min(least, sums.map(abs).max() ?? 0)
        }
        largest = max(largest, least)
      }
      #expect(try HereditaryDiscrepancy(matrix).value == largest, "\(matrix)")
    }
  }

  @Test("The linear discrepancy is attained, no grid point is worse, and the hereditary one is not exceeded")
  func linear() throws {
    for index in 0..<40 {
      var stream = RandomStream(seed: 12).child("linear").child(index)
      let (m, n) = (stream.uniform(in: 1...3), stream.uniform(in: 1...3))
      let matrix = (0..<m).map { _ in (0..<n).map { _ in stream.uniform(in: -3...3) } }
      let worst = try LinearDiscrepancy(matrix)
      #expect(LinearDiscrepancy.distance(matrix, from: worst.point).distance == worst.value)
      for code in 0..<(0..<n).reduce(1, { product, _ in product * 7 }) {
        var rest = code
        let point = (0..<n).map { _ -> Rational in
          defer { rest /= 7 }
          return Rational(Integer(rest % 7), 6)
        }
        #expect(LinearDiscrepancy.distance(matrix, from: point).distance <= worst.value, "\(matrix) \(point)")
      }
      #expect(worst.value <= Rational(try HereditaryDiscrepancy(matrix).value), "\(matrix)")
    }
  }

  @Test("Too many columns, rows of different lengths, and sums beyond Int are refused")
  func refusals() {
    #expect(throws: DiscrepancyError.tooLarge("columns", found: 9, limit: 8)) {
      try LinearDiscrepancy([[Int](repeating: 1, count: 9)])
    }
    #expect(throws: DiscrepancyError.tooLarge("columns", found: 17, limit: 16)) {
      try HereditaryDiscrepancy([[Int](repeating: 1, count: 17)])
    }
    #expect(throws: DiscrepancyError.count("row 1", found: 1, expected: 2)) { try LinearDiscrepancy([[1, 2], [3]]) }
    #expect(throws: DiscrepancyError.count("row 1", found: 1, expected: 2)) {
      try HereditaryDiscrepancy([[1, 2], [3]])
    }
    #expect(throws: DiscrepancyError.self) { try HereditaryDiscrepancy([[Int.max, 1]]) }
    #expect(throws: DiscrepancyError.self) { try LinearDiscrepancy([[Int.min, 1]]) }
  }
}

@Suite("Certificates of Beck and Fiala's rounding")
struct BeckFialaCertificateTests {
  @Test("Roundings are certified, and what is no rounding is refused")
  func certificates() throws {
    let system = try SetSystem([[0, 1, 2], [2, 3], [0, 3]], elementCount: 4)
    let third = Rational(1, 3)
    let good = try BeckFiala(system).certificate([third, third, third, third])
    let (degree, change) = try good.verify()
    #expect(degree == 2 && change < 2)
    func error(_ change: (inout BeckFialaCertificate) -> Void) -> BeckFialaCertificateError? {
      var other = good
      change(&other)
      do throws(BeckFialaCertificateError) {
        try other.verify()
        return nil
      } catch { return error }
    }
    #expect(error { $0.rounded = [1, 1, 1, 1] } == .tooFar(change: 2, degree: 2))
    #expect(error { $0.rounded = [1, 1, 1, 0] } == .tooFar(change: 2, degree: 2))
    #expect(error { $0.rounded = [2, 0, 0, 0] } == .notRounded(0, value: 2))
    #expect(error { $0.point[3] = -third } == .outside(3, value: -third))
    #expect(error { $0.point.removeLast() } != nil && error { $0.sets[0] = [0, 9] } != nil)
    #expect(error { $0.sets[0] = [0, 0, 1] } != nil && error { $0.sets[0] = [-1] } != nil)
    // Without sets nothing changes.
    try BeckFialaCertificate(sets: [], point: [third], rounded: [1]).verify()
    try BeckFialaCertificate(sets: [[]], point: [], rounded: []).verify()
  }
}
