/// Arithmetic modulo an odd prime below 2⁶¹, on residues in Montgomery's form: x is stored as x·2⁶⁴ mod p.
///
/// Inner products are the hot loop of all modular elimination. They add 128-bit products as they come and reduce once
/// per 48 of them: 48 · 2¹²² + 2¹²⁵ < 2¹²⁸ is why primes stop at 2⁶¹.
///
/// Montgomery, "Modular multiplication without trial division", Math. Comp. 44, 1985, doi:10.1090/S0025-5718-1985-0777282-X.
struct ModularField: Sendable {
  /// The prime.
  let prime: UInt64
  /// prime⁻¹ modulo 2⁶⁴.
  private let inverse: UInt64
  /// 2¹²⁸ modulo the prime, which takes a residue to Montgomery's form.
  private let toForm: UInt64
  /// ⌊(2⁶⁴ − 1) / prime⌋, for Barrett's reduction of a word.
  private let reciprocal: UInt64
  /// 1 in Montgomery's form.
  let one: UInt64

  /// The field of `prime` elements. The argument must be odd and below 2⁶¹; only if it is a prime is the result a field.
  init(prime: UInt64) {
    precondition(prime & 1 == 1 && prime > 2 && prime < 1 << 61, "\(prime) is not an odd number from 3 to 2⁶¹")
    self.prime = prime
    var inverse = prime  // Right in the last three bits; Newton's iteration doubles them.
    for _ in 0..<5 { inverse = inverse &* (2 &- prime &* inverse) }
    self.inverse = inverse
    self.reciprocal = .max / prime
    let radix = UInt64.max % prime + 1
    self.one = radix == prime ? 0 : radix
    self.toForm = UInt64(UInt128(one) * UInt128(one) % UInt128(prime))
  }

  /// (high · 2⁶⁴ + low) / 2⁶⁴, for high < prime.
  @inline(__always)
  private func reduce(_ high: UInt64, _ low: UInt64) -> UInt64 {
    let excess = (low &* inverse).multipliedFullWidth(by: prime).high
    let (difference, borrow) = high.subtractingReportingOverflow(excess)
    return borrow ? difference &+ prime : difference
  }

  /// A word modulo the prime.
  @inline(__always)
  private func residue(_ word: UInt64) -> UInt64 {
    let remainder = word &- word.multipliedFullWidth(by: reciprocal).high &* prime
    // The estimate is short by at most 2.
    let once = remainder >= prime ? remainder &- prime : remainder
    return once >= prime ? once &- prime : once
  }

  @inline(__always)
  func multiply(_ a: UInt64, _ b: UInt64) -> UInt64 {
    let (high, low) = a.multipliedFullWidth(by: b)
    return reduce(high, low)
  }

  @inline(__always)
  func subtract(_ a: UInt64, _ b: UInt64) -> UInt64 {
    let (difference, borrow) = a.subtractingReportingOverflow(b)
    return borrow ? difference &+ prime : difference
  }

  @inline(__always)
  func negate(_ a: UInt64) -> UInt64 { a == 0 ? 0 : prime &- a }

  /// aᵉ.
  func power(_ a: UInt64, _ exponent: UInt64) -> UInt64 {
    var result = one
    var bit = 64 - exponent.leadingZeroBitCount
    while bit > 0 {
      bit -= 1
      result = multiply(result, result)
      if exponent >> UInt64(bit) & 1 == 1 { result = multiply(result, a) }
    }
    return result
  }

  /// a⁻¹, for a ≠ 0.
  func reciprocal(_ a: UInt64) -> UInt64 { power(a, prime - 2) }

  /// The element that `value` is.
  @inline(__always)
  func element(_ value: Int) -> UInt64 {
    let magnitude = multiply(residue(UInt64(value.magnitude)), toForm)
    return value < 0 ? negate(magnitude) : magnitude
  }

  /// The element that `value` is.
  @inline(__always)
  func element(_ value: Integer) -> UInt64 {
    if let word = value.asInt { return element(word) }
    return largeElement(value)
  }

  @inline(never)
  private func largeElement(_ value: Integer) -> UInt64 {
    value.withMagnitude { limbs, count in element(limbs, count, isNegative: value.isNegative) }
  }

  /// The element that an integer of the given limbs, lowest first, is.
  @inline(__always)
  func element(_ limbs: UnsafePointer<UInt>, _ count: Int, isNegative: Bool) -> UInt64 {
    // Horner's rule in base 2⁶⁴: multiplying by 2⁶⁴ is what `toForm` does.
    var sum: UInt64 = 0
    var index = count
    while index > 0 {
      index -= 1
      sum = multiply(sum, toForm) &+ residue(UInt64(limbs[index]))
      if sum >= prime { sum &-= prime }
    }
    let magnitude = multiply(sum, toForm)
    return isNegative ? negate(magnitude) : magnitude
  }

  /// The least non-negative integer that `element` stands for.
  @inline(__always)
  func value(_ element: UInt64) -> UInt64 { reduce(0, element) }

  /// Σ a[i] · b[i] over `count` elements.
  @inline(__always)
  func dot(_ a: UnsafePointer<UInt64>, _ b: UnsafePointer<UInt64>, _ count: Int) -> UInt64 {
    var (high, low): (UInt64, UInt64) = (0, 0)
    var index = 0
    while index < count {
      let end = min(index &+ 48, count)
      while index < end {
        let product = a[index].multipliedFullWidth(by: b[index])
        let carry: Bool
        (low, carry) = low.addingReportingOverflow(product.low)
        high = high &+ product.high &+ (carry ? 1 : 0)
        index &+= 1
      }
      high = residue(high)
    }
    return reduce(high, low)
  }
}
