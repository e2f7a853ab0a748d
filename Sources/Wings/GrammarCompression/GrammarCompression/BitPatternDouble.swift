/// A `Double` that is identified by its bits: −0.0 is not 0.0, and a NaN equals itself and no other NaN.
///
/// ```swift
/// let vector = try StraightLineProgram(repair: samples.map { BitPatternDouble($0) })
/// try vector.expand().map(\.value)    // the samples, to the bit
/// ```
///
/// Compression must give back what it was given, so the grammars of doubles have these entries. Arithmetic is that of
/// `Double`: rounded, and therefore dependent on the order, which is that of the grammar and not that of the entries.
/// Entries that are zero, with either sign, are skipped by inner products whatever they meet, be it infinite or NaN.
///
/// The text of a NaN is `bits:` and its bits, in hexadecimal digits; that of other numbers is that of `Double`.
public struct BitPatternDouble: Sendable {
  /// The number.
  public var value: Double

  /// The number `value`, to the bit.
  @inlinable public init(_ value: Double) { self.value = value }
}

extension BitPatternDouble: Hashable {
  @inlinable public static func == (first: Self, second: Self) -> Bool {
    first.value.bitPattern == second.value.bitPattern
  }

  @inlinable public func hash(into hasher: inout Hasher) { hasher.combine(value.bitPattern) }
}

extension BitPatternDouble: Comparable {
  /// The order of IEEE 754 that ranks all bit patterns: −0.0 below 0.0, NaNs at both ends by their sign.
  public static func < (first: Self, second: Self) -> Bool { first.rank < second.rank }

  private var rank: Int64 {
    let bits = Int64(bitPattern: value.bitPattern)
    return bits < 0 ? bits ^ Int64.max : bits
  }
}

extension BitPatternDouble: SignedNumeric, ExpressibleByFloatLiteral {
  /// The integer of the source text as a double.
  public init(integerLiteral value: Int) { self.value = Double(value) }
  /// The double of the source text.
  public init(floatLiteral value: Double) { self.value = value }
  /// The integer as a double; nil if no double has exactly this value.
  public init?(exactly source: some BinaryInteger) {
    guard let value = Double(exactly: source) else { return nil }
    self.value = value
  }

  /// The absolute value: the same bits with the sign bit cleared.
  public var magnitude: Self { Self(value.magnitude) }
  /// The sum, rounded to the nearest double.
  public static func + (first: Self, second: Self) -> Self { Self(first.value + second.value) }
  /// The difference, rounded to the nearest double.
  public static func - (first: Self, second: Self) -> Self { Self(first.value - second.value) }
  /// The product, rounded to the nearest double.
  public static func * (first: Self, second: Self) -> Self { Self(first.value * second.value) }
  /// Multiplies `first` by `second` and rounds to the nearest double.
  public static func *= (first: inout Self, second: Self) { first.value *= second.value }
  /// The number with its sign bit inverted: −0.0 for 0.0.
  public static prefix func - (operand: Self) -> Self { Self(-operand.value) }
}

extension BitPatternDouble: LosslessStringConvertible {
  public var description: String {
    value.isNaN ? "bits:" + String(value.bitPattern, radix: 16) : value.description
  }

  /// Reads what `description` writes: a decimal number, or `bits:` and hexadecimal digits; nil for other text.
  public init?(_ description: String) {
    if description.hasPrefix("bits:") {
      guard let bits = UInt64(description.dropFirst(5), radix: 16) else { return nil }
      value = Double(bitPattern: bits)
    } else {
      guard let value = Double(description) else { return nil }
      self.value = value
    }
  }
}

extension Equatable where Self: AdditiveArithmetic {
  /// Whether the number is zero; of either sign, in types that tell −0 from 0.
  ///
  /// −0 + 0 is 0, and x + 0 is x for all other x.
  @inline(__always)
  var isZero: Bool { self == .zero || self + .zero == .zero }
}
