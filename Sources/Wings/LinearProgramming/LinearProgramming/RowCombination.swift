import Exact

/// A combination of rows, c·x = Σ λ row·x, of which a cut is rounded, and how.
package struct RowCombination: Sendable {
  /// λ of scaled rows, by their numbers in `ExactRows`, and whether the row is measured from its upper bound.
  package var multipliers: [(row: Int, value: Double, isUpper: Bool)]
  /// c by columns.
  package var coefficients: [Double]
  /// By what the combination is divided before it is rounded.
  package var divisor: Double
  /// Whether a column is measured from its upper bound.
  package var isAtUpper: [Bool]
}

extension BranchAndBound {
  /// The mixed-integer rounding of a combination, as a split.
  ///
  /// In the distances z ≥ 0 of columns and t ≥ 0 of rows from their bounds the combination is Σ aⱼ zⱼ + Σ σᵢ tᵢ = β. With f₀ the fraction of β, π
  /// rounds the aⱼ of integer columns, and the σᵢ of rows that are integers, down if their fraction is at most f₀, else up; each point
  /// has π·(z, t) ≤ ⌊β⌋ or ≥ ⌊β⌋ + 1, and both cases imply the cut (Gomory, "An algorithm for the mixed integer problem", RAND 1960).
  func rounding(of combination: RowCombination) -> ProposedCut? {
    let divisor = combination.divisor
    var beta = 0.0
    for (index, value, isUpper) in combination.multipliers {
      guard let bound = isUpper ? exact.rows[index].upper : exact.rows[index].lower else { return nil }
      beta += value * Double(bound)
    }
    // An integer column without a bound has the distance from 0, where its coefficient is whole.
    func bound(_ column: Int) -> Rational? {
      combination.isAtUpper[column] ? variables[column].bounds.upper : variables[column].bounds.lower
    }
    for column in variables.indices where combination.coefficients[column].magnitude > 0 {
      if let bound = bound(column) { beta -= combination.coefficients[column] * Double(bound) }
    }
    beta /= divisor
    let f0 = beta - beta.rounded(.down)
    guard 0.01...0.99 ~= f0, var below = Integer(exactly: beta.rounded(.down)) else { return nil }
    var form = [Integer](repeating: 0, count: variables.count)
    for column in variables.indices {
      var a = combination.coefficients[column] / divisor
      if a.magnitude < 1e-11 { continue }
      let isUpper = combination.isAtUpper[column]
      let bound = bound(column)
      guard bound != nil || isInteger[column] && (a - a.rounded()).magnitude < 1e-9 else { return nil }
      guard isInteger[column] else { continue }
      if isUpper { a = -a }
      guard let rounded = Self.rounded(a, f0) else { return nil }
      form[column] = isUpper ? -rounded : rounded
      if let bound { below += form[column] * bound.numerator }
    }
    var proposed = ProposedCut(
      form: [], below: 0, weights: (1 / f0, 1 / (1 - f0)), isAtUpper: combination.isAtUpper)
    for (index, value, isUpper) in combination.multipliers {
      let a = (isUpper ? value : -value) / divisor
      if a.magnitude < 1e-13 { continue }
      var difference = a
      var gamma = a > 0 ? a / f0 : -a / (1 - f0)
      let row = exact.rows[index]
      if row.isWhole, let bound = isUpper ? row.upper : row.lower, bound.isInteger {
        guard let rounded = Self.rounded(a, f0) else { return nil }
        let fraction = a - a.rounded(.down)
        gamma = fraction <= f0 ? fraction / f0 : (1 - fraction) / (1 - f0)
        difference = a - Double(rounded)
        if !rounded.isZero {
          let signed = isUpper ? -rounded : rounded
          for entry in row.entries { form[entry.column].addProduct(signed, entry.value) }
          below += signed * bound.numerator
        }
      }
      let factor = isUpper ? -1.0 : 1
      let (weightBelow, weightAbove) = (gamma - difference / f0, gamma + difference / (1 - f0))
      if weightBelow > 1e-12 { proposed.rowsBelow.append((index, weightBelow * factor)) }
      if weightAbove > 1e-12 { proposed.rowsAbove.append((index, weightAbove * factor)) }
    }
    proposed.below = below
    proposed.form = form.indices.filter { !form[$0].isZero }.map { ($0, form[$0]) }
    return proposed.form.isEmpty ? nil : proposed
  }

  /// The coefficient of π for a, of a quantity that is an integer.
  private static func rounded(_ a: Double, _ f0: Double) -> Integer? {
    let down = a.rounded(.down)
    guard down.magnitude < 1e9 else { return nil }
    return Integer(exactly: a - down <= f0 ? down : down + 1)
  }
}
