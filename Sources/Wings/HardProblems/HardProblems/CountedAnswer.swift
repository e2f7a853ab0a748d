import Exact
import Problems

/// The answer of a problem that asks whether a solution exists: yes or no, and as much more as is known.
public struct CountedAnswer<Witness: Codable & Hashable & Sendable>: Codable, Hashable, Sendable, Decision, Witnessed {
  /// Whether there is a solution; nil where the values that were read do not tell.
  public var exists: Bool?
  /// The number of solutions, where it is known.
  public var count: Integer?
  /// If the number is not known, one that it is not below.
  public var atLeast: Integer?
  /// A solution, where one is known.
  public var witness: Witness?
  /// If nothing could be decided, the number of bits of accuracy that were missing.
  public var bitsMissing: Int?

  /// The answer that there are `count` solutions, of which `witness` is one.
  public init(count: Integer, witness: Witness? = nil) {
    (exists, self.count, self.witness) = (count > 0, count, witness)
  }

  /// The answer yes or no, where solutions cannot be counted.
  public init(exists: Bool) { (self.exists, count) = (exists, exists ? nil : 0) }

  /// The answer that nothing could be decided, for want of this many bits of accuracy.
  public init(bitsMissing: Int) { self.bitsMissing = bitsMissing }

  /// Yes or no; nil if the answer does not say.
  public var decision: Bool? { exists }

  /// Whether it has a witness.
  public var hasWitness: Bool { witness != nil }

  /// Whether it has a witness and gives no number of solutions above 1.
  public var followsFromWitness: Bool { witness != nil && count == nil && atLeast ?? 1 <= 1 }

  /// The same with another witness.
  public func map<Other>(_ transform: (Witness) throws -> Other) rethrows -> CountedAnswer<Other> {
    var answer = CountedAnswer<Other>(exists: false)
    (answer.exists, answer.count, answer.atLeast, answer.bitsMissing) = (exists, count, atLeast, bitsMissing)
    answer.witness = try witness.map(transform)
    return answer
  }

  /// The answer with what follows from it: a witness, or a number above 0, means yes; the number 0 means no, and no means 0.
  ///
  /// - Parameters:
  ///   - most: no instance of this size has more solutions.
  ///   - isSolution: whether a witness is one.
  /// - Throws: `AnswerError` where fields contradict each other, a number is below 0 or above `most`, the witness is no
  ///   solution, or nothing is said.
  /// - Complexity: that of `isSolution`.
  public func examined(
    most: @autoclosure () -> Integer, isSolution: (Witness) -> Bool
  ) throws(AnswerError) -> CountedAnswer {
    // What says that there are solutions, and what that none exist.
    var (yes, no): (String?, String?)
    if let exists { if exists { yes = "exists is true" } else { no = "exists is false" } }
    for (field, number) in [("count", count), ("atLeast", atLeast)] {
      guard let number else { continue }
      let said = "\(field) is \(number)"
      guard number >= 0 else { throw .outOfRange(said, expected: "a number of solutions, 0 or more") }
      guard number <= most() else { throw .outOfRange(said, expected: "at most \(most()), all that there can be") }
      if number > 0 { yes = yes ?? said } else if field == "count" { no = no ?? said }
    }
    if let count, let atLeast, atLeast > count { throw .contradiction("atLeast is \(atLeast)", "count is \(count)") }
    if let witness {
      guard isSolution(witness) else { throw .noSolution("\(witness)") }
      yes = yes ?? "the witness \(witness) is a solution"
    }
    if let yes, let no { throw .contradiction(no, yes) }
    if let bitsMissing {
      guard bitsMissing >= 1 else {
        throw .outOfRange("bitsMissing is \(bitsMissing)", expected: "a number of bits, 1 or more")
      }
      if let said = yes ?? no { throw .contradiction("bitsMissing says that nothing is decided", said) }
    }
    if let yes, most() == 0 { throw .outOfRange(yes, expected: "no solution, for there can be none of this size") }
    guard yes != nil || no != nil || bitsMissing != nil else {
      throw .empty(expected: "exists, count, atLeast above 0, a witness, or bitsMissing")
    }
    var answer = self
    if yes != nil { answer.exists = true }
    if no != nil { (answer.exists, answer.count) = (false, 0) }
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
