import Exact

/// The primal simplex method for bounded variables, in integers over a common denominator.
///
/// From any basis it first minimises the sum of the violations of bounds and then the objective. It takes the steepest
/// reduced cost as long as steps have a length, and Bland's smallest index after a step of length 0 until the next step
/// that has one, so it cannot cycle (Bland, "New finite pivoting rules for the simplex method", Math. Oper. Res. 2, 1977).
struct ExactSimplex {
  let program: ScaledProgram
  private(set) var status: [Basis.Status]
  private(set) var core = FractionFreeInverse()
  /// The number of exchanges of basis so far, and of moves from one bound to the other.
  private(set) var pivots = 0

  /// How the method ended. Multipliers are those of rows, in units of 1/(denominator of the core).
  enum Outcome {
    case optimal(multipliers: [Integer])
    case infeasible(multipliers: [Integer])
    /// The quantity that can move without end, and whether upwards.
    case unbounded(entering: Int, isUpwards: Bool)
  }

  /// Starts from the given basis, repaired if it is none: what depends on others leaves it, constraints fill it up.
  ///
  /// - Complexity: O(k²(k + m)) operations on minors of at most k rows, for k basic variables.
  init(_ program: ScaledProgram, basis: Basis) {
    self.program = program
    status = basis.variables + basis.constraints
    for k in 0..<program.quantityCount where status[k] != .basic { status[k] = resting(k, preferring: status[k]) }
    factor()
  }

  /// The bound at which a quantity rests, the preferred one if there is such a bound.
  private func resting(_ k: Int, preferring preferred: Basis.Status) -> Basis.Status {
    switch (program.lower[k] != nil, program.upper[k] != nil) {
    case (true, true): preferred == .atUpper ? .atUpper : .atLower
    case (true, false): .atLower
    case (false, true): .atUpper
    case (false, false): .atZero
    }
  }

  /// Builds the core: the basic variables against the rows at their bounds.
  private mutating func factor() {
    let n = program.columnCount
    var open = Set((0..<program.rowCount).filter { status[n + $0] != .basic })
    // Short columns first: their pivots keep the core sparse.
    let basic = (0..<n).filter { status[$0] == .basic }.sorted {
      (program.columns[$0].count, $0) < (program.columns[$1].count, $1)
    }
    for j in basic {
      let right = core.multiplied(by: entries(of: j))
      var residuals: [Int: Integer] = [:]
      for entry in program.columns[j] where open.contains(entry.index) {
        residuals[entry.index] = entry.value * core.denominator
      }
      for (position, column) in core.columns.enumerated() where !right[position].isZero {
        for entry in program.columns[column] where open.contains(entry.index) {
          residuals[entry.index, default: 0].subtractProduct(entry.value, right[position])
        }
      }
      // Ties by index: the order of a dictionary must not show.
      let candidates = residuals.filter { !$0.value.isZero }
      guard let pivot = candidates.min(by: { ($0.value.bitWidth, $0.key) < ($1.value.bitWidth, $1.key) }) else {
        status[j] = resting(j, preferring: .atLower)
        continue
      }
      core.grow(row: pivot.key, column: j, right: right, left: left(ofRow: pivot.key), pivot: pivot.value)
      open.remove(pivot.key)
    }
    for row in open { status[n + row] = .basic }
  }

  /// The entries of a column in the rows of the core.
  private func entries(of column: Int) -> [Integer] {
    var dense = [Integer](repeating: 0, count: core.count)
    let position = Dictionary(uniqueKeysWithValues: core.rows.enumerated().map { ($1, $0) })
    for entry in program.columns[column] {
      if let r = position[entry.index] { dense[r] = entry.value }
    }
    return dense
  }

  /// The entries of a row in the columns of the core.
  private func entries(ofRow row: Int) -> [Integer] {
    var dense = [Integer](repeating: 0, count: core.count)
    let position = Dictionary(uniqueKeysWithValues: core.columns.enumerated().map { ($1, $0) })
    for entry in program.rows[row] {
      if let c = position[entry.index] { dense[c] = entry.value }
    }
    return dense
  }

  private func left(ofRow row: Int) -> [Integer] { core.multiplied(fromLeftBy: entries(ofRow: row)) }

  /// The value of each quantity, in units of 1/(denominator · boundUnit).
  ///
  /// - Complexity: O(nonzeros + k²).
  func values() -> [Integer] {
    let n = program.columnCount
    var values = [Integer](repeating: 0, count: program.quantityCount)
    var right = [Integer](repeating: 0, count: program.rowCount)
    for row in core.rows { right[row] = resting(n + row) }
    for j in 0..<n where status[j] != .basic {
      let value = resting(j)
      if value.isZero { continue }
      values[j] = value * core.denominator
      for entry in program.columns[j] { right[entry.index].subtractProduct(entry.value, value) }
    }
    for (position, value) in core.multiplied(by: core.rows.map { right[$0] }).enumerated() {
      values[core.columns[position]] = value
    }
    for i in 0..<program.rowCount {
      for entry in program.rows[i] { values[n + i].addProduct(entry.value, values[entry.index]) }
    }
    return values
  }

  /// The value of a quantity that is not basic, in units of 1/boundUnit.
  private func resting(_ k: Int) -> Integer {
    switch status[k] {
    case .atLower: program.lower[k] ?? 0
    case .atUpper: program.upper[k] ?? 0
    case .basic, .atZero: 0
    }
  }

  /// −1 where a value is below its lower bound, 1 where it is above its upper one, else 0.
  private func violation(_ k: Int, _ value: Integer) -> Int {
    if let lower = program.lower[k], value < lower * core.denominator { return -1 }
    if let upper = program.upper[k], value > upper * core.denominator { return 1 }
    return 0
  }

  /// Runs to the end.
  ///
  /// - Throws: `CancellationError` if the task is cancelled.
  mutating func run(progress: (LinearProgram.Progress) -> Void = { _ in }) throws -> Outcome {
    var isStalled = false
    while true {
      try Task.checkCancellation()
      let values = values()
      let violations = (0..<program.quantityCount).map { status[$0] == .basic ? violation($0, values[$0]) : 0 }
      let isFeasible = violations.allSatisfy { $0 == 0 }
      let multipliers = rowMultipliers(isFeasible ? nil : violations)
      let entering = enteringQuantity(multipliers, isFeasible: isFeasible, takesFirst: isStalled)
      guard let (k, isUpwards) = entering else {
        return isFeasible ? .optimal(multipliers: multipliers) : .infeasible(multipliers: multipliers)
      }
      let rates = rates(of: k, isUpwards: isUpwards)
      guard let step = step(of: k, isUpwards, rates: rates, values: values, violations: violations) else {
        return .unbounded(entering: k, isUpwards: isUpwards)
      }
      isStalled = step.length.isZero
      pivots += 1
      move(k, isUpwards, to: step, rates: rates)
      progress(.exactSteps(pivots))
    }
  }

  /// The multipliers y of the rows with which the reduced cost of variable j is g_j − Σ y_i a_ij: g the costs, or the signs
  /// of the violations where they are given.
  private func rowMultipliers(_ violations: [Int]?) -> [Integer] {
    let n = program.columnCount
    var multipliers = [Integer](repeating: 0, count: program.rowCount)
    var costs = core.columns.map { j in violations.map { Integer($0[j]) } ?? program.costs[j] }
    if let violations {
      let position = Dictionary(uniqueKeysWithValues: core.columns.enumerated().map { ($1, $0) })
      for i in 0..<program.rowCount where violations[n + i] != 0 {
        multipliers[i] = core.denominator * Integer(-violations[n + i])
        for entry in program.rows[i] {
          if let c = position[entry.index] { costs[c].addProduct(Integer(violations[n + i]), entry.value) }
        }
      }
    }
    for (r, value) in core.multiplied(fromLeftBy: costs).enumerated() { multipliers[core.rows[r]] = value }
    return multipliers
  }

  /// The reduced cost of a quantity that is not basic.
  private func reducedCost(_ k: Int, _ multipliers: [Integer], isFeasible: Bool) -> Integer {
    let n = program.columnCount
    if k >= n { return multipliers[k - n] }
    var cost = isFeasible ? program.costs[k] * core.denominator : 0
    for entry in program.columns[k] { cost.subtractProduct(entry.value, multipliers[entry.index]) }
    return cost
  }

  private func enteringQuantity(
    _ multipliers: [Integer], isFeasible: Bool, takesFirst: Bool
  ) -> (quantity: Int, isUpwards: Bool)? {
    var best: (quantity: Int, isUpwards: Bool, gain: Integer)?
    for k in 0..<program.quantityCount where status[k] != .basic {
      let cost = reducedCost(k, multipliers, isFeasible: isFeasible)
      if cost.isZero || isFixed(k) || status[k] == .atLower && !cost.isNegative
        || status[k] == .atUpper && cost.isNegative
      {
        continue
      }
      if takesFirst { return (k, cost.isNegative) }
      if let best, cost.magnitude <= best.gain { continue }
      best = (k, cost.isNegative, cost.magnitude)
    }
    return best.map { ($0.quantity, $0.isUpwards) }
  }

  private func isFixed(_ k: Int) -> Bool {
    guard let lower = program.lower[k], let upper = program.upper[k] else { return false }
    return lower == upper
  }

  /// How fast each quantity moves when quantity k moves by 1, or by −1: in units of 1/denominator.
  ///
  /// - Complexity: O(nonzeros of the core's columns and of k's + k²).
  func rates(of k: Int, isUpwards: Bool) -> [Integer] {
    let n = program.columnCount
    var rates = [Integer](repeating: 0, count: program.quantityCount)
    let unit = isUpwards ? core.denominator : -core.denominator
    rates[k] = unit
    let basic: [Integer]
    if k < n {
      basic = core.multiplied(by: entries(of: k).map { isUpwards ? -$0 : $0 })
    } else {
      let column = core.rows.firstIndex(of: k - n).map(core.column) ?? []
      basic = isUpwards ? column : column.map { -$0 }
    }
    if k < n {
      for entry in program.columns[k] { rates[n + entry.index].addProduct(entry.value, unit) }
    }
    for (position, rate) in basic.enumerated() where !rate.isZero {
      let j = core.columns[position]
      rates[j] = rate
      for entry in program.columns[j] { rates[n + entry.index].addProduct(entry.value, rate) }
    }
    return rates
  }

  /// How far the entering quantity goes, and which basic quantity then stops it at which bound; nil if it is itself the one
  /// that reaches its other bound.
  private struct Step {
    /// The length is numerator / denominator, times what does not matter for comparing lengths.
    var length: Rational
    var leaving: Int?
    var stopsAtUpper: Bool
  }

  private func step(
    of entering: Int, _ isUpwards: Bool, rates: [Integer], values: [Integer], violations: [Int]
  ) -> Step? {
    var best: Step?
    for k in 0..<program.quantityCount where status[k] == .basic && !rates[k].isZero {
      let rises = !rates[k].isNegative
      // A quantity that violates a bound is stopped there, when it becomes feasible; one that moves away never is.
      let stop: (bound: Integer?, isUpper: Bool)
      switch violations[k] {
      case -1: stop = (rises ? program.lower[k] : nil, false)
      case 1: stop = (rises ? nil : program.upper[k], true)
      default: stop = rises ? (program.upper[k], true) : (program.lower[k], false)
      }
      guard let bound = stop.bound else { continue }
      let length = Rational(bound * core.denominator - values[k], rates[k])
      if let best, best.length <= length { continue }
      best = Step(length: length, leaving: k, stopsAtUpper: stop.isUpper)
    }
    if let lower = program.lower[entering], let upper = program.upper[entering] {
      let length = Rational(upper - lower)
      if best.map({ length < $0.length }) ?? true { best = Step(length: length, leaving: nil, stopsAtUpper: isUpwards) }
    }
    return best
  }

  private mutating func move(_ entering: Int, _ isUpwards: Bool, to step: Step, rates: [Integer]) {
    let n = program.columnCount
    guard let leaving = step.leaving else {
      status[entering] = isUpwards ? .atUpper : .atLower
      return
    }
    let rest: Basis.Status = step.stopsAtUpper ? .atUpper : .atLower
    defer { (status[entering], status[leaving]) = (.basic, rest) }
    switch (entering < n, leaving < n) {
    case (true, true):
      let right = core.multiplied(by: entries(of: entering))
      if let c = core.columns.firstIndex(of: leaving) { core.replaceColumn(c, with: entering, right: right) }
    case (true, false):
      let right = core.multiplied(by: entries(of: entering))
      let pivot = isUpwards ? rates[leaving] : -rates[leaving]
      core.grow(row: leaving - n, column: entering, right: right, left: left(ofRow: leaving - n), pivot: pivot)
    case (false, true):
      if let r = core.rows.firstIndex(of: entering - n), let c = core.columns.firstIndex(of: leaving) {
        core.shrink(row: r, column: c)
      }
    case (false, false):
      if let r = core.rows.firstIndex(of: entering - n) {
        core.replaceRow(r, with: leaving - n, left: left(ofRow: leaving - n))
      }
    }
  }
}
