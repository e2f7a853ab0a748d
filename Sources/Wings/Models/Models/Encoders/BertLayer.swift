/// One layer of BERT: attention, then two linear layers, each followed by a sum with its input and a normalisation. Devlin et al.:
/// *BERT* (arXiv 1810.04805). Its parameters have the names that published files give them.
public struct BertLayer<Scalar: NetworkScalar>: SequenceBlock {
  /// Queries, keys, values, and what is made of the means of values.
  public var query, key, value, attentionOutput: Linear<Scalar>
  /// The normalisation after the attention, and the one at the end.
  public var attentionNorm, outputNorm: LayerNorm<Scalar>
  /// The feed-forward layers: to the inner width and back.
  public var intermediate, output: Linear<Scalar>
  /// The function between these.
  public let activation: Activation
  /// How tokens attend to each other.
  public let attention: Attention<Scalar>

  /// What the derivative needs to know of a run.
  public struct Kept: Sendable {
    let x: Tensor<Scalar>
    let attention: Attention<Scalar>.Kept
    let context: Tensor<Scalar>
    let attentionNorm: LayerNorm<Scalar>.Kept
    let middle: Tensor<Scalar>
    let inner: Tensor<Scalar>
    let activated: Tensor<Scalar>
    let outputNorm: LayerNorm<Scalar>.Kept
  }

  init(_ reader: WeightReader, _ configuration: BertConfiguration) throws {
    let (width, type) = (configuration.width, Scalar.self)
    func square(_ name: String) throws -> Linear<Scalar> {
      try reader.linear(name, inputs: width, outputs: width, hasBias: true, type)
    }
    query = try square("attention.self.query")
    key = try square("attention.self.key")
    value = try square("attention.self.value")
    attentionOutput = try square("attention.output.dense")
    let epsilon = configuration.epsilon
    attentionNorm = try reader.layerNorm("attention.output.LayerNorm", width: width, epsilon: epsilon, type)
    intermediate = try reader.linear(
      "intermediate.dense", inputs: width, outputs: configuration.innerWidth, hasBias: true, type)
    output = try reader.linear("output.dense", inputs: configuration.innerWidth, outputs: width, hasBias: true, type)
    outputNorm = try reader.layerNorm("output.LayerNorm", width: width, epsilon: epsilon, type)
    activation = configuration.activation
    attention = Attention(heads: configuration.heads, headWidth: width / configuration.heads)
  }

  /// Names and values of the parameters, in place; see `Module`.
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

  /// The linear layers, in place; see `Module`.
  public mutating func visitLinears(
    _ path: String, _ body: (String, inout Linear<Scalar>) throws -> Void
  ) rethrows {
    try query.visitLinears(path + "attention.self.query.", body)
    try key.visitLinears(path + "attention.self.key.", body)
    try value.visitLinears(path + "attention.self.value.", body)
    try attentionOutput.visitLinears(path + "attention.output.dense.", body)
    try intermediate.visitLinears(path + "intermediate.dense.", body)
    try output.visitLinears(path + "output.dense.", body)
  }

  /// See the protocol.
  public var stages: [[String]] {
    [
      ["attention.self.query", "attention.self.key", "attention.self.value"], ["attention.output.dense"],
      ["intermediate.dense"], ["output.dense"],
    ]
  }

  /// See the protocol.
  public func input(
    ofStage stage: Int, _ x: Tensor<Scalar>, sequences: [Range<Int>], before: (Int) throws -> Tensor<Scalar>
  ) rethrows -> Tensor<Scalar> {
    switch stage {
    case 0: x
    case 1: context(x, sequences)
    case 2: middle(try before(1), x)
    default: activation(intermediate(try before(2)))
    }
  }

  /// See the protocol.
  public func output(_ x: Tensor<Scalar>, given: (Int) throws -> Tensor<Scalar>) rethrows -> Tensor<Scalar> {
    var end = output(try given(3))
    end += try given(2)
    return outputNorm(end)
  }

  /// See the protocol.
  public func callAsFunction(_ x: Tensor<Scalar>, sequences: [Range<Int>]) -> Tensor<Scalar> {
    let middle = middle(context(x, sequences), x)
    var end = output(activation(intermediate(middle)))
    end += middle
    return outputNorm(end)
  }

  private func context(_ x: Tensor<Scalar>, _ sequences: [Range<Int>]) -> Tensor<Scalar> {
    attention(q: query(x), k: key(x), v: value(x), sequences: sequences)
  }

  private func middle(_ context: Tensor<Scalar>, _ x: Tensor<Scalar>) -> Tensor<Scalar> {
    var sum = attentionOutput(context)
    sum += x
    return attentionNorm(sum)
  }

  /// The same, with what the derivative needs.
  public func forward(_ x: Tensor<Scalar>, sequences: [Range<Int>]) -> (Tensor<Scalar>, Kept) {
    let (context, keptAttention) = attention.forward(q: query(x), k: key(x), v: value(x), sequences: sequences)
    let (middle, keptMiddle) = attentionNorm.forward(attentionOutput(context) + x)
    let inner = intermediate(middle)
    let activated = activation(inner)
    let (end, keptEnd) = outputNorm.forward(output(activated) + middle)
    return (
      end,
      Kept(
        x: x, attention: keptAttention, context: context, attentionNorm: keptMiddle, middle: middle, inner: inner,
        activated: activated, outputNorm: keptEnd)
    )
  }

  /// Adds the derivatives by the parameters to `gradient`, and returns that by the layer's input.
  public func backward(_ dy: Tensor<Scalar>, _ kept: Kept, into gradient: inout BertLayer) -> Tensor<Scalar> {
    let end = outputNorm.backward(dy, kept.outputNorm, into: &gradient.outputNorm)
    let activated = output.backward(end, at: kept.activated, into: &gradient.output)
    let inner = activation.backward(activated, at: kept.inner)
    var middle = intermediate.backward(inner, at: kept.middle, into: &gradient.intermediate)
    middle += end
    var sum = attentionNorm.backward(middle, kept.attentionNorm, into: &gradient.attentionNorm)
    let context = attentionOutput.backward(sum, at: kept.context, into: &gradient.attentionOutput)
    let (dq, dk, dv) = attention.backward(context, kept.attention)
    sum += query.backward(dq, at: kept.x, into: &gradient.query)
    sum += key.backward(dk, at: kept.x, into: &gradient.key)
    sum += value.backward(dv, at: kept.x, into: &gradient.value)
    return sum
  }
}
