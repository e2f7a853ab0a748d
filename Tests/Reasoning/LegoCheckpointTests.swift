import Foundation
import Models
import Randomness
import Reasoning
import TestSupport
import Testing

@Suite("LEGO: a training that was interrupted")
struct LegoCheckpointTests {
  private let shape = LegoModel<Float>.Shape(
    order: 2, clauses: 3, layers: 2, width: 8, heads: 2, fixed: [], isTied: true)

  private func training(
    steps: Int = 12, rate: Double = 3e-3, clip: Double? = nil, initialization: LegoInitialization = .faintPlaces,
    seed: UInt64 = 5
  ) throws -> LegoTraining {
    try LegoTraining(
      LegoTask(group: .cyclic(2), lengths: 2...3, supervised: 2, breakers: .init(isTree: true)), shape: shape,
      steps: steps, batch: 4, rate: rate, clip: clip, initialization: initialization, seed: seed)
  }

  private func bytes(_ place: Workplace, _ name: String) throws -> Data { try Data(contentsOf: place.path(name)) }

  @Test("goes on from any step, to the same weights, and to the same checkpoint", arguments: [0, 3])
  func resumed(mimicking: Int) throws {
    let place = try Workplace()
    var whole = try training()
    whole.mimic(steps: mimicking)
    for step in 1...12 {
      whole.step()
      try whole.writeCheckpoint(to: place.path("\(step).safetensors").path)
    }
    for step in 1...12 {
      var rest = try training()
      try rest.resume(from: place.path("\(step).safetensors").path, mimickingSteps: mimicking)
      #expect(rest.stepsDone == step && rest.divergence == whole.divergence)
      while !rest.isFinished { rest.step() }
      #expect(rest.model.parameters.map(\.value) == whole.model.parameters.map(\.value))
      try rest.writeCheckpoint(to: place.path("again.safetensors").path)
      #expect(try bytes(place, "again.safetensors") == bytes(place, "12.safetensors"))
    }
  }

  @Test("A limit that no gradient reaches changes nothing; one that all are above makes other weights")
  func clipped() throws {
    func weights(_ clip: Double?) throws -> [Tensor<Float>] {
      var training = try training(clip: clip)
      while !training.isFinished { training.step() }
      return training.model.parameters.map(\.value)
    }
    let free = try weights(nil)
    #expect(try weights(1e9) == free)
    #expect(try weights(1e-3) != free)
  }

  @Test("does not go on from the checkpoint of another training: each number that differs is told")
  func otherTraining() throws {
    let place = try Workplace()
    var made = try training()
    made.step()
    let path = place.path("c.safetensors").path
    try made.writeCheckpoint(to: path)
    func differences(_ other: LegoTraining, mimicking: Int = 0) -> [String] {
      var other = other
      do { try other.resume(from: path, mimickingSteps: mimicking) } catch LegoCheckpointError.otherTraining(let all) {
        return all.map(\.description)
      } catch { return ["\(error)"] }
      return []
    }
    #expect(try differences(training()) == [])
    #expect(try differences(training(steps: 13)) == ["steps: found 12, expected 13"])
    #expect(try differences(training(rate: 1e-3)) == ["rate: found 0.003, expected 0.001"])
    #expect(try differences(training(clip: 0.5)) == ["largest gradient: found any, expected 0.5"])
    #expect(
      try differences(training(initialization: .torch)) == ["initial weights: found faint-places, expected torch"])
    #expect(try differences(training(seed: 6)) == ["seed: found 5, expected 6"])
    #expect(try differences(training(), mimicking: 2) == ["steps of imitation: found 0, expected 2"])
    func other(
      _ task: LegoTask, batch: Int = 4, _ change: (inout LegoModel<Float>.Shape) -> Void = { _ in }
    ) throws -> [String] {
      var shape = shape
      change(&shape)
      return try differences(LegoTraining(task, shape: shape, steps: 12, batch: batch, seed: 5))
    }
    let task = made.task
    #expect(try other(task, batch: 5) == ["batch: found 4, expected 5"])
    #expect(try other(task) { $0.layers = 3 } == ["layers: found 2, expected 3"])
    #expect(try other(task) { $0.width = 16 } == ["width: found 8, expected 16"])
    #expect(try other(task) { $0.heads = 4 } == ["heads: found 2, expected 4"])
    #expect(try other(task) { $0.isTied = false } == ["tied: found true, expected false"])
    #expect(try other(task) { $0.fixed = [.local] } == ["fixed heads: found [], expected [\"local\"]"])
    #expect(try other(task) { $0.clauses = 4 } == ["clauses: found 3, expected 4"])
    let renamed = try FiniteGroup(name: "K", elements: ["e", "a"], table: [[0, 1], [1, 0]])
    let tree = LegoTask.Breakers(isTree: true)
    #expect(
      try other(LegoTask(group: renamed, lengths: 2...3, supervised: 2, breakers: tree)).map { $0.prefix(5) }
        == ["group"])
    #expect(
      try other(LegoTask(group: .cyclic(2), lengths: 3...3, breakers: tree))
        == ["lengths: found 2...3, expected 3...3", "supervised positions: found 2, expected all"])
    #expect(
      try other(LegoTask(group: .cyclic(2), lengths: 2...3, supervised: 2)) == ["tree: found true, expected false"])
    #expect(
      try other(
        LegoTask(group: .cyclic(2), lengths: 2...3, supervised: 2, breakers: .init(distractor: 1, isTree: true))
      ) { $0.clauses = 4 } == ["distractors: found 0, expected 1", "clauses: found 3, expected 4"])
    #expect(
      try other(LegoTask(group: .cyclic(2), lengths: 2...3, supervised: 2, breakers: .init(dangling: 1, isTree: true)))
      { $0.clauses = 4 } == ["dangling clauses: found 0, expected 1", "clauses: found 3, expected 4"])
  }

  @Test("refuses files that are damaged, cut off, or no checkpoint, and stays as it was")
  func hostile() throws {
    let place = try Workplace()
    var made = try training()
    made.step()
    let path = place.path("c.safetensors").path
    try made.writeCheckpoint(to: path)
    let good = try Data(contentsOf: URL(fileURLWithPath: path))
    let fresh = try training()
    func error(_ bytes: Data) throws -> String? {
      try bytes.write(to: URL(fileURLWithPath: path))
      var rest = fresh
      do { try rest.resume(from: path) } catch {
        #expect(rest.stepsDone == 0 && rest.model.parameters.map(\.value) == fresh.model.parameters.map(\.value))
        return "\(error)"
      }
      return nil
    }
    #expect(try error(good) == nil)
    var random = RandomStream(seed: 11)
    for _ in 0..<24 {
      // One bit of the elements, or of the header.
      var bytes = good
      bytes[random.uniform(in: 0...(bytes.count - 1))] ^= 1 << UInt8(random.uniform(below: 7))
      // Blanks behind the header and the like have no meaning; what has one is checked.
      if try error(bytes) == nil {
        var rest = fresh
        try rest.resume(from: path)
        #expect(rest.model.parameters.map(\.value) == made.model.parameters.map(\.value) && rest.stepsDone == 1)
      }
    }
    for length in [0, 7, 8, 100, good.count - 1] { #expect(try error(good.prefix(length)) != nil) }
    try made.model.write(to: path)
    #expect(try error(Data(contentsOf: URL(fileURLWithPath: path))) == LegoCheckpointError.noState.description)
    #expect(
      try error(replaced(good, "stepsDone\\\":1", "stepsDone\\\":0"))?.hasPrefix("0 steps have been made") == true
    )
    #expect(
      try error(replaced(good, "first.tokens.weight", "first.tokens.wright"))
        == "the tensor first.tokens.wright belongs to no model of this shape")
  }

  /// The file with one text of the header replaced by another of the same length.
  private func replaced(_ file: Data, _ old: String, _ new: String) -> Data {
    var file = file
    if let range = file.range(of: Data(old.utf8)), old.utf8.count == new.utf8.count {
      file.replaceSubrange(range, with: Data(new.utf8))
    }
    return file
  }

  @Test("`lego train` that is killed goes on from its last checkpoint to the same bytes")
  func command() throws {
    let place = try Workplace()
    let options = [
      "lego", "train", "-n", "2", "--width", "8", "--heads", "2", "--batch", "4", "--evaluation", "10",
    ]
    let whole = try place.run(
      arguments: options + ["--steps", "30", "-o", "whole.safetensors", "--report-every", "10"])
    #expect(
      whole.exitCode == 0 && whole.output.contains("seed 1, step 10: ") && whole.output.contains("seed 1, step 20: "),
      "\(whole)")
    let first = try place.run(
      arguments: options + ["--steps", "30", "--checkpoint", "c.safetensors", "--checkpoint-every", "7"])
    #expect(first.exitCode == 0, "\(first)")
    let again = try place.run(
      arguments: options + ["--steps", "30", "--checkpoint", "c.safetensors", "-o", "again.safetensors"])
    #expect(again.exitCode == 0, "\(again)")
    #expect(try bytes(place, "again.safetensors") == bytes(place, "whole.safetensors"))
    let other = try place.run(arguments: options + ["--steps", "31", "--checkpoint", "c.safetensors"])
    #expect(other.exitCode == 3 && other.errors.contains("steps: found 30, expected 31"), "\(other)")
    #expect(try place.run(arguments: options + ["--runs", "2", "--checkpoint", "c.safetensors"]).exitCode == 2)
  }
}
