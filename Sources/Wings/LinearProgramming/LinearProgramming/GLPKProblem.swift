import CGLPK
import Exact

/// A linear program in doubles, as GLPK takes it.
struct GLPKProblem {
  /// By what rows and costs are multiplied.
  enum Scaling {
    case none
    /// By what makes them integers, which are doubles exactly if they are not too long.
    case integers
  }

  /// As many rows and columns as GLPK takes.
  static let largestCount = 100_000_000
  /// As many nonzero coefficients as GLPK takes.
  static let mostNonzeros = 500_000_000
  /// Numbers between 1/`largest` and `largest` are left to GLPK. It scales rows and columns by roots of products of scaled
  /// coefficients, and stops where a factor overflows or becomes 0, which with entries of 1e±100 is possible and rare.
  static let largest = 1e100

  private let isMaximization: Bool
  private let costs: [Double]
  private let isInteger: [Bool]
  private let columnBounds: [(type: Int32, lower: Double, upper: Double)]
  private let rowBounds: [(type: Int32, lower: Double, upper: Double)]
  /// One entry each, after a first one that GLPK passes over.
  private var rows: [Int32] = [0]
  private var columns: [Int32] = [0]
  private var coefficients: [Double] = [0]

  /// Whether every column has both bounds, so that each basis becomes dual feasible by moving columns to their other bounds.
  var isBoxed: Bool { columnBounds.allSatisfy { $0.type == GLP_DB || $0.type == GLP_FX } }

  var rowCount: Int { rowBounds.count }
  var columnCount: Int { columnBounds.count }

  /// Nil for programs without rows or columns, larger ones than GLPK takes, and numbers beyond `largest`. Coefficients below
  /// 1/`largest` are left out: what GLPK finds is a guess in any case.
  init?(_ program: LinearProgram, scaling: Scaling = .none) {
    let (m, n) = (program.constraints.count, program.variables.count)
    guard 1...Self.largestCount ~= m, 1...Self.largestCount ~= n else { return nil }
    guard program.constraints.reduce(0, { $0 + $1.terms.count }) <= Self.mostNonzeros else { return nil }
    let factors = program.constraints.map { constraint in
      switch scaling {
      case .none: Rational(1)
      case .integers: Rational(ScaledProgram.commonDenominator(constraint.terms.lazy.map(\.coefficient)))
      }
    }
    let costFactor =
      scaling == .none ? 1 : Rational(ScaledProgram.commonDenominator(program.variables.lazy.map(\.cost)))
    isMaximization = program.direction == .maximize
    costs = program.variables.map { Double($0.cost * costFactor) }
    isInteger = program.variables.map { $0.domain == .integers }
    columnBounds = program.variables.map { Self.bounds($0.bounds) }
    rowBounds = zip(program.constraints, factors).map { constraint, factor in
      let bounds = constraint.bounds
      return Self.bounds(Bounds(lower: bounds.lower.map { $0 * factor }, upper: bounds.upper.map { $0 * factor }))
    }
    for (i, constraint) in program.constraints.enumerated() {
      for term in constraint.terms {
        let value = Double(scaling == .none ? term.coefficient : term.coefficient * factors[i])
        if value.magnitude < 1 / Self.largest { continue }
        rows.append(Int32(i + 1))
        columns.append(Int32(term.variable + 1))
        coefficients.append(value)
      }
    }
    let numbers = [costs, coefficients] + [columnBounds, rowBounds].map { $0.flatMap { [$0.lower, $0.upper] } }
    guard numbers.joined().allSatisfy({ $0.magnitude <= Self.largest }) else { return nil }
  }

  private static func bounds(_ bounds: Bounds) -> (type: Int32, lower: Double, upper: Double) {
    switch (bounds.lower.map { Double($0) }, bounds.upper.map { Double($0) }) {
    case (nil, nil): return (GLP_FR, 0, 0)
    case (let lower?, nil): return (GLP_LO, lower, 0)
    case (nil, let upper?): return (GLP_UP, 0, upper)
    // Two rationals may be one double, and GLPK refuses an interval without length.
    case (let lower?, let upper?): return lower < upper ? (GLP_DB, lower, upper) : (GLP_FX, lower, lower)
    }
  }

  /// Fills an empty problem object.
  func load(into problem: OpaquePointer) {
    glp_set_obj_dir(problem, isMaximization ? GLP_MAX : GLP_MIN)
    glp_add_rows(problem, Int32(rowCount))
    glp_add_cols(problem, Int32(columnCount))
    for (i, bounds) in rowBounds.enumerated() {
      glp_set_row_bnds(problem, Int32(i + 1), bounds.type, bounds.lower, bounds.upper)
    }
    for (j, bounds) in columnBounds.enumerated() {
      glp_set_col_bnds(problem, Int32(j + 1), bounds.type, bounds.lower, bounds.upper)
      glp_set_obj_coef(problem, Int32(j + 1), costs[j])
      if isInteger[j] { glp_set_col_kind(problem, Int32(j + 1), GLP_IV) }
    }
    glp_load_matrix(problem, Int32(rows.count - 1), rows, columns, coefficients)
  }
}
