/// Bareiss's elimination of a symmetric matrix with pivots on the diagonal.
///
/// What is left after k pivots, divided by the last pivot, is the Schur complement of the pivots' block: a quadratic form
/// whose value at u is the original form's value at the vector that u lifts to.
struct MatrixSymmetricElimination {
  /// The rows in their present order, eliminated up to `rank`; later rows hold the scaled Schur complement.
  private(set) var rows: [[Integer]]
  /// The original index of every present one.
  private(set) var order: [Int]
  private(set) var rank = 0

  init(_ matrix: Matrix<Integer>) {
    rows = matrix.nestedRows
    order = Array(0..<matrix.rows)
  }

  var size: Int { rows.count }

  /// The pivot before the next, 1 at the beginning. The Schur complement is what is left divided by it.
  var scale: Integer { rank == 0 ? 1 : rows[rank - 1][rank - 1] }

  /// The smallest nonzero entry left on the diagonal, if there is one.
  func pivot() -> Int? {
    (rank..<size).filter { !rows[$0][$0].isZero }.min { rows[$0][$0].bitWidth < rows[$1][$1].bitWidth }
  }

  /// The first nonzero entry left above the diagonal, if there is one.
  func offDiagonal() -> (Int, Int)? {
    for i in rank..<size {
      if let j = (i + 1..<max(size, i + 1)).first(where: { !rows[i][$0].isZero }) { return (i, j) }
    }
    return nil
  }

  /// Eliminates with the diagonal entry at `index`.
  ///
  /// - Complexity: O(size²) multiplications and exact divisions of minors.
  mutating func eliminate(with index: Int) {
    if index != rank {
      order.swapAt(index, rank)
      rows.swapAt(index, rank)
      for i in 0..<size { rows[i].swapAt(index, rank) }
    }
    let previous = scale
    let pivotRow = rows[rank]
    for i in rank + 1..<max(size, rank + 1) {
      // Symmetry gives the half below the diagonal.
      let factor = pivotRow[i]
      for j in i..<size {
        var entry = rows[i][j] * pivotRow[rank]
        entry.subtractProduct(factor, pivotRow[j])
        rows[i][j] = entry.dividedExactly(by: previous)
        rows[j][i] = rows[i][j]
      }
    }
    rank += 1
  }

  /// Adds row and column `j` to row and column `i`: a change of basis of what is left, which preserves its signs.
  mutating func add(_ j: Int, to i: Int) {
    for k in rank..<size { rows[i][k] += rows[j][k] }
    for k in rank..<size { rows[k][i] += rows[k][j] }
  }

  /// The vector in original coordinates at which the form has the value of the Schur complement at `tail` (one entry per
  /// index left), times a positive factor.
  func lift(_ tail: [Integer]) -> [Integer] {
    // The pivot rows annihilate it; scaled by the last pivot, Cramer's rule makes it integral.
    var present = [Integer](repeating: 0, count: rank) + tail.map { $0 * scale }
    for k in (0..<rank).reversed() {
      var value = Integer.zero
      for j in k + 1..<size { value.subtractProduct(rows[k][j], present[j]) }
      present[k] = value.dividedExactly(by: rows[k][k])
    }
    var vector = [Integer](repeating: 0, count: size)
    for (index, entry) in zip(order, present) { vector[index] = entry }
    return vector.primitive()
  }

  /// The vector over the indices left that is `first` at `i`, `second` at `j`, and 0 elsewhere.
  func tail(_ first: Integer, at i: Int, _ second: Integer = 0, at j: Int? = nil) -> [Integer] {
    (rank..<size).map { $0 == i ? first : $0 == j ? second : 0 }
  }
}
