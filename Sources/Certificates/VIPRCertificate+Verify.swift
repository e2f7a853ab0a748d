import Exact

extension VIPRCertificate {
  /// Returns if every solution obeys every constraint, every derived constraint follows from its combination, and the last
  /// one, together with a solution where one is needed, proves the relation.
  ///
  /// - Throws: ``VIPRError``, naming the first thing that does not hold.
  /// - Complexity: O(n · solutions + total length of the combined constraints).
  public func verify() throws(VIPRError) {
    let objective = try VIPRCertificate.dense(objective, count: variables.count, name: "OBJ")
    for constraint in constraints {
      _ = try VIPRCertificate.dense(constraint.form, count: variables.count, name: constraint.name)
    }
    var values: [Rational] = []
    for (number, solution) in solutions.enumerated() {
      let point = try VIPRCertificate.dense(solution, count: variables.count, name: "solution \(number + 1)")
      for constraint in constraints {
        let value = VIPRCertificate.value(constraint.form, at: point)
        let holds =
          switch constraint.sense {
          case .equal: value == constraint.right
          case .atMost: value <= constraint.right
          case .atLeast: value >= constraint.right
          }
        if !holds { throw .violates(solution: number + 1, constraint: constraint.name, value: value) }
      }
      values.append(VIPRCertificate.value(self.objective, at: point))
    }
    var known = constraints
    for derivation in derivations {
      _ = try VIPRCertificate.dense(
        derivation.constraint.form, count: variables.count, name: derivation.constraint.name)
      let implied = try combination(derivation, of: known)
      guard implied.dominates(derivation.constraint) else { throw .doesNotFollow(derivation.constraint.name) }
      known.append(derivation.constraint)
    }
    try verifyRelation(objective: objective, values: values)
  }

  private func verifyRelation(objective: [Rational], values: [Rational]) throws(VIPRError) {
    let last = derivations.last?.constraint
    switch relation {
    case .infeasible: guard last?.isAbsurd == true else { throw .notProved("that no point is feasible") }
    case .range(let lower, let upper):
      let (proved, attained) = maximizes ? (upper, lower) : (lower, upper)
      if let proved {
        let bound = Constraint(
          name: "", sense: maximizes ? .atMost : .atLeast, right: proved, form: VIPRCertificate.sparse(objective))
        guard last?.dominates(bound) == true else { throw .notProved("the bound \(proved) on the objective") }
      }
      if let attained, !values.contains(where: { maximizes ? $0 >= attained : $0 <= attained }) {
        throw .notProved("that the objective reaches \(attained)")
      }
    }
  }

  /// Σ multiplier · constraint.
  private func combination(_ derivation: Derivation, of known: [Constraint]) throws(VIPRError) -> Constraint {
    let name = derivation.constraint.name
    _ = try VIPRCertificate.dense(derivation.combination, count: known.count, name: name)
    var sum = [Rational](repeating: 0, count: variables.count)
    var right: Rational = 0
    var direction = 0
    for term in derivation.combination {
      let constraint = known[term.index]
      for entry in constraint.form { sum[entry.index] += term.value * entry.value }
      right += term.value * constraint.right
      let sign = term.value.signum() * (constraint.sense == .atLeast ? 1 : constraint.sense == .atMost ? -1 : 0)
      if sign * direction < 0 { throw .unsuitable(name) }
      if sign != 0 { direction = sign }
    }
    return Constraint(
      name: name, sense: direction == 0 ? .equal : direction > 0 ? .atLeast : .atMost, right: right,
      form: VIPRCertificate.sparse(sum))
  }

  /// The vector of the terms, whose indices must be below `count` and distinct.
  private static func dense(_ terms: [Term], count: Int, name: String) throws(VIPRError) -> [Rational] {
    var vector = [Rational](repeating: 0, count: count)
    var seen = [Bool](repeating: false, count: count)
    for term in terms {
      guard vector.indices.contains(term.index), !seen[term.index] else { throw .index(term.index, in: name) }
      seen[term.index] = true
      vector[term.index] = term.value
    }
    return vector
  }

  private static func sparse(_ vector: [Rational]) -> [Term] {
    vector.enumerated().filter { !$0.element.isZero }.map { Term($0.offset, $0.element) }
  }

  private static func value(_ form: [Term], at point: [Rational]) -> Rational {
    form.reduce(0) { $0 + $1.value * point[$1.index] }
  }
}

extension VIPRCertificate.Constraint {
  private var support: [VIPRCertificate.Term] {
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
