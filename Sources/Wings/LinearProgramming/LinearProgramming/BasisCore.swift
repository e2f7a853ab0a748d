import Exact

/// The basic variables against the rows at their bounds: a square matrix M that a step of the simplex method changes by a row, a column
/// or both, and exact solutions with it.
///
/// Small matrices have their inverse kept, in integers over a common denominator, which is quick to change. Larger ones are factored
/// anew after each step, sparsely, modulo a prime: the inverse of a basis of some hundred rows is full of long numbers, its factors
/// are nearly empty.
struct BasisCore {
  private enum Form {
    case inverse(FractionFreeInverse)
    case factors(rows: [Int], columns: [Int], SparseSystem)
  }

  /// From this order on matrices are factored. Chosen, not measured: both forms are exact.
  static let leastFactoredOrder = 40

  private let program: ScaledProgram
  private var form = Form.inverse(FractionFreeInverse())

  /// The empty matrix.
  init(_ program: ScaledProgram) { self.program = program }

  /// The matrix with these rows and columns of the program, factored; nil if it is not square, is small, or is singular.
  init?(_ program: ScaledProgram, rows: [Int], columns: [Int]) {
    self.program = program
    guard rows.count == columns.count, rows.count >= Self.leastFactoredOrder,
      let system = Self.system(program, rows, columns)
    else { return nil }
    form = .factors(rows: rows, columns: columns, system)
  }

  private static func system(_ program: ScaledProgram, _ rows: [Int], _ columns: [Int]) -> SparseSystem? {
    let position = positions(columns, of: program.columnCount)
    return SparseSystem(
      rows: rows.map { row in
        program.rows[row].compactMap { position[$0.index] < 0 ? nil : (position[$0.index], $0.value) }
      })
  }

  private static func positions(_ chosen: [Int], of count: Int) -> [Int] {
    var position = [Int](repeating: -1, count: count)
    for (place, index) in chosen.enumerated() { position[index] = place }
    return position
  }

  /// The rows of the program that M has.
  var rows: [Int] {
    switch form {
    case .inverse(let inverse): inverse.rows
    case .factors(let rows, _, _): rows
    }
  }

  /// The columns of the program that M has.
  var columns: [Int] {
    switch form {
    case .inverse(let inverse): inverse.columns
    case .factors(_, let columns, _): columns
    }
  }

  /// The order of M.
  var count: Int { rows.count }

  /// M⁻¹ · right, one number for each of `columns`.
  func solution(_ right: [Integer]) -> CommonFractions {
    switch form {
    case .inverse(let inverse):
      CommonFractions(numerators: inverse.multiplied(by: right), denominator: inverse.denominator)
    case .factors(_, _, let system): system.solution(right)
    }
  }

  /// left · M⁻¹, one number for each of `rows`.
  func leftSolution(_ left: [Integer]) -> CommonFractions {
    switch form {
    case .inverse(let inverse):
      CommonFractions(numerators: inverse.multiplied(fromLeftBy: left), denominator: inverse.denominator)
    case .factors(_, _, let system): system.leftSolution(left)
    }
  }

  /// M⁻¹ · (the column of the program, in the rows of M).
  func solution(ofColumn column: Int) -> CommonFractions { solution(entries(ofColumn: column)) }

  /// M⁻¹ · (the unit vector of a row of the program).
  func solution(ofUnit row: Int) -> CommonFractions { solution(rows.map { $0 == row ? 1 : 0 }) }

  /// The entries of a column of the program in the rows of M.
  private func entries(ofColumn column: Int) -> [Integer] {
    let position = Self.positions(rows, of: program.rowCount)
    var dense = [Integer](repeating: 0, count: count)
    for entry in program.columns[column] where position[entry.index] >= 0 { dense[position[entry.index]] = entry.value }
    return dense
  }

  /// The entries of a row of the program in the columns of M.
  private func entries(ofRow row: Int) -> [Integer] {
    let position = Self.positions(columns, of: program.columnCount)
    var dense = [Integer](repeating: 0, count: count)
    for entry in program.rows[row] where position[entry.index] >= 0 { dense[position[entry.index]] = entry.value }
    return dense
  }

  /// Adds a row and a column.
  ///
  /// - Precondition: The new matrix is invertible, as after every change.
  mutating func grow(row: Int, column: Int) {
    guard case .inverse(let inverse) = form else { return change { ($0 + [row], $1 + [column]) } }
    let right = inverse.multiplied(by: entries(ofColumn: column))
    var pivot = (program.rows[row].first { $0.index == column }?.value ?? 0) * inverse.denominator
    for (entry, value) in zip(entries(ofRow: row), right) { pivot.subtractProduct(entry, value) }
    grow(row: row, column: column, right: right, pivot: pivot)
  }

  /// The same, if denominator · M⁻¹ · (the column) and the pivot, as `FractionFreeInverse.grow` takes them, are known.
  mutating func grow(row: Int, column: Int, right: [Integer], pivot: Integer) {
    guard case .inverse(var inverse) = form else { return grow(row: row, column: column) }
    let left = inverse.multiplied(fromLeftBy: entries(ofRow: row))
    form = .inverse(FractionFreeInverse())
    inverse.grow(row: row, column: column, right: right, left: left, pivot: pivot)
    form = .inverse(inverse)
  }

  /// Removes a row and a column.
  mutating func shrink(row: Int, column: Int) {
    guard case .inverse(var inverse) = form else {
      return change { rows, columns in (rows.filter { $0 != row }, columns.filter { $0 != column }) }
    }
    guard let r = inverse.rows.firstIndex(of: row), let c = inverse.columns.firstIndex(of: column) else { return }
    form = .inverse(FractionFreeInverse())
    inverse.shrink(row: r, column: c)
    form = .inverse(inverse)
  }

  /// Puts another column in the place of one.
  mutating func replaceColumn(_ old: Int, with new: Int) {
    guard case .inverse(var inverse) = form else {
      return change { rows, columns in (rows, columns.map { $0 == old ? new : $0 }) }
    }
    guard let c = inverse.columns.firstIndex(of: old) else { return }
    let right = inverse.multiplied(by: entries(ofColumn: new))
    form = .inverse(FractionFreeInverse())
    inverse.replaceColumn(c, with: new, right: right)
    form = .inverse(inverse)
  }

  /// Puts another row in the place of one.
  mutating func replaceRow(_ old: Int, with new: Int) {
    guard case .inverse(var inverse) = form else {
      return change { rows, columns in (rows.map { $0 == old ? new : $0 }, columns) }
    }
    guard let r = inverse.rows.firstIndex(of: old) else { return }
    let left = inverse.multiplied(fromLeftBy: entries(ofRow: new))
    form = .inverse(FractionFreeInverse())
    inverse.replaceRow(r, with: new, left: left)
    form = .inverse(inverse)
  }

  private mutating func change(_ change: ([Int], [Int]) -> (rows: [Int], columns: [Int])) {
    let (rows, columns) = change(self.rows, self.columns)
    if let system = Self.system(program, rows, columns) {
      form = .factors(rows: rows, columns: columns, system)
    } else {
      // The determinant is a multiple of the first primes, which only a program made for that has: its inverse is kept instead.
      form = .inverse(FractionFreeInverse())
      fill(rows: rows, columns: columns)
    }
  }

  /// Builds the inverse from the empty matrix: short columns first, which keep it sparse, each with the row that has the shortest pivot.
  ///
  /// - Returns: the columns that depend on others, which are left out, and the rows that are then left over.
  @discardableResult
  mutating func fill(rows: [Int], columns: [Int]) -> (columns: [Int], rows: [Int]) {
    var open = Set(rows)
    var left: [Int] = []
    let sorted = columns.sorted { (program.columns[$0].count, $0) < (program.columns[$1].count, $1) }
    for j in sorted {
      guard let (row, right, pivot) = pivot(ofColumn: j, in: open) else {
        left.append(j)
        continue
      }
      grow(row: row, column: j, right: right, pivot: pivot)
      open.remove(row)
    }
    return (left, open.sorted())
  }

  /// The row among the open ones in which a column has the shortest pivot, with what `grow` then needs; nil if it depends on the columns
  /// of M in all of them.
  private func pivot(ofColumn j: Int, in open: Set<Int>) -> (row: Int, right: [Integer], pivot: Integer)? {
    guard case .inverse(let inverse) = form else { return nil }
    let right = inverse.multiplied(by: entries(ofColumn: j))
    var residuals: [Int: Integer] = [:]
    for entry in program.columns[j] where open.contains(entry.index) {
      residuals[entry.index] = entry.value * inverse.denominator
    }
    for (position, column) in inverse.columns.enumerated() where !right[position].isZero {
      for entry in program.columns[column] where open.contains(entry.index) {
        residuals[entry.index, default: 0].subtractProduct(entry.value, right[position])
      }
    }
    // Ties by index: the order of a dictionary must not show.
    let candidates = residuals.filter { !$0.value.isZero }
    return candidates.min(by: { ($0.value.bitWidth, $0.key) < ($1.value.bitWidth, $1.key) })
      .map { ($0.key, right, $0.value) }
  }
}
