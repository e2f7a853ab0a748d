import Exact

/// Linear algebra as it is taught, in rational numbers: what claims about matrices are decided with.
enum MatrixReference {
  /// The determinant by expansion along the first row.
  static func determinant(_ rows: [[Rational]]) -> Rational {
    guard let first = rows.first else { return 1 }
    var sum = Rational(0)
    for (column, entry) in first.enumerated() where entry != 0 {
      let minor = rows.dropFirst().map { row in Array(row[..<column] + row[(column + 1)...]) }
      let term = entry * determinant(minor)
      sum = column % 2 == 0 ? sum + term : sum - term
    }
    return sum
  }

  /// The reduced row echelon form, and the columns of its leading ones.
  static func reduced(_ rows: [[Rational]], columns: Int) -> (rows: [[Rational]], pivots: [Int]) {
    var rows = rows
    var pivots: [Int] = []
    for column in 0..<columns {
      let top = pivots.count
      guard let row = (top..<max(top, rows.count)).first(where: { rows[$0][column] != 0 }) else { continue }
      rows.swapAt(top, row)
      let pivot = rows[top][column]
      rows[top] = rows[top].map { $0 / pivot }
      for other in rows.indices where other != top {
        let factor = rows[other][column]
        if factor != 0 { rows[other] = zip(rows[other], rows[top]).map { $0 - factor * $1 } }
      }
      pivots.append(column)
    }
    return (rows, pivots)
  }

  /// Numbers of positive, negative and zero eigenvalues of a symmetric matrix.
  ///
  /// The characteristic polynomial by Faddeev and LeVerrier; its roots are real, so that as many are positive as its coefficients
  /// change sign (Descartes).
  static func inertia(_ rows: [[Rational]]) -> Inertia {
    let n = rows.count
    var coefficients = [Rational(1)]
    var product = rows.map { $0.map { _ in Rational(0) } }
    for k in 1..<max(n + 1, 1) {
      // M ← A M + cₖ₋₁ I, cₖ = −tr(A M)/k.
      for i in 0..<n { product[i][i] = product[i][i] + coefficients[k - 1] }
      product = rows.map { row in
        (0..<n).map { j in (0..<n).reduce(Rational(0)) { $0 + row[$1] * product[$1][j] } }
      }
      coefficients.append(0 - (0..<n).reduce(Rational(0)) { $0 + product[$1][$1] } / Rational(k))
    }
    let zero = coefficients.reversed().prefix { $0 == 0 }.count
    let signs = coefficients.filter { $0 != 0 }.map { $0 > 0 }
    let positive = zip(signs, signs.dropFirst()).count { $0 != $1 }
    return Inertia(positive: positive, negative: n - zero - positive, zero: zero)
  }
}

extension [Integer] {
  /// Whether there is no common divisor but 1.
  var isPrimitive: Bool {
    let divisor = reduce(Integer(0)) { divisor, entry in
      var (a, b) = (divisor, entry)
      while !b.isZero { (a, b) = (b, a % b) }
      return a
    }
    return divisor.magnitude == 1
  }

  /// Σ self[i] · other[i], product by product.
  func sumOfProducts(_ other: [Integer]) -> Integer {
    zip(self, other).reduce(Integer(0)) { sum, pair in sum + pair.0 * pair.1 }
  }
}
