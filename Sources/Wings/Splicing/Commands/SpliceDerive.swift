import ArgumentParser
import Console
import Exact
import Randomness
import Splicing
import SplicingCheckers
import Text

/// `tightbound splice oracle`
struct SpliceOracleCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "oracle", abstract: "A shortest derivation of each target.",
    discussion: """
      Where a word occurs in no neighbour the cost is absent and the missing words are listed. Where the tables of a whole text \
      do not fit --limit, the derivation is put together from shortest ones of its pieces; it then has "lower", a number of \
      operations that every derivation needs, in place of "optimal". With another --mode than general it is then the fewest pieces one \
      behind the other, which is the best of append-only; --count needs the tables.
      """)

  @OptionGroup var files: SpliceFiles

  @Option(help: "Which operations are allowed: general, insert-only or append-only.")
  var mode: SpliceMode = .general

  @Flag(help: "Count the shortest derivations as well.")
  var count = false

  func run() throws {
    let (mode, count) = (mode, count)
    let progress = Progress("words")
    defer { progress.finish() }
    try files.run("derivations") { record, line in
      let problem = record.problem()
      guard count else { return try SpliceAnswer(derivation(of: record, problem, mode, line, progress)) }
      // Derivations are counted by the tables of the whole text alone.
      let oracle = try SpliceOracle(problem, mode: mode, memoryLimit: line.memoryLimit)
      guard let cost = oracle.cost else {
        return try SpliceAnswer(
          SpliceDerivationRecord(id: record.id, cost: nil, ops: [], missing: problem.missingTokens))
      }
      return try SpliceAnswer(
        SpliceDerivationRecord(
          id: record.id, cost: cost, ops: oracle.derivation(), optimal: mode == .general ? true : nil,
          count: try SpliceCensus(problem, mode: mode, memoryLimit: line.memoryLimit).count))
    }
  }
}

/// The derivation of a line: a shortest one where the tables fit, otherwise one with a lower bound.
private func derivation(
  of record: SpliceProblemRecord, _ problem: SpliceProblem<TextToken>, _ mode: SpliceMode, _ line: SpliceLine,
  _ progress: Progress
) -> SpliceDerivationRecord {
  let count = problem.target.count
  let need = SpliceDocument.exactNeed(of: problem)
  if need.bytes <= Double(line.memoryLimit), need.seconds > 30 {
    StandardError.write(
      "notice: line \(line.number): exact tables take \(Int(need.bytes / 1e6)) MB and some \(Int(need.seconds)) s; a lower --limit "
        + "gives a derivation with a lower bound sooner")
  }
  guard
    let document = SpliceDocument(
      problem, mode: mode, memoryLimit: line.memoryLimit, progress: { progress.update($0, of: count) })
  else { return SpliceDerivationRecord(id: record.id, cost: nil, ops: [], missing: problem.missingTokens) }
  // What a record claims is about all derivations, whichever were allowed here.
  let isExact = mode == .general ? document.isOptimal : document.windows == 1
  return SpliceDerivationRecord(
    id: record.id, cost: document.operations.count, ops: document.operations,
    optimal: mode == .general && document.isOptimal ? true : nil,
    lower: isExact
      ? nil
      : mode == .appendOnly
        ? TilingBound(target: problem.target, neighbours: problem.neighbours).operations : document.lower)
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
    try files.run("counts") { record, line in
      let census = try SpliceCensus(record.problem(), mode: mode, memoryLimit: line.memoryLimit)
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
    try files.run("samples") { record, line in
      let problem = record.problem()
      let census = try SpliceCensus(problem, memoryLimit: line.memoryLimit)
      guard census.cost != nil else {
        return try SpliceAnswer(
          SpliceDerivationRecord(id: record.id, cost: nil, ops: [], missing: problem.missingTokens))
      }
      var stream = RandomStream(seed: seed).child("splice-sample").child(line.number)
      let derivations =
        shortest
        ? try problem.shortestDerivations(k, memoryLimit: line.memoryLimit)
        : (0..<k).map { _ in census.sample(using: &stream) }
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
