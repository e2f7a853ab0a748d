import Models

/// Takes the gradients of examples one by one: the plain engine, of which all others are faster forms, and that of the exact mode.
///
///     let engine = ExamplewiseEngine(PerceptronExamples(features: rows, width: 64, labels: labels), threads: 2)
///     let sums = try engine.exactSums(of: [3, 1, 4], at: model, plan: plan)
///
/// - Complexity: of a batch, a gradient and O(d) for each example; memory O(threads · d).
public struct ExamplewiseEngine<Gradients: ExampleGradients>: ClippingEngine {
  /// What is trained.
  public typealias Model = Gradients.Model
  /// Where gradients come from.
  public let gradients: Gradients
  /// How many examples are worked on at a time. Exact sums do not depend on it; sums of floats depend on it in their last bits.
  public let threads: Int

  /// An engine on these examples.
  ///
  /// - Precondition: threads ≥ 1.
  public init(_ gradients: Gradients, threads: Int = 1) {
    precondition(threads >= 1, "an engine has a thread")
    (self.gradients, self.threads) = (gradients, threads)
  }

  /// See ``ClippingEngine``.
  public var exampleCount: Int { gradients.exampleCount }

  /// See ``ClippingEngine``.
  public func clippedSums(
    of examples: [Int], at model: Model, plan: ClippingPlan
  ) throws -> ClippedSums<Model> {
    let layout = try GroupLayout(plan, model)
    let bounds = plan.bounds
    return ExampleParts(examples, threads: threads).sum(none: ClippedSums(none: model, plan: plan)) { part in
      var sums = ClippedSums(none: model, plan: plan)
      var gradient = model
      var lanes = [Double](repeating: 0, count: 8 * plan.count)
      for example in part {
        let loss = gradients.gradient(of: example, at: model, into: &gradient)
        let norms = groupNorms(gradient.parameters.map(\.value), layout, groups: plan.count, lanes: &lanes)
        sums.record(norms: norms, bounds: bounds, loss: loss)
        guard norms.allSatisfy(\.isFinite) else { continue }
        let factors = zip(norms, bounds).map { Float(plan.rule.factor(norm: $0, threshold: $1)) }
        let values = gradient.parameters
        var index = 0
        sums.gradient.visitParameters("") { _, sum in
          defer { index += 1 }
          guard let slot = layout.slots[index] else { return }
          let factor = factors[slot.group]
          values[index].value.elements.withUnsafeBufferPointer { x in
            sum.elements.withUnsafeMutableBufferPointer { y in for i in y.indices { y[i] += factor * x[i] } }
          }
        }
      }
      return sums
    }
  }

  /// See ``ClippingEngine``. An example adds nothing to a group in which its norm is not finite.
  public func exactSums(of examples: [Int], at model: Model, plan: ClippingPlan) throws -> ExactSums {
    let none = try ExactAccumulator(plan, model)
    return ExampleParts(examples, threads: threads).sum(none: none.sums) { part in
      var accumulator = none
      var gradient = model
      for example in part {
        _ = gradients.gradient(of: example, at: model, into: &gradient)
        accumulator.add(gradient)
      }
      return accumulator.sums
    }
  }
}

extension ClippedSums {
  /// Counts an example, but does not add its gradient.
  mutating func record(norms: [Double], bounds: [Double], loss: Double) {
    self.norms.append(norms)
    examples += 1
    guard norms.allSatisfy(\.isFinite) else {
      refused += 1
      return
    }
    self.loss += loss
    for (k, norm) in norms.enumerated() where norm <= bounds[k] { withinThreshold[k] += 1 }
  }
}

/// Why an engine cannot do what is asked for.
public enum ClippingEngineError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The plan clips in floating point.
  case noGrid
  /// The engine has no exact mode.
  case noExactMode
  /// The engine has nothing but an exact mode.
  case onlyExact

  public var description: String {
    switch self {
    case .noGrid: "exact sums of a plan that clips in floating point; expected the rule `exact`"
    case .noExactMode:
      "this engine has no exact mode; an ExamplewiseEngine has, and a GradientEngine in single precision"
    case .onlyExact: "ranks that share groups add integers; expected the rule `exact`"
    }
  }
}
