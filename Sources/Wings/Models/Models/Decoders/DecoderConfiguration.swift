/// The sizes and kinds of layers of a decoder.
public struct DecoderConfiguration: Hashable, Sendable {
  /// What normalises rows.
  public enum Normalisation: Hashable, Sendable {
    /// Mean 0 and variance 1, gain and offset.
    case layer
    /// Mean square 1, and a gain.
    case rootMeanSquare
  }

  /// How a token's place is told.
  public enum Positions: Hashable, Sendable {
    /// A row for each position, which is added to that of the symbol.
    case learned
    /// Queries and keys are turned; by a step each pair of columns by this angle.
    case rotary(frequencies: [Double])
  }

  /// The number of columns of the activations, and of those between the feed-forward layers.
  public var width, innerWidth: Int
  /// The number of layers.
  public var layers: Int
  /// The number of heads of queries, and of keys and values.
  public var heads, keyHeads: Int
  /// The number of columns of a head.
  public var headWidth: Int
  /// The number of symbols.
  public var vocabulary: Int
  /// A text may have this many symbols.
  public var maximalLength: Int
  /// What normalises rows.
  public var normalisation: Normalisation
  /// What normalisations add.
  public var epsilon: Double
  /// The function of the feed-forward layers; of the gate, if `isGated`.
  public var activation: Activation
  /// Whether the inner activations are multiplied by those of a gate (Shazeer, arXiv 2002.05202).
  public var isGated: Bool
  /// How places are told.
  public var positions: Positions
  /// A token attends to this many tokens, itself included; nil for all before it.
  public var window: Int?
  /// Whether the scores of symbols are products with the rows of the embedding.
  public var isTied: Bool
  /// Whether queries, keys and values have a bias; whether what follows the attention has one; whether feed-forward layers do.
  public var hasQueryBias, hasOutputBias, hasInnerBias: Bool
}

/// The names that a family's files give to tensors, and how they are stored.
public struct DecoderNames: Hashable, Sendable {
  /// What may stand before all names but that of the head: `model.`.
  public var prefix: String
  /// The embedding of symbols, and of positions if they are learned.
  public var words, positions: String
  /// The list of layers: `layers`.
  public var layers: String
  /// Within a layer: the normalisations before the attention and before the feed-forward layers.
  public var attentionNorm, innerNorm: String
  /// Queries, keys and values: three names, or one if their weights stand below each other.
  public var projections: [String]
  /// What follows the attention.
  public var attentionOutput: String
  /// Gate and values: two names, or one if they stand below each other; one if there is no gate.
  public var innerInputs: [String]
  /// The second feed-forward layer.
  public var innerOutput: String
  /// The normalisation at the end.
  public var finalNorm: String
  /// Whether weights of linear layers are stored with a row for each input.
  public var areTransposed = false
  /// Ends of names of tensors that files may have and that say nothing, such as masks.
  public var ignored: [String] = []
}

/// A family of decoders: how its `config.json` is read, and what its files call their tensors.
///
/// Another family is a value like these and a place in ``all``.
public struct DecoderFamily: Sendable {
  /// What `config.json` says under `model_type`.
  public let architecture: String
  /// The names in its files.
  public let names: DecoderNames
  let configuration: @Sendable (ModelFolder) throws(ModelError) -> DecoderConfiguration

  /// All families.
  public static let all: [DecoderFamily] = [.gpt2, .llama, .mistral, .qwen2, .phi3]

  /// The family of a model.
  ///
  /// - Throws: ``ModelError`` that names the architecture, if there is none.
  public static func of(_ folder: ModelFolder) throws(ModelError) -> DecoderFamily {
    if let family = all.first(where: { $0.architecture == folder.architecture }) { return family }
    throw ModelError(
      "config.json", "model_type", found: folder.architecture,
      expected: "one of \(all.map(\.architecture).joined(separator: ", ")); no other decoder is built")
  }
}
