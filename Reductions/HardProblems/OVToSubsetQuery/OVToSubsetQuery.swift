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

  /// Nothing is added: one side is complemented.
  public var overhead: String { "n_A, n_B and d as they are" }

  /// All three sizes exactly.
  ///
  /// - Throws: ``VectorReductionError/missingParameter(_:)``.
  public func promisedSize(of source: SizeParameters) throws -> [SizePromise] {
    try ["n_A", "n_B", "d"].map { SizePromise($0, .equal, try source.required($0)) }
  }
}

extension BitMatrix {
  /// The matrix with every bit inverted.
  var complement: BitMatrix { BitMatrix(rows: rows, columns: columns) { !self[$0, $1] } }
}
