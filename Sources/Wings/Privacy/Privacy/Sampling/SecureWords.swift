import CPrivacy

/// The operating system's cryptographically secure source, read in blocks of 4 KiB: what the samplers draw from by default.
///
/// One call of the system for each word would cost about ten times as much as the word. Each word is overwritten once it is used. It is a
/// class, as a copy of the buffer would hand out the same words twice; it must not be shared by threads, nor used on both sides of a `fork`.
///
/// - Complexity: about 25 ns for a word of 64 bits.
public final class SecureWords: RandomNumberGenerator {
  private static let capacity = 512
  private let words: UnsafeMutablePointer<UInt64>
  private var used = SecureWords.capacity

  /// An empty buffer; it is filled at the first draw.
  public init() {
    words = .allocate(capacity: Self.capacity)
    words.initialize(repeating: 0, count: Self.capacity)
  }

  deinit {
    privacy_wipe(words, Self.capacity * 8)
    words.deallocate()
  }

  /// 64 random bits. Stops the program if the system has no source: nothing drawn otherwise would protect anybody.
  public func next() -> UInt64 {
    if used == Self.capacity { refill() }
    let word = words[used]
    words[used] = 0
    used += 1
    return word
  }

  @inline(never)
  private func refill() {
    let error = privacy_random_bytes(words, Self.capacity * 8)
    precondition(error == 0, "the system's random source failed with error \(error)")
    used = 0
  }
}
