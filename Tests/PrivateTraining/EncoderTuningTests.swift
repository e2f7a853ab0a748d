import Exact
import Formats
import Foundation
import Models
import Privacy
import PrivateTraining
import Randomness
import TestSupport
import Testing

@Suite("Tuning the last layers of an encoder")
struct EncoderTuningTests {
  static let tunings: [EncoderTuning] = [
    .init(.head, lastLayers: 0), .init(.lowRank(rank: 2), lastLayers: 1),
    .init(.lowRank(rank: 1, scale: 3), lastLayers: 9),
    .init(.adapters(width: 3), lastLayers: 1), .init(.adapters(width: 2), lastLayers: 2),
    .init(.full, lastLayers: 1), .init(.full, lastLayers: 2),
  ]
  private let texts = [[2, 4, 6, 3], [2, 3], [2, 5, 7, 6, 3], [2, 4, 3]]
  private let labels = [0, 1, 1, 0]

  private func tuned(_ tuning: EncoderTuning) throws -> TunedEncoder<Double> {
    var stream = RandomStream(seed: 6)
    return try TunedEncoder(try SmallEncoder().encoder(), tuning, classes: 2, using: &stream)
  }

  /// The network with numbers where it begins with zeros, so that every parameter has a gradient.
  private func filled(_ network: LayerChain<Double>) -> LayerChain<Double> {
    var (network, source) = (network, TensorSource("filled", isInteger: false))
    network.visitParameters("") { name, value in
      if value.elements.allSatisfy({ $0 == 0 }) { value = source.tensor(value.shape) }
    }
    return network
  }

  @Test("It begins as the encoder: its head has the mean of the encoder's rows", arguments: tunings)
  func begins(tuning: EncoderTuning) throws {
    let tuned = try tuned(tuning)
    let body = try LayerChain<Double>(Array(tuned.network.layers.dropLast()))
    let rows = tuned.inputs(of: texts)
    let order = [2, 0, 3, 1]
    let found = try body(rows.batch(order)).values
    let (all, sequences) = try SmallEncoder().encoder()(texts)
    for (row, text) in order.enumerated() {
      for column in 0..<4 {
        let mean = sequences[text].reduce(0.0) { $0 + all[$1, column] } / Double(texts[text].count)
        #expect(abs(found[row, column] - mean) <= 1e-12)
      }
    }
  }

  @Test("Gradients are those of finite differences, in all modes, and of nothing else", arguments: tunings)
  func gradients(tuning: EncoderTuning) throws {
    let tuned = try tuned(tuning)
    let network = filled(tuned.network)
    let rows = tuned.inputs(of: texts)
    let (texts, labels) = (self.texts, self.labels)
    let engine = GradientEngine<LayerChain<Double>>(exampleCount: texts.count) { examples in
      LabelledRows(rows.batch(examples), targets: .labels(examples.map { labels[$0] }))
    }
    let plan = try ClippingPlan(of: network, by: .perLayer, threshold: 1, training: tuned.isTrained)
    let everything = Array(texts.indices)
    let sums = try engine.sums(of: everything, at: network, plan: plan).gradient
    func loss(_ network: LayerChain<Double>) throws -> Double {
      try network.losses(LabelledRows(rows.batch(everything), targets: .labels(labels))).values.reduce(0, +)
    }
    for (index, parameter) in sums.parameters.enumerated() {
      guard tuned.isTrained(parameter.name) else {
        #expect(parameter.value.elements.allSatisfy { $0 == 0 }, "\(parameter.name)")
        continue
      }
      // A few numbers of each tensor.
      for element in stride(from: 0, to: parameter.value.elements.count, by: 5) {
        func moved(_ step: Double) throws -> Double {
          var (other, at) = (network, 0)
          other.visitParameters("") { _, value in
            if at == index { value.elements[element] += step }
            at += 1
          }
          return try loss(other)
        }
        let difference = (try moved(1e-5) - moved(-1e-5)) / 2e-5
        #expect(abs(difference - parameter.value.elements[element]) <= 1e-7, "\(parameter.name) \(element)")
      }
    }
    var first: LayerChain<Double>?
    for mode in ClippingMode.allCases {
      let engine = GradientEngine<LayerChain<Double>>(mode, exampleCount: texts.count, microBatch: 3) { examples in
        LabelledRows(rows.batch(examples), targets: .labels(examples.map { labels[$0] }))
      }
      let clipped = try engine.clippedSums(of: everything, at: network, plan: plan)
      #expect(clipped.refused == 0 && clipped.norms.allSatisfy { $0.allSatisfy { $0 > 0 } })
      let expected = first ?? clipped.gradient
      first = expected
      for (a, b) in zip(clipped.gradient.parameters, expected.parameters) {
        for (x, y) in zip(a.value.elements, b.value.elements) { #expect(abs(x - y) <= 1e-10, "\(mode), \(a.name)") }
      }
    }
  }

  @Test("Exact sums are the integers of each example's own gradient, in any order and any cut", arguments: tunings)
  func exactSums(tuning: EncoderTuning) throws {
    var stream = RandomStream(seed: 6)
    let small = try SmallEncoder()
    let encoder = try withExtendedLifetime(small) { try BertEncoder<Float>(ModelFolder(small.path)) }
    let tuned = try TunedEncoder(encoder, tuning, classes: 2, using: &stream)
    let (rows, labels, steps) = (tuned.inputs(of: texts), self.labels, 256)
    let engine = GradientEngine<LayerChain<Float>>(exampleCount: texts.count) { examples in
      LabelledRows(rows.batch(examples), targets: .labels(examples.map { labels[$0] }))
    }
    // A threshold that some gradients of a head exceed and others do not.
    let plan = try ClippingPlan(
      of: tuned.network, by: .perLayer, threshold: 1, rule: .exact(steps: steps), training: tuned.isTrained)
    func sums(_ examples: [Int]) throws -> ExactSums {
      try engine.exactSums(of: examples, at: tuned.network, plan: plan)
    }
    var expected = ExactSums(none: plan)
    for example in texts.indices {
      let alone = try sums([example])
      #expect(alone.examples == 1 && alone.refused == 0)
      let gradient = try engine.sums(of: [example], at: tuned.network, plan: plan).gradient
      for (k, group) in plan.groups.enumerated() {
        let values = gradient.parameters.filter { group.parameters.contains($0.name) }.flatMap(\.value.elements).map(
          Double.init)
        let (norm, bound) = (values.reduce(0) { $0 + $1 * $1 }.squareRoot(), plan.bounds[k])
        #expect(alone.sums[k].reduce(0) { $0 + $1 * $1 } <= steps * steps)
        #expect(alone.withinThreshold[k] == (norm <= bound ? 1 : 0))
        let factor = min(1, bound / norm) * Double(steps) / bound
        for (integer, value) in zip(alone.sums[k], values) { #expect(abs(Double(integer) - factor * value) <= 1.5) }
      }
      expected += alone
    }
    #expect(expected.sums.contains { $0.contains { $0 != 0 } })
    #expect(try sums([0, 1, 2, 3]) == expected)
    #expect(try sums([2, 0, 3, 1]) == expected)
    var halves = try sums([3, 1])
    halves += try sums([0, 2])
    #expect(halves == expected)
  }

  @Test("Exact sums need single precision, and a plan that clips to integers")
  func exactRefusals() throws {
    let tuned = try tuned(.init(.head, lastLayers: 0))
    let (rows, labels) = (tuned.inputs(of: texts), self.labels)
    let engine = GradientEngine<LayerChain<Double>>(exampleCount: texts.count) { examples in
      LabelledRows(rows.batch(examples), targets: .labels(examples.map { labels[$0] }))
    }
    let exact = try ClippingPlan(of: tuned.network, by: .flat, threshold: 1, rule: .exact(steps: 64))
    #expect(throws: ClippingEngineError.noExactMode) {
      try engine.exactSums(of: [0], at: tuned.network, plan: exact)
    }
    let network = try LayerChain<Float>([Linear(weight: Tensor(repeating: 0, shape: [2, 3]))])
    let single = GradientEngine<LayerChain<Float>>(exampleCount: 2) { examples in
      LabelledRows(
        BatchRows(Tensor(repeating: examples == [1] ? .nan : 1, shape: [examples.count, 3])),
        targets: .labels(examples))
    }
    #expect(throws: ClippingEngineError.noGrid) {
      try single.exactSums(of: [0], at: network, plan: try ClippingPlan(of: network, by: .flat, threshold: 1))
    }
    let plan = try ClippingPlan(of: network, by: .flat, threshold: 1, rule: .exact(steps: 64))
    // What is no number adds nothing, and is counted.
    let sums = try single.exactSums(of: [1], at: network, plan: plan)
    #expect(sums.refused == 1 && sums.examples == 1 && sums.sums == ExactSums(none: plan).sums)
  }

  @Test("A training that goes on from a checkpoint ends as one without a break", arguments: tunings)
  func resumes(tuning: EncoderTuning) throws {
    let small = try SmallEncoder()
    var stream = RandomStream(seed: 6)
    let tuned = try TunedEncoder(
      try BertEncoder<Float>(ModelFolder(small.path)), tuning, classes: 2, using: &stream)
    let (rows, labels) = (tuned.inputs(of: texts), self.labels)
    let engine = GradientEngine<LayerChain<Float>>(exampleCount: texts.count) { examples in
      LabelledRows(rows.batch(examples), targets: .labels(examples.map { labels[$0] }))
    }
    let settings = TrainingSettings(
      target: PrivacyTarget(epsilon: 2, delta: Rational(1, 1000), rate: Rational(1, 2), steps: 6), expectedBatch: 2,
      multiplier: 2, adaptive: AdaptiveThresholds(), optimization: .adam, rate: 0.1, microBatch: 1,
      source: .reproducible(seed: 4))
    let plan = try ClippingPlan(of: tuned.network, by: .perLayer, threshold: 1, training: tuned.isTrained)
    func trainer(_ ledger: LedgerFile? = nil) throws -> PrivateTrainer<GradientEngine<LayerChain<Float>>> {
      try PrivateTrainer(model: tuned.network, engine: engine, plan: plan, settings: settings, ledger: ledger)
    }
    var whole = try trainer()
    while whole.stepsLeft > 0 { _ = try whole.step() }
    let (ledger, checkpoint) = (small.place.path("l.jsonl").path, small.place.path("c.safetensors").path)
    var first = try trainer(try LedgerFile(path: ledger))
    for _ in 0..<3 { _ = try first.step() }
    try first.writeCheckpoint(to: checkpoint)
    var second = try trainer()
    try second.resume(from: checkpoint, ledger: try LedgerFile(path: ledger))
    while second.stepsLeft > 0 { _ = try second.step() }
    for (a, b) in zip(second.model.parameters, whole.model.parameters) {
      #expect(a.value.elements == b.value.elements, "\(a.name)")
    }
  }

  @Test("Names say what is trained: factors and head; adapters, normalisations and head; everything")
  func names() throws {
    func trained(_ tuning: EncoderTuning) throws -> [String] {
      let tuned = try tuned(tuning)
      return tuned.network.parameters.map(\.name).filter(tuned.isTrained)
    }
    #expect(
      try trained(.init(.lowRank(rank: 2), lastLayers: 1)) == [
        "0.attention.self.query.down", "0.attention.self.query.up", "0.attention.self.value.down",
        "0.attention.self.value.up", "2.weight", "2.bias",
      ])
    let adapters = try trained(.init(.adapters(width: 2), lastLayers: 1))
    #expect(adapters.count == 8 + 4 + 2 && adapters.filter { $0.contains("LayerNorm") }.count == 4)
    #expect(try trained(.init(.full, lastLayers: 1)).count == 16 + 2)
    #expect(try trained(.init(.full, lastLayers: 2)).count == 5 + 32 + 2)
    #expect(try trained(.init(.head, lastLayers: 2)) == ["1.weight", "1.bias"])
  }
}

@Suite("tightbound train with an encoder")
struct EncoderCommandTests {
  private func configuration(_ model: String = #""tuning": "low-rank", "rank": 2"#) -> String {
    """
    {"model": {"encoder": "encoder", \(model)},
     "data": {"train": "texts.txt", "trainLabels": "labels.npy", "test": "texts.txt", "testLabels": "labels.npy", "classes": 2},
     "clipping": {"rule": "abadi", "threshold": "1", "adaptive": {}}, "optimizer": {"name": "adam", "rate": 0.1},
     "privacy": {"epsilon": "8", "delta": "1e-3", "q": "1/2", "steps": 6, "expectedBatch": "10"}, "threads": 1}
    """
  }

  private func prepared() throws -> Workplace {
    let place = try SmallEncoder().place
    let texts = ["good film", "bad film", "very good", "very bad", "not good film", "not bad"]
    try place.write((0..<24).map { texts[$0 % 6] + "\n" }.joined(), to: "texts.txt")
    try NPYArray((0..<24).map { Double([1, 0, 1, 0, 0, 1][$0 % 6]) }, shape: [24]).npyData()
      .write(to: place.path("labels.npy"))
    try place.write(configuration(), to: "run.json")
    return place
  }

  private func tensors(_ file: URL) throws -> [String: [Float]] {
    let file = try Safetensors(mapping: file.path)
    return try Dictionary(uniqueKeysWithValues: file.entries.map { ($0.name, try file.floats($0.name)) })
  }

  @Test("Low-rank factors and the head change, nothing else does")
  func lowRank() throws {
    let place = try prepared()
    let whole = try place.run("train", "--config", "run.json", "-o", "whole", "--insecure-seed", "3")
    #expect(whole.exitCode == 0 && whole.output.contains("step 6 of 6: epsilon at most 7."), "\(whole)")
    let end = try tensors(place.path("whole/checkpoint.safetensors"))
    var stream = RandomStream(seed: 1).child("initial weights")
    let encoder = try BertEncoder<Float>(ModelFolder(place.path("encoder").path))
    let begin = try TunedEncoder(encoder, .init(.lowRank(rank: 2), lastLayers: 1), classes: 2, using: &stream)
    for (name, value) in begin.network.parameters {
      let isSame = try #require(end[name]) == value.elements
      #expect(isSame == !begin.isTrained(name), "\(name)")
    }
    // Frozen weights are not in the file at all.
    #expect(!end.keys.contains { $0.contains("intermediate") || $0.contains("key") })
  }

  @Test("In exact mode one, two and three ranks write the same bytes")
  func exactOverRanks() throws {
    let place = try prepared()
    try place.write(configuration().replacing("abadi", with: "exact"), to: "run.json")
    let run = ["train", "--config", "run.json", "--insecure-seed", "3", "-o"]
    let alone = try place.run(arguments: run + ["alone"])
    #expect(alone.exitCode == 0 && alone.output.contains("step 6 of 6: epsilon at most 7."), "\(alone)")
    let expected = try Data(contentsOf: place.path("alone/checkpoint.safetensors"))
    for ranks in [2, 3] {
      let process = try RanksProcess(place, ranks: ranks, run + ["ranks-\(ranks)"])
      #expect(try process.wait() == 0, "\((try? process.errors()) ?? "")")
      #expect(try Data(contentsOf: place.path("ranks-\(ranks)/checkpoint.safetensors")) == expected)
    }
  }

  @Test("Configurations that mean something else are refused by name")
  func refusals() throws {
    let place = try prepared()
    func refused(_ text: String, _ words: String) throws {
      try place.write(text, to: "run.json")
      let run = try place.run("train", "--config", "run.json", "-o", "out")
      #expect(run.exitCode == 3 && run.errors.contains(words), "\(words): \(run)")
      #expect(!place.exists("out"))
    }
    try refused(configuration(#""tuning": "lora""#), "model.tuning")
    try refused(configuration(#""rank": 0"#), "model.rank is 0")
    try refused(configuration(#""tuning": "full", "rank": 2"#), "model.rank goes with")
    try refused(configuration(#""tuning": "full", "scale": 2"#), "model.scale goes with")
    try refused(configuration(#""scale": 0"#), "model.scale is 0")
    try refused(configuration(#""lastLayers": 0"#), "model.lastLayers is 0")
    try refused(configuration(#""tuning": "head", "lastLayers": 1"#), "does not go with head")
    try refused(configuration(#""longest": 8"#), "model.longest is 8; expected 2 to 7")
    try refused(configuration(#""hidden": [3]"#), "model.encoder is given")
    try refused(configuration().replacing("\"encoder\": \"encoder\", ", with: ""), "but no encoder")
    try refused(configuration().replacing("\"classes\": 2", with: "\"classes\": 1"), "data.classes is 1")
    try refused(configuration().replacing("\"trainLabels\": \"labels.npy\", ", with: ""), "texts.txt has no labels")
    try place.write("good\n", to: "short.txt")
    try refused(configuration().replacing("\"train\": \"texts", with: "\"train\": \"short"), "short.txt has 1 lines")
    try place.write("", to: "none.txt")
    try refused(configuration().replacing("\"train\": \"texts", with: "\"train\": \"none"), "none.txt has no lines")
    try NPYArray([Double](repeating: 2, count: 24), shape: [24]).npyData().write(to: place.path("labels.npy"))
    try refused(configuration(), "labels.npy: the label of row 1 is 2")
  }
}
