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

  @Test("Fixed maps are those that attention is scored against")
  func fixedMaps() throws {
    // A model whose only head is fixed, and copies values, mixes them by the map.
    let instance = try LegoInstance("Z2: b = not * a; a = not", format: .named)
    let tokens = LegoVocabulary(order: 2).tokens(of: instance)
    #expect(tokens == [1, 27, 30, 0, 28, 0, 27, 30, 26, 28])
    #expect(AttentionScore.associationRow(3, tokens.map(String.init))[5] == 1)
  }

  @Test("A few steps lower the loss; the same seed gives the same model; the file gives it back")
  func steps() throws {
    let task = try LegoTask(group: .cyclic(2), lengths: 2...2)
    let shape = LegoModel<Float>.Shape(order: 2, clauses: 2, layers: 2, width: 16, heads: 2, fixed: [.association])
    var training = try LegoTraining(task, shape: shape, steps: 20, batch: 16, seed: 3)
    training.step()
    let first = try #require(training.lastLoss)
    while !training.isFinished { training.step() }
    #expect(try #require(training.lastLoss) < first)
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("lego-\(UUID().uuidString).safetensors")
      .path
    defer { try? FileManager.default.removeItem(atPath: path) }
    try training.model.write(to: path)
    let read = try LegoModel<Float>(contentsOf: path)
    #expect(read.shape == shape && read.parameters.map(\.value) == training.model.parameters.map(\.value))
    let batch = samples(task, 20, seed: 4)
    #expect(read.predictions(batch) == training.model.predictions(batch))
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
