import CGMP

extension Integer: Numeric {
  /// The product.
  ///
  /// - Complexity: O(M(*n*)), GMP's multiplication: schoolbook, Toom–Cook and Schönhage–Strassen by size.
  @inlinable
  public static func * (left: Integer, right: Integer) -> Integer {
    if left.limbs == nil, right.limbs == nil {
      let (product, overflow) = left.word.multipliedReportingOverflow(by: right.word)
      if !overflow { return Integer(word: product) }
    }
    return product(left, right)
  }

  /// Multiplies in place; a large value times a word reuses the large value's buffer if it is not shared.
  ///
  /// - Complexity: O(M(*n*)).
  @inlinable
  public static func *= (left: inout Integer, right: Integer) {
    if left.limbs == nil, right.limbs == nil {
      let (product, overflow) = left.word.multipliedReportingOverflow(by: right.word)
      if !overflow {
        left.word = product
        return
      }
    }
    left.multiply(by: right)
  }

  /// Adds left · right to the value, without a heap block for the product.
  ///
  /// - Complexity: O(M(*n*)).
  @inlinable
  public mutating func addProduct(_ left: Integer, _ right: Integer) {
    guard left.limbs == nil, right.limbs == nil else { return addLargeProduct(left, right, negated: false) }
    if limbs == nil {
      let (product, overflow) = left.word.multipliedReportingOverflow(by: right.word)
      let (sum, carry) = word.addingReportingOverflow(product)
      if !overflow, !carry {
        word = sum
        return
      }
    }
    addWordProduct(left.word, right.word, negated: false)
  }

  /// Subtracts left · right from the value, without a heap block for the product.
  ///
  /// - Complexity: O(M(*n*)).
  @inlinable
  public mutating func subtractProduct(_ left: Integer, _ right: Integer) {
    guard left.limbs == nil, right.limbs == nil else { return addLargeProduct(left, right, negated: true) }
    if limbs == nil {
      let (product, overflow) = left.word.multipliedReportingOverflow(by: right.word)
      let (difference, borrow) = word.subtractingReportingOverflow(product)
      if !overflow, !borrow {
        word = difference
        return
      }
    }
    addWordProduct(left.word, right.word, negated: true)
  }
}

extension Integer {
  @usableFromInline @inline(never) @_effects(releasenone)
  static func product(_ left: Integer, _ right: Integer) -> Integer {
    if let a = left.limbs, let b = right.limbs {
      // A short way for the commonest case: the product of two magnitudes of 2⁶³ and more is never a word.
      defer {
        extendLifetime(left)
        extendLifetime(right)
      }
      let (m, n) = (abs(left.word), abs(right.word))
      let buffer = IntegerLimbs.allocate(m + n)
      multiply(buffer.pointer, a.pointer, m, b.pointer, n)
      let used = buffer.pointer[m + n - 1] == 0 ? m + n - 1 : m + n
      return Integer(word: left.isNegative != right.isNegative ? -used : used, limbs: buffer)
    }
    if left.isZero || right.isZero { return Integer(word: 0) }
    return left.withMagnitude { a, m in
      right.withMagnitude { b, n in
        let buffer = IntegerLimbs.allocate(m + n)
        multiply(buffer.pointer, a, m, b, n)
        return Integer(adopting: buffer, count: m + n, negative: left.isNegative != right.isNegative)
      }
    }
  }

  /// Writes a · b, all m + n limbs of it, to `target`, which overlaps neither; m, n ≥ 1.
  @inline(__always)
  static func multiply(
    _ target: UnsafeMutablePointer<UInt>, _ a: UnsafePointer<UInt>, _ m: Int, _ b: UnsafePointer<UInt>, _ n: Int
  ) {
    if n == 1 {
      target[m] = __gmpn_mul_1(target, a, m, b[0])
    } else if m == 1 {
      target[n] = __gmpn_mul_1(target, b, n, a[0])
    } else if m == n {
      if a == b { __gmpn_sqr(target, a, n) } else { __gmpn_mul_n(target, a, b, n) }
    } else if m > n {
      _ = __gmpn_mul(target, a, m, b, n)
    } else {
      _ = __gmpn_mul(target, b, n, a, m)
    }
  }

  @usableFromInline @inline(never)
  mutating func multiply(by right: Integer) {
    let count = limbCount
    if right.limbs == nil, right.word != 0, let own = overwritable(count + 1) {
      own[count] = __gmpn_mul_1(own, own, count, right.word.magnitude)
      settle(own, count: count + 1, negative: isNegative != right.isNegative)
    } else {
      self = Integer.product(self, right)
    }
  }

  /// Adds ±left · right where the sum, the product or the value itself is not a word.
  @usableFromInline @inline(never)
  mutating func addWordProduct(_ left: Int, _ right: Int, negated: Bool) {
    let (high, low) = left.magnitude.multipliedFullWidth(by: right.magnitude)
    let negative = ((left < 0) != (right < 0)) != negated
    let count = limbCount
    if negative == isNegative, let own = overwritable(max(count, 2) + 1) {
      // The usual step of a long inner product of words. Spelled out it takes half the time of the general sum.
      if count == 1 { own[1] = 0 }
      var carry: Bool
      (own[0], carry) = own[0].addingReportingOverflow(low)
      let (next, first) = own[1].addingReportingOverflow(high)
      let second: Bool
      (own[1], second) = next.addingReportingOverflow(carry ? 1 : 0)
      carry = first || second
      var index = 2
      while carry, index < count {
        (own[index], carry) = own[index].addingReportingOverflow(1)
        index += 1
      }
      var used = max(count, 2)
      if carry {
        own[used] = 1
        used += 1
      } else if own[used - 1] == 0 {
        used -= 1
      }
      word = negative ? -used : used
      return
    }
    var product = (low, high)
    withUnsafePointer(to: &product) { pair in
      pair.withMemoryRebound(to: UInt.self, capacity: 2) {
        addLimbs($0, Integer.significantCount($0, 2), negative: negative)
      }
    }
  }

  @usableFromInline @inline(never)
  mutating func addLargeProduct(_ left: Integer, _ right: Integer, negated: Bool) {
    if left.isZero || right.isZero { return }
    let negative = (left.isNegative != right.isNegative) != negated
    left.withMagnitude { a, m in
      right.withMagnitude { b, n in
        withUnsafeTemporaryAllocation(of: UInt.self, capacity: m + n) { scratch in
          guard let product = scratch.baseAddress else { return }
          Integer.multiply(product, a, m, b, n)
          addLimbs(product, Integer.significantCount(product, m + n), negative: negative)
        }
      }
    }
  }
}
