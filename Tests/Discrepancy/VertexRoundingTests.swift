import Discrepancy
import DiscrepancyCheckers
import Exact
import Randomness
import Testing

private let half = Rational(1, 2)

/// A random instance: an integer matrix, every third one of deficient rank, and a point in (1/12)ℤ.
func randomRounding(_ index: Int, largest: (rows: Int, columns: Int)) throws -> VertexRounding {
  var stream = RandomStream(seed: 7).child("vertex").child(index)
  let (m, n) = (stream.uniform(in: 0...largest.rows), stream.uniform(in: 1...largest.columns))
  var rows = (0..<m).map { _ in (0..<n).map { _ in Rational(stream.uniform(in: -5...5)) } }
  if index % 3 == 0, m > 2 { rows[m - 1] = zip(rows[0], rows[1]).map { 2 * $0 - $1 } }
  let point = (0..<n).map { _ in Rational(Integer(stream.uniform(in: 0...12)), 12) }
  return try VertexRounding(rows: Matrix(rows), point: point)
}

@Suite("Vertex rounding")
struct VertexRoundingTests {
  @Test("The worked example: the kernel walk ends at (1, 0, 0, 1)")
  func workedExample() throws {
    let rows = try Matrix<Rational>([[1, 2, 3, 4], [1, 1, 1, 1]])
    let rounding = try VertexRounding(rows: rows, point: [half, half, half, half])
    let certificate = try rounding.vertex(.kernelWalk)
    #expect(certificate.vertex == [1, 0, 0, 1] && certificate.fractional.isEmpty)
    #expect(rows * certificate.vertex == [5, 2])
    try certificate.verify()
    try rounding.vertex(.simplex).verify()
  }

  @Test("The cost 1 − 2y makes the nearest integers best: (3/10, 4/5) rounds to (0, 1)")
  func cost() throws {
    let rounding = try VertexRounding(rows: Matrix([]), point: [Rational(3, 10), Rational(4, 5)])
    #expect(rounding.costs == [Rational(2, 5), Rational(-3, 5)])
    #expect(try rounding.vertex(.simplex).vertex == [0, 1])
    #expect(try rounding.vertex(.kernelWalk).vertex == [0, 1])
  }

  @Test("All methods on random instances: certified, and none cheaper than the simplex method")
  func random() throws {
    for index in 0..<60 {
      let rounding = try randomRounding(index, largest: (6, 20))
      let rank = rounding.rows.rank()
      let costs = try VertexRounding.Method.allCases.map { method in
        let certificate = try rounding.vertex(method)
        try certificate.verify()
        #expect(certificate.fractional.count <= rank)
        return rounding.costs.dot(certificate.vertex)
      }
      // simplex, kernel-walk, glpk-exact, column-blocks.
      #expect(costs[0] == costs[2] && costs[0] <= costs[1] && costs[0] <= costs[3])
      #expect(costs[1] <= rounding.costs.dot(rounding.point))
    }
  }

  @Test("Edge cases: no rows, no columns, rows of zeros, repeated rows, integral points")
  func edges() throws {
    for method in VertexRounding.Method.allCases {
      let empty = try VertexRounding(rows: Matrix([]), point: []).vertex(method)
      try empty.verify()
      let free = try VertexRounding(rows: Matrix([]), point: [half, Rational(1, 3), 1]).vertex(method)
      try free.verify()
      #expect(free.fractional.isEmpty && free.vertex[1] == 0 && free.vertex[2] == 1)
      let zeros = try VertexRounding(rows: Matrix([[0, 0], [0, 0]]), point: [half, half]).vertex(method)
      try zeros.verify()
      #expect(zeros.fractional.isEmpty)
      let twice = try VertexRounding(rows: Matrix([[1, 1, 1], [1, 1, 1]]), point: [half, half, half]).vertex(method)
      try twice.verify()
      #expect(twice.fractional.count == 1)
      let whole = try VertexRounding(rows: Matrix([[3, 1, 4]]), point: [1, 0, 1]).vertex(method)
      #expect(whole.vertex == [1, 0, 1])
      try whole.verify()
      let noColumns = try VertexRounding(rows: Matrix([[], []]), point: []).vertex(method)
      try noColumns.verify()
    }
  }

  @Test("Doubles are taken for exactly what they are")
  func doubles() throws {
    var stream = RandomStream(seed: 8)
    func draw() -> Double { Double(stream.next() >> 11) * 0x1p-53 }
    let rounding = try VertexRounding(
      rows: Matrix<Double>(rows: 5, columns: 60) { _, _ in (draw() - 0.5) * draw() },
      point: (0..<60).map { _ in draw() })
    for method in VertexRounding.Method.allCases {
      let certificate = try rounding.vertex(method)
      try certificate.verify()
      #expect(certificate.fractional.count == 5)
    }
    #expect(throws: DiscrepancyError.notFinite(row: 0, column: 1)) {
      try VertexRounding(rows: Matrix<Double>([[1, .nan]]), point: [0, 0])
    }
    #expect(throws: DiscrepancyError.self) { try VertexRounding(rows: Matrix<Double>([[1]]), point: [.infinity]) }
    #expect(throws: DiscrepancyError.outside(coordinate: 0, value: "3/2", range: "[0, 1]")) {
      try VertexRounding(rows: Matrix<Double>([[1]]), point: [1.5])
    }
    #expect(throws: DiscrepancyError.count("a row", found: 2, expected: 1)) {
      try VertexRounding(rows: Matrix<Rational>([[1, 2]]), point: [0])
    }
    #expect(throws: DiscrepancyError.count("the cost", found: 0, expected: 1)) {
      try VertexRounding(rows: Matrix<Rational>([[1]]), point: [0], costs: [])
    }
  }

  @Test("Column blocks: many columns of doubles, certified, and cheaper than the point")
  func columnBlocks() throws {
    var stream = RandomStream(seed: 9)
    func draw() -> Double { Double(stream.next() >> 11) * 0x1p-53 }
    let (m, n) = (6, 1_500)
    let rounding = try VertexRounding(
      rows: Matrix<Double>(rows: m, columns: n) { _, _ in (draw() - 0.5) * draw() * draw() },
      point: (0..<n).map { _ in draw() })
    let certificate = try rounding.vertex(.columnBlocks)
    try certificate.verify()
    #expect(certificate.fractional.count == m)
    #expect(rounding.costs.dot(certificate.vertex) < rounding.costs.dot(rounding.point))
  }

  @Test("Where doubles mislead the walk over column blocks, an exact program repairs what it says")
  func repairedBlocks() throws {
    // Two rows that are one in doubles, relatively to their entries.
    let tiny = Rational(1, Integer(10).power(25))
    var stream = RandomStream(seed: 10)
    let first = (0..<400).map { _ in Rational(stream.uniform(in: 1...9)) }
    let second = first.map { $0 + tiny * Rational(stream.uniform(in: -9...9)) }
    let point = first.map { _ in Rational(Integer(stream.uniform(in: 1...11)), 12) }
    let rounding = try VertexRounding(rows: Matrix([first, second]), point: point)
    let certificate = try rounding.vertex(.columnBlocks)
    try certificate.verify()
    #expect(certificate.fractional.count <= 2)
    // Numbers beyond doubles are walked exactly.
    let huge = Rational(Integer(10).power(400))
    let large = try VertexRounding(rows: Matrix([first.map { $0 * huge }]), point: point).vertex(.columnBlocks)
    try large.verify()
  }

  @Test("GLPK's exact method is refused where it would take for ever")
  func glpkExactLimit() throws {
    let rounding = try VertexRounding(
      rows: Matrix([[Rational]](repeating: [Rational](repeating: 1, count: 151), count: 1)),
      point: [Rational](repeating: half, count: 151))
    #expect(throws: DiscrepancyError.tooLarge("coordinates", found: 151, limit: 150)) {
      try rounding.vertex(.glpkExact)
    }
  }

  @Test("The checker refuses points that move, leave the cube, or are no vertices")
  func refusals() throws {
    let matrix: [[Rational]] = [[1, 2, 3, 4], [1, 1, 1, 1]]
    let point: [Rational] = [half, half, half, half]
    func error(_ matrix: [[Rational]], _ vertex: [Rational]) -> VertexCertificateError? {
      do throws(VertexCertificateError) {
        try VertexCertificate(matrix: matrix, point: point, vertex: vertex).verify()
        return nil
      } catch { return error }
    }
    #expect(error(matrix, [1, 0, 0, 1]) == nil)
    #expect(error(matrix, [0, 1, 0, 1]) == .moved(row: 0, from: 5, to: 6))
    #expect(error(matrix, [2, 0, 0, 0]) == .outside(0, value: 2))
    #expect(error(matrix, point) == .dependent(fractional: 4, rank: nil, rows: 2))
    #expect(error(matrix, [1, 0, 1]) != nil && error([[1]], [1, 0, 0, 1]) != nil)
    // Two fractional coordinates with the same column.
    let repeated: [[Rational]] = [[1, 1, 0, 0], [0, 0, 1, 1], [0, 0, 0, 0]]
    #expect(error(repeated, [half, half, 1, 0]) == .dependent(fractional: 2, rank: 1, rows: 3))
    #expect(error(repeated, [0, 1, 1, 0]) == nil)
    #expect(
      error(matrix, point)?.description == "4 coordinates are fractional, but their columns have rank at most 2")
    #expect(
      error(repeated, [half, half, 1, 0])?.description
        == "2 coordinates are fractional, but their columns have rank 1")
  }
}
