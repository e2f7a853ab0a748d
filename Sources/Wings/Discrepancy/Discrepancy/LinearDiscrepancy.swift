import Exact
import LinearProgramming

/// The linear discrepancy of an integer matrix: how far, in the largest row, the worst point of the cube is from its best
/// rounding, exactly.
///
/// ```swift
/// let worst = try LinearDiscrepancy([[1, 1]])     // value 1/2, attained at a point such as (1/2, 0)
/// ```
///
/// max over w ∈ [0,1]ⁿ of min over z ∈ {0,1}ⁿ of maxᵢ |Σⱼ aᵢⱼ (wⱼ − zⱼ)|. In these units (signs, z doubled, would give twice the
/// number) it is at most the hereditary discrepancy of signs: write w in binary and round its last digits away, one place
/// after the other; the k-th place costs at most 2⁻ᵏ times that discrepancy. (Lovász, Spencer, Vesztergombi, "Discrepancy
/// of set-systems and matrices", European J. Combin. 7, 1986.)
public struct LinearDiscrepancy: Sendable, Hashable {
  /// The distance of the worst point.
  public let value: Rational
  /// A point that is so far from every rounding.
  public let point: [Rational]
  /// The number of linear programs solved.
  public let nodes: Int

  /// The most columns that are tried.
  public static let largestCount = 8
  /// The most linear programs solved before giving up.
  public static let mostNodes = 200_000

  /// Finds the linear discrepancy of the matrix with the given rows.
  ///
  /// Branch and bound over linear programs. The largest t for which w is at distance t from the roundings looked at so far is
  /// a linear program once each of them has a row and a side on which it is that far. If its w is nearer to another
  /// rounding, this one is looked at too, in each of its rows and sides.
  ///
  /// - Throws: ``DiscrepancyError`` for rows of different lengths, more than ``largestCount`` columns, sums beyond `Int`, and more than
  ///   ``mostNodes`` linear programs; `CancellationError` if the task is cancelled.
  /// - Complexity: exponential in 2ⁿ at worst; for a few rows and columns, hundreds to thousands of small linear programs.
  public init(_ rows: [[Int]]) throws {
    let count = try MinimumDiscrepancy.columnCount(rows, atMost: Self.largestCount)
    var search = Search(rows: rows, count: count)
    try search.visit([])
    (value, point, nodes) = (search.best, search.bestPoint, search.nodes)
  }

  /// The distance of a point from its best rounding, and that rounding.
  ///
  /// - Precondition: the rows have an entry for every coordinate.
  /// - Complexity: O(2ⁿ m n).
  public static func distance(_ rows: [[Int]], from point: [Rational]) -> (distance: Rational, rounding: [Int]) {
    var best: (distance: Rational, rounding: [Int])?
    for mask in 0..<(1 << point.count) {
      let rounding = point.indices.map { mask >> $0 & 1 }
      let change = zip(point, rounding).map { $0 - Rational($1) }
      var largest: Rational = 0
      for row in rows {
        let sum = zip(row, change).reduce(Rational(0)) { $0 + Rational($1.0) * $1.1 }
        largest = max(largest, sum.magnitude)
        if let best, largest >= best.distance { break }
      }
      if let best, largest >= best.distance { continue }
      best = (largest, rounding)
    }
    return best ?? (0, [])
  }

  /// A rounding that is to be at distance t in a row, on one side.
  private struct Side {
    var rounding: [Int]
    var row: Int
    var sign: Int
  }

  private struct Search {
    let rows: [[Int]]
    let count: Int
    var best: Rational = 0
    var bestPoint: [Rational]
    var nodes = 0

    init(rows: [[Int]], count: Int) {
      (self.rows, self.count) = (rows, count)
      bestPoint = [Rational](repeating: 0, count: count)
    }

    mutating func visit(_ sides: [Side]) throws {
      nodes += 1
      if nodes > LinearDiscrepancy.mostNodes {
        throw DiscrepancyError.tooLarge("linear programs", found: nodes, limit: LinearDiscrepancy.mostNodes)
      }
      guard let (point, limit) = try farthest(sides), limit > best else { return }
      let (distance, rounding) = LinearDiscrepancy.distance(rows, from: point)
      if distance > best { (best, bestPoint) = (distance, point) }
      if distance >= limit { return }
      for row in rows.indices {
        for sign in [1, -1] { try visit(sides + [Side(rounding: rounding, row: row, sign: sign)]) }
      }
    }

    /// The w that is farthest from the roundings, each on its side, and how far.
    private func farthest(_ sides: [Side]) throws -> (point: [Rational], distance: Rational)? {
      // No point is farther than the sum of a row from 0 or from all ones.
      let limit = rows.map { $0.reduce(0) { $0 + abs($1) } }.max() ?? 0
      var program = LinearProgram(.maximize)
      for _ in 0..<count { program.addVariable(bounds: .unit) }
      let distance = program.addVariable(bounds: .between(0, Rational(limit)), cost: 1)
      for side in sides {
        // sign · Σ a (w − z) ≥ t.
        let row = rows[side.row].map { Rational(side.sign * $0) }
        let constant = zip(row, side.rounding).reduce(Rational(0)) { $0 + $1.0 * Rational($1.1) }
        try program.addConstraint(
          variables: Array(0..<count) + [distance], coefficients: row + [-1], .atLeast(constant))
      }
      guard let solution = try program.solve().solution else { return nil }
      return (Array(solution.point.prefix(count)), solution.value)
    }
  }
}
