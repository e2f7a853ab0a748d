import Exact

extension VIPRCertificate {
  /// Returns if every solution obeys every constraint and is an integer where it must be, every derived constraint follows
  /// from its combination, and the last one, together with a solution where one is needed, proves the relation.
  ///
  /// - Throws: ``VIPRError``, naming the first thing that does not hold.
  /// - Complexity: O(length of the file), and for each solution that of the constraints.
  public func verify() throws(VIPRError) {
    try verifyProgram()
    var values: [Rational] = []
    for (number, solution) in solutions.enumerated() { values.append(try objective(of: solution, number: number + 1)) }
    try verifyDerivations()
    try verifyRelation(values: values)
  }

  private func verifyProgram() throws(VIPRError) {
    try verifyIndices(integers, below: variables.count, in: "INT")
    try verifyIndices(objective.map(\.index), below: variables.count, in: "OBJ")
    for constraint in constraints {
      try verifyIndices(constraint.form.map(\.index), below: variables.count, in: constraint.name)
    }
    guard (0...constraints.count).contains(boundCount) else { throw .boundCount(boundCount, of: constraints.count) }
    for constraint in constraints.prefix(boundCount) where constraint.support.count != 1 {
      throw .noBound(constraint.name)
    }
  }

  /// The objective at a solution that obeys all constraints.
  private func objective(of solution: [Term], number: Int) throws(VIPRError) -> Rational {
    try verifyIndices(solution.map(\.index), below: variables.count, in: "solution \(number)")
    let point = Dictionary(uniqueKeysWithValues: solution.map { ($0.index, $0.value) })
    for index in integers {
      if let value = point[index], !value.isInteger {
        throw .notInteger(solution: number, variable: variables[index], value: value)
      }
    }
    func value(_ form: [Term]) -> Rational { form.reduce(0) { $0 + $1.value * (point[$1.index] ?? 0) } }
    for constraint in constraints {
      let value = value(constraint.form)
      let holds =
        switch constraint.sense {
        case .equal: value == constraint.right
        case .atMost: value <= constraint.right
        case .atLeast: value >= constraint.right
        }
      guard holds else { throw .violates(solution: number, constraint: constraint.name, value: value) }
    }
    return value(objective)
  }

  private func verifyDerivations() throws(VIPRError) {
    var known = constraints
    for derivation in derivations {
      let name = derivation.constraint.name
      try verifyIndices(derivation.constraint.form.map(\.index), below: variables.count, in: name)
      try verifyIndices(derivation.combination.map(\.index), below: known.count, in: name)
      for term in derivation.combination where term.index >= constraints.count {
        let used = derivations[term.index - constraints.count]
        if let last = used.lastUse, last < known.count { throw .usedAfter(last, used.constraint.name, in: name) }
      }
      guard try combination(derivation, of: known).dominates(derivation.constraint) else {
        throw .doesNotFollow(name)
      }
      known.append(derivation.constraint)
    }
  }

  private func verifyRelation(values: [Rational]) throws(VIPRError) {
    let last = derivations.last?.constraint
    switch relation {
    case .infeasible: guard last?.isAbsurd == true else { throw .notProved("that no point is feasible") }
    case .range(let lower, let upper):
      let (proved, attained) = maximizes ? (upper, lower) : (lower, upper)
      if let proved {
        let bound = Constraint(name: "", sense: maximizes ? .atMost : .atLeast, right: proved, form: objective)
        guard last?.dominates(bound) == true else { throw .notProved("the bound \(proved) on the objective") }
      }
      if let attained, !values.contains(where: { maximizes ? $0 >= attained : $0 <= attained }) {
        throw .notProved("that the objective reaches \(attained)")
      }
    }
  }

  /// Σ multiplier · constraint.
  private func combination(_ derivation: Derivation, of known: [Constraint]) throws(VIPRError) -> Constraint {
    var sum: [Int: Rational] = [:]
    var right: Rational = 0
    var direction = 0
    for term in derivation.combination {
      let constraint = known[term.index]
      for entry in constraint.form { sum[entry.index, default: 0] += term.value * entry.value }
      right += term.value * constraint.right
      let sign = term.value.signum() * (constraint.sense == .atLeast ? 1 : constraint.sense == .atMost ? -1 : 0)
      if sign * direction < 0 { throw .unsuitable(derivation.constraint.name) }
      if sign != 0 { direction = sign }
    }
    return Constraint(
      name: "", sense: direction == 0 ? .equal : direction > 0 ? .atLeast : .atMost, right: right,
      form: sum.map { Term($0.key, $0.value) })
  }

  /// Returns if the indices are below `count` and distinct.
  private func verifyIndices(_ indices: [Int], below count: Int, in name: String) throws(VIPRError) {
    var seen: Set<Int> = []
    for index in indices {
      guard (0..<count).contains(index), seen.insert(index).inserted else { throw .index(index, in: name) }
    }
  }
}

extension VIPRCertificate.Constraint {
  /// The terms other than 0 by ascending variable.
  var support: [VIPRCertificate.Term] {
    form.filter { !$0.value.isZero }.sorted { $0.index < $1.index }
  }

  /// Whether it is 0 ≥ β with β > 0, 0 ≤ β with β < 0, or 0 = β with β ≠ 0.
  var isAbsurd: Bool {
    guard support.isEmpty else { return false }
    switch sense {
    case .equal: return !right.isZero
    case .atMost: return right < 0
    case .atLeast: return right > 0
    }
  }

  /// Whether it implies the other, in the format's sense: an absurdity implies all, a form only what is said of it.
  func dominates(_ other: Self) -> Bool {
    if isAbsurd { return true }
    guard support == other.support else { return false }
    switch (sense, other.sense) {
    case (.equal, .equal): return right == other.right
    case (.equal, .atLeast), (.atLeast, .atLeast): return right >= other.right
    case (.equal, .atMost), (.atMost, .atMost): return right <= other.right
    default: return false
    }
  }
}
