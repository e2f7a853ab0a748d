import Exact

/// An instance of Bichromatic Furthest Pair: 0/1 vectors A and B of one dimension; in how many places do a ∈ A and b ∈ B
/// differ at most?
///
///     let instance = try FurthestPair(left: BitMatrix(["00", "01"]), right: BitMatrix(["11", "10"]))
///     instance.referenceAnswer()      // distance 2, attained by 2 pairs, the first of which is (0, 0)
///
/// It is as hard as Orthogonal Vectors: with a ↦ (a, ¬a, 0) and b ↦ (b, 0, ¬b), images differ in 2d − 2⟨a, b⟩ places.
public struct FurthestPair: TwoSidedVectors {
  public let left: BitMatrix
  public let right: BitMatrix

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
  public typealias Answer = FurthestPairAnswer
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

  /// Whether the distance is right, and the count and the witness are where they are given.
  public func verify(_ answer: FurthestPairAnswer) -> Bool {
    let truth = referenceAnswer()
    guard answer.distance == truth.distance, answer.count == nil || answer.count == truth.count else { return false }
    guard let pair = answer.witness else { return true }
    return 0..<left.rows ~= pair.left && 0..<right.rows ~= pair.right
      && left.distance(pair.left, right, pair.right) == truth.distance
  }
}
