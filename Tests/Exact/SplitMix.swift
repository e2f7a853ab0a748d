import Exact

/// A small seeded generator for the tests of enclosures and matrices (Steele, Lea and Flood, OOPSLA 2014).
struct SplitMix: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }

  /// An integer of up to `bits` bits with a random sign.
  mutating func integer(bits: Int) -> Integer {
    let width = Int.random(in: 0...bits, using: &self)
    var value = Integer(0)
    for _ in 0..<(width + 63) / 64 { value = value << 64 + Integer(next()) }
    value = value >> ((width + 63) / 64 * 64 - width)
    return next() & 1 == 0 ? value : -value
  }

  mutating func rational(bits: Int) -> Rational {
    Rational(integer(bits: bits), integer(bits: bits).magnitude + 1)
  }

  mutating func matrix(_ rows: Int, _ columns: Int, bits: Int) -> Matrix<Integer> {
    Matrix(rows: rows, columns: columns) { _, _ in integer(bits: bits) }
  }
}
