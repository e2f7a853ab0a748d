import Sequences

/// A look at bytes that come one after another: what `Compressibility(bytes:)` says of all of them, without holding them.
///
/// ```swift
/// var look = ByteLook()
/// while let chunk = next() { look.append(contentsOf: chunk) }
/// let advice = try look.compressibility().advice
/// ```
///
/// Bytes that fit a block are held. More are cut into phrases as `ByteConstruction` does: of phrases that were there before only their
/// number is kept, and of new ones those that fall into the sample. A phrase is in the sample by the least hash of its pieces of 64 bytes,
/// of which phrases that resemble each other mostly have the same one (Broder, "On the resemblance and containment of documents",
/// 1997): so the sample has them all or none, and half of the sample tells how pairs grow with text that is really new. By places
/// instead, the prediction was 14 and 20 % too high for texts in versions and logs with changed lines.
///
/// Phrases are told apart by hashes of 64 bits, which is enough for a prediction.
public struct ByteLook: Sendable {
  /// How many bytes the sample has at most.
  public let sampleLimit: Int
  /// The block of the `ByteConstruction` whose grammar is predicted.
  public let blockLength: Int
  /// The number of bytes so far.
  public private(set) var count = 0

  private var frequencies = [Int](repeating: 0, count: 256)
  private var runs = 0
  private var last: UInt8?
  /// Bytes that belong to no phrase yet: all of them as long as they fit a block.
  private var pending: [UInt8] = []
  private var numbers: [UInt64: UInt32] = [:]
  /// The phrases, by their numbers, in the order in which they come.
  private var sequence: [UInt32] = []
  private var sample: PhraseSample

  /// The sequence of phrases is compressed as a whole up to this length, and else sampled.
  private static let longestSequence = 1 << 21

  /// A look at no bytes yet.
  ///
  /// - Parameters:
  ///   - sampleLimit: How many bytes the sample has at most.
  ///   - blockLength: As of `ByteConstruction`.
  /// - Precondition: `sampleLimit` and `blockLength` are at least 1.
  public init(sampleLimit: Int = 1 << 21, blockLength: Int = 1 << 24) {
    precondition(sampleLimit >= 1 && blockLength >= 1, "a sample and a block have at least one byte")
    (self.sampleLimit, self.blockLength) = (sampleLimit, blockLength)
    sample = PhraseSample(limit: sampleLimit)
  }

  /// Looks at bytes that come behind those before.
  ///
  /// - Complexity: O(bytes), expected. Memory: a block, two samples, 4 bytes for each phrase of about 256, and some 30 for each different one.
  public mutating func append(contentsOf bytes: some Sequence<UInt8>) {
    let old = pending.count
    pending.append(contentsOf: bytes)
    count += pending.count - old
    pending.withUnsafeBufferPointer { pending in
      frequencies.withUnsafeMutableBufferPointer { frequencies in
        for byte in pending[old...] {
          frequencies[Int(byte)] += 1
          if byte != last { runs += 1 }
          last = byte
        }
      }
    }
    if count > blockLength { cut(isEnd: false) }
  }

  /// What the bytes look like. The look is then as it was before any came.
  ///
  /// - Throws: `ProgramError.tooManySymbols`, which samples of fewer than 2³¹ bytes never meet.
  /// - Complexity: The time to compress the sample and half of it, and RePair's for the sequence of phrases if there are any.
  public mutating func compressibility() throws(ProgramError) -> Compressibility {
    defer { self = ByteLook(sampleLimit: sampleLimit, blockLength: blockLength) }
    let occurring = (0..<256).filter { frequencies[$0] > 0 }
    let forecast: GrammarForecast
    var pairsOfPhrases = 0
    if count > blockLength {
      cut(isEnd: true)
      pairsOfPhrases =
        try GrammarForecast(sequence, alphabetSize: numbers.count, sampleLimit: Self.longestSequence).pairs
      forecast = try sample.forecast()
    } else {
      // Numbered by their first occurrence, as RePair does, by which it chooses among equally frequent pairs.
      var number = [UInt32](repeating: .max, count: 256)
      var next: UInt32 = 0
      var letters: [UInt32] = []
      letters.reserveCapacity(count)
      for byte in pending {
        if number[Int(byte)] == .max {
          number[Int(byte)] = next
          next += 1
        }
        letters.append(number[Int(byte)])
      }
      forecast = try GrammarForecast(letters, alphabetSize: 257, sampleLimit: sampleLimit)
    }
    return Compressibility(
      frequencies: occurring.map { frequencies[$0] }, runs: runs,
      textBytes: occurring.reduce(0) { $0 + "\($1)\n".utf8.count }, forecast,
      pairs: forecast.pairs + pairsOfPhrases, storedBytes: count)
  }

  private mutating func cut(isEnd: Bool) {
    var bytes: [UInt8] = []
    swap(&bytes, &pending)
    let rest = bytes.withUnsafeBytes { bytes in
      var start = 0
      while let length = PhraseTable.phraseLength(of: UnsafeRawBufferPointer(rebasing: bytes[start...]), isEnd: isEnd) {
        let phrase = UnsafeRawBufferPointer(rebasing: bytes[start..<start + length])
        let (hash, next) = (PhraseTable.hash(phrase), UInt32(numbers.count))
        let number = numbers[hash] ?? next
        if number == next {
          numbers[hash] = next
          sample.add(phrase)
        }
        sequence.append(number)
        start += length
      }
      return start
    }
    pending = Array(bytes[rest...])
  }
}

/// Different phrases, of which those with the least keys are kept: phrases that resemble each other mostly have the same key.
private struct PhraseSample: Sendable {
  /// The most bytes of the sample; up to twice as many are kept.
  let limit: Int
  private var kept: [(key: UInt64, bytes: [UInt8])] = []
  private var keptBytes = 0
  /// Keys up to this one are kept.
  private var greatest = UInt64.max
  /// The letters of all phrases, and the barriers between them.
  private var letterCount = 0

  init(limit: Int) { self.limit = limit }

  mutating func add(_ phrase: UnsafeRawBufferPointer) {
    letterCount += phrase.count + (letterCount == 0 ? 0 : 1)
    let key = Self.key(of: phrase)
    guard key <= greatest else { return }
    kept.append((key, Array(phrase)))
    keptBytes += phrase.count
    guard keptBytes > 2 * limit, kept.count > 1 else { return }
    // Halved, so that each phrase is sorted a few times only.
    kept.sort { $0.key < $1.key }
    while keptBytes > limit + limit / 4, kept.count > 1 { keptBytes -= kept.removeLast().bytes.count }
    greatest = kept.last?.key ?? 0
  }

  /// The least hash of the pieces of as many bytes as the shortest phrase has, mixed, so that long phrases do not have lesser keys.
  private static func key(of phrase: UnsafeRawBufferPointer) -> UInt64 {
    let length = min(PhraseTable.shortest, phrase.count)
    let base: UInt64 = 0x9e37_79b9_7f4a_7c15
    var power: UInt64 = 1
    for _ in 0..<length { power = power &* base }
    var (hash, least): (UInt64, UInt64) = (0, .max)
    for (index, byte) in phrase.enumerated() {
      hash = hash &* base &+ UInt64(byte) &+ 1
      if index >= length { hash = hash &- power &* (UInt64(phrase[index - length]) &+ 1) }
      if index >= length - 1 { least = min(least, mixed(hash)) }
    }
    return mixed(least ^ base)
  }

  /// What the grammar of all phrases will be like: from those kept, up to the limit, and those up to half of that.
  func forecast() throws(ProgramError) -> GrammarForecast {
    let sorted = kept.sorted { $0.key < $1.key }
    let barrier: UInt32 = 256
    var (sample, half): ([UInt32], Int) = ([], 0)
    for phrase in sorted {
      guard sample.isEmpty || sample.count + phrase.bytes.count < limit else { break }
      if !sample.isEmpty { sample.append(barrier) }
      sample += phrase.bytes.lazy.map { UInt32($0) }
      if 2 * sample.count <= min(limit, letterCount) { half = sample.count }
    }
    return try GrammarForecast(
      sample: sample, half: Array(sample[..<half]), of: letterCount, alphabetSize: 257, barrier: barrier)
  }
}
