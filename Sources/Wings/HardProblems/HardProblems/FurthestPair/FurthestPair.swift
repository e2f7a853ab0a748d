import Exact
import Problems

/// An instance of Bichromatic Furthest Pair: 0/1 vectors A and B of one dimension; in how many places do a ∈ A and b ∈ B
/// differ at most?
///
///     let instance = try FurthestPair(left: BitMatrix(["00", "01"]), right: BitMatrix(["11", "10"]))
///     instance.referenceAnswer()      // distance 2, attained by 2 pairs, the first of which is (0, 0)
///
/// It is as hard as Orthogonal Vectors: with a ↦ (a, ¬a, 0) and b ↦ (b, 0, ¬b), images differ in 2d − 2⟨a, b⟩ places.
public struct FurthestPair: TwoSidedVectors {
  /// The vectors of A, one a row.
  public let left: BitMatrix
  /// The vectors of B, one a row.
  public let right: BitMatrix

  /// The instance with these sides.
  ///
  /// - Throws: ``OrthogonalVectorsError/unequalDimensions(left:right:)``.
  public init(left: BitMatrix, right: BitMatrix) throws(OrthogonalVectorsError) {
    try OrthogonalVectorsError.requireEqualDimensions(left, right)
    (self.left, self.right) = (left, right)
  }
}

/// The answer to an instance of Furthest Pair.
public struct FurthestPairAnswer: Codable, Hashable, Sendable {
  /// The greatest distance of a vector of A from one of B; nil where a side is empty.
  public var distance: Int?
  /// The number of pairs at that distance, where it is known.
  public var count: Integer?
  /// A pair at that distance, where one is known.
  public var witness: VectorPair?

  /// The answer that the greatest distance is `distance`, and as much more as is known.
  public init(distance: Int?, count: Integer? = nil, witness: VectorPair? = nil) {
    (self.distance, self.count, self.witness) = (distance, count, witness)
  }
}

extension FurthestPair {
  /// The greatest distance, how many pairs attain it, and one of them.
  public typealias Answer = FurthestPairAnswer
  /// `furthest-pair`.
  public static var name: String { "furthest-pair" }

  /// The greatest distance, the number of pairs that attain it, and the lexicographically first of them, by trying all
  /// pairs.
  ///
  /// - Complexity: O(n_A n_B d / 64).
  public func referenceAnswer() -> FurthestPairAnswer {
    var answer = FurthestPairAnswer(distance: nil, count: 0)
    var pairs = 0
    for i in 0..<left.rows {
      for j in 0..<right.rows {
        let distance = left.distance(i, right, j)
        if distance == answer.distance {
          pairs += 1
        } else if distance > answer.distance ?? -1 {
          (answer.distance, answer.witness, pairs) = (distance, VectorPair(i, j), 1)
        }
      }
    }
    answer.count = Integer(pairs)
    return answer
  }

  /// A pair without its distance is taken for one at the greatest distance, which is then known.
  ///
  /// Vectors of weights w and w′ differ in |w − w′| to min(w + w′, 2d − w − w′) places, and in w + w′ modulo 2.
  ///
  /// - Throws: `AnswerError` for a distance or a number that there cannot be, or that is not the pair's.
  /// - Complexity: O((n_A + n_B) d / 64 + d²).
  public func examined(_ answer: FurthestPairAnswer) throws(AnswerError) -> FurthestPairAnswer {
    let all = Integer(left.rows) * Integer(right.rows)
    var answer = answer
    if let pair = answer.witness {
      guard 0..<left.rows ~= pair.left, 0..<right.rows ~= pair.right else { throw .noSolution("\(pair)") }
      let distance = left.distance(pair.left, right, pair.right)
      if let said = answer.distance, said != distance {
        throw .contradiction("distance is \(said)", "the vectors \(pair) differ in \(distance) places")
      }
      answer.distance = distance
    }
    if let count = answer.count {
      guard count <= all else { throw .outOfRange("count is \(count)", expected: "at most \(all), all pairs") }
      guard all == 0 ? count == 0 : count > 0 else {
        throw .outOfRange(
          "count is \(count)", expected: all == 0 ? "0, for there is no pair" : "1 or more, for some pair is furthest")
      }
    }
    guard let distance = answer.distance else {
      guard all == 0 else { throw .empty(expected: "distance, or a witness") }
      return answer
    }
    guard all > 0 else {
      throw .outOfRange("distance is \(distance)", expected: "none, for a side is empty and there is no pair")
    }
    let (possible, hasParity) = distancesOfWeights(distance)
    guard possible.contains(distance), hasParity else {
      throw .outOfRange(
        "distance is \(distance)",
        expected:
          "a greatest distance from \(possible.lowerBound) to \(possible.upperBound), as the weights of the vectors allow"
          + (possible.contains(distance) ? ", and of their parity" : ""))
    }
    return answer
  }

  /// What the weights of the vectors leave to the greatest distance, and whether any of them could be at the given one.
  ///
  /// - Precondition: no side is empty.
  private func distancesOfWeights(_ distance: Int) -> (possible: ClosedRange<Int>, isPossible: Bool) {
    func weights(_ side: BitMatrix) -> Set<Int> { Set((0..<side.rows).map { side.weight(ofRow: $0) }) }
    var (least, most, isPossible) = (0, 0, false)
    for w in weights(left) {
      for other in weights(right) {
        let furthest = min(w + other, 2 * dimension - w - other)
        (least, most) = (max(least, abs(w - other)), max(most, furthest))
        if abs(w - other)...furthest ~= distance, (distance - w - other) % 2 == 0 { isPossible = true }
      }
    }
    return (least...most, isPossible)
  }

  /// Whether the distance is right, and the count and the witness are where they are given.
  public func verify(_ answer: FurthestPairAnswer) -> Bool {
    let truth = referenceAnswer()
    guard answer.distance == truth.distance, answer.count == nil || answer.count == truth.count else { return false }
    guard let pair = answer.witness else { return true }
    return 0..<left.rows ~= pair.left && 0..<right.rows ~= pair.right
      && left.distance(pair.left, right, pair.right) == truth.distance
  }
}
