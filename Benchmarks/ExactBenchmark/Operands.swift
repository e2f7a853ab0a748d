/// Operands that the Python side of the benchmark generates too, bit for bit.
struct SplitMix64 {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }

  /// Exactly `bits` bits, as hexadecimal text: every peer parses it in its own way.
  mutating func number(bits: Int) -> [UInt64] {
    var limbs = (0..<(bits + 63) / 64).map { _ in next() }
    let top = (bits - 1) % 64
    limbs[limbs.count - 1] &= top == 63 ? .max : (1 << (top + 1)) - 1
    limbs[limbs.count - 1] |= 1 << top
    return limbs
  }
}

/// The sizes in bits, with the number of operand pairs that one pass goes through.
let sizes: [(bits: Int, pairs: Int)] = [(30, 512), (62, 512), (64, 512), (1024, 256), (65536, 8)]

/// Two lists of numbers of `bits` bits and one of 2·`bits` bits (the dividends).
struct Operands<Number> {
  var left: [Number] = []
  var right: [Number] = []
  var dividends: [Number] = []

  init(bits: Int, pairs: Int, make: ([UInt64]) -> Number) {
    var stream = SplitMix64(state: UInt64(bits))
    for _ in 0..<pairs {
      left.append(make(stream.number(bits: bits)))
      right.append(make(stream.number(bits: bits)))
      dividends.append(make(stream.number(bits: 2 * bits)))
    }
  }
}
