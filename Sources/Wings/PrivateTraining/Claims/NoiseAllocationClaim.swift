import Evidence
import Exact
import PrivateTraining
import Randomness

extension Claim {
  /// T2 and T3.
  static let noiseAllocation = Claim(
    id: "private-training.noise-allocation",
    title: "Every allocation of noise has the multiplier asked for, and min-energy has the least energy",
    sentences: [
      Sentence(
        """
        For thresholds $C_k$, dimensions $d_k$ and $\\sigma$, the variances $s_k^2$ of each allocation have $\\sum_k C_k^2/s_k^2 = \\sigma^{-2}$, exactly.
        """,
        topic: "the identity", checks: ["identity"],
        proof: ProofReference(
          file: "PrivateTraining/NoiseAllocation.v", theorems: ["weights_budget", "root_exists"])),
      Sentence(
        """
        The share $\\sigma^2 C_k^2/s_k^2$ of group $k$ is $C_k^2/\\sum_j C_j^2$ for `global`, $1/K$ for `equal-budget`, and $d_k/\\sum_j d_j$ for \
        `dimension-weighted`.
        """,
        topic: "shares", checks: ["shares"]),
      Sentence(
        """
        The energy $\\sum_k d_k s_k^2$ of `min-energy` is $\\sigma^2 (\\sum_k C_k \\sqrt{d_k})^2$ but for a factor of $1 \\pm 2^{-36}$, as $\\sqrt{d_k}$ is \
        rounded.
        """,
        topic: "the least energy", checks: ["energy"]),
    ],
    remark: "That no allocation of the same multiplier has less energy is the inequality of Cauchy and Schwarz.",
    source: Source(
      paper: "Exploring the Limits of Differentially Private Deep Learning with Group-wise Clipping",
      arXiv: "2212.01539",
      theorem: "derived; min-energy is not in the paper"),
    checks: [
      Check(
        "identity", level: .certified,
        family: .random("up to 6 groups", quick: 40, deep: 2_000, draw: Groups.drawn), subject: variances,
        mutants: [
          "each group as if it were alone": { groups in groups.thresholds.map { groups.squared * $0 * $0 } },
          "the largest threshold for all": { groups in
            let largest = groups.thresholds.max() ?? 1
            return groups.thresholds.map { _ in groups.squared * largest * largest }
          },
          "deviations for variances": { groups in
            let sum = groups.thresholds.reduce(Rational(0), +)
            return groups.thresholds.map { _ in groups.squared * sum }
          },
        ], test: hasTheMultiplier),
      Check(
        "shares", level: .certified,
        family: .random("up to 6 groups", quick: 40, deep: 2_000, draw: Groups.drawn), subject: variances,
        mutants: [
          "the same noise for all": { groups in
            NoiseAllocation.global.variances(
              thresholds: groups.thresholds, dimensions: groups.dimensions, squaredMultiplier: groups.squared)
          },
          "large groups get the smaller share": { groups in
            let total = groups.dimensions.reduce(0, +)
            return zip(groups.thresholds, groups.dimensions).map {
              groups.squared * $0.0 * $0.0 * Rational($0.1) / Rational(total)
            }
          },
        ], test: hasTheShares),
      Check(
        "energy", level: .certified,
        family: .random("up to 6 groups", quick: 30, deep: 2_000, draw: Groups.drawn),
        subject: { groups in
          NoiseAllocation.minEnergy.variances(
            thresholds: groups.thresholds, dimensions: groups.dimensions, squaredMultiplier: groups.squared)
        },
        mutants: [
          "weights without the dimension": { groups in
            let sum = groups.thresholds.reduce(Rational(0), +)
            return groups.thresholds.map { groups.squared * $0 * sum }
          },
          "dimensions for their roots": { groups in
            NoiseAllocation.dimensionWeighted.variances(
              thresholds: groups.thresholds, dimensions: groups.dimensions, squaredMultiplier: groups.squared)
          },
        ], test: hasTheLeastEnergy),
    ])

  /// T4.
  static let budgetSplit = Claim(
    id: "private-training.budget-split",
    title: "Gradients and private counts together have the noise multiplier of the step",
    sentences: [
      Sentence(
        """
        If $K$ counts of centred bits have the share $0 < r < 1$, so that $\\sigma_b^2 = \\sigma^2 K/(4r)$ and $\\sigma_{new}^2 = \\sigma^2/(1-r)$, or a given \
        deviation $\\sigma_b$, so that $\\sigma_{new}^{-2} = \\sigma^{-2} - K/(4\\sigma_b^2)$, which is positive if and only if $4\\sigma_b^2 > K\\sigma^2$, then \
        $\\sigma_{new}^{-2} + K/(4\\sigma_b^2) = \\sigma^{-2}$, exactly.
        """,
        topic: "the split", checks: ["identity"],
        proof: ProofReference(
          file: "PrivateTraining/BudgetSplit.v", theorems: ["split_identity", "split_fraction", "split_exists"])),
      Sentence("A deviation with $4\\sigma_b^2 \\le K\\sigma^2$ is refused.", topic: "refusals", checks: ["identity"]),
      Sentence(
        """
        A step's noise on its groups and counts, as blocks, has $1/\\sigma^2$ as the greatest squared change in units of the noise, exactly, for \
        each allocation, with thresholds that adapt or not.
        """,
        topic: "steps", checks: ["steps"]),
    ],
    remark: "With raw bits, σ = 0.8 claimed, σ_b = 5 and 25 groups, the multiplier in truth is 0.6576.",
    source: Source(
      paper: "Differentially Private Learning with Adaptive Clipping", arXiv: "1905.03871",
      theorem: "theorem 1 for one group; derived for more"),
    checks: [
      Check(
        "identity", level: .certified,
        family: .random("up to 100 groups", quick: 60, deep: 3_000, draw: Split.drawn), subject: split,
        mutants: [
          "raw counts": { split in
            guard let share = split.share else { return try PrivateTrainingSplit.raw(split) }
            let squared = split.multiplier * split.multiplier
            return SplitResult(gradient: squared / (1 - share), count: squared * Rational(split.groups) / share)
          },
          "one count": { split in
            var one = split
            one.groups = 1
            return try PrivateTrainingSplit.centred(one)
          },
          "counts are free": { split in
            let found = try PrivateTrainingSplit.centred(split)
            return SplitResult(gradient: split.multiplier * split.multiplier, count: found?.count ?? 1)
          },
        ], test: isOneMechanism),
      Check(
        "steps", level: .certified,
        family: .random("up to 6 groups", quick: 30, deep: 1_000, draw: Groups.drawn), subject: stepNoise,
        mutants: [
          "gradients keep the whole budget": { groups in
            var fixed = groups
            fixed.share = nil
            let counts = Rational(groups.thresholds.count) * (groups.share ?? 0) / groups.squared
            return try StepInverse.of(fixed) + counts
          },
          "counts are not accounted for": { groups in
            let share = groups.share ?? 0
            return try StepInverse.of(groups) - share / groups.squared
          },
        ], test: isTheMultiplier),
    ])
}

private typealias Variances = Algorithm<Groups, [Rational]>

private let variances: Variances = { (groups: Groups) -> [Rational] in
  groups.allocation.variances(
    thresholds: groups.thresholds, dimensions: groups.dimensions, squaredMultiplier: groups.squared)
}

@Sendable private func hasTheMultiplier(_ subject: Variances, _ groups: Groups) throws -> Verdict {
  let found = try subject(groups)
  let inverse = zip(groups.thresholds, found).reduce(Rational(0)) { $0 + $1.0 * $1.0 / $1.1 }
  return .equal(inverse, groups.squared.reciprocal, "Σ C²/s²")
}

@Sendable private func hasTheShares(_ subject: Variances, _ groups: Groups) throws -> Verdict {
  var groups = groups
  if groups.allocation == .minEnergy { groups.allocation = .equalBudget }
  let shares = zip(groups.thresholds, try subject(groups)).map { groups.squared * $0 * $0 / $1 }
  let weights: [Rational]
  switch groups.allocation {
  case .global: weights = groups.thresholds.map { $0 * $0 }
  case .equalBudget, .minEnergy: weights = groups.thresholds.map { _ in 1 }
  case .dimensionWeighted: weights = groups.dimensions.map { Rational($0) }
  }
  let sum = weights.reduce(Rational(0), +)
  return .equal(shares, weights.map { $0 / sum }, "the shares")
}

@Sendable private func hasTheLeastEnergy(_ subject: Variances, _ groups: Groups) throws -> Verdict {
  let energy = NoiseAllocation.energy(variances: try subject(groups), dimensions: groups.dimensions)
  let root = zip(groups.thresholds, groups.dimensions).reduce(Enclosure(0, precision: 128)) { sum, group in
    sum + Enclosure(group.1, precision: 128).squareRoot() * group.0
  }
  let least = root * root * groups.squared
  let slack = Rational(1, Integer(1) << 36)
  let isLeast =
    (least * (1 - slack)).isLess(than: energy) == .yes && (least * (1 + slack)).isGreater(than: energy) == .yes
  return .require(isLeast, "the energy is \(Double(energy)), but should be \(least)")
}

/// Of a split: σ_new² and σ_b².
private struct SplitResult: Sendable {
  var gradient: Rational
  var count: Rational
}

/// Nil if the split is refused.
private typealias Splits = Algorithm<Split, SplitResult?>

private let split: Splits = { (split: Split) -> SplitResult? in try PrivateTrainingSplit.centred(split) }

private enum PrivateTrainingSplit {
  static func centred(_ split: Split) throws -> SplitResult? {
    if let share = split.share {
      let found = try BudgetSplit(multiplier: split.multiplier, groups: split.groups, countShare: share)
      return SplitResult(gradient: found.squaredGradientMultiplier, count: found.countVariance)
    }
    guard
      let found = try? BudgetSplit(
        multiplier: split.multiplier, groups: split.groups, countDeviation: split.deviation)
    else { return nil }
    return SplitResult(gradient: found.squaredGradientMultiplier, count: found.countVariance)
  }

  static func raw(_ split: Split) throws -> SplitResult? {
    var doubled = split
    doubled.deviation = split.deviation / 2
    guard let found = try centred(doubled) else { return nil }
    return SplitResult(gradient: found.gradient, count: split.deviation * split.deviation)
  }
}

@Sendable private func isOneMechanism(_ subject: Splits, _ split: Split) throws -> Verdict {
  let squared = split.multiplier * split.multiplier
  let count = split.share.map { squared * Rational(split.groups) / (4 * $0) } ?? split.deviation * split.deviation
  let counts = Rational(split.groups) / (4 * count)
  let found = try subject(split)
  guard counts < squared.reciprocal else {
    return .require(found == nil, "counts use up the budget, but the split was not refused")
  }
  guard let found else { return .fails("the split was refused") }
  return .all(
    .equal(found.count, count, "σ_b²"),
    .equal(found.gradient.reciprocal + counts, squared.reciprocal, "1/σ²"))
}

private typealias Inverse = Algorithm<Groups, Rational>

private let stepNoise: Inverse = { (groups: Groups) -> Rational in try StepInverse.of(groups) }

private enum StepInverse {
  static func of(_ groups: Groups) throws -> Rational {
    let plan = try ClippingPlan(
      groups: groups.dimensions.enumerated().map {
        ParameterGroup(name: "g\($0)", parameters: ["p\($0)"], dimension: $1)
      }, thresholds: groups.thresholds)
    let noise = try StepNoise(
      plan: plan, multiplier: groups.multiplier, allocation: groups.allocation, countShare: groups.share)
    return try noise.blockwise.inverseSquaredMultiplier
  }
}

@Sendable private func isTheMultiplier(_ subject: Inverse, _ groups: Groups) throws -> Verdict {
  .equal(try subject(groups), groups.squared.reciprocal, "1/σ²")
}

private struct Groups: Codable, Sendable {
  var thresholds: [Rational]
  var dimensions: [Int]
  var multiplier: Rational
  var allocation: NoiseAllocation
  var share: Rational?

  var squared: Rational { multiplier * multiplier }

  static func drawn(_ index: Int, _ stream: inout RandomStream) -> Groups {
    let count = stream.uniform(in: 2...6)
    func number() -> Rational { Rational(Integer(stream.uniform(in: 1...40)), Integer(stream.uniform(in: 1...9))) }
    return Groups(
      thresholds: (0..<count).map { _ in number() },
      dimensions: (0..<count).map { _ in 1 << stream.uniform(in: 0...20) + stream.uniform(in: 0...9) },
      multiplier: number(), allocation: NoiseAllocation.allCases[index % NoiseAllocation.allCases.count],
      share: index % 3 == 0 ? nil : Rational(1, Integer(stream.uniform(in: 2...1000))))
  }
}

private struct Split: Codable, Sendable {
  var multiplier: Rational
  var groups: Int
  var share: Rational?
  var deviation: Rational

  static func drawn(_ index: Int, _ stream: inout RandomStream) -> Split {
    Split(
      multiplier: Rational(Integer(stream.uniform(in: 1...40)), 10), groups: stream.uniform(in: 1...100),
      share: index % 2 == 0 ? Rational(1, Integer(stream.uniform(in: 2...1000))) : nil,
      deviation: Rational(Integer(stream.uniform(in: 1...200)), 10))
  }
}
