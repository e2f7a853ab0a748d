import CGLPK
import CLinearProgramming
import Exact

/// GLPK's simplex method: a good guess at an optimal basis, nothing more.
///
/// GLPK ends the process on arguments that it does not like, so everything is checked before it is called: counts, indices,
/// and that numbers are finite doubles. Where it ends it for reasons of its own, it is stopped, and there is no basis.
enum GLPKSimplex {
  /// The arithmetic in which GLPK works; what goes in and comes out are doubles in either case.
  enum Arithmetic {
    case floatingPoint, rational
  }

  /// The basis with which GLPK ends; nil if the program is not one for it: empty, too large, or with numbers beyond doubles.
  ///
  /// - Throws: `CancellationError` if the task is cancelled, ``LinearProgramTimeLimit`` at the deadline.
  static func basis(
    of program: LinearProgram, _ arithmetic: Arithmetic, from start: Basis? = nil, _ deadline: ContinuousClock.Instant?,
    _ progress: (LinearProgram.Progress) -> Void
  ) throws -> Basis? {
    let scaling: GLPKProblem.Scaling = arithmetic == .rational ? .integers : .none
    guard let approximation = GLPKProblem(program, scaling: scaling) else { return nil }
    return try GLPKEnvironment.withSilence {
      guard let problem = glp_create_prob() else { return nil }
      let generation = GLPKEnvironment.generation
      defer { if generation == GLPKEnvironment.generation { glp_delete_prob(problem) } }
      approximation.load(into: problem)
      guard try solve(problem, approximation, arithmetic, start, deadline, progress) else { return nil }
      return Basis(
        variables: (0..<approximation.columnCount).map { status(glp_get_col_stat(problem, Int32($0 + 1))) },
        constraints: (0..<approximation.rowCount).map { status(glp_get_row_stat(problem, Int32($0 + 1))) })
    }
  }

  /// Runs the simplex method in portions, so that a cancelled task ends soon; after a while without an end it is given up,
  /// and the exact method takes over.
  ///
  /// - Returns: false if GLPK would have ended the process; the problem is lost then.
  private static func solve(
    _ problem: OpaquePointer, _ approximation: GLPKProblem, _ arithmetic: Arithmetic, _ start: Basis?,
    _ deadline: ContinuousClock.Instant?, _ progress: (LinearProgram.Progress) -> Void
  ) throws -> Bool {
    // Scaling changes numbers, not which bases are optimal.
    let scales: Int32 = arithmetic == .floatingPoint ? 1 : 0
    guard GLPKEnvironment.guarded(guarded_glpk_prepare(problem, scales)) != nil else { return false }
    if let start { set(start, of: problem, approximation) }
    var parameters = glp_smcp()
    glp_init_smcp(&parameters)
    parameters.msg_lev = GLP_MSG_OFF
    parameters.presolve = GLP_OFF
    if approximation.isBoxed {
      // Columns flip from bound to bound in one step of the dual method: with 64 dense rows and 5,000 columns from 0 to 1 this takes 0.2 s,
      // the primal method 5.6 s.
      parameters.meth = GLP_DUALP
      parameters.r_test = GLP_RT_FLIP
    }
    // A basis that was optimal before a constraint was added is dual feasible.
    if start != nil { parameters.meth = GLP_DUALP }
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
      guard
        let code = GLPKEnvironment.guarded(
          arithmetic == .floatingPoint
            ? guarded_glpk_simplex(problem, &parameters) : guarded_glpk_exact(problem, &parameters))
      else { return false }
      progress(.glpkIterations(Int(glp_get_it_cnt(problem))))
      if code == GLP_ETMLIM { throw LinearProgramTimeLimit() }
      if code != GLP_EITLIM { break }
    }
    return true
  }

  /// Puts rows and columns where a basis has them; GLPK makes of a bound that is not there one that is.
  private static func set(_ basis: Basis, of problem: OpaquePointer, _ approximation: GLPKProblem) {
    func code(_ status: Basis.Status) -> Int32 {
      switch status {
      case .basic: GLP_BS
      case .atLower: GLP_NL
      case .atUpper: GLP_NU
      case .atZero: GLP_NF
      }
    }
    // GLPK takes no other number of basic quantities than that of the rows.
    let basic = (basis.variables + basis.constraints).reduce(0) { $0 + ($1 == .basic ? 1 : 0) }
    guard basic == approximation.rowCount else { return }
    for (row, status) in basis.constraints.enumerated() { glp_set_row_stat(problem, Int32(row + 1), code(status)) }
    for (column, status) in basis.variables.enumerated() {
      glp_set_col_stat(problem, Int32(column + 1), code(status))
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
