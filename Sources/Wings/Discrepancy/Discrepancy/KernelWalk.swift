import Exact
import LinearProgramming

/// A walk inside the cube [0,1]ⁿ that keeps M y, from any point to a vertex of what it can reach.
///
/// Coordinates enter one after the other. Those that are still moving have linearly independent columns; when the next
/// column depends on them, the dependency is a direction in which all of them can move without changing M y, until one of
/// them reaches 0 or 1 and stops for good. So after each coordinate at most rank(M) of those that have entered are
/// fractional.
///
/// The numbers stay short: the moving coordinates solve a linear system with the matrix of their columns, so by Cramer's
/// rule its determinant and the denominators of the point are all that denominators can contain.
struct KernelWalk {
  /// The entries of a column other than 0, by row.
  typealias Column = [(row: Int, value: Integer)]

  private let rowCount: Int
  private var columns: [Column] = []
  private var moving = FractionFreeInverse()
  /// Where the coordinates that have entered are now.
  private(set) var point: [Rational] = []

  /// A walk that keeps M y for a matrix with this many rows, whose columns are still to enter.
  init(rowCount: Int) { self.rowCount = rowCount }

  /// Lets the next coordinate enter with its column and its value in [0,1].
  ///
  /// Of the two directions it takes the one that does not raise Σ cost · y, and if both do not, the one that raises the
  /// new coordinate.
  ///
  /// - Complexity: O(k(k + m)) operations on minors of k columns, k ≤ rank(M) the number of moving coordinates.
  mutating func enter(_ column: Column, at value: Rational, cost: (Int) -> Rational = { _ in 0 }) {
    let number = point.count
    columns.append(column)
    point.append(value)
    if value.isInteger { return }
    let right = moving.multiplied(by: entries(column))
    if let (row, pivot) = independentRow(column, right) {
      let left = moving.multiplied(fromLeftBy: moving.columns.map { entry(columns[$0], row) })
      moving.grow(row: row, column: number, right: right, left: left, pivot: pivot)
      return
    }
    // M · (denominator · e_number − Σ right_c · e_c) = 0.
    var rates = right.map { -$0 }
    var ownRate = moving.denominator
    var slope = cost(number) * Rational(ownRate)
    for (c, rate) in zip(moving.columns, rates) where !rate.isZero { slope += cost(c) * Rational(rate) }
    if slope > 0 {
      rates = right
      ownRate = -ownRate
    }
    walk(number, rates, ownRate, right)
  }

  private mutating func walk(_ number: Int, _ rates: [Integer], _ ownRate: Integer, _ right: [Integer]) {
    func room(_ value: Rational, _ rate: Integer) -> Rational {
      (rate.isNegative ? value : 1 - value) / Rational(rate.magnitude)
    }
    var length = room(point[number], ownRate)
    var stopping: Int?
    for (position, rate) in rates.enumerated() where !rate.isZero {
      let candidate = room(point[moving.columns[position]], rate)
      if candidate < length { (length, stopping) = (candidate, position) }
    }
    for (position, rate) in rates.enumerated() where !rate.isZero {
      point[moving.columns[position]] += length * Rational(rate)
    }
    point[number] += length * Rational(ownRate)
    if let stopping { moving.replaceColumn(stopping, with: number, right: right) }
    // Several may have reached 0 or 1 at once. All of them stop for good, which sums over prefixes rely on.
    while let c = moving.columns.firstIndex(where: { point[$0].isInteger }) { moving.shrink(column: c) }
  }

  private func entry(_ column: Column, _ row: Int) -> Integer { column.first { $0.row == row }?.value ?? 0 }

  private func entries(_ column: Column) -> [Integer] {
    var dense = [Integer](repeating: 0, count: rowCount)
    for (row, value) in column { dense[row] = value }
    return moving.rows.map { dense[$0] }
  }

  /// A row that shows the column to be independent of the moving ones, and by how much; nil if it depends on them.
  private func independentRow(_ column: Column, _ right: [Integer]) -> (row: Int, pivot: Integer)? {
    if moving.count == rowCount { return nil }
    var residual = [Integer](repeating: 0, count: rowCount)
    for (row, value) in column { residual[row] = value * moving.denominator }
    for (c, factor) in zip(moving.columns, right) where !factor.isZero {
      for (row, value) in columns[c] { residual[row].subtractProduct(value, factor) }
    }
    // The shortest pivot keeps the minors short. In the rows of the moving coordinates the residual is 0.
    return residual.enumerated().filter { !$0.element.isZero }
      .min { ($0.element.bitWidth, $0.offset) < ($1.element.bitWidth, $1.offset) }
      .map { (row: $0.offset, pivot: $0.element) }
  }

  /// The columns of a matrix whose rows are first multiplied by their denominators, which changes no kernel.
  static func columns(_ matrix: Matrix<Rational>) -> [Column] {
    var columns = [Column](repeating: [], count: matrix.columns)
    for i in 0..<matrix.rows {
      var scale: Integer = 1
      for j in 0..<matrix.columns where !scale.isMultiple(of: matrix[i, j].denominator) {
        scale *= matrix[i, j].denominator / Integer.gcd(scale, matrix[i, j].denominator)
      }
      for j in 0..<matrix.columns where !matrix[i, j].isZero {
        columns[j].append((i, matrix[i, j].numerator * (scale / matrix[i, j].denominator)))
      }
    }
    return columns
  }
}
