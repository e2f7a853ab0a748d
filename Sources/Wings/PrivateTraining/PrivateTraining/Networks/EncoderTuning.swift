import Models

/// What of a BERT encoder is trained beside a linear head on the mean of its rows.
///
/// ```swift
/// let tuning = EncoderTuning(.lowRank(rank: 4), lastLayers: 2)
/// let tuned = try TunedEncoder(encoder, tuning, classes: 2, using: &generator)
/// ```
public struct EncoderTuning: Sendable, Hashable {
  /// How layers are trained.
  public enum Method: Sendable, Hashable {
    /// Not at all.
    case head
    /// LoRA (arXiv 2106.09685): products of this rank beside the frozen queries and values, multiplied by the scale.
    case lowRank(rank: Int, scale: Double = 1)
    /// Bottlenecks of this width after the attention and at the end of a layer, and the layer's normalisations (arXiv 1902.00751).
    case adapters(width: Int)
    /// All of their parameters; if all layers are trained, those of the embeddings as well.
    case full
  }

  /// How layers are trained.
  public var method: Method
  /// How many layers are trained, the last ones; what is below is run once for each text.
  public var lastLayers: Int

  /// This method for the last layers.
  ///
  /// - Precondition: no fewer than 0 layers; rank and width at least 1.
  public init(_ method: Method, lastLayers: Int) {
    precondition(lastLayers >= 0, "\(lastLayers) layers are trained")
    switch method {
    case .lowRank(let size, _), .adapters(let size): precondition(size >= 1, "a rank or a width of \(size)")
    case .head, .full: break
    }
    (self.method, self.lastLayers) = (method, method == .head ? 0 : lastLayers)
  }
}

/// A BERT encoder with a head, cut in two: what is frozen below all that is trained, and the network above, which is trained.
///
/// The lower part does not change, so each text is run through it once, not once for each step.
public struct TunedEncoder<Scalar: ClippingScalar>: Sendable {
  /// What is trained, and what is between. Names begin with the number of the layer in this network.
  public let network: LayerChain<Scalar>
  /// The encoder as it was read.
  private let encoder: BertEncoder<Scalar>
  /// How many layers of the encoder are below the network; nil if the embeddings are in the network.
  private let below: Int?
  private let trainsNorms: Bool

  /// An encoder with a head of zeros. Layers begin such that the network gives what the encoder gives.
  ///
  /// - Parameters:
  ///   - encoder: the encoder.
  ///   - tuning: what is trained. More layers than there are stand for all.
  ///   - classes: how many outputs the head has.
  ///   - generator: draws the first factors of products, and the inner weights of adapters.
  /// - Throws: ``LayerError``.
  public init(
    _ encoder: BertEncoder<Scalar>, _ tuning: EncoderTuning, classes: Int,
    using generator: inout some RandomNumberGenerator
  ) throws(LayerError) {
    let first = max(0, encoder.layers.count - tuning.lastLayers)
    let hasEmbeddings = tuning.method == .full && first == 0
    var layers: [any PerExampleLayer<Scalar>] = hasEmbeddings ? [EncoderEmbeddings(encoder)] : []
    for layer in encoder.layers[first...] { layers.append(Self.block(layer, tuning.method, using: &generator)) }
    let width = encoder.configuration.width
    layers.append(MeanLayer())
    layers.append(
      Linear(
        weight: Tensor(repeating: 0, shape: [classes, width]), bias: Tensor(repeating: 0, shape: [classes])))
    network = try LayerChain(layers)
    self.encoder = encoder
    below = hasEmbeddings ? nil : first
    if case .lowRank = tuning.method { trainsNorms = false } else { trainsNorms = true }
  }

  /// Whether a parameter of the network is trained: all but the normalisations beside products of low rank.
  public func isTrained(_ parameter: String) -> Bool { trainsNorms || !parameter.contains("LayerNorm.") }

  /// What the network is given for these texts.
  ///
  /// - Parameters:
  ///   - texts: symbols of each text, each below the encoder's vocabulary, no text longer than its positions.
  ///   - progress: told how many texts are done.
  /// - Complexity: one run of the frozen layers; the result has `width` numbers for each symbol, or one if the embeddings are trained.
  public func inputs(of texts: [[Int]], progress: (Int) -> Void = { _ in }) -> TextRows<Scalar> {
    var ends = [0]
    for text in texts { ends.append(ends[ends.count - 1] + text.count) }
    guard let below else {
      return TextRows(Tensor(texts.flatMap { $0.map { Scalar($0) } }, shape: [ends[texts.count], 1]), ends: ends)
    }
    let width = encoder.configuration.width
    var values = Tensor<Scalar>(repeating: 0, shape: [ends[texts.count], width])
    var first = 0
    while first < texts.count {
      // About as many rows at a time as products need to be fast.
      var last = first + 1
      while last < texts.count, ends[last + 1] - ends[first] <= 1024 { last += 1 }
      let (embedded, sequences) = encoder.embedded(Array(texts[first..<last]))
      var x = embedded
      for layer in encoder.layers[..<below] { x = layer(x, sequences: sequences) }
      values.withUnsafeMutablePointer { out in
        x.withUnsafePointer { (out + ends[first] * width).update(from: $0, count: x.rows * width) }
      }
      first = last
      progress(first)
    }
    return TextRows(values, ends: ends)
  }

  private static func block(
    _ layer: BertLayer<Scalar>, _ method: EncoderTuning.Method, using generator: inout some RandomNumberGenerator
  ) -> EncoderBlock<Scalar> {
    var block = EncoderBlock(layer)
    switch method {
    case .full, .head: return block
    case .lowRank(let rank, let scale):
      block.query = LowRankLinear(base: layer.query, rank: rank, scale: Scalar(scale), using: &generator)
      block.value = LowRankLinear(base: layer.value, rank: rank, scale: Scalar(scale), using: &generator)
      block.attentionOutput = FrozenLayer(layer.attentionOutput)
      block.output = FrozenLayer(layer.output)
    case .adapters(let width):
      block.query = FrozenLayer(layer.query)
      block.value = FrozenLayer(layer.value)
      block.attentionOutput = AdaptedLinear(layer.attentionOutput, width: width, using: &generator)
      block.output = AdaptedLinear(layer.output, width: width, using: &generator)
    }
    block.key = FrozenLayer(layer.key)
    block.intermediate = FrozenLayer(layer.intermediate)
    return block
  }
}

/// A frozen linear layer, then an adapter that at first changes nothing.
public struct AdaptedLinear<Scalar: ClippingScalar>: PerExampleLayer {
  /// The frozen layer.
  public let base: Linear<Scalar>
  /// What is trained.
  public var adapter: Adapter<Scalar>

  /// A frozen layer and an adapter whose way back is 0; its way down is drawn uniformly from ±√(1/inputs).
  ///
  /// - Precondition: the width is at least 1.
  public init(_ base: Linear<Scalar>, width: Int, using generator: inout some RandomNumberGenerator) {
    let size = base.outputs
    let square = Linear<Scalar>(weight: Tensor(repeating: 0, shape: [size, size]))
    let down = LowRankLinear<Scalar>(base: square, rank: width, using: &generator).down
    self.base = base
    adapter = Adapter(
      down: Linear(weight: down, bias: Tensor(repeating: 0, shape: [width])),
      up: Linear(
        weight: Tensor(repeating: 0, shape: [size, width]), bias: Tensor(repeating: 0, shape: [size])))
  }

  /// Those of the adapter; see `Module`.
  public mutating func visitParameters(
    _ path: String, _ body: (String, inout Tensor<Scalar>) throws -> Void
  ) rethrows { try adapter.visitParameters(path + "adapter.", body) }

  /// See the protocol.
  public func forward(_ x: BatchRows<Scalar>) throws -> (BatchRows<Scalar>, Backward) {
    let (y, way) = try adapter.forward(BatchRows(base(x.values), rows: x.rows))
    return (
      y,
      { dy, pass in
        guard let middle = try way(dy, pass.inner("adapter", wantsInput: pass.wantsInput)) else { return nil }
        return pass.wantsInput ? base.inputDerivatives(middle) : nil
      }
    )
  }
}
