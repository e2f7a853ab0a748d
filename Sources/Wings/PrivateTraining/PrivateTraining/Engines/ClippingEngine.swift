import Models

/// What computes the clipped gradients of a batch: a model's way to its per-example gradients, together with the examples.
///
/// An engine knows the data and the loss; a trainer tells it the model, the plan and which examples were sampled. It must keep examples apart: an
/// example's clipped gradient depends on that example and the model alone. The loss is summed over examples, not averaged.
public protocol ClippingEngine<Model>: Sendable {
  /// What is trained.
  associatedtype Model: Module

  /// How many examples there are; private, as they are.
  var exampleCount: Int { get }

  /// The clipped gradients of these examples, summed.
  ///
  /// - Parameters:
  ///   - examples: which, each below ``exampleCount``; none gives zeros. Longer lists may be cut into pieces, which are added after clipping.
  ///   - model: where the gradient is taken.
  ///   - plan: its groups are parameters of the model; others are left 0.
  /// - Throws: if layers mix examples, or the plan is of another model.
  func clippedSums(of examples: [Int], at model: Model, plan: ClippingPlan) throws -> ClippedSums<Model>

  /// The clipped gradients of these examples as integers, summed, for a plan of the rule `.exact`; the arguments are those of
  /// ``clippedSums(of:at:plan:)``.
  ///
  /// - Throws: ``ClippingEngineError`` if the plan has another rule, or if the engine has no exact mode, which is so unless it implements this.
  func exactSums(of examples: [Int], at model: Model, plan: ClippingPlan) throws -> ExactSums
}

extension ClippingEngine {
  /// No exact mode.
  public func exactSums(of examples: [Int], at model: Model, plan: ClippingPlan) throws -> ExactSums {
    throw ClippingEngineError.noExactMode
  }
}

/// The clipped gradients of some examples, summed: what noise is added to. None of it is private by itself.
public struct ClippedSums<Model: Module>: Sendable {
  /// Σ of clipped gradients, a module of the model's shapes; 0 for parameters of no group.
  public var gradient: Model
  /// For each example, in order, the norm of the gradient in each group before clipping.
  public var norms: [[Double]]
  /// For each group, Σ 1[norm ≤ C_k] over the examples. An example that was refused counts as 0.
  public var withinThreshold: [Int]
  /// How many examples there were, those refused among them.
  public var examples: Int
  /// How many had a NaN or an infinite number in a gradient, and were replaced by 0.
  public var refused: Int
  /// Σ of the losses of those not refused.
  public var loss: Double

  /// The sums of these examples.
  public init(
    gradient: Model, norms: [[Double]], withinThreshold: [Int], examples: Int, refused: Int, loss: Double
  ) {
    (self.gradient, self.norms, self.withinThreshold) = (gradient, norms, withinThreshold)
    (self.examples, self.refused, self.loss) = (examples, refused, loss)
  }

  /// The sums of no examples.
  public init(none model: Model, plan: ClippingPlan) {
    self.init(
      gradient: model.zeros, norms: [], withinThreshold: Array(repeating: 0, count: plan.count), examples: 0,
      refused: 0,
      loss: 0)
  }

  /// Adds those of other examples: micro-batches are added after clipping.
  ///
  /// - Precondition: of the same model and plan.
  public static func += (left: inout ClippedSums, right: ClippedSums) {
    let more = right.gradient.parameters
    var index = 0
    left.gradient.visitParameters("") { _, value in
      value += more[index].value
      index += 1
    }
    left.norms += right.norms
    for k in left.withinThreshold.indices { left.withinThreshold[k] += right.withinThreshold[k] }
    left.examples += right.examples
    left.refused += right.refused
    left.loss += right.loss
  }
}
