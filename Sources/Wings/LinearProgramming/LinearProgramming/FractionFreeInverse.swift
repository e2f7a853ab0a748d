import Exact

/// The inverse of a square integer matrix that gains, loses and exchanges rows and columns: an integer matrix over a
/// common denominator.
///
/// The matrix M has a row for each of `rows` and a column for each of `columns`, both numbered by their callers' ids. Entry
/// [c, r] of its inverse is `adjugate[c][r] / denominator`, for the c-th id in `columns` and the r-th in `rows`. The
/// denominator is ± det M and each entry a minor of M, so by Hadamard's inequality they are as short as numbers that solve
/// the system can be; every division below leaves no remainder (the integer pivoting of Edmonds and Bareiss; Azulay and
/// Pique, "A revised simplex method with integer Q-matrices", ACM Trans. Math. Softw. 27, 2001).
///
/// **Invariant.** `denominator` > 0. Whoever calls an update has made sure that the new matrix is invertible.
package struct FractionFreeInverse: Sendable {
  /// The ids of the rows of M.
  package private(set) var rows: [Int] = []
  /// The ids of the columns of M.
  package private(set) var columns: [Int] = []
  /// |det M|, 1 for the empty matrix.
  package private(set) var denominator: Integer = 1
  private var adjugate: [[Integer]] = []

  /// The inverse of the empty matrix.
  package init() {}

  /// The number of rows, and of columns.
  package var count: Int { rows.count }

  /// denominator · M⁻¹ · right, one number for each of `columns`.
  ///
  /// - Complexity: O(count · entries of `right` other than 0).
  package func multiplied(by right: [Integer]) -> [Integer] {
    let support = right.indices.filter { !right[$0].isZero }
    return adjugate.map { row in
      var sum = Integer.zero
      for r in support { sum.addProduct(row[r], right[r]) }
      return sum
    }
  }

  /// denominator · left · M⁻¹, one number for each of `rows`.
  ///
  /// - Complexity: O(count · entries of `left` other than 0).
  package func multiplied(fromLeftBy left: [Integer]) -> [Integer] {
    var product = [Integer](repeating: 0, count: count)
    for (c, factor) in left.enumerated() where !factor.isZero {
      for r in product.indices { product[r].addProduct(factor, adjugate[c][r]) }
    }
    return product
  }

  /// denominator · M⁻¹ · (the unit vector of the r-th row).
  package func column(_ r: Int) -> [Integer] { adjugate.map { $0[r] } }

  /// Removes the c-th column, and that row without which the rest has the shortest numbers.
  ///
  /// - Complexity: O(count²) operations on minors.
  package mutating func shrink(column c: Int) {
    // M⁻¹ has no row of zeros.
    let candidates = adjugate[c].indices.filter { !adjugate[c][$0].isZero }
    guard let r = candidates.min(by: { (adjugate[c][$0].bitWidth, $0) < (adjugate[c][$1].bitWidth, $1) }) else {
      return
    }
    shrink(row: r, column: c)
  }

  /// Adds a row and a column at the end.
  ///
  /// - Parameters:
  ///   - right: denominator · M⁻¹ · (the new column in the old rows).
  ///   - left: denominator · (the new row in the old columns) · M⁻¹.
  ///   - pivot: denominator · corner − (new row) · `right`; not 0.
  /// - Complexity: O(count²) operations on minors.
  package mutating func grow(row: Int, column: Int, right: [Integer], left: [Integer], pivot: Integer) {
    precondition(!pivot.isZero, "the matrix would have no inverse")
    let old = denominator
    for c in adjugate.indices {
      FractionFreeInverse.combine(&adjugate[c], pivot, plus: right[c], left, over: old)
      adjugate[c].append(-right[c])
    }
    adjugate.append(left.map { -$0 } + [old])
    rows.append(row)
    columns.append(column)
    denominator = pivot
    normalize()
  }

  /// Removes the r-th row and the c-th column, where entry [c, r] of the inverse is not 0.
  ///
  /// - Complexity: O(count²) operations on minors.
  package mutating func shrink(row r: Int, column c: Int) {
    var pivotRow = adjugate.remove(at: c)
    let pivot = pivotRow.remove(at: r)
    precondition(!pivot.isZero, "the matrix would have no inverse")
    for i in adjugate.indices {
      let factor = adjugate[i].remove(at: r)
      FractionFreeInverse.combine(&adjugate[i], pivot, plus: -factor, pivotRow, over: denominator)
    }
    rows.remove(at: r)
    columns.remove(at: c)
    denominator = pivot
    normalize()
  }

  /// Puts another column in the place of the c-th.
  ///
  /// - Parameter right: denominator · M⁻¹ · (the new column); its c-th entry is not 0.
  /// - Complexity: O(count²) operations on minors.
  package mutating func replaceColumn(_ c: Int, with column: Int, right: [Integer]) {
    let pivot = right[c]
    precondition(!pivot.isZero, "the matrix would have no inverse")
    for i in adjugate.indices where i != c {
      FractionFreeInverse.combine(&adjugate[i], pivot, plus: -right[i], adjugate[c], over: denominator)
    }
    columns[c] = column
    denominator = pivot
    normalize()
  }

  /// Puts another row in the place of the r-th.
  ///
  /// - Parameter left: denominator · (the new row) · M⁻¹; its r-th entry is not 0.
  /// - Complexity: O(count²) operations on minors.
  package mutating func replaceRow(_ r: Int, with row: Int, left: [Integer]) {
    let pivot = left[r]
    precondition(!pivot.isZero, "the matrix would have no inverse")
    var factors = left
    factors[r] = 0
    for c in adjugate.indices {
      let own = adjugate[c][r]
      adjugate[c][r] = 0
      FractionFreeInverse.combine(&adjugate[c], pivot, plus: -own, factors, over: denominator)
      adjugate[c][r] = own
    }
    rows[r] = row
    denominator = pivot
    normalize()
  }

  /// row ← (pivot · row + factor · other) / divisor, without remainder.
  private static func combine(
    _ row: inout [Integer], _ pivot: Integer, plus factor: Integer, _ other: [Integer], over divisor: Integer
  ) {
    // Sparse programs leave most rows as they are: then a common factor of 1 costs nothing.
    if factor.isZero, pivot == divisor { return }
    for r in row.indices {
      let touched = !factor.isZero && !other[r].isZero
      if !touched, row[r].isZero { continue }
      var entry = row[r] * pivot
      if touched { entry.addProduct(factor, other[r]) }
      row[r] = divisor.isOne ? entry : entry.dividedExactly(by: divisor)
    }
  }

  private mutating func normalize() {
    guard denominator.isNegative else { return }
    denominator.negate()
    for c in adjugate.indices {
      for r in adjugate[c].indices { adjugate[c][r].negate() }
    }
  }
}
