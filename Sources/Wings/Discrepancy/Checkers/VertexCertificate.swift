import Certificates
import Exact

/// A proof that a point was rounded to a vertex: y is a vertex of {y ∈ [0,1]ⁿ : M y = M x}.
///
/// The columns of M in which y is fractional are linearly independent, so at most rank(M) coordinates are fractional, and
/// no other point of the polytope agrees with y in the coordinates that are not.
public struct VertexCertificate: Hashable, Codable, Sendable {
  /// M, with a column for every coordinate.
  public var matrix: [[Rational]]
  /// x, the point that was rounded.
  public var point: [Rational]
  /// y, the vertex.
  public var vertex: [Rational]

  /// A certificate; nothing is verified here.
  public init(matrix: [[Rational]], point: [Rational], vertex: [Rational]) {
    (self.matrix, self.point, self.vertex) = (matrix, point, vertex)
  }

  /// The coordinates in which the vertex is neither 0 nor 1.
  public var fractional: [Int] { vertex.indices.filter { !vertex[$0].isInteger } }

  /// Returns if 0 ≤ y ≤ 1, M y = M x, and the columns of M in which y is fractional are independent.
  ///
  /// - Throws: ``VertexCertificateError``, naming the first of these that fails.
  /// - Complexity: O(m n) operations, and a rank of m by at most m + 1 columns.
  public func verify() throws(VertexCertificateError) {
    guard vertex.count == point.count else {
      throw .shape("a vertex of \(vertex.count) coordinates for a point of \(point.count)")
    }
    for (index, row) in matrix.enumerated() where row.count != point.count {
      throw .shape("row \(index) has \(row.count) entries for a point of \(point.count) coordinates")
    }
    for (index, value) in vertex.enumerated() where value < 0 || value > 1 { throw .outside(index, value: value) }
    let (before, after) = (CommonDenominator(point), CommonDenominator(vertex))
    let all = Array(point.indices)
    for (index, entries) in matrix.enumerated() {
      let row = CommonDenominator(entries)
      let (expected, found) = (row.dot(before, at: all), row.dot(after, at: all))
      guard expected == found else { throw .moved(row: index, from: expected, to: found) }
    }
    let fractional = fractional
    guard fractional.count <= matrix.count else {
      throw .dependent(fractional: fractional.count, rank: nil, rows: matrix.count)
    }
    var restricted = Matrix<Integer>(rows: matrix.count, columns: fractional.count, repeating: 0)
    for (index, entries) in matrix.enumerated() {
      // Multiplying rows by their denominators changes no rank.
      for (k, entry) in CommonDenominator.integers(fractional.map { entries[$0] }).enumerated() {
        restricted[index, k] = entry
      }
    }
    let rank = restricted.rank()
    guard rank == fractional.count else {
      throw .dependent(fractional: fractional.count, rank: rank, rows: matrix.count)
    }
  }
}

/// Why a point is not a vertex of {y ∈ [0,1]ⁿ : M y = M x}.
public enum VertexCertificateError: Error, Equatable, Sendable, CustomStringConvertible {
  /// Numbers of coordinates differ among point, vertex and rows.
  case shape(String)
  /// The coordinate is not between 0 and 1.
  case outside(Int, value: Rational)
  /// M y differs from M x in the row.
  case moved(row: Int, from: Rational, to: Rational)
  /// The columns of the fractional coordinates are dependent: more than their rank, or than there are rows.
  case dependent(fractional: Int, rank: Int?, rows: Int)

  public var description: String {
    switch self {
    case .shape(let why): why
    case .outside(let index, let value): "coordinate \(index) is \(value), which is not between 0 and 1"
    case .moved(let row, let from, let to): "row \(row) has the value \(to), but \(from) at the point"
    case .dependent(let fractional, let rank, let rows):
      "\(fractional) coordinates are fractional, but their columns have rank \(rank.map { "\($0)" } ?? "at most \(rows)")"
    }
  }
}
