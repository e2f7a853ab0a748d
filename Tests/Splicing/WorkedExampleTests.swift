import Exact
import Splicing
import Testing

/// An example worked out by hand.
struct WorkedExample: Sendable, CustomTestStringConvertible {
  let target, neighbours: String
  let cost, insertOnly, tiling: Int?
  let count: Integer
  let operations: [[Int]]?
  var testDescription: String { "\(target) from \(neighbours)" }

  static let all = [
    WorkedExample(
      target: "a b c", neighbours: "x a b c y", cost: 1, insertOnly: 1, tiling: 1, count: 1,
      operations: [[0, 1, 4, 0, 0]]),
    WorkedExample(
      target: "a x c", neighbours: "a b c; x", cost: 2, insertOnly: 3, tiling: 3, count: 1,
      operations: [[0, 0, 3, 0, 0], [1, 0, 1, 1, 2]]),
    WorkedExample(
      target: "a x b", neighbours: "a b; x", cost: 2, insertOnly: 2, tiling: 3, count: 1,
      operations: [[0, 0, 2, 0, 0], [1, 0, 1, 1, 1]]),
    WorkedExample(
      target: "a b x c d", neighbours: "a d; b c; x", cost: 3, insertOnly: 3, tiling: 5, count: 1,
      operations: [[0, 0, 2, 0, 0], [1, 0, 2, 1, 1], [2, 0, 1, 2, 2]]),
    WorkedExample(
      target: "a x y c", neighbours: "a b c; x; y", cost: 3, insertOnly: 4, tiling: 4, count: 1,
      operations: [[0, 0, 3, 0, 0], [1, 0, 1, 1, 2], [2, 0, 1, 2, 2]]),
    WorkedExample(
      target: "a x c y e", neighbours: "a b c d e; x; y", cost: 3, insertOnly: 5, tiling: 5, count: 1,
      operations: [[0, 0, 5, 0, 0], [1, 0, 1, 1, 2], [2, 0, 1, 3, 4]]),
    WorkedExample(
      target: "a b c b d", neighbours: "a b d; b c", cost: 2, insertOnly: 2, tiling: 3, count: 1,
      operations: [[0, 0, 3, 0, 0], [1, 0, 2, 1, 1]]),
    WorkedExample(
      target: "a a b b", neighbours: "a b", cost: 2, insertOnly: 2, tiling: 3, count: 1,
      operations: [[0, 0, 2, 0, 0], [0, 0, 2, 1, 1]]),
    WorkedExample(
      target: "a b c d e f g", neighbours: "a g; b f; c e; d", cost: 4, insertOnly: 4, tiling: 7, count: 1,
      operations: [[0, 0, 2, 0, 0], [1, 0, 2, 1, 1], [2, 0, 2, 2, 2], [3, 0, 1, 3, 3]]),
    WorkedExample(target: "", neighbours: "a b", cost: 0, insertOnly: 0, tiling: 0, count: 1, operations: []),
    WorkedExample(target: "a z", neighbours: "a b", cost: nil, insertOnly: nil, tiling: nil, count: 0, operations: []),
    WorkedExample(
      target: "A B was born 19 June 1970 and is an Israeli lawyer .",
      neighbours: "X Y was born 3 May 1980 and is a Dutch painter .; A B 19 June 1970; he is an Israeli lawyer",
      cost: 4, insertOnly: 5, tiling: 6, count: 4, operations: nil),
  ]
}

@Suite("Worked examples")
struct WorkedExampleTests {
  @Test("All answers are exact", arguments: WorkedExample.all)
  func exact(example: WorkedExample) throws {
    let problem = problem(example.target, example.neighbours)
    let oracle = try SpliceOracle(problem)
    #expect(oracle.cost == example.cost)
    #expect(try SpliceOracle(problem, mode: .insertOnly).cost == example.insertOnly)
    #expect(try SpliceOracle(problem, mode: .appendOnly).cost == example.tiling)
    #expect(problem.tiling()?.count == example.tiling)
    let census = try SpliceCensus(problem)
    #expect(census.cost == example.cost)
    #expect(census.count == example.count)
    let derivation = oracle.derivation()
    if let operations = example.operations {
      #expect(derivation.map { [$0.neighbour, $0.from, $0.to, $0.at, $0.upTo] } == operations)
    }
    guard example.cost != nil else {
      #expect(problem.missingTokens == ["z"])
      #expect(try SpliceOracle(problem.addingMissingTokens()).cost == 2)
      return
    }
    try problem.verify(derivation, cost: example.cost, isOptimal: true, count: example.count)
  }

  @Test("A biography: the whole of the first neighbour, then three replacements")
  func biography() throws {
    let example = WorkedExample.all[11]
    let problem = problem(example.target, example.neighbours)
    let operations = [[0, 0, 13, 0, 0], [1, 0, 2, 0, 2], [1, 2, 5, 4, 7], [2, 2, 5, 9, 12]].map {
      SpliceOperation(neighbour: $0[0], from: $0[1], to: $0[2], at: $0[3], upTo: $0[4])
    }
    try problem.verify(operations, cost: 4, isOptimal: true, count: 4)
  }

  @Test("Families: nested halves what tiling needs, combs what insertion needs", arguments: 1...12)
  func families(q: Int) throws {
    let middle = 2 * q
    let opening = Array(0..<(q - 1))
    let nested = SpliceProblem(
      target: opening + [middle] + opening.reversed().map { $0 + q },
      neighbours: opening.map { [$0, $0 + q] } + [[middle]])
    #expect(try SpliceOracle(nested).cost == q)
    #expect(try SpliceOracle(nested, mode: .insertOnly).cost == q)
    #expect(nested.tiling()?.count == 2 * q - 1)
    // c₀ d₁ c₁ … d_q c_q, with x_i for d_i in the target.
    let host = (0...(2 * q)).map { $0 }
    let comb = SpliceProblem(
      target: host.map { $0 % 2 == 0 ? $0 : 100 + $0 }, neighbours: [host] + (1...q).map { [100 + 2 * $0 - 1] })
    #expect(try SpliceOracle(comb).cost == q + 1)
    #expect(try SpliceOracle(comb, mode: .insertOnly).cost == 2 * q + 1)
    #expect(comb.tiling()?.count == 2 * q + 1)
  }
}
