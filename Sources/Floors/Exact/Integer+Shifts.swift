import CGMP

extension Integer {
  /// value · 2^count; a negative count shifts right.
  ///
  /// - Complexity: O(*n*) in the number of limbs of the result.
  @inlinable
  public static func << (value: Integer, count: Int) -> Integer {
    if value.limbs == nil, count >= 0, count < Int.bitWidth {
      let shifted = value.word &<< count
      if shifted &>> count == value.word { return Integer(word: shifted) }
    }
    return count >= 0 ? value.shiftedLeft(count.magnitude) : value.shiftedRight(count.magnitude)
  }

  /// ⌊value / 2^count⌋; a negative count shifts left.
  ///
  /// - Complexity: O(*n*) in the number of limbs.
  @inlinable
  public static func >> (value: Integer, count: Int) -> Integer {
    if value.limbs == nil, count >= 0 { return Integer(word: value.word >> count) }
    return count >= 0 ? value.shiftedRight(count.magnitude) : value.shiftedLeft(count.magnitude)
  }

  /// Multiplies by 2^count in place.
  @inlinable
  public static func <<= (value: inout Integer, count: Int) { value = value << count }

  /// Divides by 2^count in place, rounding down.
  @inlinable
  public static func >>= (value: inout Integer, count: Int) { value = value >> count }

  @usableFromInline
  func shiftedLeft(_ shift: UInt) -> Integer {
    if isZero || shift == 0 { return self }
    precondition(shift / 64 < UInt(IntegerLimbs.maximumCount), "shift by \(shift) bits: the result is too large")
    let (whole, part) = (Int(shift / 64), UInt32(shift % 64))
    return withMagnitude { source, count in
      let buffer = IntegerLimbs.allocate(count + whole + 1)
      let target = buffer.pointer
      target.update(repeating: 0, count: whole)
      if part == 0 {
        (target + whole).update(from: source, count: count)
        target[whole + count] = 0
      } else {
        target[whole + count] = __gmpn_lshift(target + whole, source, count, part)
      }
      return Integer(adopting: buffer, count: count + whole + 1, negative: isNegative)
    }
  }

  @usableFromInline
  func shiftedRight(_ shift: UInt) -> Integer {
    withMagnitude { source, count in
      if shift / 64 >= UInt(count) { return Integer(word: isNegative ? -1 : 0) }
      let (whole, part) = (Int(shift / 64), UInt32(shift % 64))
      let kept = count - whole
      let buffer = IntegerLimbs.allocate(kept + 1)
      let target = buffer.pointer
      var dropped: UInt = 0
      if part == 0 {
        target.update(from: source + whole, count: kept)
      } else {
        dropped = __gmpn_rshift(target, source + whole, kept, part)
      }
      target[kept] = 0
      if isNegative {
        // Rounding down takes a negative value away from zero whenever a set bit was dropped.
        if dropped != 0 || Integer.significantCount(source, whole) > 0 {
          target[kept] = __gmpn_add_1(target, target, kept, 1)
        }
      }
      return Integer(adopting: buffer, count: kept + 1, negative: isNegative)
    }
  }
}
