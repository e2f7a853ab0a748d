import Exact
import Randomness

/// How often clipping to norm 1 leaves a vector longer than 1, as decided in rational numbers.
///
/// Coordinates are uniform in (−1, 1) times 4, and vectors that are not longer than 1 are drawn again: only what is clipped counts.
public struct ClipViolations: Sendable {
  /// What one way to clip did.
  public struct Result: Sendable, Hashable {
    /// How many vectors were longer than 1 afterwards.
    public fileprivate(set) var violations = 0
    /// The greatest ‖v‖² − 1, rounded to a double; 0 if none was longer.
    public fileprivate(set) var worstExcess = 0.0

    fileprivate mutating func record(_ squared: Rational) {
      guard squared > 1 else { return }
      violations += 1
      worstExcess = max(worstExcess, Double(squared - 1))
    }
  }

  /// C/‖v‖ and its products in single precision.
  public private(set) var single = Result()
  /// The same in double precision.
  public private(set) var double = Result()
  /// Rounded to the grid of 2⁻²⁰, then ``ExactClip``.
  public private(set) var exact = Result()

  /// Clips `count` random vectors of `dimension` coordinates in each way.
  ///
  /// - Complexity: O(count · dimension) rational operations on dyadic numbers.
  public init(count: Int, dimension: Int, stream: RandomStream) {
    var stream = stream
    let steps = 1 << 20
    for _ in 0..<count {
      var vector: [Float]
      repeat {
        vector = (0..<dimension).map { _ in 4 * (Float(stream.next() >> 40) * 0x1p-23 - 1) }
      } while vector.reduce(0.0, { $0 + Double($1) * Double($1) }) <= 1.0001
      let norm = vector.reduce(Float(0)) { $0 + $1 * $1 }.squareRoot()
      single.record(Self.squaredLength(vector.map { Double(1 / norm * $0) }))
      let doubles = vector.map(Double.init)
      let wide = doubles.reduce(0.0) { $0 + $1 * $1 }.squareRoot()
      double.record(Self.squaredLength(doubles.map { 1 / wide * $0 }))
      var integers = vector.map { Int32(($0 * Float(steps)).rounded()) }
      ExactClip.clip(&integers, bound: steps)
      let squared = integers.reduce(Integer(0)) { $0 + Integer($1) * Integer($1) }
      exact.record(Rational(squared, Integer(steps) * Integer(steps)))
    }
  }

  private static func squaredLength(_ vector: [Double]) -> Rational {
    vector.reduce(Rational(0)) { sum, x in
      let exact = Rational(exactly: x) ?? 0
      return sum + exact * exact
    }
  }
}
