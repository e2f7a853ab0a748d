import Exact

/// An algorithm that answers a problem's instances: an `--algorithm` of `solve`.
public struct ProblemAlgorithm<Instance: Problem>: Sendable {
  /// Its name on the command line.
  public let name: String
  /// What it does, in a few words.
  public let summary: String
  /// The choices that it leaves.
  public let choices: [Choice]
  /// Answers an instance.
  public let solve: @Sendable (Instance, Choices) throws -> Solved<Instance.Answer>

  /// An algorithm.
  public init(
    _ name: String, _ summary: String = "", choices: [Choice] = [],
    solve: @escaping @Sendable (Instance, Choices) throws -> Solved<Instance.Answer>
  ) {
    (self.name, self.summary, self.choices, self.solve) = (name, summary, choices, solve)
  }
}

/// An answer, and what else there is to say of how it was found.
public struct Solved<Answer: Sendable>: Sendable {
  /// The answer.
  public let answer: Answer
  /// Numbers that say nothing of the instance, such as the number of steps, nil for one that is not known: see ``Problem/remarks``.
  public let remarks: [(name: String, value: Int?)]
  /// What is printed on standard error.
  public let notice: String?

  /// An answer.
  public init(_ answer: Answer, remarks: KeyValuePairs<String, Int?> = [:], notice: String? = nil) {
    (self.answer, self.notice) = (answer, notice)
    self.remarks = remarks.map { (name: $0.key, value: $0.value) }
  }
}

extension Choice {
  /// Also tell a solution, or a place that shows that the answer is not 0: of algorithms that find one on the way.
  public static let witness = Choice("witness", "also print a witness, where one is found on the way", value: .flag)
}

/// A problem that a solver answers by numbers.
public protocol SolverValues: Problem {
  /// How many there are.
  var valueCount: Int { get }
  /// What they are, in words that follow their number.
  var valueMeaning: String { get }

  /// The answer that they are, and what was assumed to take them for one, if anything was.
  ///
  /// - Parameters:
  ///   - values: as many numbers as ``valueCount``.
  ///   - errors: how far each may be from the truth.
  func answer(values: [Rational], errors: [Rational]) throws -> (answer: Answer, notice: String?)
}
