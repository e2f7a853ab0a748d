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
    if limbs == nil, left.limbs == nil, right.limbs == nil {
      let (product, overflow) = left.word.multipliedReportingOverflow(by: right.word)
      if !overflow {
        let (sum, carry) = word.addingReportingOverflow(product)
        if !carry {
          word = sum
          return
        }
      }
    }
    addLargeProduct(left, right, negated: false)
  }

  /// Subtracts left · right from the value, without a heap block for the product.
  ///
  /// - Complexity: O(M(*n*)).
  @inlinable
  public mutating func subtractProduct(_ left: Integer, _ right: Integer) {
    if limbs == nil, left.limbs == nil, right.limbs == nil {
      let (product, overflow) = left.word.multipliedReportingOverflow(by: right.word)
      if !overflow {
        let (difference, borrow) = word.subtractingReportingOverflow(product)
        if !borrow {
          word = difference
          return
        }
      }
    }
    addLargeProduct(left, right, negated: true)
  }
}

extension Integer {
  @usableFromInline @inline(never)
  static func product(_ left: Integer, _ right: Integer) -> Integer {
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
    let count = Int(word.magnitude)
    if right.limbs == nil, right.word != 0, let own = limbs?.pointer, canOverwrite(count + 1) {
      own[count] = __gmpn_mul_1(own, own, count, right.word.magnitude)
      settle(count: count + 1, negative: isNegative != right.isNegative)
    } else {
      self = Integer.product(self, right)
    }
  }

  @usableFromInline @inline(never)
  mutating func addLargeProduct(_ left: Integer, _ right: Integer, negated: Bool) {
    if left.isZero || right.isZero { return }
    let negative = (left.isNegative != right.isNegative) != negated
    if left.limbs == nil, right.limbs == nil {
      let (high, low) = left.word.magnitude.multipliedFullWidth(by: right.word.magnitude)
      var product = (low, high)
      withUnsafePointer(to: &product) { pair in
        pair.withMemoryRebound(to: UInt.self, capacity: 2) { addLimbs($0, high == 0 ? 1 : 2, negative: negative) }
      }
      return
    }
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
