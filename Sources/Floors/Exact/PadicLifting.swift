/// What is left of a system A x = b after some digits of its solution: (b − A (c₀ + c₁ p + …)) / pᵏ.
protocol SystemResidual {
  /// A row modulo the prime.
  func element(_ row: Int, _ field: ModularField) -> UInt64
  /// Whether the digits so far are the solution.
  var isZero: Bool { get }
  /// Subtracts A times the digit, and divides by p, which then divides.
  mutating func subtract(_ digit: [UInt64])
}

/// The solution of a square system by p-adic lifting: digit after digit of x modulo powers of one prime, until the fractions
/// that have these digits solve the system over the integers. Digits are as many as the answer is long, not as Hadamard's bound allows.
///
/// Dixon, "Exact solution of linear equations using p-adic expansions", Numer. Math. 40, 1982, doi:10.1007/BF01459082.
struct PadicLifting {
  private let values: GroupedEntries
  private let right: [Integer]
  private let field: ModularField

  init(_ values: GroupedEntries, _ right: [Integer], _ field: ModularField) {
    (self.values, self.right, self.field) = (values, right, field)
  }

  /// The solution, for a matrix that is not singular modulo the prime.
  ///
  /// - Parameters:
  ///   - residual: the system, no digit yet.
  ///   - digit: what solves the system modulo the prime, from elements of the field to plain numbers.
  func solution(_ residual: some SystemResidual, _ digit: ([UInt64]) -> [UInt64]) -> CommonFractions {
    var residual = residual
    var digits: [[UInt64]] = []
    var elements = [UInt64](repeating: 0, count: right.count)
    // The first attempt at a few digits, each further one at a third more.
    var attempt = 4
    while true {
      for row in right.indices { elements[row] = residual.element(row, field) }
      let next = digit(elements)
      digits.append(next)
      residual.subtract(next)
      guard digits.count == attempt || residual.isZero else { continue }
      if let solution = fractions(digits) { return solution }
      attempt += max(2, attempt / 3)
    }
  }

  /// The fractions with the given digits, if they solve the system.
  private func fractions(_ digits: [[UInt64]]) -> CommonFractions? {
    let prime = field.prime
    let modulus = Integer(prime).power(digits.count)
    // |numerator| · 2 · denominator < modulus makes a fraction unique.
    let bound = (modulus >> 1).squareRoot()
    var denominator: Integer = 1
    var numerators: [Integer] = []
    var powers = [Integer(prime)]
    while 1 << powers.count < digits.count { powers.append(powers[powers.count - 1] * powers[powers.count - 1]) }
    for entry in right.indices {
      if digits.allSatisfy({ $0[entry] == 0 }) {
        numerators.append(0)
        continue
      }
      let value = Self.combined(digits.map { Integer($0[entry]) }, powers)
      // Denominators mostly agree, so that with the former ones multiplied in nothing is left to find.
      var scaled = value * denominator % modulus
      if scaled > modulus >> 1 { scaled -= modulus }
      if scaled.magnitude > bound || denominator > bound {
        guard let fraction = Self.fraction(scaled, modulus, bound) else { return nil }
        scaled = fraction.numerator
        for index in numerators.indices { numerators[index] *= fraction.denominator }
        denominator *= fraction.denominator
        guard denominator <= bound else { return nil }
      }
      numerators.append(scaled)
    }
    for row in right.indices where values.product(row: row, numerators) != denominator * right[row] { return nil }
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
