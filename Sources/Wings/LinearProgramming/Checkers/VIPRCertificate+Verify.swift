import Exact

extension VIPRCertificate {
  /// Returns if every solution obeys every constraint and is an integer where it must be, every derived constraint follows
  /// from its reason, and the last one, without assumptions, together with a solution where one is needed, proves the relation.
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
    let integers = Set(integers)
    /// The assumptions on which each derived constraint rests, ascending.
    var assumptions: [[Int]] = []
    for derivation in derivations {
      let name = derivation.constraint.name
      try verifyIndices(derivation.constraint.form.map(\.index), below: variables.count, in: name)
      try verifyUses(derivation, count: known.count)
      func rests(_ index: Int) -> [Int] { index < constraints.count ? [] : assumptions[index - constraints.count] }
      switch derivation.reason {
      case .assumption: assumptions.append([known.count])
      case .linear(let terms), .rounded(let terms):
        var implied = try combination(terms, of: known, name)
        if case .rounded = derivation.reason { implied = try rounded(implied, integers, name) }
        guard implied.dominates(derivation.constraint) else { throw .doesNotFollow(name) }
        assumptions.append(Set(terms.flatMap { rests($0.index) }).sorted())
      case .unsplit(let first, let assumption, let second, let other):
        try verifySplit(known[assumption], known[other], integers, name)
        guard known[first].dominates(derivation.constraint), known[second].dominates(derivation.constraint) else {
          throw .doesNotFollow(name)
        }
        assumptions.append(
          Set(rests(first).filter { $0 != assumption } + rests(second).filter { $0 != other }).sorted())
      }
      known.append(derivation.constraint)
    }
    if let open = assumptions.last?.first { throw .assumed(known[open].name) }
  }

  /// Returns if the constraints that a derivation uses stand before it, and are not said to be out of use.
  private func verifyUses(_ derivation: Derivation, count: Int) throws(VIPRError) {
    let name = derivation.constraint.name
    var used = derivation.combination.map(\.index)
    try verifyIndices(used, below: count, in: name)
    if case .unsplit(let first, let assumption, let second, let other) = derivation.reason {
      used = [first, assumption, second, other]
      for index in used { try verifyIndices([index], below: count, in: name) }
    }
    for index in used where index >= constraints.count {
      let other = derivations[index - constraints.count]
      if let last = other.lastUse, last < count { throw .usedAfter(last, other.constraint.name, in: name) }
    }
  }

  /// Returns if every integer point obeys one of the two constraints: form ≤ k and form ≥ k + 1.
  private func verifySplit(
    _ one: Constraint, _ other: Constraint, _ integers: Set<Int>, _ name: String
  ) throws(VIPRError) {
    let (below, above) = one.sense == .atMost ? (one, other) : (other, one)
    guard below.sense == .atMost, above.sense == .atLeast, above.right == below.right + 1, below.right.isInteger,
      below.support == above.support,
      below.support.allSatisfy({ $0.value.isInteger && integers.contains($0.index) })
    else { throw .noSplit(name) }
  }

  /// The constraint with its right-hand side rounded, as its form is an integer at every integer point.
  private func rounded(
    _ constraint: Constraint, _ integers: Set<Int>, _ name: String
  ) throws(VIPRError) -> Constraint {
    for term in constraint.support where !term.value.isInteger || !integers.contains(term.index) {
      throw .notRounded(name, variable: variables[term.index])
    }
    var rounded = constraint
    switch constraint.sense {
    case .equal: break
    case .atMost: rounded.right = Rational(constraint.right.floor())
    case .atLeast: rounded.right = Rational(constraint.right.ceiling())
    }
    return rounded
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
  private func combination(
    _ terms: [Term], of known: [Constraint], _ name: String
  ) throws(VIPRError) -> Constraint {
    var sum: [Int: Rational] = [:]
    var right: Rational = 0
    var direction = 0
    for term in terms {
      let constraint = known[term.index]
      for entry in constraint.form { sum[entry.index, default: 0] += term.value * entry.value }
      right += term.value * constraint.right
      let sign = term.value.signum() * (constraint.sense == .atLeast ? 1 : constraint.sense == .atMost ? -1 : 0)
      if sign * direction < 0 { throw .unsuitable(name) }
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
