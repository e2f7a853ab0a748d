import Exact
import Models

/// Which gradients are clipped together, at which thresholds, and how: what decides the sensitivity of a training step.
///
///     var plan = try ClippingPlan(of: perceptron, by: .perLayer, threshold: 1)
///     plan.squaredSensitivity()                 // at most 1, exactly
///     plan.thresholds                           // ⌊1/√K⌋ on a fine grid, for each of the K layers
///
/// An example's gradient g is cut into blocks g₁ … g_K, and each is clipped to C_k. The sum over a batch changes by at most √(Σ C_k²) if an example
/// is added or removed, and an example attains it. He et al., *Exploring the Limits of Differentially Private Deep Learning with Group-wise
/// Clipping* (arXiv 2212.01539).
///
/// Invariant: at least one group, none empty, no parameter in two, a positive threshold for each.
public struct ClippingPlan: Sendable, Hashable {
  /// The groups, in a fixed order.
  public let groups: [ParameterGroup]
  /// C_k of each group.
  public private(set) var thresholds: [Rational]
  /// How gradients are clipped.
  public let rule: ClipRule
  /// The group of each parameter that is trained.
  private let groupOfParameter: [String: Int]

  /// A plan of these groups and thresholds.
  ///
  /// - Throws: ``ClippingPlanError``.
  public init(
    groups: [ParameterGroup], thresholds: [Rational], rule: ClipRule = .abadi
  ) throws(ClippingPlanError) {
    guard !groups.isEmpty else { throw .noParameters }
    var index: [String: Int] = [:]
    for (k, group) in groups.enumerated() {
      guard !group.parameters.isEmpty, group.dimension > 0 else { throw .emptyGroup(group.name) }
      for parameter in group.parameters {
        guard index.updateValue(k, forKey: parameter) == nil else { throw .twice(parameter: parameter) }
      }
    }
    (self.groups, self.rule, groupOfParameter) = (groups, try rule.validated(), index)
    self.thresholds = []
    try setThresholds(thresholds)
  }

  /// A plan for a model, with equal thresholds whose squares sum to at most C².
  ///
  /// - Parameters:
  ///   - model: whose parameters they are.
  ///   - grouping: what is clipped together.
  ///   - threshold: C, the sensitivity of the whole.
  ///   - rule: how gradients are clipped.
  ///   - isTrained: whether the parameter of this name is trained.
  /// - Throws: ``ClippingPlanError``.
  public init(
    of model: some Module, by grouping: ParameterGrouping, threshold: Rational, rule: ClipRule = .abadi,
    training isTrained: (String) -> Bool = { _ in true }
  ) throws(ClippingPlanError) {
    try self.init(
      groups: try ParameterGroup.groups(of: model, by: grouping, training: isTrained), threshold: threshold, rule: rule)
  }

  /// A plan of these groups, with equal thresholds whose squares sum to at most C².
  ///
  /// - Throws: ``ClippingPlanError``.
  public init(
    groups: [ParameterGroup], threshold: Rational, rule: ClipRule = .abadi
  ) throws(ClippingPlanError) {
    let count = max(groups.count, 1)
    let equal = count == 1 ? threshold : (threshold * threshold / Rational(count)).squareRootBelow(bits: 40)
    try self.init(groups: groups, thresholds: Array(repeating: equal, count: groups.count), rule: rule)
  }

  /// Replaces the thresholds, as adaptive clipping does between steps.
  ///
  /// - Throws: ``ClippingPlanError``; then nothing is replaced.
  public mutating func setThresholds(_ thresholds: [Rational]) throws(ClippingPlanError) {
    guard thresholds.count == groups.count else {
      throw .thresholdCount(found: thresholds.count, groups: groups.count)
    }
    let limit = Rational(Integer(1) << 64)
    for (group, threshold) in zip(groups, thresholds) {
      guard threshold > 0, threshold <= limit, threshold >= limit.reciprocal, threshold.denominator.bitWidth <= 256
      else {
        throw .threshold(group: group.name, found: String("\(threshold)".prefix(60)))
      }
    }
    self.thresholds = thresholds
  }

  /// K: the number of groups.
  public var count: Int { groups.count }

  /// The group of a parameter; nil if it is frozen.
  ///
  /// - Complexity: O(1).
  public func group(of parameter: String) -> Int? { groupOfParameter[parameter] }

  /// The thresholds as doubles, none above its true value.
  public var bounds: [Double] {
    thresholds.map { threshold in
      let nearest = Double(threshold)
      return (Rational(exactly: nearest) ?? 0) > threshold ? nearest.nextDown : nearest
    }
  }

  /// Σ C_k², or what it becomes under another notion of neighbours: the square of the L2 sensitivity of the sum of clipped gradients, as a
  /// rational number. Dividing the sum by a public constant divides the sensitivity as well.
  ///
  /// - Complexity: O(K).
  public func squaredSensitivity(_ neighbours: Neighbours = .addOrRemove) -> Rational {
    let sum = thresholds.reduce(Rational(0)) { $0 + $1 * $1 }
    return neighbours == .replace ? 4 * sum : sum
  }

  /// Checks that a model has the parameters that the groups name, with as many numbers.
  ///
  /// - Throws: ``ClippingPlanError/otherModel(group:reason:)``.
  public func requireParameters(of model: some Module) throws(ClippingPlanError) {
    try requireParameters(of: model, groups: groups.indices)
  }

  /// The same for some of the groups.
  func requireParameters(of model: some Module, groups chosen: Range<Int>) throws(ClippingPlanError) {
    var sizes: [String: Int] = [:]
    for (name, value) in model.parameters { sizes[name] = value.elements.count }
    for group in groups[chosen] {
      var count = 0
      for parameter in group.parameters {
        guard let size = sizes[parameter] else {
          throw .otherModel(group: group.name, reason: "there is no parameter \(parameter)")
        }
        count += size
      }
      guard count == group.dimension else {
        throw .otherModel(
          group: group.name, reason: "its parameters have \(count) numbers; expected \(group.dimension)")
      }
    }
  }
}

/// What two neighbouring data sets differ in.
public enum Neighbours: Sendable, Hashable, CaseIterable {
  /// One example is added or removed.
  case addOrRemove
  /// One example is replaced by another.
  case replace
  /// The gradient of one example is replaced by 0.
  case zeroOut
}

extension Rational {
  /// √self rounded down to a multiple of 2^(−bits), with more bits for small numbers; exact if it is such a multiple.
  ///
  /// - Precondition: not negative.
  func squareRootBelow(bits: Int) -> Rational {
    let shift = bits + max(0, (denominator.bitWidth - numerator.bitWidth + 1) / 2)
    return Rational((self * Rational(Integer(1) << (2 * shift))).floor().squareRoot(), Integer(1) << shift)
  }
}
