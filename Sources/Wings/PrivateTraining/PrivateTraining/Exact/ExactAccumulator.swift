import CPrivateTraining
import Models

/// Clips gradients to integers one by one, and adds them up: what the exact mode is, whoever computes the gradients.
///
/// A group's integers depend on that group's gradient alone. An example adds nothing to a group in which its norm is not finite.
struct ExactAccumulator {
  /// The sums so far.
  private(set) var sums: ExactSums
  private let layout: GroupLayout
  private let groups: Range<Int>
  private let bounds: [Double]
  private let rule: ClipRule
  private let steps: Int
  /// The example at hand.
  private var integers: [[Int32]]
  private var lanes: [Double]

  /// The sums of no examples.
  ///
  /// - Parameters:
  ///   - plan: of the rule `.exact`.
  ///   - model: of the shapes of the gradients.
  ///   - groups: those that are summed; nil for all.
  /// - Throws: ``ClippingEngineError/noGrid`` for another rule; ``ClippingPlanError``.
  init(_ plan: ClippingPlan, _ model: some Module<Float>, groups: Range<Int>? = nil) throws {
    guard case .exact(let steps) = plan.rule else { throw ClippingEngineError.noGrid }
    let groups = groups ?? plan.groups.indices
    layout = try GroupLayout(plan, model, groups: groups)
    sums = ExactSums(none: plan, groups: groups)
    (self.groups, bounds, rule, self.steps) = (groups, plan.bounds, plan.rule, steps)
    integers = sums.sums.map { Array(repeating: 0, count: $0.count) }
    lanes = Array(repeating: 0, count: 8 * plan.count)
  }

  /// Adds an example. Norms are added up in double precision in an order of their own, so that they depend on nothing but the gradient.
  ///
  /// - Complexity: O(d).
  mutating func add(_ gradient: some Module<Float>) {
    sums.examples += 1
    let parameters = gradient.parameters
    let norms = groupNorms(parameters.map(\.value), layout, groups: integers.count, lanes: &lanes)
    for (slot, parameter) in zip(layout.slots, parameters) {
      guard let slot, norms[slot.group].isFinite else { continue }
      let (norm, bound) = (norms[slot.group], bounds[slot.group])
      let scale = rule.factor(norm: norm, threshold: bound) * Double(steps) / bound
      parameter.value.elements.withUnsafeBufferPointer { x in
        integers[slot.group].withUnsafeMutableBufferPointer { v in
          guard let source = x.baseAddress, let target = v.baseAddress else { return }
          private_training_quantize(x.count, source, scale, target + slot.offset)
        }
      }
    }
    if groups.contains(where: { !norms[$0].isFinite }) { sums.refused += 1 }
    for k in groups where norms[k].isFinite {
      if norms[k] <= bounds[k] { sums.withinThreshold[k] += 1 }
      ExactClip.clip(&integers[k], bound: steps)
      sums.sums[k].withUnsafeMutableBufferPointer { total in
        integers[k].withUnsafeBufferPointer { v in
          guard let source = v.baseAddress, let target = total.baseAddress else { return }
          private_training_add(v.count, source, target)
        }
      }
    }
  }
}

/// The norm of a gradient in each group.
///
/// - Parameters:
///   - values: the parameters' gradients, as many as the layout has slots.
///   - layout: where they belong.
///   - groups: how many groups there are.
///   - lanes: memory of 8 numbers for each group.
func groupNorms(
  _ values: [Tensor<Float>], _ layout: GroupLayout, groups: Int, lanes: inout [Double]
) -> [Double] {
  for index in lanes.indices { lanes[index] = 0 }
  for (slot, value) in zip(layout.slots, values) {
    guard let slot else { continue }
    value.elements.withUnsafeBufferPointer { x in
      lanes.withUnsafeMutableBufferPointer { lanes in
        guard let source = x.baseAddress, let sums = lanes.baseAddress else { return }
        private_training_float_squares(x.count, source, sums + 8 * slot.group)
      }
    }
  }
  return (0..<groups).map { group in lanes[(8 * group)..<(8 * group + 8)].reduce(0, +).squareRoot() }
}
