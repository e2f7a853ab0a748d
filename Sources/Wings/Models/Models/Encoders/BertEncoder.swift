import Formats

/// The sizes of a BERT encoder, as `config.json` gives them.
public struct BertConfiguration: Hashable, Sendable {
  /// The number of columns of the activations.
  public let width: Int
  /// The number of columns between the two feed-forward layers.
  public let innerWidth: Int
  /// The number of layers.
  public let layers: Int
  /// The number of heads of the attention; divides the width.
  public let heads: Int
  /// The number of symbols.
  public let vocabulary: Int
  /// A text may have this many symbols.
  public let positions: Int
  /// The number of kinds of segments.
  public let segments: Int
  /// What normalisations add to variances.
  public let epsilon: Double
  /// The function between the feed-forward layers.
  public let activation: Activation

  init(_ folder: ModelFolder) throws(ModelError) {
    guard folder.architecture == "bert" else {
      throw ModelError(
        "config.json", "model_type", found: folder.architecture, expected: "bert; no other encoder is built")
    }
    try folder.require("position_embedding_type", isOneOf: [], or: "absolute")
    try folder.require("is_decoder", isOneOf: [], or: "false")
    try folder.require("add_cross_attention", isOneOf: [], or: "false")
    width = try folder.positive("hidden_size")
    innerWidth = try folder.positive("intermediate_size")
    layers = try folder.positive("num_hidden_layers")
    heads = try folder.positive("num_attention_heads")
    vocabulary = try folder.positive("vocab_size")
    positions = try folder.positive("max_position_embeddings")
    segments = try folder.positive("type_vocab_size", default: 2)
    epsilon = try folder.positiveNumber("layer_norm_eps", default: 1e-12)
    activation = try folder.activation("hidden_act", default: "gelu")
    guard width % heads == 0 else {
      throw ModelError(
        "config.json", "num_attention_heads", found: "\(heads)", expected: "a divisor of hidden_size, \(width)")
    }
  }
}

/// A BERT encoder: a row of numbers for each symbol of a text.
///
/// ```swift
/// let encoder = try BertEncoder<Float>(ModelFolder("Models/all-MiniLM-L6-v2"))
/// let (rows, sequences) = encoder([[101, 7592, 102], [101, 102]])   // 5 rows, 0..<3 and 3..<5
/// ```
///
/// Texts of different lengths stand below each other and cost what their own symbols cost: there is no padding. `Double` is for
/// checks.
public struct BertEncoder<Scalar: NetworkScalar>: Module {
  /// The sizes.
  public let configuration: BertConfiguration
  /// A row for each symbol, for each position, for each kind of segment.
  public var words, positions, segments: Embedding<Scalar>
  /// What normalises the sum of these.
  public var norm: LayerNorm<Scalar>
  /// The layers, the first one first.
  public var layers: [BertLayer<Scalar>]

  /// What the derivative needs to know of a run.
  public struct Kept: Sendable {
    let symbols, places, kinds: [Int]
    let norm: LayerNorm<Scalar>.Kept
    let layers: [BertLayer<Scalar>.Kept]
  }

  /// Reads the weights of a folder. A pooling layer of the file is left out.
  ///
  /// - Throws: ``ModelError`` if the architecture is another one, or shapes are not those of the configuration; `FormatError`.
  /// - Complexity: O(number of parameters); the embedding of the words is copied too.
  public init(_ folder: ModelFolder) throws {
    configuration = try BertConfiguration(folder)
    let reader = try Self.reader(folder, configuration)
    let (width, type) = (configuration.width, Scalar.self)
    let embeddings = reader.child("embeddings")
    words = try embeddings.embedding("word_embeddings", rows: configuration.vocabulary, width: width, type)
    positions = try embeddings.embedding("position_embeddings", rows: configuration.positions, width: width, type)
    segments = try embeddings.embedding("token_type_embeddings", rows: configuration.segments, width: width, type)
    norm = try embeddings.layerNorm("LayerNorm", width: width, epsilon: configuration.epsilon, type)
    layers = []
    for index in 0..<configuration.layers {
      layers.append(try BertLayer(reader.child("encoder.layer.\(index)"), configuration))
    }
  }

  /// Files of sentence encoders name the tensors of the encoder alone, others all below `bert`.
  ///
  /// - Throws: ``ModelError`` if there are layers that the configuration does not count: without them the model would be another one.
  static func reader(_ folder: ModelFolder, _ configuration: BertConfiguration) throws(ModelError) -> WeightReader {
    let prefix = folder.weights.entry("bert.embeddings.LayerNorm.weight") == nil ? "" : "bert."
    let layers = prefix + "encoder.layer."
    let further = folder.weights.names.first { name in
      guard name.hasPrefix(layers), let number = name.dropFirst(layers.count).split(separator: ".").first else {
        return false
      }
      return !(Int(number).map { $0 >= 0 && $0 < configuration.layers } ?? false)
    }
    if let further {
      throw ModelError(
        nil, "tensor \(further)", found: "a tensor of a layer that config.json does not count",
        expected: "the tensors of \(configuration.layers) layers")
    }
    return WeightReader(weights: folder.weights, path: prefix)
  }

  /// Names and values of the parameters, in place; see `Module`.
  public mutating func visitParameters(
    _ path: String, _ body: (String, inout Tensor<Scalar>) throws -> Void
  ) rethrows {
    try words.visitParameters(path + "embeddings.word_embeddings.", body)
    try positions.visitParameters(path + "embeddings.position_embeddings.", body)
    try segments.visitParameters(path + "embeddings.token_type_embeddings.", body)
    try norm.visitParameters(path + "embeddings.LayerNorm.", body)
    for index in layers.indices { try layers[index].visitParameters(path + "encoder.layer.\(index).", body) }
  }

  /// The linear layers, in place; see `Module`.
  public mutating func visitLinears(
    _ path: String, _ body: (String, inout Linear<Scalar>) throws -> Void
  ) rethrows {
    for index in layers.indices { try layers[index].visitLinears(path + "encoder.layer.\(index).", body) }
  }

  /// The rows of all symbols after the last layer, and which of them belong to each text.
  ///
  /// - Parameter texts: symbols of texts, each below `configuration.vocabulary`, no text longer than `configuration.positions`.
  /// - Complexity: O(symbols · parameters of the layers), and O(n²) for a text of n symbols.
  public func callAsFunction(_ texts: [[Int]]) -> (rows: Tensor<Scalar>, sequences: [Range<Int>]) {
    let input = JoinedTexts(texts, atMost: configuration.positions)
    var x = norm(sum(input))
    for layer in layers { x = layer(x, sequences: input.sequences) }
    return (x, input.sequences)
  }

  /// What the first layer is given: for work that goes layer by layer.
  public func embedded(_ texts: [[Int]]) -> (rows: Tensor<Scalar>, sequences: [Range<Int>]) {
    let input = JoinedTexts(texts, atMost: configuration.positions)
    return (norm(sum(input)), input.sequences)
  }

  /// The same as `callAsFunction`, with what the derivative needs.
  public func forward(_ texts: [[Int]]) -> (rows: Tensor<Scalar>, sequences: [Range<Int>], kept: Kept) {
    let input = JoinedTexts(texts, atMost: configuration.positions)
    var (x, keptNorm) = norm.forward(sum(input))
    var kept: [BertLayer<Scalar>.Kept] = []
    for layer in layers {
      let (y, keptLayer) = layer.forward(x, sequences: input.sequences)
      x = y
      kept.append(keptLayer)
    }
    let all = Kept(symbols: input.symbols, places: input.places, kinds: kinds(input), norm: keptNorm, layers: kept)
    return (x, input.sequences, all)
  }

  /// Adds the derivatives by all parameters to `gradient`, given those by the rows.
  public func backward(_ dy: Tensor<Scalar>, _ kept: Kept, into gradient: inout BertEncoder) {
    var dy = dy
    for index in layers.indices.reversed() {
      dy = layers[index].backward(dy, kept.layers[index], into: &gradient.layers[index])
    }
    dy = norm.backward(dy, kept.norm, into: &gradient.norm)
    words.backward(dy, at: kept.symbols, into: &gradient.words)
    positions.backward(dy, at: kept.places, into: &gradient.positions)
    segments.backward(dy, at: kept.kinds, into: &gradient.segments)
  }

  private func kinds(_ input: JoinedTexts) -> [Int] { Array(repeating: 0, count: input.symbols.count) }

  private func sum(_ input: JoinedTexts) -> Tensor<Scalar> {
    var sum = words(input.symbols)
    sum += positions(input.places)
    sum += segments(kinds(input))
    return sum
  }
}
