/// A matrix as the different magnitudes of its entries, and which of them each entry has.
///
/// Matrices from kernels on 0/1 vectors have one for each distance, far fewer than columns; then it is better to add up first
/// what has the same factor.
struct GroupedEntries {
  let columns: Int
  /// Where each row's entries start, and the column of each, if the matrix is sparse.
  let sparse: (starts: [Int], columns: [Int32])?
  /// The different magnitudes.
  let magnitudes: [Integer]
  /// Of each entry, row by row (of a sparse matrix, of those it lists): twice the number of its magnitude, and 1 more if it is negative.
  let groups: [UInt32]

  init(_ matrix: Matrix<Integer>) {
    columns = matrix.columns
    sparse = nil
    (magnitudes, groups) = Self.grouped(matrix.storage)
  }

  init(_ matrix: SparseRows) {
    columns = matrix.order
    var starts = [0]
    for row in matrix.rows { starts.append(starts[starts.count - 1] + row.count) }
    sparse = (starts, matrix.rows.flatMap { $0.map { Int32($0.column) } })
    (magnitudes, groups) = Self.grouped(matrix.rows.flatMap { $0.map(\.value) })
  }

  private static func grouped(_ entries: [Integer]) -> (magnitudes: [Integer], groups: [UInt32]) {
    var numbers: [Integer: UInt32] = [:]
    var magnitudes: [Integer] = []
    let groups = entries.map { entry in
      let magnitude = entry.magnitude
      let number = numbers[magnitude] ?? UInt32(magnitudes.count)
      if Int(number) == magnitudes.count {
        numbers[magnitude] = number
        magnitudes.append(magnitude)
      }
      return 2 * number + (entry.isNegative ? 1 : 0)
    }
    return (magnitudes, groups)
  }

  /// Whether adding up first saves multiplications.
  var pays: Bool { sparse == nil && magnitudes.count <= columns / 2 }

  /// The product of a row with a vector.
  func product(row: Int, _ vector: [Integer]) -> Integer {
    var total = Integer.zero
    if let sparse {
      for k in sparse.starts[row]..<sparse.starts[row + 1] {
        let factor = vector[Int(sparse.columns[k])]
        if factor.isZero { continue }
        if groups[k] & 1 == 0 {
          total.addProduct(magnitudes[Int(groups[k] >> 1)], factor)
        } else {
          total.subtractProduct(magnitudes[Int(groups[k] >> 1)], factor)
        }
      }
      return total
    }
    let start = row * columns
    guard pays else {
      for column in 0..<columns {
        let group = groups[start + column]
        if group & 1 == 0 {
          total.addProduct(magnitudes[Int(group >> 1)], vector[column])
        } else {
          total.subtractProduct(magnitudes[Int(group >> 1)], vector[column])
        }
      }
      return total
    }
    var sums = [Integer](repeating: 0, count: magnitudes.count)
    for column in 0..<columns {
      let group = groups[start + column]
      if group & 1 == 0 { sums[Int(group >> 1)] += vector[column] } else { sums[Int(group >> 1)] -= vector[column] }
    }
    for (magnitude, sum) in zip(magnitudes, sums) where !sum.isZero { total.addProduct(magnitude, sum) }
    return total
  }
}
