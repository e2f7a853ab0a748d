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

/// A matrix as the different magnitudes of its entries, and which of them each entry has.
///
/// Matrices from kernels on 0/1 vectors have one for each distance, far fewer than columns; then it is better to add up first
/// what has the same factor.
private struct GroupedEntries {
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

/// b − A (c₀ + c₁ p + …), divided by the power of p that divides it: what is left of the system after some digits.
private struct LiftedResidual {
  private let values: GroupedEntries
  private let prime: UInt64
  /// The limbs of each magnitude, `width` of them.
  private let width: Int
  private let limbs: [UInt]
  private var residual: [Integer]

  init(_ values: GroupedEntries, _ right: [Integer], prime: UInt64) {
    self.values = values
    self.prime = prime
    residual = right
    let widest = max(values.magnitudes.map(\.bitWidth).max() ?? 0, right.map(\.bitWidth).max() ?? 0)
    let width = (widest + UInt.bitWidth - 1) / UInt.bitWidth + 1
    self.width = width
    limbs = values.magnitudes.flatMap { magnitude in
      let words = magnitude.magnitudeWords
      return words + Array(repeating: 0, count: width - words.count)
    }
  }

  subscript(row: Int) -> Integer { residual[row] }

  var isZero: Bool { residual.allSatisfy(\.isZero) }

  /// Subtracts A times the digit, and divides by p, which then divides.
  ///
  /// Positive and negative products are added up apart, each in one buffer: 3 nanoseconds a limb, where integers that are
  /// made anew for each product took 50 a product.
  mutating func subtract(_ digit: [UInt64]) {
    let columns = values.columns
    // n products, each below 2^(64 width + 61), and their carries: three limbs more hold them.
    let room = width + 3
    let grouped = values.pays
    withUnsafeTemporaryAllocation(of: UInt.self, capacity: 2 * room) { buffers in
      withUnsafeTemporaryAllocation(of: UInt128.self, capacity: 2 * values.magnitudes.count) { sums in
        guard let positive = buffers.baseAddress else { return }
        let negative = positive + room
        limbs.withUnsafeBufferPointer { limbs in
          guard let limbs = limbs.baseAddress else { return }
          for row in residual.indices {
            for limb in 0..<2 * room { positive[limb] = 0 }
            let groups = values.groups[row * columns..<(row + 1) * columns]
            if grouped {
              for group in sums.indices { sums[group] = 0 }
              // Digits are below 2⁶¹: no sum overflows.
              for (group, value) in zip(groups, digit) { sums[Int(group)] &+= UInt128(value) }
              for group in sums.indices where sums[group] != 0 {
                let target = group & 1 == 0 ? negative : positive
                let source = limbs + (group >> 1) * width
                add(source, UInt(truncatingIfNeeded: sums[group]), to: target, room: room)
                let high = UInt(truncatingIfNeeded: sums[group] >> 64)
                if high != 0 { add(source, high, to: target + 1, room: room - 1) }
              }
            } else {
              for (group, value) in zip(groups, digit) {
                add(limbs + Int(group >> 1) * width, UInt(value), to: group & 1 == 0 ? negative : positive, room: room)
              }
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

  /// Adds a product to a buffer.
  @inline(__always)
  private func add(_ source: UnsafePointer<UInt>, _ factor: UInt, to target: UnsafeMutablePointer<UInt>, room: Int) {
    var carry = __gmpn_addmul_1(target, source, width, factor)
    var limb = width
    while carry != 0, limb < room {
      let (sum, overflow) = target[limb].addingReportingOverflow(carry)
      target[limb] = sum
      carry = overflow ? 1 : 0
      limb += 1
    }
  }
}
