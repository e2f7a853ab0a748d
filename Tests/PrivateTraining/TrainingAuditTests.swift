import Exact
import Models
import Privacy
import PrivateTraining
import Randomness
import TestSupport
import Testing

@Suite("An audit of private training")
struct TrainingAuditTests {
  /// Trains on canaries that are in or out by a fair coin, each with a feature of its own, guesses the coins from the weights, and says which ε the guesses refute.
  private func refuted(seed: UInt64, multiplier: Rational, target: PrivacyTarget) throws -> Rational {
    var stream = RandomStream(seed: seed).child("coins")
    let count = 200
    let coins = (0..<count).map { _ in stream.next() & 1 == 1 }
    let present = coins.indices.filter { coins[$0] }
    var features = [Float](repeating: 0, count: present.count * count)
    for (row, canary) in present.enumerated() { features[row * count + canary] = 100 }
    let model = Perceptron<Float>(layers: [Linear(weight: Tensor(repeating: 0, shape: [2, count]))])
    let settings = TrainingSettings(
      target: target, expectedBatch: 50, multiplier: multiplier, optimization: .sgd(momentum: 0), rate: 0.001,
      source: .reproducible(seed: seed))
    var trainer = try PrivateTrainer(
      model: model,
      engine: ExamplewiseEngine(
        PerceptronExamples(features: features, width: count, labels: present.map { _ in 1 })),
      plan: try ClippingPlan(of: model, by: .flat, threshold: 1, rule: .exact(steps: 256)), settings: settings)
    while trainer.stepsLeft > 0 { _ = try trainer.step() }
    let weights = trainer.model.layers[0].weight
    let scores = (0..<count).map { weights[1, $0] - weights[0, $0] }
    let order = scores.indices.sorted { scores[$0] < scores[$1] }
    let guesses = 120
    let correct =
      order.prefix(guesses / 2).filter { !coins[$0] }.count + order.suffix(guesses / 2).filter { coins[$0] }.count
    return try OneRunAudit(canaries: count, guesses: guesses, correct: correct).epsilonLower(
      delta: target.delta, confidence: 1 - Rational(1, 1_000_000))
  }

  @Test("The bound at confidence 1 − 10⁻⁶ is never above the ε that was claimed; with too little noise it is")
  func bound() throws {
    // With a larger δ, 200 records that may each fail with it would leave nothing at this confidence.
    let target = PrivacyTarget(epsilon: 1, delta: Rational(1, 10_000_000_000), rate: Rational(1, 2), steps: 10)
    let multiplier = try target.multiplier(isExact: true)
    for seed in 1...2 as ClosedRange<UInt64> {
      #expect(try refuted(seed: seed, multiplier: multiplier, target: target) <= target.epsilon)
    }
    // Who claims ε = 1 for noise that is no tenth of what it takes is found out.
    #expect(try refuted(seed: 1, multiplier: Rational(1, 5), target: target) > target.epsilon)
  }
}
