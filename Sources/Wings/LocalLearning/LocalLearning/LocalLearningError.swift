import Exact

/// Why nothing can be learned.
public enum LocalLearningError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The pool has no points.
  case emptyPool
  /// The row's point, counted from 0, is not from 0 to 1.
  case outsidePool(row: Int)
  /// A number that is asked about is not from 0 to 1.
  case outside(Rational)
  /// The row's point, counted from 0, has so many coordinates.
  case coordinates(row: Int, Int, expected: Int)
  /// A point that is asked about has so many coordinates.
  case point(Int, expected: Int)
  /// The row's point, counted from 0, has a coordinate that is no number, or one whose square no double holds.
  case notANumber(row: Int)
  /// A parameter is out of its range.
  case outOfRange(String, String)
  /// The label of the row is not from 0 to 1.
  case label(row: Int, Rational)
  /// The label of the row is neither 0 nor 1.
  case binary(row: Int, Rational)
  /// The search would compute so many kernels.
  case tooMuchWork(String)
  /// So many labels are needed, and only so many may be bought.
  case budget(needed: Int, left: Int)
  /// The label of the row is not known.
  case missing(row: Int)
  /// The oracle was asked for so many labels and gave so many.
  case answers(Int, expected: Int)

  public var description: String {
    switch self {
    case .emptyPool: "the pool has no points"
    case .outsidePool(let row): "row \(row + 1) of the pool is not from 0 to 1"
    case .outside(let x): "\(x) is not from 0 to 1"
    case .coordinates(let row, let found, let expected):
      "row \(row + 1) of the pool has \(found) coordinates; expected \(expected)"
    case .point(let found, let expected): "a point with \(found) coordinates is asked about; expected \(expected)"
    case .notANumber(let row): "row \(row + 1) has a coordinate beyond 1e150, or no number"
    case .outOfRange(let what, let range): "\(what) is out of its range: \(range)"
    case .label(let row, let label): "the label of row \(row + 1) is \(label); expected a number from 0 to 1"
    case .binary(let row, let label): "the label of row \(row + 1) is \(label); expected 0 or 1"
    case .tooMuchWork(let kernels):
      "\(kernels) kernels would have to be computed; take fewer pairs, fewer steps, or a part of the points"
    case .budget(let needed, let left): "\(needed) labels are needed, but only \(left) may be bought"
    case .missing(let row): "the label of row \(row + 1) is needed, but not known"
    case .answers(let found, let expected): "the oracle gave \(found) labels; expected \(expected)"
    }
  }
}

extension LocalLearningError {
  /// The labels of rows.
  ///
  /// - Throws: ``LocalLearningError/missing(row:)``, or ``LocalLearningError/label(row:_:)`` for one that is not from 0 to 1.
  static func labels(of rows: [Int], _ label: (_ row: Int) -> Rational?) throws(LocalLearningError) -> [Rational] {
    var labels: [Rational] = []
    labels.reserveCapacity(rows.count)
    for row in rows {
      guard let label = label(row) else { throw .missing(row: row) }
      guard label >= 0, label <= 1 else { throw .label(row: row, label) }
      labels.append(label)
    }
    return labels
  }
}
