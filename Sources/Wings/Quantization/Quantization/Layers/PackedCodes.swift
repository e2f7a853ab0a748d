/// Codes of a few bits, one after the other in words of 32 bits, the lowest bits first; a code may straddle two words.
public enum PackedCodes {
  /// How many words hold so many codes.
  public static func wordCount(_ count: Int, bits: Int) -> Int { (count * bits + 31) / 32 }

  /// The words that hold the codes; what is left of the last one is 0.
  ///
  /// - Parameters:
  ///   - codes: below 2ᵇ; higher bits are dropped.
  ///   - bits: b, from 1 to 8.
  /// - Precondition: b is in its range.
  /// - Complexity: O(number of codes).
  public static func pack(_ codes: some Collection<UInt8>, bits: Int) -> [UInt32] {
    precondition((1...8).contains(bits))
    var words: [UInt32] = []
    words.reserveCapacity(wordCount(codes.count, bits: bits))
    let mask = UInt64(1) << bits - 1
    var (buffer, filled): (UInt64, Int) = (0, 0)
    for code in codes {
      buffer |= (UInt64(code) & mask) << filled
      filled += bits
      if filled >= 32 {
        words.append(UInt32(truncatingIfNeeded: buffer))
        buffer >>= 32
        filled -= 32
      }
    }
    if filled > 0 { words.append(UInt32(truncatingIfNeeded: buffer)) }
    return words
  }

  /// The first `count` codes of the words.
  ///
  /// - Precondition: b is from 1 to 8, and there are enough words.
  /// - Complexity: O(count).
  public static func unpack(_ words: some Collection<UInt32>, bits: Int, count: Int) -> [UInt8] {
    precondition((1...8).contains(bits) && words.count >= wordCount(count, bits: bits))
    var codes: [UInt8] = []
    codes.reserveCapacity(count)
    let mask = UInt64(1) << bits - 1
    var (buffer, filled): (UInt64, Int) = (0, 0)
    var next = words.makeIterator()
    while codes.count < count {
      if filled < bits {
        buffer |= UInt64(next.next() ?? 0) << filled
        filled += 32
      }
      codes.append(UInt8(truncatingIfNeeded: buffer & mask))
      buffer >>= UInt64(bits)
      filled -= bits
    }
    return codes
  }
}
