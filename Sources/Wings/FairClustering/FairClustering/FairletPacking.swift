/// How a balanced set of so many points of each colour is cut into fairlets: balanced sets of at most p + q points.
///
/// One always exists, whatever the balance: blocks of (q, p) while the larger colour is ahead by more than they cost, one block
/// that evens the rest out, then pairs (derived; the blocks are those of the authors' code).
public struct FairletPacking: Sendable, Hashable {
  /// Equal fairlets, how many there are and the colours of each.
  public struct Block: Sendable, Hashable {
    /// Points of each colour in a fairlet.
    public var counts: ColourCounts
    /// How many such fairlets.
    public var copies: Int

    /// Equal fairlets.
    public init(_ counts: ColourCounts, copies: Int) { (self.counts, self.copies) = (counts, copies) }
  }

  /// The fairlets in the order in which they are cut.
  public let blocks: [Block]

  /// Cuts a balanced set.
  ///
  /// - Precondition: the balance holds for the counts.
  /// - Complexity: O(1): at most four kinds of blocks.
  public init(_ counts: ColourCounts, _ balance: Balance) {
    precondition(balance.holds(counts.reds, counts.blues), "\(counts) is not balanced as \(balance)")
    let isSwapped = counts.reds < counts.blues
    let (p, q) = (balance.minority, balance.majority)
    var (r, b) = isSwapped ? (counts.blues, counts.reds) : (counts.reds, counts.blues)
    var blocks: [Block] = []
    func cut(_ many: Int, _ few: Int, _ copies: Int) {
      blocks.append(Block(isSwapped ? ColourCounts(few, many) : ColourCounts(many, few), copies: copies))
      (r, b) = (r - many * copies, b - few * copies)
    }
    // As long as the larger colour is ahead by more than a block costs it.
    if q > p {
      let copies = min((r - b) / (q - p), r / q, b / p)
      if copies > 0 { cut(q, p, copies) }
    }
    if r != b {
      if r + b <= p + q { cut(r, b, 1) } else { cut(r - b + p, p, 1) }
    }
    if r > 0 { cut(1, 1, r) }
    self.blocks = blocks
  }

  /// The colours of each fairlet, one by one.
  public var fairlets: [ColourCounts] { blocks.flatMap { Array(repeating: $0.counts, count: $0.copies) } }
}
