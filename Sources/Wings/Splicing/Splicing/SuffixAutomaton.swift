/// All segments of some texts: an automaton whose paths from the start are exactly their nonempty segments.
///
///     let automaton = SuffixAutomaton([[1, 2, 3], [2, 4]])
///     automaton.longestMatch(in: [2, 3, 9], from: 0)   // length 2, found at text 0, place 1
///
/// Source: Blumer, Blumer, Haussler, Ehrenfeucht, Chen, Seiferas, "The smallest automaton recognizing the subwords of a text"
/// (Theoretical Computer Science 40, 1985), extended to several texts by starting each from the initial state.
public struct SuffixAutomaton<Token: Hashable & Sendable>: Sendable {
  private struct Edge: Hashable {
    var state: Int32
    var token: Token
  }
  private var edges: [Edge: Int32] = [:]
  private var tokensOf: [[Token]] = [[]]
  private var link: [Int32] = [-1]
  private var length: [Int] = [0]
  /// Where a segment of the state ends for the first time.
  private var end: [(text: Int32, place: Int)] = [(0, 0)]

  /// - Complexity: O(total length) expected, times the number of different words after the same segment on a split.
  public init(_ texts: [[Token]]) {
    for (index, text) in texts.enumerated() {
      var last: Int32 = 0
      for (place, token) in text.enumerated() { last = extend(last, token, end: (Int32(index), place + 1)) }
    }
  }

  private mutating func newState(length: Int, link: Int32, end: (Int32, Int)) -> Int32 {
    self.length.append(length)
    self.link.append(link)
    self.end.append(end)
    tokensOf.append([])
    return Int32(self.length.count - 1)
  }

  private func next(_ state: Int32, _ token: Token) -> Int32? { edges[Edge(state: state, token: token)] }

  private mutating func connect(_ state: Int32, _ token: Token, to target: Int32) {
    if edges.updateValue(target, forKey: Edge(state: state, token: token)) == nil { tokensOf[Int(state)].append(token) }
  }

  private mutating func extend(_ last: Int32, _ token: Token, end: (Int32, Int)) -> Int32 {
    if let there = next(last, token) {
      // The segment is known; its state may hold longer ones, from which it is split off.
      return length[Int(there)] == length[Int(last)] + 1 ? there : split(there, after: last, by: token)
    }
    let state = newState(length: length[Int(last)] + 1, link: 0, end: end)
    var p = last
    while p != -1, next(p, token) == nil {
      connect(p, token, to: state)
      p = link[Int(p)]
    }
    if p != -1, let there = next(p, token) {
      link[Int(state)] = length[Int(there)] == length[Int(p)] + 1 ? there : split(there, after: p, by: token)
    }
    return state
  }

  private mutating func split(_ state: Int32, after p: Int32, by token: Token) -> Int32 {
    let copy = newState(length: length[Int(p)] + 1, link: link[Int(state)], end: end[Int(state)])
    for token in tokensOf[Int(state)] {
      if let target = next(state, token) { connect(copy, token, to: target) }
    }
    link[Int(state)] = copy
    var p = p
    while p != -1, next(p, token) == state {
      connect(p, token, to: copy)
      p = link[Int(p)]
    }
    return copy
  }

  /// The longest segment of a text that starts at a place of the given words, and where it occurs; length 0 for none.
  ///
  /// - Complexity: O(length of the match) expected.
  public func longestMatch(in words: [Token], from start: Int) -> (length: Int, text: Int, place: Int) {
    var (state, length): (Int32, Int) = (0, 0)
    while start + length < words.count, let next = next(state, words[start + length]) {
      (state, length) = (next, length + 1)
    }
    let end = end[Int(state)]
    return (length, Int(end.text), end.place - length)
  }

  /// Whether the words are a segment of one of the texts.
  public func contains(_ words: [Token]) -> Bool { longestMatch(in: words, from: 0).length == words.count }
}

extension SpliceProblem {
  /// The target cut into as few segments of neighbours as possible, from left to right, each as long as it can be; nil when
  /// a word of it occurs in no neighbour.
  ///
  /// This is the shortest derivation that only appends. It is at most twice as long as the shortest one, less 1.
  /// - Complexity: O(n + N) expected, apart from ``SuffixAutomaton``'s splits.
  public func tiling() -> [SpliceOperation]? { tiling(using: SuffixAutomaton(neighbours)) }

  /// The same with the automaton of the neighbours, for several targets.
  public func tiling(using automaton: SuffixAutomaton<Token>) -> [SpliceOperation]? {
    var (operations, position): ([SpliceOperation], Int) = ([], 0)
    while position < target.count {
      let match = automaton.longestMatch(in: target, from: position)
      guard match.length > 0 else { return nil }
      operations.append(
        SpliceOperation(
          neighbour: match.text, from: match.place, to: match.place + match.length, at: position, upTo: position))
      position += match.length
    }
    return operations
  }
}
