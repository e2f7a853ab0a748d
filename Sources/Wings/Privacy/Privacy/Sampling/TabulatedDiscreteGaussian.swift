import Exact

/// The discrete Gaussian by inversion with a table: the same exact law as ``DiscreteGaussian``, one random word for almost every draw.
///
///     let noise = try TabulatedDiscreteGaussian(variance: 100)
///     noise.next(using: &generator)
///
/// A draw is |X| = the least k with U < C_k = P[|X| ≤ k], for a real U uniform in [0, 1) of which as many bits are looked at as the answer
/// needs. The table holds ⌊2⁶³ C_k⌋, each established by enclosures. 63 bits of U decide unless they equal an entry; then more bits are drawn and
/// compared with enclosures of higher precision, so that nothing is cut off, nor any tail. The last bit of the word is the sign.
///
/// - Complexity: O(1) for a draw; the table has about 9.3 σ entries and takes about as many microseconds to make.
public struct TabulatedDiscreteGaussian: Sendable {
  /// The largest σ² for which tables are made: 10⁸, a table of 750 KiB.
  public static let largestVariance: Integer = 100_000_000
  /// σ².
  public let variance: Rational
  /// ⌊2⁶³ C_k⌋ for k = 0, 1, …, until that is 2⁶³ − 1.
  package let thresholds: [UInt64]
  /// For each value of the leading bits, the first k whose threshold is not below that part of the range.
  private let guide: [Int32]
  private let guideShift: UInt64

  /// Makes the table.
  ///
  /// - Throws: ``SamplingError`` for a variance that is not positive or is too large.
  public init(variance: Rational) throws(SamplingError) {
    guard variance > 0 else { throw .scaleNotPositive(variance) }
    guard variance <= Rational(Self.largestVariance) else {
      throw .tableTooLarge(variance: variance, limit: Self.largestVariance)
    }
    self.variance = variance
    var precision = 192
    var found: [UInt64]?
    while found == nil {
      found = Self.thresholds(MagnitudeLaw(variance: variance, precision: precision))
      precision *= 2
    }
    let thresholds = found ?? []
    self.thresholds = thresholds
    let bits = min(16, max(4, 64 - UInt64(thresholds.count).leadingZeroBitCount))
    guideShift = UInt64(63 - bits)
    var guide: [Int32] = []
    var k = 0
    for part in 0..<(UInt64(1) << UInt64(bits)) {
      while k < thresholds.count - 1, thresholds[k] < part << UInt64(63 - bits) { k += 1 }
      guide.append(Int32(k))
    }
    self.guide = guide
  }

  /// The table, or nil if the precision does not settle an entry.
  private static func thresholds(_ law: MagnitudeLaw) -> [UInt64]? {
    var table: [UInt64] = []
    for cumulative in law.cumulative {
      guard let lower = cumulative.lower, let upper = cumulative.upper else { return nil }
      let entry = scaled(lower)
      guard entry == scaled(upper) else { return nil }
      table.append(entry)
      if entry == UInt64.max >> 1 { return table }
    }
    return nil
  }

  private static func scaled(_ value: Rational) -> UInt64 {
    UInt64(exactly: min((value * Rational(Integer(1) << 63)).floor(), Integer(UInt64.max >> 1))) ?? 0
  }

  /// A draw from the words of a generator.
  @inlinable
  public func next(using generator: inout some RandomNumberGenerator) -> Int {
    let word = generator.next()
    let magnitude = magnitude(word >> 1) ?? resolved(word >> 1, using: &generator)
    return word & 1 == 0 ? magnitude : -magnitude
  }

  /// |X| for U that begins with these 63 bits; nil if they do not decide.
  @usableFromInline
  func magnitude(_ bits: UInt64) -> Int? {
    thresholds.withUnsafeBufferPointer { thresholds in
      var k = Int(guide.withUnsafeBufferPointer { $0[Int(bits >> guideShift)] })
      while k < thresholds.count, thresholds[k] < bits { k += 1 }
      return k < thresholds.count && thresholds[k] != bits ? k : nil
    }
  }

  /// |X| for U that begins with these 63 bits, with as many more as it takes.
  @usableFromInline @inline(never)
  func resolved(_ bits: UInt64, using generator: inout some RandomNumberGenerator) -> Int {
    var (value, count) = (Integer(bits), 63)
    while true {
      value = value << 64 + Integer(generator.next())
      count += 64
      let law = MagnitudeLaw(variance: variance, precision: count + 64)
      let scale = Integer(1) << count
      let (low, high) = (Rational(value, scale), Rational(value + 1, scale))
      var before: Enclosure?
      for (k, cumulative) in law.cumulative.enumerated() {
        // C_{k−1} ≤ U for all that U can still be, and U < C_k.
        let isAbove = before.map { $0.isLessOrEqual(to: low) == .yes } ?? true
        if isAbove, cumulative.isGreaterOrEqual(to: high) == .yes { return k }
        if cumulative.isLess(than: low) != .yes, cumulative.isGreaterOrEqual(to: high) != .yes { break }
        before = cumulative
      }
    }
  }
}

/// Enclosures of C_k = P[|X| ≤ k] of a discrete Gaussian.
package struct MagnitudeLaw {
  /// For k = 0, 1, …; they end where 1 − C_k is below 2^(−precision/2).
  package let cumulative: [Enclosure]

  /// The law for σ² = variance > 0, with that many bits.
  package init(variance: Rational, precision: Int) {
    // w_x = e^(−x²/2σ²), and w_{x+1} = w_x r_x with r_x = e^(−(2x+1)/2σ²) = r_{x−1} e^(−1/σ²).
    let bits = precision + 64
    let step = Enclosure(-variance.reciprocal, precision: bits).exp()
    var ratio = Enclosure(-variance.reciprocal / 2, precision: bits).exp()
    var weight = Enclosure(1, precision: bits)
    var sum = weight
    var sums = [sum]
    let small = Rational(1, Integer(1) << (precision / 2 + 8))
    while weight.isLess(than: small) != .yes {
      weight *= ratio
      ratio *= step
      sum += weight + weight
      sums.append(sum)
    }
    // What follows is less than a geometric series with the last ratio, which is below 1, on both sides.
    let beyond = (weight * ratio) * 2 / (1 - ratio)
    let total = sum + Enclosure(lower: 0, upper: beyond.upper ?? 1, precision: bits)
    let inverse = 1 / total
    cumulative = sums.map { $0 * inverse }
  }
}
