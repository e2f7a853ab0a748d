import Randomness
import Splicing
import Testing
import Text

@Suite("Derivations as forests, and the states on the way")
struct ForestTests {
  @Test("Any order with hosts first makes the text, and every operation offered is on the way")
  func orders() throws {
    for index in 0..<(60 * effort) {
      var stream = RandomStream(seed: 6).child("forest").child(index)
      let drawn = stream.smallProblem(length: 9).addingMissingTokens()
      let problem = SpliceProblem<TextToken>(
        target: drawn.target.map { .number($0) }, neighbours: drawn.neighbours.map { $0.map { .number($0) } })
      let census = try SpliceCensus(problem)
      for operations in [try SpliceOracle(problem).derivation(), census.sample(using: &stream)] {
        let forest = try SpliceForest(operations, problem)
        for rollIn in RollIn.allCases {
          let states = forest.trainingStates(rollIn, id: nil, neighbours: problem.neighbours, using: &stream)
          #expect(states.count == operations.count + 1 && states[0].canvas.isEmpty)
          #expect(states.last?.canvas == problem.target && states.last?.next == [])
          var done: [SpliceOperation] = []
          for (state, after) in zip(states, states.dropFirst()) {
            #expect(try replay(done, from: problem.neighbours) == state.canvas)
            done.append(state.next[state.taken ?? 0])
            #expect(try replay(done, from: problem.neighbours) == after.canvas)
          }
          if rollIn == .flat { #expect(done == operations) }
          try problem.verify(done, cost: operations.count, isOptimal: true)
        }
        try everyChoice(forest, problem)
      }
    }
  }

  /// From each state that can be reached, each operation offered leads to the state in which it is done.
  private func everyChoice(_ forest: SpliceForest, _ problem: SpliceProblem<TextToken>) throws {
    var pending = [[Bool](repeating: false, count: forest.nodes.count)]
    var seen = Set(pending)
    while let done = pending.popLast(), seen.count < 300 {
      let state = forest.state(done: done, neighbours: problem.neighbours)
      #expect(done.contains(false) == !state.next.isEmpty)
      for (index, operation) in state.next {
        var after = done
        after[index] = true
        var canvas = state.canvas
        canvas.replaceSubrange(
          operation.at..<operation.upTo, with: problem.neighbours[operation.neighbour][operation.from..<operation.to])
        #expect(forest.state(done: after, neighbours: problem.neighbours).canvas == canvas)
        if seen.insert(after).inserted { pending.append(after) }
      }
    }
  }

  @Test("A comb: whichever filler is written first, hidden words give way to it")
  func comb() throws {
    let problem = problem("a x y c", "a b b c; x; y")
    let operations = [[0, 0, 4, 0, 0], [1, 0, 1, 1, 3], [2, 0, 1, 2, 2]].map {
      SpliceOperation(neighbour: $0[0], from: $0[1], to: $0[2], at: $0[3], upTo: $0[4])
    }
    let forest = try SpliceForest(operations, problem)
    #expect(
      forest.roots == [0] && forest.nodes[0].gaps.map(\.hidden) == [1..<3]
        && forest.nodes[0].gaps[0].children == [1, 2])
    let second = forest.state(done: [true, false, true], neighbours: problem.neighbours)
    #expect(second.canvas == ["a", "y", "c"])
    #expect(second.next.map(\.operation) == [SpliceOperation(neighbour: 1, from: 0, to: 1, at: 1, upTo: 1)])
    let first = forest.state(done: [true, false, false], neighbours: problem.neighbours)
    #expect(first.next.map(\.operation.at) == [1, 1] && first.next.map(\.operation.upTo) == [3, 3])
  }

  @Test("What is no forest is refused")
  func refused() {
    let problem = problem("a c", "a b c; x; a c")
    func operations(_ numbers: [[Int]]) -> [SpliceOperation] {
      numbers.map { SpliceOperation(neighbour: $0[0], from: $0[1], to: $0[2], at: $0[3], upTo: $0[4]) }
    }
    // Overwritten from end to end; at its end; a word inside removed by a step that leaves no trace.
    #expect(throws: ForestError.notCanonical(operation: 0)) {
      try SpliceForest(operations([[1, 0, 1, 0, 0], [2, 0, 2, 0, 1]]), problem)
    }
    #expect(throws: ForestError.notCanonical(operation: 0)) {
      try SpliceForest(operations([[0, 0, 2, 0, 0], [2, 1, 2, 1, 2]]), problem)
    }
    #expect(throws: ForestError.self) {
      try SpliceForest(operations([[0, 0, 3, 0, 0], [1, 0, 1, 1, 2], [0, 2, 3, 1, 3]]), problem)
    }
    #expect(throws: ForestError.self) { try SpliceForest(operations([[9, 0, 1, 0, 0]]), problem) }
  }
}
