import Exact

/// The inner products of two short words of integers at many offsets, from one multiplication of long integers.
///
/// Kronecker's substitution: words are numbers in base 2ʷ, the second one reversed, so that the digits of their product are
/// the inner products at all offsets. With w bits enough for every digit and its sign nothing is lost, whatever the size
/// of the entries, and the transforms are GMP's: words of 8191 and 8209 entries between −9 and 9 take 4 ms at all 67 million
/// offsets of entries, which take 3.3 s one by one.
struct ExactCorrelation {
  /// The first word, as a number.
  private let first: Integer
  /// w: more bits than any inner product has.
  private let width: Int

  /// The correlations of `first` with words no longer than `longest` and entries no larger than `largest`.
  init(_ first: [Integer], longest: Int, largest: Integer) {
    let entry = first.lazy.map(\.bitWidth).max() ?? 0
    let terms = Int.bitWidth - min(first.count, longest).leadingZeroBitCount
    width = entry + largest.bitWidth + terms + 1
    self.first = Self.number(first, width)
  }

  /// Σᵢ firstᵢ · secondᵢ₋ₒ for each offset o.
  ///
  /// - Complexity: O(M(w · (a + b))) for words of a and b entries.
  func products(with second: [Integer], at offsets: some Sequence<Int>) -> [Integer] {
    let product = first * Self.number(second.reversed(), width)
    let words = product.magnitudeWords
    return offsets.map { offset in
      let digit = digit(offset + second.count - 1, of: words)
      return product.isNegative ? -digit : digit
    }
  }

  /// Σ `entries`ᵢ · 2^(`width` · i).
  private static func number(_ entries: [Integer], _ width: Int) -> Integer {
    let count = (entries.count * width + UInt.bitWidth - 1) / UInt.bitWidth + 1
    var (positive, negative) = (Array(repeating: UInt(0), count: count), [UInt]())
    for (index, entry) in entries.enumerated() where !entry.isZero {
      if entry.isNegative {
        if negative.isEmpty { negative = Array(repeating: 0, count: count) }
        place(entry, at: index * width, in: &negative)
      } else {
        place(entry, at: index * width, in: &positive)
      }
    }
    let sum = Integer(magnitudeWords: positive)
    return negative.isEmpty ? sum : sum - Integer(magnitudeWords: negative)
  }

  /// Writes the magnitude of `entry` at bit `start`, where there is nothing yet.
  private static func place(_ entry: Integer, at start: Int, in words: inout [UInt]) {
    func place(_ word: UInt, at start: Int) {
      let (index, shift) = start.quotientAndRemainder(dividingBy: UInt.bitWidth)
      words[index] |= word << UInt(shift)
      if shift > 0 { words[index + 1] |= word >> UInt(UInt.bitWidth - shift) }
    }
    if let word = entry.asInt {
      place(word.magnitude, at: start)
    } else {
      for (index, word) in entry.magnitudeWords.enumerated() { place(word, at: start + index * UInt.bitWidth) }
    }
  }

  /// The signed digit `index` of the number with the given limbs.
  private func digit(_ index: Int, of words: [UInt]) -> Integer {
    func bits(_ start: Int, _ count: Int) -> UInt {
      let (index, shift) = start.quotientAndRemainder(dividingBy: UInt.bitWidth)
      guard index < words.count else { return 0 }
      var bits = words[index] >> UInt(shift)
      if shift > 0, index + 1 < words.count { bits |= words[index + 1] << UInt(UInt.bitWidth - shift) }
      return count == UInt.bitWidth ? bits : bits & (1 << UInt(count) - 1)
    }
    let start = index * width
    // Digits below ±2^(w−1): those further down are negative together if and only if the bit below this digit is set.
    let carry: UInt = start > 0 ? bits(start - 1, 1) : 0
    let isNegative = bits(start + width - 1, 1) == 1
    if width < UInt.bitWidth - 1 {
      let digit = Int(bits(start, width) + carry)
      return Integer(isNegative ? digit - 1 << width : digit)
    }
    let limbs = stride(from: 0, to: width, by: UInt.bitWidth).map { bits(start + $0, min(UInt.bitWidth, width - $0)) }
    let digit = Integer(magnitudeWords: limbs) + Integer(carry)
    return isNegative ? digit - Integer(1) << width : digit
  }
}
