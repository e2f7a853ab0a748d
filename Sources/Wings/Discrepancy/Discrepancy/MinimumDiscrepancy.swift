import Exact

/// The least discrepancy of an integer matrix: min over signs ε of maxᵢ |Σⱼ aᵢⱼ εⱼ|, by branch and bound.
///
/// ```swift
/// let best = try MinimumDiscrepancy(hadamard8)   // best.value == 4, best.signs attains it
/// ```
///
/// Exact: a branch is cut off only if what is left of some row cannot bring its sum below the best value found so far. The
/// time grows exponentially with the number of columns.
public struct MinimumDiscrepancy: Sendable, Hashable {
  /// The least maximum; 0 for a matrix without rows.
  public let value: Int
  /// Signs that attain it, the first in the order of the search.
  public let signs: [Int]
  /// The number of partial sign vectors looked at.
  public let nodes: Int

  /// The most columns that are tried.
  public static let largestCount = 64

  /// Finds the least discrepancy of the matrix with the given rows.
  ///
  /// - Throws: ``DiscrepancyError`` for rows of different lengths, for more than ``largestCount`` columns, and for sums beyond
  ///   `Int`; `CancellationError` if the task is cancelled.
  /// - Complexity: O(2ⁿ⁻¹ m) at worst.
  public init(_ rows: [[Int]]) throws {
    let count = try Self.columnCount(rows, atMost: Self.largestCount)
    var search = Search(rows: rows, count: count)
    if count > 0 { try search.visit(0) }
    value = search.best == .max ? 0 : search.best
    signs = search.bestSigns
    nodes = search.nodes
  }

  /// The number of columns of a matrix whose sums stay within `Int`.
  static func columnCount(_ rows: [[Int]], atMost limit: Int) throws(DiscrepancyError) -> Int {
    let count = rows.first?.count ?? 0
    guard count <= limit else { throw .tooLarge("columns", found: count, limit: limit) }
    let largest = Int.max / (2 * max(count, 1))
    for (index, row) in rows.enumerated() {
      if row.count != count { throw .count("row \(index)", found: row.count, expected: count) }
      if row.contains(where: { $0.magnitude > UInt(largest) }) {
        throw .parameter("row \(index)", expected: "entries of at most \(largest)")
      }
    }
    return count
  }

  private struct Search {
    let columns: [[Int]]
    /// What is left of each row from each column on, in absolute value.
    let rest: [[Int]]
    /// 1 if the sum of some row is odd whatever the signs; nothing better than this need be looked for.
    let leastPossible: Int
    var sums: [Int]
    var signs: [Int]
    var best = Int.max
    var bestSigns: [Int] = []
    var nodes = 0

    init(rows: [[Int]], count: Int) {
      columns = (0..<count).map { j in rows.map { $0[j] } }
      var rest = [rows.map { _ in 0 }]
      for column in columns.reversed() { rest.append(zip(rest[rest.count - 1], column).map { $0 + abs($1) }) }
      self.rest = rest.reversed()
      sums = rows.map { _ in 0 }
      signs = [Int](repeating: 0, count: count)
      leastPossible = self.rest[0].contains { $0 % 2 != 0 } ? 1 : 0
    }

    mutating func visit(_ j: Int) throws {
      nodes += 1
      if nodes % 65_536 == 0 { try Task.checkCancellation() }
      if j == columns.count {
        // Only what is better than the best comes here.
        best = sums.map(abs).max() ?? 0
        bestSigns = signs
        return
      }
      // First the sign that brings the sums nearer to 0. The sign of the first column is free: −ε is as good as ε.
      let pull = zip(sums, columns[j]).reduce(0.0) { $0 + Double($1.0) * Double($1.1) }
      let first = pull > 0 ? -1 : 1
      for sign in j == 0 ? [1] : [first, -first] {
        if best <= leastPossible { return }
        signs[j] = sign
        for i in sums.indices { sums[i] += sign * columns[j][i] }
        let rest = rest[j + 1]
        if sums.indices.allSatisfy({ abs(sums[$0]) - rest[$0] < best }) { try visit(j + 1) }
        for i in sums.indices { sums[i] -= sign * columns[j][i] }
      }
    }
  }
}

/// Hadamard matrices.
public enum Hadamard {
  /// Sylvester's matrix of order 2^exponent: entry [i, j] is −1 to the number of ones that i and j share.
  ///
  /// For every sign vector z the squares of H z add up to n², n the order, so its largest entry is at least √n.
  ///
  /// - Precondition: 0 ≤ exponent ≤ 12.
  public static func sylvester(_ exponent: Int) -> [[Int]] {
    precondition(0...12 ~= exponent, "the order 2^\(exponent) is out of range")
    let order = 1 << exponent
    return (0..<order).map { i in (0..<order).map { j in (i & j).nonzeroBitCount % 2 == 0 ? 1 : -1 } }
  }
}
