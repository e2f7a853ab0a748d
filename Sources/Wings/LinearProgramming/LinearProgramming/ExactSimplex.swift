import Exact

/// The primal simplex method for bounded variables, in integers over common denominators.
///
/// From any basis it first minimises the sum of the violations of bounds and then the objective. It takes the steepest
/// reduced cost as long as steps have a length, and Bland's smallest index after a step of length 0 until the next step
/// that has one, so it cannot cycle (Bland, "New finite pivoting rules for the simplex method", Math. Oper. Res. 2, 1977).
struct ExactSimplex {
  let program: ScaledProgram
  private let rules: SimplexRules
  private(set) var status: [Basis.Status]
  private(set) var core: BasisCore
  /// The number of exchanges of basis so far, and of moves from one bound to the other.
  private(set) var pivots = 0

  /// How the method ended. Multipliers are those of rows.
  enum Outcome {
    case optimal(multipliers: CommonFractions)
    case infeasible(multipliers: CommonFractions)
    /// The quantity that can move without end, and whether upwards.
    case unbounded(entering: Int, isUpwards: Bool)
  }

  /// Starts from the given basis, repaired if it is none: what depends on others leaves it, constraints fill it up.
  ///
  /// - Complexity: that of factoring; of a basis that is small or none, O(k²(k + m)) operations on minors of at most k rows, for k basic
  ///   variables.
  init(_ program: ScaledProgram, basis: Basis, rules: SimplexRules = SimplexRules()) {
    (self.program, self.rules) = (program, rules)
    core = BasisCore(program)
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

  /// Builds the core: the basic variables against the rows at their bounds. What depends on others leaves the basis.
  private mutating func factor() {
    let n = program.columnCount
    let rows = (0..<program.rowCount).filter { status[n + $0] != .basic }
    let columns = (0..<n).filter { status[$0] == .basic }
    if let factored = BasisCore(program, rows: rows, columns: columns) {
      core = factored
      return
    }
    let left = core.fill(rows: rows, columns: columns)
    for j in left.columns { status[j] = resting(j, preferring: .atLower) }
    for row in left.rows { status[n + row] = .basic }
  }

  /// The basis at hand.
  var basis: Basis {
    let n = program.columnCount
    return Basis(variables: Array(status[..<n]), constraints: Array(status[n...]))
  }

  /// The value of each quantity, in units of 1/boundUnit.
  ///
  /// - Complexity: O(nonzeros) and a solution with the core.
  func values() -> CommonFractions {
    let n = program.columnCount
    var values = [Integer](repeating: 0, count: program.quantityCount)
    var right = [Integer](repeating: 0, count: program.rowCount)
    let (rows, columns) = (core.rows, core.columns)
    for row in rows { right[row] = resting(n + row) }
    for j in 0..<n where status[j] != .basic {
      let value = resting(j)
      if value.isZero { continue }
      values[j] = value
      for entry in program.columns[j] { right[entry.index].subtractProduct(entry.value, value) }
    }
    let basic = core.solution(rows.map { right[$0] })
    for j in 0..<n where !values[j].isZero { values[j] *= basic.denominator }
    for (column, value) in zip(columns, basic.numerators) { values[column] = value }
    for i in 0..<program.rowCount {
      for entry in program.rows[i] { values[n + i].addProduct(entry.value, values[entry.index]) }
    }
    return CommonFractions(numerators: values, denominator: basic.denominator)
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
  private func violation(_ k: Int, _ value: Integer, _ denominator: Integer) -> Int {
    if let lower = program.lower[k], value < lower * denominator { return -1 }
    if let upper = program.upper[k], value > upper * denominator { return 1 }
    return 0
  }

  /// Runs to the end, or for so many steps; nil if these are made and it was not reached.
  ///
  /// - Throws: `CancellationError` if the task is cancelled, ``LinearProgramTimeLimit`` at the deadline.
  mutating func run(
    atMost stepLimit: Int = .max, deadline: ContinuousClock.Instant?, progress: (LinearProgram.Progress) -> Void
  ) throws -> Outcome? {
    var isStalled = false
    let last = stepLimit == .max ? Int.max : pivots + stepLimit
    while true {
      try Task.checkCancellation()
      if let deadline, .now >= deadline { throw LinearProgramTimeLimit() }
      let values = values()
      let violations = (0..<program.quantityCount).map { k in
        status[k] == .basic ? violation(k, values.numerators[k], values.denominator) : 0
      }
      let isFeasible = violations.allSatisfy { $0 == 0 }
      let multipliers = rowMultipliers(isFeasible ? nil : violations)
      let entering = enteringQuantity(multipliers, isFeasible: isFeasible, takesFirst: isStalled)
      guard let (k, isUpwards) = entering else {
        return isFeasible ? .optimal(multipliers: multipliers) : .infeasible(multipliers: multipliers)
      }
      if pivots >= last { return nil }
      let rates = rates(of: k, isUpwards: isUpwards)
      guard let step = step(of: k, isUpwards, rates: rates, values: values, violations: violations) else {
        return .unbounded(entering: k, isUpwards: isUpwards)
      }
      isStalled = rules.takesFirst(step.length)
      pivots += 1
      if pivots > rules.mostSteps { throw SimplexStepLimit() }
      move(k, isUpwards, to: step)
      progress(.exactSteps(pivots))
    }
  }

  /// The multipliers y of the rows with which the reduced cost of variable j is g_j − Σ y_i a_ij: g the costs, or the signs
  /// of the violations where they are given.
  private func rowMultipliers(_ violations: [Int]?) -> CommonFractions {
    let n = program.columnCount
    let (rows, columns) = (core.rows, core.columns)
    var multipliers = [Integer](repeating: 0, count: program.rowCount)
    var costs = columns.map { j in violations.map { Integer($0[j]) } ?? program.costs[j] }
    if let violations {
      var position = [Int](repeating: -1, count: n)
      for (c, j) in columns.enumerated() { position[j] = c }
      for i in 0..<program.rowCount where violations[n + i] != 0 {
        multipliers[i] = Integer(-violations[n + i])
        for entry in program.rows[i] where position[entry.index] >= 0 {
          costs[position[entry.index]].addProduct(Integer(violations[n + i]), entry.value)
        }
      }
    }
    let tight = core.leftSolution(costs)
    for i in 0..<program.rowCount where !multipliers[i].isZero { multipliers[i] *= tight.denominator }
    for (row, value) in zip(rows, tight.numerators) { multipliers[row] = value }
    return CommonFractions(numerators: multipliers, denominator: tight.denominator)
  }

  /// The reduced cost of a quantity that is not basic.
  private func reducedCost(_ k: Int, _ multipliers: CommonFractions, isFeasible: Bool) -> Integer {
    let n = program.columnCount
    if k >= n { return multipliers.numerators[k - n] }
    var cost = isFeasible ? program.costs[k] * multipliers.denominator : 0
    for entry in program.columns[k] { cost.subtractProduct(entry.value, multipliers.numerators[entry.index]) }
    return cost
  }

  private func enteringQuantity(
    _ multipliers: CommonFractions, isFeasible: Bool, takesFirst: Bool
  ) -> (quantity: Int, isUpwards: Bool)? {
    var best: (quantity: Int, isUpwards: Bool, gain: Integer)?
    for k in 0..<program.quantityCount where status[k] != .basic {
      let cost = reducedCost(k, multipliers, isFeasible: isFeasible)
      if cost.isZero || isFixed(k) || !rules.mayEnter(status[k], cost) { continue }
      if takesFirst { return (k, cost.isNegative) }
      if let best, !rules.isSteeper(cost.magnitude, best.gain) { continue }
      best = (k, cost.isNegative, cost.magnitude)
    }
    return best.map { ($0.quantity, $0.isUpwards) }
  }

  private func isFixed(_ k: Int) -> Bool {
    guard let lower = program.lower[k], let upper = program.upper[k] else { return false }
    return lower == upper
  }

  /// How fast each quantity moves when quantity k moves by 1, or by −1, all times the same positive number.
  ///
  /// - Complexity: O(nonzeros of the core's columns and of k's) and a solution with the core.
  func rates(of k: Int, isUpwards: Bool) -> [Integer] {
    let n = program.columnCount
    var rates = [Integer](repeating: 0, count: program.quantityCount)
    let basic = k < n ? core.solution(ofColumn: k) : core.solution(ofUnit: k - n)
    let unit = isUpwards ? basic.denominator : -basic.denominator
    rates[k] = unit
    if k < n {
      for entry in program.columns[k] { rates[n + entry.index].addProduct(entry.value, unit) }
    }
    // A variable pushes the others back, a row's value pulls them along.
    let isTurned = (k < n) == isUpwards
    for (j, value) in zip(core.columns, basic.numerators) where !value.isZero {
      let rate = isTurned ? -value : value
      rates[j] = rate
      for entry in program.columns[j] { rates[n + entry.index].addProduct(entry.value, rate) }
    }
    // A row is moved by what moves it: that is not to be counted twice.
    rates[k] = unit
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
    of entering: Int, _ isUpwards: Bool, rates: [Integer], values: CommonFractions, violations: [Int]
  ) -> Step? {
    var best: Step?
    for k in 0..<program.quantityCount where status[k] == .basic && !rates[k].isZero {
      let rises = !rates[k].isNegative
      let moving = SimplexRules.Moving(
        violation: violations[k], rises: rises, hasLower: program.lower[k] != nil, hasUpper: program.upper[k] != nil)
      guard let isUpper = rules.stopsAtUpper(moving), let bound = isUpper ? program.upper[k] : program.lower[k] else {
        continue
      }
      // In units of (the common factor of the rates) / (the denominator of the values), the same for all.
      let length = Rational(bound * values.denominator - values.numerators[k], rates[k])
      if let best, !rules.isShorter(length, best.length) { continue }
      best = Step(length: length, leaving: k, stopsAtUpper: isUpper)
    }
    if rules.stopsAtOtherBound, let lower = program.lower[entering], let upper = program.upper[entering] {
      let length = Rational((upper - lower) * values.denominator, rates[entering].magnitude)
      if best.map({ rules.isShorter(length, $0.length) }) ?? true {
        best = Step(length: length, leaving: nil, stopsAtUpper: isUpwards)
      }
    }
    return best
  }

  private mutating func move(_ entering: Int, _ isUpwards: Bool, to step: Step) {
    let n = program.columnCount
    guard let leaving = step.leaving else {
      status[entering] = isUpwards ? .atUpper : .atLower
      return
    }
    let rest = rules.rest(step.stopsAtUpper)
    defer { (status[entering], status[leaving]) = (.basic, rest) }
    switch (entering < n, leaving < n) {
    case (true, true): core.replaceColumn(leaving, with: entering)
    case (true, false): core.grow(row: leaving - n, column: entering)
    case (false, true): core.shrink(row: entering - n, column: leaving)
    case (false, false): core.replaceRow(entering - n, with: leaving - n)
    }
  }
}
