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

  @Option(help: "Instances on which accuracies are measured.")
  var evaluation = 2_000

  @Option(help: "The seed of the first run.")
  var seed: UInt64 = 1

  @Option(help: "How many runs, with seeds one after the other.")
  var runs = 1

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
      (steps, 1...10_000_000, "steps"), (batch, 1...100_000, "batch"), (evaluation, 1...10_000_000, "evaluation"),
      (runs, 1...1_000, "runs"), (width, 1...4_096, "width"), (heads, 1...4_096, "heads"),
      (layers ?? 1, 1...1_000, "layers"),
    ] where !range.contains(number) {
      throw ValidationError("--\(name) is from \(range.lowerBound) to \(range.upperBound)")
    }
    if !(0...10_000_000 ~= mimic) { throw ValidationError("--mimic is from 0 to 10000000") }
    if mimic > 0, heads - fixed.heads.count < 2 { throw ValidationError("--mimic needs two heads that are learned") }
    // Queries, keys, values and outputs, and a perceptron of four times the width.
    let weights = 12 * width * width * (tied ? 1 : layers ?? length)
    if weights > 1 << 28 {
      throw ValidationError("a model of about \(weights) weights is too large to be trained here")
    }
    if !(rate > 0 && rate <= 1) { throw ValidationError("--rate is above 0 and at most 1") }
  }

  private struct Run: Encodable {
    var seed: UInt64
    var loss: Float
    /// Of the heads that imitate, from the fixed maps, at the end of that stage.
    var divergence: Float?
    var accuracies: [Double]
    var ceilings: [Double]
    var verdict: PredictionScore.Verdict
  }

  func run() throws {
    let group = try group.read()
    let task: LegoTask
    do { task = try LegoTask(group: group, lengths: length...length, supervised: supervised) } catch {
      throw ValidationError("\(error)")
    }
    let shape = LegoModel<Float>.Shape(
      order: group.order, clauses: length, layers: layers ?? length, width: width, heads: heads, fixed: fixed.heads,
      isTied: tied)
    var results: [Run] = []
    for seed in seed..<(seed &+ UInt64(runs)) {
      var training: LegoTraining
      do {
        training = try LegoTraining(task, shape: shape, steps: steps, batch: batch, rate: rate, seed: seed)
      } catch { throw ValidationError("\(error)") }
      let divergence = training.mimic(steps: mimic)
      let progress = Progress("steps, seed \(seed)")
      while !training.isFinished {
        training.step()
        progress.update(training.stepsDone, of: steps)
      }
      progress.finish()
      let score = training.score(of: evaluation)
      let run = Run(
        seed: seed, loss: training.lastLoss ?? 0, divergence: divergence, accuracies: score.positions.map(\.accuracy),
        ceilings: score.ceilings,
        verdict: score.verdict)
      if format == .text {
        let words = run.accuracies.map { String(format: "%.3f", $0) }.joined(separator: " ")
        print("seed \(seed): \(words); \(run.verdict.rawValue)")
      }
      results.append(run)
      if let output, results.count == runs { try training.model.write(to: output) }
    }
    if format == .json { print(try json(results)) }
  }
}
