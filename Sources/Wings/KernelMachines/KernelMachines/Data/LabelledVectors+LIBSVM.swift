import Exact
import Formats
import Foundation

extension LabelledVectors {
  /// Reads a file as LIBSVM does, every decimal exactly: a label, `index:value` with indices from 1 ascending, and # before a comment.
  ///
  /// Labels 1 and −1 stay. Of two other labels the larger one becomes 1 and the other −1, and one alone becomes 1: ``notice``
  /// says so. Which of two labels is which does not change the optimum.
  ///
  /// - Throws: `FormatError` with line and field; ``LabelledVectorsError``.
  /// - Complexity: O(n) for n bytes, and operations on integers.
  public init(contentsOfLIBSVM data: Data) throws {
    let points = try LIBSVM.points(data) { Rational($0) }
    let kinds = Set(points.labels).sorted()
    guard kinds.count <= 2 else { throw LabelledVectorsError.labels(Array(kinds.prefix(10))) }
    let positive = kinds == [-1] ? 1 : kinds[kinds.count - 1]
    try self.init(
      labels: points.labels.map { $0 == positive ? 1 : -1 },
      rows: points.labels.indices.map { row in
        (points.offsets[row]..<points.offsets[row + 1]).map { Coordinate(points.indices[$0] + 1, points.values[$0]) }
      })
    if kinds.contains(where: { $0.magnitude != 1 }) {
      notice =
        kinds.count == 1
        ? "the only label \(kinds[0].shortText) is read as 1"
        : "the label \(kinds[1].shortText) is read as 1, \(kinds[0].shortText) as -1"
    }
  }
}
