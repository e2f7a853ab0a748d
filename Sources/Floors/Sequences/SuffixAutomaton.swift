/// All segments of a sequence that grows at its end, or of several sequences: the smallest automaton whose paths from the root are
/// exactly their nonempty segments.
///
///     var automaton = SuffixAutomaton()
///     for letter: UInt32 in [7, 8, 7, 9] { automaton.append(letter) }
///     automaton.next(SuffixAutomaton.root, 9)     // a state, which ends first after 4 letters
///
/// N letters make at most 2N states and 3N edges, of 16 bytes each; an edge is found by its state and letter in a hash
/// table, so that the alphabet may be of any size.
///
/// Source: Blumer, Blumer, Haussler, Ehrenfeucht, Chen, Seiferas, "The smallest automaton recognizing the subwords of a text"
/// (Theoretical Computer Science 40, 1985), extended to several sequences by starting each from the root.
public struct SuffixAutomaton: Sendable {
  /// Sequences have fewer letters than this together, so that states and edges can be numbered with 32 bits.
  public static let limit = 1 << 31
  /// The state of the empty segment.
  public static let root: UInt32 = 0
  private static let none = UInt32.max

  private struct State {
    /// The length of the longest segment.
    var length: UInt32
    /// Where that segment ends first.
    var firstEnd: UInt32
    /// The state of its longest suffix that belongs to another state.
    var link: UInt32
    /// The edge that was added last.
    var lastEdge: UInt32
  }

  private struct Edge {
    var state: UInt32
    var letter: UInt32
    var target: UInt32
    /// The edge that was added to the state before this one.
    var earlier: UInt32
  }

  private var states = [State(length: 0, firstEnd: 0, link: none, lastEdge: none)]
  private var edges: [Edge] = []
  private var table = PairTable()
  private var last = SuffixAutomaton.root
  /// How many letters have been appended, of all sequences.
  public private(set) var count = 0

  /// The automaton of the empty sequence.
  public init() {}

  private func edge(_ state: UInt32, _ letter: UInt32) -> Int? {
    table.symbol(for: packed(state, letter)) { packed(edges[Int($0)].state, edges[Int($0)].letter) }.map { Int($0) }
  }

  /// The state after `letter` in `state`; nil if no such segment occurs.
  ///
  /// - Complexity: O(1) expected.
  public func next(_ state: UInt32, _ letter: UInt32) -> UInt32? { edge(state, letter).map { edges[$0].target } }

  /// How many letters there are, of all sequences, up to the end of the first occurrence of the segments of `state`.
  public func firstEnd(of state: UInt32) -> Int { Int(states[Int(state)].firstEnd) }

  private mutating func addEdge(_ state: UInt32, _ letter: UInt32, to target: UInt32) {
    let number = UInt32(edges.count)
    edges.append(Edge(state: state, letter: letter, target: target, earlier: states[Int(state)].lastEdge))
    states[Int(state)].lastEdge = number
    _ = table.symbol(for: packed(state, letter), orInsert: number) { [edges] in
      packed(edges[Int($0)].state, edges[Int($0)].letter)
    }
  }

  /// Begins another sequence: the next letter is its first, and no segment reaches over the border.
  public mutating func startSequence() { last = Self.root }

  /// Adds a letter at the end of the sequence.
  ///
  /// - Precondition: There are fewer than ``limit`` letters.
  /// - Complexity: O(1) expected and amortised, but for the edges copied when a state is split.
  public mutating func append(_ letter: UInt32) {
    precondition(count < Self.limit - 1, "a suffix automaton is of fewer than 2³¹ letters")
    count += 1
    if let target = next(last, letter) {
      // An earlier sequence has this segment, perhaps in a state of longer ones, from which it is split off.
      last = state(target, after: last, by: letter)
      return
    }
    let new = UInt32(states.count)
    states.append(
      State(
        length: states[Int(last)].length + 1, firstEnd: UInt32(count), link: Self.root, lastEdge: Self.none))
    addEdge(last, letter, to: new)
    var state = states[Int(last)].link
    last = new
    while state != Self.none {
      if let target = next(state, letter) {
        states[Int(new)].link = self.state(target, after: state, by: letter)
        return
      }
      addEdge(state, letter, to: new)
      state = states[Int(state)].link
    }
  }

  /// The state of the longest segment of `earlier` with `letter` at its end: `target` itself, or one that is split off it, if `target`
  /// also stands for longer segments.
  private mutating func state(_ target: UInt32, after earlier: UInt32, by letter: UInt32) -> UInt32 {
    let length = states[Int(earlier)].length + 1
    guard states[Int(target)].length != length else { return target }
    let clone = UInt32(states.count)
    var copy = states[Int(target)]
    copy.length = length
    copy.lastEdge = Self.none
    states.append(copy)
    var original = states[Int(target)].lastEdge
    while original != Self.none {
      let edge = edges[Int(original)]
      addEdge(clone, edge.letter, to: edge.target)
      original = edge.earlier
    }
    states[Int(target)].link = clone
    var state = earlier
    while state != Self.none, let edge = edge(state, letter), edges[edge].target == target {
      edges[edge].target = clone
      state = states[Int(state)].link
    }
    return clone
  }
}
