/// SplitMix64 (Steele, Lea, Flood 2014): the same faults for the same seed on every machine.
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  /// The stream of the given name under a seed.
  init(seed: UInt64, name: String) {
    state = name.utf8.reduce(seed ^ 0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01B3 }
  }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
