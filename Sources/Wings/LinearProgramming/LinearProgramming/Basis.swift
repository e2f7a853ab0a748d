/// Which quantities of a linear program are basic, and at which of its bounds each of the others is.
///
/// The variables that are not at a bound and the constraints that are determine a *basic solution*: the constraints at
/// their bounds, as equations, have exactly one solution in the basic variables.
public struct Basis: Sendable, Hashable {
  /// The place of a variable, or of the value of a constraint.
  public enum Status: Sendable, Hashable {
    /// Determined by the others.
    case basic
    /// At its lower bound.
    case atLower
    /// At its upper bound.
    case atUpper
    /// At 0, as it has no bounds.
    case atZero
  }

  /// The status of each variable.
  public var variables: [Status]
  /// The status of each constraint's value.
  public var constraints: [Status]

  /// A basis, to be checked by whoever uses it.
  public init(variables: [Status], constraints: [Status]) {
    (self.variables, self.constraints) = (variables, constraints)
  }

  /// The basis for a program to which variables and constraints were added: the variables rest at a bound, the constraints are basic. It is
  /// a basis if this one was, and the old ones keep their values.
  ///
  /// - Precondition: The program has at least as many of both.
  public func extended(to program: LinearProgram) -> Basis {
    precondition(
      program.variables.count >= variables.count && program.constraints.count >= constraints.count,
      "a basis of a larger program")
    let added = program.variables[variables.count...].map { variable -> Status in
      if variable.bounds.lower != nil { return .atLower }
      return variable.bounds.upper == nil ? .atZero : .atUpper
    }
    return Basis(
      variables: variables + added,
      constraints: constraints
        + [Status](repeating: .basic, count: program.constraints.count - constraints.count))
  }
}
