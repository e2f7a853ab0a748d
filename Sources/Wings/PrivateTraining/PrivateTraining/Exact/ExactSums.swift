import Models

/// Clipped gradients as integers, summed: the same to the last bit for every order of the examples, every cut into micro-batches and every number
/// of threads.
///
/// A group's numbers are multiples of C_k/m, m being the plan's steps to the threshold. An example changes a group's sums by a vector of integers of length at most m, exactly.
public struct ExactSums: Sendable, Hashable {
  /// For each group, the sums of its parameters, one after the other in the model's order.
  public var sums: [[Int64]]
  /// For each group, how many gradients had a norm of at most C_k. An example that was refused counts as not within.
  public var withinThreshold: [Int]
  /// How many examples there were, those refused among them.
  public var examples: Int
  /// How many had a NaN or an infinite number in a gradient, and added nothing.
  public var refused: Int

  /// The sums of no examples.
  public init(none plan: ClippingPlan) { self.init(none: plan, groups: plan.groups.indices) }

  /// The sums of no examples, in some of the groups; those of others are empty.
  init(none plan: ClippingPlan, groups: Range<Int>) {
    sums = plan.groups.enumerated().map { k, group in
      Array(repeating: 0, count: groups.contains(k) ? group.dimension : 0)
    }
    withinThreshold = plan.groups.map { _ in 0 }
    (examples, refused) = (0, 0)
  }

  /// Adds those of other examples.
  ///
  /// - Precondition: of the same plan; fewer than 2³² examples together.
  public static func += (left: inout ExactSums, right: ExactSums) {
    for k in left.sums.indices {
      left.sums[k].withUnsafeMutableBufferPointer { sums in
        right.sums[k].withUnsafeBufferPointer { more in for i in sums.indices { sums[i] += more[i] } }
      }
      left.withinThreshold[k] += right.withinThreshold[k]
    }
    left.examples += right.examples
    left.refused += right.refused
  }

  /// Σ (2b − 1) of each group: twice the sum of the centred bits, an integer that an example changes by 1 exactly.
  public var doubledCentredCounts: [Int] { withinThreshold.map { 2 * $0 - examples } }
}

/// Where the parameters of a plan's groups stand: for each parameter of the model, its group and its place in it.
struct GroupLayout {
  /// By parameter, in the model's order; nil for those that are frozen.
  let slots: [(group: Int, offset: Int)?]

  /// - Parameters:
  ///   - plan: whose groups they are.
  ///   - model: has the parameters of these groups.
  ///   - groups: nil for all.
  init(_ plan: ClippingPlan, _ model: some Module, groups: Range<Int>? = nil) throws(ClippingPlanError) {
    try plan.requireParameters(of: model, groups: groups ?? plan.groups.indices)
    var next = Array(repeating: 0, count: plan.count)
    slots = model.parameters.map { name, value in
      guard let group = plan.group(of: name) else { return nil }
      defer { next[group] += value.elements.count }
      return (group, next[group])
    }
  }
}
