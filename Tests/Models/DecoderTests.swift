import Foundation
import Models
import Testing

@Suite("Decoders: layers fused or apart, texts together or alone, and what is refused")
struct DecoderTests {
  private static let llama = """
    {"model_type":"llama","hidden_size":8,"intermediate_size":6,"num_hidden_layers":2,"num_attention_heads":4,"num_key_value_heads":2,
    "vocab_size":11,"max_position_embeddings":16,"rms_norm_eps":1e-6,"rope_theta":100.0}
    """

  /// The tensors of the small Llama; those of a list stand below each other in Phi-3's files.
  private static let shapes: [(String, [Int])] = {
    var shapes: [(String, [Int])] = [("model.embed_tokens.weight", [11, 8]), ("model.norm.weight", [8])]
    for layer in 0..<2 {
      let path = "model.layers.\(layer)."
      shapes += [
        (path + "input_layernorm.weight", [8]), (path + "self_attn.q_proj.weight", [8, 8]),
        (path + "self_attn.k_proj.weight", [4, 8]), (path + "self_attn.v_proj.weight", [4, 8]),
        (path + "self_attn.o_proj.weight", [8, 8]), (path + "post_attention_layernorm.weight", [8]),
        (path + "mlp.gate_proj.weight", [6, 8]), (path + "mlp.up_proj.weight", [6, 8]),
        (path + "mlp.down_proj.weight", [8, 6]),
      ]
    }
    return shapes + [("lm_head.weight", [11, 8])]
  }()

  /// The same bytes with tensors joined as Phi-3 has them, for they stand one behind the other.
  private static let fused: [(String, [Int])] = shapes.compactMap { name, shape in
    if name.contains("k_proj") || name.contains("v_proj") || name.contains("up_proj") { return nil }
    if name.contains("q_proj") { return (name.replacing("q_proj", with: "qkv_proj"), [16, 8]) }
    if name.contains("gate_proj") { return (name.replacing("gate_proj", with: "gate_up_proj"), [12, 8]) }
    return (name, shape)
  }

  private func model(_ configuration: String = llama, _ shapes: [(String, [Int])] = shapes) throws -> SmallModel {
    try SmallModel([
      "config.json": Data(configuration.utf8), "model.safetensors": SmallModel.weights(shapes, seed: 9),
    ])
  }

  private static let texts = [[1, 5, 3, 10, 0, 7], [2], [4, 4, 9]]

  private func distance(_ a: Tensor<Double>, _ b: Tensor<Double>) -> Double {
    zip(a.elements, b.elements).reduce(0) { max($0, abs($1.0 - $1.1)) }
  }

  @Test("Weights below each other give what they give apart")
  func fused() throws {
    let (apart, below) = (try model(), try model(Self.llama.replacing("\"llama\"", with: "\"phi3\""), Self.fused))
    let (scores, _) = try Decoder<Double>(ModelFolder(apart.path))(Self.texts)
    let (same, _) = try Decoder<Double>(ModelFolder(below.path))(Self.texts)
    #expect(scores.shape == [10, 11])
    #expect(distance(scores, same) < 1e-12)
  }

  @Test("Texts do not see each other, symbols not those behind them, and a run is its layers")
  func causal() throws {
    let folder = try model()
    let decoder = try Decoder<Double>(ModelFolder(folder.path))
    let (scores, sequences) = try decoder(Self.texts)
    for (text, rows) in zip(Self.texts, sequences) {
      #expect(distance(try decoder([text]).scores, scores.rows(rows)) < 1e-12)
      let before = try decoder([Array(text.dropLast())]).scores
      #expect(distance(before, scores.rows(rows.lowerBound..<(rows.upperBound - 1))) < 1e-12)
    }
    var rows = decoder.embedded(Self.texts).rows
    for index in 0..<2 { rows = try decoder.layer(index)(rows, sequences: sequences) }
    #expect(distance(decoder.scores(rows), scores) < 1e-12)
    let names = decoder.linearNames(ofLayer: 1, try decoder.layer(1))
    #expect(names.count == 7 && names[0] == "model.layers.1.self_attn.q_proj")
  }

  @Test("A window hides what is further back")
  func window() throws {
    let mistral = Self.llama.replacing("\"llama\"", with: "\"mistral\"")
    let text = [1, 5, 3, 10, 0, 7]
    func scores(_ window: Int) throws -> Tensor<Double> {
      let folder = try model(mistral.replacing("{", with: "{\"sliding_window\":\(window),", maxReplacements: 1))
      return try Decoder<Double>(ModelFolder(folder.path))([text]).scores
    }
    let (wide, narrow) = (try scores(6), try scores(2))
    let plain = try model()
    #expect(distance(wide, try Decoder<Double>(ModelFolder(plain.path))([text]).scores) < 1e-12)
    #expect(distance(wide.rows(0..<2), narrow.rows(0..<2)) < 1e-12)
    #expect(distance(wide.rows(2..<3), narrow.rows(2..<3)) > 1e-6)
  }

  /// A replacement in the configuration, and what the error names.
  static let wrong = [
    ("\"llama\"", "\"mamba\"", "mamba"),
    ("\"num_key_value_heads\":2", "\"num_key_value_heads\":3", "num_key_value_heads"),
    ("\"num_hidden_layers\":2", "\"num_hidden_layers\":3", "layers.2"),
    ("\"num_hidden_layers\":2", "\"num_hidden_layers\":1", "no use for"),
    ("\"vocab_size\":11", "\"vocab_size\":12", "[12, 8]"),
    ("\"hidden_size\":8", "\"hidden_size\":9", "num_attention_heads"),
    ("{", "{\"rope_scaling\":{\"rope_type\":\"yarn\",\"factor\":2},", "yarn"),
    ("{", "{\"attention_bias\":true,", "q_proj"),
    ("{", "{\"hidden_act\":\"xielu\",", "xielu"), ("\"rope_theta\":100.0", "\"rope_theta\":-1", "rope_theta"),
    ("{", "{\"rope_scaling\":{\"rope_type\":\"linear\"},", "factor"),
  ]

  @Test("What cannot be built is refused, by name", arguments: wrong.indices)
  func refused(_ index: Int) throws {
    let (old, new, says) = Self.wrong[index]
    let configuration =
      old == "{" ? new + Self.llama.dropFirst() : Self.llama.replacing(old, with: new)
    let folder = try model(configuration)
    let error = try #require(throws: (any Error).self) { try Decoder<Float>(ModelFolder(folder.path)) }
    #expect("\(error)".contains(says), "\(error)")
  }
}
