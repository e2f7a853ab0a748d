import Exact

/// Iterative refinement: the method in floating point is run again on a program whose numbers are what its last basis lacks.
///
/// A basis that is optimal up to a tolerance may be thousands of exact steps away from one that is optimal. So the program is written anew
/// in the differences from the basis's exact solution, with its reduced costs for costs. What is wrong with the basis, bounds that are missed
/// by 10⁻¹⁰, say, is then a number of its own, and is multiplied by a power of 2 to be about 1. The method finds a better basis of that
/// program, or that this one is right. Nothing of it is believed: each basis is solved exactly.
///
/// Source: Gleixner, Steffy, Wolter, "Iterative Refinement for Linear Programming", INFORMS J. Comput. 28, 2016.
struct BasisRefinement {
  /// A variable for each quantity of the other program, and a row for each constraint: its terms less its value are 0.
  let program: LinearProgram
  /// By what distances from bounds are multiplied.
  let boundFactor: Double

  /// Bounds that are farther are left out.
  private static let farthest = 1e30
  /// Magnified costs are at most this: GLPK divides all by the largest one if it is above 1,000, and its tolerance would cover the small
  /// ones again.
  private static let largestCost = 1_000.0

  /// - Parameter last: the refinement before this one.
  /// - Complexity: O(nonzeros) operations on the solution's numbers.
  init(
    _ scaled: ScaledProgram, _ solution: ScaledProgram.BasicSolution, _ basis: Basis, after last: BasisRefinement?
  ) {
    let n = scaled.columnCount
    let status = basis.variables + basis.constraints
    let distances = Self.distances(scaled, solution.values)
    let costs = Self.reducedCosts(scaled, solution.multipliers, status)
    // The largest distance by which a basic quantity misses a bound, and the largest cost by which another improves the objective.
    var (missed, gained) = (0.0, 0.0)
    for k in status.indices {
      switch status[k] {
      case .basic: missed = max(missed, distances[k].lower ?? 0, -(distances[k].upper ?? 0))
      case _ where scaled.lower[k] != nil && scaled.lower[k] == scaled.upper[k]: continue
      case .atLower: gained = max(gained, -costs[k])
      case .atUpper: gained = max(gained, costs[k])
      case .atZero: gained = max(gained, costs[k].magnitude)
      }
    }
    // First the bounds: the costs, as they are, say what may go there. Then the costs, with bounds as sharp as they were.
    let boundFactor = max(Self.factor(missed), last?.boundFactor ?? 1)
    let costFactor = missed > 0 ? 1 : Self.factor(gained)
    self.boundFactor = boundFactor
    let largestCost = costFactor > 1 ? Self.largestCost : .infinity
    func bound(_ distance: Double?) -> Rational? {
      guard let value = distance.map({ $0 * boundFactor }), value.magnitude < Self.farthest else { return nil }
      return Rational(exactly: value)
    }
    var program = LinearProgram()
    for k in status.indices {
      program.addVariable(
        bounds: Bounds(lower: bound(distances[k].lower), upper: bound(distances[k].upper)),
        cost: Rational(exactly: max(-largestCost, min(costs[k] * costFactor, largestCost))) ?? 0)
    }
    program.appendConstraints(
      scaled.rowScales.enumerated().map { i, scale in
        let terms = scaled.rows[i].map {
          LinearProgram.Term(variable: $0.index, coefficient: Rational($0.value, scale))
        }
        return .init(name: "", terms: terms + [.init(variable: n + i, coefficient: -1)], bounds: .equal(0))
      })
    self.program = program
  }

  /// How far each quantity's bounds lie above its value.
  private static func distances(
    _ scaled: ScaledProgram, _ values: CommonFractions
  ) -> [(lower: Double?, upper: Double?)] {
    let unit = values.denominator * scaled.boundUnit
    func distances(_ k: Int, _ value: Integer, _ unit: Integer) -> (lower: Double?, upper: Double?) {
      func distance(_ bound: Integer?) -> Double? { bound.map { quotient($0 * values.denominator - value, unit) } }
      return (distance(scaled.lower[k]), distance(scaled.upper[k]))
    }
    let n = scaled.columnCount
    return (0..<n).map { distances($0, values.numerators[$0], unit) }
      + scaled.rows.indices.map { i in
        var value = Integer.zero
        for entry in scaled.rows[i] { value.addProduct(entry.value, values.numerators[entry.index]) }
        return distances(n + i, value, unit * scaled.rowScales[i])
      }
  }

  /// By how much the objective changes for each unit of a quantity that leaves its bound.
  private static func reducedCosts(
    _ scaled: ScaledProgram, _ multipliers: CommonFractions, _ status: [Basis.Status]
  ) -> [Double] {
    let unit = multipliers.denominator * scaled.costUnit
    return (0..<scaled.columnCount).map { j in
      if status[j] == .basic { return 0 }
      var cost = scaled.costs[j] * multipliers.denominator
      for entry in scaled.columns[j] { cost.subtractProduct(entry.value, multipliers.numerators[entry.index]) }
      return quotient(cost, unit)
    } + zip(multipliers.numerators, scaled.rowScales).map { quotient($0 * $1, unit) }
  }

  /// The power of 2 that makes an error about 1; 1 if it is none, or larger.
  private static func factor(_ error: Double) -> Double {
    error.isNormal && error < 1 ? Double(sign: .plus, exponent: -error.exponent, significand: 1) : 1
  }

  /// The quotient to within some units of the last place, without cancelling.
  private static func quotient(_ numerator: Integer, _ denominator: Integer) -> Double {
    if numerator.isZero { return 0 }
    let (left, right) = (max(0, numerator.bitWidth - 100), max(0, denominator.bitWidth - 100))
    let ratio = Double(numerator >> left) / Double(denominator >> right)
    return Double(sign: .plus, exponent: left - right, significand: ratio)
  }

  /// The basis with which the method in floating point ends if it goes on from the one of which this is the refinement; nil if it cannot.
  ///
  /// - Throws: as `GLPKSimplex.basis`.
  func basis(
    from basis: Basis, _ deadline: ContinuousClock.Instant?, _ progress: (LinearProgram.Progress) -> Void
  ) throws -> Basis? {
    let rows = basis.constraints.map { _ in Basis.Status.atLower }
    let start = Basis(variables: basis.variables + basis.constraints, constraints: rows)
    guard let end = try GLPKSimplex.basis(of: program, .floatingPoint, from: start, deadline, progress)
    else { return nil }
    let n = basis.variables.count
    // A row that is basic, at 0, may be exchanged with its constraint's value, which has the same column but for the sign.
    return Basis(
      variables: Array(end.variables[..<n]),
      constraints: zip(end.variables[n...], end.constraints).map { $1 == .basic ? .basic : $0 })
  }
}
