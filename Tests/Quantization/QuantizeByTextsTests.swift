import Formats
import Foundation
import Models
import Quantization
import TestSupport
import Testing

@Suite("Quantization block by block, on texts")
struct QuantizeByTextsTests {
  private func write(_ shapes: [(String, [Int])], to path: String) throws {
    var writer = try SafetensorsWriter(
      path: path, tensors: shapes.map { Safetensors.Declaration(name: $0.0, type: .float32, shape: $0.1) })
    for (index, (name, shape)) in shapes.enumerated() {
      let values = (0..<shape.reduce(1, *)).map { sin(Float($0 + 1) * Float(1.3 + 0.37 * Double(index))) * 0.5 }
      try writer.append(
        SafetensorsElementType.float32.bytes(of: shape.count == 1 ? values.map { _ in 1 } : values), to: name)
    }
    try writer.finish()
  }

  /// A tokenizer of the 256 bytes.
  private static let tokenizer: String = {
    var next: UInt32 = 0x100
    let words = (0..<256).map { byte -> String in
      let isSeen = (33...126).contains(byte) || (161...172).contains(byte) || byte >= 174
      defer { if !isSeen { next += 1 } }
      let letter = String(UnicodeScalar(isSeen ? UInt32(byte) : next) ?? " ")
      return "\(String(decoding: (try? JSONEncoder().encode(letter)) ?? Data(), as: UTF8.self)):\(byte)"
    }
    return """
      {"added_tokens":[],"normalizer":null,"pre_tokenizer":{"type":"ByteLevel","add_prefix_space":false},"post_processor":null,
      "model":{"type":"BPE","vocab":{\(words.joined(separator: ","))},"merges":[]}}
      """
  }()

  private static let text = (0..<24).map { "Line \($0): the quick brown fox, \($0 * 7919) of them.\n" }.joined()

  /// A small Llama with its tokenizer and a file of texts.
  private func llama(_ place: Workplace, vocabulary: Int = 256) throws {
    var shapes: [(String, [Int])] = [("model.embed_tokens.weight", [vocabulary, 32]), ("model.norm.weight", [32])]
    for layer in 0..<2 {
      let path = "model.layers.\(layer)."
      shapes += [
        (path + "input_layernorm.weight", [32]), (path + "self_attn.q_proj.weight", [32, 32]),
        (path + "self_attn.k_proj.weight", [32, 32]), (path + "self_attn.v_proj.weight", [32, 32]),
        (path + "self_attn.o_proj.weight", [32, 32]), (path + "post_attention_layernorm.weight", [32]),
        (path + "mlp.gate_proj.weight", [64, 32]), (path + "mlp.up_proj.weight", [64, 32]),
        (path + "mlp.down_proj.weight", [32, 64]),
      ]
    }
    try FileManager.default.createDirectory(at: place.path("llama"), withIntermediateDirectories: true)
    try write(shapes + [("lm_head.weight", [vocabulary, 32])], to: place.path("llama/model.safetensors").path)
    try place.write(
      """
      {"model_type":"llama","hidden_size":32,"intermediate_size":64,"num_hidden_layers":2,"num_attention_heads":4,
      "vocab_size":\(vocabulary),"max_position_embeddings":64}
      """, to: "llama/config.json")
    try place.write(Self.tokenizer, to: "llama/tokenizer.json")
    try place.write(Self.text, to: "texts.txt")
  }

  private func losses(_ run: CommandLineRun) throws -> [String: Double] {
    let report = try #require(run.json as? [String: Any])
    let layers = try #require(report["layers"] as? [[String: Any]])
    return Dictionary(
      uniqueKeysWithValues: layers.compactMap { layer in
        guard let name = layer["name"] as? String, let loss = (layer["report"] as? [String: Any])?["loss"] as? Double
        else { return nil }
        return (name, loss)
      })
  }

  @Test("A decoder: all layers of all blocks, with less loss than to the nearest; in the GPTQ layout the same weights")
  func decoder() throws {
    let place = try Workplace()
    try llama(place)
    func run(_ method: String, _ output: String, _ more: String...) throws -> CommandLineRun {
      try place.run(
        arguments: [
          "quantize", "llama", "--method", method, "--bits", "3", "--group", "32", "--calibration", "texts.txt",
          "--window", "40",
          "-o", output, "--format", "json",
        ] + more)
    }
    let gptq = try run("gptq", "gptq.safetensors")
    #expect(gptq.exitCode == 0, "\(gptq)")
    let (best, nearest) = (try losses(gptq), try losses(run("rtn", "rtn.safetensors")))
    #expect(best.count == 14 && nearest.count == 14)
    let first = "model.layers.0.self_attn.q_proj.weight"
    #expect(try #require(best[first]) < 0.9 * #require(nearest[first]))
    #expect(best.values.reduce(0, +) < nearest.values.reduce(0, +))
    let (before, after) = (
      try Safetensors(mapping: place.path("llama/model.safetensors").path),
      try Safetensors(mapping: place.path("gptq.safetensors").path)
    )
    for name in ["model.embed_tokens.weight", "model.norm.weight", "lm_head.weight"] {
      #expect(try before.bytes(of: name) == after.bytes(of: name))
    }
    #expect(!FileManager.default.fileExists(atPath: place.path("gptq.safetensors.resume").path))
    try #expect(run("gptq", "packed.safetensors", "--layout", "gptq").exitCode == 0)
    let packed = try Safetensors(mapping: place.path("packed.safetensors").path)
    let scales = try packed.floats("model.layers.1.mlp.down_proj.scales")
    #expect(packed.entry("model.layers.1.mlp.down_proj.qweight")?.shape == [6, 32] && scales.count == 64)
    // Codes of 3 bits and scales of the first column give its weights.
    let weights = try after.floats("model.layers.1.mlp.down_proj.weight")
    for row in 0..<32 {
      let steps = weights[row * 64] / scales[row]
      #expect(abs(steps - steps.rounded()) < 1e-4 && (-4...3).contains(steps.rounded()))
    }
    try place.write("text", to: "other.txt")
    // A calibration on which every second layer was calibrated before the first was rounded would give other second blocks.
    let again = try run("gptq", "again.safetensors")
    #expect(
      try again.exitCode == 0
        && Data(contentsOf: place.path("again.safetensors")) == Data(contentsOf: place.path("gptq.safetensors")))
  }

  @Test("What was finished is not done again, and other options, texts and models are refused")
  func resumed() throws {
    let place = try Workplace()
    try llama(place)
    func run(_ bits: String, _ texts: String = "texts.txt") throws -> CommandLineRun {
      try place.run(
        "quantize", "llama", "--method", "gptq", "--bits", bits, "--group", "32", "--calibration", texts, "-o",
        "out.safetensors")
    }
    // A folder stands where the file belongs: all blocks are finished, and the end fails.
    try FileManager.default.createDirectory(
      at: place.path("out.safetensors/x"), withIntermediateDirectories: true)
    #expect(try run("3").exitCode == 3)
    let resume = place.path("out.safetensors.resume")
    #expect(FileManager.default.fileExists(atPath: resume.appendingPathComponent("block-1.json").path))
    let options = try run("4")
    #expect(options.exitCode == 3 && options.errors.contains("other options"), "\(options)")
    try place.write(Self.text + "more", to: "more.txt")
    let texts = try run("3", "more.txt")
    #expect(texts.exitCode == 3 && texts.errors.contains("other texts"), "\(texts)")
    try FileManager.default.removeItem(at: place.path("out.safetensors"))
    let going = try run("3")
    #expect(going.exitCode == 0 && going.errors.contains("going on with block 2 of 2"), "\(going)")
    let resumed = try Data(contentsOf: place.path("out.safetensors"))
    #expect(try run("3").exitCode == 0)
    #expect(try Data(contentsOf: place.path("out.safetensors")) == resumed)
  }

  @Test("A run that ends after any block goes on to the same codes")
  func interrupted() throws {
    struct Ended: Error {}
    let place = try Workplace()
    try llama(place)
    let model = try DecoderBlocks<Float>(ModelFolder(place.path("llama").path))
    let texts = (0..<6).map { text in (0..<20).map { (text * 31 + $0 * 7) % 256 } }
    let quantizer = BlockwiseQuantizer(
      grid: try GridSpecification(bits: 3, group: 16), method: .feedback(order: .activation, damping: 0.01))
    func rows(_ name: String) throws -> CalibrationRows {
      try FileManager.default.createDirectory(at: place.path(name), withIntermediateDirectories: true)
      return CalibrationRows(texts: texts, width: 32, folder: place.path(name).path)
    }
    var whole: [String: QuantizedMatrix] = [:]
    let all = try rows("whole")
    try all.embed(model)
    try quantizer.quantize(model, all) { _, layers in for layer in layers { whole[layer.name] = layer.matrix } }
    #expect(whole.count == 14)
    var parts: [String: QuantizedMatrix] = [:]
    let ended = try rows("ended")
    try ended.embed(model)
    #expect(throws: Ended.self) {
      try quantizer.quantize(model, ended) { _, layers in
        for layer in layers { parts[layer.name] = layer.matrix }
        throw Ended()
      }
    }
    #expect(parts.count == 7 && ended.has(block: 0) && ended.has(block: 1))
    try quantizer.quantize(model, ended, from: 1) { _, layers in
      for layer in layers { parts[layer.name] = layer.matrix }
    }
    #expect(parts == whole)
    // A file of rows that is cut off is not taken for the whole.
    try ended.embed(model)
    let file = place.path("ended/rows-0.f32")
    try Data(contentsOf: file).dropLast(4).write(to: file)
    #expect(throws: CalibrationRows.Damaged.self) { try quantizer.quantize(model, ended) { _, _ in } }
  }

  @Test("GPT-2's rows of weights for each input are rounded along the inputs")
  func transposed() throws {
    let place = try Workplace()
    var shapes: [(String, [Int])] = [
      ("wte.weight", [256, 32]), ("wpe.weight", [64, 32]), ("ln_f.weight", [32]), ("ln_f.bias", [32]),
    ]
    let path = "h.0."
    for (name, inputs, outputs) in [
      ("attn.c_attn", 32, 96), ("attn.c_proj", 32, 32), ("mlp.c_fc", 32, 128), ("mlp.c_proj", 128, 32),
    ] { shapes += [(path + name + ".weight", [inputs, outputs]), (path + name + ".bias", [outputs])] }
    for name in ["ln_1", "ln_2"] { shapes += [(path + name + ".weight", [32]), (path + name + ".bias", [32])] }
    try FileManager.default.createDirectory(at: place.path("gpt2"), withIntermediateDirectories: true)
    try write(shapes, to: place.path("gpt2/model.safetensors").path)
    try place.write(
      #"{"model_type":"gpt2","n_embd":32,"n_head":4,"n_layer":1,"vocab_size":256,"n_positions":64}"#,
      to: "gpt2/config.json")
    try place.write(Self.tokenizer, to: "gpt2/tokenizer.json")
    try place.write(Self.text, to: "texts.txt")
    let plain = try place.run("quantize", "gpt2", "--bits", "4", "--group", "32", "-o", "plain.safetensors")
    #expect(plain.exitCode == 0 && plain.output.contains("h.0.attn.c_attn.weight: 96 × 32"), "\(plain)")
    #expect(plain.output.contains("4 layers"), "\(plain)")
    let texts = try place.run(
      "quantize", "gpt2", "--bits", "4", "--group", "32", "--calibration", "texts.txt", "-o", "texts.safetensors")
    #expect(texts.exitCode == 0, "\(texts)")
    let (a, b) = (
      try Safetensors(mapping: place.path("plain.safetensors").path),
      try Safetensors(mapping: place.path("texts.safetensors").path)
    )
    #expect(a.entry("h.0.mlp.c_fc.weight")?.shape == [32, 128])
    #expect(try a.bytes(of: "h.0.mlp.c_fc.weight") == b.bytes(of: "h.0.mlp.c_fc.weight"))
    // An output's 32 weights have one scale, so at most 16 values; an input's have many.
    let weights = try a.floats("h.0.mlp.c_fc.weight")
    #expect(Set((0..<32).map { weights[$0 * 128] }).count <= 16 && Set(weights.prefix(128)).count > 16)
  }

  @Test("What does not go together is refused in words")
  func refusals() throws {
    let place = try Workplace()
    try llama(place, vocabulary: 200)
    func run(_ options: String...) throws -> CommandLineRun {
      try place.run(arguments: ["quantize", "llama", "--method", "gptq", "-o", "o.safetensors"] + options)
    }
    let small = try run("--calibration", "texts.txt")
    #expect(small.exitCode == 3 && small.errors.contains("the symbol 255, and the model rows for 200"), "\(small)")
    try llama(place)
    try place.write("", to: "empty.txt")
    let empty = try run("--calibration", "empty.txt")
    #expect(empty.exitCode == 3 && empty.errors.contains("no text to calibrate on"), "\(empty)")
    try place.write("{\"txt\":1}\n", to: "bad.jsonl")
    let bad = try run("--calibration", "bad.jsonl")
    #expect(bad.exitCode == 3 && bad.errors.contains("line 1"), "\(bad)")
    #expect(try run("--calibration", "texts.txt", "--window", "0").exitCode == 2)
    let layout = try run("--calibration", "texts.txt", "--layout", "gptq", "--bits", "5")
    #expect(layout.exitCode == 3 && layout.errors.contains("2, 3, 4 or 8 bits"), "\(layout)")
    try place.write(#"{"model_type":"mamba"}"#, to: "llama/config.json")
    let unknown = try run("--calibration", "texts.txt")
    #expect(unknown.exitCode == 3 && unknown.errors.contains("mamba"), "\(unknown)")
  }
}
