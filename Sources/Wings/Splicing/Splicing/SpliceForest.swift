/// A derivation as an ordered forest: below each operation those that write into its segment.
///
/// Between two words of an operation that stay there may be a *gap*: the words of the neighbour between them are hidden, and
/// later operations write there. So operations depend on the one whose gap they write into and on nothing else, and any order
/// in which parents come before children makes the same text.
public struct SpliceForest: Hashable, Sendable {
  /// A gap within a segment, or the whole text for the roots.
  public struct Gap: Hashable, Sendable {
    /// The places of the host that are hidden; empty for a pure insertion.
    public var hidden: Range<Int>
    /// The operations that write here, from left to right.
    public var children: [Int]
  }

  /// An operation without a position: that depends on what was done before.
  public struct Node: Hashable, Sendable {
    /// The neighbour that is copied from.
    public var neighbour: Int
    /// The places that are copied.
    public var segment: Range<Int>
    /// From left to right.
    public var gaps: [Gap]
  }

  /// The operations, in the order of the derivation.
  public let nodes: [Node]
  /// The operations that write into no other's segment, from left to right.
  public let roots: [Int]

  /// - Parameters:
  ///   - operations: a derivation in which the first and the last word of each operation stay, and no operation is without a
  ///     trace: every shortest derivation made by ``SpliceOracle`` or ``SpliceCensus`` is one.
  ///   - problem: the problem that it solves.
  /// - Throws: ``ForestError``.
  /// - Complexity: that of ``SpliceProvenance``.
  public init<Token>(_ operations: [SpliceOperation], _ problem: SpliceProblem<Token>) throws(ForestError) {
    let provenance: SpliceProvenance<Token>
    do throws(ReplayError) { provenance = try SpliceProvenance(operations, problem) } catch {
      throw .notReplayable(error)
    }
    let words = provenance.textWords
    var nodes = operations.map {
      Node(neighbour: $0.neighbour, segment: $0.from..<$0.to, gaps: [])
    }
    var roots: [Int] = []
    // Operations whose segments are open, and the last place of each that was seen.
    var open: [(operation: Int, place: Int)] = []
    var isWritten = [Bool](repeating: false, count: operations.count)
    for word in words {
      let operation = word.operation
      if let index = open.lastIndex(where: { $0.operation == operation }) {
        // All that was opened within the segment must be finished.
        for inner in open[(index + 1)...] where inner.place + 1 != operations[inner.operation].to {
          throw .notCanonical(operation: inner.operation)
        }
        let isAfterGap = index + 1 < open.count
        open.removeSubrange((index + 1)...)
        // A gap into which nothing writes is the trace of an operation that left none.
        guard isAfterGap || word.place == open[index].place + 1 else { throw .notCanonical(operation: operation) }
        if isAfterGap {
          nodes[operation].gaps[nodes[operation].gaps.count - 1].hidden = (open[index].place + 1)..<word.place
        }
        open[index].place = word.place
      } else {
        guard !isWritten[operation], word.place == operations[operation].from else {
          throw .notCanonical(operation: operation)
        }
        isWritten[operation] = true
        // A finished operation at the end of the list is a sibling to the left.
        while let last = open.last, last.place + 1 == operations[last.operation].to { open.removeLast() }
        if let parent = open.last?.operation {
          let place = open[open.count - 1].place
          if nodes[parent].gaps.last?.hidden.lowerBound != place + 1 {
            nodes[parent].gaps.append(Gap(hidden: (place + 1)..<(place + 1), children: []))
          }
          nodes[parent].gaps[nodes[parent].gaps.count - 1].children.append(operation)
        } else {
          roots.append(operation)
        }
        open.append((operation, word.place))
      }
    }
    for last in open where last.place + 1 != operations[last.operation].to {
      throw .notCanonical(operation: last.operation)
    }
    if let wasted = isWritten.firstIndex(of: false) { throw .notCanonical(operation: wasted) }
    (self.nodes, self.roots) = (nodes, roots)
  }
}

/// Why operations are not a forest.
public enum ForestError: Error, Equatable, Sendable, CustomStringConvertible {
  /// They cannot be carried out.
  case notReplayable(ReplayError)
  /// The first or last word of an operation is replaced later, or an operation leaves no trace.
  case notCanonical(operation: Int)

  public var description: String {
    switch self {
    case .notReplayable(let error): "\(error)"
    case .notCanonical(let operation):
      "operation \(operation) copies words at an end, or between words that stay, which later ones remove; derivations made "
        + "by the oracle never do"
    }
  }
}
