/// The automaton of all stretches of a sequence that grows at its end: Blumer and others, "The smallest automaton
/// recognizing the subwords of a text", Theoretical Computer Science 40, 1985.
///
/// N letters make at most 2N states and 3N edges, of 16 bytes each; an edge is found by its state and letter in a hash
/// table, so that the alphabet may be of any size.
struct SuffixAutomaton: Sendable {
  /// Sequences are shorter than this, so that states and edges can be numbered with 32 bits.
  static let limit = 1 << 31
  static let root: UInt32 = 0
  private static let none = UInt32.max

  private struct State {
    /// The length of the longest stretch.
    var length: UInt32
    /// Where that stretch ends first.
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

  private func edge(_ state: UInt32, _ letter: UInt32) -> Int? {
    table.symbol(for: packed(state, letter)) { packed(edges[Int($0)].state, edges[Int($0)].letter) }.map { Int($0) }
  }

  /// The state after `letter` in `state`; nil if no such stretch occurs.
  func next(_ state: UInt32, _ letter: UInt32) -> UInt32? { edge(state, letter).map { edges[$0].target } }

  /// How many letters there are up to the end of the first occurrence of the stretches of `state`.
  func firstEnd(of state: UInt32) -> Int { Int(states[Int(state)].firstEnd) }

  private mutating func addEdge(_ state: UInt32, _ letter: UInt32, to target: UInt32) {
    let number = UInt32(edges.count)
    edges.append(Edge(state: state, letter: letter, target: target, earlier: states[Int(state)].lastEdge))
    states[Int(state)].lastEdge = number
    _ = table.symbol(for: packed(state, letter), orInsert: number) { [edges] in
      packed(edges[Int($0)].state, edges[Int($0)].letter)
    }
  }

  /// Adds a letter at the end of the sequence.
  mutating func append(_ letter: UInt32) {
    let length = states[Int(last)].length + 1
    let new = UInt32(states.count)
    states.append(State(length: length, firstEnd: length, link: Self.root, lastEdge: Self.none))
    var state = last
    last = new
    while state != Self.none, edge(state, letter) == nil {
      addEdge(state, letter, to: new)
      state = states[Int(state)].link
    }
    guard state != Self.none, let target = next(state, letter) else { return }
    if states[Int(target)].length == states[Int(state)].length + 1 {
      states[Int(new)].link = target
      return
    }
    // The state of the longer stretches cannot serve the shorter one: that gets a state of its own.
    let clone = UInt32(states.count)
    var copy = states[Int(target)]
    copy.length = states[Int(state)].length + 1
    copy.lastEdge = Self.none
    states.append(copy)
    var original = states[Int(target)].lastEdge
    while original != Self.none {
      let edge = edges[Int(original)]
      addEdge(clone, edge.letter, to: edge.target)
      original = edge.earlier
    }
    states[Int(target)].link = clone
    states[Int(new)].link = clone
    while state != Self.none, let edge = edge(state, letter), edges[edge].target == target {
      edges[edge].target = clone
      state = states[Int(state)].link
    }
  }
}
