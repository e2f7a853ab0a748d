import Arrays
import Models

/// Clipped sums of the gradients of a model's examples, in one of four modes.
///
/// ```swift
/// let engine = GradientEngine<Perceptron<Float>>(.fused, exampleCount: 60_000) { examples in
///   LabelledRows(BatchRows(pictures.rows(at: examples)), targets: .labels(examples.map { labels[$0] }))
/// }
/// let sums = try engine.clippedSums(of: [3, 17, 4711], at: model, plan: plan)
/// ```
///
/// All modes give the same sums up to rounding. An example with a NaN or an infinite number in its gradient adds nothing to a group in which
/// its norm is not finite, and is counted. Results of single precision depend in their last bits on how examples are put into batches.
public struct GradientEngine<Model: PerExampleModel>: ClippingEngine {
  /// How sums are found.
  public let mode: ClippingMode
  /// How many examples there are; private, as they are.
  public let exampleCount: Int
  /// At most so many examples are worked on at a time; their sums are added after clipping.
  public let microBatch: Int
  /// How norms are found.
  public let choice: NormChoice
  /// The examples of these numbers.
  private let batch: @Sendable ([Int]) throws -> Model.Batch

  /// An engine for these examples.
  ///
  /// - Parameters:
  ///   - mode: how sums are found.
  ///   - exampleCount: how many examples there are.
  ///   - microBatch: at most so many examples are worked on at a time.
  ///   - choice: how norms are found.
  ///   - batch: the examples of these numbers, in this order.
  /// - Precondition: micro-batches have an example.
  public init(
    _ mode: ClippingMode = .fused, exampleCount: Int, microBatch: Int = .max, choice: NormChoice = .measured,
    batch: @escaping @Sendable ([Int]) throws -> Model.Batch
  ) {
    precondition(microBatch > 0 && exampleCount >= 0, "micro-batches of \(microBatch) of \(exampleCount) examples")
    (self.mode, self.exampleCount, self.microBatch) = (mode, exampleCount, microBatch)
    (self.choice, self.batch) = (choice, batch)
  }

  /// See the protocol.
  ///
  /// - Throws: ``LayerError``, ``ClippingPlanError/otherModel(group:reason:)``; ``EngineError/exactRule`` for exact clipping: see
  ///   `exactSums`.
  /// - Complexity: one forward and one or two backward passes, and the norms.
  public func clippedSums(of examples: [Int], at model: Model, plan: ClippingPlan) throws -> ClippedSums<Model> {
    if case .exact = plan.rule { throw EngineError.exactRule }
    try plan.requireParameters(of: model)
    var total = ClippedSums(none: model, plan: plan)
    var sums = gradients(of: &total.gradient)
    for first in stride(from: 0, to: examples.count, by: min(microBatch, max(examples.count, 1))) {
      let end = examples.count - first > microBatch ? first + microBatch : examples.count
      let part = Array(examples[first..<end])
      try add(part, at: model, plan: plan, to: &sums, &total)
    }
    putBack(&sums, into: &total.gradient)
    return total
  }

  /// The gradients of these examples without clipping, summed: a step without privacy, on the same code.
  ///
  /// - Throws: ``LayerError``.
  public func sums(of examples: [Int], at model: Model, plan: ClippingPlan) throws -> (gradient: Model, loss: Double) {
    try plan.requireParameters(of: model)
    var gradient = model.zeros
    var sums = GroupSums(
      plan: plan, examples: examples.count, choice: choice, names: model.parameters.map(\.name),
      sums: gradients(of: &gradient))
    let (losses, tape) = try model.losses(batch(examples))
    try model.backward(tape, factors: nil, trained: plan.parameters) { try sums.total($0) }
    var found = sums.sums
    putBack(&found, into: &gradient)
    return (gradient, losses.reduce(0, +))
  }

  /// Calls `body` with the gradient of each example, one after the other, each computed by itself: the result does not depend on which
  /// examples are asked for together. ``exactSums(of:at:plan:)`` does so.
  ///
  /// - Parameters:
  ///   - examples: which.
  ///   - model: where the gradients are taken.
  ///   - plan: parameters of no group are left 0.
  ///   - body: is given the example, its gradient and its loss.
  /// - Throws: ``LayerError``, what `body` throws.
  /// - Complexity: a forward and a backward pass for each example.
  public func forEachGradient(
    of examples: [Int], at model: Model, plan: ClippingPlan, _ body: (Int, Model, Double) throws -> Void
  ) throws {
    for example in examples {
      let (gradient, loss) = try sums(of: [example], at: model, plan: plan)
      try body(example, gradient, loss)
    }
  }

  /// See the protocol. Gradients are computed one by one, whatever the mode is, on as many threads as BLAS may use, each with a BLAS of one thread: sums do
  /// not depend on the batch, its order or the number of threads, but on the processor, as BLAS does.
  ///
  /// - Throws: ``LayerError``; ``ClippingEngineError``, for example if the model is not in single precision; ``ClippingPlanError``.
  /// - Complexity: a forward and a backward pass for each example, and O(d) for each. Memory O(threads · d).
  public func exactSums(of examples: [Int], at model: Model, plan: ClippingPlan) throws -> ExactSums {
    guard let shapes = model as? any Module<Float> else { throw ClippingEngineError.noExactMode }
    let none = try ExactAccumulator(plan, shapes)
    return try BLAS.onOneThread { threads in
      try ExampleParts(examples, threads: threads).sum(none: none.sums) { part in
        var accumulator = none
        try forEachGradient(of: Array(part), at: model, plan: plan) { _, gradient, _ in
          // Of the model's type; an example that is passed over in silence would be worse than an error.
          guard let gradient = gradient as? any Module<Float> else { throw ClippingEngineError.noExactMode }
          accumulator.add(gradient)
        }
        return accumulator.sums
      }
    }
  }

  private func add(
    _ examples: [Int], at model: Model, plan: ClippingPlan, to total: inout [Tensor<Model.Scalar>],
    _ sums: inout ClippedSums<Model>
  ) throws {
    let names = model.parameters.map(\.name)
    var state = GroupSums(plan: plan, examples: examples.count, choice: choice, names: names, sums: total)
    total = []
    let (losses, tape) = try model.losses(batch(examples))
    let trained = plan.parameters
    switch mode {
    case .instantiate: try addInstantiated(model, tape, trained, &state)
    case .ghost:
      try model.backward(tape, factors: nil, trained: trained) { try state.measure($0) }
      let factors = state.factors(0)
      // The second pass may be one of ordinary training only if no example has to be left out.
      if plan.count == 1, factors.allSatisfy({ $0 != 0 }) {
        try model.backward(tape, factors: factors, trained: trained) { try state.total($0) }
      } else {
        try model.backward(tape, factors: nil, trained: trained) { try state.sum($0) }
      }
    case .bookKeeping:
      try model.backward(tape, factors: nil, trained: trained) { try state.keep($0) }
      try state.finish()
    case .fused:
      try model.backward(tape, factors: nil, trained: trained) { try state.meet($0) }
      try state.finish()
    }
    total = state.sums
    count(state, losses, plan, &sums)
  }

  /// Keeps the gradients of all examples, as libraries do that have no other way.
  private func addInstantiated(
    _ model: Model, _ tape: Model.Tape, _ trained: Set<String>,
    _ state: inout GroupSums<Model.Scalar>
  ) throws {
    var shapes: [String: [Int]] = [:]
    for (name, value) in model.parameters { shapes[name] = value.shape }
    var kept: [KeptGradients<Model.Scalar>] = []
    try model.backward(tape, factors: nil, trained: trained) { use in
      var own: [[Int]] = []
      for name in use.parameters {
        guard let shape = shapes[name] else { throw LayerError.parameter(name) }
        own.append(shape)
      }
      kept.append(KeptGradients(use, shapes: own))
    }
    for use in kept { try state.measure(use) }
    for use in kept { try state.sum(use) }
  }

  private func count(
    _ state: GroupSums<Model.Scalar>, _ losses: [Double], _ plan: ClippingPlan, _ sums: inout ClippedSums<Model>
  ) {
    let bounds = plan.bounds
    for example in 0..<state.examples {
      let norms = state.squares.map { $0[example].squareRoot() }
      sums.norms.append(norms)
      for (group, norm) in norms.enumerated() where norm <= bounds[group] { sums.withinThreshold[group] += 1 }
      if norms.allSatisfy(\.isFinite), losses[example].isFinite {
        sums.loss += losses[example]
      } else {
        sums.refused += 1
      }
    }
    sums.examples += state.examples
  }

  /// The parameters of a gradient, taken out of it, so that nothing is copied when they are changed.
  private func gradients(of gradient: inout Model) -> [Tensor<Model.Scalar>] {
    var list: [Tensor<Model.Scalar>] = []
    gradient.visitParameters("") { _, value in
      var taken = Tensor<Model.Scalar>([], shape: [0])
      swap(&taken, &value)
      list.append(taken)
    }
    return list
  }

  private func putBack(_ sums: inout [Tensor<Model.Scalar>], into gradient: inout Model) {
    var index = 0
    gradient.visitParameters("") { _, value in
      swap(&value, &sums[index])
      index += 1
    }
  }
}

extension ClippingPlan {
  /// The names of the parameters of all groups.
  var parameters: Set<String> { Set(groups.flatMap(\.parameters)) }
}

/// What an engine cannot do.
public enum EngineError: Error, Hashable, Sendable, CustomStringConvertible {
  /// Exact clipping adds integers.
  case exactRule

  /// What is wrong, in a sentence.
  public var description: String {
    "the plan clips to integers, which sums in floating point cannot keep; expected `exactSums`, or the rule abadi or automatic"
  }
}

/// The gradients of all examples, written out.
struct KeptGradients<Scalar: ClippingScalar>: ParameterUse {
  let parameters: [String]
  /// [example][parameter].
  let gradients: [[Tensor<Scalar>]]

  init(_ use: some ParameterUse<Scalar>, shapes: [[Int]]) {
    parameters = use.parameters
    gradients = (0..<use.examples).map { use.gradient(of: $0, shapes: shapes) }
  }

  var examples: Int { gradients.count }
  var costs: NormCosts { NormCosts() }

  func squaredNorms(by method: NormMethod) -> [[Double]] {
    parameters.indices.map { index in gradients.map { $0[index].squares } }
  }

  func addGradient(of example: Int, times factor: Scalar, to sums: inout [Tensor<Scalar>]) {
    guard factor != 0 else { return }
    for index in sums.indices { sums[index].add(gradients[example][index], times: factor) }
  }

  func addSum(factors: [[Scalar]], to sums: inout [Tensor<Scalar>]) {
    for index in sums.indices {
      for (example, factor) in factors[index].enumerated() where factor != 0 {
        sums[index].add(gradients[example][index], times: factor)
      }
    }
  }
}
