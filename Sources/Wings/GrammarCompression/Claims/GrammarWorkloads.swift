import Evidence
import Exact
import GrammarCompression
import GrammarCompressionReductions
import HardProblems
import Problems
import Randomness

extension Workload {
  /// The memoised product on the hard family.
  static let memoisedProductOfThreeSum = Workload(
    id: "grammar.dot-3sum", formerIDs: ["grammar-dot/3sum"],
    summary: "memoised product of the vectors of random 3SUM instances, U = m²", parameter: "m",
    sizes: [16, 32, 64, 128, 256],
    growth: [
      Growth("keys", "m^2", "a product in fewer than m^(2−ε) steps would refute the 3SUM conjecture"),
      Growth("seconds", "m^2*log(m)", "a step costs O(log N) where a constant meets a range"),
    ],
    prepare: { m, stream in
      let instance = try KSum.random(.random, k: 3, m: m, universe: KSum.hardUniverse(k: 3, m: m), using: &stream)
      let target = try KSumToGrammarDot().reduce(instance)
      return Instance(sizes: target.size.record) { [Count("keys", Integer(try target.product().keys))] }
    })

  /// The memoised product on the aligned family.
  static let memoisedProductOfAlignedFamily = Workload(
    id: "grammar.dot-aligned", formerIDs: ["grammar-dot/aligned"],
    summary: "memoised product of the aligned family, h = 8", parameter: "s",
    sizes: [4, 8, 16, 32, 64, 128],
    growth: [Growth("keys", "s^2", "exactly 3 s² (h + 2) − 3"), Growth("seconds", "s^2", "O(1) for each key")],
    prepare: { s, _ in
      guard s >= 1, s <= 1 << 20, s & (s - 1) == 0 else {
        throw UnsuitableSize(workload: "grammar.dot-aligned", size: s, expected: "a power of two, at most 2²⁰")
      }
      let family = try AlignedFamily(blocks: s, doublings: 8)
      let target = try GrammarDot(v: family.v, u: family.u)
      return Instance(sizes: target.size.record) { [Count("keys", Integer(try target.product().keys))] }
    })

  /// The run-length product, which is linear.
  static let runLengthProduct = Workload(
    id: "grammar.run-length-dot", formerIDs: ["run-length-dot"],
    summary: "product of two run-length vectors with about r runs each", parameter: "r",
    sizes: [1 << 8, 1 << 10, 1 << 12, 1 << 14, 1 << 16],
    growth: [
      Growth("steps", "r", "at most r₁ + r₂ − 1"), Growth("seconds", "r", "O(1) for each step"),
    ],
    prepare: { r, stream in
      func runs(_ stream: inout RandomStream) -> [Run<Integer>] {
        var previous = 0
        return (0..<r).map { _ in
          // Never the value of the run before, so that the runs stay apart.
          let value = (previous + stream.uniform(in: 1...6)) % 7
          previous = value
          return .init(value: Integer(value), count: stream.uniform(in: 1...100))
        }
      }
      var (a, b) = (runs(&stream), runs(&stream))
      // Make the lengths equal by one more run on the shorter one.
      let difference = a.reduce(0) { $0 + $1.count } - b.reduce(0) { $0 + $1.count }
      if difference < 0 { a.append(.init(value: 7, count: -difference)) }
      if difference > 0 { b.append(.init(value: 7, count: difference)) }
      let (v, u) = (try RunLengthVector(runs: a), try RunLengthVector(runs: b))
      return Instance(sizes: ["N": Integer(v.count), "r1": Integer(v.runs.count), "r2": Integer(u.runs.count)]) {
        [Count("steps", Integer(try v.product(with: u).steps))]
      }
    })

  /// RePair on text-like words.
  static let repair = Workload(
    id: "grammar.repair", formerIDs: ["repair"],
    summary: "RePair on a random word of length N with repeated blocks", parameter: "N",
    sizes: [1 << 10, 1 << 12, 1 << 14, 1 << 16],
    growth: [Growth("seconds", "N*log(N)", "a priority queue of digrams; O(N log N)")],
    prepare: { length, stream in
      let blocks = (0..<32).map { _ in (0..<stream.uniform(in: 2...40)).map { _ in Integer(stream.uniform(in: 0...25)) }
      }
      var word: [Integer] = []
      while word.count < length { word += blocks[stream.uniform(in: 0...31)] }
      let text = Array(word.prefix(length))
      return Instance(sizes: ["N": Integer(length)]) {
        [Count("symbols", Integer(try StraightLineProgram(repair: text).size))]
      }
    })
}

extension SizeParameters {
  /// The parameters as a run record keeps them.
  var record: Workload.SizeRecord { Dictionary(uniqueKeysWithValues: entries.map { ($0.name, $0.value) }) }
}
