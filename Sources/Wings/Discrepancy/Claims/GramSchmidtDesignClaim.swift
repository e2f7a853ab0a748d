import Discrepancy
import Evidence
import Exact
import Randomness

extension Claim {
  /// The design for experiments: how far its signs can spread, and the sizes of its groups.
  static let gramSchmidtDesign = Claim(
    id: "discrepancy.gram-schmidt-design",
    title:
      "The Gram–Schmidt walk design is unbiased and bounds the covariance of its signs; balanced, its groups keep their size",
    sentences: [
      Sentence(
        """
        For covariates $b_1, \\dots, b_n$ of greatest length $\\xi$, $\\varphi \\in (0, 1]$ and $x_0 \\in [-1,1]^n$ the signs $z$ of the \
        design with robustness $\\varphi$, whose law is a finite tree of rational probabilities, have \
        $\\operatorname{Cov}(z) \\preceq (\\varphi I + (1 - \\varphi) (\\langle b_i, b_j \\rangle)_{ij} / \\xi^2)^{-1}$.
        """, topic: "the covariance", checks: ["covariance"]),
      Sentence(
        """
        $\\mathbb{E} z = x_0$: unit $j$ is in the first group with the probability $(1 + x_{0,j})/2$, whether groups are balanced or not.
        """, topic: "assignment probabilities", checks: ["probabilities"]),
      Sentence(
        """
        If groups are balanced, every outcome has $|\\sum_j z_j - \\sum_j x_{0,j}| < 2$: the first group has its mean number of units, if \
        that is whole, and otherwise the next number below or above.
        """, topic: "the sizes of groups", checks: ["sizes"]),
    ],
    source: Source(
      paper: "Balancing covariates in randomized experiments with the Gram-Schmidt Walk design", arXiv: "1911.03071",
      theorem: "the covariance bound of the assignment vector; group-balanced randomization"),
    checks: [
      Check(
        "covariance", level: .certified, family: .designs(quick: 20, deep: 1_000), subject: designLaw,
        mutants: covarianceMutants, test: covarianceIsBelowBound),
      Check(
        "probabilities", level: .certified, family: .designs(quick: 20, deep: 1_000), subject: designLaw,
        mutants: probabilityMutants,
        test: { law, instance in .equal(try law(instance).mean, instance.start, "the mean of the signs") }),
      Check(
        "sizes", level: .certified, family: .designs(quick: 20, deep: 1_000), subject: balancedLaw,
        mutants: sizeMutants, test: groupsKeepTheirSize),
    ])
}

/// Covariates, how robust the design is, and where it starts.
private struct DesignInstance: Codable, Sendable {
  var covariates: [[Rational]]
  var robustness: Rational
  var start: [Rational]
  var isBalanced: Bool

  func law(robustness: Rational? = nil, isBalanced: Bool? = nil, start: [Rational]? = nil) throws -> Law {
    let walk = try GramSchmidtWalk(
      design: covariates, robustness: robustness ?? self.robustness, isBalanced: isBalanced ?? self.isBalanced)
    return try walk.law(from: start ?? self.start)
  }
}

private typealias Law = GramSchmidtWalk.Law

extension InstanceFamily where Instance == DesignInstance {
  fileprivate static func designs(quick: Int, deep: Int) -> InstanceFamily {
    .random(
      """
      2 to 5 units (deep: to 7) with 1 to 3 integer covariates from −4 to 4, in units of 1 to 100, some units alike; φ from 1/16 to 1; starts \
      in (1/4)ℤ, every second time at 0
      """, quick: quick, deep: deep,
      draw: { index, stream in
        let (n, d) = (stream.uniform(in: 2...(index < 30 ? 5 : 7)), stream.uniform(in: 1...3))
        let units = (0..<d).map { _ in [1, 10, 100][stream.uniform(in: 0...2)] }
        var covariates = (0..<n).map { _ in units.map { Rational($0 * stream.uniform(in: -4...4)) } }
        if index % 4 == 0 { covariates[n - 1] = covariates[0] }
        return DesignInstance(
          covariates: covariates, robustness: Rational(1, [1, 2, 4, 16][index % 4]),
          start: (0..<n).map { _ in index % 2 == 0 ? 0 : Rational(Integer(stream.uniform(in: -4...4)), 4) },
          isBalanced: index % 3 == 2)
      })
  }
}

private let designLaw: Algorithm<DesignInstance, Law> = { try $0.law() }

private let balancedLaw: Algorithm<DesignInstance, Law> = { try $0.law(isBalanced: true) }

private let covarianceMutants: KeyValuePairs<String, Algorithm<DesignInstance, Law>> = [
  "a coin for each unit": { try $0.law(robustness: 1, isBalanced: false) },
  "balance alone": { try $0.law(robustness: 0, isBalanced: false) },
  "two units always apart": { instance in
    let signs = [0, 1].map { first in instance.start.indices.map { ($0 + first) % 2 * 2 - 1 } }
    return Law(outcomes: signs, probabilities: [Rational(1, 2), Rational(1, 2)])
  },
]

private let probabilityMutants: KeyValuePairs<String, Algorithm<DesignInstance, Law>> = [
  "starts at 0": { try $0.law(start: $0.start.map { _ in 0 }) },
  "outcomes of one probability": { instance in
    let law = try designLaw(instance)
    let chance = Rational(1, Integer(law.outcomes.count))
    return Law(outcomes: law.outcomes, probabilities: law.probabilities.map { _ in chance })
  },
]

private let sizeMutants: KeyValuePairs<String, Algorithm<DesignInstance, Law>> = [
  "forgets that groups are to be balanced": { try $0.law(isBalanced: false) },
  "the number of units as one covariate among others": { instance in
    var other = instance
    other.covariates = instance.covariates.map { $0 + [1] }
    return try other.law(isBalanced: false)
  },
]

@Sendable private func covarianceIsBelowBound(
  _ law: Algorithm<DesignInstance, Law>, of instance: DesignInstance
) throws -> Verdict {
  var instance = instance
  instance.isBalanced = false
  let (law, n) = (try law(instance), instance.start.count)
  let design = try GramSchmidtWalk(design: instance.covariates, robustness: instance.robustness)
  guard let bound = design.covarianceBound else { return .fails("there is no bound, though φ > 0") }
  let square = instance.covariates.reduce(Rational(0)) { max($0, $1.dot($1)) }
  // Not by the library's matrix: the bound times what it should be the inverse of.
  let gram = Matrix<Rational>(rows: n, columns: n) { i, j in
    let product = instance.covariates[i].dot(instance.covariates[j])
    return (i == j ? instance.robustness : 0) + (square.isZero ? 0 : (1 - instance.robustness) * product / square)
  }
  guard gram * bound == Matrix<Rational>.identity(n) else { return .fails("the bound is not the inverse: \(bound)") }
  let mean = law.mean
  let difference = Matrix<Rational>(rows: n, columns: n) { i, j in
    bound[i, j] - law.expectation { Rational($0[i] * $0[j]) } + mean[i] * mean[j]
  }
  guard let direction = difference.negativeDirection() else { return .holds() }
  return .fails("the covariance exceeds its bound in the direction \(direction)")
}

@Sendable private func groupsKeepTheirSize(
  _ law: Algorithm<DesignInstance, Law>, of instance: DesignInstance
) throws -> Verdict {
  let sum = instance.start.reduce(0, +)
  for outcome in try law(instance).outcomes {
    let change = (Rational(outcome.reduce(0, +)) - sum).magnitude
    if change >= 2 { return .fails("\(outcome) has a sum that differs by \(change) from \(sum)") }
  }
  return .holds()
}
