/// A seeded stream of random words, named by a path: the same name gives the same words on every machine, in every
/// version of Swift.
///
///     var stream = RandomStream(seed: 42).child("three-sum").child(17)
///     stream.uniform(in: 1...6)
///
/// Streams of different names are independent, and what a child yields does not depend on how much was drawn from its
/// parent or siblings. So an experiment can be taken apart (instance 17 alone, one shard of eight) and still is the same
/// experiment.
///
/// A stream is ChaCha20 under a 256-bit key. The key of a child is derived from the parent's by HChaCha20, one 16-byte
/// block of the length-prefixed name after the other: a cascade of a pseudorandom function over a prefix-free encoding,
/// so names cannot collide by chance. It is for reproducible experiments: code that protects privacy draws from
/// ``SecureSource``.
public struct RandomStream: RandomNumberGenerator, Sendable, CustomStringConvertible {
  private let key: SIMD8<UInt32>
  /// Words of the current block, and how many of its eight 64-bit words are used.
  private var block = SIMD16<UInt32>()
  private var used = 8
  private var counter: UInt64 = 0
  /// The seed and the path: `42/three-sum/17`. Components have their slashes and percent signs escaped.
  public let description: String

  /// The root stream of a seed.
  public init(seed: UInt64) {
    let root = SIMD8<UInt32>(UInt32(truncatingIfNeeded: seed), UInt32(truncatingIfNeeded: seed >> 32), 0, 0, 0, 0, 0, 0)
    self.init(key: Self.derive(root, "tightbound stream"), description: String(seed))
  }

  private init(key: SIMD8<UInt32>, description: String) { (self.key, self.description) = (key, description) }

  /// The stream of the given name below this one.
  ///
  /// - Complexity: O(length of the name).
  public func child(_ name: String) -> RandomStream {
    var escaped = ""
    for character in name.unicodeScalars {
      switch character {
      case "%": escaped += "%25"
      case "/": escaped += "%2F"
      default: escaped.unicodeScalars.append(character)
      }
    }
    return RandomStream(key: Self.derive(key, name), description: description + "/" + escaped)
  }

  /// The stream named by a number; the same as that named by its decimal digits.
  public func child(_ number: Int) -> RandomStream { child(String(number)) }

  private static func derive(_ key: SIMD8<UInt32>, _ name: String) -> SIMD8<UInt32> {
    var bytes: [UInt8] = []
    let count = UInt64(name.utf8.count)
    for shift in stride(from: 0, to: 64, by: 8) { bytes.append(UInt8(truncatingIfNeeded: count >> UInt64(shift))) }
    bytes += name.utf8
    while bytes.count % 16 != 0 { bytes.append(0) }
    var key = key
    for start in stride(from: 0, to: bytes.count, by: 16) {
      var input = SIMD4<UInt32>()
      for index in 0..<16 { input[index / 4] |= UInt32(bytes[start + index]) << UInt32(8 * (index % 4)) }
      key = ChaCha(key: key, input: input).derivedKey
    }
    return key
  }

  /// The next 64 random bits.
  ///
  /// - Complexity: O(1).
  public mutating func next() -> UInt64 {
    if used == 8 {
      block =
        ChaCha(
          key: key, input: SIMD4(UInt32(truncatingIfNeeded: counter), UInt32(truncatingIfNeeded: counter >> 32), 0, 0)
        ).block
      counter += 1
      used = 0
    }
    let word = UInt64(block[2 * used]) | UInt64(block[2 * used + 1]) << 32
    used += 1
    return word
  }
}
