import Evidence
import Exact
import Models
import PrivateTraining
import Randomness

extension Claim {
  /// A4 and A6 of the trainer as it stands.
  static let releasedStep = Claim(
    id: "private-training.released-step",
    title:
      "With the same coins, one example more changes what a step releases by its own clipped gradient and half a count",
    sentences: [
      Sentence(
        """
        Two trainers in exact mode, with $q = 1$ and the same coins, one of them with one example more, change a model by $-rate/B$ times integer sums with noise that \
        differ by a vector of squared length at most $m^2$ in each group, and their thresholds by factors whose logarithms differ by $\\eta/(2B)$ or $-\\eta/(2B)$ \
        to $10^{-9}$. So it is with no example against one.
        """,
        checks: ["neighbours"])
    ],
    remark: "Division by the realised size of the batch, or noise for each micro-batch, breaks it.",
    source: Source(
      paper: "Differentially Private Learning with Adaptive Clipping", arXiv: "1905.03871",
      theorem: "derived: the sensitivity of what the code does"),
    checks: [
      Check(
        "neighbours", level: .sampled,
        family: .random("up to 7 rows of up to 6 numbers", quick: 12, deep: 300, draw: Neighbour.drawn),
        subject: released,
        mutants: [
          "divided by the realised size": { question in
            try question.released(batch: max(1, question.count))
          },
          "noise for each micro-batch": { question in
            var found = try question.released(batch: 4)
            // Micro-batches of two examples.
            for extra in 0..<((question.count + 1) / 2) {
              for k in found.sums.indices {
                try NoiseSource.reproducible(seed: 9).addDiscreteNoise(
                  variance: Rational(Integer(1) << 26), to: &found.sums[k], step: extra, for: .group(k))
              }
            }
            return found
          },
          "thresholds follow the realised share": { question in
            var found = try question.released(batch: 4)
            found.thresholds = try question.released(batch: max(1, question.count)).thresholds
            return found
          },
          "raw bits in the formula of centred ones": { question in
            var found = try question.released(batch: 4)
            found.thresholds = found.thresholds.map { $0 * (0.2 * Double(question.count) / 8 * -1).exponential }
            return found
          },
        ], test: differLittle)
    ])
}

private struct Release: Sendable {
  var sums: [[Int64]]
  var thresholds: [Double]
}

private typealias Released = Algorithm<Neighbour, Release>

private let released: Released = { (question: Neighbour) -> Release in try question.released(batch: 4) }

@Sendable private func differLittle(_ subject: Released, _ question: Neighbour) throws -> Verdict {
  var more = question
  more.count += 1
  let (a, b) = (try subject(question), try subject(more))
  let bound = Rational(Integer(Neighbour.steps) * Integer(Neighbour.steps))
  var verdict = Verdict.holds()
  for k in a.sums.indices {
    let squared = zip(a.sums[k], b.sums[k]).reduce(Integer(0)) { sum, pair in
      let change = Integer(pair.1) - Integer(pair.0)
      return sum + change * change
    }
    verdict = .all(verdict, .atMost(Rational(squared), bound, "squared change of a group's sums"))
    let ratio = abs(logarithm(b.thresholds[k] / a.thresholds[k]))
    guard abs(ratio - 0.2 / 8) < 1e-9 else {
      return .fails("the logarithm of a threshold changed by \(ratio), but should by \(0.2 / 8)")
    }
  }
  return verdict
}

/// ln x for x near 1.
private func logarithm(_ x: Double) -> Double {
  let t = (x - 1) / (x + 1)
  return (0..<40).reduce(0) { $0 + 2 * power(t, 2 * $1 + 1) / Double(2 * $1 + 1) }
}

private func power(_ x: Double, _ n: Int) -> Double { (0..<n).reduce(1.0) { product, _ in product * x } }

extension Double {
  /// eˣ for small x.
  fileprivate var exponential: Double {
    var (sum, term) = (1.0, 1.0)
    for k in 1..<30 {
      term *= self / Double(k)
      sum += term
    }
    return sum
  }
}

private struct Neighbour: Codable, Sendable {
  static let steps = 1 << 12
  var seed: UInt64
  var count: Int
  var width: Int

  static func drawn(_ index: Int, _ stream: inout RandomStream) -> Neighbour {
    Neighbour(
      seed: stream.next() >> 1, count: index == 0 ? 0 : stream.uniform(in: 1...7), width: stream.uniform(in: 2...6))
  }

  /// A step from weights 0 with the learning rate 4, divided by `batch`: the integers are then read off the weights, exactly.
  func released(batch: Int) throws -> Release {
    var stream = RandomStream(seed: seed).child("rows")
    let features = (0..<(20 * width)).map { _ in Float(stream.uniform(in: -40...40)) / 10 }
    let labels = (0..<20).map { _ in stream.uniform(in: 0...2) }
    let model = Perceptron<Float>(
      layers: [
        Linear(weight: Tensor(repeating: 0, shape: [3, width]), bias: Tensor(repeating: 0, shape: [3]))
      ])
    let groups = try ParameterGroup.groups(of: model, by: .perParameter)
    let plan = try ClippingPlan(groups: groups, thresholds: [1, Rational(1, 2)], rule: .exact(steps: Self.steps))
    let engine = ExamplewiseEngine(
      PerceptronExamples(
        features: Array(features.prefix(count * width)), width: width, labels: Array(labels.prefix(count))))
    let settings = TrainingSettings(
      target: PrivacyTarget(epsilon: 1, delta: Rational(1, 1000), rate: 1, steps: 1), expectedBatch: Rational(batch),
      multiplier: 1, adaptive: AdaptiveThresholds(target: 0.5, rate: 0.2, countShare: Rational(1, 10)), rate: 4,
      microBatch: 2, source: .reproducible(seed: seed))
    var trainer = try PrivateTrainer(model: model, engine: engine, plan: plan, settings: settings)
    _ = try trainer.step()
    let values = trainer.model.parameters.map(\.value.elements)
    return Release(
      sums: zip(values, [1, 0.5]).map { values, threshold in
        values.map { Int64((-Double($0) / threshold * Double(Self.steps)).rounded()) }
      }, thresholds: trainer.plan.thresholds.map { Double($0) })
  }
}
