import Exact
import LinearProgramming
import LinearProgrammingCheckers

/// What a solver says of a linear program: its certificate, and for an optimum what comes with it.
struct SolvedProgram: Sendable {
  /// The optimal solution and the dual one.
  struct Optimum: Sendable {
    var point: [Rational]
    var value: Rational
    var dual: [Rational]
    var reducedCosts: [Rational]
    /// The basis, if the solver tells it.
    var basis: Basis?
  }

  var certificate: LinearProgramCertificate
  var optimum: Optimum?
  /// The number of steps that the exact method says it took.
  var steps: Int?
  /// The numbers of steps that were reported on the way.
  var toldSteps: [Int] = []

  /// What the real solver says, without presolving.
  init(solving instance: ProgramInstance) throws {
    try self.init { try instance.program().solve(from: instance.solverStart, presolving: .off, progress: $0) }
  }

  /// What a solver says that reports its progress.
  init(by solve: ((LinearProgram.Progress) -> Void) throws -> LinearProgramOutcome) throws {
    var told: [Int] = []
    let outcome = try solve { if case .exactSteps(let count) = $0 { told.append(count) } }
    certificate = outcome.certificate
    toldSteps = told
    if let solution = outcome.solution {
      steps = solution.exactSteps
      optimum = Optimum(
        point: solution.point, value: solution.value, dual: solution.dual, reducedCosts: solution.reducedCosts,
        basis: solution.basis)
    }
  }

  /// What a textbook's method says.
  init(certificate: LinearProgramCertificate, optimum: Optimum?) {
    (self.certificate, self.optimum) = (certificate, optimum)
  }

  /// The first thing that is wrong with it; nil if it is all that was promised for the program.
  func fault(_ program: LinearProgramStatement) throws -> String? {
    if certificate.program != program { return "the certificate is about another program" }
    do { try certificate.verify() } catch { return "\(error)" }
    if toldSteps != Array(1..<(toldSteps.count + 1)) { return "the steps told are \(toldSteps)" }
    guard case .optimal(let point, let value, _) = certificate.evidence else {
      return optimum == nil ? nil : "an optimum, but the certificate says \(certificate.evidence)"
    }
    guard let optimum else { return "no optimum, but the certificate says one" }
    if optimum.point != point || optimum.value != value { return "the solution is not the certificate's" }
    if let steps, steps != toldSteps.count { return "\(steps) steps, of which \(toldSteps.count) were told" }
    return dualFault(optimum, program) ?? optimum.basis.flatMap { basisFault($0, point, program) }
  }

  /// By how much the objective changes with a bound is positive, where it is to be small, only for a lower bound that is
  /// attained and negative only for an upper one; reduced costs are c − Aᵀ dual.
  private func dualFault(_ optimum: Optimum, _ program: LinearProgramStatement) -> String? {
    guard optimum.dual.count == program.rows.count, optimum.reducedCosts.count == program.columns.count else {
      return "\(optimum.dual.count) and \(optimum.reducedCosts.count) dual values"
    }
    var rest = program.objective
    for (row, price) in zip(program.rows, optimum.dual) {
      for (column, coefficient) in zip(row.columns, row.coefficients) { rest[column] -= coefficient * price }
    }
    if rest != optimum.reducedCosts { return "the reduced costs are \(optimum.reducedCosts), not \(rest)" }
    let quantities =
      zip(program.rows, optimum.dual).map { ($0.value(at: optimum.point), $0.interval, $1) }
      + zip(zip(optimum.point, program.columns), optimum.reducedCosts).map { ($0.0, $0.1, $1) }
    for (value, interval, price) in quantities where !price.isZero {
      let isLower = (price > 0) != program.maximizes
      if value != (isLower ? interval.lower : interval.upper) {
        return "a bound is worth \(price) each unit, but the value \(value) is not there"
      }
    }
    return nil
  }

  /// As many basic quantities as there are constraints; the others at their bounds, which leaves one solution.
  private func basisFault(_ basis: Basis, _ point: [Rational], _ program: LinearProgramStatement) -> String? {
    let places = basis.variables + basis.constraints
    let values = point + program.rows.map { $0.value(at: point) }
    let intervals = program.columns + program.rows.map(\.interval)
    guard places.count == values.count else { return "\(places.count) places of \(values.count) quantities" }
    for (place, (value, interval)) in zip(places, zip(values, intervals)) {
      let isThere =
        switch place {
        case .basic: true
        case .atLower: value == interval.lower
        case .atUpper: value == interval.upper
        case .atZero: value.isZero && interval == .free
        }
      if !isThere { return "the value \(value) is \(place) in the basis" }
    }
    let basic = basis.variables.indices.filter { basis.variables[$0] == .basic }
    let tight = program.rows.indices.filter { basis.constraints[$0] != .basic }
    if basic.count != tight.count { return "\(basic.count) basic variables for \(tight.count) constraints at bounds" }
    if basic.isEmpty { return nil }
    let matrix = Matrix<Rational>(rows: tight.count, columns: basic.count) { r, c in
      let row = program.rows[tight[r]]
      return row.columns.firstIndex(of: basic[c]).map { row.coefficients[$0] } ?? 0
    }
    return matrix.rank() == basic.count ? nil : "the basis has more than one solution"
  }
}
