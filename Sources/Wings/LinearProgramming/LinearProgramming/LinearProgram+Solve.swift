import Exact
import LinearProgrammingCheckers

/// What is the case with a linear program, with a proof.
public enum LinearProgramOutcome: Sendable, Hashable {
  /// There is a best point.
  case optimal(OptimalSolution)
  /// There is no point that obeys all bounds.
  case infeasible(LinearProgramCertificate)
  /// There are points as good as one likes.
  case unbounded(LinearProgramCertificate)

  /// The proof, checked by `verify()` without any of the code that found it.
  public var certificate: LinearProgramCertificate {
    switch self {
    case .optimal(let solution): solution.certificate
    case .infeasible(let certificate), .unbounded(let certificate): certificate
    }
  }

  /// The best point, if there is one.
  public var solution: OptimalSolution? { if case .optimal(let solution) = self { solution } else { nil } }
}

/// A linear program was given up at the deadline that was set.
public struct LinearProgramTimeLimit: Error, Hashable, CustomStringConvertible {
  public var description: String { "the time limit was reached before the program was solved" }
}

/// An optimal basic solution of a linear program and its dual, exact.
public struct OptimalSolution: Sendable, Hashable {
  /// The value of each variable.
  public let point: [Rational]
  /// The objective there, its constant included.
  public let value: Rational
  /// The dual solution: by how much the objective changes for each unit by which a constraint's active bound grows.
  public let dual: [Rational]
  /// The same for the bounds of the variables: c − Aᵀ dual.
  public let reducedCosts: [Rational]
  /// The basis of which this is the solution.
  public let basis: Basis
  /// The exact simplex method's steps, of all bases from which it started: 0 if the first one found in floating point was right.
  public let exactSteps: Int
  /// The proof that the point is optimal.
  public let certificate: LinearProgramCertificate
}

extension LinearProgram {
  /// Where the exact method starts.
  public enum Start: Sendable, Hashable {
    /// From the basis that GLPK's simplex method in floating point ends with.
    case floatingPoint
    /// From the basis that GLPK's simplex method in rational arithmetic ends with (`glp_exact`). Hundreds of times as slow, and
    /// from doubles as well, so not to be trusted more: rows and costs are scaled to integers first. For small programs.
    case glpkExact
    /// From a basis of one's own; one that is not a basis is repaired.
    case basis(Basis)
    /// From the basis with which GLPK's simplex method in floating point ends if it goes on from this one: for a program that was solved
    /// before, and to which variables and constraints were added (``Basis/extended(to:)``) or whose numbers were changed.
    case warm(Basis)
    /// From the constraints' values as the basic quantities.
    case scratch
  }

  /// Whether a program is made smaller before it is solved from the basis in floating point.
  public enum Presolving: Sendable, Hashable {
    /// If ``Presolve`` removes a tenth of its rows and columns.
    case whereItPays
    /// Never.
    case off
  }

  /// How far solving is.
  public enum Progress: Sendable, Hashable {
    /// GLPK has made so many iterations.
    case glpkIterations(Int)
    /// The exact simplex method has made so many steps.
    case exactSteps(Int)
    /// Branch and bound has looked at so many nodes.
    case nodes(Int)
    /// Branch and bound has looked at so many nodes and keeps `open` ones; none of them has a point with an objective better than about
    /// `bound`, and the best point has the objective `incumbent`. Both are in the direction of minimising, without the constant.
    case search(nodes: Int, open: Int, bound: Double?, incumbent: Rational?)
    /// A better point was found.
    case incumbent([Rational])
    /// It is proved that no point has a better objective, to be small and without the constant.
    case bound(Rational)
  }

  /// Solves the program exactly, over the reals: whether variables must be integers is not asked.
  ///
  /// GLPK's simplex method in floating point finds a basis; its solution and multipliers are computed anew in integers over a
  /// common denominator, and if that shows the basis not to be optimal, exact steps of the simplex method go on from it. If 20 of them do
  /// not end, GLPK is asked again with what the basis lacks magnified (iterative refinement). So rounding can cost time, but never
  /// correctness. The outcome carries its proof, `LinearProgramCertificate`.
  ///
  /// Bases are factored sparsely, so that some thousand active constraints are no obstacle if each has few coefficients; the numbers are
  /// as long as the solution's. From the basis in floating point, what ``Presolve`` leaves of the program is solved instead if it is
  /// smaller enough; solution, basis and proof are those of this program all the same.
  ///
  /// - Parameters:
  ///   - start: where the exact method starts.
  ///   - presolving: whether the program is made smaller first.
  ///   - deadline: when to give up, which is asked between steps; nil for never.
  ///   - progress: called now and then with how far it is.
  /// - Throws: `CancellationError` if the task is cancelled, ``LinearProgramTimeLimit`` at the deadline, nothing else.
  /// - Complexity: for a basis that is right, two solutions of its sparse system (`SparseSystem`); three for each further step.
  public func solve(
    from start: Start = .floatingPoint, presolving: Presolving = .whereItPays,
    deadline: ContinuousClock.Instant? = nil, progress: (Progress) -> Void = { _ in }
  ) throws -> LinearProgramOutcome {
    if start == .floatingPoint, presolving == .whereItPays {
      let presolve = Presolve(self)
      try Task.checkCancellation()
      if let deadline, .now >= deadline { throw LinearProgramTimeLimit() }
      if presolve.pays {
        return try presolve.outcome {
          try $0.solve(presolving: .off, deadline: deadline, progress: progress)
        }
      }
    }
    return try solve(from: start, rules: SimplexRules(), deadline: deadline, progress: progress)
  }

  /// Solves the program itself, by the given rules of the exact method.
  ///
  /// - Throws: `CancellationError`, ``LinearProgramTimeLimit``, `SimplexStepLimit`.
  package func solve(
    from start: Start, rules: SimplexRules, deadline: ContinuousClock.Instant? = nil,
    progress: (Progress) -> Void = { _ in }
  ) throws -> LinearProgramOutcome {
    if let column = variables.firstIndex(where: \.bounds.isEmpty) {
      return .infeasible(LinearProgramCertificate(program: statement, evidence: .contradictoryColumn(column)))
    }
    if let row = constraints.firstIndex(where: \.bounds.isEmpty) {
      return .infeasible(LinearProgramCertificate(program: statement, evidence: .contradictoryRow(row)))
    }
    let slack = Basis(
      variables: variables.map { _ in .atLower }, constraints: constraints.map { _ in .basic })
    var basis: Basis
    switch start {
    case .floatingPoint: basis = try GLPKSimplex.basis(of: self, .floatingPoint, deadline, progress) ?? slack
    case .glpkExact: basis = try GLPKSimplex.basis(of: self, .rational, deadline, progress) ?? slack
    case .basis(let own), .warm(let own):
      precondition(
        own.variables.count == variables.count && own.constraints.count == constraints.count,
        "a basis of another program")
      basis =
        if case .warm = start {
          try GLPKSimplex.basis(of: self, .floatingPoint, from: own, deadline, progress) ?? own
        } else { own }
    case .scratch: basis = slack
    }
    let program = ScaledProgram(self)
    let reading = ExactReading(program: self, scaled: program)
    var mayRefine =
      switch start {
      case .floatingPoint, .warm: true
      case .glpkExact, .basis, .scratch: false
      }
    var (steps, refinements) = (0, 0)
    var last: BasisRefinement?
    while true {
      let solution = start == .scratch ? nil : program.solution(at: basis)
      if let solution, program.isOptimal(solution, basis) {
        return .optimal(reading.optimal(solution, basis, steps: steps))
      }
      var simplex = ExactSimplex(program, basis: basis, rules: rules)
      // Small bases take many steps in the time of one refinement.
      mayRefine = mayRefine && refinements < 20 && simplex.core.count >= BasisCore.leastFactoredOrder
      let stepLimit = mayRefine ? 20 : Int.max
      if let outcome = try simplex.run(atMost: stepLimit, deadline: deadline, progress: progress) {
        return reading.outcome(outcome, of: simplex, steps: steps + simplex.pivots)
      }
      steps += simplex.pivots
      refinements += 1
      let refinement = solution.map { BasisRefinement(program, $0, basis, after: last) }
      last = refinement
      if let refined = try refinement?.basis(from: basis, deadline, progress), refined != basis {
        basis = refined
      } else {
        (basis, mayRefine) = (simplex.basis, false)
      }
    }
  }
}

/// Reads rationals off the integers of the exact methods.
private struct ExactReading {
  let program: LinearProgram
  let scaled: ScaledProgram

  func outcome(_ outcome: ExactSimplex.Outcome, of simplex: ExactSimplex, steps: Int) -> LinearProgramOutcome {
    let n = scaled.columnCount
    let all = simplex.values()
    let values = CommonFractions(numerators: Array(all.numerators.prefix(n)), denominator: all.denominator)
    switch outcome {
    case .optimal(let multipliers):
      let optimum = ScaledProgram.BasicSolution(values: values, multipliers: multipliers)
      return .optimal(optimal(optimum, simplex.basis, steps: steps))
    case .infeasible(let multipliers):
      // Any positive multiple proves as much; this one is whole.
      let rows = zip(multipliers.numerators, scaled.rowScales).map { Rational($0 * $1) }
      let columns = combination(multipliers.numerators).map { Rational(-$0) }
      return .infeasible(certificate(.infeasible(multipliers: .init(rows: rows, columns: columns))))
    case .unbounded(let entering, let isUpwards):
      let ray = simplex.rates(of: entering, isUpwards: isUpwards).prefix(n).map { Rational($0) }
      return .unbounded(certificate(.unbounded(point: point(values), ray: ray)))
    }
  }

  private func point(_ values: CommonFractions) -> [Rational] {
    let unit = values.denominator * scaled.boundUnit
    return values.numerators.map { $0.isZero ? 0 : Rational($0, unit) }
  }

  /// Σ multiplier · scaled row, for each column.
  private func combination(_ multipliers: [Integer]) -> [Integer] {
    scaled.columns.map { column in
      var sum = Integer.zero
      for entry in column { sum.addProduct(entry.value, multipliers[entry.index]) }
      return sum
    }
  }

  func optimal(_ optimum: ScaledProgram.BasicSolution, _ basis: Basis, steps: Int) -> OptimalSolution {
    let (multipliers, denominator) = (optimum.multipliers.numerators, optimum.multipliers.denominator)
    let unit = denominator * scaled.costUnit
    let rows = zip(multipliers, scaled.rowScales).map { Rational($0 * $1, unit) }
    let columns = zip(scaled.costs, combination(multipliers)).map { Rational($0 * denominator - $1, unit) }
    let (point, isMaximization) = (point(optimum.values), program.direction == .maximize)
    let value = ScaledProgram.dot(program.variables.map(\.cost), point) + program.objectiveConstant
    return OptimalSolution(
      point: point, value: value, dual: isMaximization ? rows.map { -$0 } : rows,
      reducedCosts: isMaximization ? columns.map { -$0 } : columns, basis: basis, exactSteps: steps,
      certificate: certificate(
        .optimal(point: point, value: value, multipliers: .init(rows: rows, columns: columns))))
  }

  private func certificate(_ evidence: LinearProgramCertificate.Evidence) -> LinearProgramCertificate {
    LinearProgramCertificate(program: program.statement, evidence: evidence)
  }
}
