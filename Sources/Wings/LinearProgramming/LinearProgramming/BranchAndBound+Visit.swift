import Exact
import LinearProgrammingCheckers

extension BranchAndBound {
  /// What became of a node.
  enum Visit {
    case closed
    /// It was split, and this is the case to look at next.
    case goesOn(Int)
    /// The time is over; this node is still open.
    case outOfTime(Int)
    /// The relaxation is unbounded.
    case unbounded
  }

  /// Solves a node's relaxation, and closes it or splits it.
  func visit(_ start: Int) throws -> Visit {
    var bounds = bounds(at: start)
    guard let node = propagate(start, &bounds) else { return .closed }
    guard let relaxation else { return try visitExactly(node, bounds) }
    load(bounds)
    if !nodes[node].places.isEmpty { relaxation.places = nodes[node].places }
    switch try relaxation.solve() {
    case .outOfTime: return .outOfTime(node)
    case .failed, .unbounded: return try visitExactly(node, bounds)
    case .infeasible:
      if let proof = contradiction(bounds) {
        close(node, proof)
        return .closed
      }
      return try visitExactly(node, bounds)
    case .optimal: break
    }
    if node == 0 {
      // The root is the first to be visited, and never propagated.
      plainProof = safeProof(relaxation.duals, bounds)
      if try strengthenRoot() { return .outOfTime(node) }
      guard try solvesRoot(bounds) else { return try visitExactly(node, bounds) }
    }
    var value = relaxation.objective
    costs.learn(nodes[start], parent: nodes[start].parent >= 0 ? nodes[nodes[start].parent] : nil, value)
    if node > 0, visited < 64 || visited % 16 == 0, let status = try strengthenNode() {
      if status == .outOfTime { return .outOfTime(node) }
      guard status == .optimal else { return try visitExactly(node, bounds) }
      value = relaxation.objective
    }
    nodes[node].bound = max(nodes[node].bound, value)
    let duals = relaxation.duals
    if let cutoff, value >= Double(cutoff) - max(1, Double(cutoff).magnitude) * 1e-9 - (unit.map { Double($0) } ?? 0) {
      if let proof = safeProof(duals, bounds), closes(proof) {
        close(node, proof)
        return .closed
      }
      if value >= Double(cutoff) - max(1, Double(cutoff).magnitude) * 1e-9 { return try visitExactly(node, bounds) }
    }
    let fractional = integers.filter { Self.fraction(relaxation.value($0)) > 1e-6 }
    if fractional.isEmpty { return try visitExactly(node, bounds) }
    if visited == 1 || visited % 32 == 0 { try roundingHeuristic(bounds) }
    nodes[node].inherited = .duals(duals)
    nodes[node].places = relaxation.places
    if node == 0 {
      try dive(bounds)
      load(bounds)
      relaxation.places = nodes[node].places
      guard try relaxation.solve() == .optimal else { return try visitExactly(node, bounds) }
    }
    guard let choice = try branching(fractional, node, bounds) else { return .outOfTime(node) }
    guard let below = Integer(exactly: choice.value.rounded(.down)) else { return try visitExactly(node, bounds) }
    return branch(
      node, choice.column, below: below, fraction: choice.value - choice.value.rounded(.down), choice.isAboveFirst)
  }

  /// Splits a node on a column; the case to look at first is returned, the other one stays open.
  private func branch(
    _ node: Int, _ column: Int, below: Integer, fraction: Double, _ isAboveFirst: Bool
  ) -> Visit {
    let parts = split(node, column, below: below)
    (nodes[parts.below].moved, nodes[parts.above].moved) = (fraction, 1 - fraction)
    let (first, second) = isAboveFirst ? (parts.above, parts.below) : (parts.below, parts.above)
    open.insert(second, bound: nodes[second].bound)
    return .goesOn(first)
  }

  static func fraction(_ value: Double) -> Double { abs(value - value.rounded()) }

  /// A contradiction of the relaxation as GLPK tells it, with either sign.
  func contradiction(_ bounds: ExactRows.ColumnBounds) -> ExactRows.Proof? {
    guard let multipliers = relaxation?.contradiction else { return nil }
    return safeProof(multipliers, bounds, isContradiction: true)
      ?? safeProof(multipliers.map { -$0 }, bounds, isContradiction: true)
  }

  /// Proves the root's bound, which holds everywhere; false if floating point does not.
  private func solvesRoot(_ bounds: ExactRows.ColumnBounds) throws -> Bool {
    guard let relaxation, let proof = safeProof(relaxation.duals, bounds) else { return rootProof != nil }
    rootProof = proof
    if let least = proof.least { report(.bound(rounded(least / Rational(exact.costUnit)))) }
    return true
  }

  /// Solves a node's relaxation in exact numbers, and closes it or splits it.
  func visitExactly(_ node: Int, _ bounds: ExactRows.ColumnBounds) throws -> Visit {
    var relaxed = program
    for column in bounds.lower.indices {
      relaxed.setBounds(Bounds(lower: bounds.lower[column], upper: bounds.upper[column]), ofVariable: column)
    }
    let rows = relaxation?.rows ?? Array(program.constraints.indices)
    for row in rows where row >= exact.programRowCount {
      let cut = exact.rows[row]
      try relaxed.addConstraint(
        variables: cut.entries.map(\.column), coefficients: cut.entries.map { Rational($0.value) },
        Bounds(lower: cut.lower, upper: nil))
    }
    let outcome: LinearProgramOutcome
    do {
      outcome = try relaxed.solve(from: exactStart, deadline: limits.deadline)
    } catch is LinearProgramTimeLimit { return .outOfTime(node) }
    switch outcome {
    case .unbounded: return .unbounded
    case .infeasible(let certificate):
      guard case .infeasible(let multipliers) = certificate.evidence,
        let proof = proof(multipliers.rows, rows, factor: false, bounds)
      else {
        // Bounds of rows and of the columns that were split were looked at first.
        preconditionFailure("a contradiction without multipliers")
      }
      close(node, proof)
      return .closed
    case .optimal(let solution):
      guard let proof = proof(solution.dual, rows, factor: true, bounds) else {
        preconditionFailure("multipliers of an optimum need no more bounds than there are")
      }
      if node == 0 { rootProof = proof }
      nodes[node].bound = max(nodes[node].bound, Double(solution.value))
      let fractional = integers.filter { !solution.point[$0].isInteger }
      if fractional.isEmpty { offer(solution.point) }
      if closes(proof) {
        close(node, proof)
        return .closed
      }
      nodes[node].inherited = .proof(proof)
      nodes[node].places = relaxation?.places ?? []
      // The most fractional one: 1/2 is best.
      let distance = { (column: Int) in
        (solution.point[column] - Rational(solution.point[column].floor()) - Rational(1, 2)).magnitude
      }
      guard let column = fractional.min(by: { distance($0) < distance($1) }) else {
        preconditionFailure("a point that is the optimum of its node closes it")
      }
      let below = solution.point[column].floor()
      let fraction = Double(solution.point[column] - Rational(below))
      return branch(node, column, below: below, fraction: fraction, fraction > 0.5)
    }
  }

  /// From the relaxation's basis, where it has one.
  private var exactStart: LinearProgram.Start {
    guard let relaxation else { return .floatingPoint }
    return .basis(
      Basis(
        variables: variables.indices.map { relaxation.place(ofColumn: $0) },
        constraints: relaxation.rows.indices.map { relaxation.place(ofRow: $0) }))
  }

  /// A proof by exact multipliers of rows, of the objective or of a contradiction.
  private func proof(
    _ multipliers: [Rational], _ rows: [Int], factor: Bool, _ bounds: ExactRows.ColumnBounds
  ) -> ExactRows.Proof? {
    let unit = factor ? Rational(exact.costUnit) : 1
    let scaled = zip(rows, multipliers).map { ($0, $1 / Rational(exact.rows[$0].scale) * unit) }
    let common = ScaledProgram.commonDenominator(scaled.lazy.map { $0.1 })
    return exact.completed(
      scaled.map { ($0.0, ScaledProgram.scaled($0.1, by: common)) }, factor: factor ? common : 0, target: exact.costs,
      bounds)
  }

  /// Takes a point if it is one of the program and better than the best so far.
  @discardableResult
  func offer(_ point: [Rational]) -> Bool {
    guard zip(variables, point).allSatisfy({ $0.bounds.contains($1) }), integers.allSatisfy({ point[$0].isInteger })
    else { return false }
    let value = program.objective(at: point)
    if let incumbent, incumbent.value <= value { return false }
    for constraint in program.constraints {
      let sum = ScaledProgram.dot(
        constraint.terms.map(\.coefficient), constraint.terms.map { point[$0.variable] })
      guard constraint.bounds.contains(sum) else { return false }
    }
    incumbent = (point, value)
    report(.incumbent(point))
    return true
  }
}
