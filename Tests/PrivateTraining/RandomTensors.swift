import Models
import PrivateTraining
import Randomness
import Testing

/// Draws tensors of doubles: integers from −3 to 3, so that all sums are exact, or numbers from −1 to 1.
struct TensorSource {
  var stream: RandomStream
  var isInteger: Bool

  init(_ name: String, isInteger: Bool) {
    stream = RandomStream(seed: 20).child(name)
    self.isInteger = isInteger
  }

  mutating func number() -> Double {
    isInteger ? Double(stream.uniform(in: -3...3)) : Double(stream.uniform(in: -1_000_000...1_000_000)) / 1e6
  }

  mutating func tensor(_ shape: [Int]) -> Tensor<Double> {
    Tensor((0..<shape.reduce(1, *)).map { _ in number() }, shape: shape)
  }

  mutating func linear(_ inputs: Int, _ outputs: Int, hasBias: Bool = true) -> Linear<Double> {
    Linear(weight: tensor([outputs, inputs]), bias: hasBias ? tensor([outputs]) : nil)
  }

  mutating func symbols(_ count: Int, below limit: Int) -> [Int] {
    (0..<count).map { _ in stream.uniform(in: 0...limit - 1) }
  }

  mutating func size(_ range: ClosedRange<Int>) -> Int { stream.uniform(in: range) }

  /// Examples of different sizes; one has no row.
  mutating func rows() -> ExampleRows {
    var (ranges, end) = ([Range<Int>](), 0)
    for count in [size(1...8), 0, 1, size(1...8)] {
      ranges.append(end..<end + count)
      end += count
    }
    return ExampleRows(ranges)
  }
}

/// A network of every kind of layer, and examples for it.
struct LayerCase: CustomTestStringConvertible, Sendable {
  var name: String
  var network: LayerChain<Double>
  var batch: LabelledRows<Double>
  /// Whether numbers stay integers, so that sums are exact.
  var isExact = true

  var testDescription: String { name }

  /// All of them, with numbers from this source.
  static func all(isInteger: Bool) throws -> [LayerCase] {
    var source = TensorSource("layers", isInteger: isInteger)
    var cases: [LayerCase] = []
    func targets(_ y: BatchRows<Double>) -> RowTargets<Double> {
      .values(source.tensor([y.rows.rows, y.values.columns]))
    }
    func add(
      _ name: String, _ layers: [any PerExampleLayer<Double>], _ input: BatchRows<Double>, isExact: Bool = true
    ) throws {
      let network = try LayerChain(layers)
      let y = try network(input)
      cases.append(
        LayerCase(
          name: name, network: network, batch: LabelledRows(input, targets: targets(y)), isExact: isExact))
    }
    let rows = source.rows()
    let sequences = BatchRows(source.tensor([rows.rows, 4]), rows: rows)
    try add(
      "perceptron", [source.linear(3, 5), ActivationLayer(.relu), source.linear(5, 2)],
      BatchRows(source.tensor([4, 3])))
    try add(
      "sequences", [source.linear(4, 6), ActivationLayer(.relu), source.linear(6, 3, hasBias: false)], sequences)
    try add(
      "embedding",
      [
        EmbeddingLayer(
          symbols: Embedding(weight: source.tensor([5, 3])), places: Embedding(weight: source.tensor([8, 3])),
          padding: 0), source.linear(3, 2),
      ], BatchRows(Tensor(source.symbols(rows.rows, below: 5).map(Double.init), shape: [rows.rows, 1]), rows: rows))
    try add(
      "low rank",
      [
        LowRankLinear(
          base: source.linear(4, 3), down: source.tensor([2, 4]), up: source.tensor([3, 2]), scale: 2),
        LowRankLinear(base: source.linear(3, 3), down: source.tensor([1, 3]), up: source.tensor([3, 1])),
      ], sequences)
    try add(
      "adapter", [Adapter(down: source.linear(4, 2), up: source.linear(2, 4), activation: .relu), source.linear(4, 2)],
      sequences)
    try add(
      "Kronecker",
      [
        source.linear(4, 6),
        KroneckerLinear(
          left: [source.tensor([3, 2]), source.tensor([3, 2])],
          right: [source.tensor([2, 3]), source.tensor([2, 3])],
          bias: source.tensor([6])), source.linear(6, 1),
      ], sequences)
    try add("repeated", [source.linear(4, 3), RepeatedLinear(source.linear(3, 3), times: 3)], sequences)
    let pictures = BatchRows(source.tensor([3, 4, 5, 4]))
    try add(
      "convolution",
      [
        Convolution(
          weight: source.tensor([6, 2, 3, 2]), bias: source.tensor([6]), groups: 2,
          stride: PlaneExtent(height: 2, width: 1), padding: PlaneExtent(height: 1, width: 0)), ActivationLayer(.relu),
        Convolution(weight: source.tensor([2, 6, 2, 2]), dilation: PlaneExtent(height: 2, width: 1)), FlattenLayer(),
        source.linear(4, 2),
      ], pictures)
    try add(
      "group normalisation",
      [
        Convolution(weight: source.tensor([4, 4, 2, 2])),
        GroupNorm(weight: source.tensor([4]), bias: source.tensor([4]), groups: 2, epsilon: 0.5), FlattenLayer(),
        source.linear(48, 2),
      ], pictures, isExact: false)
    try add(
      "layer normalisation",
      [
        source.linear(4, 5), LayerNorm(weight: source.tensor([5]), bias: source.tensor([5]), epsilon: 0.5),
        ActivationLayer(.tanh), RMSNorm(weight: source.tensor([5]), epsilon: 0.5), source.linear(5, 2),
      ], sequences, isExact: false)
    for count in [1, 3] {
      let width = count == 1 ? [12] : [4, 4, 4]
      try add(
        "attention of \(count) projections",
        [
          SelfAttention(
            projections: width.map { source.linear(4, $0) }, output: source.linear(4, 3),
            attention: Attention(heads: 2, headWidth: 2)), MeanLayer(),
        ], sequences, isExact: false)
    }
    let norms = (0..<2).map { _ in LayerNorm(weight: source.tensor([4]), bias: source.tensor([4]), epsilon: 0.5) }
    let block = EncoderBlock<Double>(
      query: LowRankLinear(
        base: source.linear(4, 4), down: source.tensor([2, 4]), up: source.tensor([4, 2]), scale: 0.5),
      key: source.linear(4, 4), value: source.linear(4, 4), attentionOutput: source.linear(4, 4),
      intermediate: source.linear(4, 6),
      output: try LayerChain([
        source.linear(6, 4), Adapter(down: source.linear(4, 1), up: source.linear(1, 4), activation: .tanh),
      ]), attentionNorm: norms[0], outputNorm: norms[1], activation: .gelu,
      attention: Attention(heads: 2, headWidth: 2))
    let symbols = Tensor(source.symbols(rows.rows, below: 5).map(Double.init), shape: [rows.rows, 1])
    try add(
      "encoder",
      [
        EncoderEmbeddings(
          words: Embedding(weight: source.tensor([5, 4])), positions: Embedding(weight: source.tensor([8, 4])),
          segments: Embedding(weight: source.tensor([2, 4])),
          norm: LayerNorm(weight: source.tensor([4]), bias: source.tensor([4]), epsilon: 0.5)), block, MeanLayer(),
        source.linear(4, 2),
      ], BatchRows(symbols, rows: rows), isExact: false)
    return cases
  }
}
