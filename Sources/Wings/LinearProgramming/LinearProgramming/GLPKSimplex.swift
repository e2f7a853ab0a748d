import CGLPK
import Exact

/// GLPK's simplex method: a good guess at an optimal basis, nothing more.
///
/// GLPK ends the process on arguments that it does not like, so everything is checked before it is called: counts, indices,
/// and that numbers are finite doubles.
enum GLPKSimplex {
  /// The arithmetic in which GLPK works; what goes in and comes out are doubles in either case.
  enum Arithmetic {
    case floatingPoint, rational
  }

  /// The basis with which GLPK ends; nil if the program is not one for it: empty, too large, or with numbers beyond doubles.
  ///
  /// - Throws: `CancellationError` if the task is cancelled, ``LinearProgramTimeLimit`` at the deadline.
  static func basis(
    of program: LinearProgram, _ arithmetic: Arithmetic, _ deadline: ContinuousClock.Instant?,
    _ progress: (LinearProgram.Progress) -> Void
  ) throws -> Basis? {
    let scaling: GLPKProblem.Scaling = arithmetic == .rational ? .integers : .none
    guard let approximation = GLPKProblem(program, scaling: scaling) else { return nil }
    return try GLPKEnvironment.withSilence {
      guard let problem = glp_create_prob() else { return nil }
      defer { glp_delete_prob(problem) }
      approximation.load(into: problem)
      try solve(problem, approximation, arithmetic, deadline, progress)
      return Basis(
        variables: (0..<approximation.columnCount).map { status(glp_get_col_stat(problem, Int32($0 + 1))) },
        constraints: (0..<approximation.rowCount).map { status(glp_get_row_stat(problem, Int32($0 + 1))) })
    }
  }

  /// Runs the simplex method in portions, so that a cancelled task ends soon; after a while without an end it is given up,
  /// and the exact method takes over.
  static func solve(
    _ problem: OpaquePointer, _ approximation: GLPKProblem, _ arithmetic: Arithmetic,
    _ deadline: ContinuousClock.Instant?, _ progress: (LinearProgram.Progress) -> Void
  ) throws {
    // Scaling changes numbers, not which bases are optimal.
    if arithmetic == .floatingPoint { glp_scale_prob(problem, GLP_SF_AUTO) }
    glp_adv_basis(problem, 0)
    var parameters = glp_smcp()
    glp_init_smcp(&parameters)
    parameters.msg_lev = GLP_MSG_OFF
    parameters.presolve = GLP_OFF
    let portion: Int32 = arithmetic == .floatingPoint ? 2_000 : 50
    let limit = 100_000 + 100 * (approximation.rowCount + approximation.columnCount)
    for _ in 0..<limit / Int(portion) {
      try Task.checkCancellation()
      parameters.it_lim = portion
      if let deadline {
        let seconds = ContinuousClock.now.duration(to: deadline) / .seconds(1)
        if seconds <= 0 { throw LinearProgramTimeLimit() }
        parameters.tm_lim = Int32(max(1, min(seconds * 1_000, 1e9)))
      }
      let code = arithmetic == .floatingPoint ? glp_simplex(problem, &parameters) : glp_exact(problem, &parameters)
      progress(.glpkIterations(Int(glp_get_it_cnt(problem))))
      if code == GLP_ETMLIM { throw LinearProgramTimeLimit() }
      if code != GLP_EITLIM { break }
    }
  }

  private static func status(_ status: Int32) -> Basis.Status {
    switch status {
    case GLP_BS: .basic
    case GLP_NU: .atUpper
    case GLP_NF: .atZero
    default: .atLower
    }
  }
}
