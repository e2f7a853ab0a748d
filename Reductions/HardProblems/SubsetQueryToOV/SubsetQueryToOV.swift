import Exact
import HardProblems
import Problems

/// Subset Query → Orthogonal Vectors: a ⊆ b if and only if ⟨a, ¬b⟩ = 0.
public struct SubsetQueryToOV: Reduction {
  /// The reduction; there is nothing to choose.
  public init() {}

  /// - Complexity: O(n_B d).
  public func reduce(_ source: SubsetQuery) throws(OrthogonalVectorsError) -> OrthogonalVectors {
    try OrthogonalVectors(left: source.left, right: source.right.complement)
  }

  /// Orthogonal vectors are a set and a superset.
  ///
  /// - Throws: ``VectorReductionError/notContained(_:)``.
  public func interpret(_ answer: PairAnswer, for source: SubsetQuery) throws(VectorReductionError) -> PairAnswer {
    if let pair = answer.witness, !source.isSolution(pair.left, pair.right) { throw .notContained(pair) }
    return answer
  }

  /// n_A, n_B and d exactly. No vector occurs more often than there are vectors.
  public var promises: [PromisedSize] {
    ["n_A", "n_B", "d"].map(PromisedSize.unchanged) + [
      PromisedSize("m_A", .atMost, .parameter("n_A")), PromisedSize("m_B", .atMost, .parameter("n_B")),
    ]
  }
}
