/// The double nearest to a decimal w · 10^q, with one or two multiplications.
///
/// The method is that of Lemire, "Number Parsing at a Gigabyte per Second" (Software: Practice and Experience 51, 2021,
/// arXiv:2101.11408), with the proof of Mushtak and Lemire, "Fast Number Parsing Without Fallback" (arXiv:2212.06644)
/// that it never fails: w · 5^q is approximated from below by a product with the 128 leading bits of 5^q, and the error
/// is too small to change a rounding.
enum PowersOfTen {
  /// 10^0 to 10^22, which are exact.
  static let exact: [Double] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20,
    1e21, 1e22,
  ]

  /// Below the first every 64-bit w gives 0, beyond the last infinity.
  private static let exponents = -342...308

  /// The 128 leading bits of 5^q for q in `exponents`: the high and the low word of each.
  ///
  /// Made once, in about 0.1 ms, because 1302 literals are harder to check than the loop that makes them.
  private static let leadingBits: [UInt64] = {
    var table = [UInt64](repeating: 0, count: 2 * exponents.count)
    // ⌊⌊x / 5⌋ / 5⌋ = ⌊x / 25⌋, so one long number, divided by 5 again and again, has the bits of every 5^-n.
    var words = [UInt64](repeating: 0, count: 17)
    words[16] = 1 << 63
    for n in 1...(-exponents.lowerBound) {
      var remainder: UInt64 = 0
      for index in words.indices.reversed() {
        (words[index], remainder) = UInt64(5).dividingFullWidth((remainder, words[index]))
      }
      var (high, low) = leading(words)
      if n <= 27 {
        // For small n the approximation has to be from above: 5^n fits a word, and exact quotients must not look lower.
        low &+= 1
        if low == 0 { high &+= 1 }
      }
      table[2 * (-n - exponents.lowerBound)] = high
      table[2 * (-n - exponents.lowerBound) + 1] = low
    }
    words = [1] + [UInt64](repeating: 0, count: 12)
    for q in 0...exponents.upperBound {
      let (high, low) = leading(words)
      table[2 * (q - exponents.lowerBound)] = high
      table[2 * (q - exponents.lowerBound) + 1] = low
      var carry: UInt64 = 0
      for index in words.indices {
        let product = words[index].multipliedFullWidth(by: 5)
        let (sum, overflow) = product.low.addingReportingOverflow(carry)
        words[index] = sum
        carry = product.high + (overflow ? 1 : 0)
      }
    }
    return table
  }()

  /// The 128 leading bits of a number other than 0, given by its words from the lowest.
  private static func leading(_ words: [UInt64]) -> (high: UInt64, low: UInt64) {
    func word(_ index: Int) -> UInt64 { index < 0 ? 0 : words[index] }
    let top = words.lastIndex { $0 != 0 } ?? 0
    let shift = words[top].leadingZeroBitCount
    // >> by 64 or more gives 0.
    return (
      word(top) << shift | word(top - 1) >> (64 - shift), word(top - 1) << shift | word(top - 2) >> (64 - shift)
    )
  }

  /// The double nearest to w · 10^q, ties to even; infinity if that is beyond the largest finite double.
  static func nearest(_ w: UInt64, _ q: Int) -> Double {
    if w == 0 || q < exponents.lowerBound { return 0 }
    if q > exponents.upperBound { return .infinity }
    let zeros = w.leadingZeroBitCount
    let normalized = w << zeros
    let index = 2 * (q - exponents.lowerBound)
    var (high, low) = normalized.multipliedFullWidth(by: leadingBits[index])
    // 55 bits are needed: 53, one for rounding, one because the product may have a leading 0. The low word of 5^q
    // matters only if all bits below them are 1.
    if high & 0x1ff == 0x1ff {
      let correction = normalized.multipliedFullWidth(by: leadingBits[index + 1]).high
      let (sum, overflow) = low.addingReportingOverflow(correction)
      low = sum
      if overflow { high &+= 1 }
    }
    let upperBit = Int(high >> 63)
    var significand = high >> (upperBit + 9)
    // ⌊q · log₂ 10⌋ + 63 for every q here; 1023 is the bias of the exponent.
    var biased = (217_706 * q) >> 16 + 63 + upperBit - zeros + 1023

    if biased <= 0 {  // subnormal, or 0
      let shift = 1 - biased
      if shift >= 64 { return 0 }
      significand >>= shift
      significand = (significand + significand & 1) >> 1
      // Rounding up may reach the least normal number, whose bits are the next ones.
      return Double(bitPattern: significand)
    }
    if low <= 1, (-4...23).contains(q), significand & 3 == 1, significand << (upperBit + 9) == high {
      significand &= ~1  // exactly half way: down to even
    }
    significand = (significand + significand & 1) >> 1
    if significand == 1 << 53 {
      significand = 1 << 52
      biased += 1
    }
    if biased >= 2047 { return .infinity }
    return Double(bitPattern: UInt64(biased) << 52 | significand & (1 << 52 - 1))
  }
}
