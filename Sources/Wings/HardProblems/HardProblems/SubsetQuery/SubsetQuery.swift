import Exact
import Problems

/// An instance of Subset Query: sets A and B over one universe of d elements, as 0/1 vectors; are there a ∈ A and b ∈ B with
/// a ⊆ b?
///
///     let instance = try SubsetQuery(left: BitMatrix(["100", "011"]), right: BitMatrix(["110"]))
///     instance.isSolution(0, 0)       // {0} ⊆ {0, 1}
///
/// It is Orthogonal Vectors in other words: a ⊆ b if and only if a is orthogonal to the complement of b.
public struct SubsetQuery: TwoSidedVectors {
  /// The sets of A as vectors, one a row: bit i says whether i is an element.
  public let left: BitMatrix
  /// The sets of B, in the same form.
  public let right: BitMatrix

  /// The instance with these sides.
  ///
  /// - Throws: ``OrthogonalVectorsError/unequalDimensions(left:right:)``.
  public init(left: BitMatrix, right: BitMatrix) throws(OrthogonalVectorsError) {
    try OrthogonalVectorsError.requireEqualDimensions(left, right)
    (self.left, self.right) = (left, right)
  }

  /// Whether set `i` of the left side is a subset of set `j` of the right side.
  public func isSolution(_ i: Int, _ j: Int) -> Bool {
    0..<left.rows ~= i && 0..<right.rows ~= j && zip(left.row(i), right.row(j)).allSatisfy { $0 & ~$1 == 0 }
  }
}

extension SubsetQuery {
  /// The number of pairs a ⊆ b and one of them.
  public typealias Answer = PairAnswer
  /// `subset-query`.
  public static var name: String { "subset-query" }

  /// The number of pairs a ⊆ b and the lexicographically first one, by trying all pairs.
  ///
  /// - Complexity: O(n_A n_B d / 64).
  public func referenceAnswer() -> PairAnswer {
    PairAnswer(left: left.rows, right: right.rows, where: isSolution)
  }

  /// Whether the count is right and the witness, where there is one, is a set and a superset.
  public func verify(_ answer: PairAnswer) -> Bool {
    answer.agrees(with: referenceAnswer()) { isSolution($0.left, $0.right) }
  }

  /// There are at most as many solutions as pairs.
  ///
  /// - Throws: `AnswerError`.
  public func examined(_ answer: PairAnswer) throws(AnswerError) -> PairAnswer {
    try answer.examined(most: Integer(left.rows) * Integer(right.rows)) { isSolution($0.left, $0.right) }
  }
}
