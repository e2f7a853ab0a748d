import Exact
import Models
import PrivateTraining
import TestSupport
import Testing

@Suite("Engines", .claim("private-training.engine-sums"))
struct EngineTests {
  private func engine<Model: PerExampleModel>(
    _ mode: ClippingMode, _ batch: Model.Batch, _ count: Int, choice: NormChoice = .measured, of: Model.Type
  ) -> GradientEngine<Model> where Model.Batch: Sendable {
    GradientEngine<Model>(mode, exampleCount: count, choice: choice) { _ in batch }
  }

  private func plans(_ model: some Module) throws -> [ClippingPlan] {
    try [ParameterGrouping.flat, .perLayer, .perParameter].map {
      try ClippingPlan(of: model, by: $0, threshold: Rational(1, 2))
    }
  }

  private func expectAgreement<Model: PerExampleModel>(
    _ model: Model, _ batch: Model.Batch, _ count: Int, _ name: String
  ) throws where Model.Batch: Sendable, Model.Scalar == Double {
    let examples = Array(0..<count)
    for plan in try plans(model) {
      let first = try engine(.instantiate, batch, count, of: Model.self).clippedSums(
        of: examples, at: model, plan: plan)
      #expect(first.examples == count && first.refused == 0 && first.norms.count == count)
      for mode in ClippingMode.allCases {
        for choice in [NormChoice.measured, .always(.ghost), .always(.instantiated)] {
          let found = try engine(mode, batch, count, choice: choice, of: Model.self)
            .clippedSums(of: examples, at: model, plan: plan)
          #expect(found.withinThreshold == first.withinThreshold && found.loss == first.loss)
          for (a, b) in zip(found.norms.joined(), first.norms.joined()) { #expect(abs(a - b) <= 1e-10 * max(b, 1e-9)) }
          for (a, b) in zip(found.gradient.parameters, first.gradient.parameters) {
            for (x, y) in zip(a.value.elements, b.value.elements) {
              #expect(abs(x - y) <= 1e-10, "\(name), \(plan.groups.count) groups, \(mode), \(choice), \(a.name)")
            }
          }
        }
      }
    }
  }

  @Test("The four modes agree to 1e-10 on every layer")
  func modesAgree() throws {
    for layers in try LayerCase.all(isInteger: false) {
      try expectAgreement(layers.network, layers.batch, layers.batch.inputs.rows.count, layers.name)
    }
    let (tied, batch) = try tiedModel()
    try expectAgreement(tied, batch, batch.inputs.rows.count, "tied")
  }

  private func tiedModel() throws -> (TiedModel<Double>, LabelledRows<Double>) {
    var source = TensorSource("tied", isInteger: false)
    let model = try TiedModel(
      embedding: Embedding(weight: source.tensor([6, 3])),
      layers: [source.linear(3, 3), ActivationLayer<Double>(.tanh)],
      padding: 0)
    let rows = source.rows()
    let symbols = source.symbols(rows.rows, below: 6)
    return (
      model,
      LabelledRows(
        BatchRows(Tensor(symbols.map(Double.init), shape: [rows.rows, 1]), rows: rows),
        targets: .labels(source.symbols(rows.rows, below: 6)))
    )
  }

  @Test("Gradients of single examples pass a finite-difference check")
  func finiteDifferences() throws {
    for layers in try LayerCase.all(isInteger: false) {
      try expectDerivatives(layers.network, layers.batch, layers.batch.inputs.rows.count, layers.name)
    }
    let (tied, batch) = try tiedModel()
    try expectDerivatives(tied, batch, batch.inputs.rows.count, "tied")
  }

  private func expectDerivatives<Model: PerExampleModel>(
    _ model: Model, _ batch: Model.Batch, _ count: Int, _ name: String
  ) throws where Model.Scalar == Double {
    var gradients: [String: (use: any ParameterUse<Double>, index: Int, shapes: [[Int]])] = [:]
    var shapes: [String: [Int]] = [:]
    for (name, value) in model.parameters { shapes[name] = value.shape }
    let (_, tape) = try model.losses(batch)
    try model.backward(tape, factors: nil, trained: Set(model.parameters.map(\.name))) { use in
      for (index, parameter) in use.parameters.enumerated() {
        gradients[parameter] = (use, index, use.parameters.compactMap { shapes[$0] })
      }
    }
    let step = 1e-6
    for (parameter, value) in model.parameters {
      let (use, index, own) = try #require(gradients[parameter], "\(name): \(parameter)")
      let byExample = (0..<count).map { use.gradient(of: $0, shapes: own)[index].elements }
      let stride = max(1, value.elements.count / 6)
      for place in Swift.stride(from: 0, to: value.elements.count, by: stride) {
        func losses(_ change: Double) throws -> [Double] {
          var moved = model
          moved.visitParameters("") { other, value in
            guard other == parameter else { return }
            var numbers = value.elements
            numbers[place] += change
            value = Tensor(numbers, shape: value.shape)
          }
          return try moved.losses(batch).values
        }
        let (above, below) = (try losses(step), try losses(-step))
        for example in 0..<count {
          let slope = (above[example] - below[example]) / (2 * step)
          let found = byExample[example][place]
          // A function of max(x, 0) may have its corner within the step: then nothing can be said.
          #expect(
            abs(slope - found) <= 1e-5 * max(1, abs(found)), "\(name), \(parameter) [\(place)], example \(example)")
        }
      }
    }
  }

  @Test("A changed example changes no other's clipped gradient, not even by a bit")
  func isolation() throws {
    for layers in try LayerCase.all(isInteger: false) {
      var numbers = layers.batch.inputs.values.elements
      let rows = layers.batch.inputs.rows
      let each = layers.batch.inputs.values.columns
      let changed = 0
      for place in rows.ranges[changed].lowerBound * each..<rows.ranges[changed].upperBound * each {
        numbers[place] = ["embedding", "encoder"].contains(layers.name) ? 3 : numbers[place] * 3 + 1
      }
      let other = LabelledRows(
        BatchRows(Tensor(numbers, shape: layers.batch.inputs.values.shape), rows: rows), targets: layers.batch.targets)
      for plan in try plans(layers.network) {
        let before = try clipped(layers.network, layers.batch, plan)
        let after = try clipped(layers.network, other, plan)
        for example in 0..<rows.count where example != changed {
          #expect(before[example] == after[example], "\(layers.name), example \(example)")
        }
      }
    }
  }

  /// The clipped gradient of each example of a batch, all parameters one after the other.
  private func clipped(
    _ model: LayerChain<Double>, _ batch: LabelledRows<Double>, _ plan: ClippingPlan
  ) throws -> [[UInt64]] {
    var shapes: [String: [Int]] = [:]
    for (name, value) in model.parameters { shapes[name] = value.shape }
    var uses: [any ParameterUse<Double>] = []
    let (_, tape) = try model.losses(batch)
    try model.backward(tape, factors: nil, trained: Set(model.parameters.map(\.name))) { uses.append($0) }
    let count = batch.inputs.rows.count
    var squares = plan.groups.map { _ in [Double](repeating: 0, count: count) }
    for use in uses {
      for (name, norms) in zip(use.parameters, use.squaredNorms(by: .ghost)) {
        let group = try #require(plan.group(of: name))
        for example in 0..<count { squares[group][example] += norms[example] }
      }
    }
    return try (0..<count).map { example in
      var bits: [UInt64] = []
      for use in uses {
        let own = use.parameters.compactMap { shapes[$0] }
        for (index, gradient) in use.gradient(of: example, shapes: own).enumerated() {
          let group = try #require(plan.group(of: use.parameters[index]))
          let factor = plan.rule.factor(norm: squares[group][example].squareRoot(), threshold: plan.bounds[group])
          bits += gradient.elements.map { ($0 * factor).bitPattern }
        }
      }
      return bits
    }
  }

  @Test("An example with NaN or infinite numbers adds nothing, and is counted", arguments: [Double.nan, .infinity])
  func notFinite(_ bad: Double) throws {
    var source = TensorSource("bad", isInteger: false)
    let network = try LayerChain<Double>([source.linear(3, 4), ActivationLayer(.relu), source.linear(4, 2)])
    for each in [1, 3] {
      var numbers = source.tensor([4 * each, 3]).elements
      let targets = source.tensor([4 * each, 2])
      let rows = ExampleRows(examples: 4, each: each)
      let without = numbers
      numbers[each * 3 + 1] = bad
      func batch(_ numbers: [Double]) -> LabelledRows<Double> {
        LabelledRows(BatchRows(Tensor(numbers, shape: [4 * each, 3]), rows: rows), targets: .values(targets))
      }
      for plan in try plans(network) {
        for mode in ClippingMode.allCases {
          let found = try engine(mode, batch(numbers), 4, of: LayerChain<Double>.self)
            .clippedSums(of: [0, 1, 2, 3], at: network, plan: plan)
          #expect(found.refused == 1 && found.examples == 4 && found.loss.isFinite)
          for (name, value) in found.gradient.parameters {
            #expect(value.elements.allSatisfy { $0.isFinite }, "\(mode), \(plan.groups.count) groups, \(name)")
          }
        }
      }
      // With one group: what is left is the sum of the others.
      let plan = try ClippingPlan(of: network, by: .flat, threshold: 1)
      let others = GradientEngine<LayerChain<Double>>(exampleCount: 3) { [targets] _ in
        func kept(_ list: [Double], _ width: Int) -> [Double] {
          Array(list[..<(each * width)] + list[(2 * each * width)...])
        }
        return LabelledRows(
          BatchRows(Tensor(kept(without, 3), shape: [3 * each, 3]), rows: ExampleRows(examples: 3, each: each)),
          targets: .values(Tensor(kept(targets.elements, 2), shape: [3 * each, 2])))
      }
      let expected = try others.clippedSums(of: [0, 2, 3], at: network, plan: plan)
      let found = try engine(.fused, batch(numbers), 4, of: LayerChain<Double>.self)
        .clippedSums(of: [0, 1, 2, 3], at: network, plan: plan)
      for (a, b) in zip(found.gradient.parameters, expected.gradient.parameters) {
        for (x, y) in zip(a.value.elements, b.value.elements) { #expect(abs(x - y) <= 1e-12) }
      }
    }
  }

  @Test("Micro-batches are added after clipping; no example is no gradient")
  func microBatches() throws {
    var source = TensorSource("micro", isInteger: false)
    let network = try LayerChain<Double>([source.linear(3, 4), ActivationLayer(.tanh), source.linear(4, 2)])
    let (inputs, targets) = (source.tensor([7, 3]), source.tensor([7, 2]))
    let plan = try ClippingPlan(of: network, by: .perLayer, threshold: Rational(1, 4))
    func engine(_ size: Int, _ mode: ClippingMode) -> GradientEngine<LayerChain<Double>> {
      GradientEngine(mode, exampleCount: 7, microBatch: size) { examples in
        LabelledRows(
          BatchRows(Tensor(examples.flatMap { inputs.rows($0..<$0 + 1).elements }, shape: [examples.count, 3])),
          targets: .values(
            Tensor(examples.flatMap { targets.rows($0..<$0 + 1).elements }, shape: [examples.count, 2])))
      }
    }
    let whole = try engine(.max, .fused).clippedSums(of: Array(0..<7), at: network, plan: plan)
    for mode in ClippingMode.allCases {
      for size in [1, 2, 3, 7] {
        let parts = try engine(size, mode).clippedSums(of: Array(0..<7), at: network, plan: plan)
        #expect(parts.examples == 7 && parts.withinThreshold == whole.withinThreshold)
        for (a, b) in zip(parts.gradient.parameters, whole.gradient.parameters) {
          for (x, y) in zip(a.value.elements, b.value.elements) { #expect(abs(x - y) <= 1e-12) }
        }
      }
      let none = try engine(3, mode).clippedSums(of: [], at: network, plan: plan)
      #expect(none.examples == 0 && none.gradient.parameters.allSatisfy { $0.value.elements.allSatisfy { $0 == 0 } })
    }
    // Each by itself, whoever else is asked for.
    var single: [Int: [[Double]]] = [:]
    try engine(7, .fused).forEachGradient(of: [4, 2], at: network, plan: plan) { example, gradient, loss in
      single[example] = gradient.parameters.map(\.value.elements)
      #expect(loss > 0)
    }
    try engine(1, .fused).forEachGradient(of: [2], at: network, plan: plan) { example, gradient, _ in
      #expect(single[example] == gradient.parameters.map(\.value.elements))
    }
  }

  @Test("Frozen parameters get no gradient, and nothing is computed below the first that is trained")
  func frozen() throws {
    var source = TensorSource("frozen", isInteger: false)
    let network = try LayerChain<Double>([source.linear(3, 4), ActivationLayer(.tanh), source.linear(4, 2)])
    let batch = LabelledRows(BatchRows(source.tensor([5, 3])), targets: .values(source.tensor([5, 2])))
    let plan = try ClippingPlan(of: network, by: .perLayer, threshold: 1) { $0 == "2.bias" || $0 == "0.weight" }
    var told: [String] = []
    let (_, tape) = try network.losses(batch)
    try network.backward(tape, factors: nil, trained: ["2.bias"]) { told += $0.parameters }
    #expect(told == ["2.bias"])
    for mode in ClippingMode.allCases {
      let found = try engine(mode, batch, 5, of: LayerChain<Double>.self)
        .clippedSums(of: Array(0..<5), at: network, plan: plan)
      for (name, value) in found.gradient.parameters {
        #expect((plan.group(of: name) == nil) == value.elements.allSatisfy { $0 == 0 }, "\(mode), \(name)")
      }
    }
  }

  /// Subtracts the mean of the batch: what batch normalisation does, and no other layer may.
  private struct BatchMean: PerExampleLayer {
    var mixesExamples: Bool
    mutating func visitParameters(_ path: String, _ body: (String, inout Tensor<Double>) throws -> Void) rethrows {}
    func forward(_ x: BatchRows<Double>) throws -> (BatchRows<Double>, Backward) {
      let width = x.values.columns
      var numbers = x.values.elements
      for column in 0..<width {
        let mean = (0..<x.values.rows).reduce(0.0) { $0 + x.values[$1, column] } / Double(x.values.rows)
        for row in 0..<x.values.rows { numbers[row * width + column] -= mean }
      }
      return (BatchRows(Tensor(numbers, shape: x.values.shape), rows: x.rows), { dy, _ in dy })
    }
  }

  @Test("Layers that mix examples are refused, whether they say so or not")
  func mixing() throws {
    var source = TensorSource("mixing", isInteger: false)
    #expect(throws: LayerError.self) { try LayerChain<Double>([BatchMean(mixesExamples: true)]) }
    let quiet = try LayerChain<Double>([source.linear(3, 2), BatchMean(mixesExamples: false)])
    #expect(throws: LayerError.mixesExamples(layer: "layer 1, BatchMean,")) {
      try quiet.requireIsolation(BatchRows(source.tensor([4, 3])))
    }
    for layers in try LayerCase.all(isInteger: false)
    where layers.batch.inputs.rows.ranges.allSatisfy({ $0.count == layers.batch.inputs.rows.ranges[0].count }) {
      try layers.network.requireIsolation(layers.batch.inputs)
    }
  }

  @Test("What cannot be run is refused")
  func refusals() throws {
    var source = TensorSource("refusals", isInteger: false)
    let network = try LayerChain<Double>([source.linear(3, 2)])
    let plan = try ClippingPlan(of: network, by: .flat, threshold: 1)
    func run(_ batch: LabelledRows<Double>, _ plan: ClippingPlan) throws {
      _ = try engine(.fused, batch, 2, of: LayerChain<Double>.self).clippedSums(of: [0, 1], at: network, plan: plan)
    }
    let good = BatchRows(source.tensor([2, 3]))
    #expect(throws: LayerError.self) {
      try run(LabelledRows(BatchRows(source.tensor([2, 4])), targets: .values(source.tensor([2, 2]))), plan)
    }
    #expect(throws: LayerError.self) { try run(LabelledRows(good, targets: .values(source.tensor([1, 2]))), plan) }
    #expect(throws: LayerError.self) { try run(LabelledRows(good, targets: .values(source.tensor([2, 1]))), plan) }
    #expect(throws: LayerError.self) { try run(LabelledRows(good, targets: .labels([0, 2])), plan) }
    #expect(throws: EngineError.exactRule) {
      try run(
        LabelledRows(good, targets: .labels([0, 1])),
        try ClippingPlan(of: network, by: .flat, threshold: 1, rule: .exact(steps: 1024)))
    }
    let other = try LayerChain<Double>([source.linear(3, 3)])
    #expect(throws: ClippingPlanError.self) {
      try run(LabelledRows(good, targets: .labels([0, 1])), try ClippingPlan(of: other, by: .flat, threshold: 1))
    }
    let embedding = EmbeddingLayer(symbols: Embedding(weight: source.tensor([4, 2])))
    for wrong in [4.0, -1, 0.5, .nan] {
      #expect(throws: LayerError.self) { try embedding.forward(BatchRows(Tensor([wrong], shape: [1, 1]))) }
    }
  }
}
