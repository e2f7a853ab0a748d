import Exact
import LinearProgramming
import LinearProgrammingCheckers

/// The primal simplex method for bounded variables, written plainly: each step solves its systems anew, in rationals.
///
/// It is here for its faults, which the checks of the real method must notice. Quantities are the variables and, after them,
/// the values of the rows, which are tied to the variables by r − A x = 0.
struct TextbookSimplex {
  enum Fault {
    /// A step is not stopped by the other bound of the quantity that enters.
    case forgetsTheEnteringRange
    /// A basic quantity that is at its bound already does not stop a step towards it.
    case passesBoundsThatAreAttained
    /// What rests at its upper bound is let in as if it could rise.
    case takesUpperForLower
    /// It takes the largest reduced cost at all times, so that it cycles.
    case neverFollowsBland
    /// The phase without an objective ends when no quantity is below its lower bound.
    case acceptsValuesAboveBounds
    /// It stops when no reduced cost is above 1 in magnitude.
    case stopsNearTheEnd
  }

  /// The method did not end.
  struct Cycles: Error {}

  private let program: LinearProgramStatement
  private let fault: Fault
  private let intervals: [LinearProgramStatement.Interval]
  private let costs: [Rational]
  private var place: [Basis.Status]

  private var n: Int { program.columns.count }
  private var m: Int { program.rows.count }
  private var basic: [Int] { place.indices.filter { place[$0] == .basic } }

  /// Solves a program from the rows' values as the basic quantities.
  static func solved(_ instance: ProgramInstance, fault: Fault) throws -> SolvedProgram {
    var method = TextbookSimplex(instance.statement, fault)
    return try method.run()
  }

  private init(_ program: LinearProgramStatement, _ fault: Fault) {
    (self.program, self.fault) = (program, fault)
    intervals = program.columns + program.rows.map(\.interval)
    costs =
      program.objective.map { program.maximizes ? -$0 : $0 } + [Rational](repeating: 0, count: program.rows.count)
    place =
      program.columns.map { $0.lower != nil ? .atLower : $0.upper != nil ? .atUpper : .atZero }
      + program.rows.map { _ in .basic }
  }

  /// The coefficients of a quantity in the equations A x − r = 0.
  private func column(_ k: Int) -> [Rational] {
    program.rows.enumerated().map { index, row in
      if k >= n { return index == k - n ? -1 : 0 }
      return row.columns.firstIndex(of: k).map { row.coefficients[$0] } ?? 0
    }
  }

  /// The solution of a system of the basic columns, or of its transpose.
  private func solve(_ right: [Rational], transposed: Bool) throws -> [Rational] {
    if m == 0 { return [] }
    let columns = basic.map(column)
    let matrix = Matrix<Rational>(rows: m, columns: m) { transposed ? columns[$0][$1] : columns[$1][$0] }
    guard case .unique(let solution) = matrix.solve(right) else { throw Cycles() }
    return solution
  }

  private func values() throws -> [Rational] {
    var values = place.indices.map { k -> Rational in
      switch place[k] {
      case .atLower: intervals[k].lower ?? 0
      case .atUpper: intervals[k].upper ?? 0
      case .basic, .atZero: 0
      }
    }
    var right = [Rational](repeating: 0, count: m)
    for k in place.indices where place[k] != .basic {
      right = zip(right, column(k)).map { $0 - $1 * values[k] }
    }
    for (k, value) in zip(basic, try solve(right, transposed: false)) { values[k] = value }
    return values
  }

  private mutating func run() throws -> SolvedProgram {
    for _ in 0..<200 {
      let values = try values()
      let violations = place.indices.map { k -> Rational in
        if let lower = intervals[k].lower, values[k] < lower { return -1 }
        if fault != .acceptsValuesAboveBounds, let upper = intervals[k].upper, values[k] > upper { return 1 }
        return 0
      }
      let isFeasible = violations.allSatisfy(\.isZero)
      let goal = isFeasible ? costs : violations
      let multipliers = try solve(basic.map { goal[$0] }, transposed: true)
      func reduced(_ k: Int) -> Rational {
        zip(multipliers, column(k)).reduce(goal[k]) { $0 - $1.0 * $1.1 }
      }
      let candidates = place.indices.filter { k in
        let cost = reduced(k)
        if place[k] == .basic || cost.isZero || intervals[k].lower != nil && intervals[k].lower == intervals[k].upper {
          return false
        }
        if fault == .stopsNearTheEnd, isFeasible, cost.magnitude <= 1 { return false }
        if place[k] == .atZero || fault == .takesUpperForLower && place[k] == .atUpper { return true }
        return (place[k] == .atLower) == cost.isNegative
      }
      let chosen =
        fault == .neverFollowsBland
        ? candidates.max { (reduced($0).magnitude, -$0) < (reduced($1).magnitude, -$1) } : candidates.first
      guard let entering = chosen else {
        return isFeasible ? optimum(values, multipliers) : infeasible(multipliers)
      }
      let sign: Rational = reduced(entering).isNegative ? 1 : -1
      let rates = zip(basic, try solve(column(entering).map { -$0 * sign }, transposed: false))
      guard let step = step(entering, sign, Array(rates), values, violations) else {
        return unbounded(entering, sign, Array(rates), values)
      }
      if let leaving = step.leaving {
        place[entering] = .basic
        place[leaving] = step.isUpper ? .atUpper : .atLower
      } else {
        place[entering] = sign > 0 ? .atUpper : .atLower
      }
    }
    throw Cycles()
  }

  private func step(
    _ entering: Int, _ sign: Rational, _ rates: [(Int, Rational)], _ values: [Rational], _ violations: [Rational]
  ) -> (leaving: Int?, isUpper: Bool, length: Rational)? {
    var best: (leaving: Int?, isUpper: Bool, length: Rational)?
    if fault != .forgetsTheEnteringRange, let lower = intervals[entering].lower, let upper = intervals[entering].upper {
      best = (nil, sign > 0, upper - lower)
    }
    for (k, rate) in rates where !rate.isZero {
      let rises = rate > 0
      let isUpper = violations[k].isZero ? rises : violations[k] > 0
      if !violations[k].isZero, rises == isUpper { continue }
      guard let bound = isUpper ? intervals[k].upper : intervals[k].lower else { continue }
      let length = (bound - values[k]) / rate
      if fault == .passesBoundsThatAreAttained, length.isZero { continue }
      if best.map({ length < $0.length }) ?? true { best = (k, isUpper, length) }
    }
    return best
  }

  private func solved(_ evidence: LinearProgramCertificate.Evidence, _ optimum: SolvedProgram.Optimum? = nil)
    -> SolvedProgram
  {
    SolvedProgram(certificate: LinearProgramCertificate(program: program, evidence: evidence), optimum: optimum)
  }

  /// Aᵀ multipliers.
  private func combination(_ multipliers: [Rational]) -> [Rational] {
    (0..<n).map { zip(multipliers, column($0)).reduce(0) { $0 + $1.0 * $1.1 } }
  }

  private func optimum(_ values: [Rational], _ multipliers: [Rational]) -> SolvedProgram {
    let point = Array(values.prefix(n))
    let value = zip(program.objective, point).reduce(program.objectiveConstant) { $0 + $1.0 * $1.1 }
    let columns = zip(costs, combination(multipliers)).map { $0 - $1 }
    let sign: Rational = program.maximizes ? -1 : 1
    return solved(
      .optimal(point: point, value: value, multipliers: .init(rows: multipliers, columns: columns)),
      SolvedProgram.Optimum(
        point: point, value: value, dual: multipliers.map { $0 * sign }, reducedCosts: columns.map { $0 * sign },
        basis: Basis(variables: Array(place.prefix(n)), constraints: Array(place.dropFirst(n)))))
  }

  private func infeasible(_ multipliers: [Rational]) -> SolvedProgram {
    solved(.infeasible(multipliers: .init(rows: multipliers, columns: combination(multipliers).map { -$0 })))
  }

  private func unbounded(
    _ entering: Int, _ sign: Rational, _ rates: [(Int, Rational)], _ values: [Rational]
  ) -> SolvedProgram {
    var ray = [Rational](repeating: 0, count: n + m)
    ray[entering] = sign
    for (k, rate) in rates { ray[k] = rate }
    return solved(.unbounded(point: Array(values.prefix(n)), ray: Array(ray.prefix(n))))
  }
}
