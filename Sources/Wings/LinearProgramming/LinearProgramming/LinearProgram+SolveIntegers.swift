import Exact
import LinearProgrammingCheckers

extension LinearProgram {
  /// Solves the program with its integer variables to the end, or to a limit: a best point, or a proof that there is none, or that there are
  /// points as good as one likes.
  ///
  /// ```swift
  /// let outcome = try program.solveIntegers(deadline: .now + .seconds(60))
  /// outcome.solution?.value         // proved optimal if it equals outcome.solution?.bound
  /// try outcome.certificate?.verify()
  /// ```
  ///
  /// Cuts and branch and bound are guided by GLPK's simplex method in floating point; every cut and every node that is closed is proved in
  /// exact numbers. Equations among integers are first tried for a contradiction modulo a number. A program whose integer variables lack
  /// bounds need not come to an end without a limit.
  ///
  /// - Parameters:
  ///   - nodeLimit: how many nodes of the tree to look at; nil for no limit.
  ///   - deadline: when to stop, which is asked at each node and within floating point's simplex method; nil for never.
  ///   - gap: stop if no point can be better by more than this part of the best objective's magnitude; nil for the optimum.
  ///   - progress: called now and then with how far it is; objectives are in the program's own direction, with its constant.
  /// - Throws: `CancellationError` if the task is cancelled, nothing else.
  /// - Complexity: exponential at worst.
  public func solveIntegers(
    nodeLimit: Int? = nil, deadline: ContinuousClock.Instant? = nil, gap: Rational? = nil,
    progress: (Progress) -> Void = { _ in }
  ) throws -> IntegerProgramOutcome {
    try solveIntegers(nodeLimit: nodeLimit, deadline: deadline, gap: gap, rules: CutRules(), progress: progress)
  }

  /// The same with chosen cuts.
  package func solveIntegers(
    nodeLimit: Int? = nil, deadline: ContinuousClock.Instant? = nil, gap: Rational? = nil, rules: CutRules,
    progress: (Progress) -> Void = { _ in }
  ) throws -> IntegerProgramOutcome {
    try withoutActuallyEscaping(progress) { progress in
      let limits = BranchAndBound.Limits(nodes: nodeLimit, deadline: deadline, gap: gap)
      return try IntegerProgramSolver(self, limits: limits, rules: rules, progress: progress).outcome()
    }
  }
}

/// Solves an integer program as it is stated by a search on one that is to be minimised.
private struct IntegerProgramSolver {
  let program: LinearProgram
  let statement: LinearProgramStatement
  let integers: [Int]
  var limits: BranchAndBound.Limits
  let rules: CutRules
  let progress: (LinearProgram.Progress) -> Void
  /// To be minimised, without the constant, the bounds of integers whole.
  let searched: LinearProgram

  init(
    _ program: LinearProgram, limits: BranchAndBound.Limits, rules: CutRules,
    progress: @escaping (LinearProgram.Progress) -> Void
  ) {
    (self.program, self.limits, self.rules, self.progress) = (program, limits, rules, progress)
    (statement, integers) = (program.statement, program.integerVariables)
    self.limits.constant = program.direction == .maximize ? -program.objectiveConstant : program.objectiveConstant
    var searched = program
    searched.direction = .minimize
    searched.objectiveConstant = 0
    for (index, variable) in program.variables.enumerated() {
      if program.direction == .maximize { searched.setCost(-variable.cost, ofVariable: index) }
      if variable.domain == .integers {
        searched.setBounds(
          Bounds(
            lower: variable.bounds.lower.map { Rational($0.ceiling()) },
            upper: variable.bounds.upper.map { Rational($0.floor()) }), ofVariable: index)
      }
    }
    self.searched = searched
  }

  private func certificate(_ evidence: IntegerProgramCertificate.Evidence) -> IntegerProgramCertificate {
    IntegerProgramCertificate(program: statement, integers: integers, evidence: evidence)
  }

  func outcome() throws -> IntegerProgramOutcome {
    if let column = searched.variables.firstIndex(where: \.bounds.isEmpty) {
      return .infeasible(certificate(.infeasible(.contradictoryColumn(column))))
    }
    if let row = searched.constraints.firstIndex(where: \.bounds.isEmpty) {
      return .infeasible(certificate(.infeasible(.contradictoryRow(row))))
    }
    if let tree = IntegerEquations.contradiction(in: searched) {
      return .infeasible(certificate(.cases(point: nil, value: nil, bound: nil, tree: tree)))
    }
    return try GLPKEnvironment.withSilence {
      let search = BranchAndBound(
        searched, unit: certificate(.infeasible(.contradictoryColumn(0))).objectiveUnit, limits: limits,
        rules: rules, progress: told)
      let stop = try search.run()
      return stop == .unbounded ? try unbounded() : outcome(of: search, stop)
    }
  }

  /// In the program's own direction, with its constant.
  private func own(_ value: Rational) -> Rational {
    (program.direction == .maximize ? -value : value) + program.objectiveConstant
  }

  private func told(_ step: LinearProgram.Progress) {
    switch step {
    case .bound(let bound): progress(.bound(own(bound)))
    case .search(let nodes, let open, let bound, let incumbent):
      let constant = Double(program.objectiveConstant)
      progress(
        .search(
          nodes: nodes, open: open, bound: bound.map { (program.direction == .maximize ? -$0 : $0) + constant },
          incumbent: incumbent.map(own)))
    case .glpkIterations, .exactSteps, .nodes, .incumbent: progress(step)
    }
  }

  private func end(_ stop: BranchAndBound.Stop) -> SearchEnd {
    switch stop {
    case .complete, .unbounded: .complete
    case .nodeLimit: .nodeLimit
    case .timeLimit: .timeLimit
    }
  }

  private func outcome(of search: BranchAndBound, _ stop: BranchAndBound.Stop) -> IntegerProgramOutcome {
    let proved = search.certified()
    guard let (point, value) = search.incumbent else {
      guard let proved else {
        return .undecided(
          UndecidedProgram(bound: nil, end: end(stop), nodeCount: search.visited, certificate: nil))
      }
      let bound = proved.bound.map(own)
      let certificate = certificate(evidence(proved.tree, point: nil, value: nil, bound: bound))
      guard bound != nil else { return .infeasible(certificate) }
      return .undecided(
        UndecidedProgram(bound: bound, end: end(stop), nodeCount: search.visited, certificate: certificate))
    }
    guard let proved else {
      // A point, but nothing proved: the relaxation was not solved. No search takes a point before.
      return .undecided(
        UndecidedProgram(bound: nil, end: end(stop), nodeCount: search.visited, certificate: nil))
    }
    let (own, bound) = (own(value), own(min(proved.bound ?? value, value)))
    return .solved(
      IntegerSolution(
        point: point, value: own, bound: bound, end: end(stop), nodeCount: search.visited,
        certificate: certificate(evidence(proved.tree, point: point, value: own, bound: bound))))
  }

  /// A tree that is a leaf without cuts is the proof of a linear program.
  private func evidence(
    _ tree: IntegerProgramTree, point: [Rational]?, value: Rational?, bound: Rational?
  ) -> IntegerProgramCertificate.Evidence {
    let cases = IntegerProgramCertificate.Evidence.cases(point: point, value: value, bound: bound, tree: tree)
    guard tree.cuts.isEmpty, tree.nodes.count == 1, case .leaf(let leaf) = tree.nodes[0] else { return cases }
    let factor = leaf.scale.isZero ? 1 : leaf.scale.reciprocal
    func dense(_ terms: IntegerProgramTree.Terms, _ count: Int) -> [Rational] {
      var vector = [Rational](repeating: 0, count: count)
      for (index, value) in zip(terms.indices, terms.values) { vector[index] += value * factor }
      return vector
    }
    let multipliers = LinearProgramCertificate.Multipliers(
      rows: dense(leaf.rows, statement.rows.count), columns: dense(leaf.columns, statement.columns.count))
    if leaf.scale.isZero { return bound == nil ? .infeasible(.infeasible(multipliers: multipliers)) : cases }
    guard let point, let value, let bound else { return cases }
    return .incumbent(point: point, value: value, bound: bound, multipliers: multipliers)
  }

  /// The relaxation is unbounded: so is the program, if it has a point at all, since its numbers are rational (Meyer, "On the existence of
  /// optimal solutions to integer and mixed-integer programming problems", Math. Program. 7, 1974).
  private func unbounded() throws -> IntegerProgramOutcome {
    func undecided(_ end: SearchEnd, _ nodes: Int) -> IntegerProgramOutcome {
      .undecided(UndecidedProgram(bound: nil, end: end, nodeCount: nodes, certificate: nil))
    }
    let relaxed: LinearProgramOutcome
    do { relaxed = try searched.solve(deadline: limits.deadline) } catch is LinearProgramTimeLimit {
      return undecided(.timeLimit, 0)
    }
    guard case .unbounded(let certificate) = relaxed, case .unbounded(_, let ray) = certificate.evidence else {
      preconditionFailure("the relaxation is unbounded and is not")
    }
    var anyPoint = searched
    for column in searched.variables.indices { anyPoint.setCost(0, ofVariable: column) }
    let search = BranchAndBound(anyPoint, unit: nil, limits: limits, progress: { _ in })
    let stop = try search.run()
    if let point = search.incumbent?.point {
      return .unbounded(self.certificate(.unbounded(point: point, ray: ray)))
    }
    guard stop == .complete, let proved = search.certified(), proved.bound == nil else {
      return undecided(end(stop), search.visited)
    }
    return .infeasible(self.certificate(evidence(proved.tree, point: nil, value: nil, bound: nil)))
  }
}
