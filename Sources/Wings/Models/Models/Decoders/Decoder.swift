import Formats

/// A decoder of the GPT-2 or Llama family: scores of the next symbol after each symbol of a text.
///
/// ```swift
/// let decoder = try Decoder<Float>(ModelFolder("gpt2"))
/// let (scores, sequences) = try decoder([[464, 3290]])       // [2, 50257]
/// ```
///
/// Weights stay in the mapped file; a run reads one layer at a time, so that it holds the embedding, one layer and the activations.
/// Work that goes layer by layer, such as quantization, does the same with `embedded`, ``layer(_:)`` and `scores`.
public struct Decoder<Scalar: NetworkScalar>: Sendable {
  /// Its layers, and the sizes.
  public let blocks: DecoderBlocks<Scalar>
  /// The sizes.
  public var configuration: DecoderConfiguration { blocks.configuration }
  /// The names of its family.
  public var family: DecoderFamily { blocks.family }
  /// The rows of the symbols, and of positions if they are learned.
  public var words: Embedding<Scalar>
  /// See `words`.
  public var positions: Embedding<Scalar>?
  private var norm: DecoderLayer<Scalar>.Norm
  private var head: Tensor<Scalar>?

  /// Opens a model: reads embedding, last normalisation and head, and checks that the files have the tensors that the configuration
  /// asks for, and no others.
  ///
  /// - Throws: ``ModelError`` if the architecture is not built, a shape is another one, or a tensor is there that has no meaning here;
  ///   `FormatError`.
  /// - Complexity: O(number of elements of the embedding and the head).
  public init(_ folder: ModelFolder) throws {
    blocks = try DecoderBlocks(folder)
    let (reader, names, configuration) = (blocks.reader, blocks.family.names, blocks.configuration)
    words = try reader.embedding(names.words, rows: configuration.vocabulary, width: configuration.width, Scalar.self)
    if case .learned = configuration.positions {
      positions = try reader.embedding(
        names.positions, rows: configuration.maximalLength, width: configuration.width, Scalar.self)
    }
    norm = try DecoderLayer<Scalar>.Norm(reader, names.finalNorm, configuration)
    if !configuration.isTied {
      head = try WeightReader(weights: folder.weights).tensor(
        "lm_head.weight", [configuration.vocabulary, configuration.width], Scalar.self)
    }
  }

  /// Reads a layer.
  ///
  /// - Parameter index: from 0 on, below `configuration.layers`.
  /// - Throws: ``ModelError`` if a shape is not that of the configuration; `FormatError` if a tensor is missing.
  /// - Complexity: O(number of its parameters).
  public func layer(_ index: Int) throws -> DecoderLayer<Scalar> { try blocks.block(index) }

  /// The names of the linear layers in the file, of all layers, and of their tensors before `.weight`.
  public func linearNames(ofLayer index: Int, _ layer: DecoderLayer<Scalar>) -> [String] {
    layer.linearLayers.map { blocks.path(ofBlock: index) + $0.name }
  }

  /// What the first layer is given.
  ///
  /// - Parameter texts: symbols below `configuration.vocabulary`, no text longer than `configuration.maximalLength`.
  public func embedded(_ texts: [[Int]]) -> (rows: Tensor<Scalar>, sequences: [Range<Int>]) {
    let input = JoinedTexts(texts, atMost: configuration.maximalLength)
    var rows = words(input.symbols)
    if let positions { rows += positions(input.places) }
    return (rows, input.sequences)
  }

  /// Scores of all symbols, given what the last layer gives.
  public func scores(_ rows: Tensor<Scalar>) -> Tensor<Scalar> {
    Linear(weight: head ?? words.weight)(norm(rows))
  }

  /// Scores of the symbol that follows each symbol: the logarithms of probabilities but for a constant of each row.
  ///
  /// - Throws: as ``layer(_:)`` does.
  /// - Complexity: O(symbols · parameters), and O(n²) for a text of n symbols; each layer is read once.
  public func callAsFunction(_ texts: [[Int]]) throws -> (scores: Tensor<Scalar>, sequences: [Range<Int>]) {
    var (rows, sequences) = embedded(texts)
    for index in 0..<configuration.layers { rows = try layer(index)(rows, sequences: sequences) }
    return (scores(rows), sequences)
  }
}
