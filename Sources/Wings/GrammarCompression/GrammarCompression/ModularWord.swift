/// A machine word with arithmetic modulo 2⁶⁴.
///
/// When the exact result of a computation by + − · is known to fit `Int`, this type finds it, whatever happens to the
/// intermediate values, without the price of overflow checks or of long integers.
struct ModularWord: SignedNumeric, Hashable, Sendable {
  var word: Int

  @inline(__always) init(_ word: Int) { self.word = word }
  init(integerLiteral value: Int) { word = value }
  init?(exactly source: some BinaryInteger) { word = Int(truncatingIfNeeded: source) }

  var magnitude: UInt { word.magnitude }
  @inline(__always) static func + (first: Self, second: Self) -> Self { Self(first.word &+ second.word) }
  @inline(__always) static func - (first: Self, second: Self) -> Self { Self(first.word &- second.word) }
  @inline(__always) static func * (first: Self, second: Self) -> Self { Self(first.word &* second.word) }
  @inline(__always) static func *= (first: inout Self, second: Self) { first.word = first.word &* second.word }
  @inline(__always) static prefix func - (operand: Self) -> Self { Self(0 &- operand.word) }
}
