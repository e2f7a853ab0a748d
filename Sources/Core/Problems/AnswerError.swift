/// Why an answer cannot be right, whoever gave it: what it says, and what that contradicts.
public enum AnswerError: Error, Equatable, Sendable, CustomStringConvertible {
  /// Two things that the answer says contradict each other.
  case contradiction(String, String)
  /// A number is outside what is possible for the instance.
  case outOfRange(String, expected: String)
  /// The witness is not a solution of the instance.
  case noSolution(String)
  /// The answer says nothing.
  case empty(expected: String)

  public var description: String {
    switch self {
    case .contradiction(let one, let other): "the answer contradicts itself: \(one), but \(other)"
    case .outOfRange(let what, let expected): "the answer is wrong: \(what); expected \(expected)"
    case .noSolution(let witness): "the answer is wrong: the witness \(witness) is no solution of this instance"
    case .empty(let expected): "the answer says nothing; expected \(expected)"
    }
  }
}
