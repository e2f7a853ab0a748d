/// The layers of a BERT encoder, each read when its turn comes.
public struct BertBlocks: LayeredModel {
  /// The sizes.
  public let configuration: BertConfiguration
  private let reader: WeightReader

  /// Opens a model; no weights are read.
  ///
  /// - Throws: ``ModelError`` if the architecture is another one, or the files have more layers than the configuration counts.
  public init(_ folder: ModelFolder) throws {
    configuration = try BertConfiguration(folder)
    reader = try BertEncoder<Float>.reader(folder, configuration)
  }

  /// See the protocol.
  public var blockCount: Int { configuration.layers }
  /// See the protocol.
  public var width: Int { configuration.width }
  /// See the protocol.
  public var vocabulary: Int { configuration.vocabulary }
  /// See the protocol.
  public var maximalLength: Int { configuration.positions }
  /// See the protocol.
  public var areTransposed: Bool { false }
  /// See the protocol.
  public var readsWholeTexts: Bool { true }

  /// See the protocol.
  public func embedded(_ texts: [[Int]]) throws -> (rows: Tensor<Float>, sequences: [Range<Int>]) {
    let input = JoinedTexts(texts, atMost: maximalLength)
    let embeddings = reader.child("embeddings")
    var rows = try embeddings.rows("word_embeddings.weight", input.symbols, of: [vocabulary, width])
    rows += try embeddings.rows("position_embeddings.weight", input.places, of: [maximalLength, width])
    rows += try embeddings.rows(
      "token_type_embeddings.weight", input.symbols.map { _ in 0 }, of: [configuration.segments, width])
    let norm = try embeddings.layerNorm("LayerNorm", width: width, epsilon: configuration.epsilon, Float.self)
    return (norm(rows), input.sequences)
  }

  /// See the protocol.
  public func block(_ index: Int) throws -> BertLayer<Float> {
    precondition(index >= 0 && index < blockCount, "layer \(index) of \(blockCount)")
    return try BertLayer(reader.child("encoder.layer.\(index)"), configuration)
  }

  /// See the protocol.
  public func path(ofBlock index: Int) -> String { "\(reader.path)encoder.layer.\(index)." }
}
