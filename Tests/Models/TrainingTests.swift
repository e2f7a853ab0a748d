import Foundation
import Models
import Testing

@Suite("Training")
struct TrainingTests {
  @Test("The first steps of AdamW, by hand")
  func adamW() {
    var layer = Linear<Double>(weight: Tensor([1, -2], shape: [1, 2]))
    let gradient = Linear<Double>(weight: Tensor([0.5, -4], shape: [1, 2]))
    var optimizer = AdamW<Double>(decay: 0.1)
    optimizer.step(&layer, gradient: gradient, rate: 0.01)
    // The first step has the length of the rate, whatever the gradient.
    #expect(abs(layer.weight.elements[0] - (1 - 0.01 - 0.001)) < 1e-9)
    #expect(abs(layer.weight.elements[1] - (-2 + 0.01 + 0.002)) < 1e-9)
    // m̂ = (0.9 · 0.05 + 0.1 · 1) / 0.19, v̂ = (0.999 · 0.00025 + 0.001) / 0.001999.
    let before = layer.weight.elements[0]
    optimizer.step(&layer, gradient: Linear(weight: Tensor([1, 1], shape: [1, 2])), rate: 0.01)
    let step = (0.145 / 0.19) / ((0.999 * 0.00025 + 0.001) / 0.001999).squareRoot()
    #expect(abs(layer.weight.elements[0] - (before - 0.01 * (step + 0.1 * before))) < 1e-9)
    #expect(optimizer.steps == 2)
  }

  @Test("A gradient above the limit keeps its direction and gets that norm; another stays as it is")
  func shortened() {
    /// Two weights and a bias, before and after.
    func shortened(_ numbers: [Float], to limit: Double) -> [Float] {
      var gradient = Linear<Float>(weight: Tensor(Array(numbers[..<2]), shape: [1, 2]), bias: Tensor([numbers[2]]))
      gradient.shorten(to: limit)
      return gradient.parameters.flatMap(\.value.elements)
    }
    // The norm is 6.
    #expect(shortened([2, -4, 4], to: 3) == [1, -2, 2])
    #expect(shortened([2, -4, 4], to: 6) == [2, -4, 4])
    #expect(shortened([2, -4, 4], to: 7) == [2, -4, 4])
    #expect(shortened([0, 0, 0], to: 1) == [0, 0, 0])
    // No factor makes an infinite one right.
    #expect(shortened([.infinity, 1, 0], to: 1) == [.infinity, 1, 0])
  }

  @Test("A schedule rises, falls and ends")
  func schedule() {
    let schedule = CosineSchedule(peak: 2, floor: 0.5, warmup: 4, steps: 12)
    #expect(schedule.rate(0) == 0.5 && schedule.rate(3) == 2 && schedule.rate(4) == 2)
    #expect(abs(schedule.rate(8) - 1.25) < 1e-15)
    #expect(schedule.rate(11) > 0.5 && schedule.rate(12) == 0.5 && schedule.rate(99) == 0.5)
  }

  @Test("A perceptron learns exclusive or, the same from the same seed")
  func exclusiveOr() {
    let x = Tensor<Float>([0, 0, 0, 1, 1, 0, 1, 1], shape: [4, 2])
    let labels = [0, 1, 1, 0]
    func trained() -> Perceptron<Float> {
      var dice = Dice(state: 11)
      var network = Perceptron<Float>(widths: [2, 8, 2], activation: .tanh, using: &dice)
      var optimizer = AdamW<Float>()
      for _ in 0..<200 {
        var gradient = network.zeros
        let (y, kept) = network.forward(x)
        _ = network.backward(Loss.crossEntropy(y, labels: labels).gradient, kept, into: &gradient)
        optimizer.step(&network, gradient: gradient, rate: 0.05)
      }
      return network
    }
    let network = trained()
    #expect(Loss.crossEntropy(network(x), labels: labels).value < 0.05)
    #expect(network(x) == trained()(x))
  }

  @Test(
    "Digits: a perceptron of 64-64-64-10 units is right on 96 of 100 images that it has not seen",
    .enabled(if: Published.has(Published.folder + "/digits.csv"), "./setup --models fetches the digits"))
  func digits() throws {
    let lines = try String(contentsOfFile: Published.folder + "/digits.csv", encoding: .utf8).split(separator: "\n")
    let rows = lines.map { $0.split(separator: ",").compactMap { Float($0) } }.filter { $0.count == 65 }
    try #require(rows.count == 1797)
    var dice = Dice(state: 12)
    var order = Array(rows.indices)
    for last in stride(from: order.count - 1, to: 0, by: -1) { order.swapAt(last, Int(dice.next() % UInt64(last + 1))) }
    func part(_ range: Range<Int>) -> (Tensor<Float>, [Int]) {
      let chosen = order[range].map { rows[$0] }
      return (
        Tensor(chosen.flatMap { $0.prefix(64).map { $0 / 16 } }, shape: [range.count, 64]), chosen.map { Int($0[64]) }
      )
    }
    var network = Perceptron<Float>(widths: [64, 64, 64, 10], using: &dice)
    var optimizer = AdamW<Float>()
    #if DEBUG
      let epochs = 8
    #else
      let epochs = 30
    #endif
    let schedule = CosineSchedule(peak: 0.004, steps: epochs * 24)
    for step in 0..<epochs * 24 {
      let (x, labels) = part((step % 24 * 50)..<(step % 24 * 50 + 50))
      var gradient = network.zeros
      let (y, kept) = network.forward(x)
      _ = network.backward(Loss.crossEntropy(y, labels: labels).gradient, kept, into: &gradient)
      optimizer.step(&network, gradient: gradient, rate: schedule.rate(step))
    }
    let (x, labels) = part(1200..<1797)
    let scores = network(x)
    let right = labels.enumerated().filter { row, label in
      (0..<10).allSatisfy { scores[row, $0] <= scores[row, label] }
    }.count
    #expect(Double(right) / 597 > 0.96, "\(right) of 597")
  }
}
