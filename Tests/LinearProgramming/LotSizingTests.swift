import Exact
import LinearProgramming
import LinearProgrammingCheckers
import Randomness
import Testing

/// Production in periods with setups and stocks: reals that integers bound, along a path.
private struct LotSizing {
  var demands: [Int]
  var setups: [Int]
  var prices: [Int]
  let storage = 2

  init(_ periods: Int, seed: UInt64) {
    var stream = RandomStream(seed: seed).child("lots")
    demands = (0..<periods).map { _ in stream.uniform(in: 5...40) }
    setups = demands.map { _ in stream.uniform(in: 100...300) }
    prices = demands.map { _ in stream.uniform(in: 1...8) }
  }

  /// The least cost, by the last period in which something is made (Wagner and Whitin 1958).
  var optimum: Int {
    var best = [0]
    for end in demands.indices {
      best.append(
        (0...end).map { start in
          best[start] + setups[start]
            + (start...end).reduce(0) { $0 + demands[$1] * (prices[start] + storage * ($1 - start)) }
        }.min() ?? 0)
    }
    return best[demands.count]
  }

  func program() throws -> LinearProgram {
    var program = LinearProgram()
    var stock: Int?
    let total = Rational(demands.reduce(0, +))
    for period in demands.indices {
      let made = program.addVariable("x\(period)", cost: Rational(prices[period]))
      let isMade = program.addVariable("y\(period)", bounds: .unit, cost: Rational(setups[period]), domain: .integers)
      let next = program.addVariable("s\(period)", cost: Rational(storage))
      try program.addConstraint([made: 1, isMade: -total], .atMost(0))
      try program.addConstraint(
        variables: (stock.map { [$0] } ?? []) + [made, next], coefficients: (stock == nil ? [] : [1]) + [1, -1],
        .equal(Rational(demands[period])))
      stock = next
    }
    return program
  }
}

@Suite("Lots: roundings of sums of rows")
struct LotSizingTests {
  @Test("Lots are as dear as dynamic programming says, after few nodes", arguments: [1, 2, 3])
  func lots(seed: UInt64) throws {
    let lots = LotSizing(8, seed: seed)
    let solution = try #require(try lots.program().solveIntegers(nodeLimit: 100).solution)
    #expect(solution.value == Rational(lots.optimum) && solution.isProvedOptimal)
    // Without roundings these take up to 60 nodes.
    #expect(solution.nodeCount <= 30, "\(solution.nodeCount)")
    try solution.certificate.verify()
    try #require(solution.certificate.vipr()).verify()
    guard case .cases(_, _, _, let tree) = solution.certificate.evidence else {
      Issue.record("no cases")
      return
    }
    #expect(!tree.cuts.isEmpty)
  }
}
