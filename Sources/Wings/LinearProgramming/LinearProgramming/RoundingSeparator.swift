import Exact

/// Looks for combinations of a program's rows whose mixed-integer rounding cuts a point off (Marchand and Wolsey, "Aggregation and mixed
/// integer rounding to solve MIPs", Oper. Res. 49, 2001).
///
/// From each row it goes on by adding rows that cancel the continuous column that is farthest from its bounds, as along the path of a flow.
/// A row that bounds a continuous column by an integer one, x ≤ u y, is added where x is near that bound; so integer columns come into rows
/// that had none. All of it is floating point: what is found is proved by who uses it.
struct RoundingSeparator {
  private struct Row {
    var columns: [Int]
    var values: [Double]
    var isWhole: Bool
    /// At the point: how far from the nearest bound, and whether that is the upper one.
    var slack = 0.0
    var isUpper = false
    var lower: Double
    var upper: Double
  }

  /// Rows that are added together at most.
  private static let longestPath = 6
  /// Coefficients tried as divisors at most.
  private static let mostDivisors = 16
  private static let leastCoefficient = 1e-9

  private var rows: [Row]
  private let lower: [Double]
  private let upper: [Double]
  private let isInteger: [Bool]
  private var rowsOfColumn: [[Int]]
  /// The rows that bound a continuous column by an integer one.
  private var variableBounds: [[Int]]
  private var point: [Double]
  /// What is left of the operations on coefficients that one search may take.
  private var budget = 0

  init(_ program: LinearProgram, _ exact: ExactRows) {
    let isInteger = program.variables.map { $0.domain == .integers }
    rows = exact.rows.prefix(exact.programRowCount).map { row in
      Row(
        columns: row.entries.map(\.column), values: row.entries.map { Double($0.value) },
        isWhole: row.isWhole, lower: row.lower.map { Double($0) } ?? -.infinity,
        upper: row.upper.map { Double($0) } ?? .infinity)
    }
    self.isInteger = isInteger
    lower = program.variables.map { $0.bounds.lower.map { Double($0) } ?? -.infinity }
    upper = program.variables.map { $0.bounds.upper.map { Double($0) } ?? .infinity }
    point = [Double](repeating: 0, count: lower.count)
    rowsOfColumn = [[Int]](repeating: [], count: lower.count)
    variableBounds = rowsOfColumn
    for (index, row) in rows.enumerated() {
      guard row.values.allSatisfy(\.isFinite) else { continue }
      for column in row.columns { rowsOfColumn[column].append(index) }
      if row.columns.count == 2, isInteger[row.columns[0]] != isInteger[row.columns[1]] {
        variableBounds[isInteger[row.columns[0]] ? row.columns[1] : row.columns[0]].append(index)
      }
    }
  }

  /// A sum of rows in the making.
  private struct Sum {
    var multipliers: [(row: Int, value: Double)] = []
    var coefficients: [Double]
    /// The columns that may have a coefficient.
    var support: [Int] = []
    var isSupported: [Bool]

    init(columns: Int) {
      coefficients = [Double](repeating: 0, count: columns)
      isSupported = [Bool](repeating: false, count: columns)
    }

    func has(_ row: Int) -> Bool { multipliers.contains { $0.row == row } }
  }

  /// The combinations found at a point, from each row at most one.
  ///
  /// - Complexity: O(`budget`) operations, and the nonzeros of the program.
  mutating func combinations(at point: [Double], budget: Int) -> [RowCombination] {
    (self.point, self.budget) = (point, budget)
    for index in rows.indices {
      let row = rows[index]
      let value = zip(row.columns, row.values).reduce(0) { $0 + point[$1.0] * $1.1 }
      rows[index].isUpper = row.upper - value < value - row.lower
      rows[index].slack = max(0, min(row.upper - value, value - row.lower))
    }
    var found: [RowCombination] = []
    for first in rows.indices where rows[first].slack.isFinite && !rows[first].columns.isEmpty {
      if self.budget <= 0 { break }
      var sum = Sum(columns: lower.count)
      self.budget -= lower.count / 8
      add(first, 1, &sum)
      for _ in 0..<Self.longestPath {
        if let best = bestRounding(sum) {
          found.append(best)
          break
        }
        guard self.budget > 0, extend(&sum) else { break }
      }
    }
    return found
  }

  private mutating func add(_ row: Int, _ factor: Double, _ sum: inout Sum) {
    sum.multipliers.append((row, factor))
    for (column, value) in zip(rows[row].columns, rows[row].values) {
      if !sum.isSupported[column] {
        sum.isSupported[column] = true
        sum.support.append(column)
      }
      let old = sum.coefficients[column]
      let new = old + factor * value
      sum.coefficients[column] = new.magnitude < 1e-10 * (old.magnitude + (factor * value).magnitude) ? 0 : new
    }
    budget -= rows[row].columns.count * 4
  }

  /// How far a column is from its own bounds.
  private func distance(_ column: Int) -> (value: Double, isUpper: Bool) {
    let (below, above) = (point[column] - lower[column], upper[column] - point[column])
    return above < below ? (max(0, above), true) : (max(0, below), false)
  }

  /// The nearest row that bounds a column by an integer one, and how far it is, in units of the column.
  private func variableBound(_ column: Int, _ sum: Sum) -> (row: Int, value: Double)? {
    var best: (row: Int, value: Double)?
    for row in variableBounds[column] where !sum.has(row) {
      guard let coefficient = coefficient(row, column) else { continue }
      let value = rows[row].slack / coefficient.magnitude
      if value < best?.value ?? .infinity { best = (row, value) }
    }
    return best
  }

  private func coefficient(_ row: Int, _ column: Int) -> Double? {
    rows[row].columns.firstIndex(of: column).map { rows[row].values[$0] }
  }

  /// Cancels the continuous column that is farthest from its bounds by a row that it is in; false if no row does.
  private mutating func extend(_ sum: inout Sum) -> Bool {
    var candidates: [(column: Int, distance: Double)] = []
    for column in sum.support
    where !isInteger[column] && sum.coefficients[column].magnitude > Self.leastCoefficient {
      let near = min(distance(column).value, variableBound(column, sum)?.value ?? .infinity)
      if near > 1e-6 { candidates.append((column, near)) }
    }
    candidates.sort { ($1.distance, $0.column) < ($0.distance, $1.column) }
    for (column, _) in candidates {
      var best: (row: Int, factor: Double, score: Double)?
      for row in rowsOfColumn[column] where !sum.has(row) && rows[row].slack.isFinite {
        budget -= 1
        guard let value = coefficient(row, column) else { continue }
        let score = rows[row].slack / value.magnitude
        if score < best?.score ?? .infinity { best = (row, -sum.coefficients[column] / value, score) }
      }
      guard let best, best.factor.isFinite else { continue }
      add(best.row, best.factor, &sum)
      sum.coefficients[column] = 0
      return true
    }
    return false
  }

  /// The best rounding of a sum that cuts the point off; nil if none does.
  private mutating func bestRounding(_ sum: Sum) -> RowCombination? {
    var best: (combination: RowCombination, efficacy: Double)?
    for prefersVariable in [true, false] {
      guard let combination = substituted(sum, prefersVariable: prefersVariable) else { continue }
      if let tried = divided(combination), tried.efficacy > best?.efficacy ?? 1e-3 { best = tried }
    }
    return best?.combination
  }

  /// The sum with the rows that bound continuous columns by integer ones, and a bound for each column; nil if a column has none.
  private mutating func substituted(_ sum: Sum, prefersVariable: Bool) -> RowCombination? {
    var sum = sum
    var isAtUpper = [Bool](repeating: false, count: lower.count)
    var place = 0
    while place < sum.support.count {
      let column = sum.support[place]
      place += 1
      let (near, isUpper) = distance(column)
      isAtUpper[column] = isUpper
      let coefficient = sum.coefficients[column]
      if isInteger[column] || coefficient.magnitude <= Self.leastCoefficient { continue }
      if let bound = variableBound(column, sum), let value = self.coefficient(bound.row, column),
        prefersVariable ? bound.value <= near + 1e-9 : bound.value < near - 1e-9
      {
        add(bound.row, -coefficient / value, &sum)
        sum.coefficients[column] = 0
      } else if near == .infinity {
        return nil
      }
    }
    guard sum.support.contains(where: { isInteger[$0] && sum.coefficients[$0] != 0 }) else { return nil }
    return RowCombination(
      multipliers: sum.multipliers.map { ($0.row, $0.value, rows[$0.row].isUpper) }, coefficients: sum.coefficients,
      divisor: 1, isAtUpper: isAtUpper)
  }

  /// Tries divisors, and then the other bounds of integer columns.
  private mutating func divided(
    _ combination: RowCombination
  ) -> (combination: RowCombination, efficacy: Double)? {
    var best = (combination: combination, efficacy: 0.0)
    budget -= lower.count / 8
    let support = lower.indices.filter { combination.coefficients[$0] != 0 }
    let fractional = support.filter { isInteger[$0] && distance($0).value > 1e-6 && lower[$0] < upper[$0] }
    let sizes = Set(fractional.map { combination.coefficients[$0].magnitude }).sorted(by: >)
    func attempt(_ candidate: RowCombination) {
      let efficacy = efficacy(candidate, support)
      if efficacy > best.efficacy { best = (candidate, efficacy) }
    }
    for divisor in sizes.prefix(Self.mostDivisors) {
      var candidate = combination
      candidate.divisor = divisor
      attempt(candidate)
    }
    let tried = sizes.prefix(Self.mostDivisors).count + 3 + fractional.count
    budget -= tried * (support.count + 8 * combination.multipliers.count)
    guard best.efficacy > 0 else { return nil }
    for power in [2.0, 4, 8] {
      var candidate = best.combination
      candidate.divisor /= power
      attempt(candidate)
    }
    for column in fractional.prefix(30) where lower[column].isFinite && upper[column].isFinite {
      var candidate = best.combination
      candidate.isAtUpper[column].toggle()
      attempt(candidate)
    }
    return best
  }

  /// By how much the rounding of a combination is violated, in units of its length.
  private func efficacy(_ combination: RowCombination, _ support: [Int]) -> Double {
    let divisor = combination.divisor
    var beta = 0.0
    for (row, value, isUpper) in combination.multipliers {
      beta += value * (isUpper ? rows[row].upper : rows[row].lower)
    }
    for column in support {
      beta -= combination.coefficients[column] * (combination.isAtUpper[column] ? upper[column] : lower[column])
    }
    beta /= divisor
    let f0 = beta - beta.rounded(.down)
    guard beta.isFinite, beta.magnitude < 1e9, 0.01...0.99 ~= f0 else { return 0 }
    func gamma(_ a: Double, _ isWhole: Bool) -> Double {
      if !isWhole { return a > 0 ? a / f0 : -a / (1 - f0) }
      let fraction = a - a.rounded(.down)
      return fraction <= f0 ? fraction / f0 : (1 - fraction) / (1 - f0)
    }
    var reached = 0.0
    var cut: [Int: Double] = [:]
    for column in support {
      let isUpper = combination.isAtUpper[column]
      let a = combination.coefficients[column] / divisor
      let weight = gamma(isUpper ? -a : a, isInteger[column])
      reached += weight * (isUpper ? upper[column] - point[column] : point[column] - lower[column])
      cut[column, default: 0] += isUpper ? -weight : weight
    }
    for (row, value, isUpper) in combination.multipliers {
      let a = (isUpper ? value : -value) / divisor
      let bound = isUpper ? rows[row].upper : rows[row].lower
      let weight = gamma(a, rows[row].isWhole && bound.rounded() == bound)
      reached += weight * rows[row].slack
      for (column, coefficient) in zip(rows[row].columns, rows[row].values) {
        cut[column, default: 0] += (isUpper ? -weight : weight) * coefficient
      }
    }
    // The order of a dictionary must not show.
    let norm = cut.keys.sorted().reduce(0) { $0 + (cut[$1] ?? 0) * (cut[$1] ?? 0) }.squareRoot()
    return norm > 0 && norm.isFinite ? (1 - reached) / norm : 0
  }
}
