import Discrepancy
import Evidence
import Exact
import Randomness

extension Claim {
  /// The three properties of the Gram–Schmidt walk, on its whole law.
  static let gramSchmidtWalk = Claim(
    id: "discrepancy.gram-schmidt-walk",
    title:
      "The Gram–Schmidt walk is unbiased, its covariance is below the projection, and it is subgaussian with constant 1",
    sentences: [
      Sentence(
        """
        For $b_1, \\dots, b_n$ with $\\|b_j\\|_2 \\le 1$ and $x_0 \\in [-1,1]^n$ the output $z \\in \\{-1,1\\}^n$ of the \
        walk in exact arithmetic, whose law is a finite tree of rational probabilities, has $\\mathbb{E} z = x_0$.
        """,
        topic: "the mean", checks: ["mean"]),
      Sentence(
        "$\\operatorname{Cov}(Bz) \\preceq P$, the orthogonal projection on the span of the $b_j$.",
        topic: "the covariance", checks: ["covariance"]),
      Sentence(
        """
        $\\mathbb{E} \\exp \\langle B(z - x_0), v \\rangle \\le \\exp(\\|Pv\\|^2/2)$ for every $v$ (tried on four for each \
        instance).
        """,
        topic: "subgaussian tails", checks: ["subgaussian"]),
      Sentence(
        """
        The sampler in floating point, on 40 vectors of dimension 4 (deep: 200 of dimension 20), has means and second \
        moments within bands that the walk would leave with a probability of less than $10^{-6}$.
        """,
        topic: "the sampler in floating point", checks: ["sampled"]),
    ],
    source: Source(
      paper: "Balancing covariates in randomized experiments with the Gram-Schmidt Walk design", arXiv: "1911.03071",
      theorem: "unbiasedness, the covariance bound and the subgaussian bound with constant 1"),
    checks: [
      Check(
        "mean", level: .certified, family: .walks(quick: 30, deep: 1_000), subject: law, mutants: meanMutants,
        test: { law, instance in
          let law = try law(instance)
          return .all(
            .equal(law.probabilities.reduce(0, +), 1, "the sum of the probabilities"),
            .equal(law.mean, instance.start, "the mean"))
        }),
      Check(
        "covariance", level: .certified, family: .walks(quick: 30, deep: 1_000), subject: law, mutants: spreadMutants,
        test: covarianceIsBelowProjection),
      Check(
        "subgaussian", level: .certified, family: .walks(quick: 30, deep: 1_000), subject: law, mutants: spreadMutants,
        test: isSubgaussian),
      .sampledWalk,
    ])
}

/// Vectors, a start, and directions in which tails are looked at.
private struct WalkInstance: Codable, Sendable {
  var vectors: [[Rational]]
  var start: [Rational]
  var directions: [[Rational]]

  func walk() throws -> GramSchmidtWalk { try GramSchmidtWalk(vectors) }

  var dimension: Int { directions.first?.count ?? 0 }

  /// Σ (z_j − x_j) b_j.
  func change(_ outcome: [Int]) -> [Rational] {
    (0..<dimension).map { i in
      zip(zip(outcome, start), vectors).reduce(0) { $0 + (Rational($1.0.0) - $1.0.1) * $1.1[i] }
    }
  }

  /// The orthogonal projection on the span of the vectors: B (BᵀB)⁻¹ Bᵀ for an independent part B of them.
  func projection() -> Matrix<Rational> {
    let all = Matrix<Rational>(rows: dimension, columns: vectors.count) { vectors[$1][$0] }
    let pivots = all.reducedRowEchelonForm().pivotColumns
    let gram = Matrix<Rational>(rows: pivots.count, columns: pivots.count) {
      vectors[pivots[$0]].dot(vectors[pivots[$1]])
    }
    // Row i of the projection: the combination of the vectors nearest to the i-th unit vector.
    let rows = (0..<dimension).map { i -> [Rational] in
      guard case .unique(let factors) = gram.solve(pivots.map { vectors[$0][i] }) else { return [] }
      return (0..<dimension).map { k in zip(factors, pivots).reduce(0) { $0 + $1.0 * vectors[$1.1][k] } }
    }
    return Matrix<Rational>(rows: dimension, columns: dimension) { rows[$0][$1] }
  }
}

extension InstanceFamily where Instance == WalkInstance {
  fileprivate static func walks(quick: Int, deep: Int) -> InstanceFamily {
    .random(
      """
      n ≤ 5 vectors (deep: 8) of dimension ≤ 4 and length ≤ 1, some equal or of length 1 exactly, starts in (1/4)ℤ, every third \
      at 0; 4 directions
      """, quick: quick, deep: deep,
      draw: { index, stream in
        let (n, d) = (stream.uniform(in: 1...(index < 30 ? 5 : 8)), stream.uniform(in: 1...4))
        func vector(_ width: Int) -> [Rational] { (0..<d).map { _ in Rational(stream.uniform(in: -width...width)) } }
        var vectors = (0..<n).map { _ in
          let vector = vector(4)
          // √ rounded up, so that no vector is longer than 1.
          let square = vector.reduce(Rational(0)) { $0 + $1 * $1 }
          let root = (square.numerator * 10_000).squareRoot()
          let length = Rational(root * root == square.numerator * 10_000 ? root : root + 1, 100)
          return length == 0 ? vector : vector.map { $0 / length }
        }
        if index % 4 == 0, n > 1 { vectors[n - 1] = vectors[0] }
        let start = (0..<n).map { _ in
          index % 3 == 0 ? 0 : Rational(Integer(stream.uniform(in: -4...4)), 4)
        }
        return WalkInstance(vectors: vectors, start: start, directions: (0..<4).map { _ in vector(3).map { $0 / 2 } })
      })
  }
}

private typealias Law = GramSchmidtWalk.Law

private let law: Algorithm<WalkInstance, Law> = { try $0.walk().law(from: $0.start) }

private let meanMutants: KeyValuePairs<String, Algorithm<WalkInstance, Law>> = [
  "tosses a fair coin for each step": { instance in
    let law = try law(instance)
    let chance = Rational(1, Integer(law.outcomes.count))
    return Law(outcomes: law.outcomes, probabilities: law.probabilities.map { _ in chance })
  },
  "starts at 0": { try $0.walk().law(from: $0.start.map { _ in 0 }) },
]

private let spreadMutants: KeyValuePairs<String, Algorithm<WalkInstance, Law>> = [
  "signs that are independent of one another": { instance in
    // Steps along single coordinates: the walk for orthogonal vectors.
    let n = instance.vectors.count
    let units = (0..<n).map { i in (0..<n).map { Rational($0 == i ? 1 : 0) } }
    return try GramSchmidtWalk(units).law(from: instance.start)
  },
  "goes the longest way for the sum instead of the shortest": { instance in
    var order = Array(instance.vectors.indices)
    order.reverse()
    let flipped = order.map { index in index % 2 == 0 ? instance.vectors[index].map { -$0 } : instance.vectors[index] }
    let start = order.map { instance.start[$0] }
    let law = try GramSchmidtWalk(flipped).law(from: start)
    return Law(outcomes: law.outcomes.map { $0.reversed() }, probabilities: law.probabilities)
  },
]

@Sendable private func covarianceIsBelowProjection(
  _ law: Algorithm<WalkInstance, Law>, of instance: WalkInstance
) throws -> Verdict {
  let law = try law(instance)
  let changes = law.outcomes.map(instance.change)
  func moment(_ f: ([Rational]) -> Rational) -> Rational {
    zip(changes, law.probabilities).reduce(0) { $0 + f($1.0) * $1.1 }
  }
  let d = instance.dimension
  let mean = (0..<d).map { i in moment { $0[i] } }
  let projection = instance.projection()
  let difference = Matrix<Rational>(rows: d, columns: d) { i, k in
    projection[i, k] - moment { $0[i] * $0[k] } + mean[i] * mean[k]
  }
  guard let direction = difference.negativeDirection() else { return .holds() }
  return .fails("the covariance exceeds the projection in the direction \(direction)")
}

@Sendable private func isSubgaussian(
  _ law: Algorithm<WalkInstance, Law>, of instance: WalkInstance
) throws -> Verdict {
  let law = try law(instance)
  let projection = instance.projection()
  for direction in instance.directions {
    var sum = Enclosure(0)
    for (outcome, probability) in zip(law.outcomes, law.probabilities) {
      sum += Enclosure(instance.change(outcome).dot(direction)).exp() * probability
    }
    // ‖Pv‖² = ⟨v, Pv⟩.
    let bound = Enclosure(direction.dot(projection * direction) / 2).exp()
    switch sum.isLessOrEqual(to: bound) {
    case .yes: continue
    case .no: return .fails("E exp⟨B(z − x₀), v⟩ ≈ \(sum.midpoint) > \(bound.midpoint) for v = \(direction)")
    case .undecided:
      // Equal where every outcome is 1: v is orthogonal to the span.
      if (projection * direction).allSatisfy(\.isZero) { continue }
      return .undecided("E exp⟨B(z − x₀), v⟩ against its bound for v = \(direction)")
    }
  }
  return .holds()
}
