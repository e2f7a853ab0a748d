/// Gaussian elimination of a matrix modulo a prime, one column after the other: P A = L U with unit lower triangular L
/// in the pivot columns, and U = L⁻¹ P A in all.
///
/// Working by columns ("left-looking") turns all cubic work into inner products, which `ModularField` reduces lazily:
/// the matrix costs mn · min(m, n) multiplications but only mn reductions.
struct ModularElimination {
  let field: ModularField

  /// The original rows in the order of elimination; the first `rank` are the pivot rows.
  private(set) var rowOrder: [Int]

  /// The pivot columns, ascending: the first columns that are not combinations of their predecessors.
  private(set) var pivotColumns: [Int] = []

  /// The product of the pivots, with the sign that puts the pivot rows into their original order: for a square matrix of
  /// full rank its determinant, otherwise that of the pivot minor.
  private(set) var determinant: UInt64

  /// The rows of U, `rank` of them, each over all columns.
  private var upper: [UInt64]
  /// 1 / U[k, k] at the pivots.
  private var inversePivots: [UInt64]
  private let columns: Int

  var rank: Int { pivotColumns.count }

  /// Eliminates the matrix of the given rows and columns of `matrix`, in that order.
  ///
  /// - Parameter stopsAtMissingPivot: Whether to give up at the first column without a pivot, as a determinant may.
  /// - Complexity: O(m n min(m, n)) multiplications of words plus O(m n *l*) for entries of *l* limbs.
  init(
    _ matrix: Matrix<Integer>, rows: [Int], columns: [Int], modulo field: ModularField,
    stopsAtMissingPivot: Bool = false
  ) {
    self.field = field
    self.columns = columns.count
    let (m, n) = (rows.count, columns.count)
    let depth = min(m, n)
    var order = Array(0..<m)
    var pivots: [Int] = []
    var inverses: [UInt64] = []
    var product = field.one
    var odd = false
    var eliminated = [UInt64](repeating: 0, count: depth * n)
    withUnsafeTemporaryAllocation(of: UInt64.self, capacity: m * n + m * depth + m + n) { scratch in
      guard let residues = scratch.baseAddress else { return }
      let lower = residues + m * n  // Row i of L stays at row i, whatever the order.
      let column = lower + m * depth
      matrix.storage.withUnsafeBufferPointer { entries in
        for i in 0..<m {
          let base = rows[i] * matrix.columns
          for j in 0..<n { residues[j * m + i] = field.element(entries[base + columns[j]]) }
        }
      }
      eliminated.withUnsafeMutableBufferPointer { upper in
        order.withUnsafeMutableBufferPointer { order in
          for j in 0..<n {
            let rank = pivots.count
            let source = residues + j * m
            for k in 0..<rank {
              let i = order[k]
              column[k] = field.subtract(source[i], field.dot(lower + i * depth, column, k))
              upper[k * n + j] = column[k]
            }
            var pivot = m
            var i = m
            while i > rank {
              i -= 1
              let row = order[i]
              column[i] = field.subtract(source[row], field.dot(lower + row * depth, column, rank))
              if column[i] != 0 { pivot = i }
            }
            if pivot == m {
              if stopsAtMissingPivot { return }
              continue
            }
            if pivot != rank {
              order.swapAt(pivot, rank)
              (column[pivot], column[rank]) = (column[rank], column[pivot])
              odd.toggle()
            }
            product = field.multiply(product, column[rank])
            upper[rank * n + j] = column[rank]
            pivots.append(j)
            let inverse = field.reciprocal(column[rank])
            inverses.append(inverse)
            for i in rank + 1..<max(m, rank + 1) {
              lower[order[i] * depth + rank] = field.multiply(column[i], inverse)
            }
          }
        }
      }
    }
    upper = eliminated
    inversePivots = inverses
    rowOrder = order
    pivotColumns = pivots
    determinant = odd ? field.negate(product) : product
  }

  /// The coordinates of column `j` with respect to the pivot columns, times the determinant: Cramer's numerators. The
  /// pivot columns must be the first ones.
  ///
  /// - Complexity: O(rank²) multiplications of words.
  func numerators(ofColumn j: Int) -> [UInt64] {
    let rank = rank
    return [UInt64](unsafeUninitializedCapacity: rank) { solution, count in
      count = rank
      guard let x = solution.baseAddress else { return }
      upper.withUnsafeBufferPointer { upper in
        guard let u = upper.baseAddress else { return }
        var k = rank
        while k > 0 {
          k -= 1
          let row = u + k * columns
          let rest = field.dot(row + k + 1, x + k + 1, rank - k - 1)
          x[k] = field.multiply(field.subtract(row[j], rest), inversePivots[k])
        }
        for k in 0..<rank { x[k] = field.multiply(x[k], determinant) }
      }
    }
  }
}
