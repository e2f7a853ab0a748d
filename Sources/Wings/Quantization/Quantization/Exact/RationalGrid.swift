import Exact

/// The numbers step · (q − zero) for integer codes q, of a range or all of them: what weights are rounded to, exactly.
///
///     let grid = try RationalGrid.symmetric(bits: 2, weights: [-1.5, 0.2, 1.5])   // step 1: −2, −1, 0, 1
///     grid.nearest(to: 1.5)                                                       // code 3, the value 1: clipped
///
/// Ties are rounded up, in the codes.
public struct RationalGrid: Hashable, Sendable, Codable {
  /// The distance of neighbours, above 0.
  public let step: Rational
  /// The code of the number 0, which may lie outside of the range.
  public let zero: Integer
  /// The codes that there are; nil for all integers.
  public let codes: ClosedRange<Integer>?

  /// A grid.
  ///
  /// - Throws: ``QuantizationError/grid(_:)`` for a step that is not above 0.
  public init(step: Rational, zero: Integer = 0, codes: ClosedRange<Integer>? = nil) throws(QuantizationError) {
    guard step > 0 else { throw .grid("the grid's step is \(step), not above 0") }
    (self.step, self.zero, self.codes) = (step, zero, codes)
  }

  private init(positive step: Rational, zero: Integer, bits: Int) {
    (self.step, self.zero, self.codes) = (step, zero, 0...(Integer(1) << bits - 1))
  }

  /// All integers.
  public static let integers = RationalGrid()
  private init() { (step, zero, codes) = (1, 0, nil) }

  /// The grid that DiscQuant's authors use: with a the largest |w|, the step is 2a / (2ᵇ − 1) and the zero is 2ᵇ⁻¹.
  ///
  /// Its top lies half a step below a and its bottom half a step below −a, so large positive weights are clipped. Weights of
  /// one sign would lose half of the range, so they get the asymmetric grid. Weights that are all 0 have the step 1.
  ///
  /// - Parameters:
  ///   - bits: b, from 1 to 16.
  ///   - weights: those that are to be rounded.
  /// - Throws: ``QuantizationError/grid(_:)`` for other numbers of bits.
  public static func symmetric(bits: Int, weights: [Rational]) throws(QuantizationError) -> RationalGrid {
    try check(bits)
    let (low, high) = (weights.min() ?? 0, weights.max() ?? 0)
    if low >= 0 || high <= 0 { return try asymmetric(bits: bits, weights: weights) }
    let largest = max(high, -low)
    let levels = Integer(1) << bits
    return RationalGrid(positive: 2 * largest / Rational(levels - 1), zero: levels >> 1, bits: bits)
  }

  /// The grid from the least weight, or 0, to the largest, or 0, with 0 on it: the step is their difference over 2ᵇ − 1.
  ///
  /// The zero is rounded to an integer, so an end may be missed by half a step. Weights that are all 0 have the step 1.
  ///
  /// - Parameters:
  ///   - bits: b, from 1 to 16.
  ///   - weights: those that are to be rounded.
  /// - Throws: ``QuantizationError/grid(_:)`` for other numbers of bits.
  public static func asymmetric(bits: Int, weights: [Rational]) throws(QuantizationError) -> RationalGrid {
    try check(bits)
    let (low, high) = (min(0, weights.min() ?? 0), max(0, weights.max() ?? 0))
    let span = high - low
    if span.isZero { return RationalGrid(positive: 1, zero: 0, bits: bits) }
    let step = span / Rational(Integer(1) << bits - 1)
    return RationalGrid(positive: step, zero: roundedHalfUp(-low / step), bits: bits)
  }

  private static func check(_ bits: Int) throws(QuantizationError) {
    guard (1...16).contains(bits) else { throw .grid("a grid of \(bits) bits; expected 1 to 16") }
  }

  /// step · (code − zero).
  public func value(of code: Integer) -> Rational { step * Rational(code - zero) }

  /// The code of the nearest point of the grid; of two, the greater.
  public func nearest(to weight: Rational) -> Integer { clamped(roundedHalfUp(weight / step + Rational(zero))) }

  /// Whether the weight lies so far outside of the range that its nearest code is another than without a range.
  public func clips(_ weight: Rational) -> Bool {
    let code = roundedHalfUp(weight / step + Rational(zero))
    return clamped(code) != code
  }

  /// The neighbours of a weight, and where it lies between them: 0 at the lower one, 1 at the upper one.
  ///
  /// A weight outside of the range has one neighbour, the end, and by convention the position 1/2.
  public func neighbours(of weight: Rational) -> (lower: Integer, upper: Integer, position: Rational) {
    let place = weight / step + Rational(zero)
    let below = place.floor()
    let (lower, upper) = (clamped(below), clamped(below + 1))
    return lower == upper ? (lower, upper, Rational(1, 2)) : (lower, upper, place - Rational(below))
  }

  private func clamped(_ code: Integer) -> Integer {
    guard let codes else { return code }
    return max(codes.lowerBound, min(codes.upperBound, code))
  }
}

/// The nearest integer; of two, the greater.
func roundedHalfUp(_ value: Rational) -> Integer { (value + Rational(1, 2)).floor() }
