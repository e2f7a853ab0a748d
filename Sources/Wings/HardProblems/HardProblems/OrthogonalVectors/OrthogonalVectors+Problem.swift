import Exact
import Problems

extension OrthogonalVectors {
  /// The number of orthogonal pairs and one of them.
  public typealias Answer = PairAnswer
  /// `ov`.
  public static var name: String { "ov" }

  /// n_A, n_B, d, and m_A and m_B: how often the most frequent vector of a side occurs, 0 for an empty side.
  public var size: SizeParameters {
    [
      "n_A": Integer(left.rows), "n_B": Integer(right.rows), "d": Integer(dimension),
      "m_A": Integer(left.greatestMultiplicity), "m_B": Integer(right.greatestMultiplicity),
    ]
  }

  /// The number of orthogonal pairs and the lexicographically first one, by trying all pairs.
  ///
  /// - Complexity: O(n_A n_B d / 64).
  public func referenceAnswer() -> PairAnswer {
    PairAnswer(left: left.rows, right: right.rows) { left.commonOnes($0, right, $1) == 0 }
  }

  /// Whether the count is right and the witness, where there is one, is orthogonal.
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
