import CGMP

/// The solution of a square system by p-adic lifting: digit after digit of x modulo powers of one prime, until the fractions
/// that have these digits solve the system over the integers.
///
/// One inversion modulo the prime is all the cubic work there is; each digit of 60 bits costs a product of the inverse with a
/// vector, and one of the matrix with the digits. Digits are as many as the answer is long, not as Hadamard's bound allows.
///
/// Dixon, "Exact solution of linear equations using p-adic expansions", Numer. Math. 40, 1982, doi:10.1007/BF01459082.
struct MatrixDixon {
  /// The unique solution of A x = b, or nil if A is singular modulo each of a few primes (and so, most likely, singular).
  ///
  /// - Complexity: O(n³) operations on words, and O(n² k (l + 1)) for solutions of k digits and entries of l limbs.
  static func solution(of matrix: Matrix<Integer>, _ right: [Integer]) -> [Rational]? {
    let order = matrix.rows
    if order == 0 { return [] }
    var primes = ModularPrimes()
    for _ in 0..<4 {
      guard let prime = primes.next() else { return nil }
      let field = ModularField(prime: prime)
      guard let inverse = inverse(of: matrix, field) else { continue }
      return lift(matrix, right, inverse, field)
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

  private static func lift(
    _ matrix: Matrix<Integer>, _ right: [Integer], _ inverse: [UInt64], _ field: ModularField
  ) -> [Rational] {
    var residual = LiftedResidual(matrix, right, prime: field.prime)
    let order = matrix.rows
    var digits: [[UInt64]] = []
    var elements = [UInt64](repeating: 0, count: order)
    // The first attempt at a few digits, each further one at a third more.
    var attempt = 4
    while true {
      for row in 0..<order { elements[row] = field.element(residual[row]) }
      let digit = inverse.withUnsafeBufferPointer { inverse in
        elements.withUnsafeBufferPointer { elements in
          (0..<order).map { row in
            guard let inverse = inverse.baseAddress, let elements = elements.baseAddress else { return UInt64(0) }
            return field.value(field.dot(inverse + row * order, elements, order))
          }
        }
      }
      digits.append(digit)
      residual.subtract(digit)
      guard digits.count == attempt || residual.isZero else { continue }
      if let solution = fractions(digits, field.prime, matrix, right) { return solution }
      attempt += max(2, attempt / 3)
    }
  }

  /// The fractions with the given digits, if they solve the system.
  private static func fractions(
    _ digits: [[UInt64]], _ prime: UInt64, _ matrix: Matrix<Integer>, _ right: [Integer]
  ) -> [Rational]? {
    let modulus = Integer(prime).power(digits.count)
    // |numerator| · 2 · denominator < modulus makes a fraction unique.
    let bound = (modulus >> 1).squareRoot()
    var denominator: Integer = 1
    var numerators: [Integer] = []
    var powers = [Integer(prime)]
    while 1 << powers.count < digits.count { powers.append(powers[powers.count - 1] * powers[powers.count - 1]) }
    for entry in 0..<matrix.rows {
      let value = combined(digits.map { Integer($0[entry]) }, powers)
      // Denominators mostly agree, so that with the former ones multiplied in nothing is left to find.
      var scaled = value * denominator % modulus
      if scaled > modulus >> 1 { scaled -= modulus }
      if scaled.magnitude > bound || denominator > bound {
        guard let fraction = fraction(scaled, modulus, bound) else { return nil }
        scaled = fraction.numerator
        for index in numerators.indices { numerators[index] *= fraction.denominator }
        denominator *= fraction.denominator
        guard denominator <= bound else { return nil }
      }
      numerators.append(scaled)
    }
    for row in 0..<matrix.rows {
      var sum = Integer.zero
      for column in 0..<matrix.columns { sum.addProduct(matrix[row, column], numerators[column]) }
      if sum != denominator * right[row] { return nil }
    }
    return numerators.map { Rational($0, denominator) }
  }

  /// Σ digits[i] pⁱ, by halves so that multiplications stay balanced; powers[k] is p to 2ᵏ.
  private static func combined(_ digits: [Integer], _ powers: [Integer]) -> Integer {
    var (level, values) = (0, digits)
    while values.count > 1 {
      values = stride(from: 0, to: values.count, by: 2).map { index in
        index + 1 < values.count ? values[index] + values[index + 1] * powers[level] : values[index]
      }
      level += 1
    }
    return values[0]
  }

  /// The fraction with numerator and denominator of magnitude at most `bound` that is `value` modulo `modulus`, by Euclid's
  /// algorithm stopped half-way; nil if there is none.
  private static func fraction(
    _ value: Integer, _ modulus: Integer, _ bound: Integer
  ) -> (numerator: Integer, denominator: Integer)? {
    var (old, new) = (modulus, value < 0 ? value + modulus : value)
    var (oldFactor, factor): (Integer, Integer) = (0, 1)
    while new > bound {
      let (quotient, rest) = old.quotientAndRemainder(dividingBy: new)
      (old, new) = (new, rest)
      (oldFactor, factor) = (factor, oldFactor - quotient * factor)
    }
    guard !factor.isZero, factor.magnitude <= bound else { return nil }
    return factor < 0 ? (-new, -factor) : (new, factor)
  }
}

/// b − A (c₀ + c₁ p + …), divided by the power of p that divides it: what is left of the system after some digits.
private struct LiftedResidual {
  private let order: Int
  private let prime: UInt64
  /// The limbs of each entry's magnitude, `width` of them, and its sign.
  private let width: Int
  private let magnitudes: [UInt]
  private let isNegative: [Bool]
  private var residual: [Integer]

  init(_ matrix: Matrix<Integer>, _ right: [Integer], prime: UInt64) {
    order = matrix.rows
    self.prime = prime
    residual = right
    let widest = max(matrix.storage.map(\.bitWidth).max() ?? 0, right.map(\.bitWidth).max() ?? 0)
    width = (widest + UInt.bitWidth - 1) / UInt.bitWidth + 1
    var magnitudes: [UInt] = []
    magnitudes.reserveCapacity(matrix.storage.count * width)
    for entry in matrix.storage {
      let words = entry.magnitudeWords
      magnitudes += words
      magnitudes.append(contentsOf: repeatElement(0, count: width - words.count))
    }
    self.magnitudes = magnitudes
    isNegative = matrix.storage.map(\.isNegative)
  }

  subscript(row: Int) -> Integer { residual[row] }

  var isZero: Bool { residual.allSatisfy(\.isZero) }

  /// Subtracts A times the digit, and divides by p, which then divides.
  ///
  /// Positive and negative products are added up apart, each in one buffer: 3 nanoseconds a limb, where integers that are
  /// made anew for each product took 50 a product.
  mutating func subtract(_ digit: [UInt64]) {
    // n products, each below 2^(64 width + 61), and the old residual: two limbs more hold them.
    let room = width + 2
    withUnsafeTemporaryAllocation(of: UInt.self, capacity: 2 * room) { sums in
      guard let positive = sums.baseAddress else { return }
      let negative = positive + room
      magnitudes.withUnsafeBufferPointer { magnitudes in
        guard let magnitudes = magnitudes.baseAddress else { return }
        for row in 0..<order {
          for limb in 0..<2 * room { positive[limb] = 0 }
          for column in 0..<order {
            let index = row * order + column
            let sum = isNegative[index] ? positive : negative
            let carry = __gmpn_addmul_1(sum, magnitudes + index * width, width, UInt(digit[column]))
            let (total, overflow) = sum[width].addingReportingOverflow(carry)
            sum[width] = total
            if overflow { sum[width + 1] += 1 }
          }
          let difference =
            residual[row] + Integer(magnitude: positive, count: room, negative: false)
            - Integer(magnitude: negative, count: room, negative: false)
          residual[row] = difference / Integer(prime)
        }
      }
    }
  }
}
