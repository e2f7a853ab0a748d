import Foundation
import Models
import Testing

@Suite("The encoder: published vectors, and small models")
struct EncoderTests {
  @Test(
    "The published encoder gives the published symbols and vector",
    .enabled(if: Published.has(Published.encoder + "/model.safetensors"), "./setup --models fetches the encoder"))
  func golden() throws {
    let encoder = try SentenceEncoder(ModelFolder(Published.encoder))
    let text = "A gorgeous, witty, seductive movie."
    #expect(encoder.tokenizer.symbols(of: text) == [101, 1037, 9882, 1010, 25591, 1010, 23182, 3185, 1012, 102])
    let vector = try encoder.embeddings(of: [text])
    #expect(vector.shape == [1, 384])
    for (value, expected) in zip(vector.elements, [-0.111163, -0.043848, -0.035453, 0.023827] as [Float]) {
      #expect(abs(value - expected) < 1e-5)
    }
    #expect(encoder.encoder.parameterCount == 22_713_216 - 384 * 384 - 384)
    #expect(encoder.encoder.linearLayers.count == 36)
    #expect(encoder.encoder.linearLayers.reduce(0) { $0 + $1.shape[0] * $1.shape[1] } == 10_616_832)
  }

  @Test(
    "The published recurrent network spells words as published",
    .enabled(if: Published.has(Published.pronunciation), "./setup --models fetches the network"))
  func pronunciation() throws {
    let network = try Pronunciation<Float>(Published.pronunciation)
    #expect(network.parameterCount == 834_890)
    #expect(network.phonemes(of: "discrepancy").joined(separator: " ") == "D IH0 S K R EH1 P AH0 N S IY0")
    #expect(network.phonemes(of: "hadamard").joined(separator: " ") == "HH AH0 D AA1 M ER0 D")
    #expect(try Pronunciation<Double>(Published.pronunciation).phonemes(of: "hadamard").count == 7)
  }

  @Test(
    "The derivative of the spelling network's scores, beside differences",
    .enabled(if: Published.has(Published.pronunciation), "./setup --models fetches the network"))
  func pronunciationDerivative() throws {
    let network = try Pronunciation<Double>(Published.pronunciation)
    let written = network.phonemes(of: "tie")
    let (scores, kept) = network.forward("tie", writing: written)
    // At each step the greatest score is that of what comes next, the end at last.
    #expect(scores.shape == [written.count + 1, 74])
    var dice = Dice(state: 4)
    let slope: Tensor<Double> = dice.tensor(scores.shape)
    var gradient = network.zeros
    network.backward(slope, kept, into: &gradient)
    let names = network.parameters.map(\.name)
    let slopes = Dictionary(uniqueKeysWithValues: gradient.parameters.map { ($0.name, $0.value) })
    for name in names {
      // Along a random direction of one parameter.
      var (ahead, behind, expected) = (network, network, 0.0)
      let step = 1e-5
      var direction: Tensor<Double>?
      ahead.visitParameters("") { other, value in
        guard other == name else { return }
        let along: Tensor<Double> = dice.tensor(value.shape)
        expected = zip(along.elements, slopes[name]?.elements ?? []).reduce(0) { $0 + $1.0 * $1.1 }
        direction = along
        value += along.map { $0 * step }
      }
      behind.visitParameters("") { other, value in
        if other == name, let direction { value += direction.map { -$0 * step } }
      }
      func weighed(_ network: Pronunciation<Double>) -> Double {
        zip(network.forward("tie", writing: written).scores.elements, slope.elements).reduce(0) { $0 + $1.0 * $1.1 }
      }
      let found = (weighed(ahead) - weighed(behind)) / (2 * step)
      #expect(abs(found - expected) < 1e-5 * max(1, abs(expected)), "\(name): \(found), \(expected)")
    }
  }

  @Test("A text's vector does not depend on the texts beside it, on threads, or on their order")
  func batches() throws {
    let model = try SmallModel.bert()
    let encoder = try SentenceEncoder(ModelFolder(model.path))
    let texts = ["ab c.", "", "a", "abc bc b . a", "日é", "zzz", "a b c a b c a b c a b c"]
    let together = try encoder.embeddings(of: texts, threads: 2)
    #expect(together.shape == [7, 8])
    for (index, text) in texts.enumerated() {
      let alone = try encoder.embeddings(of: [text], threads: 1)
      for column in 0..<8 { #expect(abs(alone[0, column] - together[index, column]) < 1e-6) }
      #expect(abs(alone.elements.reduce(0) { $0 + $1 * $1 } - 1) < 1e-6)
    }
    #expect(try encoder.embeddings(of: []).shape == [0, 8])
    let many = (0..<300).map { String(repeating: "ab ", count: $0 % 7) }
    let vectors = try encoder.embeddings(of: many, threads: 3)
    for index in 7..<300 {
      for column in 0..<8 { #expect(abs(vectors[index, column] - vectors[index % 7, column]) < 1e-6) }
    }
  }

  @Test("A file with more layers than the configuration counts is refused, by the encoder and by its blocks")
  func furtherLayers() throws {
    let model = try SmallModel.bert()
    let path = model.path + "/config.json"
    let text = try String(contentsOfFile: path, encoding: .utf8)
    try text.replacingOccurrences(of: #""num_hidden_layers":2"#, with: #""num_hidden_layers":1"#)
      .write(toFile: path, atomically: true, encoding: .utf8)
    let folder = try ModelFolder(model.path)
    for open in [{ _ = try BertEncoder<Float>(folder) }, { _ = try BertBlocks(folder) }] {
      #expect {
        try open()
      } throws: {
        "\($0)".contains("encoder.layer.1.") && "\($0)".contains("does not count")
      }
    }
  }

  @Test("Linear layers tell what they are given, and their weights can be replaced")
  func linears() throws {
    let model = try SmallModel.bert()
    var encoder = try BertEncoder<Float>(ModelFolder(model.path))
    #expect(encoder.linearLayers.count == 12)
    #expect(encoder.linearLayers[5].name == "encoder.layer.0.output.dense")
    #expect(encoder.linearLayers[5].shape == [8, 12])
    let seen = Seen()
    let watched = encoder.observingInputs { seen.add($0, $1.shape) }
    let texts = [[2, 4, 3], [2, 3]]
    let (rows, _) = watched(texts)
    #expect(rows == encoder(texts).rows)
    #expect(seen.names.sorted() == encoder.linearLayers.map(\.name).sorted())
    #expect(seen.shapes["encoder.layer.1.output.dense"] == [5, 12])
    let name = "encoder.layer.1.intermediate.dense"
    let zero = Tensor<Float>(repeating: 0, shape: [12, 8])
    let (isSet, isLost) = (encoder.setWeight(zero, of: name), !encoder.setWeight(zero, of: "nowhere"))
    #expect(isSet && isLost)
    #expect(encoder.weight(of: name) == zero)
    #expect(encoder.weight(of: "nowhere") == nil)
    #expect(rows != encoder(texts).rows)
  }

  /// What is changed in the small model, and what the error names.
  static let wrong: [(change: @Sendable (inout String, inout [(String, [Int])]) -> Void, says: String)] = [
    ({ config, _ in config = config.replacing("\"bert\"", with: "\"roberta\"") }, "found roberta, expected bert"),
    ({ config, _ in config = config.replacing("\"bert\"", with: "7") }, "model_type"),
    ({ config, _ in config = config.replacing("\"gelu\"", with: "\"mish\"") }, "hidden_act"),
    ({ config, _ in config = config.replacing(":8,", with: ":7,") }, "num_attention_heads"),
    ({ config, _ in config = config.replacing(":8,", with: ":16,") }, "shape [18, 8], expected [18, 16]"),
    ({ config, _ in config = config.replacing(":8,", with: ":99999999999,") }, "hidden_size"),
    ({ config, _ in config = config.replacing(":12,", with: ":0,") }, "intermediate_size"),
    ({ config, _ in config = config.replacing("1e-12", with: "-1") }, "layer_norm_eps"),
    ({ config, _ in config = config.replacing(#""vocab_size":18,"#, with: "") }, "vocab_size"),
    (
      { config, _ in config = config.replacing("{", with: #"{"position_embedding_type":"relative_key","#) },
      "relative_key"
    ),
    ({ config, _ in config = config.replacing("{", with: #"{"is_decoder":true,"#) }, "is_decoder"),
    ({ config, _ in config = config.replacing("}", with: #","vocab_size":18}"#) }, "occurs twice"),
    ({ config, _ in config = "[" }, "config.json"),
    ({ config, _ in config = config.replacing(":18,", with: ":17,") }, "[17, 8]"),
    ({ _, shapes in shapes.removeLast() }, "encoder.layer.1.output.LayerNorm"),
    ({ _, shapes in shapes[7].1 = [8, 9] }, "[8, 9]"),
  ]

  @Test("What cannot be built is refused, by name", arguments: wrong.indices)
  func refused(_ index: Int) throws {
    var (configuration, shapes) = (SmallModel.bertConfiguration, SmallModel.bertShapes)
    Self.wrong[index].change(&configuration, &shapes)
    let model = try SmallModel.bert(configuration: configuration, shapes: shapes)
    let error = try #require(throws: (any Error).self) { try SentenceEncoder(ModelFolder(model.path)) }
    #expect("\(error)".contains(Self.wrong[index].says), "\(error)")
  }

  @Test("Weights that are not finite are found out")
  func notFinite() throws {
    let model = try SmallModel.bert()
    let path = model.path + "/model.safetensors"
    var data = try Data(contentsOf: URL(fileURLWithPath: path))
    data.replaceSubrange((data.count - 4)..., with: [0, 0, 0xc0, 0x7f])
    try data.write(to: URL(fileURLWithPath: path))
    let encoder = try SentenceEncoder(ModelFolder(model.path))
    #expect(throws: ModelError.self) { try encoder.embeddings(of: ["a"]) }
  }
}

/// What linear layers were given; runs are single-threaded here.
private final class Seen: @unchecked Sendable {
  private(set) var names: [String] = []
  private(set) var shapes: [String: [Int]] = [:]

  func add(_ name: String, _ shape: [Int]) {
    names.append(name)
    shapes[name] = shape
  }
}
