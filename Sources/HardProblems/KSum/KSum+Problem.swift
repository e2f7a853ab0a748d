import Exact

/// The answer to an instance of k-SUM.
public struct KSumAnswer: Codable, Hashable, Sendable, Decision {
  /// The number of solutions (a₁, …, a_k).
  public var solutions: Integer
  /// One solution, where one is known.
  public var witness: [Int]?

  /// An answer; the witness is one element of each set, in order.
  public init(solutions: Integer, witness: [Int]?) { (self.solutions, self.witness) = (solutions, witness) }

  /// Whether there is a solution.
  public var isYes: Bool { solutions > 0 }

  public var decision: Bool? { isYes }
}

extension KSum: Problem {
  public typealias Answer = KSumAnswer
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
    return answer.solutions == solutionCount
  }
}
