import Foundation
import PrivateTraining
import TestSupport
import Testing

/// Runs of several processes: `mpirun -np N tightbound train-ranks`.
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

  static func description(steps: Int, more: String = "") -> String {
    """
    {"data": "rows.csv", "scale": 16, "widths": [6, 9, 8, 7, 3], "devices": [1, 1, 1, 1], "thresholds": ["1/2", "1/3", "1/2", "1"], \
    "grid": 64, "sigma": "1", "rate": "1/8", "batch": 15, "steps": \(steps), "learningRate": 0.25, "momentum": 0.5, "delta": "1/1000", \
    "seed": 7\(more)}
    """
  }

  static func place(steps: Int) throws -> Workplace {
    let place = try Workplace()
    try table.write(to: place.path("rows.csv"), atomically: true, encoding: .utf8)
    try description(steps: steps).write(to: place.path("run.json"), atomically: true, encoding: .utf8)
    let shared = description(steps: steps, more: ", \"sharing\": \"examples\"")
    try shared.write(to: place.path("shared.json"), atomically: true, encoding: .utf8)
    return place
  }

  static func model(_ place: Workplace, _ folder: String) throws -> Data {
    try Data(contentsOf: place.path("\(folder)/model.safetensors"))
  }

  @Test("One, two and four ranks give the same bits, sharing devices or examples")
  func invariance() throws {
    let place = try Self.place(steps: 4)
    #expect(try place.run("train-ranks", "--config", "run.json", "-o", "alone").exitCode == 0)
    let expected = try Self.model(place, "alone")
    for (ranks, file) in [(1, "run"), (2, "run"), (4, "run"), (3, "shared")] {
      let folder = "\(file)-\(ranks)"
      let run = try RanksProcess(place, ranks: ranks, ["train-ranks", "--config", "\(file).json", "-o", folder])
      #expect(try run.wait() == 0)
      #expect(try Self.model(place, folder) == expected, "\(folder)")
    }
    // Another seed gives another model, so the comparison can fail.
    let other = Self.description(steps: 4).replacingOccurrences(of: "\"seed\": 7", with: "\"seed\": 8")
    try other.write(to: place.path("other.json"), atomically: true, encoding: .utf8)
    #expect(try place.run("train-ranks", "--config", "other.json", "-o", "other").exitCode == 0)
    #expect(try Self.model(place, "other") != expected)
  }

  @Test("A rank that is killed ends the run; the next continues, and loses at most the last step", arguments: [0, 1])
  func death(of rank: Int) throws {
    let place = try Self.place(steps: Self.manySteps)
    #expect(try place.run("train-ranks", "--config", "run.json", "-o", "whole").exitCode == 0)
    let run = try RanksProcess(place, ranks: 2, ["train-ranks", "--config", "run.json", "-o", "cut"])
    try run.wait(until: { try Self.step(place, "cut") >= 2 })
    try run.kill(rank: rank)
    #expect(try run.wait() != 0)
    let step = try Self.step(place, "cut")
    let counted = try Self.ledgerLines(place, "cut")
    #expect((2..<Self.manySteps).contains(step), "killed in the middle")
    #expect(step...(step + 1) ~= counted, "\(counted) events, \(step) complete steps")
    let rest = try RanksProcess(place, ranks: 3, ["train-ranks", "--config", "run.json", "-o", "cut"])
    #expect(try rest.wait() == 0)
    #expect(try Self.model(place, "cut") == Self.model(place, "whole"))
    // A step that was counted and lost is counted again.
    #expect(try Self.ledgerLines(place, "cut") == Self.manySteps + counted - step)
  }

  @Test("With fewer checkpoints more is lost, and all of it stays counted")
  func seldom() throws {
    let place = try Self.place(steps: 7)
    #expect(try place.run("train-ranks", "--config", "run.json", "-o", "whole").exitCode == 0)
    for steps in [5, 7] {
      try Self.description(steps: steps, more: ", \"checkpointEvery\": 3").write(
        to: place.path("run.json"), atomically: true, encoding: .utf8)
      #expect(try place.run("train-ranks", "--config", "run.json", "-o", "seldom").exitCode == 0)
      #expect(try Self.step(place, "seldom") == steps)
    }
    // As if the last step had been lost: the files of step 6 are there, none older.
    let files = try place.names(in: "seldom").filter { $0.hasPrefix("device-0") }
    #expect(files == ["device-0-step-6.safetensors", "device-0-step-7.safetensors"])
    let head = try place.read("seldom/checkpoint.json").replacingOccurrences(of: "\"step\":7", with: "\"step\":6")
    try head.write(to: place.path("seldom/checkpoint.json"), atomically: true, encoding: .utf8)
    #expect(try place.run("train-ranks", "--config", "run.json", "-o", "seldom").exitCode == 0)
    #expect(try Self.model(place, "seldom") == Self.model(place, "whole"))
    #expect(try Self.ledgerLines(place, "seldom") == 8)
  }

  static func step(_ place: Workplace, _ folder: String) throws -> Int {
    guard place.exists("\(folder)/checkpoint.json") else { return 0 }
    let json = try JSONSerialization.jsonObject(with: Data(contentsOf: place.path("\(folder)/checkpoint.json")))
    return (json as? [String: Any])?["step"] as? Int ?? 0
  }

  static func ledgerLines(_ place: Workplace, _ folder: String) throws -> Int {
    try place.read("\(folder)/ledger.jsonl").split(separator: "\n").count
  }

  @Test("An error on a rank ends all ranks, with exit code 3")
  func tooManyRanks() throws {
    let place = try Self.place(steps: 2)
    let run = try RanksProcess(place, ranks: 5, ["train-ranks", "--config", "run.json", "-o", "out"])
    #expect(try run.wait() == 3)
    #expect(try run.errors().contains("5 ranks; expected at most 4"))
  }

  @Test("Files that do not fit are refused")
  func refusals() throws {
    let place = try Self.place(steps: 2)
    func refusal(_ config: String = "run.json") throws -> String {
      let run = try place.run("train-ranks", "--config", config, "-o", "out")
      #expect(run.exitCode == 3)
      return run.errors
    }
    #expect(try place.run("train-ranks", "--config", "run.json", "-o", "out").exitCode == 0)
    // Of another run.
    let other = Self.description(steps: 3).replacingOccurrences(of: "\"sigma\": \"1\"", with: "\"sigma\": \"2\"")
    try other.write(to: place.path("other.json"), atomically: true, encoding: .utf8)
    #expect(try refusal("other.json").contains("a checkpoint of another run"))
    // A ledger that hides a step; one whose last line was not written to its end is mended.
    try Self.description(steps: 3).write(to: place.path("run.json"), atomically: true, encoding: .utf8)
    let ledger = try place.read("out/ledger.jsonl")
    try String(ledger.split(separator: "\n")[0] + "\n").write(
      to: place.path("out/ledger.jsonl"), atomically: true, encoding: .utf8)
    #expect(try refusal().contains("1 steps; expected at least 2"))
    try String(ledger + "{\"event\":\"sam").write(
      to: place.path("out/ledger.jsonl"), atomically: true, encoding: .utf8)
    #expect(try place.run("train-ranks", "--config", "run.json", "-o", "out").exitCode == 0)
    #expect(try Self.ledgerLines(place, "out") == 3)
    // A device's file that is damaged, or of another step.
    try Self.description(steps: 4).write(to: place.path("run.json"), atomically: true, encoding: .utf8)
    let (old, new) = ("out/device-2-step-2.safetensors", "out/device-2-step-3.safetensors")
    let whole = try Data(contentsOf: place.path(new))
    try whole.dropLast(5).write(to: place.path(new))
    #expect(try refusal().contains("the parameters of device 2 after step 3"))
    try Data(contentsOf: place.path(old)).write(to: place.path(new))
    #expect(try refusal().contains("another run or step"))
    try Data(contentsOf: place.path("out/device-1-step-3.safetensors")).write(to: place.path(new))
    #expect(try refusal().contains("no layers.2.weight"))
    try whole.write(to: place.path(new))
    #expect(try place.run("train-ranks", "--config", "run.json", "-o", "out").exitCode == 0)
    // Data.
    try (Self.table + "1,2,3,4,5,6,3\n").write(to: place.path("rows.csv"), atomically: true, encoding: .utf8)
    #expect(try refusal().contains("row 121 of the data: the class 3.0; expected 0 to 2"))
    try "1,2,3\n".write(to: place.path("rows.csv"), atomically: true, encoding: .utf8)
    #expect(try refusal().contains("3 columns"))
  }

  @Test(
    "A description that makes no sense is refused by the name of its field",
    arguments: [
      ("\"widths\": [6, 9, 8, 7, 3]", "\"widths\": [6]", "widths"),
      ("\"devices\": [1, 1, 1, 1]", "\"devices\": [1, 1, 1]", "devices"),
      ("\"devices\": [1, 1, 1, 1]", "\"devices\": [9223372036854775807, 9223372036854775807, 6]", "devices"),
      ("\"grid\": 64", "\"grid\": 0", "grid"), ("\"sigma\": \"1\"", "\"sigma\": \"0\"", "sigma"),
      ("\"rate\": \"1/8\"", "\"rate\": \"9/8\"", "rate"), ("\"batch\": 15", "\"batch\": 0", "batch"),
      ("\"steps\": 1", "\"steps\": 0", "steps"), ("\"learningRate\": 0.25", "\"learningRate\": -1", "learningRate"),
      ("\"momentum\": 0.5", "\"momentum\": 1", "momentum"), ("\"delta\": \"1/1000\"", "\"delta\": \"0\"", "delta"),
      ("\"scale\": 16", "\"scale\": 0", "scale"), ("\"seed\": 7", "\"activation\": \"step\"", "activation"),
    ])
  func fields(from: String, to: String, field: String) throws {
    let text = Self.description(steps: 1)
    #expect(text.contains(from))
    _ = try JSONDecoder().decode(RankedRun.self, from: Data(text.utf8)).validated()
    let changed = try JSONDecoder().decode(
      RankedRun.self, from: Data(text.replacingOccurrences(of: from, with: to).utf8))
    #expect {
      _ = try changed.validated()
    } throws: { error in
      if case .field(field, _, _)? = error as? RankedRunError { true } else { false }
    }
  }

  @Test("A threshold that is missing or not positive is refused")
  func thresholds() throws {
    for list in ["\"1/2\", \"1/3\", \"1/2\"", "\"1/2\", \"1/3\", \"1/2\", \"0\""] {
      let text = Self.description(steps: 1)
        .replacingOccurrences(of: "\"1/2\", \"1/3\", \"1/2\", \"1\"", with: list)
      let run = try JSONDecoder().decode(RankedRun.self, from: Data(text.utf8))
      #expect(throws: ClippingPlanError.self) { try run.validated() }
    }
  }
}
