import ArgumentParser
import Console
import Foundation
import Reasoning

/// `tightbound lego train`
struct LegoTrain: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Train a small transformer, and see whether it follows the chain or takes a shortcut.",
    discussion: """
      Each step sees fresh instances. --fixed puts attention maps that are read off the text (the same token elsewhere; near tokens) in \
      place of learned heads. Prints accuracies by position beside the ceilings of a shortcut, and the verdict of `lego score`, for each \
      of --runs seeds. Minutes for thousands of steps; the seed decides all draws.
      """)

  @OptionGroup var group: LegoGroupOption

  @Option(name: [.customShort("n"), .long], help: "The length of the chain.")
  var length = 4

  @Option(help: "How many positions a learner is supervised on. Default: all.")
  var supervised: Int?

  @Option(help: "How often a layer is applied. Default: the length.")
  var layers: Int?

  @Option(help: "The width of the stream.")
  var width = 32

  @Option(help: "Heads of each layer.")
  var heads = 4

  @Option(help: "Heads with a fixed map: none, association, local or both.")
  var fixed: Fixed = .none

  @Option(help: "Before anything else, so many steps in which two heads of each layer learn to imitate the fixed maps.")
  var mimic = 0

  @Flag(help: "All layers have the same weights.")
  var tied = false

  @Option(help: "The number of steps.")
  var steps = 1_500

  @Option(help: "Instances in each step.")
  var batch = 64

  @Option(help: "The largest step size.")
  var rate = 3e-3

  @Option(help: "The largest norm of a gradient, to which longer ones are shortened. Default: none.")
  var clip: Double?

  @Option(
    name: .customLong("init"),
    help: """
      How weights are drawn: faint-places (places start far below tokens, so that counting is learned first), soft-places (less far \
      below, so that counting can be left again), torch (both alike, as PyTorch's layers are), or bert (everything small).
      """)
  var initialization: LegoInitialization = .faintPlaces

  @Option(help: "Instances on which accuracies are measured.")
  var evaluation = 2_000

  @Option(help: "The seed of the first run.")
  var seed: UInt64 = 1

  @Option(help: "How many runs, with seeds one after the other.")
  var runs = 1

  @Option(help: "Also print accuracies each time so many steps have been made.")
  var reportEvery: Int?

  @Option(help: "Write all that is needed to go on to this file, and go on from it if it is there. For one run.")
  var checkpoint: String?

  @Option(help: "After how many steps a checkpoint is written.")
  var checkpointEvery = 250

  @Option(name: .shortAndLong, help: "Write the weights of the last run, as safetensors.")
  var output: String?

  @Option(help: "How to print: text or json.")
  var format: OutputFormat = .text

  enum Fixed: String, ExpressibleByArgument, CaseIterable {
    case none, association, local, both

    var heads: [FixedHead] {
      switch self {
      case .none: []
      case .association: [.association]
      case .local: [.local]
      case .both: [.association, .local]
      }
    }
  }

  func validate() throws {
    for (number, range, name) in [
      (length, 1...LegoVariable.count, "length"), (steps, 1...10_000_000, "steps"), (batch, 1...100_000, "batch"),
      (evaluation, 1...10_000_000, "evaluation"),
      (runs, 1...1_000, "runs"), (width, 1...4_096, "width"), (heads, 1...4_096, "heads"),
      (layers ?? 1, 1...1_000, "layers"), (reportEvery ?? 1, 1...10_000_000, "report-every"),
      (checkpointEvery, 1...10_000_000, "checkpoint-every"),
    ] where !range.contains(number) {
      throw ValidationError("--\(name) is from \(range.lowerBound) to \(range.upperBound)")
    }
    if !(0...10_000_000 ~= mimic) { throw ValidationError("--mimic is from 0 to 10000000") }
    if mimic > 0, heads - fixed.heads.count < 2 { throw ValidationError("--mimic needs two heads that are learned") }
    if checkpoint != nil, runs > 1 { throw ValidationError("--checkpoint is for one run; --runs is \(runs)") }
    // Queries, keys, values and outputs, and a perceptron of four times the width.
    let weights = 12 * width * width * (tied ? 1 : layers ?? length)
    if weights > 1 << 28 {
      throw ValidationError("a model of about \(weights) weights is too large to be trained here")
    }
    if !(rate > 0 && rate <= 1) { throw ValidationError("--rate is above 0 and at most 1") }
    if let clip, !(clip > 0 && clip.isFinite) { throw ValidationError("--clip is a number above 0") }
  }

  /// Refuses what would not fit. A step or an evaluation keeps for its derivative, by layer, some 20 rows of the width for each token and the
  /// maps of the heads; and some 3 numbers for each element of the group and position.
  private func checkMemory(_ group: FiniteGroup) throws {
    let (tokens, sequences) = (5 * Double(length), Double(max(batch, min(evaluation, 256))))
    let layered = Double(layers ?? length) * tokens * (20 * Double(width) + Double(heads) * tokens)
    let bytes = 4 * sequences * (layered + 3 * Double(length) * Double(group.order))
    guard bytes > Double(memoryLimit) else { return }
    throw ValidationError(
      "a step would fill about \(Int(bytes / 1e9)) GB, more than half of this machine's memory; take a smaller --batch, --width or --layers"
    )
  }

  /// Accuracies along the way.
  private struct Report: Encodable {
    var step: Int
    var accuracies: [Double]
    var verdict: PredictionScore.Verdict

    init(_ training: LegoTraining, of count: Int) {
      let score = training.score(of: count)
      (step, accuracies, verdict) = (training.stepsDone, score.positions.map(\.accuracy), score.verdict)
    }

    var words: String {
      "\(accuracies.map { String(format: "%.3f", $0) }.joined(separator: " ")); \(verdict.rawValue)"
    }
  }

  private struct Run: Encodable {
    var seed: UInt64
    var loss: Float
    /// Of the heads that imitate, from the fixed maps, at the end of that stage.
    var divergence: Float?
    var accuracies: [Double]
    var ceilings: [Double]
    var verdict: PredictionScore.Verdict
    /// By `--report-every`.
    var reports: [Report]?
  }

  func run() throws {
    let group = try group.read()
    try checkMemory(group)
    let task: LegoTask
    do { task = try LegoTask(group: group, lengths: length...length, supervised: supervised) } catch {
      throw ValidationError("\(error)")
    }
    let shape = LegoModel<Float>.Shape(
      order: group.order, clauses: length, layers: layers ?? length, width: width, heads: heads, fixed: fixed.heads,
      isTied: tied)
    var results: [Run] = []
    for seed in (0..<UInt64(runs)).map({ seed &+ $0 }) {
      var training: LegoTraining
      do {
        training = try LegoTraining(
          task, shape: shape, steps: steps, batch: batch, rate: rate, clip: clip, initialization: initialization,
          seed: seed)
      } catch { throw ValidationError("\(error)") }
      let reports = try train(&training)
      let last = Report(training, of: evaluation)
      results.append(
        Run(
          seed: seed, loss: training.lastLoss ?? 0, divergence: training.divergence, accuracies: last.accuracies,
          ceilings: task.ceilings.map { Double($0) }, verdict: last.verdict,
          reports: reportEvery == nil ? nil : reports))
      if format == .text { show("seed \(seed): \(last.words)") }
      if let output, results.count == runs { try writing(output) { try training.model.write(to: output) } }
    }
    if format == .json { print(try json(results)) }
  }

  /// Makes the steps that are left, and reports along the way.
  private func train(_ training: inout LegoTraining) throws -> [Report] {
    if let checkpoint, FileManager.default.fileExists(atPath: checkpoint) {
      try inFile(checkpoint) { try training.resume(from: checkpoint, mimickingSteps: mimic) }
    } else {
      training.mimic(steps: mimic)
    }
    var reports: [Report] = []
    let progress = Progress("steps, seed \(training.seed)")
    while !training.isFinished {
      training.step()
      progress.update(training.stepsDone, of: steps)
      // The first one tells at once whether it can be written.
      if let checkpoint, training.stepsDone == 1 || training.stepsDone % checkpointEvery == 0 || training.isFinished {
        try writing(checkpoint) { try training.writeCheckpoint(to: checkpoint) }
      }
      if let reportEvery, training.stepsDone % reportEvery == 0, !training.isFinished {
        let report = Report(training, of: evaluation)
        if format == .text { show("seed \(training.seed), step \(report.step): \(report.words)") }
        reports.append(report)
      }
    }
    progress.finish()
    return reports
  }

  /// Prints a line at once: what is known after minutes must not wait in a buffer for the end.
  private func show(_ line: String) {
    print(line)
    fflush(nil)
  }

  private func writing(_ path: String, _ body: () throws -> Void) throws {
    do { try body() } catch { throw CommandError("cannot write \(path): \(systemReason(error))") }
  }
}

extension LegoInitialization: ExpressibleByArgument {}
