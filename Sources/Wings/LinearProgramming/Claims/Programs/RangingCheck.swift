import Evidence
import Exact
import LinearProgramming
import LinearProgrammingCheckers
import Randomness

extension Sentence {
  /// How far numbers may move.
  static let ranging = Sentence(
    """
    The range of a cost, or of a bound that is attained, is that of its basis: at each end the basis is still optimal, a billionth beyond it is \
    not, and where the range has no end it is optimal a million away.
    """, topic: "ranging", checks: ["ranging"])
}

extension Check {
  /// Where costs and bounds may lie.
  static let ranging = Check(
    "ranging", level: .certified,
    family: .random(
      "programs of up to 4 variables between bounds and 4 constraints, with fractions", quick: 40, deep: 2_000,
      shrink: ProgramInstance.shrink, draw: { _, stream in .drawnForRanging(&stream) }),
    subject: { try FoundRanges(of: $0) },
    mutants: [
      "costs are those of a minimum": { solved in
        var found = try FoundRanges(of: solved)
        if solved.program.direction == .maximize {
          found.costs = found.costs.map { Bounds(lower: $0.upper.map { -$0 }, upper: $0.lower.map { -$0 }) }
        }
        return found
      },
      "costs may rise any distance": { solved in
        var found = try FoundRanges(of: solved)
        found.costs = found.costs.map { Bounds(lower: $0.lower, upper: nil) }
        return found
      },
      "the other bound of a constraint does not count": { solved in
        var found = try FoundRanges(of: solved)
        found.constraints = found.constraints.map { $0.map { Bounds(lower: $0.lower, upper: nil) } }
        return found
      },
    ],
    test: { ranges, instance in
      let program = try instance.program()
      guard let solution = try program.solve().solution else { return .holds() }
      let found = try ranges(SolvedForRanging(program: program, solution: solution))
      return try found.fault(program, solution.basis).map { .fails($0) } ?? .holds()
    })
}

/// A program with its optimum.
private struct SolvedForRanging: Sendable {
  var program: LinearProgram
  var solution: OptimalSolution
}

/// The ranges of costs, of the bounds at which variables are, and of those at which constraints are.
private struct FoundRanges: Sendable {
  var costs: [Bounds]
  var variables: [Bounds?]
  var constraints: [Bounds?]

  init(of solved: SolvedForRanging) throws {
    let ranging = try solved.program.ranging(of: solved.solution)
    (costs, variables, constraints) = (ranging.costs, ranging.variables, ranging.constraints)
  }

  /// The first range that is too short or too long.
  func fault(_ program: LinearProgram, _ basis: Basis) throws -> String? {
    func fault(_ range: Bounds, _ name: String, _ change: (inout LinearProgram, Rational) -> Void) throws -> String? {
      func isOptimal(at value: Rational) throws -> Bool {
        var changed = program
        change(&changed, value)
        // No exact step goes on from it.
        return try changed.solve(from: .basis(basis)).solution?.exactSteps == 0
      }
      let (small, far) = (Rational(1, 1_000_000_007), Rational(1_000_000))
      for (end, sign) in [(range.lower, Rational(-1)), (range.upper, 1)] {
        guard let end else {
          if try !isOptimal(at: sign * far) { return "\(name) has a range without an end, but not so far" }
          continue
        }
        if try !isOptimal(at: end) { return "\(name) may not be \(end)" }
        if try isOptimal(at: end + sign * small) { return "\(name) may go beyond \(end)" }
      }
      return nil
    }
    func moved(_ bounds: Bounds, _ status: Basis.Status, _ value: Rational) -> Bounds {
      if bounds.lower == bounds.upper { return .equal(value) }
      return status == .atLower ? Bounds(lower: value, upper: bounds.upper) : Bounds(lower: bounds.lower, upper: value)
    }
    for (j, status) in basis.variables.enumerated() {
      if let fault = try fault(costs[j], "the cost of \(j)", { $0.setCost($1, ofVariable: j) }) { return fault }
      if (variables[j] == nil) != (status == .basic) { return "the range of variable \(j) is \(variables[j] as Any)" }
      guard let range = variables[j] else { continue }
      let bounds = program.variables[j].bounds
      if let fault = try fault(
        range, "the bound of \(j)", { $0.setBounds(moved(bounds, status, $1), ofVariable: j) })
      {
        return fault
      }
    }
    for (i, status) in basis.constraints.enumerated() {
      if (constraints[i] == nil) != (status == .basic) { return "the range of row \(i) is \(constraints[i] as Any)" }
      guard let range = constraints[i] else { continue }
      let bounds = program.constraints[i].bounds
      if let fault = try fault(
        range, "the bound of row \(i)", { $0.setBounds(moved(bounds, status, $1), ofConstraint: i) })
      {
        return fault
      }
    }
    return nil
  }
}

extension ProgramInstance {
  /// Fractions, with few ties.
  fileprivate static func drawnForRanging(_ stream: inout RandomStream) -> ProgramInstance {
    func number(_ width: Int) -> Rational {
      Rational(Integer(stream.uniform(in: -width...width)), Integer(stream.uniform(in: 1...3)))
    }
    let n = stream.uniform(in: 1...4)
    var statement = LinearProgramStatement(stream.uniform(in: 0...1) == 0 ? .min : .max, [], columns: [])
    for _ in 0..<n {
      let lower = number(4)
      statement.columns.append(
        .from(lower, to: lower + (stream.uniform(in: 0...6) == 0 ? 0 : number(9).magnitude + 1)))
      statement.objective.append(number(9))
    }
    for _ in 0..<stream.uniform(in: 0...4) {
      let row = (0..<n).map { _ in stream.uniform(in: 0...3) == 0 ? 0 : number(5) }
      let value = number(7)
      let kinds: [LinearProgramStatement.Interval] = [
        .atLeast(value), .atMost(value), .from(value, to: value + 3), .from(value, to: value),
      ]
      statement.rows.append(.init(dense: row, kinds[stream.uniform(in: 0...kinds.count - 1)]))
    }
    return ProgramInstance(statement: statement)
  }
}
