/// Where each word of a text comes from, and what was written on the way and replaced.
///
///     let provenance = try SpliceProvenance(oracle.derivation(), problem)
///     print(provenance.terminalText())
///
/// Words are in the order of the text; those that were replaced stand where they were.
public struct SpliceProvenance<Token: Hashable & Sendable>: Sendable {
  /// A word that an operation wrote.
  public struct Word: Hashable, Sendable {
    /// The word.
    public let token: Token
    /// The operation that wrote it.
    public let operation: Int
    /// The neighbour that it was copied from.
    public let neighbour: Int
    /// Its index within the neighbour.
    public let place: Int
    /// The operation that replaced it; nil for a word of the text.
    public fileprivate(set) var replacedBy: Int?
  }

  /// All words ever written, those of the text and those that were replaced.
  public let words: [Word]
  /// The number of operations.
  public let operationCount: Int
  /// The neighbours that are copied from, in ascending order.
  public let neighbours: [Int]

  /// - Throws: ``ReplayError`` where the operations cannot be carried out.
  /// - Complexity: O(words ever written · operations).
  public init(_ operations: [SpliceOperation], _ problem: SpliceProblem<Token>) throws(ReplayError) {
    _ = try replay(operations, from: problem.neighbours)
    var words: [Word] = []
    for (index, operation) in operations.enumerated() {
      let present = words.indices.filter { words[$0].replacedBy == nil }
      for hidden in present[operation.at..<operation.upTo] { words[hidden].replacedBy = index }
      let start = operation.upTo < present.count ? present[operation.upTo] : words.count
      words.insert(
        contentsOf: (operation.from..<operation.to).map { place in
          Word(
            token: problem.neighbours[operation.neighbour][place], operation: index, neighbour: operation.neighbour,
            place: place, replacedBy: nil)
        }, at: start)
    }
    self.words = words
    operationCount = operations.count
    neighbours = Set(operations.map(\.neighbour)).sorted()
  }

  /// The runs of words of the text that one operation wrote, in order.
  public var runs: [[Word]] {
    var runs: [[Word]] = []
    for word in words where word.replacedBy == nil {
      if runs.last?.last?.operation == word.operation { runs[runs.count - 1].append(word) } else { runs.append([word]) }
    }
    return runs
  }
}
