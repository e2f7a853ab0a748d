import CGLPK
import Exact

/// GLPK's simplex method in floating point: a good guess at an optimal basis, nothing more.
///
/// GLPK ends the process on arguments that it does not like, so everything is checked before it is called: counts, indices,
/// and that numbers are finite doubles.
enum FloatingPointSimplex {
  /// As many rows and columns as GLPK takes.
  static let largestCount = 100_000_000
  /// As many nonzero coefficients as GLPK takes.
  static let mostNonzeros = 500_000_000

  /// The basis with which GLPK ends; nil if the program is not one for it: empty, too large, or with numbers beyond doubles.
  ///
  /// - Throws: `CancellationError` if the task is cancelled.
  static func basis(of program: LinearProgram) throws -> Basis? {
    guard let approximation = Approximation(program) else { return nil }
    return try GLPKEnvironment.withSilence {
      guard let problem = glp_create_prob() else { return nil }
      defer { glp_delete_prob(problem) }
      approximation.load(into: problem)
      return try solve(problem, approximation)
    }
  }

  private static func solve(_ problem: OpaquePointer, _ approximation: Approximation) throws -> Basis {
    // Scaling changes numbers, not which bases are optimal.
    glp_scale_prob(problem, GLP_SF_AUTO)
    glp_adv_basis(problem, 0)
    var parameters = glp_smcp()
    glp_init_smcp(&parameters)
    parameters.msg_lev = GLP_MSG_OFF
    parameters.presolve = GLP_OFF
    // In portions, so that a cancelled task ends soon; after a while without an end the exact method takes over.
    let portion: Int32 = 2_000
    let portions = 50 + (approximation.rowCount + approximation.columnCount) / 20
    for _ in 0..<portions {
      try Task.checkCancellation()
      parameters.it_lim = portion
      if glp_simplex(problem, &parameters) != GLP_EITLIM { break }
    }
    return Basis(
      variables: (0..<approximation.columnCount).map { status(glp_get_col_stat(problem, Int32($0 + 1))) },
      constraints: (0..<approximation.rowCount).map { status(glp_get_row_stat(problem, Int32($0 + 1))) })
  }

  private static func status(_ status: Int32) -> Basis.Status {
    switch status {
    case GLP_BS: .basic
    case GLP_NU: .atUpper
    case GLP_NF: .atZero
    default: .atLower
    }
  }

  /// The program in doubles.
  private struct Approximation {
    var isMaximization: Bool
    var costs: [Double]
    var columnBounds: [(type: Int32, lower: Double, upper: Double)]
    var rowBounds: [(type: Int32, lower: Double, upper: Double)]
    /// One entry each, after a first one that GLPK passes over.
    var rows: [Int32] = [0]
    var columns: [Int32] = [0]
    var coefficients: [Double] = [0]

    var rowCount: Int { rowBounds.count }
    var columnCount: Int { columnBounds.count }

    init?(_ program: LinearProgram) {
      let (m, n) = (program.constraints.count, program.variables.count)
      guard 1...largestCount ~= m, 1...largestCount ~= n else { return nil }
      guard program.constraints.reduce(0, { $0 + $1.terms.count }) <= mostNonzeros else { return nil }
      isMaximization = program.direction == .maximize
      costs = program.variables.map { Double($0.cost) }
      columnBounds = program.variables.map { Approximation.bounds($0.bounds) }
      rowBounds = program.constraints.map { Approximation.bounds($0.bounds) }
      for (i, constraint) in program.constraints.enumerated() {
        for term in constraint.terms {
          let value = Double(term.coefficient)
          if value == 0 { continue }
          rows.append(Int32(i + 1))
          columns.append(Int32(term.variable + 1))
          coefficients.append(value)
        }
      }
      let numbers = [costs, coefficients] + [columnBounds, rowBounds].map { $0.flatMap { [$0.lower, $0.upper] } }
      guard numbers.joined().allSatisfy(\.isFinite) else { return nil }
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
      }
      glp_load_matrix(problem, Int32(rows.count - 1), rows, columns, coefficients)
    }
  }
}

/// GLPK's environment: one for each thread, with all its memory.
enum GLPKEnvironment {
  /// Runs the body in this thread's environment, which prints nothing meanwhile.
  ///
  /// An environment that was not there before is freed afterwards: the threads of a pool come and go. So nothing of GLPK
  /// may leave the body, which does not suspend.
  static func withSilence<Result>(_ body: () throws -> Result) rethrows -> Result {
    let isNew = glp_init_env() == 0
    let wasTalking = glp_term_out(GLP_OFF)
    defer {
      glp_term_out(wasTalking)
      if isNew { glp_free_env() }
    }
    return try body()
  }
}
