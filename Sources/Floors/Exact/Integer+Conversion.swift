import CGMP

extension Integer: ExpressibleByIntegerLiteral {
  /// The value of a literal of any size.
  @inlinable @inline(__always)
  public init(integerLiteral value: StaticBigInt) {
    // Kept small so that it is inlined everywhere, where the optimiser turns a literal into its word.
    self = value.bitWidth <= Int.bitWidth ? Integer(word: Int(bitPattern: value[0])) : Integer(largeLiteral: value)
  }

  @usableFromInline
  init(largeLiteral value: StaticBigInt) {
    let words = (0..<(value.bitWidth + UInt.bitWidth - 1) / UInt.bitWidth).map { value[$0] }
    self.init(twosComplement: words, negative: value.signum() < 0)
  }
}

extension Integer {
  /// The value of any Swift integer.
  ///
  /// - Complexity: O(*n*) in its number of words.
  @inlinable
  public init(_ value: some BinaryInteger) {
    if let word = Int(exactly: value) {
      self.init(word: word)
    } else {
      self.init(twosComplement: Array(value.words), negative: value < 0)
    }
  }

  /// The value of any Swift integer; never nil.
  @inlinable
  public init?(exactly value: some BinaryInteger) {
    self.init(value)
  }

  /// The value of `value` if it is a finite whole number, otherwise nil.
  public init?(exactly value: Double) {
    guard value.isFinite else { return nil }
    if value.magnitude < 0x1p63 {
      // `Int(exactly:)` would call the C library's `trunc`, which a program without Foundation does not link.
      let word = Int(value)
      if Double(word) != value { return nil }
      self.init(word: word)
      return
    }
    // From 2⁶³ on every double is an integer: its 53-bit significand times a positive power of two.
    let magnitude = Integer(value.significandBitPattern | 1 << 52) << (Int(value.exponent) - 52)
    self = value < 0 ? -magnitude : magnitude
  }

  /// The integer Σ limbs[i]·2^(64i), negated if `isNegative`.
  ///
  /// - Complexity: O(*n*) in the number of limbs.
  public init(littleEndianLimbs limbs: [UInt], isNegative: Bool = false) {
    self = limbs.withUnsafeBufferPointer { source in
      guard let base = source.baseAddress else { return Integer(word: 0) }
      return Integer(magnitude: base, count: source.count, negative: isNegative)
    }
  }

  /// |self| in base 2⁶⁴, least significant limb first, without zeros on top; empty for 0.
  ///
  /// - Complexity: O(*n*) in the number of limbs.
  public var littleEndianLimbs: [UInt] {
    withMagnitude { pointer, count in Array(UnsafeBufferPointer(start: pointer, count: count)) }
  }

  @usableFromInline
  init(twosComplement words: [UInt], negative: Bool) {
    var magnitude = words
    if negative {
      var carry = true
      for index in magnitude.indices {
        (magnitude[index], carry) = (~magnitude[index]).addingReportingOverflow(carry ? 1 : 0)
      }
    }
    self.init(littleEndianLimbs: magnitude, isNegative: negative)
  }
}

extension FixedWidthInteger {
  /// The value of `value` if this type can represent it, otherwise nil.
  ///
  /// - Complexity: O(*w*) in the width of this type.
  @inlinable
  public init?(exactly value: Integer) {
    if let word = value.asInt {
      self.init(exactly: word)
      return
    }
    guard value.bitWidth <= Self.bitWidth else { return nil }
    var magnitude: Magnitude = 0
    for (index, limb) in value.littleEndianLimbs.enumerated() {
      magnitude |= Magnitude(truncatingIfNeeded: limb) << (UInt.bitWidth * index)
    }
    if value.isNegative {
      guard Self.isSigned, magnitude <= Self.min.magnitude else { return nil }
      self.init(truncatingIfNeeded: 0 &- magnitude)
    } else {
      self.init(exactly: magnitude)
    }
  }
}

extension Double {
  /// The double nearest to `value`, ties to even; ±∞ from 2¹⁰²⁴ − 2⁹⁷⁰ on.
  ///
  /// - Complexity: O(*n*) in the number of limbs (O(1) unless the low limbs are zero).
  public init(_ value: Integer) {
    if let word = value.asInt {
      self.init(word)
      return
    }
    self = value.withMagnitude { pointer, count in
      // The top 64 bits with everything below folded into the last one: 64 ≥ 53 + 2, so rounding sees the truth.
      let shift = pointer[count - 1].leadingZeroBitCount
      var top = pointer[count - 1] << shift
      var below = count - 1
      if count > 1, shift > 0 {
        top |= pointer[count - 2] >> (64 - shift)
        below -= 1
        if pointer[below] << shift != 0 { top |= 1 }
      }
      while below > 0, top & 1 == 0 {
        below -= 1
        if pointer[below] != 0 { top |= 1 }
      }
      let exponent = 64 * (count - 1) - shift
      if exponent > 1024 { return value.isNegative ? -.infinity : .infinity }
      return Double(sign: value.isNegative ? .minus : .plus, exponent: exponent, significand: Double(top))
    }
  }
}
