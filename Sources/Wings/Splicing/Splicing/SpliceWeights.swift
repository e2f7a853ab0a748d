/// What operations weigh. With ``unit`` the weight of a derivation is its number of operations.
///
/// The least weight is taken over canonical derivations: those of the grammar, in which no word is written in vain. With
/// unit weights nothing else could be cheaper; with others a detour over words that are overwritten could be, such as a cheap
/// replacement of what was put there only to be replaced, and such detours are not considered.
///
/// A secondary aim that adds up over operations, such as hiding few words among the shortest derivations, is a small weight
/// beside a large one: `SpliceWeights(insertion: 1000, replacement: 1000, hiddenWord: 1)`.
public struct SpliceWeights: Hashable, Sendable {
  /// The weight of an insertion.
  public var insertion: Int
  /// The weight of a replacement.
  public var replacement: Int
  /// The weight of each word that an operation copies and that stays.
  public var word: Int
  /// The weight of each word that an operation copies and a later one replaces.
  public var hiddenWord: Int
  /// For each neighbour a weight that each operation copying from it has besides; empty for none.
  public var neighbours: [Int]

  /// Weights, none negative.
  public init(
    insertion: Int = 1, replacement: Int = 1, word: Int = 0, hiddenWord: Int = 0, neighbours: [Int] = []
  ) {
    (self.insertion, self.replacement, self.word) = (insertion, replacement, word)
    (self.hiddenWord, self.neighbours) = (hiddenWord, neighbours)
  }

  /// 1 for each operation.
  public static let unit = SpliceWeights()

  /// The largest weight accepted, so that no sum overflows.
  public static let largest = 1 << 32

  func validate(neighbourCount: Int) throws(SpliceError) {
    guard ([insertion, replacement, word, hiddenWord] + neighbours).allSatisfy({ 0...Self.largest ~= $0 }) else {
      throw .badWeights("a weight is negative or larger than \(Self.largest)")
    }
    guard neighbours.isEmpty || neighbours.count == neighbourCount else {
      throw .badWeights("there are weights for \(neighbours.count) neighbours, and \(neighbourCount) neighbours")
    }
  }

  /// The weight of a canonical derivation. Words count as hidden when an operation within their segment replaces them.
  public func total(of operations: [SpliceOperation]) -> Int {
    operations.reduce(0) { sum, operation in
      let (copied, hidden) = (operation.to - operation.from, operation.upTo - operation.at)
      // Every word that is replaced was copied once and counted as staying then.
      return sum + (operation.isInsertion ? insertion : replacement) + word * (copied - hidden) + hiddenWord * hidden
        + (neighbours.isEmpty ? 0 : neighbours[operation.neighbour])
    }
  }
}
