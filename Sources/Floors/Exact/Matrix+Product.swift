extension Matrix where Element: Numeric {
  /// The square matrix with ones on the diagonal and zeros elsewhere.
  ///
  /// - Complexity: O(n²).
  @inlinable
  public static func identity(_ size: Int) -> Matrix {
    Matrix(rows: size, columns: size) { $0 == $1 ? 1 : 0 }
  }

  /// The matrix product; `left` must have as many columns as `right` has rows.
  ///
  /// - Complexity: O(rows · inner · columns) operations on entries.
  @inlinable
  public static func * (left: Matrix, right: Matrix) -> Matrix {
    precondition(
      left.columns == right.rows,
      "a \(left.rows) × \(left.columns) matrix cannot multiply a \(right.rows) × \(right.columns) one")
    var product = Matrix(rows: left.rows, columns: right.columns, repeating: .zero)
    for i in 0..<left.rows {
      for k in 0..<left.columns {
        let factor = left[i, k]
        if factor == .zero { continue }
        for j in 0..<right.columns { product[i, j] += factor * right[k, j] }
      }
    }
    return product
  }

  /// The matrix times a column vector with an entry for every column.
  ///
  /// - Complexity: O(rows · columns) operations on entries.
  @inlinable
  public static func * (matrix: Matrix, vector: [Element]) -> [Element] {
    precondition(
      matrix.columns == vector.count,
      "a \(matrix.rows) × \(matrix.columns) matrix cannot multiply a vector of \(vector.count) entries")
    return (0..<matrix.rows).map { i in
      var sum = Element.zero
      for j in 0..<matrix.columns { sum += matrix[i, j] * vector[j] }
      return sum
    }
  }

  /// A row vector, with an entry for every row, times the matrix.
  ///
  /// - Complexity: O(rows · columns) operations on entries.
  @inlinable
  public static func * (vector: [Element], matrix: Matrix) -> [Element] {
    precondition(
      matrix.rows == vector.count,
      "a row vector of \(vector.count) entries cannot multiply a \(matrix.rows) × \(matrix.columns) matrix")
    var sums = [Element](repeating: .zero, count: matrix.columns)
    for i in 0..<matrix.rows {
      for j in 0..<matrix.columns { sums[j] += vector[i] * matrix[i, j] }
    }
    return sums
  }
}

extension Array where Element == Integer {
  /// Σ self[i] · other[i]; the arrays must have equal lengths.
  ///
  /// - Complexity: O(count) multiplications.
  @inlinable
  public func dot(_ other: [Integer]) -> Integer {
    precondition(count == other.count, "vectors of \(count) and \(other.count) entries have no inner product")
    var sum = Integer.zero
    for (left, right) in zip(self, other) { sum.addProduct(left, right) }
    return sum
  }
}

extension Array where Element == Rational {
  /// Σ self[i] · other[i]; the arrays must have equal lengths.
  ///
  /// - Complexity: O(count) operations, whose operands may grow with every step: the sum's denominator is a divisor of
  ///   the product of all.
  @inlinable
  public func dot(_ other: [Rational]) -> Rational {
    precondition(count == other.count, "vectors of \(count) and \(other.count) entries have no inner product")
    var sum = Rational.zero
    for (left, right) in zip(self, other) { sum += left * right }
    return sum
  }
}
