import ArgumentParser
import Exact
import Randomness
import Splicing
import Text

/// `tightbound splice oracle`
struct SpliceOracleCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "oracle", abstract: "A shortest derivation of each target.",
    discussion: "Where a word occurs in no neighbour the cost is absent and the missing words are listed.")

  @OptionGroup var files: SpliceFiles

  @Option(help: "Which operations are allowed: general, insert-only or append-only.")
  var mode: SpliceMode = .general

  @Flag(help: "Count the shortest derivations as well.")
  var count = false

  func run() throws {
    let (mode, count) = (mode, count)
    try files.run("derivations") { record, _ in
      let problem = record.problem()
      let oracle = try SpliceOracle(problem, mode: mode)
      guard let cost = oracle.cost else {
        return try SpliceAnswer(
          SpliceDerivationRecord(id: record.id, cost: nil, ops: [], missing: problem.missingTokens))
      }
      return try SpliceAnswer(
        SpliceDerivationRecord(
          id: record.id, cost: cost, ops: oracle.derivation(), optimal: mode == .general ? true : nil,
          count: count ? try SpliceCensus(problem, mode: mode).count : nil))
    }
  }
}

/// `tightbound splice count`
struct SpliceCount: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "count", abstract: "How many shortest derivations each target has.")

  @OptionGroup var files: SpliceFiles

  @Option(help: "Which operations are allowed: general, insert-only or append-only.")
  var mode: SpliceMode = .general

  private struct Line: Encodable {
    var id: TextToken?
    var cost: Int?
    var count: Integer
  }

  func run() throws {
    let mode = mode
    try files.run("counts") { record, _ in
      let census = try SpliceCensus(record.problem(), mode: mode)
      return try SpliceAnswer(Line(id: record.id, cost: census.cost, count: census.count))
    }
  }
}

/// `tightbound splice sample`
struct SpliceSample: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sample", abstract: "Shortest derivations of each target, each with the same probability.",
    discussion: "One line for each sample. The same seed gives the same samples, whatever the number of threads.")

  @OptionGroup var files: SpliceFiles

  @Option(name: .short, help: "How many samples of each target.")
  var k = 1

  @Option(help: "The seed of all samples.")
  var seed: UInt64 = 1

  @Flag(help: "Instead of samples the k shortest derivations, without repetition.")
  var shortest = false

  func validate() throws {
    guard (1...1_000_000).contains(k) else { throw ValidationError("-k is 1 to 1000000") }
  }

  func run() throws {
    let (k, seed, shortest) = (k, seed, shortest)
    try files.run("samples") { record, number in
      let problem = record.problem()
      let census = try SpliceCensus(problem)
      guard census.cost != nil else {
        return try SpliceAnswer(
          SpliceDerivationRecord(id: record.id, cost: nil, ops: [], missing: problem.missingTokens))
      }
      var stream = RandomStream(seed: seed).child("splice-sample").child(number)
      let derivations =
        shortest ? try problem.shortestDerivations(k) : (0..<k).map { _ in census.sample(using: &stream) }
      var lines: [String] = []
      for ops in derivations {
        let isOptimal = ops.count == census.cost
        lines.append(
          try encodeJSONLine(
            SpliceDerivationRecord(
              id: record.id, cost: ops.count, ops: ops, optimal: isOptimal, count: isOptimal ? census.count : nil)))
      }
      return SpliceAnswer(lines: lines)
    }
  }
}

extension SpliceAnswer {
  /// Several records.
  init(lines: [String]) { text = lines.joined(separator: "\n") }
}
