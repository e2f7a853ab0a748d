import CGMP

extension Integer {
  /// The quotient, rounded toward zero. The divisor must not be 0.
  ///
  /// - Complexity: O(M(*n*) log *n*).
  @inlinable
  public static func / (left: Integer, right: Integer) -> Integer {
    precondition(!right.isZero, "division by zero")
    if left.limbs == nil, right.limbs == nil {
      let (quotient, overflow) = left.word.dividedReportingOverflow(by: right.word)
      if !overflow { return Integer(word: quotient) }
    }
    return largeQuotient(left, right)
  }

  /// The remainder of truncating division: it has the sign of `left`. The divisor must not be 0.
  ///
  /// - Complexity: O(M(*n*) log *n*).
  @inlinable
  public static func % (left: Integer, right: Integer) -> Integer {
    precondition(!right.isZero, "division by zero")
    if left.limbs == nil, right.limbs == nil {
      return Integer(word: left.word.remainderReportingOverflow(dividingBy: right.word).partialValue)
    }
    return largeRemainder(left, right)
  }

  /// Divides in place, rounding toward zero.
  @inlinable
  public static func /= (left: inout Integer, right: Integer) { left = left / right }

  /// Replaces the value by its remainder of truncating division.
  @inlinable
  public static func %= (left: inout Integer, right: Integer) { left = left % right }

  /// q rounded toward zero, and r with the sign of `self`, such that self = q · divisor + r and |r| < |divisor|.
  ///
  /// The divisor must not be 0.
  ///
  /// - Complexity: O(M(*n*) log *n*).
  @inlinable
  public func quotientAndRemainder(dividingBy divisor: Integer) -> (quotient: Integer, remainder: Integer) {
    precondition(!divisor.isZero, "division by zero")
    if limbs == nil, divisor.limbs == nil {
      let (quotient, overflow) = word.dividedReportingOverflow(by: divisor.word)
      if !overflow { return (Integer(word: quotient), Integer(word: word &- quotient &* divisor.word)) }
    }
    return largeQuotientAndRemainder(divisor)
  }

  /// q rounded down, and r with the sign of `divisor`, such that self = q · divisor + r and |r| < |divisor|.
  ///
  /// The divisor must not be 0.
  ///
  /// - Complexity: O(M(*n*) log *n*).
  @inlinable
  public func floorQuotientAndRemainder(dividingBy divisor: Integer) -> (quotient: Integer, remainder: Integer) {
    var (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
    if !remainder.isZero, remainder.isNegative != divisor.isNegative {
      quotient -= Integer(word: 1)
      remainder += divisor
    }
    return (quotient, remainder)
  }

  /// Whether the value is a whole multiple of `other`; only 0 is a multiple of 0.
  ///
  /// - Complexity: O(M(*n*) log *n*).
  public func isMultiple(of other: Integer) -> Bool {
    if let word = asInt, let otherWord = other.asInt { return word.isMultiple(of: otherWord) }
    return withGMP { value in other.withGMP { __gmpz_divisible_p(value, $0) != 0 } }
  }
}

extension Integer {
  /// From this many divisor limbs on, GMP's quotient without remainder saves more than the copy it needs.
  private static let quotientOnlyThreshold = 40

  @usableFromInline @inline(never) @_effects(releasenone)
  static func largeQuotient(_ left: Integer, _ right: Integer) -> Integer {
    left.withMagnitude { a, m in
      right.withMagnitude { b, n in
        if m < n { return Integer(word: 0) }
        let negative = left.isNegative != right.isNegative
        if n == 1 {
          let buffer = IntegerLimbs.allocate(m)
          _ = __gmpn_divrem_1(buffer.pointer, 0, a, m, b[0])
          return Integer(adopting: buffer, count: m, negative: negative)
        }
        if n >= quotientOnlyThreshold, m - n >= quotientOnlyThreshold {
          return fromGMP { target in
            left.withGMP { dividend in right.withGMP { __gmpz_tdiv_q(target, dividend, $0) } }
          }
        }
        let buffer = IntegerLimbs.allocate(m - n + 1)
        withUnsafeTemporaryAllocation(of: UInt.self, capacity: n) { scratch in
          __gmpn_tdiv_qr(buffer.pointer, scratch.baseAddress, 0, a, m, b, n)
        }
        return Integer(adopting: buffer, count: m - n + 1, negative: negative)
      }
    }
  }

  @usableFromInline @inline(never) @_effects(releasenone)
  static func largeRemainder(_ left: Integer, _ right: Integer) -> Integer {
    left.withMagnitude { a, m in
      right.withMagnitude { b, n in
        if m < n { return left }
        if n == 1 {
          var remainder = __gmpn_mod_1(a, m, b[0])
          return Integer(magnitude: &remainder, count: 1, negative: left.isNegative)
        }
        let buffer = IntegerLimbs.allocate(n)
        withUnsafeTemporaryAllocation(of: UInt.self, capacity: m - n + 1) { scratch in
          __gmpn_tdiv_qr(scratch.baseAddress, buffer.pointer, 0, a, m, b, n)
        }
        return Integer(adopting: buffer, count: n, negative: left.isNegative)
      }
    }
  }

  @usableFromInline @inline(never) @_effects(releasenone)
  func largeQuotientAndRemainder(_ divisor: Integer) -> (quotient: Integer, remainder: Integer) {
    withMagnitude { a, m in
      divisor.withMagnitude { b, n in
        if m < n { return (Integer(word: 0), self) }
        let quotient = IntegerLimbs.allocate(m - n + 1)
        let negative = isNegative != divisor.isNegative
        if n == 1 {
          var remainder = __gmpn_divrem_1(quotient.pointer, 0, a, m, b[0])
          return (
            Integer(adopting: quotient, count: m, negative: negative),
            Integer(magnitude: &remainder, count: 1, negative: isNegative)
          )
        }
        let remainder = IntegerLimbs.allocate(n)
        __gmpn_tdiv_qr(quotient.pointer, remainder.pointer, 0, a, m, b, n)
        return (
          Integer(adopting: quotient, count: m - n + 1, negative: negative),
          Integer(adopting: remainder, count: n, negative: isNegative)
        )
      }
    }
  }
}
