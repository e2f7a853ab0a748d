import Exact
import Models
import Randomness

/// Training of a model on fresh instances, with what it has learned along the chain.
///
///     var training = try LegoTraining(task, shape: .init(order: 2, clauses: 4, layers: 4), steps: 1_500, seed: 1)
///     while !training.isFinished { training.step() }
///     training.score(of: 2_000).verdict
///
/// Batches, weights and evaluation are drawn from streams of the seed. The same seed gives the same instances everywhere; weights are the
/// same on one machine with one number of threads, since BLAS adds in its own order.
public struct LegoTraining: Sendable {
  /// The law of the instances.
  public let task: LegoTask
  /// The number of steps of the schedule.
  public let steps: Int
  /// Instances in each step.
  public let batch: Int
  /// The model as it is now.
  public internal(set) var model: LegoModel<Float>
  /// The number of steps that have been made.
  public internal(set) var stepsDone = 0
  /// The loss of the last step; nil before the first.
  public internal(set) var lastLoss: Float?
  /// The largest step size.
  public let rate: Double
  /// The largest norm of a gradient, to which longer ones are shortened; nil for none.
  public let clip: Double?
  /// How the weights were drawn.
  public let initialization: LegoInitialization
  /// That of weights and instances.
  public let seed: UInt64
  /// How many steps heads imitated fixed maps before the first step.
  public internal(set) var mimickingSteps = 0
  /// How far they were from the maps at the end of that, in nats; nil if there was none.
  public internal(set) var divergence: Float?
  var optimizer: AdamW<Float>
  private let schedule: CosineSchedule
  private let stream: RandomStream

  /// A training that has made no step.
  ///
  /// - Parameters:
  ///   - task: the law of the instances.
  ///   - shape: that of the model.
  ///   - steps: the number of steps, at least 1.
  ///   - batch: instances in each step, at least 1.
  ///   - rate: the largest step size, reached after a warm-up of a twentieth of the steps.
  ///   - clip: the largest norm of a gradient, above 0; nil for none. It does not touch steps of imitation.
  ///   - initialization: how the weights are drawn.
  ///   - seed: that of weights and instances.
  /// - Throws: ``LegoTrainingError`` if task and shape do not fit.
  public init(
    _ task: LegoTask, shape: LegoModel<Float>.Shape, steps: Int, batch: Int = 64, rate: Double = 3e-3,
    clip: Double? = nil, initialization: LegoInitialization = .faintPlaces, seed: UInt64
  ) throws(LegoTrainingError) {
    guard shape.isValid else { throw .shape }
    guard shape.order == task.group.order else { throw .order(shape.order, expected: task.group.order) }
    guard task.mostClauses <= shape.clauses else { throw .clauses(task.mostClauses, atMost: shape.clauses) }
    guard task.supervised != 0 else { throw .nothingSupervised }
    precondition(steps >= 1 && batch >= 1 && rate > 0, "at least one step, one instance, and a step size above 0")
    precondition(clip.map { $0 > 0 } ?? true, "the largest norm of a gradient is above 0")
    (self.task, self.steps, self.batch, self.rate, self.seed) = (task, steps, batch, rate, seed)
    (self.clip, self.initialization) = (clip, initialization)
    stream = RandomStream(seed: seed).child("lego-training")
    var weights = stream.child("weights")
    model = LegoModel(shape, initialization: initialization, using: &weights)
    optimizer = AdamW(decay: 0.01)
    schedule = CosineSchedule(peak: rate, warmup: steps / 20, steps: steps)
  }

  /// Whether all steps have been made.
  public var isFinished: Bool { stepsDone >= steps }

  /// Trains the first two learned heads of each layer to imitate the local map and the association map, before any label is seen.
  ///
  /// - Parameter steps: how many batches, with a schedule of their own that reaches the same largest step size.
  /// - Returns: the divergence at the last step, in nats; nil for no step.
  /// - Precondition: this was not done before, no step of the training has been made, and two heads are learned.
  @discardableResult
  public mutating func mimic(steps: Int) -> Float? {
    precondition(stepsDone == 0 && mimickingSteps == 0, "heads learn to imitate once, before anything else")
    guard steps > 0 else { return nil }
    let schedule = CosineSchedule(peak: rate, warmup: steps / 20, steps: steps)
    var optimizer = AdamW<Float>(decay: 0.01)
    for step in 0..<steps {
      var instances = stream.child("mimicking").child(step)
      let samples = (0..<batch).map { _ in task.sample(using: &instances) }
      var gradient = model.zeros
      divergence = model.mimickingLoss(samples, into: &gradient)
      optimizer.step(&model, gradient: gradient, rate: schedule.rate(step))
    }
    mimickingSteps = steps
    return divergence
  }

  /// One step, on a batch that no other step sees.
  public mutating func step() {
    var instances = stream.child("steps").child(stepsDone)
    let samples = (0..<batch).map { _ in task.sample(using: &instances) }
    var gradient = model.zeros
    lastLoss = model.loss(samples, into: &gradient)
    if let clip { gradient.shorten(to: clip) }
    optimizer.step(&model, gradient: gradient, rate: schedule.rate(stepsDone))
    stepsDone += 1
  }

  /// Accuracies on instances that training does not see, beside the ceilings if the length is fixed.
  ///
  /// - Complexity: `count` passes of the model, and the ceilings.
  public func score(of count: Int) -> PredictionScore {
    var instances = stream.child("evaluation")
    let length = task.lengths.upperBound
    var score = PredictionScore(length: length, ceilings: task.ceilings)
    var left = count
    while left > 0 {
      let samples = (0..<min(left, 256)).map { _ in task.sample(using: &instances) }
      for (sample, predicted) in zip(samples, model.predictions(samples)) {
        // As many predictions as the chain has positions, by construction.
        try? score.add(predicted: predicted, values: sample.values)
      }
      left -= samples.count
    }
    return score
  }
}

extension LegoTask {
  /// The largest number of clauses of an instance.
  public var mostClauses: Int { lengths.upperBound + breakers.distractor + breakers.dangling }

  /// The ceilings of the positions of a lone chain of fixed length, as far as they can be had; none for other laws.
  public var ceilings: [Rational] {
    guard lengths.count == 1, breakers == Breakers() else { return [] }
    if group.order == 2 { return ShortcutCeiling.negations(length: lengths.upperBound) }
    return (try? ShortcutCeiling.multiset(of: group, length: lengths.upperBound, limit: 100_000)) ?? []
  }
}

/// Why a model cannot be trained on a task.
public enum LegoTrainingError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The shape is that of no model.
  case shape
  /// The model is for a group of another order.
  case order(Int, expected: Int)
  /// The task has more clauses than the model has places for.
  case clauses(Int, atMost: Int)
  /// No position is supervised.
  case nothingSupervised

  public var description: String {
    switch self {
    case .shape: "no model has this shape: heads must divide the width, and no more heads are fixed than there are"
    case .order(let order, let expected): "the model is for groups of order \(order); the task's has order \(expected)"
    case .clauses(let count, let most): "instances have up to \(count) clauses; the model takes \(most)"
    case .nothingSupervised: "no position is supervised, so there is nothing to learn from"
    }
  }
}
