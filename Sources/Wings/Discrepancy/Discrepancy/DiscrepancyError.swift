import Exact

/// What is wrong with an instance of a rounding problem.
public enum DiscrepancyError: Error, Equatable, Sendable, CustomStringConvertible {
  /// A vector or row has the wrong number of entries.
  case count(String, found: Int, expected: Int)
  /// The coordinate of the point is out of range.
  case outside(coordinate: Int, value: String, range: String)
  /// The entry is NaN or infinite.
  case notFinite(row: Int, column: Int)
  /// A set names an element that does not exist.
  case unknownElement(Int, set: Int, count: Int)
  /// A set names an element twice.
  case repeatedElement(Int, set: Int)
  /// The vector is longer than 1.
  case tooLong(vector: Int)
  /// The vectors do not add up to 0.
  case sumNotZero(coordinate: Int, sum: Rational)
  /// More than the algorithm can do in reasonable time.
  case tooLarge(String, found: Int, limit: Int)
  /// A parameter is out of range.
  case parameter(String, expected: String)

  public var description: String {
    switch self {
    case .count(let what, let found, let expected): "\(what) has \(found) entries; expected \(expected)"
    case .outside(let coordinate, let value, let range):
      "coordinate \(coordinate) is \(value); expected a number in \(range)"
    case .notFinite(let row, let column): "the entry in row \(row), column \(column) is not a finite number"
    case .unknownElement(let element, let set, let count):
      "set \(set) names the element \(element); the elements are 0 to \(count - 1)"
    case .repeatedElement(let element, let set): "set \(set) names the element \(element) twice"
    case .tooLong(let vector): "vector \(vector) is longer than 1"
    case .sumNotZero(let coordinate, let sum): "the vectors add up to \(sum) in coordinate \(coordinate); expected 0"
    case .tooLarge(let what, let found, let limit): "\(found) \(what); at most \(limit) can be done"
    case .parameter(let name, let expected): "\(name): expected \(expected)"
    }
  }
}
