import ArgumentParser
import Console
import Exact
import Formats
import Foundation
import Models
import PrivateTraining
import Randomness

/// `tightbound train`
struct TrainVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train", abstract: "Train a perceptron, a logistic head or a text encoder with differential privacy.",
    discussion: """
      --config is a JSON file: model (hidden, activation, initial, seed; or encoder, tuning head, low-rank, adapters or full, rank, scale, lastLayers, longest, seed), data (train, trainLabels, test, testLabels, classes, scale), clipping (groups, threshold, \
      rule exact, abadi or automatic, steps, allocation, adaptive), optimizer (name sgd or adam, rate), privacy (epsilon, delta, q, steps, expectedBatch). Noise is \
      calibrated to the target. The folder gets ledger.jsonl, which has each step before its noise is released, log.jsonl, and checkpoint.safetensors; a run that was \
      killed goes on with --resume and loses at most the steps since the last checkpoint, which stay counted. Test data are taken to be public: their loss and accuracy are \
      shown. Exit codes: 0, 2 wrong usage, 3 could not run.
      """)

  @Option(help: "The run's configuration, JSON.")
  var config: String

  @Option(name: [.short, .long], help: "The folder of the run.")
  var output: String

  @Flag(help: "Go on with the run in the folder.")
  var resume = false

  @Option(help: "For experiments: a seed instead of the secure source. Whoever knows it can subtract the noise.")
  var insecureSeed: UInt64?

  @Option(help: "Write a checkpoint after so many steps.")
  var checkpointEvery: Int = 1

  @Option(help: "Evaluate on the test data after so many steps (default: a twentieth of all).")
  var reportEvery: Int?

  func validate() throws {
    guard checkpointEvery >= 1 else {
      throw ValidationError("--checkpoint-every is \(checkpointEvery); expected at least 1")
    }
    if let reportEvery, reportEvery < 1 {
      throw ValidationError("--report-every is \(reportEvery); expected at least 1")
    }
  }

  private struct Line: Encodable {
    var step: Int
    var epsilon: Double?
    var delta: Rational
    var testLoss: Double?
    var testAccuracy: Double?
    var thresholds: [Double]
    var squaredSensitivity: Double
  }

  func run() throws {
    let configuration = try inFile(config) {
      try decodeStrictly(TrainingConfiguration.self, from: try readFile(config))
    }
    // Paths are relative to the configuration's folder.
    let folder = config.lastIndex(of: "/").map { String(config[...$0]) } ?? ""
    func place(_ path: String) -> String { path.hasPrefix("/") ? path : folder + path }
    if insecureSeed != nil {
      StandardError.write("warning: with --insecure-seed the noise can be repeated, and protects nothing")
    }
    let threads = configuration.threads ?? ProcessInfo.processInfo.activeProcessorCount
    guard 1...1024 ~= threads else { throw CommandError("threads is \(threads); expected 1 to 1024") }
    var stream = RandomStream(seed: configuration.model.seed ?? 1).child("initial weights")
    if configuration.model.encoder != nil {
      let texts = try EncoderTexts(configuration, place, threads: threads, using: &stream)
      try train(
        configuration, texts.tuned.network, texts.engine, training: texts.tuned.isTrained, evaluation: texts.evaluation)
    } else {
      try configuration.requireNoTuning()
      let (training, test) = try TrainingRows.read(configuration.data, place)
      try train(
        configuration, try configuration.perceptron(width: training.width, using: &stream),
        ExamplewiseEngine(training, threads: threads)
      ) { model in test.flatMap { $0.evaluation(of: model) } }
    }
  }

  /// Trains in the folder of the run, which is this run's alone meanwhile.
  private func train<Engine: ClippingEngine>(
    _ configuration: TrainingConfiguration, _ model: Engine.Model, _ engine: Engine,
    training isTrained: (String) -> Bool = { _ in true },
    evaluation: (Engine.Model) throws -> (loss: Double, accuracy: Double)?
  ) throws where Engine.Model.Scalar == Float {
    try makeFolder(output)
    let lock = try inFile(output) { try FolderLock(output) }
    var trainer = try trainer(configuration, model, engine, training: isTrained)
    try train(&trainer, evaluation)
    withExtendedLifetime(lock) {}
  }

  private func trainer<Engine: ClippingEngine>(
    _ configuration: TrainingConfiguration, _ model: Engine.Model, _ engine: Engine,
    training isTrained: (String) -> Bool
  ) throws -> PrivateTrainer<Engine> where Engine.Model.Scalar == Float {
    let settings = try configuration.settings(insecureSeed.map { .reproducible(seed: $0) } ?? .secure)
    let ledgerPath = output + "/ledger.jsonl"
    let checkpoint = output + "/checkpoint.safetensors"
    let ledger = try inFile(ledgerPath) { try LedgerFile(path: ledgerPath) }
    if resume, ledger.steps == 0 { throw CommandError("\(output) has no run to resume: its ledger counts no step") }
    return try inFile(config) {
      let plan = try ClippingPlan(
        of: model, by: try configuration.grouping(), threshold: configuration.clipping.threshold,
        rule: try configuration.rule(), training: isTrained)
      guard resume else {
        return try PrivateTrainer(model: model, engine: engine, plan: plan, settings: settings, ledger: ledger)
      }
      var trainer = try PrivateTrainer(model: model, engine: engine, plan: plan, settings: settings)
      let hasCheckpoint = FileManager.default.fileExists(atPath: checkpoint)
      try inFile(checkpoint) { try trainer.resume(from: hasCheckpoint ? checkpoint : nil, ledger: ledger) }
      return trainer
    }
  }

  private func train<Engine>(
    _ trainer: inout PrivateTrainer<Engine>, _ evaluation: (Engine.Model) throws -> (loss: Double, accuracy: Double)?
  ) throws {
    let steps = trainer.settings.target.steps
    let every = reportEvery ?? max(1, steps / 20)
    print(
      "noise multiplier \(Double(trainer.multiplier)), squared sensitivity \(Double(trainer.plan.squaredSensitivity()))"
    )
    let log = try LogFile(output + "/log.jsonl")
    let progress = Progress("steps")
    progress.begin()
    while trainer.stepsLeft > 0 {
      let report = try trainer.step()
      let isLast = trainer.stepsLeft == 0
      if isLast || trainer.stepsDone % checkpointEvery == 0 {
        try trainer.writeCheckpoint(to: output + "/checkpoint.safetensors")
      }
      if isLast || trainer.stepsDone % every == 0 {
        let found = try evaluation(trainer.model)
        // Rounded up to six decimals: what is shown promises no less than what holds.
        let epsilon = try trainer.epsilon().map { Double(Rational(-(-($0 * 1_000_000)).floor(), 1_000_000)) }
        try log.write(
          Line(
            step: report.step + 1, epsilon: epsilon, delta: trainer.settings.target.delta, testLoss: found?.loss,
            testAccuracy: found?.accuracy, thresholds: report.thresholds.map { Double($0) },
            squaredSensitivity: Double(report.squaredSensitivity)))
        let test = found.map { String(format: ", test loss %.4f, accuracy %.2f%%", $0.loss, 100 * $0.accuracy) } ?? ""
        progress.finish()
        print(
          "step \(report.step + 1) of \(steps): epsilon at most \(epsilon.map { "\($0)" } ?? "Infinity")\(test)"
        )
      }
      progress.update(trainer.stepsDone, of: steps)
    }
    progress.finish()
    print("wrote \(output): model and checkpoint, ledger, log")
  }
}

/// A file of JSON Lines that grows.
private struct LogFile {
  let path: String

  init(_ path: String) throws {
    self.path = path
    if !FileManager.default.fileExists(atPath: path) { try writeFile(path, "") }
  }

  func write(_ line: some Encodable) throws {
    do {
      let file = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
      try file.seekToEnd()
      try file.write(contentsOf: Data((try json(line, pretty: false) + "\n").utf8))
      try file.close()
    } catch { throw CommandError("cannot write \(path): \(systemReason(error))") }
  }
}
