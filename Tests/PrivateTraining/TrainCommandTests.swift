import Foundation
import Randomness
import TestSupport
import Testing

@Suite("tightbound train and clip")
struct TrainCommandTests {
  private func prepared() throws -> Workplace {
    let place = try Workplace()
    var stream = RandomStream(seed: 2)
    var rows = ""
    for _ in 0..<60 {
      let (a, b) = (stream.uniform(in: -20...20), stream.uniform(in: -20...20))
      rows += "\(a),\(b),\(a + b > 0 ? 1 : 0)\n"
    }
    try place.write(rows, to: "data.csv")
    return place
  }

  private func configuration(_ change: (String) -> String = { $0 }) -> String {
    change(
      """
      {"model": {"initial": "zeros"},
       "data": {"train": "data.csv", "test": "data.csv", "classes": 2, "scale": 0.1},
       "clipping": {"threshold": "1", "groups": "per-parameter", "adaptive": {"rescaled": true}},
       "optimizer": {"name": "sgd", "rate": 1},
       "privacy": {"epsilon": "8", "delta": "1e-3", "q": "1/2", "steps": 12, "expectedBatch": "30"}}
      """)
  }

  @Test("A run writes its ledger, log and checkpoint, and stays within its target")
  func trains() throws {
    let place = try prepared()
    try place.write(configuration(), to: "run.json")
    let run = try place.run("train", "--config", "run.json", "-o", "out", "--insecure-seed", "1")
    #expect(run.exitCode == 0 && run.errors.contains("protects nothing"), "\(run)")
    #expect(run.output.contains("step 12 of 12: epsilon at most 7.") && run.output.contains("accuracy"))
    #expect(try place.read("out/ledger.jsonl").split(separator: "\n").count == 12)
    #expect(
      try place.read("out/log.jsonl").split(separator: "\n").count == 12 && place.exists("out/checkpoint.safetensors"))
    // Again into the same folder: refused, and there is nothing left to resume.
    #expect(try place.run("train", "--config", "run.json", "-o", "out", "--insecure-seed", "1").exitCode == 3)
    let again = try place.run("train", "--config", "run.json", "-o", "out", "--resume", "--insecure-seed", "1")
    #expect(again.exitCode == 0, "\(again)")
  }

  @Test("Configurations that mean something else are refused by name")
  func refusals() throws {
    let place = try prepared()
    func refused(_ from: String, _ to: String, _ words: String) throws {
      try place.write(configuration { $0.replacingOccurrences(of: from, with: to) }, to: "run.json")
      let run = try place.run("train", "--config", "run.json", "-o", "out")
      #expect(run.exitCode == 3 && run.errors.contains(words), "\(words): \(run)")
    }
    try refused("\"steps\": 12", "\"steps\": 12, \"sampling\": \"shuffled\"", "sampling")
    try refused("\"classes\": 2", "\"classes\": 1", "classes")
    try refused("\"scale\": 0.1", "\"scale\": 0", "scale")
    try refused("per-parameter", "per-tensor", "clipping.groups")
    try refused("\"sgd\"", "\"sdg\"", "optimizer.name")
    try refused("\"zeros\"", "\"ones\"", "model.initial")
    try refused("\"initial\": \"zeros\"", "\"initial\": \"zeros\", \"hidden\": [3]", "never be trained")
    try refused("\"initial\": \"zeros\"", "\"hidden\": [0]", "model.hidden")
    try refused("\"initial\": \"zeros\"", "\"activation\": \"step\"", "model.activation")
    try refused("\"threshold\": \"1\"", "\"threshold\": \"0\"", "threshold")
    try refused("\"threshold\": \"1\"", "\"threshold\": \"1\", \"rule\": \"flat\"", "clipping.rule")
    try refused("\"threshold\": \"1\"", "\"threshold\": \"1\", \"rule\": \"abadi\", \"steps\": 4", "clipping.steps")
    try refused("\"q\": \"1/2\"", "\"q\": \"3/2\"", "q is 3/2")
    try refused("\"30\"", "\"0\"", "expectedBatch")
    try refused("\"epsilon\": \"8\"", "\"epsilon\": \"8\", \"multiplier\": \"1\"", "both or neither of epsilon")
    try refused("\"epsilon\": \"8\", ", "", "both or neither of epsilon")
    try refused("\"epsilon\": \"8\"", "\"multiplier\": \"0\"", "multiplier")
    try refused("\"train\": \"data.csv\"", "\"train\": \"data.txt\"", "expected csv, npy or npz")
    try refused("\"train\": \"data.csv\"", "\"train\": \"none.csv\"", "none.csv")
    try refused("\"train\": \"data.csv\"", "\"train\": \"data.csv\", \"trainLabels\": \"y.npy\"", "last column")
    try place.write("1,2,5\n", to: "labels.csv")
    try refused("\"train\": \"data.csv\"", "\"train\": \"labels.csv\"", "label of row 1 is 5")
    try place.write("1,2,3,1\n", to: "wide.csv")
    try refused("\"test\": \"data.csv\"", "\"test\": \"wide.csv\"", "test rows have 3 numbers")
    #expect(try place.run("train", "--config", "run.json", "-o", "new", "--resume").exitCode == 3)
    #expect(try place.run("train", "--config", "run.json", "-o", "new", "--checkpoint-every", "0").exitCode == 2)
  }

  @Test("A second run in the folder of one that goes on is refused: each would count its own steps alone")
  func oneRunAtATime() throws {
    let place = try prepared()
    try place.write(configuration(), to: "run.json")
    #expect(try place.run("train", "--config", "run.json", "-o", "out").exitCode == 0)
    let ledger = try place.read("out/ledger.jsonl")
    let lock = try #require(FileHandle(forUpdatingAtPath: place.path("out/lock").path))
    #expect(flock(lock.fileDescriptor, LOCK_EX | LOCK_NB) == 0)
    let second = try place.run("train", "--config", "run.json", "-o", "out", "--resume")
    #expect(second.exitCode == 3 && second.errors.contains("out"))
    #expect(try place.read("out/ledger.jsonl") == ledger)
    try lock.close()
    // Nothing is left to do, and nothing is in the way.
    #expect(try place.run("train", "--config", "run.json", "-o", "out", "--resume").exitCode == 0)
  }

  @Test("clip check: half of the floats are above the bound, none of the integers")
  func clipCheck() throws {
    let run = try Workplace().run("clip", "check", "--count", "500")
    #expect(run.exitCode == 0 && run.output.contains("exact     0 of 500 above the bound"))
    #expect(try Workplace().run("clip", "check", "--count", "0").exitCode == 2)
    #expect(try Workplace().run("clip", "check", "--dimension", "0").exitCode == 2)
  }
}
