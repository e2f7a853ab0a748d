import Formats
import Foundation
import Models
import Quantization
import Randomness
import TestSupport
import Testing

@Suite("An encoder rounded by training and to vertices")
struct EncoderRoundingTests {
  /// An encoder of one layer, width 16, with a tokenizer of a few words and a file of texts.
  private func encoder(_ place: Workplace) throws {
    var shapes: [(String, [Int])] = [
      ("embeddings.word_embeddings.weight", [8, 16]), ("embeddings.position_embeddings.weight", [12, 16]),
      ("embeddings.token_type_embeddings.weight", [2, 16]), ("embeddings.LayerNorm.weight", [16]),
      ("embeddings.LayerNorm.bias", [16]),
    ]
    let path = "encoder.layer.0."
    for name in ["attention.self.query", "attention.self.key", "attention.self.value", "attention.output.dense"] {
      shapes += [(path + name + ".weight", [16, 16]), (path + name + ".bias", [16])]
    }
    for name in ["attention.output.LayerNorm", "output.LayerNorm"] {
      shapes += [(path + name + ".weight", [16]), (path + name + ".bias", [16])]
    }
    shapes += [
      (path + "intermediate.dense.weight", [32, 16]), (path + "intermediate.dense.bias", [32]),
      (path + "output.dense.weight", [16, 32]), (path + "output.dense.bias", [16]),
    ]
    try FileManager.default.createDirectory(at: place.path("m"), withIntermediateDirectories: true)
    var writer = try SafetensorsWriter(
      path: place.path("m/model.safetensors").path,
      tensors: shapes.map { Safetensors.Declaration(name: $0.0, type: .float32, shape: $0.1) })
    var (stream, gaussian) = (RandomStream(seed: 12), GaussianSource())
    for (name, shape) in shapes {
      let values = (0..<shape.reduce(1, *)).map { _ in Float(gaussian.next(&stream)) * 0.4 }
      try writer.append(SafetensorsElementType.float32.bytes(of: values), to: name)
    }
    try writer.finish()
    try place.write(
      """
      {"model_type":"bert","hidden_size":16,"intermediate_size":32,"num_hidden_layers":1,"num_attention_heads":2,"vocab_size":8,
      "max_position_embeddings":12,"type_vocab_size":2,"layer_norm_eps":1e-12,"hidden_act":"gelu"}
      """, to: "m/config.json")
    try place.write(
      """
      {"added_tokens":[],"normalizer":{"type":"BertNormalizer","lowercase":true},"pre_tokenizer":{"type":"BertPreTokenizer"},
      "post_processor":{"type":"TemplateProcessing","single":[{"SpecialToken":{"id":"[CLS]","type_id":0}},
      {"Sequence":{"id":"A","type_id":0}},{"SpecialToken":{"id":"[SEP]","type_id":0}}]},
      "model":{"type":"WordPiece","unk_token":"[UNK]","continuing_subword_prefix":"##","max_input_chars_per_word":10,
      "vocab":{"[PAD]":0,"[UNK]":1,"[CLS]":2,"[SEP]":3,"a":4,"b":5,"c":6,"d":7}}}
      """, to: "m/tokenizer.json")
    let words = ["a b", "c d a", "b b c", "d", "a c d b", "c", "d d a", "b a"]
    try place.write(words.joined(separator: "\n") + "\n", to: "texts.txt")
  }

  private func run(_ place: Workplace, _ options: String...) throws -> CommandLineRun {
    try place.run(
      arguments: ["quantize", "m", "--bits", "3", "--group", "16", "--calibration", "texts.txt"] + options)
  }

  @Test("Training that is ended after any step goes on to the same codes")
  func resumed() throws {
    struct Ended: Error {}
    let place = try Workplace()
    try encoder(place)
    let model = try BertEncoder<Float>(ModelFolder(place.path("m").path))
    let names = model.linearLayers.map(\.name)
    let target = model([[2, 4, 5, 3]]).rows
    let training = DiscQuant(grid: try GridSpecification(bits: 3, group: 16), steps: 12, weight: 40)
    func fit(_ journal: DiscQuant.Journal?) throws -> [QuantizedMatrix] {
      try training.fit(model, layers: names, journal: journal) { model, step in
        let (rows, _, kept) = model.forward([[2, 4, 5 + step % 2, 3]])
        var gradient = model.zeros
        let (value, slope) = Loss.squaredDistance(rows, to: target)
        model.backward(slope, kept, into: &gradient)
        return (value, gradient)
      }.layers.map(\.matrix)
    }
    let whole = try fit(nil)
    for end in [1, 5, 11] {
      var state: DiscQuant.State?
      #expect(throws: Ended.self) {
        _ = try fit(
          DiscQuant.Journal(every: 1) {
            state = $0
            if $0.steps == end { throw Ended() }
          })
      }
      let found = try #require(state)
      #expect(found.steps == end)
      #expect(try fit(DiscQuant.Journal(from: found, every: 100) { _ in }) == whole)
    }
    #expect(DiscQuant.State(steps: 0, points: [], first: [], second: []) == nil)
    #expect(DiscQuant.State(steps: 1, points: [target], first: [], second: []) == nil)
  }

  @Test("A folder of another training, and a damaged one, are refused; without them the same bytes each time")
  func journal() throws {
    let place = try Workplace()
    try encoder(place)
    func train(_ output: String, _ options: String...) throws -> CommandLineRun {
      try place.run(
        arguments: [
          "quantize", "m", "--method", "discquant", "--bits", "3", "--group", "16", "--calibration", "texts.txt",
          "--keep-every", "4", "-o", output,
        ] + options)
    }
    let first = try train("a.safetensors", "--steps", "10")
    #expect(first.exitCode == 0, "\(first)")
    #expect(try train("b.safetensors", "--steps", "10").exitCode == 0)
    #expect(
      try Data(contentsOf: place.path("a.safetensors")) == Data(contentsOf: place.path("b.safetensors")))
    #expect(!FileManager.default.fileExists(atPath: place.path("a.safetensors.resume").path))
    // The plan of a training is made by one that cannot write its file.
    try FileManager.default.createDirectory(at: place.path("c.safetensors"), withIntermediateDirectories: true)
    #expect(try train("c.safetensors", "--steps", "10").exitCode == 3)
    #expect(FileManager.default.fileExists(atPath: place.path("c.safetensors.resume/training.safetensors").path))
    let other = try train("c.safetensors", "--steps", "11")
    #expect(other.exitCode == 3 && other.errors.contains("other options"), "\(other)")
    try FileManager.default.removeItem(at: place.path("c.safetensors"))
    let resumed = try train("c.safetensors", "--steps", "10")
    #expect(resumed.exitCode == 0 && resumed.errors.contains("going on after step 8 of 10"), "\(resumed)")
    #expect(
      try Data(contentsOf: place.path("a.safetensors")) == Data(contentsOf: place.path("c.safetensors")))
    try FileManager.default.createDirectory(at: place.path("d.safetensors"), withIntermediateDirectories: true)
    #expect(try train("d.safetensors", "--steps", "10").exitCode == 3)
    try place.write("no state", to: "d.safetensors.resume/training.safetensors")
    let damaged = try train("d.safetensors", "--steps", "10")
    #expect(damaged.exitCode == 3 && damaged.errors.contains("training.safetensors"), "\(damaged)")
  }

  @Test("Vertices: a certificate that holds, forgeries that do not, and the same output each time")
  func vertices() throws {
    let place = try Workplace()
    try encoder(place)
    let made = try run(
      place, "--method", "vertex", "--gradients", "3", "--part", "100", "--certificate", "c.safetensors", "-o",
      "o.safetensors")
    #expect(made.exitCode == 0 && made.errors.contains("3 derivatives stay balanced"), "\(made)")
    let verified = try place.run("verify", "c.safetensors")
    #expect(verified.exitCode == 0, "\(verified)")
    #expect(verified.output.contains("in each of 24 parts of up to 100 of the 2048 weights of 6 layers"), "\(verified)")
    #expect(
      try run(
        place, "--method", "vertex", "--gradients", "3", "--part", "100", "--certificate", "again.safetensors", "-o",
        "p.safetensors"
      ).exitCode == 0)
    #expect(
      try Data(contentsOf: place.path("c.safetensors")) == Data(contentsOf: place.path("again.safetensors")))
    #expect(
      try Data(contentsOf: place.path("o.safetensors")) == Data(contentsOf: place.path("p.safetensors")))

    let file = try Safetensors(Data(contentsOf: place.path("c.safetensors")))
    let layer = "encoder.layer.0.intermediate.dense"
    func forged(_ tensor: String, _ change: (inout [UInt8]) -> Void, metadata: [String: String]? = nil) throws
      -> CommandLineRun
    {
      var writer = try SafetensorsWriter(
        path: place.path("f.safetensors").path,
        tensors: file.entries.map { .init(name: $0.name, type: $0.type, shape: $0.shape) },
        metadata: metadata ?? file.metadata)
      for entry in file.entries {
        var bytes = [UInt8](try file.bytes(of: entry.name))
        if entry.name == tensor { change(&bytes) }
        try writer.append(Data(bytes), to: entry.name)
      }
      try writer.finish()
      return try place.run("verify", "f.safetensors")
    }
    #expect(try forged("", { _ in }).exitCode == 0)
    let codes = [UInt8](try file.bytes(of: layer + ".codes"))
    let fractional = try #require(codes.firstIndex(of: 2))
    let whole = try #require(codes.firstIndex { $0 < 2 })
    let forgeries: [(String, (inout [UInt8]) -> Void, String)] = [
      (layer + ".codes", { for i in 0..<100 where $0[i] < 2 { $0[i] = 1 - $0[i] } }, layer),
      (layer + ".codes", { $0[whole] = 2 }, layer),
      (layer + ".codes", { $0[whole] = 3 }, "the code 3"),
      (layer + ".codes", { $0[fractional] = 0 }, layer),
      (layer + ".codes", { for i in 0..<100 { $0[i] = 2 } }, "fractional coordinates"),
      (
        layer + ".point", { $0.replaceSubrange(4 * whole..<4 * whole + 4, with: [0, 0, 0, 0x40]) }, "outside of [0, 1]"
      ),
      (layer + ".point", { $0.replaceSubrange(0..<4, with: [0, 0, 0xc0, 0x7f]) }, "no number"),
      (layer + ".rows", { $0.replaceSubrange(0..<4, with: [0, 0, 0x80, 0x7f]) }, "no number"),
    ]
    for (index, (tensor, change, reason)) in forgeries.enumerated() {
      let run = try forged(tensor, change)
      #expect(run.exitCode == 1 && (run.output + run.errors).contains(reason), "\(index): \(run)")
    }
    for part in [nil, "0", "x", "99999999"] as [String?] {
      var metadata = file.metadata
      metadata["part"] = part
      #expect(try forged("", { _ in }, metadata: metadata).exitCode != 0)
    }
  }

  @Test("What vertex and its certificate are not for")
  func refusals() throws {
    let place = try Workplace()
    try encoder(place)
    #expect(try run(place, "--method", "gptq", "--certificate", "c", "-o", "o.safetensors").exitCode == 2)
    #expect(try run(place, "--method", "vertex", "--gradients", "0", "-o", "o.safetensors").exitCode == 2)
    #expect(
      try place.run("quantize", "m", "--method", "vertex", "-o", "o.safetensors").exitCode == 2)
    #expect(try run(place, "--method", "discquant", "--keep-every", "0", "-o", "o.safetensors").exitCode == 2)
  }
}
