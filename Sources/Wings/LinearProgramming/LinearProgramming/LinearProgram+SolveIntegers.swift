import CGLPK
import Exact
import LinearProgrammingCheckers

/// What is known of an integer program, with a proof.
public enum IntegerProgramOutcome: Sendable, Hashable {
  /// A point, and how much better another could be.
  case solved(IntegerSolution)
  /// There is no point, already among the reals between the first and the last integers within the bounds.
  case infeasible(IntegerProgramCertificate)
  /// The relaxation is unbounded: so is the integer program, or it has no point.
  case unboundedRelaxation(LinearProgramCertificate)
  /// Branch and bound found no point: because there is none, or because the node limit was reached. No proof of either; but no
  /// point is better than the bound.
  case notFound(bound: Rational)
}

/// A point of an integer program that was checked exactly, and a proved bound.
public struct IntegerSolution: Sendable, Hashable {
  /// The value of each variable.
  public let point: [Rational]
  /// The objective there, its constant included.
  public let value: Rational
  /// No point has a better objective. Equal to `value` if the point is proved optimal.
  public let bound: Rational
  /// Whether GLPK searched its whole tree. It then holds the point to be optimal, which is not a proof.
  public let isSearchComplete: Bool
  /// The proof, checked by `verify()` without any of the code that found it.
  public let certificate: IntegerProgramCertificate

  /// Whether the point is proved optimal.
  public var isProvedOptimal: Bool { value == bound }
}

extension LinearProgram {
  /// Solves the program with its integer variables: a point by GLPK's branch and bound, checked exactly, and a bound by the
  /// exact optimum of the relaxation.
  ///
  /// GLPK works with doubles. Its integers are rounded and fixed, and the remaining variables are solved for exactly. The
  /// bound is the relaxation's, rounded to the lattice of the objective's values where the objective consists of integer
  /// variables; so optimality is proved if that is tight, and a gap is reported if it is not.
  ///
  /// - Parameters:
  ///   - nodeLimit: how many nodes of the tree to look at; nil for no limit.
  ///   - progress: called now and then with how far it is.
  /// - Throws: `CancellationError` if the task is cancelled, nothing else.
  /// - Complexity: exponential at worst, besides two solutions of linear programs.
  public func solveIntegers(
    nodeLimit: Int? = nil, progress: (Progress) -> Void = { _ in }
  ) throws -> IntegerProgramOutcome {
    let integers = integerVariables
    var tightened = self
    for j in integers {
      let bounds = variables[j].bounds
      tightened.setBounds(
        Bounds(lower: bounds.lower.map { Rational($0.ceiling()) }, upper: bounds.upper.map { Rational($0.floor()) }),
        ofVariable: j)
    }
    let relaxation: OptimalSolution
    switch try tightened.solve(progress: progress) {
    case .infeasible(let certificate):
      return .infeasible(
        IntegerProgramCertificate(
          program: statement, integers: integers, evidence: .infeasible(certificate.evidence)))
    case .unbounded(let certificate): return .unboundedRelaxation(certificate)
    case .optimal(let solution): relaxation = solution
    }
    if integers.allSatisfy({ relaxation.point[$0].isInteger }) {
      return .solved(solution(relaxation.point, relaxation, isSearchComplete: true))
    }
    let search = try GLPKBranchAndBound.search(tightened, nodeLimit: nodeLimit, progress: progress)
    if let approximate = search.point {
      var fixed = tightened
      for j in integers {
        guard let value = Rational(exactly: approximate[j].rounded()) else { continue }
        fixed.setBounds(.equal(value), ofVariable: j)
      }
      if let exact = try fixed.solve(progress: progress).solution,
        integers.allSatisfy({ tightened.variables[$0].bounds.contains(exact.point[$0]) })
      {
        return .solved(solution(exact.point, relaxation, isSearchComplete: search.isComplete))
      }
    }
    return .notFound(bound: bound(relaxation))
  }

  private func bound(_ relaxation: OptimalSolution) -> Rational {
    let empty = IntegerProgramCertificate(
      program: statement, integers: integerVariables, evidence: .infeasible(.contradictoryColumn(0)))
    return empty.rounded(relaxation.value)
  }

  private func solution(
    _ point: [Rational], _ relaxation: OptimalSolution, isSearchComplete: Bool
  ) -> IntegerSolution {
    let (value, bound) = (objective(at: point), bound(relaxation))
    let isMaximization = direction == .maximize
    let multipliers = LinearProgramCertificate.Multipliers(
      rows: isMaximization ? relaxation.dual.map { -$0 } : relaxation.dual,
      columns: isMaximization ? relaxation.reducedCosts.map { -$0 } : relaxation.reducedCosts)
    return IntegerSolution(
      point: point, value: value, bound: bound, isSearchComplete: isSearchComplete,
      certificate: IntegerProgramCertificate(
        program: statement, integers: integerVariables,
        evidence: .incumbent(point: point, value: value, bound: bound, multipliers: multipliers)))
  }
}

/// GLPK's branch and bound on a program of doubles.
private enum GLPKBranchAndBound {
  /// The best point that was found, and whether the whole tree was searched.
  struct Search {
    var point: [Double]?
    var isComplete = false
  }

  static func search(
    _ program: LinearProgram, nodeLimit: Int?, progress: (LinearProgram.Progress) -> Void
  ) throws -> Search {
    guard let approximation = GLPKProblem(program) else { return Search() }
    return try GLPKEnvironment.withSilence {
      guard let problem = glp_create_prob() else { return Search() }
      defer { glp_delete_prob(problem) }
      approximation.load(into: problem)
      try GLPKSimplex.solve(problem, approximation, .floatingPoint, progress)
      guard glp_get_status(problem) == GLP_OPT else { return Search() }
      return try withoutActuallyEscaping(progress) { progress in
        let watch = Watch(nodeLimit: nodeLimit, progress: progress)
        var parameters = glp_iocp()
        glp_init_iocp(&parameters)
        parameters.msg_lev = GLP_MSG_OFF
        parameters.presolve = GLP_OFF
        parameters.cb_info = Unmanaged.passUnretained(watch).toOpaque()
        parameters.cb_func = { tree, info in
          guard let tree, let info else { return }
          let watch = Unmanaged<Watch>.fromOpaque(info).takeUnretainedValue()
          if glp_ios_reason(tree) == GLP_ISELECT, !watch.goesOn() { glp_ios_terminate(tree) }
        }
        let code = withExtendedLifetime(watch) { glp_intopt(problem, &parameters) }
        try Task.checkCancellation()
        let status = glp_mip_status(problem)
        guard status == GLP_OPT || status == GLP_FEAS else { return Search(isComplete: code == 0) }
        return Search(
          point: (1...approximation.columnCount).map { glp_mip_col_val(problem, Int32($0)) }, isComplete: code == 0)
      }
    }
  }

  /// Counts nodes, and says when to stop.
  private final class Watch {
    private let nodeLimit: Int?
    private let progress: (LinearProgram.Progress) -> Void
    private var nodes = 0

    init(nodeLimit: Int?, progress: @escaping (LinearProgram.Progress) -> Void) {
      (self.nodeLimit, self.progress) = (nodeLimit, progress)
    }

    func goesOn() -> Bool {
      if Task.isCancelled { return false }
      if let nodeLimit, nodes >= nodeLimit { return false }
      nodes += 1
      if nodes % 64 == 0 { progress(.nodes(nodes)) }
      return true
    }
  }
}
