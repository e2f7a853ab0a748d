extension Matrix where Element == Rational {
  /// The integer matrix whose row i is `scales[i]` times this one's, with the least positive scales.
  private func clearedByRow() -> (matrix: Matrix<Integer>, scales: [Integer]) {
    let scales = (0..<rows).map { i in row(i).commonDenominator() }
    return (Matrix<Integer>(rows: rows, columns: columns) { i, j in self[i, j].multiplied(by: scales[i]) }, scales)
  }

  /// The determinant; 1 for the 0 × 0 matrix. The matrix must be square.
  ///
  /// - Complexity: That of the integer matrix with denominators cleared row by row.
  public func determinant(method: EliminationMethod = .automatic) -> Rational {
    let (matrix, scales) = clearedByRow()
    return Rational(matrix.determinant(method: method), ModularReconstruction.product(scales[...]))
  }

  /// The rank.
  ///
  /// - Complexity: That of the integer matrix with denominators cleared row by row.
  public func rank(method: EliminationMethod = .automatic) -> Int { clearedByRow().matrix.rank(method: method) }

  /// The reduced row echelon form.
  ///
  /// - Complexity: That of the integer matrix with denominators cleared row by row.
  public func reducedRowEchelonForm(method: EliminationMethod = .automatic) -> ReducedRowEchelonForm {
    clearedByRow().matrix.reducedRowEchelonForm(method: method)
  }

  /// A basis of the vectors x with A x = 0: columns − rank integer vectors whose entries have no common divisor.
  ///
  /// - Complexity: That of the integer matrix with denominators cleared row by row.
  public func kernel(method: EliminationMethod = .automatic) -> [[Integer]] {
    clearedByRow().matrix.kernel(method: method)
  }

  /// All solutions of A x = b, or a proof that none exist; b must have an entry for every row.
  ///
  /// - Complexity: That of the integer system with denominators cleared equation by equation.
  public func solve(_ right: [Rational], method: EliminationMethod = .automatic) -> LinearSolution {
    precondition(right.count == rows, "\(right.count) right-hand sides do not fit \(rows) rows")
    let (system, scales) = appending(column: right).clearedByRow()
    let matrix = Matrix<Integer>(rows: rows, columns: columns) { system[$0, $1] }
    switch matrix.solve(system.column(columns), method: method) {
    case .inconsistent(let certificate):
      return .inconsistent(certificate: zip(certificate, scales).map { $0 * $1 }.primitive())
    case let solution:
      return solution
    }
  }
}

extension Array where Element == Rational {
  /// The least common multiple of the denominators.
  func commonDenominator() -> Integer {
    reduce(Integer(1)) { multiple, entry in
      let denominator = entry.denominator
      return denominator.isOne ? multiple : multiple / Integer.gcd(multiple, denominator) * denominator
    }
  }
}

extension Rational {
  /// The integer self · factor, for a multiple of the denominator.
  func multiplied(by factor: Integer) -> Integer { numerator * factor.dividedExactly(by: denominator) }
}
