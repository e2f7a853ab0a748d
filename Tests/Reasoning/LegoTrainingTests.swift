import Foundation
import Models
import Randomness
import Reasoning
import Testing

@Suite("LEGO: training")
struct LegoTrainingTests {
  private func samples(_ task: LegoTask, _ count: Int, seed: UInt64) -> [LegoSample] {
    var stream = RandomStream(seed: seed)
    return (0..<count).map { _ in task.sample(using: &stream) }
  }

  /// One entry of each parameter, another one each time, against a central difference.
  private func expectDerivatives(
    of model: LegoModel<Double>, _ loss: (LegoModel<Double>, inout LegoModel<Double>) -> Double
  ) {
    var gradient = model.zeros
    _ = loss(model, &gradient)
    let h = 1e-5
    for (index, (name, derivative)) in gradient.parameters.enumerated() {
      let entry = index * 7 % derivative.elements.count
      let losses = [h, -h].map { change in
        var changed = model
        var at = 0
        changed.visitParameters("") { _, value in
          if at == index {
            var elements = value.elements
            elements[entry] += change
            value = Tensor(elements, shape: value.shape)
          }
          at += 1
        }
        var ignored = model.zeros
        return loss(changed, &ignored)
      }
      let difference = (losses[0] - losses[1]) / (2 * h)
      #expect(abs(difference - derivative.elements[entry]) < 1e-7 + 1e-5 * abs(difference), "\(name)[\(entry)]")
    }
  }

  @Test(
    "Derivatives agree with differences, in double precision, for each parameter",
    arguments: [[], [.association], [.association, .local]] as [[FixedHead]], [false, true])
  func gradient(fixed: [FixedHead], isTied: Bool) throws {
    let task = try LegoTask(group: .cyclic(3), lengths: 1...3)
    let shape = LegoModel<Double>.Shape(
      order: 3, clauses: 3, layers: 2, width: 4, heads: 2, fixed: fixed, isTied: isTied)
    var weights = RandomStream(seed: 7)
    let model = LegoModel<Double>(shape, using: &weights)
    let batch = samples(task, 3, seed: 8)
    expectDerivatives(of: model) { $0.loss(batch, into: &$1) }
  }

  @Test("Derivatives of the imitation agree with differences, and a few steps bring heads nearer to the maps")
  func imitation() throws {
    let task = try LegoTask(group: .cyclic(2), lengths: 2...2)
    var weights = RandomStream(seed: 9)
    let model = LegoModel<Double>(.init(order: 2, clauses: 2, layers: 2, width: 6, heads: 3), using: &weights)
    let batch = samples(task, 2, seed: 10)
    expectDerivatives(of: model) { $0.mimickingLoss(batch, into: &$1) }
    var training = try LegoTraining(
      task, shape: .init(order: 2, clauses: 2, layers: 1, width: 16, heads: 2), steps: 1, batch: 8, seed: 3)
    var untrained = training
    let (first, last) = (untrained.mimic(steps: 1), training.mimic(steps: 40))
    #expect(try #require(last) < 0.9 * #require(first))
  }

  @Test("The number of weights is that of the parameters")
  func weightCount() {
    for fixed in [[], [.local], [.local, .association]] as [[FixedHead]] {
      for isTied in [false, true] {
        let shape = LegoModel<Double>.Shape(
          order: 3, clauses: 4, layers: 3, width: 6, heads: 2, fixed: fixed, isTied: isTied)
        var stream = RandomStream(seed: 13)
        let model = LegoModel<Double>(shape, using: &stream)
        #expect(model.parameters.reduce(0) { $0 + $1.value.elements.count } == shape.weightCount)
      }
    }
  }

  @Test("Fixed maps are those that attention is scored against")
  func fixedMaps() throws {
    // A model whose only head is fixed, and copies values, mixes them by the map.
    let instance = try LegoInstance("Z2: b = not * a; a = not", format: .named)
    let tokens = LegoVocabulary(order: 2).tokens(of: instance)
    #expect(tokens == [1, 27, 30, 0, 28, 0, 27, 30, 26, 28])
    #expect(AttentionScore.associationRow(3, tokens.map(String.init))[5] == 1)
  }

  /// By the kind of a parameter, as its name tells: the deviation of a normal law, or the bound of a uniform one, or neither for zeros.
  private static func law(_ initialization: LegoInitialization, _ name: String, inputs: Int)
    -> (deviation: Double?, bound: Double?)
  {
    let bound = 1 / Double(inputs).squareRoot()
    let places: [LegoInitialization: Double] = [.softPlaces: 0.3, .faintPlaces: 0.02, .torch: 1, .bert: 0.02]
    return switch (initialization, name.hasSuffix("bias")) {
    case _ where name == "tokens.weight": (initialization == .bert ? 0.02 : 1, nil)
    case _ where name == "places.weight": (places[initialization], nil)
    case (.bert, false): (0.02, nil)
    case (.bert, true): (nil, nil)
    default: (nil, bound)
    }
  }

  @Test(
    "Weights are drawn by the law that is asked for: means and variances at 6 standard errors",
    arguments: LegoInitialization.allCases)
  func initialWeights(_ initialization: LegoInitialization) {
    var stream = RandomStream(seed: 12)
    let shape = LegoModel<Double>.Shape(order: 2, clauses: 26, layers: 2, width: 32, heads: 2, fixed: [.local])
    let model = LegoModel<Double>(shape, initialization: initialization, using: &stream)
    var inputs = 0
    for (name, value) in model.parameters where !name.contains("norm") {
      // A bias comes after the matrix of its layer.
      if name.hasSuffix("weight") { inputs = value.columns }
      let (deviation, bound) = Self.law(initialization, name, inputs: inputs)
      let values = value.elements
      let n = Double(values.count)
      guard let spread = deviation ?? bound.map({ $0 / 3.squareRoot() }) else {
        #expect(values.allSatisfy { $0 == 0 }, "\(name)")
        continue
      }
      if let bound { #expect(values.allSatisfy { abs($0) <= bound }, "\(name)") }
      let (mean, square) = (values.reduce(0, +) / n, values.reduce(0) { $0 + $1 * $1 } / n)
      #expect(abs(mean) < 6 * spread / n.squareRoot(), "\(name)")
      // The square of a normal number has variance 2 σ⁴, that of a uniform one 4/5 σ⁴.
      #expect(abs(square / (spread * spread) - 1) < 6 * ((bound == nil ? 2 : 0.8) / n).squareRoot(), "\(name)")
    }
  }

  @Test("A few steps lower the loss; the same seed gives the same model; the file gives it back")
  func steps() throws {
    let task = try LegoTask(group: .cyclic(2), lengths: 2...2)
    let shape = LegoModel<Float>.Shape(order: 2, clauses: 2, layers: 2, width: 16, heads: 2, fixed: [.association])
    var training = try LegoTraining(task, shape: shape, steps: 20, batch: 16, seed: 3)
    let others = samples(task, 200, seed: 5)
    func loss(_ model: LegoModel<Float>) -> Float {
      var ignored = model.zeros
      return model.loss(others, into: &ignored)
    }
    let first = loss(training.model)
    while !training.isFinished { training.step() }
    #expect(training.lastLoss != nil && loss(training.model) < first)
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("lego-\(UUID().uuidString).safetensors")
      .path
    defer { try? FileManager.default.removeItem(atPath: path) }
    try training.model.write(to: path)
    let read = try LegoModel<Float>(contentsOf: path)
    #expect(read.shape == shape && read.parameters.map(\.value) == training.model.parameters.map(\.value))
    let batch = samples(task, 20, seed: 4)
    #expect(read.predictions(batch) == training.model.predictions(batch))
    // A header alone, of a model of 2·10¹¹ weights: nothing is allocated.
    let header =
      #"{"__metadata__":{"lego":"{\"clauses\":2,\"fixed\":[],\"heads\":2,\"isTied\":false,\"layers\":1000,\"order\":2,\"width\":4096}"}}"#
    let size = (0..<8).map { UInt8(truncatingIfNeeded: header.utf8.count >> (8 * $0)) }
    try Data(size + Array(header.utf8)).write(to: URL(fileURLWithPath: path))
    let large = LegoModel<Float>.Shape(order: 2, clauses: 2, layers: 1000, width: 4096, heads: 2)
    #expect(throws: LegoModelFileError.tooFew(0, expected: large.weightCount)) {
      try LegoModel<Float>(contentsOf: path)
    }
    try Data("nothing".utf8).write(to: URL(fileURLWithPath: path))
    #expect(throws: (any Error).self) { try LegoModel<Float>(contentsOf: path) }
  }

  @Test("Tasks and shapes that do not fit are refused")
  func refusals() throws {
    let task = try LegoTask(group: .dihedral(3), lengths: 4...4)
    func error(_ change: (inout LegoModel<Float>.Shape) -> Void) -> LegoTrainingError? {
      var shape = LegoModel<Float>.Shape(order: 6, clauses: 4, layers: 1)
      change(&shape)
      return #expect(throws: LegoTrainingError.self) { try LegoTraining(task, shape: shape, steps: 1, seed: 1) }
    }
    #expect(error { $0.order = 2 } == .order(2, expected: 6))
    #expect(error { $0.clauses = 3 } == .clauses(4, atMost: 3))
    #expect(error { $0.heads = 5 } == .shape && error { $0.layers = 0 } == .shape)
    #expect(error { $0.fixed = [.local, .local, .local, .local, .association] } == .shape)
    let silent = try LegoTask(group: .dihedral(3), lengths: 4...4, supervised: 0)
    #expect(throws: LegoTrainingError.nothingSupervised) {
      try LegoTraining(silent, shape: .init(order: 6, clauses: 4, layers: 1), steps: 1, seed: 1)
    }
  }
}
