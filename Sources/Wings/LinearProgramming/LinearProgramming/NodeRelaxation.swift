import CGLPK
import CLinearProgramming
import Exact

/// The relaxation of an integer program in GLPK's floating point, of which bounds and rows change: a source of guesses for branch and bound.
///
/// Lives within ``GLPKEnvironment``. If GLPK had to be stopped, nothing is left of it: then it says nothing, and changes are for nothing. Rows are numbered as in `ExactRows`; those that GLPK has are `rows`.
final class NodeRelaxation {
  enum Status {
    case optimal, infeasible, unbounded, failed, outOfTime
  }

  /// The place of every row and column, to go on from.
  typealias Places = [Int8]

  private let problem: OpaquePointer
  private let columnCount: Int
  /// The rows that are there, by their numbers in `ExactRows`.
  private(set) var rows: [Int]
  /// By what the rows of `ExactRows` are divided here.
  private(set) var scales: [Double]
  private let deadline: ContinuousClock.Instant?
  private let generation = GLPKEnvironment.generation

  /// Nil where the program is not one for GLPK.
  ///
  /// - Parameter scales: by what each row was multiplied to become whole.
  init?(_ program: LinearProgram, scales: [Double], deadline: ContinuousClock.Instant?) {
    guard scales.allSatisfy({ $0.isFinite }), let approximation = GLPKProblem(program), let problem = glp_create_prob()
    else { return nil }
    approximation.load(into: problem)
    guard GLPKEnvironment.guarded(guarded_glpk_prepare(problem, 1)) != nil else { return nil }
    (self.problem, self.deadline, self.scales) = (problem, deadline, scales)
    columnCount = program.variables.count
    rows = Array(program.constraints.indices)
  }

  deinit { if isAlive { glp_delete_prob(problem) } }

  /// Whether GLPK still has it.
  var isAlive: Bool { generation == GLPKEnvironment.generation }

  private(set) var iterations = 0

  /// Solves from the places at hand.
  func solve(iterationLimit: Int = .max) throws -> Status {
    guard isAlive else { return .failed }
    var parameters = glp_smcp()
    glp_init_smcp(&parameters)
    parameters.msg_lev = GLP_MSG_OFF
    parameters.presolve = GLP_OFF
    parameters.meth = GLP_DUALP
    var left = min(iterationLimit, 50_000 + 20 * (rows.count + columnCount))
    while true {
      try Task.checkCancellation()
      parameters.it_lim = Int32(min(left, 1_000))
      if let deadline {
        let seconds = ContinuousClock.now.duration(to: deadline) / .seconds(1)
        if seconds <= 0 { return .outOfTime }
        parameters.tm_lim = Int32(max(1, min(seconds * 1_000, 1e9)))
      }
      let before = Int(glp_get_it_cnt(problem))
      guard let code = GLPKEnvironment.guarded(guarded_glpk_simplex(problem, &parameters)) else { return .failed }
      let made = Int(glp_get_it_cnt(problem)) - before
      iterations += made
      left -= max(made, 1)
      if code == GLP_ETMLIM { return .outOfTime }
      if code == GLP_EITLIM, left > 0 { continue }
      guard code == 0 || code == GLP_EITLIM else { return .failed }
      switch glp_get_status(problem) {
      case GLP_OPT: return .optimal
      case GLP_NOFEAS: return .infeasible
      case GLP_UNBND: return .unbounded
      default: return code == GLP_EITLIM && glp_get_dual_stat(problem) == GLP_FEAS ? .optimal : .failed
      }
    }
  }

  /// The objective.
  var objective: Double { isAlive ? glp_get_obj_val(problem) : .nan }

  /// The value of a column.
  func value(_ column: Int) -> Double { isAlive ? glp_get_col_prim(problem, Int32(column + 1)) : .nan }

  /// Multipliers of the rows that are there.
  var duals: [Double] { isAlive ? rows.indices.map { glp_get_row_dual(problem, Int32($0 + 1)) } : [] }

  /// Multipliers of rows that contradict themselves, but for their sign; nil if GLPK does not tell.
  var contradiction: [Double]? {
    guard isAlive else { return nil }
    let k = Int(glp_get_unbnd_ray(problem))
    guard k >= 1 else { return nil }
    return inverseRow(k - 1)
  }

  /// The row of the basis's inverse that belongs to a basic row (its place in `rows`) or column (after those).
  func inverseRow(_ quantity: Int) -> [Double]? {
    guard isAlive, GLPKEnvironment.guarded(guarded_glpk_factorize(problem)) == 0 else { return nil }
    let place =
      quantity < rows.count
      ? glp_get_row_bind(problem, Int32(quantity + 1)) : glp_get_col_bind(problem, Int32(quantity - rows.count + 1))
    guard place >= 1 else { return nil }
    var vector = [Double](repeating: 0, count: rows.count + 1)
    vector[Int(place)] = 1
    guard GLPKEnvironment.guarded(guarded_glpk_btran(problem, &vector)) == 0 else { return nil }
    return Array(vector.dropFirst())
  }

  /// Whether a column is basic, or at which bound it is.
  func place(ofColumn column: Int) -> Basis.Status {
    isAlive ? Self.status(glp_get_col_stat(problem, Int32(column + 1))) : .atLower
  }

  /// Whether the row at a place in `rows` is basic, or at which bound it is.
  func place(ofRow index: Int) -> Basis.Status {
    isAlive ? Self.status(glp_get_row_stat(problem, Int32(index + 1))) : .basic
  }

  private static func status(_ status: Int32) -> Basis.Status {
    switch status {
    case GLP_BS: .basic
    case GLP_NU: .atUpper
    case GLP_NF: .atZero
    default: .atLower
    }
  }

  /// The places of rows and columns.
  var places: Places {
    get {
      guard isAlive else { return [] }
      return rows.indices.map { Int8(glp_get_row_stat(problem, Int32($0 + 1))) }
        + (0..<columnCount).map { Int8(glp_get_col_stat(problem, Int32($0 + 1))) }
    }
    set {
      // Rows that came later are basic: they do not bind yet.
      let known = newValue.count - columnCount
      guard isAlive, known >= 0, known <= rows.count else { return }
      for index in rows.indices {
        glp_set_row_stat(problem, Int32(index + 1), index < known ? Int32(newValue[index]) : GLP_BS)
      }
      for column in 0..<columnCount {
        glp_set_col_stat(problem, Int32(column + 1), Int32(newValue[known + column]))
      }
    }
  }

  func setBounds(ofColumn column: Int, _ lower: Rational?, _ upper: Rational?) {
    guard isAlive else { return }
    set(lower.map { Double($0) }, upper.map { Double($0) }) {
      glp_set_col_bnds(problem, Int32(column + 1), $0, $1, $2)
    }
  }

  private func set(_ lower: Double?, _ upper: Double?, _ body: (Int32, Double, Double) -> Void) {
    // Infinite doubles are bounds that do not bind.
    let lower = lower.flatMap { $0.isFinite ? $0 : nil }
    let upper = upper.flatMap { $0.isFinite ? $0 : nil }
    switch (lower, upper) {
    case (nil, nil): body(GLP_FR, 0, 0)
    case (let lower?, nil): body(GLP_LO, lower, 0)
    case (nil, let upper?): body(GLP_UP, 0, upper)
    case (let lower?, let upper?): lower < upper ? body(GLP_DB, lower, upper) : body(GLP_FX, lower, lower)
    }
  }

  /// Adds a cut, divided by its scale: Σ values · columns ≥ least.
  func append(_ row: Int, _ columns: [Int], _ values: [Double], least: Double, scale: Double) {
    guard isAlive else { return }
    let index = glp_add_rows(problem, 1)
    glp_set_row_bnds(problem, index, GLP_LO, least, 0)
    let places = [Int32(0)] + columns.map { Int32($0 + 1) }
    glp_set_mat_row(problem, index, Int32(columns.count), places, [0] + values)
    glp_set_row_stat(problem, index, GLP_BS)
    rows.append(row)
    scales.append(scale)
  }

  /// Removes the rows from a place in `rows` on that are basic: they do not bind.
  func removeIdleRows(from first: Int) {
    guard isAlive else { return }
    let idle = rows.indices.filter { $0 >= first && place(ofRow: $0) == .basic }
    if idle.isEmpty { return }
    glp_del_rows(problem, Int32(idle.count), [0] + idle.map { Int32($0 + 1) })
    let gone = Set(idle)
    let kept = rows.indices.filter { !gone.contains($0) }
    (rows, scales) = (kept.map { rows[$0] }, kept.map { scales[$0] })
  }
}
