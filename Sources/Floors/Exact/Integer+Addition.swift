import CGMP

extension Integer: AdditiveArithmetic {
  /// 0.
  @inlinable
  public static var zero: Integer { Integer(word: 0) }

  /// The sum.
  ///
  /// - Complexity: O(*n*) in the number of limbs of the longer operand.
  @inlinable
  public static func + (left: Integer, right: Integer) -> Integer {
    if left.limbs == nil, right.limbs == nil {
      let (sum, overflow) = left.word.addingReportingOverflow(right.word)
      if !overflow { return Integer(word: sum) }
    }
    return sum(left, right, rightIsNegative: right.isNegative)
  }

  /// The difference.
  ///
  /// - Complexity: O(*n*) in the number of limbs of the longer operand.
  @inlinable
  public static func - (left: Integer, right: Integer) -> Integer {
    if left.limbs == nil, right.limbs == nil {
      let (difference, overflow) = left.word.subtractingReportingOverflow(right.word)
      if !overflow { return Integer(word: difference) }
    }
    return sum(left, right, rightIsNegative: !right.isNegative)
  }

  /// Adds in place; allocates only if the sum outgrows the room there is.
  ///
  /// - Complexity: O(*n*) in the number of limbs of the longer operand.
  @inlinable
  public static func += (left: inout Integer, right: Integer) {
    if left.limbs == nil, right.limbs == nil {
      let (sum, overflow) = left.word.addingReportingOverflow(right.word)
      if !overflow {
        left.word = sum
        return
      }
    }
    left.add(right, rightIsNegative: right.isNegative)
  }

  /// Subtracts in place; allocates only if the difference outgrows the room there is.
  ///
  /// - Complexity: O(*n*) in the number of limbs of the longer operand.
  @inlinable
  public static func -= (left: inout Integer, right: Integer) {
    if left.limbs == nil, right.limbs == nil {
      let (difference, overflow) = left.word.subtractingReportingOverflow(right.word)
      if !overflow {
        left.word = difference
        return
      }
    }
    left.add(right, rightIsNegative: !right.isNegative)
  }
}

extension Integer: SignedNumeric {
  /// −self. A large value shares its limbs with its negative.
  ///
  /// - Complexity: O(1).
  @inlinable
  public static prefix func - (value: Integer) -> Integer {
    if let limbs = value.limbs { return value.negatedLarge(limbs) }
    let (negative, overflow) = (0 as Int).subtractingReportingOverflow(value.word)
    return overflow ? minimumWordMagnitude : Integer(word: negative)
  }

  /// Negates in place.
  ///
  /// - Complexity: O(1).
  @inlinable
  public mutating func negate() { self = -self }

  /// The absolute value.
  ///
  /// - Complexity: O(1).
  @inlinable
  public var magnitude: Integer { isNegative ? -self : self }

  @usableFromInline
  func negatedLarge(_ limbs: IntegerLimbs) -> Integer {
    // +2⁶³ has a buffer, −2⁶³ has none.
    if word == 1, limbs.pointer[0] == Int.min.magnitude { return Integer(word: .min) }
    return Integer(word: -word, limbs: limbs)
  }

  /// 2⁶³ = |Int.min|, the one magnitude of a word that is not a word.
  @usableFromInline
  static var minimumWordMagnitude: Integer { Integer(littleEndianLimbs: [Int.min.magnitude]) }
}

extension Integer {
  /// |left| with left's sign plus |right| with the given sign.
  @usableFromInline @inline(never) @_effects(releasenone)
  static func sum(_ left: Integer, _ right: Integer, rightIsNegative: Bool) -> Integer {
    if let a = left.limbs, let b = right.limbs, left.isNegative == rightIsNegative, abs(left.word) == abs(right.word) {
      // A short way for the commonest case: both magnitudes are 2⁶³ and more, so the sum is never a word.
      defer {
        extendLifetime(left)
        extendLifetime(right)
      }
      let count = abs(left.word)
      let buffer = IntegerLimbs.allocate(count + 1)
      let carry = __gmpn_add_n(buffer.pointer, a.pointer, b.pointer, count)
      buffer.pointer[count] = carry
      let used = count + Int(carry)
      return Integer(word: rightIsNegative ? -used : used, limbs: buffer)
    }
    return left.withMagnitude { a, m in
      right.withMagnitude { b, n in
        let buffer = IntegerLimbs.allocate(max(m, n) + 1)
        let (count, negative) = signedSum(buffer.pointer, a, m, left.isNegative, b, n, rightIsNegative)
        return Integer(adopting: buffer, count: count, negative: negative)
      }
    }
  }

  @usableFromInline @inline(never)
  mutating func add(_ right: Integer, rightIsNegative: Bool) {
    right.withMagnitude { b, n in addLimbs(b, n, negative: rightIsNegative) }
  }

  /// Adds ±(b₀…bₙ₋₁) in place where the buffer allows it.
  @inline(__always)
  mutating func addLimbs(_ b: UnsafePointer<UInt>, _ n: Int, negative rightIsNegative: Bool) {
    let leftIsNegative = isNegative
    let m = limbCount
    if let own = overwritable(max(m, n) + 1) {
      let (count, negative) = Integer.signedSum(own, own, m, leftIsNegative, b, n, rightIsNegative)
      settle(own, count: count, negative: negative)
    } else {
      self = withMagnitude { a, m in
        let buffer = IntegerLimbs.allocate(max(m, n) + 1)
        let (count, negative) = Integer.signedSum(buffer.pointer, a, m, leftIsNegative, b, n, rightIsNegative)
        return Integer(adopting: buffer, count: count, negative: negative)
      }
    }
  }

  /// Writes ±a ± b to `target`, which has max(m, n) + 1 limbs and may be `a` or `b` itself.
  @inline(__always)
  static func signedSum(
    _ target: UnsafeMutablePointer<UInt>,
    _ a: UnsafePointer<UInt>, _ m: Int, _ aIsNegative: Bool,
    _ b: UnsafePointer<UInt>, _ n: Int, _ bIsNegative: Bool
  ) -> (count: Int, negative: Bool) {
    if aIsNegative == bIsNegative {
      let carry: UInt
      switch (m, n) {
      case (_, 0):
        if target != a { target.update(from: a, count: m) }
        carry = 0
      case (0, _):
        if target != b { target.update(from: b, count: n) }
        carry = 0
      case _ where m == n: carry = __gmpn_add_n(target, a, b, n)
      case _ where m > n: carry = __gmpn_add(target, a, m, b, n)
      default: carry = __gmpn_add(target, b, n, a, m)
      }
      let count = max(m, n)
      target[count] = carry
      return (count + 1, aIsNegative)
    }
    let order = m != n ? m - n : Int(__gmpn_cmp(a, b, m))
    if order == 0 { return (0, false) }
    if order > 0 {
      if n == 0 {
        if target != a { target.update(from: a, count: m) }
      } else {
        _ = m == n ? __gmpn_sub_n(target, a, b, m) : __gmpn_sub(target, a, m, b, n)
      }
      return (m, aIsNegative)
    }
    if m == 0 {
      if target != b { target.update(from: b, count: n) }
    } else {
      _ = m == n ? __gmpn_sub_n(target, b, a, n) : __gmpn_sub(target, b, n, a, m)
    }
    return (n, bIsNegative)
  }
}
