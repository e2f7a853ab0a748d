import Exact

/// The answer of a problem that asks for a pair of vectors, one of each side.
public struct PairAnswer: Codable, Hashable, Sendable, Decision {
  /// The number of pairs that solve the instance.
  public var pairs: Integer
  /// One of them, where one is known.
  public var witness: VectorPair?

  /// An answer.
  public init(pairs: Integer, witness: VectorPair?) { (self.pairs, self.witness) = (pairs, witness) }

  public var decision: Bool? { pairs > 0 }
}

/// A vector of the left side and one of the right side, by their numbers from 0.
public struct VectorPair: Codable, Hashable, Sendable, CustomStringConvertible {
  /// The number of the vector of the left side.
  public var left: Int
  /// The number of the vector of the right side.
  public var right: Int

  /// The pair of these vectors.
  public init(_ left: Int, _ right: Int) { (self.left, self.right) = (left, right) }

  public var description: String { "(\(left), \(right))" }
}

extension PairAnswer {
  /// The answer that trying every pair gives; the witness is the lexicographically first one.
  init(left: Int, right: Int, where isSolution: (_ i: Int, _ j: Int) -> Bool) {
    var (pairs, witness): (Int, VectorPair?) = (0, nil)
    for i in 0..<left {
      for j in 0..<right where isSolution(i, j) {
        pairs += 1
        if witness == nil { witness = VectorPair(i, j) }
      }
    }
    self.init(pairs: Integer(pairs), witness: witness)
  }
}
