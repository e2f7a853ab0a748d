import CGMP

extension Integer {
  /// The greatest common divisor: never negative, and 0 only for gcd(0, 0).
  ///
  /// - Complexity: O(M(*n*) log *n*).
  @inlinable
  public static func gcd(_ left: Integer, _ right: Integer) -> Integer {
    if left.limbs == nil, right.limbs == nil {
      let divisor = wordGCD(left.word.magnitude, right.word.magnitude)
      if let word = Int(exactly: divisor) { return Integer(word: word) }
      return minimumWordMagnitude  // gcd of Int.min and 0 or Int.min: the only one that is not a word
    }
    return largeGCD(left, right)
  }

  /// Stein's binary algorithm.
  @inlinable
  static func wordGCD(_ left: UInt, _ right: UInt) -> UInt {
    if left == 0 { return right }
    if right == 0 { return left }
    let twos = (left | right).trailingZeroBitCount
    var a = left &>> left.trailingZeroBitCount
    var b = right &>> right.trailingZeroBitCount
    while a != b {
      let difference = a > b ? a &- b : b &- a
      b = min(a, b)
      a = difference &>> difference.trailingZeroBitCount
    }
    return a &<< twos
  }

  @usableFromInline @inline(never) @_effects(releasenone)
  static func largeGCD(_ left: Integer, _ right: Integer) -> Integer {
    if left.isZero { return right.magnitude }
    if right.isZero { return left.magnitude }
    return left.withMagnitude { a, m in
      right.withMagnitude { b, n in
        if m == 1 || n == 1 {
          var divisor = n == 1 ? __gmpn_gcd_1(a, m, b[0]) : __gmpn_gcd_1(b, n, a[0])
          return Integer(magnitude: &divisor, count: 1, negative: false)
        }
        return fromGMP { target in left.withGMP { x in right.withGMP { __gmpz_gcd(target, x, $0) } } }
      }
    }
  }

  /// self^exponent; x⁰ = 1 for every x, 0 too. The exponent must not be negative.
  ///
  /// - Complexity: O(M(*n*)) in the size of the result.
  public func power(_ exponent: Int) -> Integer {
    precondition(exponent >= 0, "an Integer has no power with negative exponent \(exponent)")
    if let word = asInt {
      if word == 2 { return Integer(word: 1) << exponent }
      if word == 0 || word == 1 { return exponent == 0 ? Integer(word: 1) : self }
      if word == -1 { return Integer(word: exponent & 1 == 0 ? 1 : -1) }
    }
    let (bits, overflow) = bitWidth.multipliedReportingOverflow(by: exponent)
    precondition(!overflow && bits / 64 < IntegerLimbs.maximumCount, "power \(exponent): the result is too large")
    return Integer.fromGMP { target in withGMP { __gmpz_pow_ui(target, $0, UInt(exponent)) } }
  }

  /// ⌊√self⌋. The value must not be negative.
  ///
  /// - Complexity: O(M(*n*)).
  public func squareRoot() -> Integer {
    precondition(!isNegative, "a negative Integer has no square root")
    return Integer.fromGMP { target in withGMP { __gmpz_sqrt(target, $0) } }
  }

  /// self^exponent modulo |modulus|, in 0 ..< |modulus|.
  ///
  /// The exponent must not be negative and the modulus not 0.
  ///
  /// - Complexity: O(M(*n*) · *e*) with *n* the limbs of the modulus and *e* the bits of the exponent.
  public func modularPower(_ exponent: Integer, modulo modulus: Integer) -> Integer {
    precondition(!exponent.isNegative, "a modular power needs an exponent that is not negative")
    precondition(!modulus.isZero, "division by zero")
    return Integer.fromGMP { target in
      withGMP { base in
        exponent.withGMP { exponent in modulus.withGMP { __gmpz_powm(target, base, exponent, $0) } }
      }
    }
  }
}
