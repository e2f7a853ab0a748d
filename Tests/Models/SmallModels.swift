import Formats
import Foundation
import Models

/// Random words from a seed, the same on every machine.
struct Dice: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }

  /// A number between −1 and 1.
  mutating func number() -> Double { Double(next() >> 11) * 0x1p-52 - 1 }

  mutating func tensor<Scalar: NetworkScalar>(_ shape: [Int], scale: Double = 1) -> Tensor<Scalar> {
    Tensor((0..<shape.reduce(1, *)).map { _ in Scalar(scale * number()) }, shape: shape)
  }

  mutating func linear<Scalar: NetworkScalar>(_ inputs: Int, _ outputs: Int) -> Linear<Scalar> {
    Linear(weight: tensor([outputs, inputs]), bias: tensor([outputs]))
  }
}

/// A folder with a small model, removed in the end.
final class SmallModel {
  let path: String

  /// Files by name.
  init(_ files: [String: Data]) throws {
    path = FileManager.default.temporaryDirectory.appendingPathComponent("model-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    for (name, data) in files { try data.write(to: URL(fileURLWithPath: path + "/" + name)) }
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// A safetensors file of random numbers of these shapes.
  static func weights(_ shapes: [(String, [Int])], seed: UInt64) throws -> Data {
    var dice = Dice(state: seed)
    let header = try Safetensors.header(shapes.map { .init(name: $0.0, type: .float32, shape: $0.1) })
    return shapes.reduce(into: header) { data, tensor in
      let values: Tensor<Float> = dice.tensor(tensor.1 == [] ? [1] : tensor.1, scale: 0.5)
      data.append(SafetensorsElementType.float32.bytes(of: values.elements))
    }
  }

  static let bertConfiguration = """
    {"model_type":"bert","hidden_size":8,"intermediate_size":12,"num_hidden_layers":2,"num_attention_heads":2,"vocab_size":18,
    "max_position_embeddings":9,"type_vocab_size":2,"layer_norm_eps":1e-12,"hidden_act":"gelu"}
    """

  static let bertShapes: [(String, [Int])] = {
    var shapes: [(String, [Int])] = [
      ("embeddings.word_embeddings.weight", [18, 8]), ("embeddings.position_embeddings.weight", [9, 8]),
      ("embeddings.token_type_embeddings.weight", [2, 8]), ("embeddings.LayerNorm.weight", [8]),
      ("embeddings.LayerNorm.bias", [8]),
    ]
    for layer in 0..<2 {
      let path = "encoder.layer.\(layer)."
      for name in ["attention.self.query", "attention.self.key", "attention.self.value", "attention.output.dense"] {
        shapes += [(path + name + ".weight", [8, 8]), (path + name + ".bias", [8])]
      }
      shapes += [
        (path + "attention.output.LayerNorm.weight", [8]), (path + "attention.output.LayerNorm.bias", [8]),
        (path + "intermediate.dense.weight", [12, 8]), (path + "intermediate.dense.bias", [12]),
        (path + "output.dense.weight", [8, 12]), (path + "output.dense.bias", [8]),
        (path + "output.LayerNorm.weight", [8]), (path + "output.LayerNorm.bias", [8]),
      ]
    }
    return shapes
  }()

  /// Words of the small tokenizer; their places are their numbers.
  static let words = [
    "[PAD]", "[UNK]", "[CLS]", "[SEP]", "a", "ab", "b", "c", "##a", "##b", "##bc", "##c", ".", "é", "e\u{301}", "e",
    "日", "##d",
  ]

  static func tokenizer(
    words: [String] = words, normalizer: String = #"{"type":"BertNormalizer","lowercase":true}"#
  ) -> String {
    let vocabulary = words.enumerated().map { "\"\($1)\":\($0)" }.joined(separator: ",")
    return """
      {"added_tokens":[{"id":2,"content":"[CLS]"},{"id":3,"content":"[SEP]"}],"normalizer":\(normalizer),
      "pre_tokenizer":{"type":"BertPreTokenizer"},"post_processor":{"type":"TemplateProcessing","single":[
      {"SpecialToken":{"id":"[CLS]","type_id":0}},{"Sequence":{"id":"A","type_id":0}},{"SpecialToken":{"id":"[SEP]","type_id":0}}]},
      "model":{"type":"WordPiece","unk_token":"[UNK]","continuing_subword_prefix":"##","max_input_chars_per_word":10,
      "vocab":{\(vocabulary)}}}
      """
  }

  /// A small BERT encoder with its tokenizer.
  static func bert(
    configuration: String = bertConfiguration, shapes: [(String, [Int])] = bertShapes, tokenizer: String = tokenizer()
  ) throws -> SmallModel {
    try SmallModel([
      "config.json": Data(configuration.utf8), "tokenizer.json": Data(tokenizer.utf8),
      "model.safetensors": weights(shapes, seed: 5),
    ])
  }
}

/// The published networks that `./setup --models` fetches.
enum Published {
  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("Models").path
  static let encoder = folder + "/all-MiniLM-L6-v2"
  static let pronunciation = folder + "/g2p-en/checkpoint20.npz"

  static func has(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }
}
