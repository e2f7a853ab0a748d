import Exact

/// The answer of a problem that asks whether a solution exists: yes or no, and as much more as is known.
public struct CountedAnswer<Witness: Codable & Hashable & Sendable>: Codable, Hashable, Sendable, Decision {
  /// Whether there is a solution; nil where the values that were read do not tell.
  public var exists: Bool?
  /// The number of solutions, where it is known.
  public var count: Integer?
  /// Where the number is not known: one that it is not below.
  public var atLeast: Integer?
  /// A solution, where one is known.
  public var witness: Witness?
  /// Where nothing could be decided: the number of bits of accuracy that were missing.
  public var bitsMissing: Int?

  /// The answer that there are `count` solutions, of which `witness` is one.
  public init(count: Integer, witness: Witness? = nil) {
    (exists, self.count, self.witness) = (count > 0, count, witness)
  }

  /// The answer yes or no, where solutions cannot be counted.
  public init(exists: Bool) { (self.exists, count) = (exists, exists ? nil : 0) }

  /// The answer that nothing could be decided, for want of this many bits of accuracy.
  public init(bitsMissing: Int) { self.bitsMissing = bitsMissing }

  public var decision: Bool? { exists }

  /// The same with another witness.
  public func map<Other>(_ transform: (Witness) throws -> Other) rethrows -> CountedAnswer<Other> {
    var answer = CountedAnswer<Other>(exists: false)
    (answer.exists, answer.count, answer.atLeast, answer.bitsMissing) = (exists, count, atLeast, bitsMissing)
    answer.witness = try witness.map(transform)
    return answer
  }

  /// Whether nothing in the answer differs from what is true, when `truth` counts all solutions. An answer that decides
  /// nothing is not right.
  func agrees(with truth: CountedAnswer, isSolution: (Witness) -> Bool) -> Bool {
    exists == truth.exists && (count == nil || count == truth.count) && atLeast ?? 0 <= truth.count ?? 0
      && witness.map(isSolution) != false
  }
}

/// The answer of a problem that asks for a pair of vectors, one of each side.
public typealias PairAnswer = CountedAnswer<VectorPair>

/// The answer to whether a formula is satisfiable: the solutions are its models, and in a model variable x has the value at
/// index x − 1.
public typealias SatisfiabilityAnswer = CountedAnswer<[Bool]>

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

extension CountedAnswer<VectorPair> {
  /// The answer that trying every pair gives; the witness is the lexicographically first one.
  init(left: Int, right: Int, where isSolution: (_ i: Int, _ j: Int) -> Bool) {
    var (pairs, witness): (Int, VectorPair?) = (0, nil)
    for i in 0..<left {
      for j in 0..<right where isSolution(i, j) {
        pairs += 1
        if witness == nil { witness = VectorPair(i, j) }
      }
    }
    self.init(count: Integer(pairs), witness: witness)
  }
}
