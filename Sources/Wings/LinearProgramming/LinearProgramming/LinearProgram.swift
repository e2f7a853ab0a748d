import Exact
import LinearProgrammingCheckers

/// A linear program over the rationals: minimise or maximise c·x + c₀ subject to L ≤ A x ≤ U and l ≤ x ≤ u.
///
/// ```swift
/// var program = LinearProgram(.maximize)
/// let x = program.addVariable("x", cost: 3)              // 0 ≤ x
/// let y = program.addVariable("y", cost: 2)
/// try program.addConstraint([x: 1, y: 1], .atMost(4))
/// try program.addConstraint([x: 1, y: 3], .atMost(6))
/// let solution = try program.solve()                     // exact, with a certificate
/// ```
///
/// Every number is exact. Variables and constraints are numbered from 0 in the order in which they were added.
///
/// **Invariant.** Each constraint names each of its variables once, in ascending order, with a coefficient other than 0.
///
/// An interval whose ends are in the wrong order is allowed: it makes the program infeasible, and `solve()` says so.
public struct LinearProgram: Sendable, Hashable {
  /// Whether the objective is to be small or large.
  public enum Direction: Sendable, Hashable {
    case minimize, maximize
  }

  /// Which numbers a variable may be.
  public enum Domain: Sendable, Hashable {
    case reals, integers
  }

  /// A variable: its bounds and its coefficient in the objective.
  public struct Variable: Sendable, Hashable {
    /// The name, for files and reports.
    public var name: String
    /// Where the variable may lie.
    public var bounds: Bounds
    /// Its coefficient in the objective.
    public var cost: Rational
    /// Whether it must be an integer; `solve(from:progress:)` does not ask, `solveIntegers(nodeLimit:progress:)` does.
    public var domain: Domain
  }

  /// One coefficient of a constraint.
  public struct Term: Sendable, Hashable {
    /// The number of the variable.
    public let variable: Int
    /// Its coefficient, not 0.
    public let coefficient: Rational
  }

  /// A constraint: where a linear form of the variables may lie.
  public struct Constraint: Sendable, Hashable {
    /// The name, for files and reports.
    public var name: String
    /// The linear form, by ascending variable.
    public let terms: [Term]
    /// Where its value may lie.
    public var bounds: Bounds
  }

  /// Whether the objective is to be small or large.
  public var direction: Direction
  /// The constant c₀ of the objective.
  public var objectiveConstant: Rational
  /// The variables.
  public private(set) var variables: [Variable] = []
  /// The constraints, without the bounds of single variables.
  public private(set) var constraints: [Constraint] = []

  /// A program without variables or constraints.
  public init(_ direction: Direction = .minimize, objectiveConstant: Rational = 0) {
    (self.direction, self.objectiveConstant) = (direction, objectiveConstant)
  }

  /// Adds a variable and returns its number; unnamed ones are called x1, x2, ...
  ///
  /// - Complexity: O(1) amortised.
  @discardableResult
  public mutating func addVariable(
    _ name: String? = nil, bounds: Bounds = .nonnegative, cost: Rational = 0, domain: Domain = .reals
  ) -> Int {
    variables.append(Variable(name: name ?? "x\(variables.count + 1)", bounds: bounds, cost: cost, domain: domain))
    return variables.count - 1
  }

  /// Adds the constraint that Σ coefficient · variable lies within the bounds and returns its number; unnamed ones are
  /// called c1, c2, ... Coefficients of 0 are left out.
  ///
  /// - Throws: ``LinearProgramError`` for a variable that does not exist or occurs twice.
  /// - Complexity: O(k log k) for k terms.
  @discardableResult
  public mutating func addConstraint(
    _ terms: KeyValuePairs<Int, Rational>, _ bounds: Bounds, name: String? = nil
  ) throws(LinearProgramError) -> Int {
    try addConstraint(variables: terms.map(\.key), coefficients: terms.map(\.value), bounds, name: name)
  }

  /// Adds the constraint that Σ coefficients[k] · variables[k] lies within the bounds and returns its number.
  ///
  /// - Precondition: there are as many coefficients as variables.
  /// - Throws: ``LinearProgramError`` for a variable that does not exist or occurs twice.
  /// - Complexity: O(k log k) for k terms.
  @discardableResult
  public mutating func addConstraint(
    variables numbers: [Int], coefficients: [Rational], _ bounds: Bounds, name: String? = nil
  ) throws(LinearProgramError) -> Int {
    precondition(numbers.count == coefficients.count, "\(numbers.count) variables, \(coefficients.count) coefficients")
    let name = name ?? "c\(constraints.count + 1)"
    let order = numbers.indices.sorted { numbers[$0] < numbers[$1] }
    var terms: [Term] = []
    terms.reserveCapacity(order.count)
    for (rank, index) in order.enumerated() {
      let variable = numbers[index]
      guard variables.indices.contains(variable) else {
        throw .unknownVariable(variable, constraint: name, count: variables.count)
      }
      if rank > 0, numbers[order[rank - 1]] == variable {
        throw .repeatedVariable(variables[variable].name, constraint: name)
      }
      if !coefficients[index].isZero { terms.append(Term(variable: variable, coefficient: coefficients[index])) }
    }
    constraints.append(Constraint(name: name, terms: terms, bounds: bounds))
    return constraints.count - 1
  }

  /// Adds constraints that obey the invariant.
  mutating func appendConstraints(_ added: [Constraint]) { constraints += added }

  /// Sets where a variable may lie.
  public mutating func setBounds(_ bounds: Bounds, ofVariable variable: Int) { variables[variable].bounds = bounds }

  /// Sets whether a variable must be an integer.
  public mutating func setDomain(_ domain: Domain, ofVariable variable: Int) { variables[variable].domain = domain }

  /// The numbers of the variables that must be integers, ascending.
  public var integerVariables: [Int] { variables.indices.filter { variables[$0].domain == .integers } }

  /// Sets where a constraint's linear form may lie.
  public mutating func setBounds(_ bounds: Bounds, ofConstraint row: Int) { constraints[row].bounds = bounds }

  /// Sets a variable's coefficient in the objective.
  public mutating func setCost(_ cost: Rational, ofVariable variable: Int) { variables[variable].cost = cost }

  /// c·x + c₀ at the given point, which has a coordinate for every variable.
  ///
  /// - Complexity: O(n).
  public func objective(at point: [Rational]) -> Rational {
    precondition(point.count == variables.count, "\(point.count) coordinates for \(variables.count) variables")
    var value = objectiveConstant
    for (variable, x) in zip(variables, point) where !variable.cost.isZero { value += variable.cost * x }
    return value
  }

  /// The program as the checker of certificates states it: without names.
  public var statement: LinearProgramStatement {
    LinearProgramStatement(
      maximizes: direction == .maximize, objective: variables.map(\.cost), objectiveConstant: objectiveConstant,
      columns: variables.map { .init(lower: $0.bounds.lower, upper: $0.bounds.upper) },
      rows: constraints.map { constraint in
        .init(
          columns: constraint.terms.map(\.variable), coefficients: constraint.terms.map(\.coefficient),
          interval: .init(lower: constraint.bounds.lower, upper: constraint.bounds.upper))
      })
  }
}

/// What is wrong with a constraint, or with a number in a program.
public enum LinearProgramError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The constraint speaks of variable number `variable`, but there are only `count`.
  case unknownVariable(Int, constraint: String, count: Int)
  /// The constraint names the variable twice.
  case repeatedVariable(String, constraint: String)
  /// A bound is not a number, or an infinity on the wrong side.
  case invalidBound(String)

  public var description: String {
    switch self {
    case .unknownVariable(let variable, let constraint, let count):
      "constraint \(constraint): there is no variable number \(variable); there are \(count), counted from 0"
    case .repeatedVariable(let variable, let constraint):
      "constraint \(constraint): the variable \(variable) occurs twice; add its coefficients up"
    case .invalidBound(let why): "\(why)"
    }
  }
}
