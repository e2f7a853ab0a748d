import CGMP

/// Bareiss's elimination: rows of integers in which every entry is a minor of the matrix.
///
/// After k pivots, an entry below them is the determinant of the k pivot rows and columns bordered by the entry's own row
/// and column; the division that makes it so has no remainder. Entries therefore have at most the size that Hadamard's
/// bound gives a minor, and no fraction ever appears.
///
/// Bareiss, "Sylvester's identity and multistep integer-preserving Gaussian elimination", Math. Comp. 22, 1968,
/// doi:10.1090/S0025-5718-1968-0226829-0.
struct MatrixFractionFree {
  private(set) var rows: [[Integer]]
  let columns: Int
  private(set) var pivotColumns: [Int] = []
  /// Whether the rows were put into their order by an odd number of exchanges.
  private(set) var isOdd = false

  var rank: Int { pivotColumns.count }

  /// - Complexity: O(m n r) multiplications and exact divisions of minors, r the rank: integers of O(r (*b* + log r)) bits
  ///   for entries of *b* bits.
  init(_ matrix: Matrix<Integer>, stopsAtMissingPivot: Bool = false) {
    rows = matrix.nestedRows
    columns = matrix.columns
    var previous = Integer(1)
    for j in 0..<columns where rank < rows.count {
      let top = rank
      // The smallest pivot keeps the next minors no larger than they must be.
      var pivot: Int?
      for i in top..<rows.count where !rows[i][j].isZero {
        if let best = pivot, rows[best][j].bitWidth <= rows[i][j].bitWidth { continue }
        pivot = i
      }
      guard let pivot else {
        if stopsAtMissingPivot { return }
        continue
      }
      if pivot != top {
        rows.swapAt(pivot, top)
        isOdd.toggle()
      }
      let pivotRow = rows[top]
      for i in top + 1..<max(rows.count, top + 1) {
        MatrixFractionFree.eliminate(&rows[i], with: pivotRow, from: j, previous: previous)
      }
      previous = pivotRow[j]
      pivotColumns.append(j)
    }
  }

  /// row ← (pivot · row − row[j] · pivotRow) / previous, in the columns from j on.
  static func eliminate(_ row: inout [Integer], with pivotRow: [Integer], from j: Int, previous: Integer) {
    let pivot = pivotRow[j]
    let factor = row[j]
    row[j] = 0
    for column in j + 1..<max(row.count, j + 1) {
      var entry = row[column] * pivot
      entry.subtractProduct(factor, pivotRow[column])
      row[column] = previous.isOne ? entry : entry.dividedExactly(by: previous)
    }
  }

  /// The last pivot: the determinant of the pivot rows and columns, rows in their present order.
  var lastPivot: Integer { pivotColumns.last.map { rows[rank - 1][$0] } ?? 1 }

  /// The determinant of a square matrix.
  var determinant: Integer {
    if rank < columns { return 0 }
    return isOdd ? -lastPivot : lastPivot
  }

  /// The reduced form, by substitution from the last row up: Cramer's rule makes its divisions exact too.
  ///
  /// - Complexity: O(r²) multiplications for every free column.
  func echelon() -> MatrixEchelon {
    let denominator = lastPivot
    let coordinates = MatrixEchelon.complement(of: pivotColumns, in: columns).map { column in
      solution((0..<rank).map { rows[$0][column] }, scale: denominator)
    }
    return MatrixEchelon(
      columns: columns, pivotColumns: pivotColumns, denominator: denominator, coordinates: coordinates)
  }

  /// The x with U x = scale · right, where U is the upper triangle in the pivot columns.
  private func solution(_ right: [Integer], scale: Integer) -> [Integer] {
    var x = [Integer](repeating: 0, count: rank)
    for k in (0..<rank).reversed() {
      var value = right[k] * scale
      for l in k + 1..<max(rank, k + 1) { value.subtractProduct(rows[k][pivotColumns[l]], x[l]) }
      x[k] = value.dividedExactly(by: rows[k][pivotColumns[k]])
    }
    return x
  }
}

extension Integer {
  /// self / divisor, for a divisor that leaves no remainder; faster than a division that must find that out.
  package func dividedExactly(by divisor: Integer) -> Integer {
    if asInt != nil || divisor.asInt != nil { return self / divisor }
    return Integer.fromGMP { target in withGMP { value in divisor.withGMP { __gmpz_divexact(target, value, $0) } } }
  }
}
