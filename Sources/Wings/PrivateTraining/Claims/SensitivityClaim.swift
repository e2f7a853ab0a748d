import Evidence
import Exact
import PrivateTraining
import Randomness

extension Claim {
  /// T1.
  static let groupSensitivity = Claim(
    id: "private-training.group-sensitivity",
    title: "Group-wise clipping has the sensitivity √(Σ C²), and the aligned example attains it",
    sentences: [
      Sentence(
        """
        For a batch of rational gradients in $K$ groups, each clipped to norms of at most $C_1, \\dots, C_K$, adding or removing an example changes the sum \
        by a vector of squared length at most `squaredSensitivity()` $= \\sum_k C_k^2$; replacing one, at most \
        `squaredSensitivity(.replace)`, four times as much.
        """,
        topic: "the bound", checks: ["bound"],
        proof: ProofReference(
          file: "PrivateTraining/GroupSensitivity.v", theorems: ["add_remove", "replace_one"])),
      Sentence(
        """
        Both are attained: by an example of length $C_k$ in each group, and by replacing it by its opposite.
        """,
        topic: "tightness", checks: ["attained"],
        proof: ProofReference(
          file: "PrivateTraining/GroupSensitivity.v", theorems: ["add_remove_attained", "replace_attained"])),
    ],
    remark: "One group's bound is not that of the whole, and the sum of the bounds is more than is needed.",
    source: Source(
      paper: "Exploring the Limits of Differentially Private Deep Learning with Group-wise Clipping",
      arXiv: "2212.01539",
      theorem: "derived"),
    checks: [
      Check(
        "bound", level: .sampled,
        family: .random("up to 3 groups, 4 examples, integers up to 9", quick: 60, deep: 3_000, draw: Gradients.drawn),
        subject: squaredSensitivity,
        mutants: [
          "the largest group's alone": { question in
            let (plan, neighbours) = question
            let largest = plan.thresholds.max() ?? 0
            return (neighbours == .replace ? 4 : 1) * largest * largest
          },
          "replacing counts as removing": { $0.0.squaredSensitivity() },
        ], test: boundsEveryChange),
      Check(
        "attained", level: .sampled,
        family: .random("up to 3 groups", quick: 30, deep: 1_000, draw: Gradients.drawn), subject: squaredSensitivity,
        mutants: [
          "the square of the sum of bounds": { question in
            let (plan, neighbours) = question
            let sum = plan.thresholds.reduce(Rational(0), +)
            return (neighbours == .replace ? 4 : 1) * sum * sum
          },
          "the sum of bounds, not of their squares": { question in
            (question.1 == .replace ? 4 : 1) * question.0.thresholds.reduce(Rational(0), +)
          },
        ], test: isAttained),
    ])
}

/// Of a plan and what neighbours are.
private typealias Sensitivity = Algorithm<(ClippingPlan, Neighbours), Rational>

private let squaredSensitivity: Sensitivity = { $0.0.squaredSensitivity($0.1) }

/// Clips in rationals: the factor is below C/‖v‖ by less than 2⁻³⁰ of it.
private func clipped(_ vector: [Rational], _ bound: Rational) -> [Rational] {
  let squared = vector.reduce(Rational(0)) { $0 + $1 * $1 }
  guard squared > bound * bound else { return vector }
  let scale = Integer(1) << 60
  let factor = Rational((bound * bound / squared * Rational(scale)).floor().squareRoot(), Integer(1) << 30)
  return vector.map { $0 * factor }
}

@Sendable private func boundsEveryChange(_ subject: Sensitivity, _ gradients: Gradients) throws -> Verdict {
  let plan = try gradients.plan()
  var contributions: [[Rational]] = []
  for example in gradients.examples {
    contributions.append(zip(example, plan.thresholds).flatMap { clipped($0.map { Rational($0) }, $1) })
  }
  func length(_ vector: [Rational]) -> Rational { vector.reduce(Rational(0)) { $0 + $1 * $1 } }
  var (removal, replacement) = (Rational(0), Rational(0))
  for a in contributions {
    removal = max(removal, length(a))
    for b in contributions { replacement = max(replacement, length(zip(a, b).map { $0 - $1 })) }
  }
  return .all(
    .atMost(removal, try subject((plan, .addOrRemove)), "squared change by removing"),
    .atMost(removal, try subject((plan, .zeroOut)), "squared change by zeroing"),
    .atMost(replacement, try subject((plan, .replace)), "squared change by replacing"))
}

@Sendable private func isAttained(_ subject: Sensitivity, _ gradients: Gradients) throws -> Verdict {
  let plan = try gradients.plan()
  let aligned = plan.thresholds.flatMap { clipped([$0 * 7, 0], $0) }
  let removed = aligned.reduce(Rational(0)) { $0 + $1 * $1 }
  let replaced = aligned.reduce(Rational(0)) { $0 + (2 * $1) * (2 * $1) }
  // The factor 1/7 is rounded down to 2⁻³⁰.
  let least = 1 - Rational(1, Integer(1) << 24)
  func near(_ bound: Rational, _ found: Rational) -> Bool { found <= bound && found >= bound * least }
  let (add, replace) = (try subject((plan, .addOrRemove)), try subject((plan, .replace)))
  return .require(
    near(add, removed) && near(replace, replaced), "\(add) and \(replace), but \(removed) and \(replaced) are attained")
}

private struct Gradients: Codable, Sendable {
  /// By example, by group.
  var examples: [[[Int]]]
  var thresholds: [Rational]

  static func drawn(_ index: Int, _ stream: inout RandomStream) -> Gradients {
    let widths = (0..<stream.uniform(in: 2...3)).map { _ in stream.uniform(in: 1...3) }
    let thresholds = widths.map { _ in Rational(Integer(stream.uniform(in: 2...9)), Integer(stream.uniform(in: 1...2)))
    }
    var examples = (0..<stream.uniform(in: 1...2)).map { _ in
      widths.map { width in (0..<width).map { _ in stream.uniform(in: -9...9) } }
    }
    // Two large opposite ones, so that bounds are nearly met.
    examples.append(widths.map { width in (0..<width).map { $0 == 0 ? 90 : 1 } })
    examples.append(widths.map { width in (0..<width).map { $0 == 0 ? -90 : 1 } })
    return Gradients(examples: examples, thresholds: thresholds)
  }

  func plan() throws -> ClippingPlan {
    try ClippingPlan(
      groups: examples[0].enumerated().map {
        ParameterGroup(name: "g\($0)", parameters: ["p\($0)"], dimension: $1.count)
      }, thresholds: thresholds)
  }
}
