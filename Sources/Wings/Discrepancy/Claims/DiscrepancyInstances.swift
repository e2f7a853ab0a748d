import Discrepancy
import Evidence
import Exact
import Randomness

/// A matrix and a point of the cube [0,1]ⁿ: what vertex rounding is given.
struct RoundingInstance: Codable, Sendable {
  var rows: [[Rational]]
  var point: [Rational]

  func problem() throws -> VertexRounding {
    try VertexRounding(rows: rows.isEmpty ? Matrix<Rational>([]) : Matrix(rows), point: point)
  }

  /// A row or a coordinate less.
  static func shrink(_ instance: RoundingInstance) -> [RoundingInstance] {
    var smaller: [RoundingInstance] = []
    for i in instance.rows.indices {
      var rows = instance.rows
      rows.remove(at: i)
      smaller.append(RoundingInstance(rows: rows, point: instance.point))
    }
    for j in instance.point.indices {
      var other = instance
      other.point.remove(at: j)
      for i in other.rows.indices { other.rows[i].remove(at: j) }
      smaller.append(other)
    }
    return smaller
  }

  /// A matrix of integers, every fourth one of fractions, every third one of deficient rank, and a point in (1/12)ℤ.
  static func drawn(_ index: Int, rows: Int, columns: Int, _ stream: inout RandomStream) -> RoundingInstance {
    let (m, n) = (stream.uniform(in: 0...rows), stream.uniform(in: 1...columns))
    var matrix = (0..<m).map { _ in (0..<n).map { _ in Rational(stream.uniform(in: -9...9)) } }
    if index % 4 == 1 { matrix = matrix.map { $0.map { $0 / Rational(stream.uniform(in: 1...6)) } } }
    if index % 3 == 0, m > 2 { matrix[m - 1] = zip(matrix[0], matrix[1]).map { 2 * $0 - $1 } }
    return RoundingInstance(
      rows: matrix, point: (0..<n).map { _ in Rational(Integer(stream.uniform(in: 0...12)), 12) })
  }
}

/// Subsets of 0..<count, and a point of the cube.
struct SetInstance: Codable, Sendable {
  var sets: [[Int]]
  var point: [Rational]

  func system() throws -> SetSystem { try SetSystem(sets, elementCount: point.count) }

  /// Rows, columns and both families of wrapped diagonals of a board: each field in four of them.
  static func board(_ size: Int) -> [[Int]] {
    let all = 0..<size
    return all.flatMap { k -> [[Int]] in
      [
        all.map { size * k + $0 }, all.map { size * $0 + k }, all.map { size * $0 + ($0 + k) % size },
        all.map { size * $0 + (size - $0 + k) % size },
      ]
    }
  }

  /// A set less, or an element less.
  static func shrink(_ instance: SetInstance) -> [SetInstance] {
    var smaller: [SetInstance] = []
    for i in instance.sets.indices {
      var sets = instance.sets
      sets.remove(at: i)
      smaller.append(SetInstance(sets: sets, point: instance.point))
    }
    for j in instance.point.indices {
      var point = instance.point
      point.remove(at: j)
      let sets = instance.sets.map { set in set.filter { $0 != j }.map { $0 > j ? $0 - 1 : $0 } }
      smaller.append(SetInstance(sets: sets, point: point))
    }
    return smaller
  }

  /// Every element in at most `degree` sets; every third point is the centre of the cube.
  static func drawn(
    _ index: Int, elements: Int, degree: Int, _ stream: inout RandomStream
  ) -> SetInstance {
    let (n, m) = (stream.uniform(in: 1...elements), stream.uniform(in: 1...elements))
    var sets = [[Int]](repeating: [], count: m)
    for element in 0..<n {
      for set in stream.sample(stream.uniform(in: 1...min(degree, m)), from: m) { sets[set].append(element) }
    }
    let point = (0..<n).map { _ in
      index % 3 == 0 ? Rational(1, 2) : Rational(Integer(stream.uniform(in: 0...12)), 12)
    }
    return SetInstance(sets: sets, point: point)
  }
}

/// Vectors of length at most 1 in the sum norm or the maximum norm.
struct VectorInstance: Codable, Sendable {
  var vectors: [[Rational]]
  var dimension: Int
  var usesMaximum: Bool

  var norm: Norm { usesMaximum ? .maximum : .sum }

  func unitVectors() throws -> UnitVectors { try UnitVectors(vectors, dimension: dimension, norm: norm) }

  /// A vector less.
  static func shrink(_ instance: VectorInstance) -> [VectorInstance] {
    instance.vectors.indices.map { drop in
      var smaller = instance
      smaller.vectors.remove(at: drop)
      return smaller
    }
  }

  /// Vectors of length 1 but for those of length 0. Those that are to add up to 0 come with their opposites in another
  /// order, one of them cut in two.
  static func drawn(
    _ index: Int, count: Int, dimension: Int, addUpToZero: Bool, _ stream: inout RandomStream
  ) -> VectorInstance {
    let d = stream.uniform(in: 1...dimension)
    var instance = VectorInstance(vectors: [], dimension: d, usesMaximum: index % 2 == 0)
    for _ in 0..<(stream.uniform(in: 0...count) / (addUpToZero ? 2 : 1)) {
      let vector = (0..<d).map { _ in Rational(stream.uniform(in: -6...6)) }
      let length = instance.norm.comparable(vector)
      instance.vectors.append(length == 0 ? vector : vector.map { $0 / length })
    }
    if addUpToZero {
      var opposite = instance.vectors.map { $0.map { -$0 } }
      stream.shuffle(&opposite)
      if let last = opposite.popLast() {
        opposite += [last.map { $0 / 3 }, last.map { $0 * Rational(2, 3) }]
      }
      instance.vectors += opposite
    }
    return instance
  }
}
