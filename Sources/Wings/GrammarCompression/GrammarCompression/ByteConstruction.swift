import Exact
import Sequences

/// Builds the grammar of bytes that come one after another, in memory for one block, the grammar and the different phrases, and sees
/// repetitions however far apart they are.
///
/// ```swift
/// var construction = ByteConstruction(blockLength: 1 << 24)
/// while let chunk = next() { try construction.append(contentsOf: chunk) }
/// let vector = try construction.program()
/// ```
///
/// Bytes that fit a block get RePair's grammar as a whole. More are cut into phrases of about 256 bytes where their content says so
/// (`PhraseTable`): RePair finds the rules within phrases that are new, and, apart from that, those of the sequence of phrases. So a text
/// that repeats costs RePair one symbol for each phrase. A block is full when the bytes of new phrases and the phrases passed are
/// `blockLength` together. A phrase of an earlier block is one symbol of that block's grammar; rules of earlier blocks are not applied
/// to new phrases.
///
/// No rule crosses the end of a phrase, which costs about 3 % of the symbols of a text that does not repeat. This is the way of Gagie,
/// I, Manzini, Navarro, Sakamoto and Takabatake, "Rpair: Rescaling RePair with Rsync" (SPIRE 2019), with blocks.
public struct ByteConstruction: Sendable {
  /// The number of bytes, and phrases that were there before, of a block.
  public let blockLength: Int
  /// The number of bytes appended so far.
  public private(set) var count = 0

  /// Bytes that belong to no phrase yet: all of them as long as they fit a block.
  private var pending: [UInt8] = []
  private var phrases = PhraseTable()
  /// The first phrase that is new in this block.
  private var firstNew = 0
  /// The phrases of this block, in the order in which they come.
  private var sequence: [UInt32] = []
  private var store = PairStore()
  /// The symbol of each byte that occurs; `PairTable.none` for others.
  private var terminals = [UInt32](repeating: PairTable.none, count: 256)
  private var blocks: [UInt32] = []

  /// A construction for which no byte has come yet.
  ///
  /// - Parameter blockLength: RePair takes up to 80 bytes of memory for each.
  /// - Precondition: 1 ≤ `blockLength` < 2³⁰.
  public init(blockLength: Int = 1 << 24) {
    precondition(1..<1 << 30 ~= blockLength, "a block has 1 to 2³⁰ − 1 bytes, not \(blockLength)")
    self.blockLength = blockLength
  }

  /// The most bytes of memory that so many bytes take: RePair's for a block, and 45 for each byte behind the first block, which are taken of
  /// bytes that do not repeat. 100 MB of versions of a text took 360 MB in blocks of 2²⁴ bytes, and 64 MB of random ones 2.9 GB.
  ///
  /// - Parameters:
  ///   - count: The number of bytes.
  ///   - blockLength: As of the construction.
  public static func predictedBytes(count: Int, blockLength: Int = 1 << 24) -> Integer {
    RePair<Integer>.predictedBytes(count: min(count, blockLength), distinct: 256)
      + 45 * Integer(max(count - blockLength, 0))
  }

  /// Appends bytes in their order.
  ///
  /// - Parameters:
  ///   - bytes: What comes behind those that were appended.
  ///   - progress: Told about which part of a block is compressed, from 0 to 1, when one is full.
  /// - Throws: `ProgramError.tooManySymbols`.
  /// - Complexity: As RePair's for a block that becomes full, and O(bytes).
  public mutating func append(
    contentsOf bytes: some Sequence<UInt8>, progress: (Double) -> Void = { _ in }
  ) throws(ProgramError) {
    let old = pending.count
    pending.append(contentsOf: bytes)
    count += pending.count - old
    if count > blockLength { try cut(isEnd: false, progress) }
  }

  /// The vector of the bytes appended. The construction is then as it was before any came.
  ///
  /// - Parameter progress: Told about which part of the last block is compressed, from 0 to 1.
  /// - Throws: `ProgramError.tooManySymbols`.
  /// - Complexity: As RePair's for a block, and O(size).
  public mutating func program(
    progress: (Double) -> Void = { _ in }
  ) throws(ProgramError) -> StraightLineProgram<Integer> {
    defer { self = ByteConstruction(blockLength: blockLength) }
    guard count > blockLength else {
      return try StraightLineProgram(try RePair(bytes: pending, progress: progress))
    }
    try cut(isEnd: true, progress)
    try closeBlock(progress)
    // Not in one expression, which would look at the store before the root is in it.
    let root = try store.concatenation(blocks)
    let derivation = store.derivation(from: root)
    return StraightLineProgram(
      terminals: derivation.terminals.map { Integer(Int($0)) }, pairs: derivation.pairs, lengths: derivation.lengths)
  }

  /// Cuts what is pending into phrases, as far as their ends are known, and closes blocks that become full.
  private mutating func cut(isEnd: Bool, _ progress: (Double) -> Void) throws(ProgramError) {
    var bytes: [UInt8] = []
    swap(&bytes, &pending)
    var start = 0
    while let length = bytes.withUnsafeBytes({ bytes in
      PhraseTable.phraseLength(of: UnsafeRawBufferPointer(rebasing: bytes[start...]), isEnd: isEnd)
    }) {
      let number = bytes.withUnsafeBytes { bytes in
        phrases.number(of: UnsafeRawBufferPointer(rebasing: bytes[start..<start + length]))
      }
      sequence.append(UInt32(number))
      start += length
      let isNew = phrases.starts[phrases.count] - phrases.starts[firstNew]
      if isNew + sequence.count >= blockLength { try closeBlock(progress) }
    }
    pending = Array(bytes[start...])
  }

  /// Makes symbols of the new phrases, and of the block.
  private mutating func closeBlock(_ progress: (Double) -> Void) throws(ProgramError) {
    guard !sequence.isEmpty else { return }
    let text = Double(phrases.starts[phrases.count] - phrases.starts[firstNew])
    let part = text / (text + Double(sequence.count))
    try makePhrases { progress($0 * part) }
    try makeBlock { progress(part + $0 * (1 - part)) }
    firstNew = phrases.count
    sequence.removeAll(keepingCapacity: true)
  }

  /// Finds the rules within the new phrases: no rule has a part of two of them, for a barrier stands between.
  private mutating func makePhrases(_ progress: (Double) -> Void) throws(ProgramError) {
    guard firstNew < phrases.count else { return }
    let barrier: UInt32 = 256
    var letters: [UInt32] = []
    letters.reserveCapacity(phrases.starts[phrases.count] - phrases.starts[firstNew] + phrases.count - firstNew)
    for phrase in firstNew..<phrases.count {
      if phrase > firstNew { letters.append(barrier) }
      for byte in phrases.text[phrases.starts[phrase]..<phrases.starts[phrase + 1]] {
        if terminals[Int(byte)] == PairTable.none { terminals[Int(byte)] = store.terminal(UInt32(byte)) }
        letters.append(UInt32(byte))
      }
    }
    var replacement = PairReplacement(letters, alphabetSize: 257, barrier: barrier)
    letters = []
    replacement.run(progress: progress)
    let symbols = try symbols(of: replacement.rules, over: terminals + [PairTable.none])
    var phrase = firstNew
    for part in replacement.remainingSequence().split(separator: barrier, omittingEmptySubsequences: false) {
      phrases.symbols[phrase] = try store.concatenation(part.map { symbols[Int($0)] })
      phrase += 1
    }
  }

  /// Finds the rules of the sequence of phrases.
  private mutating func makeBlock(_ progress: (Double) -> Void) throws(ProgramError) {
    var (letterOfPhrase, alphabet): ([UInt32: UInt32], [UInt32]) = ([:], [])
    var letters: [UInt32] = []
    letters.reserveCapacity(sequence.count)
    for phrase in sequence {
      let letter = letterOfPhrase[phrase] ?? UInt32(alphabet.count)
      if letter == alphabet.count {
        letterOfPhrase[phrase] = letter
        alphabet.append(phrases.symbols[Int(phrase)])
      }
      letters.append(letter)
    }
    var replacement = PairReplacement(letters, alphabetSize: alphabet.count)
    replacement.run(progress: progress)
    let symbols = try symbols(of: replacement.rules, over: alphabet)
    blocks.append(try store.concatenation(replacement.remainingSequence().map { symbols[Int($0)] }))
  }

  /// The symbols of an alphabet, and of the rules over it.
  private mutating func symbols(
    of rules: [RePairRule], over alphabet: [UInt32]
  ) throws(ProgramError) -> [UInt32] {
    var symbols = alphabet
    symbols.reserveCapacity(alphabet.count + rules.count)
    for rule in rules { symbols.append(try store.pair(symbols[Int(rule.left)], symbols[Int(rule.right)])) }
    return symbols
  }
}
