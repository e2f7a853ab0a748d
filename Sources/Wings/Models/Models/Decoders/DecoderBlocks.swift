import Formats

/// The layers of a decoder, each read out of the mapped file when its turn comes.
public struct DecoderBlocks<Scalar: NetworkScalar>: Sendable {
  /// The sizes.
  public let configuration: DecoderConfiguration
  /// The names of its family.
  public let family: DecoderFamily
  let reader: WeightReader

  /// Opens a model: checks that the files have the tensors that the configuration asks for, and no others; no weights are kept.
  ///
  /// - Throws: ``ModelError`` if the architecture is not built, a shape is another one, or a tensor is there that has no meaning here;
  ///   `FormatError`.
  /// - Complexity: O(number of elements of a layer).
  public init(_ folder: ModelFolder) throws {
    family = try DecoderFamily.of(folder)
    configuration = try family.configuration(folder)
    let names = family.names
    let isBelow = folder.weights.entry(names.prefix + names.words + ".weight") != nil
    reader = WeightReader(weights: folder.weights, path: isBelow ? names.prefix : "")
    try refuseUnknownTensors(folder)
  }

  /// A tensor that nothing here reads may change what the model means.
  private func refuseUnknownTensors(_ folder: ModelFolder) throws {
    let names = family.names
    var known: Set<String> = ["lm_head.weight", reader.path + names.words + ".weight"]
    known.insert(reader.path + names.positions + ".weight")
    for end in [".weight", ".bias"] { known.insert(reader.path + names.finalNorm + end) }
    let ofLayer = try block(0).parameters.map(\.name)
    for index in 0..<configuration.layers {
      for name in ofLayer {
        let full = path(ofBlock: index) + name
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

  /// What stands before the names of a layer's tensors in the file, the last point included.
  public func path(ofBlock index: Int) -> String { "\(reader.path)\(family.names.layers).\(index)." }

  /// Reads a layer.
  ///
  /// - Parameter index: from 0 on, below `configuration.layers`.
  /// - Throws: ``ModelError`` if a shape is not that of the configuration; `FormatError` if a tensor is missing.
  /// - Complexity: O(number of its parameters).
  public func block(_ index: Int) throws -> DecoderLayer<Scalar> {
    precondition(index >= 0 && index < configuration.layers, "layer \(index) of \(configuration.layers)")
    return try DecoderLayer(WeightReader(weights: reader.weights, path: path(ofBlock: index)), family, configuration)
  }
}

extension DecoderBlocks: LayeredModel where Scalar == Float {
  /// See the protocol.
  public var blockCount: Int { configuration.layers }
  /// See the protocol.
  public var width: Int { configuration.width }
  /// See the protocol.
  public var vocabulary: Int { configuration.vocabulary }
  /// See the protocol.
  public var maximalLength: Int { configuration.maximalLength }
  /// See the protocol.
  public var areTransposed: Bool { family.names.areTransposed }
  /// See the protocol.
  public var readsWholeTexts: Bool { false }

  /// See the protocol.
  public func embedded(_ texts: [[Int]]) throws -> (rows: Tensor<Float>, sequences: [Range<Int>]) {
    let input = JoinedTexts(texts, atMost: maximalLength)
    var rows = try reader.rows(family.names.words + ".weight", input.symbols, of: [vocabulary, width])
    if case .learned = configuration.positions {
      rows += try reader.rows(family.names.positions + ".weight", input.places, of: [maximalLength, width])
    }
    return (rows, input.sequences)
  }
}
