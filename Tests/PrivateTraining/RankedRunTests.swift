import Exact
import Formats
import Foundation
import MessagePassing
import Models
import PrivateTraining
import Randomness
import TestSupport
import Testing

/// Runs of several processes: `mpirun -np N tightbound train`.
@Suite("Training over MPI ranks", .serialized)
struct RankedRunTests {
  /// 120 examples of 6 features and 3 classes, which a formula makes.
  static let table = (0..<120).map { row in
    let features = (0..<6).map { column in String((row * 7 + column * column * 5 + row * column) % 17) }
    return (features + [String((row * 5 + row / 7) % 3)]).joined(separator: ",") + "\n"
  }.joined()

  /// Steps of a run that is to be killed before its end: an optimised build makes about a hundred in a second.
  static let manySteps: Int = {
    #if DEBUG
      return 40
    #else
      return 400
    #endif
  }()

  static func description(
    steps: Int, sharing: String = "groups", clipping: String = "\"thresholds\": [\"1/2\", \"1/3\", \"1/2\", \"1\"]",
    optimizer: String = "\"name\": \"sgd\", \"rate\": 0.25, \"momentum\": 0.5"
  ) -> String {
    """
    {"model": {"hidden": [9, 8, 7], "seed": 7},
     "data": {"train": "rows.csv", "test": "rows.csv", "classes": 3, "scale": 0.0625},
     "clipping": {\(clipping), "steps": 64}, "optimizer": {\(optimizer)}, "sharing": "\(sharing)",
     "privacy": {"multiplier": "1", "delta": "1/1000", "q": "1/8", "steps": \(steps), "expectedBatch": "15"}}
    """
  }

  /// What decides thresholds, noise and moments by numbers of all groups.
  static let adaptive = (
    clipping: "\"threshold\": \"1\", \"allocation\": \"min-energy\", \"adaptive\": {\"rescaled\": true}",
    optimizer: "\"name\": \"adam\", \"rate\": 0.05"
  )

  static func place(steps: Int) throws -> Workplace {
    let place = try Workplace()
    try place.write(table, to: "rows.csv")
    try place.write(description(steps: steps), to: "groups.json")
    try place.write(description(steps: steps, sharing: "examples"), to: "examples.json")
    for sharing in ["groups", "examples"] {
      try place.write(
        description(steps: steps, sharing: sharing, clipping: adaptive.clipping, optimizer: adaptive.optimizer),
        to: "adaptive-\(sharing).json")
    }
    return place
  }

  static func arguments(_ config: String, _ folder: String, seed: Int = 7, _ more: String...) -> [String] {
    ["train", "--config", "\(config).json", "-o", folder, "--insecure-seed", "\(seed)", "--report-every", "1000"] + more
  }

  static func checkpoint(_ place: Workplace, _ folder: String) throws -> Data {
    try Data(contentsOf: place.path("\(folder)/checkpoint.safetensors"))
  }

  @Test(
    "One, two, three and four ranks write the same bytes, sharing groups or examples; so they do with adaptive thresholds and Adam",
    arguments: ["", "adaptive-"])
  func invariance(kind: String) throws {
    let place = try Self.place(steps: 4)
    let alone = try place.run(arguments: Self.arguments(kind + "examples", "alone"))
    #expect(alone.exitCode == 0, "\(alone)")
    let expected = try Self.checkpoint(place, "alone")
    #expect(try place.run(arguments: Self.arguments(kind + "groups", "stages")).exitCode == 0)
    #expect(try Self.checkpoint(place, "stages") == expected)
    for (ranks, sharing) in [(2, "groups"), (4, "groups"), (3, "examples")] {
      let folder = "\(sharing)-\(ranks)"
      let run = try RanksProcess(place, ranks: ranks, Self.arguments(kind + sharing, folder))
      #expect(try run.wait() == 0, "\((try? run.errors()) ?? "")")
      #expect(try Self.checkpoint(place, folder) == expected, "\(folder)")
      // What the test data say of the model is asked of the whole of it.
      #expect(try place.read("\(folder)/log.jsonl") == place.read("alone/log.jsonl"))
    }
    // Another seed gives another model, so the comparison can fail.
    #expect(try place.run(arguments: Self.arguments(kind + "groups", "other", seed: 8)).exitCode == 0)
    #expect(try Self.checkpoint(place, "other") != expected)
  }

  @Test(
    "A rank that is killed ends the run; any number of ranks goes on, and at most the last step is lost",
    arguments: [0, 1])
  func death(of rank: Int) throws {
    let place = try Self.place(steps: Self.manySteps)
    let run = try RanksProcess(place, ranks: 2, Self.arguments("groups", "cut"))
    try run.wait(until: { try Self.ledgerLines(place, "cut") >= 3 })
    try run.kill(rank: rank)
    #expect(try run.wait() != 0)
    let (step, counted) = (try Self.progress(place, "cut").stepsDone, try Self.ledgerLines(place, "cut"))
    #expect((2..<Self.manySteps).contains(step), "killed in the middle")
    #expect(step...(step + 1) ~= counted, "\(counted) events, \(step) complete steps")
    try FileManager.default.copyItem(at: place.path("cut"), to: place.path("alone"))
    let rest = try RanksProcess(place, ranks: 3, Self.arguments("groups", "cut", "--resume"))
    #expect(try rest.wait() == 0, "\((try? rest.errors()) ?? "")")
    #expect(try place.run(arguments: Self.arguments("examples", "alone", "--resume")).exitCode == 0)
    #expect(try Self.checkpoint(place, "cut") == Self.checkpoint(place, "alone"))
    // A step that was counted and lost is not made again.
    #expect(try Self.ledgerLines(place, "cut") == Self.manySteps)
    let end = try Self.progress(place, "cut")
    #expect(end.stepsDone == Self.manySteps && end.updates == Self.manySteps - (counted - step))
  }

  struct Progress: Decodable {
    var stepsDone: Int
    var updates: Int
  }

  static func progress(_ place: Workplace, _ folder: String) throws -> Progress {
    let file = try Safetensors(try checkpoint(place, folder))
    return try JSONDecoder().decode(Progress.self, from: Data((file.metadata["private-training"] ?? "").utf8))
  }

  static func ledgerLines(_ place: Workplace, _ folder: String) throws -> Int {
    guard place.exists("\(folder)/ledger.jsonl") else { return 0 }
    return try place.read("\(folder)/ledger.jsonl").split(separator: "\n").count
  }

  @Test("An error on a rank ends all ranks, with exit code 3")
  func tooManyRanks() throws {
    let place = try Self.place(steps: 2)
    let run = try RanksProcess(place, ranks: 5, Self.arguments("groups", "out"))
    #expect(try run.wait() == 3)
    #expect(try run.errors().contains("5 ranks; expected at most 4"))
    // Over ranks there are no sums of floats.
    try place.write(
      Self.description(steps: 2, sharing: "examples", clipping: "\"threshold\": \"1\", \"rule\": \"abadi\"")
        .replacingOccurrences(of: ", \"steps\": 64}", with: "}"), to: "floats.json")
    let floats = try RanksProcess(place, ranks: 2, Self.arguments("floats", "floats"))
    #expect(try floats.wait() == 3)
    #expect(try floats.errors().contains("over ranks sums are integers"))
  }

  @Test("Groups that are not whole layers, one after the other, cannot be shared")
  func refusals() throws {
    let place = try Self.place(steps: 1)
    func refusal(_ clipping: String) throws -> String {
      try place.write(Self.description(steps: 1, clipping: clipping), to: "run.json")
      let run = try place.run(arguments: Self.arguments("run", "out"))
      #expect(run.exitCode == 3, "\(run)")
      return run.errors
    }
    #expect(try refusal("\"threshold\": \"1\", \"groups\": \"per-parameter\"").contains("whole layers"))
    let devices = "\"groups\": \"per-device\", \"devices\":"
    #expect(
      try refusal("\"threshold\": \"1\", \(devices) [[\"layers.1\", \"layers.2\"], [\"layers.0\", \"layers.3\"]]")
        .contains("whole layers"))
    #expect(try refusal("\"threshold\": \"1\", \"groups\": \"per-device\"").contains("expected devices"))
    #expect(try refusal("\"threshold\": \"1\", \"devices\": []").contains("goes with the groups per-device"))
    #expect(try refusal("\"groups\": \"flat\"").contains("neither of threshold and thresholds"))
    #expect(try refusal("\"threshold\": \"1\", \"thresholds\": [\"1\"]").contains("both or neither"))
    #expect(try refusal("\"thresholds\": [\"1\"]").contains("1 thresholds; expected one for each of 4 groups"))
    #expect(try refusal("\"thresholds\": [\"1\", \"1\", \"1\", \"0\"]").contains("threshold of layers.3"))
    // Two layers on a device are one group, which is hosted by one rank.
    try place.write(
      Self.description(
        steps: 1,
        clipping: "\"threshold\": \"1\", \(devices) [[\"layers.0\"], [\"layers.1\", \"layers.2\"], [\"layers.3\"]]"),
      to: "devices.json")
    #expect(try place.run(arguments: Self.arguments("devices", "devices")).exitCode == 0)
  }

  @Test("A stage of all layers sums what a perceptron does; stages in floating point are refused")
  func stage() throws {
    var stream = RandomStream(seed: 5)
    let model = Perceptron<Float>(widths: [4, 6, 3], activation: .tanh, using: &stream)
    let rows = (0..<40).map { _ in Float(stream.uniform(in: -30...30)) / 10 }
    let data = PerceptronExamples(features: rows, width: 4, labels: (0..<10).map { $0 % 3 })
    let plan = try ClippingPlan(of: model, by: .perLayer, threshold: Rational(1, 4), rule: .exact(steps: 512))
    let share = try RankShare.groups(of: plan, model.parameters.map { ($0.name, $0.value.shape) }, .alone)
    let stage = PerceptronStage(layers: model.layers, first: 0, isEnd: true, activation: .tanh)
    let engine = PipelineEngine(data, share: share)
    let sums = try engine.exactSums(of: Array(0..<10), at: stage, plan: plan)
    #expect(try sums == ExamplewiseEngine(data).exactSums(of: Array(0..<10), at: model, plan: plan))
    #expect(sums.examples == 10 && sums.sums.allSatisfy { $0.contains { $0 != 0 } })
    #expect(throws: ClippingEngineError.onlyExact) { try engine.clippedSums(of: [0], at: stage, plan: plan) }
    let frozen = try ClippingPlan(of: model, by: .perLayer, threshold: 1, rule: .exact(steps: 8)) {
      $0 != "layers.1.bias"
    }
    #expect(throws: RankShareError.noGroup("layers.1.bias")) {
      try RankShare.groups(of: frozen, model.parameters.map { ($0.name, $0.value.shape) }, .alone)
    }
  }

  @Test("An example whose gradient is not finite in one group adds to the others, on whatever rank they are")
  func partlyFinite() throws {
    struct Given: ExampleGradients {
      let exampleCount = 1
      func gradient(of example: Int, at model: Perceptron<Float>, into gradient: inout Perceptron<Float>) -> Double {
        gradient = model
        gradient.layers[0].weight = Tensor([.infinity, 0], shape: [1, 2])
        return 0
      }
    }
    var stream = RandomStream(seed: 5)
    let model = Perceptron<Float>(widths: [2, 1, 2], using: &stream)
    let plan = try ClippingPlan(of: model, by: .perLayer, threshold: 1, rule: .exact(steps: 64))
    let sums = try ExamplewiseEngine(Given()).exactSums(of: [0], at: model, plan: plan)
    #expect(sums.refused == 1 && sums.sums[0].allSatisfy { $0 == 0 } && sums.sums[1].contains { $0 != 0 })
  }
}
