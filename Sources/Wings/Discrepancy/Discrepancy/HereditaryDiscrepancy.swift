import Exact

/// The hereditary discrepancy of an integer matrix: the largest discrepancy of a set of its columns, by trying all sets.
///
/// ```swift
/// try HereditaryDiscrepancy([[1, 1]]).value      // 1: two columns balance one another, a single one does not
/// ```
public struct HereditaryDiscrepancy: Sendable, Hashable {
  /// max over sets J of columns of min over signs of the largest |Σ_{j ∈ J} aᵢⱼ εⱼ|.
  public let value: Int
  /// A set that attains it, the first in the order of the search; ascending.
  public let columns: [Int]

  /// The most columns that are tried.
  public static let largestCount = 16

  /// Finds the hereditary discrepancy of the matrix with the given rows.
  ///
  /// - Throws: ``DiscrepancyError`` for rows of different lengths, for more than ``largestCount`` columns, and for sums beyond
  ///   `Int`; `CancellationError` if the task is cancelled.
  /// - Complexity: O(3ⁿ m) at worst.
  public init(_ rows: [[Int]]) throws {
    let count = try MinimumDiscrepancy.columnCount(rows, atMost: Self.largestCount)
    var best: (value: Int, columns: [Int]) = (0, [])
    for mask in 0..<(1 << count) {
      let columns = (0..<count).filter { mask >> $0 & 1 == 1 }
      let least = try MinimumDiscrepancy(rows.map { row in columns.map { row[$0] } }).value
      if least > best.value { best = (least, columns) }
    }
    (value, columns) = best
  }
}
