import Exact
import LinearProgrammingCheckers

extension BranchAndBound {
  /// Gomory's mixed-integer cuts: roundings of the rows of the tableau whose basic variable is a fraction.
  func proposedGomoryCuts() -> [ProposedCut] {
    guard let relaxation else { return [] }
    let candidates = integers.filter {
      relaxation.place(ofColumn: $0) == .basic && Self.fraction(relaxation.value($0)) > 0.01
    }
    let sorted = candidates.sorted {
      (Self.fraction(relaxation.value($1)), $0) < (Self.fraction(relaxation.value($0)), $1)
    }
    return sorted.prefix(60).compactMap { gomoryCut($0, relaxation) }
  }

  private func gomoryCut(_ basic: Int, _ relaxation: NodeRelaxation) -> ProposedCut? {
    guard let inverse = relaxation.inverseRow(relaxation.rows.count + basic) else { return nil }
    var coefficients = [Double](repeating: 0, count: variables.count)
    var multipliers: [(row: Int, value: Double, isUpper: Bool)] = []
    for (place, index) in relaxation.rows.enumerated() where inverse[place] != 0 {
      let multiplier = -inverse[place] / relaxation.scales[place]
      for entry in exact.rows[index].entries { coefficients[entry.column] += multiplier * Double(entry.value) }
      let status = relaxation.place(ofRow: place)
      if status != .basic { multipliers.append((index, multiplier, status == .atUpper)) }
    }
    guard coefficients[basic].magnitude > 1e-9 else { return nil }
    var isAtUpper = [Bool](repeating: false, count: variables.count)
    for column in variables.indices where column != basic {
      switch relaxation.place(ofColumn: column) {
      // Rounding errors.
      case .basic: coefficients[column] = 0
      case .atUpper: isAtUpper[column] = true
      case .atLower, .atZero: break
      }
    }
    isAtUpper[basic] = variables[basic].bounds.lower == nil && variables[basic].bounds.upper != nil
    return rounding(
      of: RowCombination(
        multipliers: multipliers, coefficients: coefficients, divisor: coefficients[basic], isAtUpper: isAtUpper))
  }

  /// Mixed-integer roundings of sums of rows.
  ///
  /// - Parameter share: one part of so many of the operations that a search at the root may take.
  func proposedRoundings(share: Int = 1) -> [ProposedCut] {
    guard let relaxation else { return [] }
    let point = variables.indices.map { relaxation.value($0) }
    return separator.combinations(at: point, budget: Self.separationBudget / share).compactMap {
      rounding(of: rules.combination($0))
    }
  }

  /// Operations on coefficients that a search for roundings may take: some tenths of a second at most.
  private static var separationBudget: Int { 4_000_000 }

  /// Cover inequalities of rows of variables that are 0 or 1: if the largest coefficient in a set of columns whose coefficients together are
  /// more than the row's bound is a, all columns of the set and those with coefficients of at least a together take one less than the
  /// set has (Balas, "Facets of the knapsack polytope", Math. Program. 8, 1975).
  func proposedCovers() -> [ProposedCut] {
    exact.rows.indices.prefix(exact.programRowCount).flatMap { index in
      [true, false].compactMap { cover(index, isUpper: $0) }
    }
  }

  private func cover(_ index: Int, isUpper: Bool) -> ProposedCut? {
    guard let relaxation else { return nil }
    let row = exact.rows[index]
    guard let bound = isUpper ? row.upper : row.lower, row.entries.count > 1 else { return nil }
    // As Σ a x ≤ b with a > 0, of variables or of what they lack to 1.
    var right = isUpper ? bound : -bound
    var items: [(column: Int, weight: Integer, isTurned: Bool, value: Double)] = []
    for entry in row.entries {
      guard isInteger[entry.column], program.variables[entry.column].bounds == .unit else { return nil }
      let weight = isUpper ? entry.value : -entry.value
      let value = relaxation.value(entry.column)
      if weight.isNegative { right -= Rational(weight) }
      items.append((entry.column, weight.magnitude, weight.isNegative, weight.isNegative ? 1 - value : value))
    }
    guard right >= 0 else { return nil }
    let order = items.indices.sorted {
      ((1 - items[$0].value) / Double(items[$0].weight), $0) < ((1 - items[$1].value) / Double(items[$1].weight), $1)
    }
    var cover: [Int] = []
    var sum: Integer = 0
    for place in order {
      if Rational(sum) > right { break }
      cover.append(place)
      sum += items[place].weight
    }
    guard Rational(sum) > right else { return nil }
    for place in cover.sorted(by: { items[$0].value < items[$1].value })
    where Rational(sum - items[place].weight) > right {
      cover.removeAll { $0 == place }
      sum -= items[place].weight
    }
    guard cover.count > 1, let largest = cover.map({ items[$0].weight }).max() else { return nil }
    let isInCover = Set(cover)
    let extended = items.indices.filter { isInCover.contains($0) || items[$0].weight >= largest }
    let reached = extended.reduce(0.0) { $0 + items[$1].value }
    guard reached > Double(cover.count - 1) + 1e-4 else { return nil }
    let turned = extended.filter { items[$0].isTurned }.count
    // Above, the row says that the columns of the set take too much. With 1 / (sum − right) for its multiplier, both sides give the cut.
    let multiplier = (Rational(sum) - right).reciprocal
    let isExtended = Set(extended)
    var isAtUpper = [Bool](repeating: false, count: variables.count)
    for (place, item) in items.enumerated() {
      isAtUpper[item.column] = item.isTurned != (isInCover.contains(place) && isExtended.contains(place))
    }
    return ProposedCut(
      form: extended.map { (items[$0].column, items[$0].isTurned ? -1 : 1) },
      below: Integer(cover.count - 1 - turned), weights: (1, Double(multiplier * Rational(largest)) - 1),
      rowsAbove: [(index, (isUpper ? -1 : 1) * Double(multiplier))], isAtUpper: isAtUpper)
  }
}
