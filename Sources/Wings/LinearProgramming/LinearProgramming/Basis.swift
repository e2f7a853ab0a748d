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
}
