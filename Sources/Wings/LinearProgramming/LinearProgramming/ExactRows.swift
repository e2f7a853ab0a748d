import Exact
import LinearProgrammingCheckers

/// The rows of a program that is to be minimised, and cuts after them, in integers: what proofs within branch and bound are made of.
///
/// Multipliers found in floating point, rounded to integers, are completed by the bounds of columns to a combination that has exactly the
/// form wanted (Neumaier and Shcherbina, "Safe bounds in linear and mixed-integer linear programming", Math. Program. 99, 2004); so
/// whatever the floating point did, what is proved holds.
struct ExactRows {
  /// A row times its scale.
  struct Row {
    var entries: [(column: Int, value: Integer)]
    var scale: Integer
    var lower: Rational?
    var upper: Rational?
    /// Whether the scaled form is an integer at each integer point.
    var isWhole: Bool
  }

  private(set) var rows: [Row] = []
  /// How many rows are the program's; cuts follow.
  let programRowCount: Int
  /// The objective times `costUnit`.
  let costs: [Integer]
  let costUnit: Integer
  private var residuals: [Integer]
  /// How bounds of columns that lack them follow from a row, each after those that it needs.
  private var implied: [ImpliedBound] = []

  /// A bound of a column that a row and the bounds of its other columns imply.
  private struct ImpliedBound {
    var column: Int
    var isUpper: Bool
    var row: Int
    /// Whether it is the row's upper bound that implies it.
    var usesUpper: Bool
    var coefficient: Integer
  }

  init(_ program: LinearProgram) {
    programRowCount = program.constraints.count
    costUnit = ScaledProgram.commonDenominator(program.variables.lazy.map(\.cost))
    costs = program.variables.map { [costUnit] in ScaledProgram.scaled($0.cost, by: costUnit) }
    residuals = [Integer](repeating: 0, count: program.variables.count)
    rows = program.constraints.map { constraint in
      let scale = ScaledProgram.commonDenominator(constraint.terms.lazy.map(\.coefficient))
      let factor = Rational(scale)
      return Row(
        entries: constraint.terms.map { ($0.variable, ScaledProgram.scaled($0.coefficient, by: scale)) }, scale: scale,
        lower: constraint.bounds.lower.map { $0 * factor }, upper: constraint.bounds.upper.map { $0 * factor },
        isWhole: constraint.terms.allSatisfy { program.variables[$0.variable].domain == .integers })
    }
    implied = Self.impliedBounds(rows, program)
  }

  private static func impliedBounds(_ rows: [Row], _ program: LinearProgram) -> [ImpliedBound] {
    var (hasLower, hasUpper) = (
      program.variables.map { $0.bounds.lower != nil }, program.variables.map { $0.bounds.upper != nil }
    )
    var found: [ImpliedBound] = []
    var isNew = true
    for _ in 0..<8 where isNew {
      isNew = false
      for (index, row) in rows.enumerated() {
        for usesUpper in [true, false] where (usesUpper ? row.upper : row.lower) != nil {
          // The columns that may make the row as small as they like, where it must not be large, or the other way round.
          let open = row.entries.filter { entry in
            entry.value.isNegative == usesUpper ? !hasUpper[entry.column] : !hasLower[entry.column]
          }
          for entry in row.entries where open.isEmpty || open.count == 1 && open[0].column == entry.column {
            let isUpper = entry.value.isNegative != usesUpper
            if isUpper ? hasUpper[entry.column] : hasLower[entry.column] { continue }
            found.append(
              ImpliedBound(
                column: entry.column, isUpper: isUpper, row: index, usesUpper: usesUpper, coefficient: entry.value))
            if isUpper { hasUpper[entry.column] = true } else { hasLower[entry.column] = true }
            isNew = true
          }
        }
      }
    }
    return found
  }

  /// Adds the cut entries · x ≥ least, of scale 1.
  mutating func append(cut entries: [(column: Int, value: Integer)], least: Integer) {
    rows.append(Row(entries: entries, scale: 1, lower: Rational(least), upper: nil, isWhole: false))
  }

  /// The bounds of columns at a node, and by which node of the tree each was tightened last; −1 for the program's own.
  struct ColumnBounds {
    var lower: [Rational?]
    var upper: [Rational?]
    var lowerCase: [Int]
    var upperCase: [Int]

    init(_ program: LinearProgram) {
      (lower, upper) = (program.variables.map(\.bounds.lower), program.variables.map(\.bounds.upper))
      lowerCase = lower.map { _ in -1 }
      upperCase = upper.map { _ in -1 }
    }
  }

  /// A combination of rows, columns and cases with integer multipliers, of scaled rows.
  struct Proof {
    /// How often the target, times its own scale, is combined; 0 for a contradiction.
    var factor: Integer
    var rows: [(row: Int, value: Integer)] = []
    var columns: [(column: Int, value: Integer)] = []
    /// Multipliers of what a node of the tree assumes.
    var cases: [(node: Int, value: Integer)] = []
    /// What it proves of the scaled target; nil for a contradiction.
    var least: Rational?
  }

  /// A form besides rows, with its bound on the side of the multiplier's sign: what a split of a cut assumes.
  struct Assumption {
    var entries: [(column: Int, value: Integer)]
    var multiplier: Integer
    var bound: Rational
  }

  /// Completes multipliers of rows to a combination that is `factor` times the target, or 0.
  ///
  /// - Returns: nil if a column lacks the bound that is needed, or what should contradict itself does not.
  /// - Complexity: O(nonzeros of the rows) operations on integers.
  mutating func completed(
    _ multipliers: [(row: Int, value: Integer)], factor: Integer, target: [Integer], _ bounds: ColumnBounds,
    _ assumption: Assumption? = nil
  ) -> Proof? {
    var proof = Proof(factor: factor)
    var least: Rational = 0
    for column in residuals.indices {
      residuals[column] = factor.isZero || target[column].isZero ? 0 : factor * target[column]
    }
    for (index, value) in multipliers where !value.isZero {
      let row = rows[index]
      // A multiplier of a bound that is not there is a rounding error.
      guard let bound = value.isNegative ? row.upper : row.lower else { continue }
      proof.rows.append((index, value))
      least += Rational(value) * bound
      for entry in row.entries { residuals[entry.column].subtractProduct(entry.value, value) }
    }
    if let assumption {
      proof.cases.append((0, assumption.multiplier))
      least += Rational(assumption.multiplier) * assumption.bound
      for entry in assumption.entries { residuals[entry.column].subtractProduct(entry.value, assumption.multiplier) }
    }
    // What is left in columns without a bound goes into a row that implies one.
    for bound in implied.reversed() {
      let residual = residuals[bound.column]
      guard bound.isUpper ? residual.isNegative : !residual.isNegative && !residual.isZero else { continue }
      guard (bound.isUpper ? bounds.upper : bounds.lower)[bound.column] == nil else { continue }
      let size = -((-residual.magnitude).floorQuotientAndRemainder(dividingBy: bound.coefficient.magnitude).quotient)
      let multiplier = bound.usesUpper ? -size : size
      let row = rows[bound.row]
      guard let side = bound.usesUpper ? row.upper : row.lower else { continue }
      proof.rows.append((bound.row, multiplier))
      least += Rational(multiplier) * side
      for entry in row.entries { residuals[entry.column].subtractProduct(entry.value, multiplier) }
    }
    for column in residuals.indices where !residuals[column].isZero {
      let value = residuals[column]
      guard let bound = value.isNegative ? bounds.upper[column] : bounds.lower[column] else { return nil }
      let node = value.isNegative ? bounds.upperCase[column] : bounds.lowerCase[column]
      if node < 0 { proof.columns.append((column, value)) } else { proof.cases.append((node, value)) }
      least += Rational(value) * bound
    }
    if factor.isZero { return least > 0 ? proof : nil }
    proof.least = least / Rational(factor)
    return proof
  }

  /// The combination as a certificate has it, its target divided by `unit`.
  func combination(
    _ proof: Proof, unit: Integer, cut: (Int) -> Int, depth: (Int) -> Int
  ) -> IntegerProgramTree.Combination {
    var combination = IntegerProgramTree.Combination(scale: Rational(proof.factor * unit))
    for (row, value) in proof.rows {
      if row < programRowCount {
        combination.rows.indices.append(row)
        combination.rows.values.append(Rational(value * rows[row].scale))
      } else {
        combination.cuts.indices.append(cut(row - programRowCount))
        combination.cuts.values.append(Rational(value))
      }
    }
    combination.columns = .init(indices: proof.columns.map(\.column), values: proof.columns.map { Rational($0.value) })
    combination.cases = .init(
      indices: proof.cases.map { depth($0.node) }, values: proof.cases.map { Rational($0.value) })
    return combination
  }
}
