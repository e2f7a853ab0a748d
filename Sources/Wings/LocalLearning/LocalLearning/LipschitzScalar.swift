import Exact

/// The numbers with which a Lipschitz function is fitted: `Int64` and `Rational` exactly, `Double` as doubles add.
public protocol LipschitzScalar: Comparable, SignedNumeric, Sendable {
  /// Whether the magnitudes of the terms and the products can be added up with room to spare: without overflow, and finite.
  static func canAdd(_ terms: [Self], _ products: [(Self, Self)]) -> Bool

  /// Whether it is a number: false for infinities and NaN.
  var isNumber: Bool { get }
}

extension LipschitzScalar {
  /// The same of terms alone.
  static func canAdd(_ terms: [Self]) -> Bool { canAdd(terms, []) }
}

extension Int64: LipschitzScalar {
  /// Whether the sum stays below 2⁶¹, so that what is made of a few such sums fits too.
  public static func canAdd(_ terms: [Int64], _ products: [(Int64, Int64)]) -> Bool {
    let limit = UInt64(1) << 61
    var sum = UInt64(0)
    for (a, b) in terms.map({ ($0, Int64(1)) }) + products {
      let (high, low) = a.magnitude.multipliedFullWidth(by: b.magnitude)
      guard high == 0, low < limit else { return false }
      sum += low
      guard sum < limit else { return false }
    }
    return true
  }

  /// Always true.
  public var isNumber: Bool { true }
}

extension Rational: LipschitzScalar {
  /// Always true.
  public static func canAdd(_ terms: [Rational], _ products: [(Rational, Rational)]) -> Bool { true }

  /// Always true.
  public var isNumber: Bool { true }
}

extension Double: LipschitzScalar {
  /// Whether the sum is finite.
  public static func canAdd(_ terms: [Double], _ products: [(Double, Double)]) -> Bool {
    (terms.reduce(0) { $0 + abs($1) } + products.reduce(0) { $0 + abs($1.0 * $1.1) }).isFinite
  }

  /// Whether it is finite.
  public var isNumber: Bool { isFinite }
}
