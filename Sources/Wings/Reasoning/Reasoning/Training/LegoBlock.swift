import Models

/// A layer of the trained model: attention and a perceptron, each behind a normalisation, each added to the stream.
///
/// Some heads are learned, others have a fixed map; each kind has values and an output of its own, which is the same as one output over
/// all heads side by side.
struct LegoBlock<Scalar: NetworkScalar>: Module {
  var attentionNorm: LayerNorm<Scalar>
  /// Queries, keys and values of the learned heads, and their output; none if all heads are fixed.
  var query, key, value, output: Linear<Scalar>?
  /// Values of the fixed heads, and their output; none if all heads are learned.
  var fixedValue, fixedOutput: Linear<Scalar>?
  var perceptronNorm: LayerNorm<Scalar>
  var up, down: Linear<Scalar>
  let attention: Attention<Scalar>?

  /// A layer whose weights are as `draw` makes them, but for those of the normalisations, which are 1 and 0.
  init(
    width: Int, learned: Int, fixed: Int, headWidth: Int, draw: (LegoInitialization.Part, [Int]) -> Tensor<Scalar>
  ) {
    func linear(_ inputs: Int, _ outputs: Int) -> Linear<Scalar> {
      Linear(weight: draw(.matrix(inputs: inputs), [outputs, inputs]), bias: draw(.bias(inputs: inputs), [outputs]))
    }
    func norm() -> LayerNorm<Scalar> {
      LayerNorm(weight: Tensor(repeating: 1, shape: [width]), bias: Tensor(repeating: 0, shape: [width]))
    }
    (attentionNorm, perceptronNorm) = (norm(), norm())
    if learned > 0 {
      query = linear(width, learned * headWidth)
      key = linear(width, learned * headWidth)
      value = linear(width, learned * headWidth)
      output = linear(learned * headWidth, width)
    }
    if fixed > 0 {
      fixedValue = linear(width, fixed * headWidth)
      fixedOutput = linear(fixed * headWidth, width)
    }
    up = linear(width, 4 * width)
    down = linear(4 * width, width)
    attention = learned > 0 ? Attention(heads: learned, headWidth: headWidth) : nil
  }

  mutating func visitParameters(
    _ path: String, _ body: (String, inout Tensor<Scalar>) throws -> Void
  ) rethrows {
    try attentionNorm.visitParameters(path + "attention_norm.", body)
    try query?.visitParameters(path + "query.", body)
    try key?.visitParameters(path + "key.", body)
    try value?.visitParameters(path + "value.", body)
    try output?.visitParameters(path + "output.", body)
    try fixedValue?.visitParameters(path + "fixed_value.", body)
    try fixedOutput?.visitParameters(path + "fixed_output.", body)
    try perceptronNorm.visitParameters(path + "perceptron_norm.", body)
    try up.visitParameters(path + "up.", body)
    try down.visitParameters(path + "down.", body)
  }

  /// What the derivative needs to know of a run.
  struct Kept: Sendable {
    var normed: Tensor<Scalar>
    var norm: LayerNorm<Scalar>.Kept
    var attention: Attention<Scalar>.Kept?
    var learned, fixed: Tensor<Scalar>?
    var secondNormed: Tensor<Scalar>
    var secondNorm: LayerNorm<Scalar>.Kept
    var hidden, active: Tensor<Scalar>
  }

  func forward(
    _ x: Tensor<Scalar>, sequences: [Range<Int>], mixing: FixedMixing<Scalar>?
  ) -> (Tensor<Scalar>, Kept) {
    let (normed, norm) = attentionNorm.forward(x)
    var stream = x
    var (attended, learned, fixed): (Attention<Scalar>.Kept?, Tensor<Scalar>?, Tensor<Scalar>?)
    if let attention, let query, let key, let value, let output {
      let (heads, kept) = attention.forward(q: query(normed), k: key(normed), v: value(normed), sequences: sequences)
      stream += output(heads)
      (attended, learned) = (kept, heads)
    }
    if let mixing, let fixedValue, let fixedOutput {
      let heads = mixing(fixedValue(normed))
      stream += fixedOutput(heads)
      fixed = heads
    }
    let (secondNormed, secondNorm) = perceptronNorm.forward(stream)
    let hidden = up(secondNormed)
    let active = Activation.gelu(hidden)
    stream += down(active)
    return (
      stream,
      Kept(
        normed: normed, norm: norm, attention: attended, learned: learned, fixed: fixed, secondNormed: secondNormed,
        secondNorm: secondNorm, hidden: hidden, active: active)
    )
  }

  /// Adds the derivatives by the parameters to `gradient`, and returns that by the input.
  ///
  /// - Parameter dnormed: the derivative by the normalised input that comes from elsewhere, if any.
  func backward(
    _ dy: Tensor<Scalar>, _ kept: Kept, mixing: FixedMixing<Scalar>?, dnormed extra: Tensor<Scalar>? = nil,
    into gradient: inout LegoBlock
  ) -> Tensor<Scalar> {
    let dactive = down.backward(dy, at: kept.active, into: &gradient.down)
    let dhidden = Activation.gelu.backward(dactive, at: kept.hidden)
    let dsecond = up.backward(dhidden, at: kept.secondNormed, into: &gradient.up)
    var stream = dy
    stream += perceptronNorm.backward(dsecond, kept.secondNorm, into: &gradient.perceptronNorm)
    var dnormed = extra ?? Tensor<Scalar>(repeating: 0, shape: kept.normed.shape)
    if let attention, let attended = kept.attention, let learned = kept.learned,
      let dheads = output?.backward(stream, at: learned, into: &gradient.output)
    {
      let (dq, dk, dv) = attention.backward(dheads, attended)
      for (layer, derivative, path) in [
        (query, dq, \LegoBlock.query), (key, dk, \LegoBlock.key), (value, dv, \LegoBlock.value),
      ] {
        if let part = layer?.backward(derivative, at: kept.normed, into: &gradient[keyPath: path]) { dnormed += part }
      }
    }
    if let mixing, let fixed = kept.fixed,
      let dheads = fixedOutput?.backward(stream, at: fixed, into: &gradient.fixedOutput),
      let part = fixedValue?.backward(mixing.backward(dheads), at: kept.normed, into: &gradient.fixedValue)
    {
      dnormed += part
    }
    stream += attentionNorm.backward(dnormed, kept.norm, into: &gradient.attentionNorm)
    return stream
  }
}

extension Linear {
  /// The same where the gradient's layer is there if this one is.
  func backward(_ dy: Tensor<Scalar>, at x: Tensor<Scalar>, into gradient: inout Linear?) -> Tensor<Scalar>? {
    guard var layer = gradient else { return nil }
    gradient = nil
    defer { gradient = layer }
    return backward(dy, at: x, into: &layer)
  }
}
