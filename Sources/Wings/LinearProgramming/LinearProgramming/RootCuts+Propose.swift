import Exact
import LinearProgrammingCheckers

extension BranchAndBound {
  /// Gomory's mixed-integer cuts of the rows of the tableau whose basic variable is a fraction, as splits: for the basic variable's
  /// row x + Σ aⱼ tⱼ = β, where tⱼ ≥ 0 is the distance of a nonbasic quantity from its bound, π rounds the aⱼ of integer quantities
  /// down if their fraction is at most that of β, else up (Gomory, "An algorithm for the mixed integer problem", RAND 1960).
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
    // Σ λ row − (λ A) x = 0; scaled so that the basic variable has the coefficient 1.
    var coefficients = [Double](repeating: 0, count: variables.count)
    for (place, index) in relaxation.rows.enumerated() where inverse[place] != 0 {
      let multiplier = inverse[place] / relaxation.scales[place]
      for entry in exact.rows[index].entries { coefficients[entry.column] -= multiplier * Double(entry.value) }
    }
    let scale = coefficients[basic]
    guard scale.magnitude > 1e-9 else { return nil }
    let value = relaxation.value(basic)
    let f0 = value - value.rounded(.down)
    guard 0.01...0.99 ~= f0, var below = Integer(exactly: value.rounded(.down)) else { return nil }
    var form = [Integer](repeating: 0, count: variables.count)
    form[basic] = 1
    var isAtUpper = [Bool](repeating: false, count: variables.count)
    for column in variables.indices where column != basic {
      let place = relaxation.place(ofColumn: column)
      if place == .basic { continue }
      isAtUpper[column] = place == .atUpper
      var a = coefficients[column] / scale
      if a.magnitude < 1e-11 { continue }
      if place == .atZero { return nil }
      guard isInteger[column] else { continue }
      if place == .atUpper { a = -a }
      guard let rounded = Self.rounded(a, f0),
        let bound = place == .atUpper ? loaded.upper[column] : loaded.lower[column]
      else { return nil }
      form[column] = place == .atUpper ? -rounded : rounded
      below += form[column] * bound.numerator
    }
    var proposed = ProposedCut(form: [], below: 0, weights: (1 / f0, 1 / (1 - f0)), isAtUpper: isAtUpper)
    for (place, index) in relaxation.rows.enumerated() {
      let status = relaxation.place(ofRow: place)
      if status == .basic { continue }
      let isUpper = status == .atUpper
      // The distance of the row from its bound has this coefficient.
      let a = inverse[place] / scale * (isUpper ? -1 : 1)
      if a.magnitude < 1e-11 { continue }
      var difference = a
      var gamma = a > 0 ? a / f0 : -a / (1 - f0)
      let row = exact.rows[index]
      if row.isWhole, let bound = isUpper ? row.upper : row.lower, bound.isInteger, index < exact.programRowCount {
        // Of the scaled row, which is an integer; so is its distance from the bound.
        let scaled = a / Double(row.scale)
        guard let rounded = Self.rounded(scaled, f0) else { return nil }
        let fraction = scaled - scaled.rounded(.down)
        gamma = (fraction <= f0 ? fraction / f0 : (1 - fraction) / (1 - f0)) * Double(row.scale)
        difference = (scaled - Double(rounded)) * Double(row.scale)
        if !rounded.isZero {
          let signed = isUpper ? -rounded : rounded
          for entry in row.entries { form[entry.column].addProduct(signed, entry.value) }
          below += signed * bound.numerator
        }
      }
      let factor = (isUpper ? -1 : 1) / relaxation.scales[place]
      let (weightBelow, weightAbove) = (gamma - difference / f0, gamma + difference / (1 - f0))
      if weightBelow > 1e-9 { proposed.rowsBelow.append((index, weightBelow * factor)) }
      if weightAbove > 1e-9 { proposed.rowsAbove.append((index, weightAbove * factor)) }
    }
    proposed.below = below
    proposed.form = form.indices.filter { !form[$0].isZero }.map { ($0, form[$0]) }
    return proposed
  }

  /// The coefficient of π for a, of a quantity that is an integer.
  private static func rounded(_ a: Double, _ f0: Double) -> Integer? {
    let down = a.rounded(.down)
    guard down.magnitude < 1e9 else { return nil }
    return Integer(exactly: a - down <= f0 ? down : down + 1)
  }

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
