import Exact
import Problems

/// The answer to an instance of k-SUM.
public struct KSumAnswer: Codable, Hashable, Sendable, Decision, Witnessed {
  /// The number of solutions (a₁, …, a_k); nil where a witness is all that is known.
  public var solutions: Integer?
  /// One solution, where one is known.
  public var witness: [Int]?

  /// An answer; the witness is one element of each set, in order.
  public init(solutions: Integer?, witness: [Int]?) { (self.solutions, self.witness) = (solutions, witness) }

  /// Whether it says that there is a solution.
  public var isYes: Bool { decision == true }

  /// Whether it has a witness.
  public var hasWitness: Bool { witness != nil }

  /// Whether it has a witness and no number of solutions.
  public var followsFromWitness: Bool { witness != nil && solutions == nil }

  /// Whether there is a solution; nil where nothing is said.
  public var decision: Bool? { solutions.map { $0 > 0 } ?? (witness == nil ? nil : true) }
}

extension KSum: Problem {
  /// The number of solutions and one of them.
  public typealias Answer = KSumAnswer
  /// `ksum`.
  public static var name: String { "ksum" }

  /// k, the largest set size m, the sizes m1, …, mk, and U.
  public var size: SizeParameters {
    var size: SizeParameters = ["k": Integer(k), "m": Integer(sets.map(\.count).max() ?? 0)]
    for (index, set) in sets.enumerated() { size.append("m\(index + 1)", Integer(set.count)) }
    size.append("U", Integer(universe))
    return size
  }

  /// The number of solutions, and the lexicographically first one, by meet in the middle.
  public func referenceAnswer() -> KSumAnswer { KSumAnswer(solutions: solutionCount, witness: firstSolution) }

  /// Whether the count is right and the witness, where there is one, is a solution.
  ///
  /// - Complexity: that of ``solutionCount``.
  public func verify(_ answer: KSumAnswer) -> Bool {
    if let witness = answer.witness, !isSolution(witness) { return false }
    return answer.solutions == nil ? answer.witness != nil : answer.solutions == solutionCount
  }

  /// Any k − 1 elements determine the last one, so that there are at most as many solutions as choices from all sets but the
  /// largest.
  ///
  /// - Throws: `AnswerError`.
  public func examined(_ answer: KSumAnswer) throws(AnswerError) -> KSumAnswer {
    var counted = CountedAnswer<[Int]>(bitsMissing: 1)
    (counted.count, counted.witness, counted.bitsMissing) = (answer.solutions, answer.witness, nil)
    let sizes = sets.map { Integer($0.count) }.sorted()
    _ = try counted.examined(most: sizes.dropLast().reduce(1, *), isSolution: isSolution)
    return answer
  }
}
