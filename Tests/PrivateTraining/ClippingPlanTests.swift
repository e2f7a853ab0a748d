import Exact
import Models
import PrivateTraining
import Randomness
import Testing

@Suite("Clipping plans")
struct ClippingPlanTests {
  private var perceptron: Perceptron<Float> {
    var stream = RandomStream(seed: 1)
    return Perceptron(widths: [3, 4, 2], using: &stream)
  }

  @Test("Groups: flat, per layer, per parameter, per block, per device")
  func groupings() throws {
    let model = perceptron
    func names(_ grouping: ParameterGrouping) throws -> [String] {
      try ParameterGroup.groups(of: model, by: grouping).map(\.name)
    }
    #expect(try names(.flat) == ["all"])
    #expect(try names(.perLayer) == ["layers.0", "layers.1"])
    #expect(try names(.perBlock) == ["layers.0", "layers.1"])
    #expect(
      try names(.perParameter) == ["layers.0.weight", "layers.0.bias", "layers.1.weight", "layers.1.bias"])
    let devices = try ParameterGroup.groups(of: model, by: .perDevice([["layers.1"], ["layers.0"]]))
    #expect(devices.map(\.dimension) == [10, 16] && devices[0].parameters == ["layers.1.weight", "layers.1.bias"])
    #expect(try ParameterGroup.groups(of: model, by: .flat)[0].dimension == 26)
    let head = try ParameterGroup.groups(of: model, by: .perLayer) { $0.hasPrefix("layers.1.") }
    #expect(head.map(\.name) == ["layers.1"])
  }

  @Test("What is no plan is refused")
  func refusals() throws {
    let model = perceptron
    #expect(throws: ClippingPlanError.noParameters) {
      try ParameterGroup.groups(of: model, by: .flat, training: { _ in false })
    }
    #expect(throws: ClippingPlanError.devices(parameter: "layers.1.weight", count: 0)) {
      try ParameterGroup.groups(of: model, by: .perDevice([["layers.0"]]))
    }
    #expect(throws: ClippingPlanError.devices(parameter: "layers.0.weight", count: 2)) {
      try ParameterGroup.groups(of: model, by: .perDevice([["layers"], ["layers.0"]]))
    }
    #expect(throws: ClippingPlanError.emptyGroup("device.1")) {
      try ParameterGroup.groups(of: model, by: .perDevice([["layers"], ["head"]]))
    }
    let group = ParameterGroup(name: "a", parameters: ["x"], dimension: 1)
    #expect(throws: ClippingPlanError.twice(parameter: "x")) {
      try ClippingPlan(groups: [group, group], thresholds: [1, 1])
    }
    #expect(throws: ClippingPlanError.emptyGroup("b")) {
      try ClippingPlan(groups: [ParameterGroup(name: "b", parameters: [], dimension: 0)], thresholds: [1])
    }
    #expect(throws: ClippingPlanError.noParameters) { try ClippingPlan(groups: [], thresholds: []) }
    #expect(throws: ClippingPlanError.thresholdCount(found: 2, groups: 1)) {
      try ClippingPlan(groups: [group], thresholds: [1, 1])
    }
    for threshold in [0, -1, Rational(Integer(1) << 65), Rational(1, Integer(3).power(200))] {
      #expect(throws: ClippingPlanError.self) { try ClippingPlan(groups: [group], thresholds: [threshold]) }
    }
    for steps in [0, 1, (1 << 30) + 1] {
      #expect(throws: ClippingPlanError.grid(steps)) {
        try ClippingPlan(groups: [group], thresholds: [1], rule: .exact(steps: steps))
      }
    }
    #expect(throws: ClippingPlanError.stabilizer("0")) {
      try ClippingPlan(groups: [group], thresholds: [1], rule: .automatic(stabilizer: 0))
    }
    let other = try ClippingPlan(groups: [group], thresholds: [1])
    #expect(throws: ClippingPlanError.otherModel(group: "a", reason: "there is no parameter x")) {
      try other.requireParameters(of: model)
    }
    let wrong = try ClippingPlan(
      groups: [ParameterGroup(name: "a", parameters: ["layers.0.bias"], dimension: 5)], thresholds: [1])
    #expect(throws: ClippingPlanError.self) { try wrong.requireParameters(of: model) }
  }

  @Test("Thresholds are split so that the whole is never above the bound")
  func thresholds() throws {
    let plan = try ClippingPlan(of: perceptron, by: .perParameter, threshold: Rational(3, 2))
    #expect(plan.squaredSensitivity() <= Rational(9, 4))
    #expect(plan.thresholds == Array(repeating: Rational(3, 4), count: 4))
    let layers = try ClippingPlan(of: perceptron, by: .perLayer, threshold: 1)
    #expect(layers.squaredSensitivity() < 1 && Double(layers.squaredSensitivity()) > 1 - 1e-11)
    #expect(layers.squaredSensitivity(.replace) == 4 * layers.squaredSensitivity())
    #expect(layers.group(of: "layers.1.bias") == 1 && layers.group(of: "head") == nil)
    let third = try ClippingPlan(
      groups: layers.groups, thresholds: [Rational(1, 3), Rational(2, 3)])
    for (bound, threshold) in zip(third.bounds, third.thresholds) { #expect(Rational(exactly: bound)! <= threshold) }
  }

  @Test("Factors of the rules")
  func factors() {
    #expect(ClipRule.abadi.factor(norm: 5, threshold: 1) == 0.2)
    #expect(ClipRule.abadi.factor(norm: 0, threshold: 1) == 1 && ClipRule.abadi.factor(norm: 1, threshold: 1) == 1)
    #expect(ClipRule.automatic.factor(norm: 0.99, threshold: 1) == 1)
    #expect(ClipRule.automatic.factor(norm: 0, threshold: 1) == 100)
    for rule in [ClipRule.abadi, .automatic, .exact(steps: 4)] {
      #expect(rule.factor(norm: .nan, threshold: 1) == 0 && rule.factor(norm: .infinity, threshold: 1) == 0)
    }
  }

  @Test("Exact clips of (3, 4)", .tags())
  func workedExamples() {
    #expect(ExactClip.factor(squaredNorm: 25, squaredBound: 1, bits: 8) == 51)
    #expect(ExactClip.factor(squaredNorm: 25, squaredBound: 1, bits: 4) == 3)
    var vector: [Int32] = [3, -4]
    #expect(ExactClip.clip(&vector, bound: 5) == 1 << 30 && vector == [3, -4])
    ExactClip.clip(&vector, bound: 1)
    #expect(vector == [0, 0])
    var empty: [Int32] = []
    #expect(ExactClip.clip(&empty, bound: 1) == 1 << 30)
  }

  @Test("Floats break the bound for about half of clipped vectors, the exact clip for none")
  func violations() {
    #if DEBUG
      let count = 4_000
    #else
      let count = 100_000
    #endif
    let found = ClipViolations(count: count, dimension: 7, stream: RandomStream(seed: 7).child("violations"))
    #expect(found.exact.violations == 0 && found.exact.worstExcess == 0)
    let (single, double) = (
      Double(found.single.violations) / Double(count), Double(found.double.violations) / Double(count)
    )
    #expect(single > 0.4 && single < 0.6 && double > 0.4 && double < 0.6)
    #expect(found.single.worstExcess < 1e-6 && found.double.worstExcess < 1e-14)
  }
}
