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
  /// The sizes.
  public let configuration: DecoderConfiguration
  /// The names of its family.
  public let family: DecoderFamily
  /// The rows of the symbols, and of positions if they are learned.
  public var words: Embedding<Scalar>
  /// See `words`.
  public var positions: Embedding<Scalar>?
  private var norm: DecoderLayer<Scalar>.Norm
  private var head: Tensor<Scalar>?
  private let reader: WeightReader

  /// Opens a model: reads embedding, last normalisation and head, and checks that the files have the tensors that the configuration
  /// asks for, and no others.
  ///
  /// - Throws: ``ModelError`` if the architecture is not built, a shape is another one, or a tensor is there that has no meaning here;
  ///   `FormatError`.
  /// - Complexity: O(number of elements of the embedding and the head).
  public init(_ folder: ModelFolder) throws {
    family = try DecoderFamily.of(folder)
    configuration = try family.configuration(folder)
    let names = family.names
    let isBelow = folder.weights.entry(names.prefix + names.words + ".weight") != nil
    reader = WeightReader(weights: folder.weights, path: isBelow ? names.prefix : "")
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
    try refuseUnknownTensors(folder)
  }

  /// A tensor that nothing here reads may change what the model means.
  private func refuseUnknownTensors(_ folder: ModelFolder) throws {
    let names = family.names
    var known: Set<String> = ["lm_head.weight", reader.path + names.words + ".weight"]
    known.insert(reader.path + names.positions + ".weight")
    for end in [".weight", ".bias"] { known.insert(reader.path + names.finalNorm + end) }
    let ofLayer = try layer(0).parameters.map(\.name)
    for index in 0..<configuration.layers {
      for name in ofLayer {
        let full = path(index) + name
        guard folder.weights.entry(full) != nil else {
          throw ModelError(
            nil, "tensor \(full)", found: "none", expected: "one, as config.json says \(configuration.layers) layers")
        }
        known.insert(full)
      }
    }
    let unknown = folder.weights.names.first { name in
      !known.contains(name) && !names.ignored.contains { name.hasSuffix($0) }
    }
    if let unknown {
      throw ModelError(
        nil, "tensor \(unknown)", found: "a tensor that \(family.architecture) has no use for",
        expected: "the tensors of \(configuration.layers) layers, embedding, norm and head")
    }
  }

  private func path(_ index: Int) -> String { "\(reader.path)\(family.names.layers).\(index)." }

  /// Reads a layer.
  ///
  /// - Parameter index: from 0 on, below `configuration.layers`.
  /// - Throws: ``ModelError`` if a shape is not that of the configuration; `FormatError` if a tensor is missing.
  /// - Complexity: O(number of its parameters).
  public func layer(_ index: Int) throws -> DecoderLayer<Scalar> {
    precondition(index >= 0 && index < configuration.layers, "layer \(index) of \(configuration.layers)")
    return try DecoderLayer(WeightReader(weights: reader.weights, path: path(index)), family, configuration)
  }

  /// The names of the linear layers in the file, of all layers, and of their tensors before `.weight`.
  public func linearNames(ofLayer index: Int, _ layer: DecoderLayer<Scalar>) -> [String] {
    layer.linearLayers.map { path(index) + $0.name }
  }

  /// What the first layer is given.
  ///
  /// - Parameter texts: symbols below `configuration.vocabulary`, no text longer than `configuration.maximalLength`.
  public func embedded(_ texts: [[Int]]) -> (rows: Tensor<Scalar>, sequences: [Range<Int>]) {
    var (symbols, places, sequences) = ([Int](), [Int](), [Range<Int>]())
    for text in texts {
      precondition(text.count <= configuration.maximalLength, "a text of \(text.count) symbols")
      sequences.append(symbols.count..<(symbols.count + text.count))
      symbols += text
      places += text.indices
    }
    var rows = words(symbols)
    if let positions { rows += positions(places) }
    return (rows, sequences)
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
