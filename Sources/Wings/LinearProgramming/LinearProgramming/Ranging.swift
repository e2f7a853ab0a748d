import Exact

/// How far the numbers of a linear program may move, one at a time, so that an optimal basis stays optimal.
///
/// ```swift
/// let ranging = try program.ranging(of: solution)
/// ranging.costs[x]               // the point stays the best as long as the cost of x is in here
/// ranging.constraints[row]       // the dual solution stays the same as long as the row's active bound is in here
/// ```
///
/// Where several bases have the same point, these are the intervals of `solution.basis`, which may be shorter than those of the point.
public struct Ranging: Sendable, Hashable {
  /// For each variable, where its cost may lie.
  public let costs: [Bounds]
  /// For each variable that is not basic, where the bound at which it is may lie; nil for those that are basic.
  public let variables: [Bounds?]
  /// For each constraint that is not basic, where its active bound may lie; nil for those that are basic.
  public let constraints: [Bounds?]
}

extension LinearProgram {
  /// The intervals in which costs and active bounds may move, one at a time, without another basis becoming the best. In exact numbers.
  ///
  /// - Parameters:
  ///   - solution: of this program.
  ///   - deadline: when to give up; nil for never.
  /// - Throws: `CancellationError` if the task is cancelled, ``LinearProgramTimeLimit`` at the deadline, nothing else.
  /// - Complexity: a solution of the basis's system for each variable and constraint that is not basic.
  public func ranging(
    of solution: OptimalSolution, deadline: ContinuousClock.Instant? = nil
  ) throws -> Ranging {
    precondition(
      solution.basis.variables.count == variables.count && solution.basis.constraints.count == constraints.count,
      "a solution of another program")
    let scaled = ScaledProgram(self)
    let simplex = ExactSimplex(scaled, basis: solution.basis)
    let n = variables.count
    let all = simplex.values()
    let values = all.numerators.map { $0.isZero ? 0 : Rational($0, all.denominator) }
    // Costs as those of a program that minimises; in the end they are turned back.
    let costs = variables.map { direction == .maximize ? -$0.cost : $0.cost }
    var costRanges = costs.map { _ in Bounds.free }
    var places = [Bounds?](repeating: nil, count: scaled.quantityCount)
    for k in 0..<scaled.quantityCount where simplex.status[k] != .basic {
      try Task.checkCancellation()
      if let deadline, .now >= deadline { throw LinearProgramTimeLimit() }
      let rates = simplex.rates(of: k, isUpwards: true)
      // By how much each quantity moves with k.
      let moving = rates.indices.filter { !rates[$0].isZero }.map { ($0, Rational(rates[$0], rates[k])) }
      places[k] = place(k, values, moving, simplex, scaled)
      let reduced = moving.reduce(Rational(0)) { $1.0 < n ? $0 + costs[$1.0] * $1.1 : $0 }
      for (j, rate) in moving where j < n { restrict(&costRanges[j], costs[j], reduced, rate, k, simplex, scaled) }
    }
    if direction == .maximize {
      costRanges = costRanges.map { Bounds(lower: $0.upper.map { -$0 }, upper: $0.lower.map { -$0 }) }
    }
    let unit = Rational(scaled.boundUnit)
    func own(_ k: Int) -> Bounds? {
      let scale = k < n ? unit : unit * Rational(scaled.rowScales[k - n])
      return places[k].map { Bounds(lower: $0.lower.map { $0 / scale }, upper: $0.upper.map { $0 / scale }) }
    }
    return Ranging(
      costs: costRanges, variables: (0..<n).map(own), constraints: (n..<scaled.quantityCount).map(own))
  }

  /// Where the bound may lie at which a quantity is: until a basic one reaches a bound of its own, or the bound the other one of the quantity.
  private func place(
    _ k: Int, _ values: [Rational], _ moving: [(Int, Rational)], _ simplex: ExactSimplex, _ scaled: ScaledProgram
  ) -> Bounds {
    var range = Bounds.free
    func limit(_ value: Rational, isUpper: Bool) {
      if isUpper {
        range.upper = range.upper.map { min($0, value) } ?? value
      } else {
        range.lower = range.lower.map { max($0, value) } ?? value
      }
    }
    for (j, rate) in moving where simplex.status[j] == .basic {
      if let upper = scaled.upper[j] {
        limit(values[k] + (Rational(upper) - values[j]) / rate, isUpper: rate > 0)
      }
      if let lower = scaled.lower[j] {
        limit(values[k] + (Rational(lower) - values[j]) / rate, isUpper: rate < 0)
      }
    }
    // Both bounds of a fixed quantity move together.
    if let lower = scaled.lower[k], let upper = scaled.upper[k], lower < upper {
      if simplex.status[k] == .atLower {
        limit(Rational(upper), isUpper: true)
      } else {
        limit(Rational(lower), isUpper: false)
      }
    }
    return range
  }

  /// Keeps the sign of k's reduced cost, which moves by `rate` with the cost.
  private func restrict(
    _ range: inout Bounds, _ cost: Rational, _ reduced: Rational, _ rate: Rational, _ k: Int, _ simplex: ExactSimplex,
    _ scaled: ScaledProgram
  ) {
    if let lower = scaled.lower[k], lower == scaled.upper[k] { return }
    let end = cost - reduced / rate
    let (bindsBelow, bindsAbove) =
      switch simplex.status[k] {
      case .atLower: (rate > 0, rate < 0)
      case .atUpper: (rate < 0, rate > 0)
      case .atZero, .basic: (true, true)
      }
    if bindsBelow { range.lower = range.lower.map { max($0, end) } ?? end }
    if bindsAbove { range.upper = range.upper.map { min($0, end) } ?? end }
  }
}
