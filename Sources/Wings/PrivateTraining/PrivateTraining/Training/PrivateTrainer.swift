import Exact
import Models
import Privacy

/// Differentially private training: DP-SGD and DP-Adam with group-wise clipping (arXiv 1607.00133, 2212.01539).
///
///     var trainer = try PrivateTrainer(model: model, engine: engine, plan: plan, settings: settings)
///     while trainer.stepsLeft > 0 { let report = try trainer.step() }
///     try trainer.epsilon()                    // what it has cost so far
///
/// A step draws a Poisson sample, sums clipped gradients over it in pieces, writes its event to the ledger, adds noise once, and divides by B, the public expected batch size. An empty
/// sample is a step as any other. With a plan of the rule `.exact`, sums are integers and noise is the discrete Gaussian.
///
/// The model, its thresholds and ``StepReport`` may be published; ``lastSums`` may not.
///
/// One trainer on each of several ranks, each with its ``RankShare``, is one training: all make each step. The first rank draws the sample, and its ledger has the step's event on the disk
/// before any rank draws noise. Over ranks sums are integers.
public struct PrivateTrainer<Engine: ClippingEngine>: Sendable where Engine.Model.Scalar == Float {
  /// What is trained.
  public typealias Model = Engine.Model
  /// The model as it is.
  public internal(set) var model: Model
  /// The plan, with the thresholds of the next step.
  public internal(set) var plan: ClippingPlan
  /// What decides the training.
  public let settings: TrainingSettings
  /// σ of a step, found from the target.
  public let multiplier: Rational
  /// How many steps were made, those that a crash lost among them.
  public internal(set) var stepsDone = 0
  /// How many of them changed the model.
  public internal(set) var updates = 0
  /// What the last step summed, before noise: private, for whoever may see the records.
  public private(set) var lastSums: PrivateSums?
  var optimizer: PrivateOptimizer<Model>
  /// Where events go; nil if nothing is written, and on all ranks but the first.
  public internal(set) var ledger: LedgerFile?
  /// What this rank has of it.
  public let share: RankShare
  private let engine: Engine

  /// A training that has made no step.
  ///
  /// - Parameters:
  ///   - model: where it starts; of ranks that share the groups, what this one has of it.
  ///   - engine: the examples, and how their gradients are summed.
  ///   - plan: what is clipped together, and its first thresholds.
  ///   - settings: the rest.
  ///   - ledger: where events are written before noise is released; on the first rank only.
  ///   - share: what this rank has.
  /// - Throws: ``TrainingError``, ``ClippingPlanError``, ``BudgetSplitError`` and `AccountingError` for what is out of range.
  public init(
    model: Model, engine: Engine, plan: ClippingPlan, settings: TrainingSettings, ledger: LedgerFile? = nil,
    share: RankShare = .alone
  ) throws {
    try settings.validate()
    try plan.requireParameters(of: model, groups: share.groups(of: plan))
    guard plan.isExact || share.world.size == 1 else {
      throw TrainingError.setting(
        name: "rule", found: "\(plan.rule)", expected: "exact: over ranks sums are integers")
    }
    if let ledger, ledger.steps > 0 { throw TrainingError.ledgerInUse(ledger.path, steps: ledger.steps) }
    (self.model, self.engine, self.plan, self.settings, self.ledger) = (model, engine, plan, settings, ledger)
    self.share = share
    optimizer = PrivateOptimizer(settings.optimization)
    multiplier = try settings.multiplier ?? settings.target.multiplier(isExact: plan.isExact)
    _ = try noise
  }

  /// How many steps there still are.
  public var stepsLeft: Int { max(0, settings.target.steps - stepsDone) }

  /// The noise of the next step.
  public var noise: StepNoise {
    get throws(BudgetSplitError) {
      try StepNoise(
        plan: plan, multiplier: multiplier, allocation: settings.allocation, countShare: settings.adaptive?.countShare)
    }
  }

  /// An ε at the target's δ that all steps so far do not exceed; nil for infinity.
  ///
  /// - Throws: `AccountingError`.
  public func epsilon() throws(AccountingError) -> Rational? {
    try settings.target.epsilon(multiplier: multiplier, steps: stepsDone, isExact: plan.isExact)
  }

  /// One step.
  ///
  /// - Throws: ``TrainingError/finished`` after the last one, what the engine says, and what the ledger's file says; then nothing was released and the model is as it
  ///   was.
  public mutating func step() throws -> StepReport {
    guard stepsLeft > 0 else { throw TrainingError.finished }
    let noise = try noise
    // What the accountant is told is what the noise is: computed, not assumed.
    let inverse = try noise.blockwise.inverseSquaredMultiplier
    guard inverse * multiplier * multiplier <= 1 else {
      throw TrainingError.setting(name: "noise", found: "1/σ² = \(inverse)", expected: "at most 1/(\(multiplier))²")
    }
    let sample = try share.agreed {
      try settings.source.sample(step: stepsDone, of: engine.exampleCount, rate: settings.target.rate)
    }
    let sums = try summed(share.part(of: sample))
    let event = LedgerEvent(settings.target.mechanism(multiplier: multiplier))
    try ledger?.record(event)
    // No rank draws noise before the event is on the disk.
    try share.world.barrier()
    let used = plan
    // From here on the step counts, whatever happens.
    let number = stepsDone
    stepsDone += 1
    let gradient = try noisyMean(sums, noise, step: number)
    optimizer.step(&model, gradient: gradient, rate: settings.rate)
    updates += 1
    if let adaptive = settings.adaptive, let variance = noise.countVariance {
      let counts = try noisyCounts(sums, variance, step: number)
      try plan.setThresholds(
        adaptive.updated(plan.thresholds, centredCounts: counts, expectedBatch: Double(settings.expectedBatch)))
    }
    lastSums = sums
    return StepReport(
      step: number, thresholds: used.thresholds, squaredSensitivity: used.squaredSensitivity(),
      groupVariances: noise.groupVariances, countVariance: noise.countVariance)
  }

  /// The sums over a batch, in pieces of `microBatch` examples: clipped one by one, noise is not added yet.
  private func summed(_ sample: [Int]) throws -> PrivateSums {
    let pieces = stride(from: 0, to: sample.count, by: settings.microBatch).map {
      Array(sample[$0..<min($0 + settings.microBatch, sample.count)])
    }
    if plan.isExact {
      return .exact(
        try pieces.reduce(into: ExactSums(none: plan, groups: share.groups(of: plan))) {
          $0 += try engine.exactSums(of: $1, at: model, plan: plan)
        })
    }
    let sums = try pieces.reduce(into: ClippedSums(none: model, plan: plan)) {
      $0 += try engine.clippedSums(of: $1, at: model, plan: plan)
    }
    let layout = try GroupLayout(plan, model)
    var groups = plan.groups.map { [Double](repeating: 0, count: $0.dimension) }
    for (slot, parameter) in zip(layout.slots, sums.gradient.parameters) {
      guard let slot else { continue }
      for (i, x) in parameter.value.elements.enumerated() { groups[slot.group][slot.offset + i] = Double(x) }
    }
    return .floating(
      sums: groups, withinThreshold: sums.withinThreshold, examples: sums.examples, refused: sums.refused,
      loss: sums.loss)
  }

  /// The sums with noise, divided by B, as a gradient.
  private func noisyMean(_ sums: PrivateSums, _ noise: StepNoise, step: Int) throws -> Model {
    var noisy: [[Double]] = []
    for k in plan.groups.indices {
      switch sums {
      case .exact(let sums):
        var integers = sums.sums[k]
        if integers.isEmpty {
          noisy.append([])
          continue
        }
        if share.addsNoise {
          try settings.source.addDiscreteNoise(
            variance: noise.integerVariance(group: k, steps: plan.steps), to: &integers, step: step, for: .group(k))
        }
        try share.sumExamples(&integers)
        let unit = Double(plan.thresholds[k]) / Double(plan.steps)
        noisy.append(integers.map { unit * Double($0) })
      case .floating(let sums, _, _, _, _):
        let draws = settings.source.normals(
          sums[k].count, deviation: Double(noise.groupVariances[k]).squareRoot(), step: step, for: .group(k))
        noisy.append(zip(sums[k], draws).map { $0 + $1 })
      }
    }
    let layout = try GroupLayout(plan, model, groups: share.groups(of: plan))
    let batch = Double(settings.expectedBatch)
    var gradient = model.zeros
    var index = 0
    gradient.visitParameters("") { _, value in
      defer { index += 1 }
      guard let slot = layout.slots[index] else { return }
      for i in value.elements.indices { value.elements[i] = Float(noisy[slot.group][slot.offset + i] / batch) }
    }
    return gradient
  }

  /// Σ (b − 1/2) of each group, with noise. Each rank adds that of its groups, and all are told the sums.
  private func noisyCounts(_ sums: PrivateSums, _ variance: Rational, step: Int) throws -> [Double] {
    let doubled = sums.doubledCentredCounts
    guard case .exact = sums else {
      return doubled.enumerated().map { k, count in
        let draw = settings.source.normals(1, deviation: Double(variance).squareRoot(), step: step, for: .count(k))[0]
        return Double(count) / 2 + draw
      }
    }
    var counts = [Int64](repeating: 0, count: plan.count)
    for k in share.groups(of: plan) {
      var integers = [Int64(doubled[k])]
      if share.addsNoise {
        try settings.source.addDiscreteNoise(variance: 4 * variance, to: &integers, step: step, for: .count(k))
      }
      counts[k] = integers[0]
    }
    if share.world.size > 1 { try share.world.sum(&counts) }
    return counts.map { Double($0) / 2 }
  }
}

/// What a step summed, before noise.
public enum PrivateSums: Sendable, Hashable {
  /// Integers.
  case exact(ExactSums)
  /// Floating-point numbers: for each group its sums, how many gradients were within the threshold, how many examples there were, how many of them were refused, and
  /// the sum of the losses.
  case floating(sums: [[Double]], withinThreshold: [Int], examples: Int, refused: Int, loss: Double)

  /// Σ (2b − 1) of each group.
  public var doubledCentredCounts: [Int] {
    switch self {
    case .exact(let sums): sums.doubledCentredCounts
    case .floating(_, let within, let examples, _, _): within.map { 2 * $0 - examples }
    }
  }

  /// How many examples had a NaN or an infinite number in a gradient, and added nothing.
  public var refused: Int {
    switch self {
    case .exact(let sums): sums.refused
    case .floating(_, _, _, let refused, _): refused
    }
  }
}

/// What may be told of a step.
public struct StepReport: Sendable, Hashable {
  /// Which, from 0.
  public let step: Int
  /// C_k, as they were in the step.
  public let thresholds: [Rational]
  /// Σ C_k²: the squared L2 sensitivity of the sum of clipped gradients, exactly.
  public let squaredSensitivity: Rational
  /// s_k²: the variance of each group's noise.
  public let groupVariances: [Rational]
  /// σ_b²: the variance of the noise of each count of centred bits.
  public let countVariance: Rational?
}

extension ClippingPlan {
  /// Whether sums are integers.
  public var isExact: Bool { if case .exact = rule { true } else { false } }

  /// The steps of the grid to the threshold; 1 for rules in floating point.
  var steps: Int { if case .exact(let steps) = rule { steps } else { 1 } }
}
