import HardProblems

/// Why an answer about vectors or networks cannot be interpreted, or an instance not be reduced.
public enum VectorReductionError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The pair is not orthogonal.
  case notOrthogonal(VectorPair)
  /// The pair does not join a vector of A with one of B.
  case notAcross(VectorPair, left: Int, right: Int)
  /// The first set of the pair is no subset of the second.
  case notContained(VectorPair)
  /// No two images are this far apart.
  case distanceTooLarge(Int, limit: Int)
  /// The pair does not differ in fewer places than the threshold.
  case notClose(VectorPair, threshold: Int)
  /// Images of vectors of this dimension would have more than 2³³ bits in all, or the vectors themselves more than 2²⁴.
  case imagesTooLarge(dimension: Int, threshold: Int)

  public var description: String {
    switch self {
    case .notOrthogonal(let pair): "the pair \(pair) is not orthogonal, so the answer is wrong"
    case .notAcross(let pair, let left, let right):
      "the pair \(pair) does not join one of the first \(left) vectors with one of the other \(right), so the answer is wrong"
    case .notContained(let pair): "set \(pair.left) is no subset of set \(pair.right), so the answer is wrong"
    case .distanceTooLarge(let distance, let limit):
      "images differ in at most \(limit) places, so that \(distance) cannot be the greatest distance"
    case .notClose(let pair, let threshold):
      "the vectors \(pair) do not differ in fewer than \(threshold) places, so the answer is wrong"
    case .imagesTooLarge(let dimension, let threshold):
      "the images of vectors of dimension \(dimension) with threshold \(threshold) would be too large (2^33 bits in all are allowed)"
    }
  }
}
