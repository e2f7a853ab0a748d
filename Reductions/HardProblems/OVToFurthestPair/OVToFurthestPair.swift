import Exact
import HardProblems
import Problems

/// Orthogonal Vectors → Bichromatic Furthest Pair: three coordinates for each.
///
///     A: 0 → 010, 1 → 100          B: 0 → 001, 1 → 100
///
/// That is a ↦ (a, ¬a, 0) and b ↦ (b, 0, ¬b), coordinate by coordinate. Images differ in 2d − 2⟨a, b⟩ places: in 2d if and only
/// if the vectors are orthogonal.
///
/// Source: derived from "On the Fine-Grained Complexity of Empirical Risk Minimization" (arXiv 1704.02958). See README.md in
/// this folder.
public struct OVToFurthestPair: Reduction {
  /// The reduction; there is nothing to choose.
  public init() {}

  /// - Complexity: O((n_A + n_B) d).
  public func reduce(_ source: OrthogonalVectors) throws(OrthogonalVectorsError) -> FurthestPair {
    func images(_ side: BitMatrix, placeOfZero: Int) -> BitMatrix {
      BitMatrix(rows: side.rows, columns: 3 * side.columns) { i, j in j % 3 == (side[i, j / 3] ? 0 : placeOfZero) }
    }
    return try FurthestPair(left: images(source.left, placeOfZero: 1), right: images(source.right, placeOfZero: 2))
  }

  /// A pair at the distance 2d is orthogonal, and there are no others.
  ///
  /// - Throws: ``VectorReductionError`` for a greater distance, or a witness at that distance that is not orthogonal.
  public func interpret(_ answer: FurthestPairAnswer, for source: OrthogonalVectors) throws(VectorReductionError)
    -> PairAnswer
  {
    let most = 2 * source.dimension
    guard let distance = answer.distance, distance >= most else { return PairAnswer(exists: false) }
    guard distance == most else { throw .distanceTooLarge(distance, limit: most) }
    if let pair = answer.witness, !source.isSolution(pair.left, pair.right) { throw .notOrthogonal(pair) }
    var meaning = PairAnswer(exists: true)
    (meaning.count, meaning.witness) = (answer.count, answer.witness)
    return meaning
  }

  /// All three sizes exactly.
  public var promises: [PromisedSize] {
    [.unchanged("n_A"), .unchanged("n_B"), PromisedSize("d", .equal, 3 * .parameter("d"))]
  }
}
