import Evidence
import Exact
import HardProblems
import HardProblemsClaims
import LinearProgramming
import Networks
import NetworksReductions
import Randomness

extension Claim {
  /// The last layer of a network with rectified units counts.
  static let lastLayer = Claim(
    id: "network.last-layer",
    title:
      "The optimal loss of a network's last layer tells whether vectors are orthogonal, at a relative accuracy of 1/(8n)",
    sentences: [
      Sentence(
        """
        Let $M_{ij} = \\max(0, 1 - \\langle a_i, b_j\\rangle)$ and $r$ the number of $a_i$ that are orthogonal to some \
        $b_j$. Then $M_{ij}$ is 1 if $a_i$ and $b_j$ are orthogonal and 0 if not, and over $\\alpha \\in \\mathbb{R}^m$ the \
        least hinge loss $\\sum_i \\max(0, 1 - (M\\alpha)_i)$ is $n - r$.
        """,
        topic: "the hinge loss", checks: ["hinge", "hinge-exhaustive"],
        proof: ProofReference(
          file: "Networks/LastLayer.v", theorems: ["hidden_orthogonal", "hinge_lower_bound", "hinge_attained"])),
      Sentence(
        """
        The infimum of the logistic loss is $(n - r) \\ln 2$, which $\\alpha = (T, \\dots, T)$, $T \\ge 0$, misses by at most \
        $n e^{-T}$. (Of $e^x$ the proof uses $e^{x+y} = e^x e^y$, $1 + x \\le e^x$ and the inverse $\\ln$.)
        """,
        topic: "the logistic loss", checks: ["logistic", "logistic-exhaustive"],
        proof: ProofReference(file: "Networks/NetworkLosses.v", theorems: ["logistic_infimum", "logistic_upper_bound"])),
      Sentence(
        "The squared loss is $n/2$ for all weights without a pair, and at most $(n-1)/2$ for some with one.",
        topic: "the gap of the squared loss", checks: ["squared", "squared-exhaustive"],
        proof: ProofReference(file: "Networks/LastLayer.v", theorems: ["squared_without_pair", "squared_with_pair"])),
      Sentence(
        """
        The least squared loss is half the squared distance of $(1, \\dots, 1)$ from the span of the columns of $M$.
        """,
        topic: "the least squared loss", checks: ["squared", "squared-exhaustive"],
        proof: ProofReference(
          file: "Networks/NetworkLosses.v", theorems: ["squared_is_distance", "least_squared_loss"])),
      Sentence(
        "A value with an error of at most $\\ell(0)/8$ decides.",
        topic: "the error that suffices",
        checks: ["hinge", "hinge-exhaustive", "logistic", "logistic-exhaustive", "squared", "squared-exhaustive"],
        proof: ProofReference(
          file: "Networks/NetworkLosses.v", theorems: ["hinge_decides", "logistic_decides", "squared_decides"])),
      Sentence(
        "In terms of sets, $n - r$ is the number of those that meet all others.",
        topic: "sets", checks: ["hitting-sets"],
        proof: ProofReference(file: "Networks/NetworkLosses.v", theorems: ["meets_all"])),
    ],
    source: .hardnessPaper("training the last layer; constants derived"),
    checks: [
      layerChecks(
        "hinge", .hinge,
        mutants: [
          "counts units in place of points": { source in
            let turned = try OrthogonalVectors(left: source.right, right: source.left)
            let alone = try LastLayer(vectors: turned, loss: .hinge).referenceAnswer().value
            return LastLayerAnswer(value: alone.map { Rational(source.left.rows - source.right.rows) + $0 })
          },
          "units without the constant input": { LastLayerAnswer(value: Rational($0.left.rows)) },
          "units that let an inner product of 1 pass": { source in
            let close = (0..<source.left.rows).filter { i in
              (0..<source.right.rows).contains { source.left.commonOnes(i, source.right, $0) <= 1 }
            }
            return LastLayerAnswer(value: Rational(source.left.rows - close.count))
          },
        ],
        truth: { vectors, answer in
          try .equal(
            answer.value, hingeOptimum(vectors, outputs(vectors), bound: nil), "the value of the linear program")
        }),
      layerChecks(
        "logistic", .logistic,
        mutants: [
          "a natural unit for ln 2": { try LastLayer(vectors: $0, loss: .hinge).referenceAnswer() },
          "one point too many": { source in
            var answer = try LastLayer(vectors: source, loss: .logistic).referenceAnswer()
            answer.value = answer.value.map { $0 + Rational(7, 10) }
            return answer
          },
        ],
        truth: logisticInfimum),
      layerChecks(
        "squared", .squared,
        mutants: [
          "all weights 1, which the hinge loss takes": { source in
            let outputs = outputs(source)
            return LastLayerAnswer(
              value: outputs.reduce(Rational.zero) { sum, row in
                let rest = 1 - row.reduce(0, +)
                return sum + rest * rest / 2
              })
          },
          "without the half": { source in
            var answer = try LastLayer(vectors: source, loss: .squared).referenceAnswer()
            answer.value = answer.value.map { 2 * $0 }
            return answer
          },
        ],
        truth: { vectors, answer in
          let n = Rational(vectors.left.rows)
          guard let value = answer.value else { return .fails("the answer has no value") }
          return .all(
            .equal(value, squaredDistance(outputs(vectors)) / 2, "half the distance"),
            vectors.referenceAnswer().exists == true
              ? .require(value <= (n - 1) / 2, "the loss with a pair is above (n − 1)/2")
              : .equal(value, n / 2, "the loss without a pair"))
        }),
      [hittingSetCheck],
    ].flatMap(\.self))

  /// Smooth units do as well as rectified ones where weights are bounded.
  static let sigmoidLayer = Claim(
    id: "network.sigmoid-layer",
    title:
      "With sigmoid units of weights O(log n) and bounded last weights the least hinge loss still tells orthogonal vectors",
    sentences: [
      Sentence(
        """
        Let $M_{ij} = \\sigma(s(1/2 - \\langle a_i, b_j\\rangle))$ with $s = 2 \\ln(8nW)$, $W \\ge 1$, and $\\delta = 1/(8nW \
        + 1)$. Over $\\|\\alpha\\|_1 \\le W$ the least hinge loss is at least $n(1 - \\delta W)$ if no pair is orthogonal, \
        and at most $n - \\min(1, W(1-\\delta))$ if one is.
        """,
        checks: ["hinge-1", "hinge-2", "hinge-5"],
        proof: ProofReference(
          file: "Networks/SigmoidUnits.v",
          theorems: ["steepnessE", "sigmoid_layer_without_pair", "sigmoid_layer_with_pair", "one_weight_norm"])),
      Sentence(
        """
        Its value with an error of at most $(1 - \\delta W)/8$ decides. (Of $e^x$ the proofs use $e^{x+y} = e^x e^y$, \
        $1 + x \\le e^x$ and the inverse $\\ln$.)
        """,
        checks: ["hinge-1", "hinge-2", "hinge-5"],
        proof: ProofReference(file: "Networks/SigmoidUnits.v", theorems: ["sigmoid_layer_decides"])),
    ],
    source: .hardnessPaper("training the last layer with sigmoid units, bounded weights; derived"),
    checks: [1, 2, 5].map(sigmoidCheck))
}

private let hittingSetCheck = Check(
  "hitting-sets", level: .exhaustive, family: smallVectors,
  subject: { (sets: HittingSet) in try HittingSetToLastLayer().reduce(sets).referenceAnswer() },
  mutants: [
    "the sides are exchanged": { sets in
      try HittingSetToLastLayer().reduce(HittingSet(left: sets.right, right: sets.left)).referenceAnswer()
    }
  ],
  test: { value, vectors in
    let sets = try HittingSet(left: vectors.left, right: vectors.right)
    let (meaning, truth) = (
      try HittingSetToLastLayer().interpret(value(sets), for: sets), sets.referenceAnswer()
    )
    return .all(
      .equal(meaning.exists, truth.exists, "whether a set meets all"),
      .equal(meaning.count, truth.count, "the number of sets that meet all"))
  })

private typealias Value = Algorithm<OrthogonalVectors, LastLayerAnswer>

/// The checks of one loss, on random and on all small instances: the value agrees with `truth`, and what it says, exact or
/// blurred, is right.
private func layerChecks(
  _ name: String, _ loss: MarginLoss, mutants: KeyValuePairs<String, Algorithm<OrthogonalVectors, LastLayerAnswer>>,
  truth: @escaping @Sendable (OrthogonalVectors, LastLayerAnswer) throws -> Verdict
) -> [Check] {
  let random = randomVectors(quick: 40, upTo: 6)
  return [(name, .certified, random), (name + "-exhaustive", .exhaustive, smallVectors)].map {
    (name: String, level: EvidenceLevel, family: InstanceFamily<OrthogonalVectors>) in
    Check(
      name, level: level, family: family,
      subject: { try LastLayer(vectors: $0, loss: loss).referenceAnswer() }, mutants: mutants,
      test: { value, vectors in
        let answer = try value(vectors)
        return .all(
          try truth(vectors, answer),
          try reads(LastLayer(vectors: vectors, loss: loss), answer, exactCount: loss != .squared))
      })
  }
}

private func sigmoidCheck(_ bound: Int) -> Check {
  let bound = Rational(bound)
  let instance: @Sendable (OrthogonalVectors) throws -> LastLayer = {
    try LastLayer(vectors: $0, loss: .hinge, units: .sigmoid(bound: bound))
  }
  return Check(
    "hinge-\(bound)", level: .certified, family: randomVectors(quick: 16, upTo: 4, dimension: 5),
    subject: { try instance($0).referenceAnswer() },
    mutants: [
      "odds 2": { vectors in
        LastLayerAnswer(value: try hingeOptimum(vectors, outputs(vectors, odds: 2), bound: bound))
      },
      "no bound": { vectors in
        let odds = 8 * Rational(max(vectors.left.rows, 1)) * bound
        return LastLayerAnswer(value: try hingeOptimum(vectors, outputs(vectors, odds: odds), bound: nil))
      },
    ],
    test: { value, vectors in
      let (answer, n) = (try value(vectors), Rational(vectors.left.rows))
      let odds = 8 * n * bound
      let noise = 1 / (odds + 1)
      let hasPair = vectors.referenceAnswer().exists == true
      return .all(
        hasPair
          ? .atMost(answer.known, n - min(1, bound * (1 - noise)), "the loss with a pair")
          : .atMost(n * (1 - noise * bound), answer.known, "n(1 − δW)"),
        .equal(
          answer.known, try hingeOptimum(vectors, outputs(vectors, odds: odds), bound: bound),
          "the value of the linear program"),
        try reads(instance(vectors), answer, exactCount: false))
    })
}

/// Whether a value means what is true, also with the error that is said to suffice, in either direction; and says nothing false
/// with larger ones.
private func reads(_ instance: LastLayer, _ answer: LastLayerAnswer, exactCount: Bool) throws -> Verdict {
  let (truth, vectors) = (instance.vectors.referenceAnswer(), instance.vectors)
  let partnered = (0..<vectors.left.rows).filter { i in
    (0..<vectors.right.rows).contains { vectors.isSolution(i, $0) }
  }
  for (shift, error) in [(0, 1), (1, 1), (-1, 1), (1, 3), (-1, 3), (8, 8), (-20, 20)] as [(Int, Int)] {
    var blurred = answer
    blurred.value = answer.known + Rational(shift) * instance.sufficientError
    blurred.error = (answer.error ?? 0) + Rational(error) * instance.sufficientError
    let reading = try instance.reading(of: blurred)
    guard reading.exists == truth.exists || reading.exists == nil && error > 1 else {
      return .fails("shifted by \(shift)/8 of what a point costs, with error bars of \(error)/8, it reads \(reading)")
    }
    if reading.exists == nil, reading.bitsMissing ?? 0 < 1 { return .fails("undecided, but no bits are missing") }
    guard reading.atLeast ?? 0 <= Integer(partnered.count) else { return .fails("it reads more points than there are") }
  }
  let reading = try instance.reading(of: answer)
  return .all(
    .equal(reading.exists, truth.exists, "the answer"),
    .require(
      !exactCount || reading.atLeast ?? 0 == Integer(partnered.count),
      "the points with a partner are \(reading.atLeast ?? 0), not \(partnered.count)"),
    .require(answer.point == nil || vectors.verify(reading), "the witness is none"),
    .require((answer.known - instance.decisionThreshold).isNegative == (truth.exists == true), "the threshold"))
}

extension LastLayerAnswer {
  /// The value; −1, which is not a loss, for an answer without one.
  fileprivate var known: Rational { value ?? -1 }
}

/// M, from the definition; with odds R of sigmoid units.
private func outputs(_ vectors: OrthogonalVectors, odds: Rational? = nil) -> [[Rational]] {
  (0..<vectors.left.rows).map { i in
    (0..<vectors.right.rows).map { j in
      let common = (0..<vectors.dimension).filter { vectors.left[i, $0] && vectors.right[j, $0] }.count
      guard let odds else { return Rational(max(0, 1 - common)) }
      // σ(x) = 1/(1 + e^−x) at x = (1 − 2 common) ln R.
      return 1 / (1 + odds.power(2 * common - 1))
    }
  }
}

/// min Σ ξ, ξ ≥ 0, ξ ≥ 1 − M(α⁺ − α⁻), with Σ α⁺ + α⁻ ≤ `bound`; weights of either sign.
private func hingeOptimum(_ vectors: OrthogonalVectors, _ outputs: [[Rational]], bound: Rational?) throws -> Rational {
  var program = LinearProgram()
  let units = 0..<vectors.right.rows
  let positive = units.map { _ in program.addVariable() }
  let negative = units.map { _ in program.addVariable() }
  for row in outputs {
    let loss = program.addVariable(cost: 1)
    try program.addConstraint(
      variables: positive + negative + [loss], coefficients: row + row.map { -$0 } + [1], .atLeast(1))
  }
  if let bound, !units.isEmpty {
    try program.addConstraint(
      variables: positive + negative, coefficients: (positive + negative).map { _ in 1 }, .atMost(bound))
  }
  guard let solution = try program.solve().solution else { throw NoOptimum() }
  return solution.value
}

private struct NoOptimum: Error {}

/// The squared distance of (1, …, 1) from the columns, by Gram and Schmidt over the rationals.
private func squaredDistance(_ outputs: [[Rational]]) -> Rational {
  func dot(_ u: [Rational], _ v: [Rational]) -> Rational { zip(u, v).reduce(Rational.zero) { $0 + $1.0 * $1.1 } }
  var basis: [[Rational]] = []
  func rest(_ vector: [Rational]) -> [Rational] {
    basis.reduce(vector) { rest, direction in
      let along = dot(rest, direction) / dot(direction, direction)
      return zip(rest, direction).map { $0 - along * $1 }
    }
  }
  for column in 0..<(outputs.first?.count ?? 0) {
    let direction = rest(outputs.map { $0[column] })
    if direction.contains(where: { !$0.isZero }) { basis.append(direction) }
  }
  let distance = rest(outputs.map { _ in 1 })
  return dot(distance, distance)
}

/// A value within its error of (n − r) ln 2; weights T = 20 come as close from above as is said; and no weights go below, since
/// points without a partner have the margin 0.
@Sendable private func logisticInfimum(_ vectors: OrthogonalVectors, _ answer: LastLayerAnswer) -> Verdict {
  let outputs = outputs(vectors)
  let alone = outputs.filter { $0.allSatisfy(\.isZero) }.count
  let n = Rational(vectors.left.rows)
  let precision = 256
  func loss(_ margin: Rational) -> Enclosure { (1 + (-Enclosure(margin, precision: precision)).exp()).log() }
  let infimum = Rational(alone) * Enclosure(2, precision: precision).log()
  let (weight, start) = (Rational(20), Enclosure(0, precision: precision))
  let step = outputs.reduce(start) { $0 + loss(weight * $1.reduce(0, +)) }
  let most = infimum + n * (-Enclosure(weight, precision: precision)).exp()
  let error = answer.error ?? 0
  let certain =
    (infimum.isGreaterOrEqual(to: answer.known - error) && infimum.isLessOrEqual(to: answer.known + error)
      && step.isLessOrEqual(to: most + Rational(1, Integer(1) << 200))
      && step.isGreaterOrEqual(to: infimum - Rational(1, Integer(1) << 200)))
  switch certain {
  case .yes: return .require(error <= n / (Integer(1) << 100).asRational, "the error is large")
  case .no: return .fails("\(answer.known) is not \(alone) ln 2, or weights 20 cost more than they may")
  case .undecided: return .undecided("\(alone) ln 2 to \(precision) bits")
  }
}

extension Integer {
  fileprivate var asRational: Rational { Rational(self) }
}
