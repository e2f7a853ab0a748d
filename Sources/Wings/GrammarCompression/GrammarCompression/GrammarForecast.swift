import Foundation

/// How many pairs the grammar of a long sequence will have, from those of a sample and of half of it.
///
/// Pairs grow like a power of the length, whose exponent a doubling shows: 0.8 to 0.9 for text and logs, 1 for noise. Taken from the
/// last doubling, it holds for the few doublings that are left, not for twenty.
struct GrammarForecast {
  /// The number of letters in the sample.
  let sampleCount: Int
  /// The number of symbols of the sample's grammar, terminals included.
  let sampleSize: Int
  /// The expected number of pairs of the whole.
  let pairs: Int

  /// Blocks of the sample have this many letters, so that what repeats near is seen.
  private static let blockLength = 4096

  /// Looks at letters, which are numbers below `alphabetSize`.
  ///
  /// - Complexity: That of RePair for one and a half samples.
  init(_ letters: [UInt32], alphabetSize: Int, sampleLimit: Int, barrier: UInt32? = nil) throws(ProgramError) {
    guard letters.count > sampleLimit else {
      try self.init(sample: letters, half: [], of: letters.count, alphabetSize: alphabetSize, barrier: barrier)
      return
    }
    // Blocks at equal distances; half of the sample is every second block, or half of the only one.
    let blocks = max(sampleLimit / Self.blockLength, 1)
    let length = sampleLimit / blocks
    var (sample, half): ([UInt32], [UInt32]) = ([], [])
    for block in 0..<blocks {
      let part = letters[(block * (letters.count / blocks))...].prefix(length)
      sample += part
      if blocks == 1 { half += part.prefix(length / 2) } else if block % 2 == 0 { half += part }
    }
    try self.init(sample: sample, half: half, of: letters.count, alphabetSize: alphabetSize, barrier: barrier)
  }

  /// Looks at a sample and at half of it, of a sequence of so many letters.
  ///
  /// - Complexity: That of RePair for both.
  init(
    sample: [UInt32], half: [UInt32], of count: Int, alphabetSize: Int, barrier: UInt32?
  ) throws(ProgramError) {
    let found = try Self.grammar(sample, alphabetSize, barrier)
    (sampleCount, sampleSize) = (sample.count, found.symbols)
    guard sample.count < count else {
      pairs = found.pairs
      return
    }
    let before = try Self.grammar(half, alphabetSize, barrier)
    var exponent = 1.0
    if before.pairs > 0, found.pairs > 0, half.count < sample.count {
      exponent =
        log(Double(found.pairs) / Double(before.pairs)) / log(Double(sample.count) / Double(half.count))
    }
    let growth = pow(Double(count) / Double(sample.count), min(max(exponent, 0), 1))
    pairs = Int(Double(found.pairs) * growth)
  }

  /// The symbols, terminals included, and the pairs of RePair's grammar; at each barrier a part ends.
  static func grammar(
    _ letters: [UInt32], _ alphabetSize: Int, _ barrier: UInt32?
  ) throws(ProgramError) -> (symbols: Int, pairs: Int) {
    var replacement = PairReplacement(letters, alphabetSize: alphabetSize, barrier: barrier)
    replacement.run { _ in }
    var store = PairStore()
    var symbols: [UInt32] = []
    for letter in 0..<alphabetSize { symbols.append(store.terminal(UInt32(letter))) }
    for rule in replacement.rules { symbols.append(try store.pair(symbols[Int(rule.left)], symbols[Int(rule.right)])) }
    let rest = replacement.remainingSequence()
    let parts =
      if let barrier { rest.split(separator: barrier) } else { rest.isEmpty ? [] : [rest[...]] }
    for part in parts { _ = try store.concatenation(part.map { symbols[Int($0)] }) }
    let pairs = store.count - alphabetSize
    return (Set(letters).subtracting(barrier.map { [$0] } ?? []).count + pairs, pairs)
  }
}
