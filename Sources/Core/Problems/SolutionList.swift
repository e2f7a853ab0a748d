import Exact

/// A problem whose solutions can be listed, one after the other, while they are found.
public protocol SolutionList: Problem {
  /// What a solution is.
  associatedtype Solution: Sendable

  /// Calls `body` with each solution once, always in the same order, until it returns false.
  func forEachSolution(_ body: (Solution) throws -> Bool) throws

  /// The answer that says that this is a solution, and no more.
  static func answer(_ solution: Solution) -> Answer

  /// The answer that there are so many solutions; if not all were listed, at least so many.
  static func answer(count: Integer, isComplete: Bool) -> Answer

  /// A solution in words, on one line.
  static func text(_ solution: Solution) -> String
}

/// How many operations an algorithm takes at most, and of which kind.
public struct PredictedOperations: Hashable, Sendable {
  /// The number.
  public let count: Integer
  /// What is counted, such as `pairs`.
  public let unit: String

  /// So many operations of a kind.
  public init(_ count: Integer, _ unit: String) { (self.count, self.unit) = (count, unit) }
}
