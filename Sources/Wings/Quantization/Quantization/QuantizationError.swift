import Exact

/// Why weights cannot be quantized as asked.
public enum QuantizationError: Error, Equatable, Sendable, CustomStringConvertible {
  /// Two counts that must agree do not.
  case count(String, found: Int, expected: Int)
  /// The Hessian's entries (i, j) and (j, i) differ.
  case notSymmetric(row: Int, column: Int)
  /// What is left of the Hessian when the coordinates after this one are projected out is not above 0.
  case notPositiveDefinite(coordinate: Int, pivot: String)
  /// A grid has no points, or a step that is not above 0.
  case grid(String)
  /// An order of columns that is no permutation.
  case order(String)
  /// A number is NaN or infinite.
  case notFinite(String, row: Int, column: Int)
  /// No damping up to the largest tried makes the Hessian positive definite; the coordinate is that of the pivot.
  case damping(largest: Double, coordinate: Int)
  /// The scale of a group would be beyond 65504, the greatest number of half precision.
  case scale(row: Int, group: Int)
  /// A matrix cannot be packed in a layout.
  case layout(String)
  /// The search for the closest vector would look at more points than it may.
  case tooManyNodes(limit: Int)

  public var description: String {
    switch self {
    case .count(let what, let found, let expected): "\(what) has \(found) entries, not \(expected)"
    case .notSymmetric(let row, let column):
      "the Hessian is not symmetric: its entries (\(row), \(column)) and (\(column), \(row)) differ"
    case .notPositiveDefinite(let coordinate, let pivot):
      "the Hessian is not positive definite: the pivot of coordinate \(coordinate) is \(pivot), which is not above 0"
    case .grid(let why): why
    case .order(let why): "no order of the columns: \(why)"
    case .notFinite(let what, let row, let column): "\(what) in row \(row), column \(column) is not a finite number"
    case .damping(let largest, let coordinate):
      "the Hessian is not positive definite at input \(coordinate), even with \(largest) times its mean diagonal added; "
        + "more damping would be rounding to the nearest"
    case .scale(let row, let group):
      "the scale of row \(row), group \(group) is beyond 65504, the greatest number of half precision: scale the weights down"
    case .layout(let why): why
    case .tooManyNodes(let limit):
      "the search for the closest vector has not ended after \(limit) nodes of its tree; a larger limit may do"
    }
  }
}
