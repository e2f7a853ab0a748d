import Formats
import Foundation
import Models
import TestSupport

/// The folder of a small BERT encoder of random weights, with a tokenizer of a few words.
struct SmallEncoder {
  let place: Workplace
  var path: String { place.path("encoder").path }

  init() throws {
    place = try Workplace()
    try FileManager.default.createDirectory(at: place.path("encoder"), withIntermediateDirectories: true)
    try place.write(
      """
      {"model_type":"bert","hidden_size":4,"intermediate_size":6,"num_hidden_layers":2,"num_attention_heads":2,"vocab_size":9,
      "max_position_embeddings":7,"type_vocab_size":2,"layer_norm_eps":0.1,"hidden_act":"gelu"}
      """, to: "encoder/config.json")
    try place.write(
      """
      {"added_tokens":[{"id":2,"content":"[CLS]"},{"id":3,"content":"[SEP]"}],"normalizer":{"type":"BertNormalizer","lowercase":true},
      "pre_tokenizer":{"type":"BertPreTokenizer"},"post_processor":{"type":"TemplateProcessing","single":[
      {"SpecialToken":{"id":"[CLS]","type_id":0}},{"Sequence":{"id":"A","type_id":0}},{"SpecialToken":{"id":"[SEP]","type_id":0}}]},
      "model":{"type":"WordPiece","unk_token":"[UNK]","continuing_subword_prefix":"##","max_input_chars_per_word":10,
      "vocab":{"[PAD]":0,"[UNK]":1,"[CLS]":2,"[SEP]":3,"good":4,"bad":5,"film":6,"very":7,"not":8}}}
      """, to: "encoder/tokenizer.json")
    try weights().write(to: place.path("encoder/model.safetensors"))
  }

  func encoder() throws -> BertEncoder<Double> { try BertEncoder(ModelFolder(path)) }

  private func weights() throws -> Data {
    var shapes: [(String, [Int])] = [
      ("embeddings.word_embeddings.weight", [9, 4]), ("embeddings.position_embeddings.weight", [7, 4]),
      ("embeddings.token_type_embeddings.weight", [2, 4]), ("embeddings.LayerNorm.weight", [4]),
      ("embeddings.LayerNorm.bias", [4]),
    ]
    for layer in 0..<2 {
      let name = "encoder.layer.\(layer)."
      for part in ["attention.self.query", "attention.self.key", "attention.self.value", "attention.output.dense"] {
        shapes += [(name + part + ".weight", [4, 4]), (name + part + ".bias", [4])]
      }
      for part in ["attention.output.LayerNorm", "output.LayerNorm"] {
        shapes += [(name + part + ".weight", [4]), (name + part + ".bias", [4])]
      }
      shapes += [
        (name + "intermediate.dense.weight", [6, 4]), (name + "intermediate.dense.bias", [6]),
        (name + "output.dense.weight", [4, 6]), (name + "output.dense.bias", [4]),
      ]
    }
    var file = try Safetensors.header(shapes.map { .init(name: $0.0, type: .float32, shape: $0.1) })
    var source = TensorSource("encoder", isInteger: false)
    for (_, shape) in shapes {
      file.append(SafetensorsElementType.float32.bytes(of: source.tensor(shape).elements.map { Float($0) }))
    }
    return file
  }
}
