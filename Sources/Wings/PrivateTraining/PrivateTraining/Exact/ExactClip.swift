import CPrivateTraining
import Exact

/// Clipping of integer vectors that never exceeds its bound: no rounding decides.
///
///     ExactClip.factor(squaredNorm: 25, squaredBound: 1, bits: 8)     // 51: of (3, 4), 51/256 is left
///
/// A float's C/‖v‖ times v has a norm above C for about half of all clipped vectors, by units in the last place; then the sensitivity is not C. Here the factor is
/// s = ⌊2ᵏ √(C²/‖v‖²)⌋ / 2ᵏ by an integer square root, the largest multiple of 2⁻ᵏ with s²‖v‖² ≤ C²; and products are rounded toward 0.
public enum ExactClip {
  /// The bits of factors of ``clip(_:bound:)``.
  public static let factorBits = 30

  /// 2ᵏ s: the greatest integer a with (a/2ᵏ)²‖v‖² ≤ C²; 2ᵏ if ‖v‖² ≤ C².
  ///
  /// - Parameters:
  ///   - squaredNorm: ‖v‖², at least 0.
  ///   - squaredBound: C², at least 0.
  ///   - bits: k, at least 0.
  /// - Complexity: O(1) operations on integers of about 2k bits.
  public static func factor(squaredNorm: Integer, squaredBound: Rational, bits: Int) -> Integer {
    let one = Integer(1) << bits
    guard Rational(squaredNorm) > squaredBound else { return one }
    return (squaredBound * Rational(Integer(1) << (2 * bits)) / Rational(squaredNorm)).floor().squareRoot()
  }

  /// Multiplies the vector by the greatest factor of ``factorBits`` bits with which its norm is at most the bound, and rounds toward 0.
  ///
  /// - Parameters:
  ///   - vector: integers of at most 2³⁰ each, with Σ v² below 2⁶³.
  ///   - bound: 1 to 2³⁰.
  /// - Returns: the factor times 2³⁰; 2³⁰ if nothing was changed.
  /// - Complexity: O(n).
  @discardableResult
  public static func clip(_ vector: inout [Int32], bound: Int) -> Int {
    precondition(1...(1 << 30) ~= bound, "a bound from 1 to 2^30")
    let count = vector.count
    return vector.withUnsafeMutableBufferPointer { buffer in
      guard let start = buffer.baseAddress else { return 1 << factorBits }
      let factor = wordFactor(squaredNorm: private_training_squares(count, start), bound: bound)
      if factor < 1 << factorBits { private_training_scale(count, Int64(factor), Int32(factorBits), start) }
      return factor
    }
  }

  /// The factor for a norm and a bound that fit words.
  static func wordFactor(squaredNorm: UInt64, bound: Int) -> Int {
    let squaredBound = UInt64(bound) * UInt64(bound)
    guard squaredNorm > squaredBound else { return 1 << factorBits }
    let quotient = (UInt128(squaredBound) << UInt128(2 * factorBits)) / UInt128(squaredNorm)
    return Int(squareRoot(UInt64(quotient)))
  }

  /// ⌊√x⌋ for x below 2⁶⁰.
  private static func squareRoot(_ x: UInt64) -> UInt64 {
    var root = UInt64(Double(x).squareRoot())
    while root * root > x { root -= 1 }
    while (root + 1) * (root + 1) <= x { root += 1 }
    return root
  }
}
