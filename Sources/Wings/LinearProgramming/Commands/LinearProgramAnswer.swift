import Exact
import LinearProgramming

/// What `lp solve` prints: numbers are strings, "p" or "p/q".
struct LinearProgramAnswer: Encodable {
  struct Variable: Encodable {
    var name: String
    var value: Rational
    var reducedCost: Rational?
  }

  struct Constraint: Encodable {
    var name: String
    var value: Rational
    var dual: Rational?
  }

  /// optimal, feasible, infeasible, unbounded, unbounded-relaxation or unknown.
  var status: String
  /// The objective at the point.
  var value: Rational?
  /// Of integer programs: no point has a better objective.
  var bound: Rational?
  /// The exact simplex method's steps: 0 if the basis found in floating point was right.
  var exactSteps: Int?
  var variables: [Variable]?
  var constraints: [Constraint]?

  init(_ outcome: LinearProgramOutcome, _ program: LinearProgram) {
    switch outcome {
    case .infeasible: status = "infeasible"
    case .unbounded: status = "unbounded"
    case .optimal(let solution):
      status = "optimal"
      value = solution.value
      exactSteps = solution.exactSteps
      setPoint(solution.point, program)
      for j in solution.reducedCosts.indices { variables?[j].reducedCost = solution.reducedCosts[j] }
      for i in solution.dual.indices { constraints?[i].dual = solution.dual[i] }
    }
  }

  init(_ outcome: IntegerProgramOutcome, _ program: LinearProgram) {
    switch outcome {
    case .infeasible: status = "infeasible"
    case .unboundedRelaxation: status = "unbounded-relaxation"
    case .notFound(let bound):
      status = "unknown"
      self.bound = bound
    case .solved(let solution):
      status = solution.isProvedOptimal ? "optimal" : "feasible"
      value = solution.value
      bound = solution.bound
      setPoint(solution.point, program)
    }
  }

  private mutating func setPoint(_ point: [Rational], _ program: LinearProgram) {
    variables = zip(program.variables, point).map { Variable(name: $0.name, value: $1) }
    constraints = program.constraints.map { constraint in
      let value = constraint.terms.reduce(Rational(0)) { $0 + $1.coefficient * point[$1.variable] }
      return Constraint(name: constraint.name, value: value)
    }
  }

  /// For people: what is 0 is left out.
  var text: String {
    var lines = [status]
    if let value { lines[0] += ": \(value)" }
    if let bound, bound != value { lines[0] += (value == nil ? ": " : "; ") + "no point is better than \(bound)" }
    for variable in variables ?? [] where !variable.value.isZero {
      lines.append("\(variable.name) = \(variable.value)")
    }
    return lines.joined(separator: "\n")
  }
}
