/// Builds the grammar of a vector whose entries come one after another, in memory for one block and the grammar.
///
/// ```swift
/// var construction = BlockwiseConstruction<Integer>(using: .repair, blockLength: 1 << 22)
/// while let chunk = next() { try construction.append(contentsOf: chunk) }
/// let vector = try construction.program()
/// ```
///
/// Each block gets a grammar of its own; equal rules of different blocks are kept once, and the blocks' symbols are folded
/// level by level. A repetition within a block costs what it would cost anyway; one that is longer apart than a block costs the
/// rules in which the two places' grammars differ. A vector that fits a block gets the grammar that it gets as a whole.
///
/// Of bytes, `ByteConstruction` sees repetitions however far apart.
///
/// Of 2²⁴ entries copied from changing places of a word of 4096, RePair makes 254,200 symbols as a whole, in 690 MB; 368,500 in
/// blocks of 2²⁰ and 488,100 in blocks of 2¹⁸, in 101 MB; the time is the same, 5 to 6 s.
public struct BlockwiseConstruction<Value: SignedNumeric & Hashable & Sendable>: Sendable {
  /// How the grammar of a block is found.
  public let construction: ProgramConstruction
  /// The number of entries of each block but the last.
  public let blockLength: Int
  /// The number of entries appended so far.
  public private(set) var count = 0

  private var builder = ProgramBuilder<Value>()
  private var blocks: [ProgramBuilder<Value>.Symbol] = []
  private var block: [Value] = []

  /// The number of symbols of the grammar of the blocks that are complete.
  public var symbolCount: Int { builder.symbolCount }

  /// A construction for which no entry has come yet.
  ///
  /// - Parameters:
  ///   - construction: How the grammar of a block is found.
  ///   - blockLength: The number of entries of a block; RePair takes about 24 bytes for each of them, and the pairs.
  /// - Precondition: 1 ≤ `blockLength` < 2³¹.
  public init(using construction: ProgramConstruction = .repair, blockLength: Int = 1 << 22) {
    precondition(1..<1 << 31 ~= blockLength, "a block has 1 to 2³¹ − 1 entries, not \(blockLength)")
    (self.construction, self.blockLength) = (construction, blockLength)
  }

  /// Appends one entry.
  ///
  /// - Throws: `ProgramError.tooManySymbols`, or `.lengthOverflow` beyond 2⁶³ − 1 entries.
  /// - Complexity: As the construction, when a block is full.
  public mutating func append(_ entry: Value) throws(ProgramError) {
    block.append(entry)
    count += 1
    if block.count == blockLength { try closeBlock() }
  }

  /// Appends entries in their order.
  ///
  /// - Throws: As `append(_:)`.
  public mutating func append(contentsOf entries: some Sequence<Value>) throws(ProgramError) {
    for entry in entries { try append(entry) }
  }

  private mutating func closeBlock() throws(ProgramError) {
    guard !block.isEmpty else { return }
    let program = try StraightLineProgram(block, using: construction)
    if let symbol = try builder.insert(program) { blocks.append(symbol) }
    block.removeAll(keepingCapacity: true)
  }

  /// The vector of the entries appended so far. More can be appended afterwards; a block that is not full is then closed.
  ///
  /// - Throws: As `append(_:)`.
  public mutating func program() throws(ProgramError) -> StraightLineProgram<Value> {
    try closeBlock()
    guard !blocks.isEmpty else { return StraightLineProgram() }
    return builder.program(root: try builder.concatenation(blocks))
  }
}

extension StraightLineProgram {
  /// The vector with the given entries, which are read once and not kept: memory is that of a `BlockwiseConstruction`.
  ///
  /// - Parameters:
  ///   - entries: The entries; they may be computed as they are asked for.
  ///   - construction: How the grammar of a block is found.
  ///   - blockLength: The number of entries of a block.
  ///   - progress: Called with the number of entries done, after each block and at the end.
  /// - Precondition: 1 ≤ `blockLength` < 2³¹.
  /// - Throws: `ProgramError.tooManySymbols`.
  /// - Complexity: As the construction's for a block, for each block.
  public init(
    streaming entries: some Sequence<Value>, using construction: ProgramConstruction = .repair,
    blockLength: Int = 1 << 22, progress: (_ entriesDone: Int) -> Void = { _ in }
  ) throws(ProgramError) {
    var blockwise = BlockwiseConstruction<Value>(using: construction, blockLength: blockLength)
    for entry in entries {
      try blockwise.append(entry)
      if blockwise.count % blockLength == 0 { progress(blockwise.count) }
    }
    self = try blockwise.program()
    if blockwise.count % blockLength != 0 || blockwise.count == 0 { progress(blockwise.count) }
  }
}
