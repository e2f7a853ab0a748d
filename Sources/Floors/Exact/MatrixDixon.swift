import CGMP

/// Fractions over a common denominator, which is positive and need not be the least one.
public struct CommonFractions: Hashable, Sendable {
  /// The numerators.
  public var numerators: [Integer]
  /// The denominator.
  public var denominator: Integer

  /// The fractions numerators[i] / denominator.
  public init(numerators: [Integer], denominator: Integer) {
    precondition(denominator > 0, "a denominator of \(denominator)")
    (self.numerators, self.denominator) = (numerators, denominator)
  }

  /// Each fraction in lowest terms.
  public var fractions: [Rational] { numerators.map { Rational($0, denominator) } }
}

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
  ) -> CommonFractions {
    let values = GroupedEntries(matrix)
    var residual = LiftedResidual(values, right, prime: field.prime)
    let order = matrix.rows
    var digits: [[UInt64]] = []
    var elements = [UInt64](repeating: 0, count: order)
    // The first attempt at a few digits, each further one at a third more.
    var attempt = 4
    while true {
      for row in 0..<order { elements[row] = residual.element(row, field) }
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
      if let solution = fractions(digits, field.prime, matrix, values, right) { return solution }
      attempt += max(2, attempt / 3)
    }
  }

  /// The fractions with the given digits, if they solve the system.
  private static func fractions(
    _ digits: [[UInt64]], _ prime: UInt64, _ matrix: Matrix<Integer>, _ values: GroupedEntries, _ right: [Integer]
  ) -> CommonFractions? {
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
    for row in 0..<matrix.rows where values.product(row: row, numerators) != denominator * right[row] { return nil }
    return CommonFractions(numerators: numerators, denominator: denominator)
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
  /// algorithm stopped half-way; nil if none exists.
  private static func fraction(
    _ value: Integer, _ modulus: Integer, _ bound: Integer
  ) -> (numerator: Integer, denominator: Integer)? {
    var (old, new) = (modulus, value < 0 ? value + modulus : value)
    var (oldFactor, factor): (Integer, Integer) = (0, 1)
    let end = bound.bitWidth + LehmerStep.bits + 2
    while new > bound {
      // No step below the bound may be missed, so the last ones are taken one by one.
      if new.bitWidth > end, let step = LehmerStep(old, new) {
        (old, new) = step.applied(to: old, new)
        (oldFactor, factor) = step.applied(to: oldFactor, factor)
        continue
      }
      let (quotient, rest) = old.quotientAndRemainder(dividingBy: new)
      (old, new) = (new, rest)
      (oldFactor, factor) = (factor, oldFactor - quotient * factor)
    }
    guard !factor.isZero, factor.magnitude <= bound else { return nil }
    return factor < 0 ? (-new, -factor) : (new, factor)
  }
}

/// Some steps of Euclid's algorithm at once, about 30, found from the leading bits of both numbers: each pair (x, y) becomes
/// (a x + b y, c x + d y).
///
/// Lehmer, "Euclid's algorithm for large numbers", American Mathematical Monthly 45, 1938; Knuth, TAOCP 2, 4.5.2, algorithm L.
private struct LehmerStep {
  /// How many leading bits are looked at; the numbers shrink by fewer.
  static let bits = 60

  private var a = 1, b = 0, c = 0, d = 1

  /// nil if the leading bits do not tell a single quotient.
  init?(_ old: Integer, _ new: Integer) {
    let shift = old.bitWidth - Self.bits
    guard shift > 0, var x = (old >> shift).asInt, var y = (new >> shift).asInt else { return nil }
    while y + c != 0, y + d != 0 {
      let quotient = (x + a) / (y + c)
      guard quotient == (x + b) / (y + d) else { break }
      (a, c) = (c, a - quotient * c)
      (b, d) = (d, b - quotient * d)
      (x, y) = (y, x - quotient * y)
    }
    if b == 0 { return nil }
  }

  func applied(to x: Integer, _ y: Integer) -> (Integer, Integer) {
    (Integer(a) * x + Integer(b) * y, Integer(c) * x + Integer(d) * y)
  }
}

/// A matrix as the different magnitudes of its entries, and which of them each entry has.
///
/// Matrices from kernels on 0/1 vectors have one for each distance, far fewer than columns; then it is better to add up first
/// what has the same factor.
struct GroupedEntries {
  let columns: Int
  /// The different magnitudes.
  let magnitudes: [Integer]
  /// Of each entry, row by row: twice the number of its magnitude, and 1 more if it is negative.
  let groups: [UInt32]

  init(_ matrix: Matrix<Integer>) {
    columns = matrix.columns
    var numbers: [Integer: UInt32] = [:]
    var magnitudes: [Integer] = []
    groups = matrix.storage.map { entry in
      let magnitude = entry.magnitude
      let number = numbers[magnitude] ?? UInt32(magnitudes.count)
      if Int(number) == magnitudes.count {
        numbers[magnitude] = number
        magnitudes.append(magnitude)
      }
      return 2 * number + (entry.isNegative ? 1 : 0)
    }
    self.magnitudes = magnitudes
  }

  /// Whether adding up first saves multiplications.
  var pays: Bool { magnitudes.count <= columns / 2 }

  /// The product of a row with a vector.
  func product(row: Int, _ vector: [Integer]) -> Integer {
    let start = row * columns
    var total = Integer.zero
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
