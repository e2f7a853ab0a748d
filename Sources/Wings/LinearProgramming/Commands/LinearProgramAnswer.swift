import Exact
import LinearProgramming

/// What `lp solve` prints: numbers are strings, "p" or "p/q".
struct LinearProgramAnswer: Encodable {
  struct Variable: Encodable {
    var name: String
    var value: Rational
    var reducedCost: Rational?
    var cost: Rational?
    /// Where the cost may lie.
    var costRange: Range?
    /// Where the bound may lie at which the variable is.
    var boundRange: Range?

    private enum CodingKeys: CodingKey {
      case name, value, reducedCost, cost, costRange, boundRange
    }

    // Texts are encoded faster than numbers that become texts.
    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(name, forKey: .name)
      try container.encode(value.description, forKey: .value)
      try container.encodeIfPresent(reducedCost?.description, forKey: .reducedCost)
      try container.encodeIfPresent(cost?.description, forKey: .cost)
      try container.encodeIfPresent(costRange, forKey: .costRange)
      try container.encodeIfPresent(boundRange, forKey: .boundRange)
    }
  }

  /// An interval; an end that is left out is infinite.
  struct Range: Encodable {
    var lower: Rational?
    var upper: Rational?

    init(_ bounds: Bounds) { (lower, upper) = (bounds.lower, bounds.upper) }

    var text: String { "from \(lower.map { "\($0)" } ?? "-inf") to \(upper.map { "\($0)" } ?? "inf")" }
  }

  struct Constraint: Encodable {
    var name: String
    var value: Rational
    var dual: Rational?
    /// Where the active bound may lie.
    var boundRange: Range?
  }

  /// optimal, feasible, infeasible, unbounded or unknown.
  var status: String
  /// The objective at the point.
  var value: Rational?
  /// Of integer programs: no point has a better objective.
  var bound: Rational?
  /// Of integer programs: how many nodes of the tree were looked at.
  var nodes: Int?
  /// Which limit ended the search: nodes or time.
  var limit: String?
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
    case .unbounded: status = "unbounded"
    case .undecided(let undecided):
      status = "unknown"
      bound = undecided.bound
      nodes = undecided.nodeCount
      limit = Self.name(undecided.end)
    case .solved(let solution):
      status = solution.isProvedOptimal ? "optimal" : "feasible"
      value = solution.value
      bound = solution.bound
      nodes = solution.nodeCount
      limit = solution.isProvedOptimal ? nil : Self.name(solution.end)
      setPoint(solution.point, program)
    }
  }

  /// What is known when the time is over in the middle of a step.
  init(_ known: KnownAtLimit, _ program: LinearProgram) {
    status = "unknown"
    limit = Self.name(.timeLimit)
    bound = known.bound
    guard let point = known.point else { return }
    status = "feasible"
    value = program.objective(at: point)
    setPoint(point, program)
  }

  private static func name(_ end: SearchEnd) -> String? {
    switch end {
    case .complete: nil
    case .nodeLimit: "nodes"
    case .timeLimit: "time"
    }
  }

  private mutating func setPoint(_ point: [Rational], _ program: LinearProgram) {
    variables = zip(program.variables, point).map { Variable(name: $0.name, value: $1) }
    constraints = program.constraints.map { constraint in
      let value = ScaledProgram.dot(
        constraint.terms.map(\.coefficient), constraint.terms.map { point[$0.variable] })
      return Constraint(name: constraint.name, value: value)
    }
  }

  /// Adds how far the program's numbers may move.
  mutating func set(_ ranging: Ranging, costs: [Rational]) {
    for (index, range) in ranging.costs.enumerated() {
      variables?[index].cost = costs[index]
      variables?[index].costRange = Range(range)
      variables?[index].boundRange = ranging.variables[index].map(Range.init)
    }
    for (index, range) in ranging.constraints.enumerated() {
      constraints?[index].boundRange = range.map(Range.init)
    }
  }

  private var rangeLines: [String] {
    var lines: [String] = []
    for variable in variables ?? [] {
      if let range = variable.costRange, let cost = variable.cost {
        lines.append("cost \(variable.name) = \(cost) may be \(range.text)")
      }
    }
    for variable in variables ?? [] {
      if let range = variable.boundRange {
        lines.append("bound \(variable.name) = \(variable.value) may be \(range.text)")
      }
    }
    for constraint in constraints ?? [] {
      if let range = constraint.boundRange {
        lines.append("bound \(constraint.name) = \(constraint.value) may be \(range.text)")
      }
    }
    return lines
  }

  /// For people: what is 0 is left out.
  ///
  /// - Parameter duals: also the multipliers of constraints and the reduced costs of variables.
  func text(duals: Bool) -> String {
    var lines = [status]
    if let value { lines[0] += ": \(value)" }
    if let bound, bound != value { lines[0] += (value == nil ? ": " : "; ") + "no point is better than \(bound)" }
    if let limit { lines[0] += (value == nil && bound == nil ? ": " : "; ") + "stopped at the limit of \(limit)" }
    for variable in variables ?? [] where !variable.value.isZero {
      lines.append("\(variable.name) = \(variable.value)")
    }
    if duals {
      for constraint in constraints ?? [] {
        if let dual = constraint.dual, !dual.isZero { lines.append("dual \(constraint.name) = \(dual)") }
      }
      for variable in variables ?? [] {
        if let cost = variable.reducedCost, !cost.isZero { lines.append("reduced cost \(variable.name) = \(cost)") }
      }
    }
    return (lines + rangeLines).joined(separator: "\n")
  }

  /// A name and its value a line, of all variables.
  var solutionText: String {
    (["# \(status)\(value.map { ": \($0)" } ?? "")"] + (variables ?? []).map { "\($0.name) \($0.value)" })
      .joined(separator: "\n") + "\n"
  }
}

/// What a search has told of so far.
struct KnownAtLimit: Sendable {
  /// The best point.
  var point: [Rational]?
  /// A proved bound.
  var bound: Rational?
}
