import Exact
import Foundation
import Models
import Privacy
import PrivateTraining
import Randomness
import TestSupport
import Testing

@Suite("Ledgers and checkpoints of training")
struct CheckpointTests {
  private typealias Trainer = PrivateTrainer<ExamplewiseEngine<PerceptronExamples>>

  private func trainer(_ change: (inout TrainingSettings) -> Void = { _ in }, ledger: LedgerFile? = nil) throws
    -> Trainer
  {
    var stream = RandomStream(seed: 8).child("rows")
    let features = (0..<80).map { _ in Float(stream.uniform(in: -30...30)) / 10 }
    let data = PerceptronExamples(features: features, width: 4, labels: (0..<20).map { $0 % 2 })
    let model = Perceptron<Float>(widths: [4, 3, 2], using: &stream)
    var settings = TrainingSettings(
      target: PrivacyTarget(epsilon: 2, delta: Rational(1, 1000), rate: Rational(1, 2), steps: 6), expectedBatch: 8,
      multiplier: 2, adaptive: AdaptiveThresholds(), optimization: .adam, rate: 0.1, source: .reproducible(seed: 4))
    change(&settings)
    return try Trainer(
      model: model, engine: ExamplewiseEngine(data),
      plan: try ClippingPlan(of: model, by: .perLayer, threshold: 1, rule: .exact(steps: 1024)), settings: settings,
      ledger: ledger)
  }

  private func weights(_ trainer: Trainer) -> [[Float]] { trainer.model.parameters.map(\.value.elements) }

  @Test("A run that goes on ends as one without a break, to the last bit", arguments: ["adam", "sgd"])
  func resumes(optimizer: String) throws {
    let place = try Workplace()
    let change: (inout TrainingSettings) -> Void = {
      $0.optimization = optimizer == "adam" ? .adam : .sgd(momentum: 0.9)
    }
    var whole = try trainer(change)
    while whole.stepsLeft > 0 { _ = try whole.step() }
    let (ledger, checkpoint) = (place.path("l.jsonl").path, place.path("c.safetensors").path)
    var first = try trainer(change, ledger: try LedgerFile(path: ledger))
    for _ in 0..<3 { _ = try first.step() }
    try first.writeCheckpoint(to: checkpoint)
    var second = try trainer(change)
    try second.resume(from: checkpoint, ledger: try LedgerFile(path: ledger))
    #expect(second.stepsDone == 3 && second.stepsLeft == 3)
    while second.stepsLeft > 0 { _ = try second.step() }
    #expect(weights(second) == weights(whole) && second.plan.thresholds == whole.plan.thresholds)
    #expect(try LedgerFile(path: ledger).steps == 6)
    // Its cost is that of six steps.
    #expect(try second.epsilon() == whole.epsilon())
  }

  @Test("A step that a crash lost stays counted, and is not made again")
  func lostStep() throws {
    let place = try Workplace()
    let (ledger, checkpoint) = (place.path("l.jsonl").path, place.path("c.safetensors").path)
    var first = try trainer(ledger: try LedgerFile(path: ledger))
    for _ in 0..<2 { _ = try first.step() }
    try first.writeCheckpoint(to: checkpoint)
    _ = try first.step()
    var second = try trainer()
    try second.resume(from: checkpoint, ledger: try LedgerFile(path: ledger))
    #expect(second.stepsDone == 3 && second.updates == 2 && second.stepsLeft == 3)
    while second.stepsLeft > 0 { _ = try second.step() }
    #expect(second.updates == 5 && second.ledger?.steps == 6)
    // Killed before there was any checkpoint.
    var third = try trainer { $0.target.steps = 8 }
    try third.resume(from: nil, ledger: try LedgerFile(path: ledger))
    #expect(third.stepsLeft == 2)
  }

  @Test("An event is on the disk before its noise: if it cannot be written, nothing changes")
  func recordedFirst() throws {
    let place = try Workplace()
    var trainer = try trainer(ledger: try LedgerFile(path: place.path("missing/l.jsonl").path))
    let before = weights(trainer)
    #expect(throws: POSIXError.self) { try trainer.step() }
    #expect(weights(trainer) == before && trainer.stepsDone == 0)
  }

  @Test("A line that was cut off is taken away; a ledger of something else is refused")
  func ledgers() throws {
    let place = try Workplace()
    let path = place.path("l.jsonl").path
    let event = LedgerEvent(
      PrivacyTarget(epsilon: 1, delta: Rational(1, 10), rate: Rational(1, 2), steps: 1).mechanism(multiplier: 2))
    try place.write(event.json + "\n" + event.json.dropLast(9), to: "l.jsonl")
    var ledger = try LedgerFile(path: path)
    #expect(ledger.steps == 1)
    try ledger.record(event)
    #expect(try LedgerFile(path: path).steps == 2 && place.read("l.jsonl") == event.json + "\n" + event.json + "\n")
    #expect(throws: TrainingError.ledgerInUse(path, steps: 2)) { try trainer(ledger: ledger) }
    var other = try trainer { $0.multiplier = 3 }
    #expect(throws: TrainingCheckpointError.self) { try other.resume(from: nil, ledger: ledger) }
    try place.write("{\"event\":\"none\"}\n", to: "bad.jsonl")
    #expect(throws: LedgerError.self) { try LedgerFile(path: place.path("bad.jsonl").path) }
  }

  @Test("Checkpoints that are damaged, of another training, or ahead of the ledger are refused")
  func refusals() throws {
    let place = try Workplace()
    let (path, checkpoint) = (place.path("l.jsonl").path, place.path("c.safetensors").path)
    var first = try trainer(ledger: try LedgerFile(path: path))
    for _ in 0..<2 { _ = try first.step() }
    try first.writeCheckpoint(to: checkpoint)
    let ledger = try LedgerFile(path: path)
    var other = try trainer { $0.rate = 0.2 }
    #expect(throws: TrainingCheckpointError.otherTraining(field: "learning rate", found: "0.1", expected: "0.2")) {
      try other.resume(from: checkpoint, ledger: ledger)
    }
    var short = try trainer()
    try place.write(try place.read("l.jsonl").split(separator: "\n")[0] + "\n", to: "short.jsonl")
    #expect(throws: TrainingCheckpointError.ledgerTooShort(1, steps: 2)) {
      try short.resume(from: checkpoint, ledger: try LedgerFile(path: place.path("short.jsonl").path))
    }
    var bytes = try Data(contentsOf: place.path("c.safetensors"))
    bytes[bytes.count - 3] ^= 1
    try bytes.write(to: place.path("d.safetensors"))
    #expect(throws: TrainingCheckpointError.damaged) {
      try short.resume(from: place.path("d.safetensors").path, ledger: ledger)
    }
    try bytes.prefix(40).write(to: place.path("e.safetensors"))
    #expect(throws: (any Error).self) { try short.resume(from: place.path("e.safetensors").path, ledger: ledger) }
    #expect(short.stepsDone == 0)
    try short.resume(from: checkpoint, ledger: ledger)
    #expect(weights(short) == weights(first))
  }
}
