import Exact
import Problems

/// An instance of Hitting Set: sets A and B over one universe of d elements, as 0/1 vectors; is there an a ∈ A that meets
/// every b ∈ B?
///
///     let instance = try HittingSet(left: BitMatrix(["100", "011"]), right: BitMatrix(["110", "001"]))
///     instance.isSolution(1)          // {1, 2} meets {0, 1} and {2}
///
/// In terms of vectors: a is orthogonal to no b. The Hitting Set conjecture says that for d = ω(log n) no algorithm takes
/// time O(n^(2−δ)): Abboud, Vassilevska Williams and Wang, "Approximation and Fixed Parameter Subquadratic Algorithms for
/// Radius and Diameter" (arXiv 1506.01799).
public struct HittingSet: TwoSidedVectors {
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

  /// Whether set `i` of the left side meets every set of the right side. With no sets on the right side, it does.
  public func isSolution(_ i: Int) -> Bool {
    0..<left.rows ~= i && (0..<right.rows).allSatisfy { left.commonOnes(i, right, $0) > 0 }
  }
}

/// The answer to whether a hitting set exists: the solutions are sets of the left side, by their numbers from 0.
public typealias HittingSetAnswer = CountedAnswer<Int>

extension HittingSet {
  /// The number of hitting sets and one of them.
  public typealias Answer = HittingSetAnswer
  /// `hitting-set`.
  public static var name: String { "hitting-set" }

  /// The number of sets of A that meet every set of B, and the first of them, by trying all.
  ///
  /// - Complexity: O(n_A n_B d / 64).
  public func referenceAnswer() -> HittingSetAnswer {
    let hitting = (0..<left.rows).filter(isSolution)
    return HittingSetAnswer(count: Integer(hitting.count), witness: hitting.first)
  }

  /// Whether the count is right and the witness, where there is one, meets every set of B.
  public func verify(_ answer: HittingSetAnswer) -> Bool {
    answer.agrees(with: referenceAnswer(), isSolution: isSolution)
  }

  /// There are at most as many solutions as sets in A.
  ///
  /// - Throws: `AnswerError`.
  public func examined(_ answer: HittingSetAnswer) throws(AnswerError) -> HittingSetAnswer {
    try answer.examined(most: Integer(left.rows), isSolution: isSolution)
  }
}
