import Models
import PrivateTraining
import Randomness
import Testing

@Suite("A BERT encoder under per-example clipping")
struct PrivateEncoderTests {
  private let texts = [[2, 4, 8, 3], [5], [2, 2, 7]]

  private func input() -> BatchRows<Double> {
    let symbols = texts.flatMap { $0.map(Double.init) }
    return BatchRows(
      Tensor(symbols, shape: [symbols.count, 1]), rows: ExampleRows([0..<4, 4..<5, 5..<8]))
  }

  @Test("Its rows and its gradient are those of the encoder of the module Models")
  func sameEncoder() throws {
    let encoder = try SmallEncoder().encoder()
    let chain = try LayerChain<Double>(
      [EncoderEmbeddings(encoder)] + encoder.layers.map { EncoderBlock($0) as any PerExampleLayer<Double> })
    let (rows, _, kept) = encoder.forward(texts)
    let y = try chain(input())
    for (a, b) in zip(y.values.elements, rows.elements) { #expect(abs(a - b) <= 1e-12) }
    var gradient = encoder.zeros
    // Half the squared distance to 0 has the rows themselves as derivatives.
    encoder.backward(rows, kept, into: &gradient)
    let plan = try ClippingPlan(of: chain, by: .flat, threshold: 1)
    let batch = LabelledRows(input(), targets: .values(Tensor(repeating: 0, shape: rows.shape)))
    let engine = GradientEngine<LayerChain<Double>>(exampleCount: 3) { _ in batch }
    let sums = try engine.sums(of: [0, 1, 2], at: chain, plan: plan).gradient
    #expect(sums.parameters.count == gradient.parameters.count)
    var expected: [String: Tensor<Double>] = [:]
    for (name, value) in gradient.parameters {
      expected[
        name.replacing("encoder.layer.1.", with: "2.").replacing("encoder.layer.0.", with: "1.")
          .replacing("embeddings.", with: "0.", maxReplacements: name.hasPrefix("embeddings.") ? 1 : 0)] = value
    }
    for (name, value) in sums.parameters {
      let other = try #require(expected[name], "\(name)")
      for (a, b) in zip(value.elements, other.elements) { #expect(abs(a - b) <= 1e-10 * max(1, abs(b)), "\(name)") }
    }
  }

  @Test("Of low-rank layers beside frozen weights only these and the head are trained")
  func lowRank() throws {
    let encoder = try SmallEncoder().encoder()
    var stream = RandomStream(seed: 4)
    var layers: [any PerExampleLayer<Double>] = [EncoderEmbeddings(encoder)]
    for layer in encoder.layers {
      var block = EncoderBlock(layer)
      block.query = LowRankLinear(base: layer.query, rank: 2, using: &stream)
      block.value = LowRankLinear(base: layer.value, rank: 2, using: &stream)
      layers.append(block)
    }
    var source = TensorSource("head", isInteger: false)
    let network = try LayerChain<Double>(layers + [MeanLayer<Double>(), source.linear(4, 2)])
    func isTrained(_ name: String) -> Bool {
      name.hasPrefix("4.") || name.hasSuffix(".up") || name.hasSuffix(".down")
    }
    let plan = try ClippingPlan(of: network, by: .perLayer, threshold: 1, training: isTrained)
    #expect(plan.groups.map(\.dimension) == [16, 16, 16, 16, 10])
    let batch = LabelledRows(input(), targets: .labels([0, 1, 1]))
    var first: LayerChain<Double>?
    for mode in ClippingMode.allCases {
      let engine = GradientEngine<LayerChain<Double>>(mode, exampleCount: 3) { _ in batch }
      let sums = try engine.clippedSums(of: [0, 1, 2], at: network, plan: plan)
      #expect(sums.refused == 0)
      for (name, value) in sums.gradient.parameters where !isTrained(name) {
        #expect(value.elements.allSatisfy { $0 == 0 }, "\(name)")
      }
      let expected = first ?? sums.gradient
      first = expected
      for (a, b) in zip(sums.gradient.parameters, expected.parameters) {
        for (x, y) in zip(a.value.elements, b.value.elements) { #expect(abs(x - y) <= 1e-10, "\(mode), \(a.name)") }
      }
    }
    // B is 0 at first, so that the network begins as the encoder, and A has no gradient.
    let begin = try LayerChain<Double>(Array(network.layers.dropLast(2)))(input())
    let plain = encoder(texts).rows
    for (a, b) in zip(begin.values.elements, plain.elements) { #expect(abs(a - b) <= 1e-12) }
  }

  @Test("A low-rank layer merged into one linear layer gives the same")
  func merged() throws {
    var source = TensorSource("merged", isInteger: true)
    let layer = LowRankLinear(
      base: source.linear(4, 3), down: source.tensor([2, 4]), up: source.tensor([3, 2]), scale: 3)
    let x = BatchRows(source.tensor([5, 4]))
    #expect(try layer.forward(x).0.values == layer.merged(x.values))
  }

  @Test("A layer of Kronecker products is the linear layer of their sum")
  func kronecker() throws {
    var source = TensorSource("kronecker", isInteger: true)
    let (left, right) = (
      [source.tensor([2, 3]), source.tensor([2, 3])], [source.tensor([4, 2]), source.tensor([4, 2])]
    )
    let layer = KroneckerLinear(left: left, right: right, bias: source.tensor([8]))
    var weight = [Double](repeating: 0, count: 8 * 6)
    for (l, r) in zip(left, right) {
      for i in 0..<2 {
        for j in 0..<3 {
          for a in 0..<4 { for b in 0..<2 { weight[(i * 4 + a) * 6 + j * 2 + b] += l[i, j] * r[a, b] } }
        }
      }
    }
    let linear = Linear(weight: Tensor(weight, shape: [8, 6]), bias: layer.bias)
    let x = BatchRows(source.tensor([5, 6]))
    #expect(try layer.forward(x).0.values == linear(x.values))
  }
}
