import Models

/// A layer of a BERT encoder whose linear layers can be replaced one by one: by a ``LowRankLinear`` beside frozen weights, or by a ``LayerChain`` of
/// a linear layer and an ``Adapter``.
///
/// ```swift
/// var block = EncoderBlock(encoder.layers[0])
/// block.query = LowRankLinear(base: encoder.layers[0].query, rank: 8, using: &generator)
/// ```
///
/// What is not to be trained is left out of the clipping plan.
public struct EncoderBlock<Scalar: ClippingScalar>: PerExampleLayer {
  /// Queries, keys and values.
  public var query, key, value: any PerExampleLayer<Scalar>
  /// What is made of the means of values; to the inner width and back.
  public var attentionOutput, intermediate, output: any PerExampleLayer<Scalar>
  /// The normalisation after the attention, and the one at the end.
  public var attentionNorm, outputNorm: LayerNorm<Scalar>
  /// The function between the layers of the inner width.
  public let activation: Activation
  /// How tokens attend to each other.
  public let attention: Attention<Scalar>

  /// The layer of an encoder that was read from files.
  public init(_ layer: BertLayer<Scalar>) {
    self.init(
      query: layer.query, key: layer.key, value: layer.value, attentionOutput: layer.attentionOutput,
      intermediate: layer.intermediate, output: layer.output, attentionNorm: layer.attentionNorm,
      outputNorm: layer.outputNorm, activation: layer.activation, attention: layer.attention)
  }

  /// A layer of these parts.
  public init(
    query: any PerExampleLayer<Scalar>, key: any PerExampleLayer<Scalar>, value: any PerExampleLayer<Scalar>,
    attentionOutput: any PerExampleLayer<Scalar>, intermediate: any PerExampleLayer<Scalar>,
    output: any PerExampleLayer<Scalar>, attentionNorm: LayerNorm<Scalar>, outputNorm: LayerNorm<Scalar>,
    activation: Activation, attention: Attention<Scalar>
  ) {
    (self.query, self.key, self.value) = (query, key, value)
    (self.attentionOutput, self.intermediate, self.output) = (attentionOutput, intermediate, output)
    (self.attentionNorm, self.outputNorm) = (attentionNorm, outputNorm)
    (self.activation, self.attention) = (activation, attention)
  }

  /// Whether one of its layers does.
  public var mixesExamples: Bool {
    [query, key, value, attentionOutput, intermediate, output].contains { $0.mixesExamples }
  }

  /// Names and values of the parameters, in place, named as in published files; see `Module`.
  public mutating func visitParameters(
    _ path: String, _ body: (String, inout Tensor<Scalar>) throws -> Void
  ) rethrows {
    try query.visitParameters(path + "attention.self.query.", body)
    try key.visitParameters(path + "attention.self.key.", body)
    try value.visitParameters(path + "attention.self.value.", body)
    try attentionOutput.visitParameters(path + "attention.output.dense.", body)
    try attentionNorm.visitParameters(path + "attention.output.LayerNorm.", body)
    try intermediate.visitParameters(path + "intermediate.dense.", body)
    try output.visitParameters(path + "output.dense.", body)
    try outputNorm.visitParameters(path + "output.LayerNorm.", body)
  }

  /// See the protocol.
  public func forward(_ x: BatchRows<Scalar>) throws -> (BatchRows<Scalar>, Backward) {
    let (q, queryWay) = try query.forward(x)
    let (k, keyWay) = try key.forward(x)
    let (v, valueWay) = try value.forward(x)
    let (means, kept) = attention.forward(q: q.values, k: k.values, v: v.values, sequences: x.rows.ranges)
    let (mixed, mixedWay) = try attentionOutput.forward(BatchRows(means, rows: x.rows))
    let (middle, middleWay) = try attentionNorm.forward(BatchRows(mixed.values + x.values, rows: x.rows))
    let (inner, innerWay) = try intermediate.forward(middle)
    let (last, lastWay) = try output.forward(BatchRows(activation(inner.values), rows: x.rows))
    let (end, endWay) = try outputNorm.forward(BatchRows(last.values + middle.values, rows: x.rows))
    return (
      end,
      { dy, pass in
        func back(
          _ way: Backward, _ dy: Tensor<Scalar>, _ name: String
        ) throws -> Tensor<Scalar> {
          guard let dx = try way(dy, pass.inner(name, wantsInput: true)) else {
            throw LayerError.input(layer: name, found: "no derivatives of its input", expected: "a layer that has them")
          }
          return dx
        }
        let sum = try back(endWay, dy, "output.LayerNorm")
        let activated = try back(lastWay, sum, "output.dense")
        var toMiddle = try back(innerWay, activation.backward(activated, at: inner.values), "intermediate.dense")
        toMiddle += sum
        var dx = try back(middleWay, toMiddle, "attention.output.LayerNorm")
        let (dq, dk, dv) = attention.backward(try back(mixedWay, dx, "attention.output.dense"), kept)
        for (name, way, derivative) in [("query", queryWay, dq), ("key", keyWay, dk), ("value", valueWay, dv)] {
          let more = try way(derivative, pass.inner("attention.self.\(name)"))
          if let more { dx += more }
        }
        return pass.wantsInput ? dx : nil
      }
    )
  }
}

/// What a BERT encoder makes of symbols before its first layer: the sum of rows for the symbol, its place and the kind of segment, normalised.
///
/// It is given one column, the numbers of the symbols; all are of the first segment.
public struct EncoderEmbeddings<Scalar: ClippingScalar>: PerExampleLayer {
  /// A row for each symbol, for each place, for each kind of segment.
  public var words, positions, segments: Embedding<Scalar>
  /// What normalises the sum.
  public var norm: LayerNorm<Scalar>

  /// The embeddings of an encoder that was read from files.
  public init(_ encoder: BertEncoder<Scalar>) {
    self.init(words: encoder.words, positions: encoder.positions, segments: encoder.segments, norm: encoder.norm)
  }

  /// Embeddings of these rows.
  public init(
    words: Embedding<Scalar>, positions: Embedding<Scalar>, segments: Embedding<Scalar>, norm: LayerNorm<Scalar>
  ) { (self.words, self.positions, self.segments, self.norm) = (words, positions, segments, norm) }

  /// Names and values of the parameters, in place, named as in published files; see `Module`.
  public mutating func visitParameters(
    _ path: String, _ body: (String, inout Tensor<Scalar>) throws -> Void
  ) rethrows {
    try words.visitParameters(path + "word_embeddings.", body)
    try positions.visitParameters(path + "position_embeddings.", body)
    try segments.visitParameters(path + "token_type_embeddings.", body)
    try norm.visitParameters(path + "LayerNorm.", body)
  }

  /// See the protocol.
  ///
  /// - Throws: ``LayerError`` if something is no symbol, or an example is too long.
  public func forward(_ x: BatchRows<Scalar>) throws -> (BatchRows<Scalar>, Backward) {
    let symbols = EmbeddingLayer(symbols: words, places: positions)
    let sum = try symbols.forward(x).0
    let kinds = [Int](repeating: 0, count: x.rows.rows)
    let (y, normWay) = try norm.forward(BatchRows(sum.values + segments(kinds), rows: x.rows))
    return (
      y,
      { dy, pass in
        guard let inner = try normWay(dy, pass.inner("LayerNorm", wantsInput: true)) else { return nil }
        for (name, numbers) in [
          ("word_embeddings.weight", try EmbeddingLayer<Scalar>.ids(x.values, below: words.weight.rows)),
          ("position_embeddings.weight", x.rows.ranges.flatMap { Array(0..<$0.count) }),
          ("token_type_embeddings.weight", kinds),
        ] {
          if let name = pass.trained(name) {
            try pass.visit(EmbeddingUse(name: name, symbols: numbers, dy: inner, rows: x.rows))
          }
        }
        return nil
      }
    )
  }
}

extension LayerChain: PerExampleLayer {
  /// The layers as one: a chain within a chain.
  public func forward(_ x: BatchRows<Scalar>) throws -> (BatchRows<Scalar>, Backward) {
    var (y, ways) = (x, [Backward]())
    for layer in layers {
      let (next, way) = try layer.forward(y)
      y = next
      ways.append(way)
    }
    let all = ways
    return (
      y,
      { dy, pass in
        var dy = dy
        for index in all.indices.reversed() {
          let inner = pass.inner("\(index)", wantsInput: index > 0 || pass.wantsInput)
          guard let dx = try all[index](dy, inner) else { return nil }
          dy = dx
        }
        return dy
      }
    )
  }
}
