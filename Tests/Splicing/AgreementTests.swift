import Exact
import Randomness
import Sequences
import Splicing
import Testing

@Suite("Independent answers agree")
struct AgreementTests {
  @Test("Grammar, oracle, peeling and a search over all canvases", arguments: 0..<8)
  func agreement(part: Int) throws {
    for index in 0..<(80 * effort) {
      var stream = RandomStream(seed: 6).child("agreement").child(part).child(index)
      let problem = stream.smallProblem(length: 9)
      for mode in SpliceMode.allCases {
        let oracle = try SpliceOracle(problem, mode: mode)
        #expect(try problem.peelingCost(mode: mode) == oracle.cost, "\(problem.target) \(problem.neighbours) \(mode)")
        let derivation = oracle.derivation()
        if let cost = oracle.cost {
          #expect(derivation.count == cost)
          #expect(try replay(derivation, from: problem.neighbours) == problem.target)
          #expect(mode == .general || derivation.allSatisfy(\.isInsertion))
        }
        if !problem.target.isEmpty {
          let grammar = SplicingGrammar(neighbours: problem.neighbours, mode: mode)
          let parse = grammar.parse(problem.target, in: TropicalSemiring<Int>())
          #expect(parse == oracle.cost, "\(problem.target) \(problem.neighbours) \(mode)")
        }
      }
      if problem.target.count <= 4 {
        let cost = try SpliceOracle(problem).cost
        // Long enough for a whole neighbour.
        let extra = max(2, 6 - problem.target.count)
        #expect(try problem.canvasSearchCost(extraLength: extra) == cost)
        #expect(try problem.canvasSearchCost(extraLength: extra, allowsDeletion: true) == cost)
        #expect(
          try problem.canvasSearchCost(mode: .insertOnly) == SpliceOracle(problem, mode: .insertOnly).cost)
      }
      if let bounds = try SpliceBounds(problem) { #expect(bounds.violation == nil) }
    }
  }

  @Test("Rows of every width hold the same", arguments: [30, 31, 32, 62, 63, 64, 100, 200, 253, 254, 255, 300])
  func widths(n: Int) throws {
    var stream = RandomStream(seed: 6).child("widths").child(n)
    let neighbours = (0..<3).map { _ in (0..<12).map { _ in stream.uniform(in: 0...20) } }
    // Words that repeat seldom, so that the census is quick; nested pieces, so that gaps occur.
    let problem = SpliceProblem(
      target: (0..<n).map { _ in stream.uniform(in: 0...20) }, neighbours: neighbours + [Array(0...20)])
    let oracle = try SpliceOracle(problem)
    let derivation = oracle.derivation()
    #expect(try replay(derivation, from: problem.neighbours) == problem.target)
    #expect(derivation.count == oracle.cost)
    #expect(try SpliceOracle(problem, mode: .appendOnly).cost == problem.tiling()?.count)
    if n <= 64 { #expect(try SpliceCensus(problem).cost == oracle.cost) }
    // Any piece of the target is a problem of its own, in rows of another width.
    for _ in 0..<4 {
      let start = stream.uniform(in: 0...(n - 2))
      let end = stream.uniform(in: (start + 1)...min(n, start + 30))
      let piece = SpliceProblem(target: Array(problem.target[start..<end]), neighbours: problem.neighbours)
      #expect(try SpliceOracle(piece).cost == oracle.cost(of: start..<end))
    }
  }

  @Test("Costs grow by at most one with a word, are subadditive, and fall with neighbours")
  func pieces() throws {
    for index in 0..<(40 * effort) {
      var stream = RandomStream(seed: 6).child("pieces").child(index)
      let drawn = stream.smallProblem(length: 14)
      let problem = drawn.addingMissingTokens()
      let (oracle, n) = (try SpliceOracle(problem), problem.target.count)
      for i in 0..<n {
        for j in (i + 1)...n {
          guard let cost = oracle.cost(of: i..<j) else { continue }
          if j < n, let longer = oracle.cost(of: i..<(j + 1)) { #expect(cost <= longer && longer <= cost + 1) }
          if i > 0, let longer = oracle.cost(of: (i - 1)..<j) { #expect(cost <= longer && longer <= cost + 1) }
          for k in i...j {
            if let a = oracle.cost(of: i..<k), let b = oracle.cost(of: k..<j) { #expect(cost <= a + b) }
          }
        }
      }
      let more = SpliceProblem(
        target: problem.target, neighbours: problem.neighbours + [stream.smallProblem(length: 9).target])
      if let cost = oracle.cost, let less = try SpliceOracle(more).cost { #expect(less <= cost) }
    }
  }

  @Test("The grammar has as many rules as it should")
  func rules() {
    let grammar = SplicingGrammar(neighbours: (0..<20).map { m in (0..<26).map { 26 * m + $0 } })
    #expect(grammar.ruleCount == 138_561)
  }

  @Test("Checkers that take exponential time refuse long targets")
  func refusals() throws {
    let long = SpliceProblem(target: Array(0..<21), neighbours: [Array(0..<21)])
    #expect(throws: SpliceError.tooLongToCheck(count: 21, limit: 20)) { try long.peelingCost() }
    #expect(throws: SpliceError.tooLongToCheck(count: 21, limit: 6)) { try long.canvasSearchCost() }
  }
}
