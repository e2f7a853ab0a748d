/// A vector that is compressed while it is read: entry by entry, with memory for one block and the grammar.
///
/// ```swift
/// var stream = GrammarStream<Integer>(using: .repair, blockLength: 1 << 20)
/// while let value = try file.nextNumber() {
///   try stream.append(value)
///   if stream.count % (1 << 20) == 0 { print("\(stream.count) entries, \(stream.symbolCount) symbols") }
/// }
/// let vector = try stream.program()
/// ```
///
/// Entries are collected into blocks. A full block is compressed on its own, in any of the ways there are for whole arrays, and
/// its grammar put into one store, in which equal symbols of different blocks are one symbol; then its entries are
/// forgotten. At the end the blocks are folded level by level, so that they add ⌈log₂ b⌉ to the height for b of them.
///
/// What repeats within a block is found as well as ever. What repeats from block to block is found as far as the blocks'
/// grammars agree: runs, and blocks that are equal, certainly; long repeats at other distances only in part. With a block as
/// long as the vector the grammar is that of the whole array.
public struct GrammarStream<Value: SignedNumeric & Hashable & Sendable>: Sendable {
  /// How blocks are compressed.
  public let construction: GrammarConstruction
  /// The number of entries of a block.
  public let blockLength: Int
  /// The number of entries that have been read.
  public private(set) var count = 0

  private var builder = GrammarBuilder<Value>()
  private var blocks: [GrammarBuilder<Value>.Symbol] = []
  private var pending: [Value] = []

  /// A stream of no entries yet.
  ///
  /// - Parameters:
  ///   - construction: How blocks are compressed.
  ///   - blockLength: The number of entries of a block; at least 1. A block takes 8 to 105 bytes an entry, by the
  ///     construction; RePair takes 24, and so 100 MB for the 2²² entries that are meant if nothing is said.
  public init(using construction: GrammarConstruction = .repair, blockLength: Int = 1 << 22) {
    precondition(blockLength >= 1, "a block has at least 1 entry, not \(blockLength)")
    self.construction = construction
    self.blockLength = blockLength
  }

  /// The number of blocks that have been compressed.
  public var blockCount: Int { blocks.count }

  /// The number of symbols so far, without those of the block that is not full.
  public var symbolCount: Int { builder.symbolCount }

  /// Reads one entry.
  ///
  /// - Throws: `GrammarError.tooManySymbols`.
  /// - Complexity: O(1) amortised, where the construction is linear; the entry that fills a block waits until it is compressed.
  public mutating func append(_ value: Value) throws(GrammarError) {
    pending.append(value)
    count += 1
    if pending.count == blockLength { try closeBlock() }
  }

  private mutating func closeBlock() throws(GrammarError) {
    let block = try StraightLineProgram(pending, using: construction)
    pending.removeAll(keepingCapacity: true)
    if let symbol = try builder.insert(block) { blocks.append(symbol) }
  }

  /// The vector of all entries read so far; more may follow.
  ///
  /// - Throws: `GrammarError.tooManySymbols`.
  /// - Complexity: O(n), and the price of compressing the block that is not full.
  public func program() throws(GrammarError) -> StraightLineProgram<Value> {
    var finished = self
    if !finished.pending.isEmpty { try finished.closeBlock() }
    guard !finished.blocks.isEmpty else { return StraightLineProgram() }
    return finished.builder.program(root: try finished.builder.concatenation(finished.blocks))
  }
}

extension StraightLineProgram {
  /// The vector with the given entries, which are read once and not kept: memory is that of a `GrammarStream`.
  ///
  /// - Parameters:
  ///   - entries: The entries; they may be computed as they are asked for.
  ///   - construction: How blocks are compressed.
  ///   - blockLength: The number of entries of a block; at least 1.
  ///   - progress: Called with the number of entries done, after each block and at the end.
  /// - Throws: `GrammarError.tooManySymbols`.
  /// - Complexity: As the construction's for a block, for each block.
  public init(
    streaming entries: some Sequence<Value>, using construction: GrammarConstruction = .repair,
    blockLength: Int = 1 << 22, progress: (_ entriesDone: Int) -> Void = { _ in }
  ) throws(GrammarError) {
    var stream = GrammarStream<Value>(using: construction, blockLength: blockLength)
    for entry in entries {
      try stream.append(entry)
      if stream.count % blockLength == 0 { progress(stream.count) }
    }
    self = try stream.program()
    if stream.count % blockLength != 0 || stream.count == 0 { progress(stream.count) }
  }
}
