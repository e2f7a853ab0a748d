/// One layer of a decoder: a normalisation, attention to the tokens before, a sum; then the same with two feed-forward layers.
///
/// Its linear layers are those of the file: weights that stand below each other there stay together. They have a row for each output
/// also if the file has it otherwise.
public struct DecoderLayer<Scalar: NetworkScalar>: SequenceBlock {
  /// A linear layer with its name in the file.
  public struct Named: Sendable {
    let name: String
    var linear: Linear<Scalar>
  }

  /// What normalises rows.
  enum Norm: Sendable {
    case layer(LayerNorm<Scalar>)
    case rootMeanSquare(RMSNorm<Scalar>)

    init(_ reader: WeightReader, _ name: String, _ configuration: DecoderConfiguration) throws {
      switch configuration.normalisation {
      case .layer:
        self = .layer(
          try reader.layerNorm(name, width: configuration.width, epsilon: configuration.epsilon, Scalar.self))
      case .rootMeanSquare:
        self = .rootMeanSquare(
          RMSNorm(
            weight: try reader.tensor(name + ".weight", [configuration.width], Scalar.self),
            epsilon: Scalar(configuration.epsilon)))
      }
    }

    func callAsFunction(_ x: Tensor<Scalar>) -> Tensor<Scalar> {
      switch self {
      case .layer(let norm): norm(x)
      case .rootMeanSquare(let norm): norm(x)
      }
    }

    mutating func visit(_ path: String, _ body: (String, inout Tensor<Scalar>) throws -> Void) rethrows {
      switch self {
      case .layer(var norm):
        try norm.visitParameters(path, body)
        self = .layer(norm)
      case .rootMeanSquare(var norm):
        try norm.visitParameters(path, body)
        self = .rootMeanSquare(norm)
      }
    }
  }

  /// The sizes.
  public let configuration: DecoderConfiguration
  private let names: DecoderNames
  private var attentionNorm, innerNorm: Norm
  private var projections, innerInputs: [Named]
  private var attentionOutput, innerOutput: Named
  private let attention: Attention<Scalar>
  private let rotary: Rotary<Scalar>?

  init(_ reader: WeightReader, _ family: DecoderFamily, _ configuration: DecoderConfiguration) throws {
    let names = family.names
    func named(_ name: String, _ inputs: Int, _ outputs: Int, _ hasBias: Bool) throws -> Named {
      guard names.areTransposed else {
        return Named(
          name: name,
          linear: try reader.linear(name, inputs: inputs, outputs: outputs, hasBias: hasBias, Scalar.self))
      }
      let stored = try reader.tensor(name + ".weight", [inputs, outputs], Scalar.self)
      return Named(
        name: name,
        linear: Linear(
          weight: stored.transposed,
          bias: hasBias ? try reader.tensor(name + ".bias", [outputs], Scalar.self) : nil))
    }
    func list(_ names: [String], _ outputs: [Int], _ hasBias: Bool) throws -> [Named] {
      if names.count == 1 { return [try named(names[0], configuration.width, outputs.reduce(0, +), hasBias)] }
      return try zip(names, outputs).map { try named($0, configuration.width, $1, hasBias) }
    }
    let (queries, keys) = (
      configuration.heads * configuration.headWidth, configuration.keyHeads * configuration.headWidth
    )
    let inner = configuration.innerWidth
    (self.configuration, self.names) = (configuration, names)
    attentionNorm = try Norm(reader, names.attentionNorm, configuration)
    innerNorm = try Norm(reader, names.innerNorm, configuration)
    projections = try list(names.projections, [queries, keys, keys], configuration.hasQueryBias)
    attentionOutput = try named(names.attentionOutput, queries, configuration.width, configuration.hasOutputBias)
    innerInputs = try list(
      names.innerInputs, configuration.isGated ? [inner, inner] : [inner], configuration.hasInnerBias)
    innerOutput = try named(names.innerOutput, inner, configuration.width, configuration.hasInnerBias)
    attention = Attention(
      heads: configuration.heads, keyHeads: configuration.keyHeads, headWidth: configuration.headWidth,
      isCausal: true, window: configuration.window)
    if case .rotary(let frequencies) = configuration.positions {
      rotary = Rotary(headWidth: configuration.headWidth, frequencies: frequencies)
    } else {
      rotary = nil
    }
  }

  /// Names and values of the parameters, in place; see `Module`.
  public mutating func visitParameters(
    _ path: String, _ body: (String, inout Tensor<Scalar>) throws -> Void
  ) rethrows {
    try attentionNorm.visit(path + names.attentionNorm + ".", body)
    try innerNorm.visit(path + names.innerNorm + ".", body)
    try visitNamed(path) { path, linear in try linear.visitParameters(path + ".", body) }
  }

  /// The linear layers, in place; see `Module`.
  public mutating func visitLinears(
    _ path: String, _ body: (String, inout Linear<Scalar>) throws -> Void
  ) rethrows { try visitNamed(path, body) }

  private mutating func visitNamed(
    _ path: String, _ body: (String, inout Linear<Scalar>) throws -> Void
  ) rethrows {
    for index in projections.indices { try body(path + projections[index].name, &projections[index].linear) }
    try body(path + attentionOutput.name, &attentionOutput.linear)
    for index in innerInputs.indices { try body(path + innerInputs[index].name, &innerInputs[index].linear) }
    try body(path + innerOutput.name, &innerOutput.linear)
  }

  /// See the protocol.
  public var stages: [[String]] {
    [projections.map(\.name), [attentionOutput.name], innerInputs.map(\.name), [innerOutput.name]]
  }

  /// See the protocol.
  public func input(
    ofStage stage: Int, _ x: Tensor<Scalar>, sequences: [Range<Int>], before: (Int) throws -> Tensor<Scalar>
  ) rethrows -> Tensor<Scalar> {
    switch stage {
    case 0: attentionNorm(x)
    case 1: context(try before(0), sequences)
    case 2: innerNorm(attentionOutput.linear(try before(1)) + x)
    default: activated(try before(2))
    }
  }

  /// See the protocol.
  public func output(_ x: Tensor<Scalar>, given: (Int) throws -> Tensor<Scalar>) rethrows -> Tensor<Scalar> {
    let middle = attentionOutput.linear(try given(1)) + x
    return innerOutput.linear(try given(3)) + middle
  }

  /// See the protocol.
  public func callAsFunction(_ x: Tensor<Scalar>, sequences: [Range<Int>]) -> Tensor<Scalar> {
    let middle = attentionOutput.linear(context(attentionNorm(x), sequences)) + x
    return innerOutput.linear(activated(innerNorm(middle))) + middle
  }

  /// Of each token the means of values.
  private func context(_ x: Tensor<Scalar>, _ sequences: [Range<Int>]) -> Tensor<Scalar> {
    let keys = configuration.keyHeads * configuration.headWidth
    let parts = split(projections, x, [configuration.heads * configuration.headWidth, keys, keys])
    var (q, k) = (parts[0], parts[1])
    if let rotary {
      let positions = sequences.flatMap { Array(0..<$0.count) }
      q = rotary(q, positions: positions)
      k = rotary(k, positions: positions)
    }
    return attention(q: q, k: k, v: parts[2], sequences: sequences)
  }

  /// What the second feed-forward layer is given.
  private func activated(_ x: Tensor<Scalar>) -> Tensor<Scalar> {
    let inner = configuration.innerWidth
    let feed = split(innerInputs, x, configuration.isGated ? [inner, inner] : [inner])
    var activated = configuration.activation(feed[0])
    if configuration.isGated { activated *= feed[1] }
    return activated
  }

  /// What the layers give for x, in parts of these widths, whether they come out of one layer or several.
  private func split(_ layers: [Named], _ x: Tensor<Scalar>, _ widths: [Int]) -> [Tensor<Scalar>] {
    if layers.count > 1 { return layers.map { $0.linear(x) } }
    let all = layers[0].linear(x)
    if widths.count == 1 { return [all] }
    var start = 0
    return widths.map { width in
      start += width
      return all.columnRange((start - width)..<start)
    }
  }
}
