/// The solution of a square system by p-adic lifting: digit after digit of x modulo powers of one prime, until the fractions
/// that have these digits solve the system over the integers.
///
/// One inversion modulo the prime is all the cubic work there is; each digit of 60 bits costs a product of the inverse with a
/// vector, and one of the matrix with the digits. Digits are as many as the answer is long, not as Hadamard's bound allows.
///
/// Dixon, "Exact solution of linear equations using p-adic expansions", Numer. Math. 40, 1982, doi:10.1007/BF01459082.
struct MatrixDixon {
  /// The unique solution of A x = b over a common denominator, or nil if A is singular modulo each of a few primes (and so, most likely, singular).
  ///
  /// - Complexity: O(n³) operations on words, and O(n² k (l + 1)) for solutions of k digits and entries of l limbs.
  static func solution(of matrix: Matrix<Integer>, _ right: [Integer]) -> CommonFractions? {
    let order = matrix.rows
    if order == 0 { return CommonFractions(numerators: [], denominator: 1) }
    var primes = ModularPrimes()
    for _ in 0..<4 {
      guard let prime = primes.next() else { return nil }
      let field = ModularField(prime: prime)
      guard let inverse = inverse(of: matrix, field) else { continue }
      let values = GroupedEntries(matrix)
      return PadicLifting(values, right, field).solution(LiftedResidual(values, right, prime: prime)) { elements in
        product(inverse, elements, field)
      }
    }
    return nil
  }

  /// A⁻¹ modulo the prime, row by row, in Montgomery's form; nil if the matrix is singular there.
  private static func inverse(of matrix: Matrix<Integer>, _ field: ModularField) -> [UInt64]? {
    let order = matrix.rows
    let extended = Matrix<Integer>(rows: order, columns: 2 * order) { i, j in
      j < order ? matrix[i, j] : i == j - order ? 1 : 0
    }
    let all = Array(0..<order)
    let elimination = ModularElimination(extended, rows: all, columns: Array(0..<2 * order), modulo: field)
    guard elimination.pivotColumns == all else { return nil }
    let reciprocal = field.reciprocal(elimination.determinant)
    var inverse = [UInt64](repeating: 0, count: order * order)
    for column in 0..<order {
      let numerators = elimination.numerators(ofColumn: order + column)
      for row in 0..<order { inverse[row * order + column] = field.multiply(numerators[row], reciprocal) }
    }
    return inverse
  }

  /// The product of the inverse with a vector, as plain numbers.
  private static func product(_ inverse: [UInt64], _ vector: [UInt64], _ field: ModularField) -> [UInt64] {
    inverse.withUnsafeBufferPointer { inverse in
      vector.withUnsafeBufferPointer { elements in
        let order = elements.count
        return (0..<order).map { row in
          guard let inverse = inverse.baseAddress, let elements = elements.baseAddress else { return 0 }
          return field.value(field.dot(inverse + row * order, elements, order))
        }
      }
    }
  }
}
