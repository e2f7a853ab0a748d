import Exact
import Randomness
import Splicing
import Testing

@Suite("All lightest derivations")
struct CensusTests {
  @Test("As many as the unambiguous grammar has lightest parses, all different, all shortest", arguments: 0..<4)
  func enumeration(part: Int) throws {
    for index in 0..<(40 * effort) {
      var stream = RandomStream(seed: 6).child("census").child(part).child(index)
      let problem = stream.smallProblem(length: 7)
      for mode in SpliceMode.allCases {
        let census = try SpliceCensus(problem, mode: mode)
        #expect(try census.cost == SpliceOracle(problem, mode: mode).cost)
        guard let cost = census.cost, !problem.target.isEmpty else { continue }
        let grammar = SplicingGrammar(neighbours: problem.neighbours, mode: mode, form: .unambiguous)
        let parses = grammar.parse(problem.target, in: LeastWeightCounts())
        #expect(parses.count == census.count && parses.value == cost, "\(problem.target) \(problem.neighbours) \(mode)")
        guard let count = census.count.asInt, count <= 200 else { continue }
        var found: Set<[SpliceOperation]> = []
        for rank in 0..<count {
          let derivation = census.derivation(rank: Integer(rank))
          let text = try replay(derivation, from: problem.neighbours)
          #expect(derivation.count == cost && text == problem.target)
          found.insert(derivation)
        }
        #expect(found.count == count)
        #expect(try found.contains(SpliceOracle(problem, mode: mode).derivation()))
      }
    }
  }

  @Test("Derivations beyond the shortest come in ascending order, each once")
  func slack() throws {
    for index in 0..<(15 * effort) {
      var stream = RandomStream(seed: 6).child("slack").child(index)
      let problem = stream.smallProblem(length: 5)
      let census = try SpliceCensus(problem, slack: 3)
      guard let cost = census.cost else { continue }
      // Fewer columns hold the same numbers.
      #expect(try SpliceCensus(problem).count == census.count)
      #expect(try SpliceCensus(problem, slack: 1).count(ofCost: cost + 1) == census.count(ofCost: cost + 1))
      guard let total = census.totalCount.asInt, total <= 500 else { continue }
      let all = (0..<total).map { census.derivation(rank: Integer($0)) }
      #expect(Set(all).count == total)
      #expect(all.map(\.count) == all.map(\.count).sorted())
      for derivation in all { #expect(try replay(derivation, from: problem.neighbours) == problem.target) }
      let best = try problem.shortestDerivations(10)
      #expect(best.count <= 10 && best.map(\.count) == best.map(\.count).sorted() && best[0].count == cost)
    }
  }

  @Test("Samples are uniform", arguments: 0..<6)
  func uniform(index: Int) throws {
    var stream = RandomStream(seed: 6).child("uniform").child(index)
    var census: SpliceCensus
    var problem: SpliceProblem<Int>
    repeat {
      problem = stream.smallProblem(length: 9)
      census = try SpliceCensus(problem)
    } while !(2...50).contains(census.count.asInt ?? 0)
    let count = census.count.asInt ?? 0
    var seen: [[SpliceOperation]: Int] = [:]
    let draws = 40 * count
    for _ in 0..<draws { seen[census.sample(using: &stream), default: 0] += 1 }
    #expect(seen.count == count)
    // χ² with count − 1 degrees of freedom: beyond k + 2√(kx) + 2x with probability at most e^−x (Laurent and Massart).
    let expected = Double(draws) / Double(count)
    let statistic = seen.values.sorted().reduce(0) { $0 + (Double($1) - expected) * (Double($1) - expected) / expected }
    let (k, x) = (Double(count - 1), 13.82)
    #expect(statistic <= k + 2 * (k * x).squareRoot() + 2 * x)
  }

  @Test("Weights: the lightest of all derivations, and secondary aims among the shortest")
  func weights() throws {
    for index in 0..<(15 * effort) {
      var stream = RandomStream(seed: 6).child("weights").child(index)
      let problem = stream.smallProblem(length: 5)
      let shortest = try SpliceCensus(problem, slack: 5)
      guard let cost = shortest.cost, let total = shortest.totalCount.asInt, total <= 2_000 else { continue }
      let all = (0..<total).map { shortest.derivation(rank: Integer($0)) }
      let secondary = SpliceWeights(insertion: 1000, replacement: 1000, hiddenWord: 1)
      for weights in [
        SpliceWeights(insertion: 2, replacement: 3),
        SpliceWeights(insertion: 3, replacement: 1, word: 2, hiddenWord: 5),
        SpliceWeights(neighbours: problem.neighbours.indices.map { $0 * $0 }), secondary,
      ] {
        let census = try SpliceCensus(problem, weights: weights)
        // With at most five words no derivation has more than five operations, so none is missing among all.
        let least = all.map { weights.total(of: $0) }.min()
        #expect(census.cost == least, "\(problem.target) \(problem.neighbours) \(weights)")
        #expect(census.count == Integer(all.count { weights.total(of: $0) == least }))
        let derivation = census.derivation(rank: 0)
        #expect(weights.total(of: derivation) == least)
        #expect(try replay(derivation, from: problem.neighbours) == problem.target)
        if weights == secondary { #expect(derivation.count == cost) }
      }
    }
    let small = problem("a", "a; a b")
    #expect(throws: SpliceError.self) { try SpliceCensus(small, weights: SpliceWeights(insertion: -1)) }
    #expect(throws: SpliceError.self) { try SpliceCensus(small, weights: SpliceWeights(neighbours: [1])) }
  }

  @Test("Counts that no machine integer holds")
  func large() throws {
    // Each word from any of ten neighbours: 10⁴⁰ derivations.
    let problem = SpliceProblem(target: Array(0..<40), neighbours: (0..<10).flatMap { _ in (0..<40).map { [$0] } })
    let census = try SpliceCensus(problem)
    #expect(census.count == Integer(10).power(40))
    let last = census.derivation(rank: census.count - 1)
    try problem.verify(last, cost: 40, isOptimal: true, count: census.count)
    #expect(throws: SpliceError.self) { try SpliceCensus(problem, memoryLimit: 1000) }
    #expect(throws: SpliceError.self) { try SpliceOracle(problem, memoryLimit: 1000) }
  }
}
