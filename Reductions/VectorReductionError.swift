import Exact
import HardProblems

/// Why an answer about vectors or networks cannot be interpreted, or a size not be promised.
public enum VectorReductionError: Error, Equatable, Sendable, CustomStringConvertible {
  case missingParameter(String)
  case notOrthogonal(VectorPair)
  /// The pair does not join a vector of A with one of B.
  case notAcross(VectorPair, left: Int, right: Int)
  case notContained(VectorPair)
  case distanceTooLarge(Int, limit: Int)

  public var description: String {
    switch self {
    case .missingParameter(let name): "the size parameter \(name) is missing"
    case .notOrthogonal(let pair): "the pair \(pair) is not orthogonal, so the answer is wrong"
    case .notAcross(let pair, let left, let right):
      "the pair \(pair) does not join one of the first \(left) vectors with one of the other \(right), so the answer is wrong"
    case .notContained(let pair): "set \(pair.left) is no subset of set \(pair.right), so the answer is wrong"
    case .distanceTooLarge(let distance, let limit):
      "images differ in at most \(limit) places, so that \(distance) cannot be the greatest distance"
    }
  }
}

extension SizeParameters {
  /// The parameter that a promise needs.
  func required(_ name: String) throws(VectorReductionError) -> Integer {
    guard let value = self[name] else { throw .missingParameter(name) }
    return value
  }
}
