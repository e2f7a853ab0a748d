import ArgumentParser
import Console
import Exact
import Formats
import Foundation
import MessagePassing
import Models
import PrivateTraining
import Randomness

/// `tightbound train`
struct TrainVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train", abstract: "Train a perceptron, a logistic head or a text encoder with differential privacy.",
    discussion: """
      --config is a JSON file: model (hidden, activation, initial, seed; or encoder, tuning head, low-rank, adapters or full, rank, scale, lastLayers, longest, seed), data (train, trainLabels, test, testLabels, classes, scale), clipping (groups flat, \
      per-layer, per-parameter, per-block or per-device with devices, threshold or thresholds, rule exact, abadi or automatic, steps, allocation, adaptive), optimizer (name sgd or adam, rate), privacy (epsilon or multiplier, delta, q, steps, expectedBatch). Noise is \
      calibrated to the target. Under mpirun ranks share the examples, or with "sharing": "groups" the layers; that changes no bit of an exact run with a seed. The folder gets ledger.jsonl, which has each step before its noise is released, log.jsonl, and checkpoint.safetensors; a run that was \
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
    func report(_ error: any Error) { StandardError.write("Error: \(error)") }
    try Communicator.run(reporting: report) { try run(on: $0) }
  }

  private func run(on world: Communicator) throws {
    let configuration = try inFile(config) {
      try decodeStrictly(TrainingConfiguration.self, from: try readFile(config))
    }
    // Paths are relative to the configuration's folder.
    let folder = config.lastIndex(of: "/").map { String(config[...$0]) } ?? ""
    func place(_ path: String) -> String { path.hasPrefix("/") ? path : folder + path }
    if insecureSeed != nil, world.rank == 0 {
      StandardError.write("warning: with --insecure-seed the noise can be repeated, and protects nothing")
    }
    let threads = configuration.threads ?? ProcessInfo.processInfo.activeProcessorCount
    guard 1...1024 ~= threads else { throw CommandError("threads is \(threads); expected 1 to 1024") }
    var stream = RandomStream(seed: configuration.model.seed ?? 1).child("initial weights")
    if configuration.model.encoder != nil {
      guard configuration.sharing != .groups else {
        throw CommandError("sharing is groups, which is for perceptrons; expected examples for an encoder")
      }
      let texts = try EncoderTexts(configuration, place, threads: threads, using: &stream)
      let network = texts.tuned.network
      let plan = try inFile(config) {
        try configuration.plan(
          network.parameters.map { ($0.name, $0.value.shape) }, training: texts.tuned.isTrained)
      }
      return try train(configuration, network, texts.engine, plan, .examples(of: world)) { trainer in
        trainer.share.isFirst ? try texts.evaluation(of: trainer.model) : nil
      }
    }
    try configuration.requireNoTuning()
    let (training, test) = try TrainingRows.read(configuration.data, place)
    let widths = try configuration.widths(inputs: training.width)
    let plan = try inFile(config) { try configuration.plan(TrainingConfiguration.parameters(widths)) }
    if configuration.sharing == .groups {
      return try trainGroups(configuration, widths, plan, training, test, world, using: &stream)
    }
    let model = Perceptron(
      layers: try configuration.layers(widths, using: &stream), activation: try configuration.activation())
    try train(
      configuration, model, ExamplewiseEngine(training, threads: threads), plan, .examples(of: world)
    ) { trainer in trainer.share.isFirst ? test.flatMap { $0.evaluation(of: trainer.model) } : nil }
  }

  /// Trains a perceptron whose groups are shared between the ranks.
  private func trainGroups(
    _ configuration: TrainingConfiguration, _ widths: [Int], _ plan: ClippingPlan, _ training: PerceptronExamples,
    _ test: PerceptronExamples?, _ world: Communicator, using generator: inout some RandomNumberGenerator
  ) throws {
    let (share, layers) = try inFile(config) {
      let share = try RankShare.groups(of: plan, TrainingConfiguration.parameters(widths), world)
      let groups = try PerceptronStage.layers(of: plan, count: widths.count - 1)[share.groups ?? plan.groups.indices]
      return (share, (groups.first?.lowerBound ?? 0)..<(groups.last?.upperBound ?? 0))
    }
    let activation = try configuration.activation()
    let stage = PerceptronStage(
      layers: try configuration.layers(widths, keeping: layers, using: &generator), first: layers.lowerBound,
      isEnd: layers.upperBound == widths.count - 1, activation: activation)
    try train(configuration, stage, PipelineEngine(training, share: share), plan, share) { trainer in
      guard let test else { return nil }
      var values: [Tensor<Float>] = []
      try trainer.gatherParameters { values.append($1) }
      guard share.isFirst else { return nil }
      let layers = stride(from: 0, to: values.count, by: 2).map { Linear(weight: values[$0], bias: values[$0 + 1]) }
      return test.evaluation(of: Perceptron(layers: layers, activation: activation))
    }
  }

  /// Trains in the folder of the run, which is this run's alone meanwhile.
  private func train<Engine: ClippingEngine>(
    _ configuration: TrainingConfiguration, _ model: Engine.Model, _ engine: Engine, _ plan: ClippingPlan,
    _ share: RankShare, _ evaluation: (PrivateTrainer<Engine>) throws -> (loss: Double, accuracy: Double)?
  ) throws where Engine.Model.Scalar == Float {
    if share.isFirst { try makeFolder(output) }
    let lock = share.isFirst ? try inFile(output) { try FolderLock(output) } : nil
    // Nobody looks for a checkpoint before the first rank has the folder.
    try share.world.barrier()
    var trainer = try trainer(configuration, model, engine, plan, share)
    try train(&trainer, evaluation)
    withExtendedLifetime(lock) {}
  }

  private func trainer<Engine: ClippingEngine>(
    _ configuration: TrainingConfiguration, _ model: Engine.Model, _ engine: Engine, _ plan: ClippingPlan,
    _ share: RankShare
  ) throws -> PrivateTrainer<Engine> where Engine.Model.Scalar == Float {
    let settings = try configuration.settings(insecureSeed.map { .reproducible(seed: $0) } ?? .secure)
    let ledgerPath = output + "/ledger.jsonl"
    let checkpoint = output + "/checkpoint.safetensors"
    let ledger = share.isFirst ? try inFile(ledgerPath) { try LedgerFile(path: ledgerPath) } : nil
    if resume, ledger?.steps == 0 { throw CommandError("\(output) has no run to resume: its ledger counts no step") }
    return try inFile(config) {
      guard resume else {
        return try PrivateTrainer(
          model: model, engine: engine, plan: plan, settings: settings, ledger: ledger, share: share)
      }
      var trainer = try PrivateTrainer(model: model, engine: engine, plan: plan, settings: settings, share: share)
      let hasCheckpoint = FileManager.default.fileExists(atPath: checkpoint)
      try inFile(checkpoint) { try trainer.resume(from: hasCheckpoint ? checkpoint : nil, ledger: ledger) }
      return trainer
    }
  }

  /// All ranks make each step; the first one reports.
  private func train<Engine>(
    _ trainer: inout PrivateTrainer<Engine>,
    _ evaluation: (PrivateTrainer<Engine>) throws -> (loss: Double, accuracy: Double)?
  ) throws {
    let (steps, isFirst) = (trainer.settings.target.steps, trainer.share.isFirst)
    let every = reportEvery ?? max(1, steps / 20)
    if isFirst {
      let ranks = trainer.share.world.size
      print(
        "noise multiplier \(Double(trainer.multiplier)), squared sensitivity \(Double(trainer.plan.squaredSensitivity()))"
          + (ranks > 1 ? ", \(ranks) ranks" : ""))
    }
    let log = isFirst ? try LogFile(output + "/log.jsonl") : nil
    let progress = isFirst ? Progress("steps") : nil
    progress?.begin()
    while trainer.stepsLeft > 0 {
      let report = try trainer.step()
      let isLast = trainer.stepsLeft == 0
      if isLast || trainer.stepsDone % checkpointEvery == 0 {
        try trainer.writeCheckpoint(to: output + "/checkpoint.safetensors")
      }
      if isLast || trainer.stepsDone % every == 0 {
        let found = try evaluation(trainer)
        if isFirst { progress?.finish() }
        try log.map { try tell(trainer, report, found, to: $0) }
      }
      progress?.update(trainer.stepsDone, of: steps)
    }
    progress?.finish()
    if isFirst { print("wrote \(output): model and checkpoint, ledger, log") }
  }

  /// Writes to the log, and prints, how far a training is.
  private func tell<Engine>(
    _ trainer: PrivateTrainer<Engine>, _ report: StepReport, _ found: (loss: Double, accuracy: Double)?,
    to log: LogFile
  ) throws {
    let target = trainer.settings.target
    // Rounded up to six decimals: what is shown promises no less than what holds.
    let epsilon = try trainer.epsilon().map { Double(Rational(-(-($0 * 1_000_000)).floor(), 1_000_000)) }
    try log.write(
      Line(
        step: report.step + 1, epsilon: epsilon, delta: target.delta, testLoss: found?.loss,
        testAccuracy: found?.accuracy, thresholds: report.thresholds.map { Double($0) },
        squaredSensitivity: Double(report.squaredSensitivity)))
    let test = found.map { String(format: ", test loss %.4f, accuracy %.2f%%", $0.loss, 100 * $0.accuracy) } ?? ""
    print("step \(report.step + 1) of \(target.steps): epsilon at most \(epsilon.map { "\($0)" } ?? "Infinity")\(test)")
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
