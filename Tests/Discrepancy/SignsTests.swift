import Discrepancy
import Exact
import Randomness
import Testing

private let half = Rational(1, 2)

/// n random subsets of 0..<elements, in which every element occurs at most `degree` times.
private func randomSystem(_ stream: inout RandomStream, elements: Int, sets: Int, degree: Int) throws -> SetSystem {
  var members = [[Int]](repeating: [], count: sets)
  for element in 0..<elements {
    for set in stream.sample(stream.uniform(in: 0...min(degree, sets)), from: sets) { members[set].append(element) }
  }
  return try SetSystem(members, elementCount: elements)
}

@Suite("Beck and Fiala's rounding")
struct BeckFialaTests {
  @Test("Less than t from any point, at most 2t − 1 for signs, on random set systems")
  func random() throws {
    for index in 0..<40 {
      var stream = RandomStream(seed: 1).child("beck-fiala").child(index)
      let system = try randomSystem(
        &stream, elements: stream.uniform(in: 1...30), sets: stream.uniform(in: 1...30),
        degree: stream.uniform(in: 1...5))
      let point = (0..<system.elementCount).map { _ in Rational(Integer(stream.uniform(in: 0...10)), 10) }
      let rounding = try BeckFiala(system).round(point)
      #expect(rounding.degree == system.degree)
      #expect(rounding.largestDeviation < Rational(max(system.degree, 1)))
      // The deviations by their definition.
      let change = zip(point, rounding.rounded).map { $0 - Rational($1) }
      #expect(rounding.deviations == system.sets.map { set in set.map { change[$0] }.reduce(0, +).magnitude })
      for (x, z) in zip(point, rounding.rounded) where x.isInteger { #expect(x == Rational(z)) }
      let signs = try BeckFiala(system).signs()
      #expect(!signs.contains { abs($0) != 1 })
      for set in system.sets { #expect(abs(set.reduce(0) { $0 + signs[$1] }) <= max(2 * system.degree - 1, 0)) }
    }
  }

  @Test("Projective planes", arguments: [2, 3, 5])
  func planes(order p: Int) throws {
    let plane = try SetSystem.projectivePlane(order: p)
    #expect(plane.elementCount == p * p + p + 1 && plane.sets.count == plane.elementCount && plane.degree == p + 1)
    #expect(!plane.sets.contains { $0.count != p + 1 })
    for (i, a) in plane.sets.enumerated() {
      for b in plane.sets[..<i] { #expect(Set(a).intersection(b).count == 1, "two lines meet in one point") }
    }
    let signs = try BeckFiala(plane).signs()
    for line in plane.sets { #expect(abs(line.reduce(0) { $0 + signs[$1] }) <= 2 * p + 1) }
  }

  @Test("Empty systems, and what is refused")
  func edges() throws {
    #expect(try BeckFiala(SetSystem([], elementCount: 0)).round([]).largestDeviation == 0)
    #expect(try BeckFiala(SetSystem([[], []], elementCount: 2)).round([half, half]).largestDeviation == 0)
    #expect(throws: DiscrepancyError.unknownElement(2, set: 1, count: 2)) {
      try SetSystem([[0], [2]], elementCount: 2)
    }
    #expect(throws: DiscrepancyError.unknownElement(-1, set: 0, count: 2)) { try SetSystem([[-1]], elementCount: 2) }
    #expect(throws: DiscrepancyError.repeatedElement(1, set: 0)) { try SetSystem([[1, 1]], elementCount: 2) }
    #expect(throws: DiscrepancyError.self) { try SetSystem([], elementCount: -1) }
    #expect(throws: DiscrepancyError.self) { try SetSystem.projectivePlane(order: 4) }
    let system = try SetSystem([[0]], elementCount: 1)
    #expect(throws: DiscrepancyError.count("the point", found: 0, expected: 1)) { try BeckFiala(system).round([]) }
    #expect(throws: DiscrepancyError.outside(coordinate: 0, value: "2", range: "[0, 1]")) {
      try BeckFiala(system).round([2])
    }
  }
}

/// Random vectors of length at most 1, many of them of length exactly 1 where the norm has such rationals.
private func randomVectors(_ stream: inout RandomStream, count: Int, dimension: Int, norm: Norm) throws -> UnitVectors {
  try UnitVectors(
    (0..<count).map { _ in
      let vector = (0..<dimension).map { _ in Rational(stream.uniform(in: -6...6)) }
      // The sum is an upper bound on all three norms.
      let scale = norm == .maximum ? vector.map(\.magnitude).max() ?? 1 : vector.reduce(0) { $0 + $1.magnitude }
      return scale == 0 ? vector : vector.map { $0 / scale }
    }, dimension: dimension, norm: norm)
}

@Suite("Signed sums and Steinitz orders")
struct SignedSumTests {
  @Test("The whole sum is at most d, every prefix sum less than 2d", arguments: Norm.allCases)
  func signs(norm: Norm) throws {
    for index in 0..<25 {
      var stream = RandomStream(seed: 2).child("signs").child(index)
      let d = stream.uniform(in: 1...5)
      let vectors = try randomVectors(&stream, count: stream.uniform(in: 0...30), dimension: d, norm: norm)
      let signs = vectors.balancedSigns()
      #expect(signs.count == vectors.vectors.count && !signs.contains { abs($0) != 1 })
      let sums = vectors.prefixSums(signs)
      for sum in sums { #expect(norm.isAtMost(Rational(2 * d), sum, strictly: true)) }
      #expect(norm.isAtMost(Rational(d), sums[sums.count - 1]))
    }
  }

  @Test("Vectors that add up to 0 have an order in which every prefix sum is at most d", arguments: Norm.allCases)
  func steinitz(norm: Norm) throws {
    for index in 0..<15 {
      var stream = RandomStream(seed: 3).child("steinitz").child(index)
      let d = stream.uniform(in: 1...4)
      let half = try randomVectors(&stream, count: stream.uniform(in: 0...10), dimension: d, norm: norm).vectors
      // Opposite vectors, and then a part of them cut in two.
      var all = half + half.map { $0.map { -$0 } }
      if let first = all.first { all = all.dropFirst() + [first.map { $0 / 3 }, first.map { $0 * Rational(2, 3) }] }
      let vectors = try UnitVectors(all, dimension: d, norm: norm)
      let order = try vectors.steinitzOrder()
      #expect(order.sorted() == Array(all.indices))
      for sum in vectors.prefixSums(all.map { _ in 1 }, order: order) { #expect(norm.isAtMost(Rational(d), sum)) }
    }
  }

  @Test("In one dimension the order alternates; without it a prefix is as long as half of the vectors")
  func line() throws {
    let vectors = try UnitVectors((0..<20).map { [$0 < 10 ? 1 : -1] }, dimension: 1, norm: .maximum)
    #expect(vectors.prefixSums([Int](repeating: 1, count: 20)).map { $0[0] }.max() == 10)
    let sums = vectors.prefixSums([Int](repeating: 1, count: 20), order: try vectors.steinitzOrder())
    #expect(sums.map { $0[0].magnitude }.max() == 1)
  }

  @Test("What is refused")
  func refusals() throws {
    #expect(throws: DiscrepancyError.tooLong(vector: 1)) {
      try UnitVectors([[1], [Rational(-101, 100)]], dimension: 1, norm: .sum)
    }
    #expect(throws: DiscrepancyError.tooLong(vector: 0)) {
      try UnitVectors([[Rational(3, 5), Rational(81, 100)]], dimension: 2, norm: .euclidean)
    }
    #expect(throws: DiscrepancyError.count("vector 0", found: 1, expected: 2)) {
      try UnitVectors([[1]], dimension: 2, norm: .sum)
    }
    #expect(throws: DiscrepancyError.sumNotZero(coordinate: 0, sum: 1)) {
      try UnitVectors([[1]], dimension: 1, norm: .sum).steinitzOrder()
    }
  }
}

@Suite("Minimum discrepancy")
struct MinimumDiscrepancyTests {
  @Test("As by trying all signs, on random matrices")
  func tryingAll() throws {
    for index in 0..<60 {
      var stream = RandomStream(seed: 4).child("minimum").child(index)
      let (m, n) = (stream.uniform(in: 1...5), stream.uniform(in: 1...8))
      let rows = (0..<m).map { _ in (0..<n).map { _ in stream.uniform(in: -3...3) } }
      var least = Int.max
      for bits in 0..<(1 << n) {
        let worst = rows.map { row in abs(row.indices.reduce(0) { $0 + (bits >> $1 & 1 == 1 ? row[$1] : -row[$1]) }) }
        least = min(least, worst.max() ?? 0)
      }
      let found = try MinimumDiscrepancy(rows)
      #expect(found.value == least)
      #expect(rows.map { abs(zip($0, found.signs).reduce(0) { $0 + $1.0 * $1.1 }) }.max() == least)
    }
  }

  @Test("Sylvester's matrices of order 1, 2, 4, 8 and 16 have discrepancy 1, 2, 2, 4 and 4")
  func hadamard() throws {
    for (exponent, value) in [1, 2, 2, 4, 4].enumerated() {
      let matrix = Hadamard.sylvester(exponent)
      #expect(try MinimumDiscrepancy(matrix).value == value)
    }
  }

  @Test("Empty matrices, and what is refused")
  func edges() throws {
    #expect(try MinimumDiscrepancy([]).value == 0)
    #expect(try MinimumDiscrepancy([[], []]).value == 0)
    #expect(throws: DiscrepancyError.count("row 1", found: 1, expected: 2)) { try MinimumDiscrepancy([[1, 1], [1]]) }
    #expect(throws: DiscrepancyError.self) { try MinimumDiscrepancy([[.max, 1]]) }
    #expect(throws: DiscrepancyError.self) { try MinimumDiscrepancy([[.min]]) }
    #expect(throws: DiscrepancyError.self) { try MinimumDiscrepancy([[Int](repeating: 1, count: 65)]) }
  }
}
