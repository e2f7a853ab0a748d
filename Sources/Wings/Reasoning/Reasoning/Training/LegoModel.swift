import Models

/// A small transformer that is trained on the task: pre-norm, learned places, and heads that are learned or fixed.
///
///     var stream = RandomStream(seed: 1).child("model")
///     var model = LegoModel<Float>(.init(order: 2, clauses: 4, layers: 4, fixed: [.association, .local]), using: &stream)
///
/// It reads five tokens for each clause, and predicts the value of a clause's variable at its first token.
public struct LegoModel<Scalar: NetworkScalar>: Module {
  /// What a model is made of.
  public struct Shape: Sendable, Hashable, Codable {
    /// The order of the group.
    public var order: Int
    /// Instances have at most this many clauses.
    public var clauses: Int
    /// How often a layer is applied.
    public var layers: Int
    /// The width of the stream.
    public var width: Int
    /// The number of heads of each layer, the fixed ones among them; divides the width.
    public var heads: Int
    /// The heads of each layer whose attention is fixed.
    public var fixed: [FixedHead]
    /// Whether all layers have the same weights.
    public var isTied: Bool

    /// A shape.
    public init(
      order: Int, clauses: Int, layers: Int, width: Int = 32, heads: Int = 4, fixed: [FixedHead] = [],
      isTied: Bool = false
    ) {
      (self.order, self.clauses, self.layers, self.width) = (order, clauses, layers, width)
      (self.heads, self.fixed, self.isTied) = (heads, fixed, isTied)
    }

    /// Whether there is a model of this shape: all numbers are positive, at most 26 clauses, heads divide the width, and no more heads
    /// are fixed than there are.
    public var isValid: Bool {
      order >= 1 && 1...LegoVariable.count ~= clauses && 1...1_000 ~= layers && 1...4_096 ~= width && heads >= 1
        && width % heads == 0 && fixed.count <= heads
    }

    /// The number of weights of a model of this shape.
    ///
    /// - Precondition: the shape is valid.
    public var weightCount: Int {
      func linear(_ inputs: Int, _ outputs: Int) -> Int { outputs * (inputs + 1) }
      let (learned, copied) = ((heads - fixed.count) * width / heads, fixed.count * width / heads)
      var block = 4 * width + linear(width, 4 * width) + linear(4 * width, width)
      if learned > 0 { block += 3 * linear(width, learned) + linear(learned, width) }
      if copied > 0 { block += linear(width, copied) + linear(copied, width) }
      return (LegoVocabulary(order: order).count + 5 * clauses + 2) * width + (isTied ? 1 : layers) * block
        + linear(width, order)
    }
  }

  /// What it is made of.
  public let shape: Shape
  var tokens, places: Embedding<Scalar>
  var blocks: [LegoBlock<Scalar>]
  var norm: LayerNorm<Scalar>
  var classifier: Linear<Scalar>

  /// A model with random weights.
  ///
  /// - Precondition: the shape is valid.
  public init(
    _ shape: Shape, initialization: LegoInitialization = .faintPlaces, using stream: inout some RandomNumberGenerator
  ) {
    self.init(shape) { initialization.draw($0, shape: $1, using: &stream) }
  }

  /// A model whose weights are as `draw` makes them, of the shapes that it is asked for.
  ///
  /// - Precondition: the shape is valid.
  init(_ shape: Shape, draw: (LegoInitialization.Part, [Int]) -> Tensor<Scalar>) {
    precondition(shape.isValid, "no shape of a model: \(shape)")
    self.shape = shape
    let width = shape.width
    tokens = Embedding(weight: draw(.tokens, [LegoVocabulary(order: shape.order).count, width]))
    places = Embedding(weight: draw(.places, [5 * shape.clauses, width]))
    blocks = (0..<(shape.isTied ? 1 : shape.layers)).map { _ in
      LegoBlock(
        width: width, learned: shape.heads - shape.fixed.count, fixed: shape.fixed.count,
        headWidth: width / shape.heads, draw: draw)
    }
    norm = LayerNorm(weight: Tensor(repeating: 1, shape: [width]), bias: Tensor(repeating: 0, shape: [width]))
    classifier = Linear(
      weight: draw(.matrix(inputs: width), [shape.order, width]), bias: draw(.bias(inputs: width), [shape.order]))
  }

  /// Calls `body` with the name and the value of each parameter: tokens, places, blocks, norm, classifier.
  public mutating func visitParameters(
    _ path: String, _ body: (String, inout Tensor<Scalar>) throws -> Void
  ) rethrows {
    try tokens.visitParameters(path + "tokens.", body)
    try places.visitParameters(path + "places.", body)
    for index in blocks.indices { try blocks[index].visitParameters("\(path)blocks.\(index).", body) }
    try norm.visitParameters(path + "norm.", body)
    try classifier.visitParameters(path + "classifier.", body)
  }

  /// The elements that the model predicts along the chain of each sample.
  ///
  /// - Complexity: that of one pass over all samples at once.
  public func predictions(_ samples: [LegoSample]) -> [[Int]] {
    let batch = Batch(samples, positions: { $0.chain.count })
    let (logits, _) = forward(batch)
    var row = 0
    return samples.map { sample in
      sample.chain.map { _ in
        defer { row += 1 }
        return (0..<shape.order).max { logits[row, $0] < logits[row, $1] } ?? 0
      }
    }
  }

  /// The mean cross-entropy over the supervised positions of all samples, whose derivatives are added to `gradient`.
  ///
  /// - Precondition: some position is supervised.
  public func loss(_ samples: [LegoSample], into gradient: inout LegoModel) -> Scalar {
    let batch = Batch(samples, positions: { $0.supervised })
    let (logits, kept) = forward(batch)
    let (value, dlogits) = Loss.crossEntropy(logits, labels: batch.labels)
    backward(dlogits, batch, kept, into: &gradient)
    return value
  }

  /// How far the first two learned heads of each layer are from the local map and the association map: the mean over rows, heads and layers of
  /// the reverse divergence KL(head ‖ map), both smoothed by 10⁻³. Its derivatives are added to `gradient`.
  ///
  /// This is the stage of arXiv 2206.04301 that comes before any label: heads learn the patterns, and nothing of the task.
  /// - Precondition: at least two heads are learned.
  public func mimickingLoss(_ samples: [LegoSample], into gradient: inout LegoModel) -> Scalar {
    precondition(shape.heads - shape.fixed.count >= 2, "two heads are learned")
    let batch = Batch(samples, positions: { $0.chain.count })
    let (_, kept) = forward(batch)
    let patterns: [FixedHead] = [.local, .association]
    let imitation = Imitation<Scalar>(patterns, tokens: batch.tokens, sequences: batch.sequences)
    var loss: Scalar = 0
    var dstream = Tensor<Scalar>(repeating: 0, shape: [batch.tokens.count, shape.width])
    for layer in (0..<shape.layers).reversed() {
      let index = shape.isTied ? 0 : layer
      let (value, dnormed) = blocks[index].imitate(
        imitation, kept.blocks[layer], weight: 1 / Scalar(shape.layers), into: &gradient.blocks[index])
      loss += value
      dstream = blocks[index].backward(
        dstream, kept.blocks[layer], mixing: kept.mixing, dnormed: dnormed, into: &gradient.blocks[index])
    }
    tokens.backward(dstream, at: batch.tokens, into: &gradient.tokens)
    places.backward(dstream, at: batch.places, into: &gradient.places)
    return loss
  }

  /// Samples one after the other.
  private struct Batch {
    var tokens: [Int] = []
    var places: [Int] = []
    var sequences: [Range<Int>] = []
    /// The rows at which values are predicted, and the values.
    var rows: [Int] = []
    var labels: [Int] = []

    init(_ samples: [LegoSample], positions: (LegoSample) -> Int) {
      for sample in samples {
        let start = tokens.count
        tokens += LegoVocabulary(order: sample.instance.group.order).tokens(of: sample.instance)
        places += 0..<(tokens.count - start)
        sequences.append(start..<tokens.count)
        let count = positions(sample)
        rows += sample.slots.prefix(count).map { start + 5 * $0 }
        labels += sample.values.prefix(count)
      }
    }
  }

  private struct Kept {
    var blocks: [LegoBlock<Scalar>.Kept] = []
    var mixing: FixedMixing<Scalar>?
    var norm: LayerNorm<Scalar>.Kept
    var picked: Tensor<Scalar>
  }

  private func forward(_ batch: Batch) -> (Tensor<Scalar>, Kept) {
    var stream = tokens(batch.tokens)
    stream += places(batch.places)
    let mixing =
      shape.fixed.isEmpty
      ? nil
      : FixedMixing<Scalar>(
        shape.fixed, tokens: batch.tokens, sequences: batch.sequences, headWidth: shape.width / shape.heads)
    var blocksKept: [LegoBlock<Scalar>.Kept] = []
    for layer in 0..<shape.layers {
      let (next, kept) = blocks[shape.isTied ? 0 : layer].forward(stream, sequences: batch.sequences, mixing: mixing)
      stream = next
      blocksKept.append(kept)
    }
    var picked: [Scalar] = []
    picked.reserveCapacity(batch.rows.count * shape.width)
    for row in batch.rows { picked += stream.elements[(row * shape.width)..<((row + 1) * shape.width)] }
    let (normed, kept) = norm.forward(Tensor(picked, shape: [batch.rows.count, shape.width]))
    return (classifier(normed), Kept(blocks: blocksKept, mixing: mixing, norm: kept, picked: normed))
  }

  private func backward(_ dlogits: Tensor<Scalar>, _ batch: Batch, _ kept: Kept, into gradient: inout LegoModel) {
    let dnormed = classifier.backward(dlogits, at: kept.picked, into: &gradient.classifier)
    let dpicked = norm.backward(dnormed, kept.norm, into: &gradient.norm)
    var elements = [Scalar](repeating: 0, count: batch.tokens.count * shape.width)
    for (row, to) in batch.rows.enumerated() {
      for column in 0..<shape.width {
        elements[to * shape.width + column] += dpicked.elements[row * shape.width + column]
      }
    }
    var dstream = Tensor(elements, shape: [batch.tokens.count, shape.width])
    for layer in (0..<shape.layers).reversed() {
      let index = shape.isTied ? 0 : layer
      dstream = blocks[index].backward(
        dstream, kept.blocks[layer], mixing: kept.mixing, into: &gradient.blocks[index])
    }
    tokens.backward(dstream, at: batch.tokens, into: &gradient.tokens)
    places.backward(dstream, at: batch.places, into: &gradient.places)
  }
}
