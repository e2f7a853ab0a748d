import DiscrepancyCheckers
import Exact

/// Vertex rounding as it is defined: while the columns of the fractional coordinates are dependent, a step along a dependency up to
/// the first coordinate that becomes 0 or 1. The place for the faults that checks must catch.
enum TextbookKernelWalk {
  enum Fault {
    /// A step is only as long as the coordinates that grow allow.
    case forgetsLowerBounds
    /// It ends when no more coordinates are fractional than there are rows, whatever their rank.
    case stopsAtTheNumberOfRows
    /// Coordinates that have become 0 or 1 go on moving with the others.
    case doesNotFreeze
    /// The last row is left out.
    case forgetsTheLastRow
    /// What is within 1/12 of 0 or 1 is taken for it.
    case roundsWhatIsNear
  }

  static func vertex(_ instance: RoundingInstance, fault: Fault) throws -> VertexCertificate {
    let rows = fault == .forgetsTheLastRow ? Array(instance.rows.dropLast()) : instance.rows
    var point = instance.point
    var moving = point.indices.filter { !point[$0].isInteger }
    // Each step stops a coordinate, unless they are not frozen.
    for _ in point.indices {
      if fault != .doesNotFreeze { moving = moving.filter { !point[$0].isInteger } }
      if fault == .stopsAtTheNumberOfRows, moving.count <= rows.count { break }
      guard let rates = dependency(rows, moving) else { break }
      let lengths = zip(moving, rates).compactMap { j, rate -> Rational? in
        if rate == 0 || rate < 0 && fault == .forgetsLowerBounds || point[j].isInteger { return nil }
        return (rate > 0 ? 1 - point[j] : point[j]) / rate.magnitude
      }
      guard let length = lengths.min() else { break }
      for (j, rate) in zip(moving, rates) {
        point[j] += length * rate
        guard fault == .roundsWhatIsNear else { continue }
        if point[j] < Rational(1, 12) { point[j] = 0 } else if point[j] > Rational(11, 12) { point[j] = 1 }
      }
    }
    return VertexCertificate(matrix: instance.rows, point: instance.point, vertex: point)
  }

  /// Rates at which the first of the moving coordinates can change without a change of M y; nil if their columns are independent.
  private static func dependency(_ rows: [[Rational]], _ moving: [Int]) -> [Rational]? {
    // One column more than there are rows is enough.
    let some = moving.prefix(rows.count + 1)
    if rows.isEmpty { return some.first.map { _ in [1] } }
    if some.isEmpty { return nil }
    let columns = Matrix<Rational>(rows: rows.count, columns: some.count) { rows[$0][some[some.startIndex + $1]] }
    return columns.kernel().first.map { $0.map { Rational($0) } }
  }
}
