/// The reduced row echelon form of an integer matrix over one common denominator.
///
/// With rank r, pivot columns c₀ < … < c₍r₋₁₎ and free columns f, the reduced form has a unit vector in every pivot column
/// and entries coordinates[f][k] / denominator in row k of every free column f.
///
/// The denominator is a nonzero r × r minor in the pivot columns, so by Cramer's rule all coordinates are integers.
/// Fraction-free elimination and elimination modulo primes both end here, and everything else begins here.
struct MatrixEchelon {
  let columns: Int
  let pivotColumns: [Int]
  let freeColumns: [Int]
  /// At least 1.
  let denominator: Integer
  /// For every free column, in order, its `rank` coordinates.
  let coordinates: [[Integer]]

  var rank: Int { pivotColumns.count }

  init(columns: Int, pivotColumns: [Int], denominator: Integer, coordinates: [[Integer]]) {
    self.columns = columns
    self.pivotColumns = pivotColumns
    self.freeColumns = MatrixEchelon.complement(of: pivotColumns, in: columns)
    self.denominator = denominator.magnitude
    self.coordinates = denominator.isNegative ? coordinates.map { $0.map { -$0 } } : coordinates
  }

  /// The numbers below `count` that are not in `chosen`, which ascends.
  static func complement(of chosen: [Int], in count: Int) -> [Int] {
    var rest = chosen[...]
    return (0..<count).filter { index in
      if rest.first != index { return true }
      rest.removeFirst()
      return false
    }
  }

  /// The reduced row echelon form with `rows` rows.
  func reduced(rows: Int) -> Matrix<Rational> {
    var form = Matrix<Rational>(rows: rows, columns: columns, repeating: 0)
    for (k, column) in pivotColumns.enumerated() { form[k, column] = 1 }
    for (column, entries) in zip(freeColumns, coordinates) {
      for (k, entry) in entries.enumerated() { form[k, column] = Rational(entry, denominator) }
    }
    return form
  }

  /// A basis of the kernel, a primitive vector for every free column among the first `count` columns.
  func kernel(ofFirst count: Int) -> [[Integer]] {
    zip(freeColumns, coordinates).prefix { $0.0 < count }.map { column, entries in
      var vector = [Integer](repeating: 0, count: count)
      vector[column] = denominator
      for (pivot, entry) in zip(pivotColumns, entries) where pivot < count { vector[pivot] = -entry }
      return vector.primitive()
    }
  }
}

extension Array where Element == Integer {
  /// The vector without the greatest common divisor of its entries; a zero vector stays what it is.
  func primitive() -> [Integer] {
    var divisor = Integer.zero
    for entry in self where !divisor.isOne { divisor = Integer.gcd(divisor, entry) }
    return divisor.isZero || divisor.isOne ? self : map { $0.dividedExactly(by: divisor) }
  }
}
