import Exact
import Foundation
import Models
import Privacy
import PrivateTraining
import Randomness
import TestSupport
import Testing

@Suite("Private training")
struct TrainerTests {
  private typealias Trainer = PrivateTrainer<ExamplewiseEngine<PerceptronExamples>>

  private func examples(_ count: Int = 40, spoilt: Bool = false) -> PerceptronExamples {
    var stream = RandomStream(seed: 8).child("rows")
    var features = (0..<(4 * count)).map { _ in Float(stream.uniform(in: -30...30)) / 10 }
    let labels = (0..<count).map { features[4 * $0] + features[4 * $0 + 1] > 0 ? 1 : 0 }
    if spoilt {
      features[5] = .nan
      features[9] = .infinity
    }
    return PerceptronExamples(features: features, width: 4, labels: labels)
  }

  private var model: Perceptron<Float> {
    var stream = RandomStream(seed: 9)
    return Perceptron(widths: [4, 5, 2], using: &stream)
  }

  private func settings(
    steps: Int = 6, rate: Rational = Rational(1, 4), adaptive: AdaptiveThresholds? = AdaptiveThresholds(),
    optimization: PrivateOptimization = .adam, multiplier: Rational? = 2, source: NoiseSource = .reproducible(seed: 4)
  ) -> TrainingSettings {
    TrainingSettings(
      target: PrivacyTarget(epsilon: 2, delta: Rational(1, 1000), rate: rate, steps: steps), expectedBatch: 8,
      multiplier: multiplier, allocation: .minEnergy, adaptive: adaptive, optimization: optimization, rate: 0.1,
      microBatch: 3, source: source)
  }

  private func trainer(
    _ settings: TrainingSettings, rule: ClipRule = .exact(steps: 4096), data: PerceptronExamples? = nil,
    threads: Int = 1, ledger: LedgerFile? = nil
  ) throws -> Trainer {
    try Trainer(
      model: model, engine: ExamplewiseEngine(data ?? examples(), threads: threads),
      plan: try ClippingPlan(of: model, by: .perLayer, threshold: 1, rule: rule), settings: settings, ledger: ledger)
  }

  @Test("Gradients of single examples are those of the module", arguments: [Activation.relu, .tanh, .gelu])
  func gradients(activation: Activation) {
    var stream = RandomStream(seed: 11)
    let model = Perceptron<Float>(widths: [4, 17, 3, 2], activation: activation, using: &stream)
    let data = examples(6)
    for example in 0..<6 {
      var gradient = model
      let loss = data.gradient(of: example, at: model, into: &gradient)
      let row = Tensor(Array(data.features[(4 * example)..<(4 * example + 4)]), shape: [1, 4])
      let (y, kept) = model.forward(row)
      let (value, dy) = Loss.crossEntropy(y, labels: [data.labels[example]])
      var expected = model.zeros
      _ = model.backward(dy, kept, into: &expected)
      #expect(abs(loss - Double(value)) < 1e-5)
      for (a, b) in zip(gradient.parameters, expected.parameters) {
        for (x, y) in zip(a.value.elements, b.value.elements) { #expect(abs(x - y) < 1e-5) }
      }
    }
  }

  @Test("Clipped sums in floating point are those of one example after the other, and stay within the bounds")
  func clipped() throws {
    let data = examples(12, spoilt: true)
    for rule in [ClipRule.abadi, .automatic] {
      let plan = try ClippingPlan(of: model, by: .perParameter, threshold: Rational(1, 2), rule: rule)
      let one = ExamplewiseEngine(data)
      let all = try one.clippedSums(of: Array(0..<12), at: model, plan: plan)
      #expect(all.examples == 12 && all.refused == 2 && all.norms.count == 12 && all.loss.isFinite)
      var sum = ClippedSums(none: model, plan: plan)
      for example in 0..<12 {
        let single = try one.clippedSums(of: [example], at: model, plan: plan)
        for (k, parameter) in single.gradient.parameters.enumerated() {
          let squared = parameter.value.elements.reduce(0.0) { $0 + Double($1) * Double($1) }
          #expect(squared.squareRoot() <= plan.bounds[k] * (1 + 1e-6))
        }
        sum += single
      }
      #expect(sum.withinThreshold == all.withinThreshold && sum.norms.count == all.norms.count)
      for (a, b) in zip(sum.gradient.parameters, all.gradient.parameters) {
        for (x, y) in zip(a.value.elements, b.value.elements) { #expect(abs(x - y) < 1e-6) }
      }
      let parallel = try ExamplewiseEngine(data, threads: 3).clippedSums(of: Array(0..<12), at: model, plan: plan)
      #expect(parallel.withinThreshold == all.withinThreshold && parallel.refused == 2)
    }
    let plan = try ClippingPlan(of: model, by: .flat, threshold: 1)
    #expect(throws: ClippingEngineError.noGrid) {
      try ExamplewiseEngine(data).exactSums(of: [0], at: model, plan: plan)
    }
  }

  @Test("Frozen parameters stay as they are")
  func frozen() throws {
    let plan = try ClippingPlan(of: model, by: .flat, threshold: 1, rule: .exact(steps: 64)) {
      $0.hasPrefix("layers.1.")
    }
    var trainer = try Trainer(model: model, engine: ExamplewiseEngine(examples()), plan: plan, settings: settings())
    _ = try trainer.step()
    #expect(
      trainer.model.layers[0].weight == model.layers[0].weight
        && trainer.model.layers[1].weight != model.layers[1].weight)
  }

  @Test(
    "Exact runs are bit-identical for every number of threads and size of micro-batches; floats are not asked to be")
  func reproducible() throws {
    func weights(_ threads: Int, _ microBatch: Int) throws -> [[Float]] {
      var settings = settings()
      settings.microBatch = microBatch
      var trainer = try trainer(settings, threads: threads)
      while trainer.stepsLeft > 0 { _ = try trainer.step() }
      return trainer.model.parameters.map(\.value.elements)
    }
    let first = try weights(1, 1024)
    #expect(try weights(2, 3) == first && weights(3, 1) == first)
  }

  @Test("A step reports the sensitivity of the thresholds that it used; changed thresholds change it")
  func sensitivity() throws {
    var trainer = try trainer(settings())
    let before = trainer.plan.squaredSensitivity()
    let first = try trainer.step()
    #expect(first.squaredSensitivity == before && trainer.plan.squaredSensitivity() != before)
    let second = try trainer.step()
    #expect(second.squaredSensitivity == second.thresholds.reduce(Rational(0)) { $0 + $1 * $1 })
    let inverse = zip(second.thresholds, second.groupVariances).reduce(Rational(0)) { $0 + $1.0 * $1.0 / $1.1 }
    let counts = Rational(second.thresholds.count) / (4 * (try #require(second.countVariance)))
    #expect(inverse + counts == Rational(1, 4))
  }

  @Test("An empty batch is a step: noise is added and counted", arguments: [ClipRule.exact(steps: 4096), .abadi])
  func emptyBatch(rule: ClipRule) throws {
    var trainer = try trainer(
      settings(rate: Rational(1, 1_000_000_000), optimization: .sgd(momentum: 0.5)), rule: rule)
    _ = try trainer.step()
    #expect(trainer.stepsDone == 1 && trainer.model.layers[0].weight != model.layers[0].weight)
    var none = try self.trainer(settings(rate: 1), rule: rule, data: examples(0))
    _ = try none.step()
    #expect(none.stepsDone == 1)
  }

  @Test("What B is does not depend on how many examples there are")
  func publicBatch() throws {
    // The same coins, no example in either sample: the same model, whatever the number of records.
    func weights(_ count: Int) throws -> [Float] {
      var trainer = try trainer(settings(rate: Rational(1, 1_000_000_000)), data: examples(count))
      _ = try trainer.step()
      return trainer.model.layers[0].weight.elements
    }
    #expect(try weights(10) == weights(40))
  }

  @Test("Examples with NaN or infinite numbers are refused and counted, and the model stays finite")
  func notFinite() throws {
    var trainer = try trainer(settings(rate: 1, adaptive: nil), data: examples(10, spoilt: true))
    _ = try trainer.step()
    #expect(trainer.lastSums?.refused == 2)
    #expect(trainer.model.parameters.allSatisfy { $0.value.elements.allSatisfy(\.isFinite) })
  }

  @Test("No step after the last one; settings out of range are refused by name")
  func refusals() throws {
    var trainer = try trainer(settings(steps: 1))
    _ = try trainer.step()
    #expect(throws: TrainingError.finished) { try trainer.step() }
    func refused(_ change: (inout TrainingSettings) -> Void) -> String? {
      var settings = settings()
      change(&settings)
      do { _ = try self.trainer(settings) } catch let TrainingError.setting(name, _, _) { return name } catch {
        return "\(error)"
      }
      return nil
    }
    #expect(refused { $0.expectedBatch = 0 } == "expectedBatch")
    #expect(refused { $0.rate = .infinity } == "rate")
    #expect(refused { $0.microBatch = 0 } == "microBatch")
    #expect(refused { $0.target.steps = 0 } == "steps")
    #expect(refused { $0.target.rate = 0 } == "q")
    #expect(refused { $0.target.delta = 1 } == "delta")
    #expect(refused { $0.target.epsilon = 0 } == "epsilon")
    #expect(refused { $0.multiplier = 0 } == "multiplier")
    #expect(refused { $0.optimization = .sgd(momentum: 1) } == "optimizer")
    #expect(refused { $0.adaptive = AdaptiveThresholds(target: 1) } == "adaptive")
    #expect(refused { _ in } == nil)
  }

  @Test("Noise is calibrated to the target by the accountant that is valid for it")
  func calibration() throws {
    let target = PrivacyTarget(epsilon: 2, delta: Rational(1, 1000), rate: Rational(1, 10), steps: 20)
    let (exact, curve) = (try target.multiplier(isExact: true), try target.multiplier(isExact: false))
    #expect(exact >= curve && exact < curve * Rational(3, 2))
    let epsilon = try #require(try target.epsilon(multiplier: exact, steps: 20, isExact: true))
    #expect(epsilon <= 2 && epsilon > Rational(19, 10))
    #expect(try #require(try target.exactEpsilon(multiplier: exact - Rational(1, 1000), steps: 20)) > 2)
    #expect(try #require(try target.epsilon(multiplier: curve, steps: 20, isExact: false)) <= 2)
    #expect(try target.epsilon(multiplier: exact, steps: 0, isExact: true) == 0)
    // Few records and few steps, and a tiny δ: no crash, and a number.
    let few = PrivacyTarget(epsilon: 8, delta: Rational(1, Integer(10).power(15)), rate: Rational(16, 32), steps: 5)
    #expect(try #require(try few.epsilon(multiplier: 2, steps: 5, isExact: false)) < 100)
    // Shuffled batches are not accounted as Poisson samples.
    #expect(throws: LedgerError.self) {
      try Ledger(
        parsing: Data(
          "{\"event\":\"sampled-gaussian\",\"sigma\":\"1\",\"q\":\"1/10\",\"sampling\":\"shuffled\"}\n".utf8))
    }
  }
}
