import Sequences

/// Finds the words that stand at a place of a text among the segments of some other texts.
///
///     let index = SegmentIndex([[1, 2, 3], [2, 4]])
///     index.longestMatch(in: [2, 3, 9], from: 0)   // length 2, found at text 0, place 1
public struct SegmentIndex<Token: Hashable & Sendable>: Sendable {
  private var automaton = SuffixAutomaton()
  private var letters: [Token: UInt32] = [:]
  /// How many words stand before each text.
  private var starts: [Int] = []

  /// - Precondition: The texts have fewer than 2³¹ words together.
  /// - Complexity: O(total length) expected, times the number of different words after the same segment on a split.
  public init(_ texts: [[Token]]) {
    for text in texts {
      starts.append(automaton.count)
      automaton.startSequence()
      for token in text {
        let new = UInt32(letters.count)
        automaton.append(letters[token, default: new])
        if letters[token] == nil { letters[token] = new }
      }
    }
  }

  /// The longest segment of a text that starts at a place of the given words, and where it occurs first; length 0 for none.
  ///
  /// - Complexity: O(length of the match + log texts) expected.
  public func longestMatch(in words: [Token], from start: Int) -> (length: Int, text: Int, place: Int) {
    var (state, length) = (SuffixAutomaton.root, 0)
    while start + length < words.count, let letter = letters[words[start + length]],
      let next = automaton.next(state, letter)
    {
      (state, length) = (next, length + 1)
    }
    guard length > 0 else { return (0, 0, 0) }
    let place = automaton.firstEnd(of: state) - length
    // The last text that starts there or before; of empty texts there, the one that is not empty comes last.
    var (low, high) = (0, starts.count)
    while high - low > 1 {
      let middle = (low + high) / 2
      if starts[middle] <= place { low = middle } else { high = middle }
    }
    return (length, low, place - starts[low])
  }

  /// Whether the words are a segment of one of the texts.
  public func contains(_ words: [Token]) -> Bool { longestMatch(in: words, from: 0).length == words.count }
}

extension SpliceProblem {
  /// The target cut into as few segments of neighbours as possible, from left to right, each as long as it can be; nil when
  /// a word of it occurs in no neighbour.
  ///
  /// This is the shortest derivation that only appends. It is at most twice as long as the shortest one, less 1.
  /// - Complexity: O(n + N) expected, apart from the splits of ``SegmentIndex``.
  public func tiling() -> [SpliceOperation]? { tiling(using: SegmentIndex(neighbours)) }

  /// The same with the index of the neighbours, for several targets.
  public func tiling(using index: SegmentIndex<Token>) -> [SpliceOperation]? {
    var (operations, position): ([SpliceOperation], Int) = ([], 0)
    while position < target.count {
      let match = index.longestMatch(in: target, from: position)
      guard match.length > 0 else { return nil }
      operations.append(
        SpliceOperation(
          neighbour: match.text, from: match.place, to: match.place + match.length, at: position, upTo: position))
      position += match.length
    }
    return operations
  }
}
