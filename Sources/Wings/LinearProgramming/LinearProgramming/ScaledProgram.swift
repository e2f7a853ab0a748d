import Exact

/// A linear program in integers, always to be minimised: what the exact simplex method works on.
///
/// A *quantity* is a variable (its number) or the value of a constraint (n plus its number). Each row is scaled by a
/// positive integer that clears its denominators; so are its bounds. All bounds are whole multiples of 1/`boundUnit`, all
/// costs of 1/`costUnit`.
package struct ScaledProgram: Sendable {
  struct Entry: Sendable {
    let index: Int
    let value: Integer
  }

  /// The entries of each row by column, and of each column by row.
  let rows: [[Entry]]
  let columns: [[Entry]]
  /// By how much each row was multiplied.
  let rowScales: [Integer]
  let lower: [Integer?]
  let upper: [Integer?]
  let boundUnit: Integer
  let costs: [Integer]
  let costUnit: Integer

  var columnCount: Int { columns.count }
  var rowCount: Int { rows.count }
  var quantityCount: Int { columns.count + rows.count }

  init(_ program: LinearProgram) {
    var rows: [[Entry]] = []
    var columns = [[Entry]](repeating: [], count: program.variables.count)
    var scales: [Integer] = []
    for (i, constraint) in program.constraints.enumerated() {
      let scale = ScaledProgram.commonDenominator(constraint.terms.lazy.map(\.coefficient))
      let row = constraint.terms.map { term in
        Entry(index: term.variable, value: ScaledProgram.scaled(term.coefficient, by: scale))
      }
      for entry in row { columns[entry.index].append(Entry(index: i, value: entry.value)) }
      rows.append(row)
      scales.append(scale)
    }
    let bounds =
      program.variables.map(\.bounds)
      + zip(program.constraints, scales).map { constraint, scale in
        let factor = Rational(scale)
        return Bounds(
          lower: constraint.bounds.lower.map { $0 * factor }, upper: constraint.bounds.upper.map { $0 * factor })
      }
    let unit = ScaledProgram.commonDenominator(bounds.lazy.flatMap { [$0.lower, $0.upper] }.compactMap { $0 })
    let costUnit = ScaledProgram.commonDenominator(program.variables.lazy.map(\.cost))
    let sign: Integer = program.direction == .maximize ? -1 : 1
    self.rows = rows
    self.columns = columns
    rowScales = scales
    lower = bounds.map { $0.lower.map { ScaledProgram.scaled($0, by: unit) } }
    upper = bounds.map { $0.upper.map { ScaledProgram.scaled($0, by: unit) } }
    boundUnit = unit
    costs = program.variables.map { ScaledProgram.scaled($0.cost, by: costUnit) * sign }
    self.costUnit = costUnit
  }

  /// The least common multiple of the denominators.
  package static func commonDenominator(_ values: some Sequence<Rational>) -> Integer {
    var common: Integer = 1
    for value in values where !common.isMultiple(of: value.denominator) {
      common *= value.denominator / Integer.gcd(common, value.denominator)
    }
    return common
  }

  /// Σ left · right, over common denominators: a sum of many fractions one after the other is a greatest common divisor each.
  package static func dot(_ left: [Rational], _ right: [Rational]) -> Rational {
    precondition(left.count == right.count, "\(left.count) and \(right.count) entries have no inner product")
    let places = left.indices.filter { !left[$0].isZero && !right[$0].isZero }
    let leftUnit = commonDenominator(places.lazy.map { left[$0] })
    let rightUnit = commonDenominator(places.lazy.map { right[$0] })
    var sum = Integer.zero
    for k in places { sum.addProduct(scaled(left[k], by: leftUnit), scaled(right[k], by: rightUnit)) }
    return Rational(sum, leftUnit * rightUnit)
  }

  /// value · unit, a whole number.
  package static func scaled(_ value: Rational, by unit: Integer) -> Integer {
    value.numerator * unit.dividedExactly(by: value.denominator)
  }
}
