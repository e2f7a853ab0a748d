import Exact

/// A formula in conjunctive normal form: is there an assignment that satisfies every clause?
///
///     let formula = try CNF(variables: 4, clauses: [[1, 2, -3], [-1, 3, 4], [-2, -4, 3]])
///     formula.isModel([true, true, true, true])
///
/// Variables are numbered from 1; the literal −x is the negation of x. Clauses are kept as they are written: repeated
/// literals, tautologies and empty clauses (which nothing satisfies) are allowed.
public struct CNF: Hashable, Sendable {
  /// The number of variables; those that occur in no clause are free.
  public let variables: Int
  /// The clauses, each a disjunction of literals.
  public let clauses: [[Int]]

  /// The variables whose assignments are counted, in increasing order; nil for all of them.
  ///
  /// The number of solutions is then that of assignments of these variables which some assignment of the others completes to a model.
  public let shown: [Int]?

  /// A formula.
  ///
  /// - Parameters:
  ///   - variables: The number of variables.
  ///   - clauses: The clauses.
  ///   - shown: The variables whose assignments are counted, in any order; nil for all.
  /// - Throws: ``CNFError`` when the number of variables is negative, or a literal or a shown variable is 0 or out of range.
  public init(variables: Int, clauses: [[Int]], shown: [Int]? = nil) throws(CNFError) {
    guard variables >= 0 else { throw .negativeVariables(variables) }
    for (index, clause) in clauses.enumerated() {
      // Int.min has no magnitude among the integers.
      if let literal = clause.first(where: { $0 == 0 || $0.magnitude > variables.magnitude }) {
        throw .literalOutOfRange(literal, clause: index + 1, variables: variables)
      }
    }
    if let variable = shown?.first(where: { !(1...max(variables, 1) ~= $0 && $0 <= variables) }) {
      throw .shownOutOfRange(variable, variables: variables)
    }
    (self.variables, self.clauses) = (variables, clauses)
    self.shown = shown.map { Set($0).sorted() }
  }

  /// A formula whose literals are known to be in range.
  init(trusted variables: Int, _ clauses: [[Int]]) {
    (self.variables, self.clauses, shown) = (variables, clauses, nil)
  }

  /// Whether the assignment (variable x has the value at index x − 1) satisfies every clause.
  public func isModel(_ assignment: [Bool]) -> Bool {
    assignment.count == variables
      && clauses.allSatisfy { clause in
        clause.contains { assignment[Int($0.magnitude) - 1] == ($0 > 0) }
      }
  }
}

/// What can be wrong with a formula.
public enum CNFError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The number of variables is less than 0.
  case negativeVariables(Int)
  /// The literal of the clause is 0, or its variable is not one of the formula's.
  case literalOutOfRange(Int, clause: Int, variables: Int)
  /// The variable that is to be counted is not one of the formula's.
  case shownOutOfRange(Int, variables: Int)
  /// A clause cannot have this many literals of different variables.
  case widthTooLarge(Int, variables: Int)
  /// Trying all assignments would take too long.
  case tooManyVariablesToTry(Int)
  /// The models of so large a formula are not listed.
  case tooManyVariablesToList(Int)

  public var description: String {
    switch self {
    case .negativeVariables(let variables): "a formula cannot have \(variables) variables"
    case .literalOutOfRange(let literal, let clause, let variables):
      "clause \(clause): the literal \(literal) is outside ±1…±\(variables)"
    case .shownOutOfRange(let variable, let variables):
      "the shown variable \(variable) is outside 1…\(variables)"
    case .widthTooLarge(let width, let variables):
      "a clause cannot have \(width) literals of different variables among \(variables)"
    case .tooManyVariablesToTry(let variables):
      "the reference solver tries all assignments of at most \(CNF.mostVariablesToTry) variables, not of \(variables)"
    case .tooManyVariablesToList(let variables):
      "models are listed of formulas with at most \(CNF.mostVariablesToList) variables, not of \(variables)"
    }
  }
}
