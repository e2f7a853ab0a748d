import ArgumentParser
import Evidence

/// `tightbound measure`
package struct Measure: ParsableCommand {
  /// The help, with the workloads of all wings.
  package static let configuration = CommandConfiguration(
    commandName: "measure",
    abstract: "Run an algorithm over a growing family and record operation counts and times.",
    discussion: """
      Each measurement is appended to OUTPUT.part as soon as it is made, and the whole becomes OUTPUT in the end. A run that was broken \
      off, or stopped by --time-limit (exit code 4), goes on with --resume.

      Workloads:

      """
        + House.workloads.map { "  \($0.id): \($0.summary)" }.joined(separator: "\n"))

  @Argument(help: "The workload.")
  var workload: String

  @Option(
    help: "The family of instances of a workload that has several: `grammar.dot --family 3sum` is `grammar.dot-3sum`.")
  var family: String?

  @Option(help: "Sizes, such as 16,32,64. Default: the workload's own.")
  var sizes: IntegerList?

  @Option(help: "How many independent instances of each size.")
  var series: Int = 8

  @Option(help: "The seed of all random choices.")
  var seed: UInt64 = 1

  @Flag(help: "Record no times: the same seed then gives the same bytes on every machine.")
  var countsOnly = false

  @Option(help: "Make only part i of n, as i/n with i from 1; the parts put together are the whole.")
  var shard: ShardOption = ShardOption()

  @Option(name: .shortAndLong, help: "The file to write; `-` is standard output.")
  var output: String = "-"

  @Flag(
    help: """
      Go on with a run that was broken off, or add sizes and series to one that was not: take what the file that is to be written \
      holds, and what stands beside it in .part.
      """)
  var resume = false

  @OptionGroup var time: TimeLimit

  @OptionGroup var limit: SizeLimit

  /// The command before its arguments are read.
  package init() {}

  /// Refuses fewer than 1 series.
  package func validate() throws {
    guard series >= 1 else { throw ValidationError("--series must be at least 1") }
    guard !resume || output != "-" else { throw ValidationError("--resume goes on with a file; name it by --output") }
  }

  /// Runs the workload at each size and writes the record.
  package func run() throws {
    let id = family.map { workload + (workload.contains(".") ? "-" : "/") + $0 } ?? workload
    guard let found = House.catalogue.workload(id) else {
      throw ValidationError(
        "there is no workload “\(id)”; there are \(House.workloads.map(\.id).joined(separator: ", "))")
    }
    let sizes = sizes?.values ?? found.sizes
    // Each measurement is in the log as soon as it is made, from which --resume goes on.
    limit.watch(instead: "smaller --sizes")
    let header = found.header(seed: seed)
    let known = resume ? try MeasurementLog.measurements(of: header, in: output) : []
    let log = try MeasurementLog(header, known, beside: output)
    let progress = Progress("measuring \(found.id)")
    let record = try found.measure(
      sizes: sizes, series: series, seed: seed, timed: !countsOnly, shard: shard.shard, known: known,
      deadline: time.deadline, progress: { progress.update($0, of: $1) }, made: { try log?.append($0) })
    progress.finish()
    let total = Workload.measurementCount(sizes: sizes, series: series, shard: shard.shard)
    if record.measurements.count < total, let log {
      print("the time limit was reached: \(record.measurements.count) of \(total) measurements are in \(log.path)")
      throw Outcome.timeLimit
    }
    // What a resumed run found and was not asked for again stays.
    let others = known.filter { other in
      !record.measurements.contains { ($0.series, $0.size) == (other.series, other.size) }
    }
    let whole = RunRecord(header: header, measurements: record.measurements + others)
    try writeFile(output, try whole.encoded())
    log?.remove()
    if output != "-" { print("wrote \(whole.measurements.count) measurements to \(output)") }
    if record.measurements.count < total { throw Outcome.timeLimit }
  }
}

/// Positive integers separated by commas.
struct IntegerList: ExpressibleByArgument {
  let values: [Int]

  init?(argument: String) {
    let parts = argument.split(separator: ",", omittingEmptySubsequences: false).map { Int($0) }
    guard parts.allSatisfy({ ($0 ?? 0) > 0 }) else { return nil }
    values = parts.compactMap { $0 }
  }
}

/// `i/n` with 1 ≤ i ≤ n.
struct ShardOption: ExpressibleByArgument {
  let shard: Workload.Shard

  init() { shard = .all }

  init?(argument: String) {
    let parts = argument.split(separator: "/", omittingEmptySubsequences: false).map { Int($0) }
    guard parts.count == 2, let index = parts[0], let count = parts[1], count >= 1, 1...count ~= index else {
      return nil
    }
    shard = .init(index - 1, of: count)
  }

  var defaultValueDescription: String { "1/1" }
}
