import Exact
import HardProblems
import Problems

/// Orthogonal Vectors → Orthogonal Vectors with one list: (1, 0) appended to the vectors of A, (0, 1) to those of B.
///
/// Two vectors of one side then share a one, and ⟨a, b⟩ stays as it is. So the orthogonal pairs of the list are those of the
/// two sides.
public struct OVToOVMono: Reduction {
  /// The reduction; there is nothing to choose.
  public init() {}

  /// - Complexity: O((n_A + n_B) d).
  public func reduce(_ source: OrthogonalVectors) -> MonochromaticOrthogonalVectors {
    let (d, left) = (source.dimension, source.left.rows)
    return MonochromaticOrthogonalVectors(
      vectors: BitMatrix(rows: left + source.right.rows, columns: d + 2) { i, j in
        guard j < d else { return (j == d) == (i < left) }
        return i < left ? source.left[i, j] : source.right[i - left, j]
      })
  }

  /// Orthogonal pairs join the sides.
  ///
  /// - Throws: ``VectorReductionError`` for a witness that does not, or is not orthogonal.
  public func interpret(_ answer: PairAnswer, for source: OrthogonalVectors) throws(VectorReductionError) -> PairAnswer
  {
    guard let pair = answer.witness else { return answer }
    let (left, right) = (source.left.rows, source.right.rows)
    guard 0..<left ~= pair.left, left..<(left + right) ~= pair.right else {
      throw .notAcross(pair, left: left, right: right)
    }
    let meaning = answer.map { VectorPair($0.left, $0.right - left) }
    guard source.isSolution(pair.left, pair.right - left) else { throw .notOrthogonal(pair) }
    return meaning
  }

  /// Both sizes exactly.
  public var promises: [PromisedSize] {
    [
      PromisedSize("n", .equal, .parameter("n_A") + .parameter("n_B")),
      PromisedSize("d", .equal, .parameter("d") + 2),
    ]
  }
}
