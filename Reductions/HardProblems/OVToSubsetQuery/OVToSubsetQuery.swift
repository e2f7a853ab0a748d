import Exact
import HardProblems
import Problems

/// Orthogonal Vectors → Subset Query: ⟨a, b⟩ = 0 if and only if a ⊆ ¬b.
public struct OVToSubsetQuery: Reduction {
  /// The reduction; there is nothing to choose.
  public init() {}

  /// - Complexity: O(n_B d).
  public func reduce(_ source: OrthogonalVectors) throws(OrthogonalVectorsError) -> SubsetQuery {
    try SubsetQuery(left: source.left, right: source.right.complement)
  }

  /// A set and a superset are orthogonal vectors.
  ///
  /// - Throws: ``VectorReductionError/notOrthogonal(_:)``.
  public func interpret(_ answer: PairAnswer, for source: OrthogonalVectors) throws(VectorReductionError) -> PairAnswer
  {
    if let pair = answer.witness, !source.isSolution(pair.left, pair.right) { throw .notOrthogonal(pair) }
    return answer
  }

  /// All three sizes exactly.
  public var promises: [PromisedSize] { ["n_A", "n_B", "d"].map(PromisedSize.unchanged) }
}

extension BitMatrix {
  /// The matrix with every bit inverted.
  var complement: BitMatrix { BitMatrix(rows: rows, columns: columns) { !self[$0, $1] } }
}
