import Evidence
import Exact
import HardProblems
import HardProblemsClaims
import Networks
import Randomness

extension Claim {
  /// The gradient at zero counts orthogonal pairs.
  static let batchGradient = Claim(
    id: "network.gradient",
    title: "The gradient of a network's loss at zero is minus the numbers of orthogonal partners",
    sentences: [
      Sentence(
        """
        Let $M_{ij} = \\max(0, 1 - \\langle a_i, b_j\\rangle)$, labels 1, and $c_j$ the number of $a_i$ that are orthogonal \
        to $b_j$. The vector with the entries $-c_j$ is the gradient of $\\sum_i \\ell((M\\alpha)_i)$ at $\\alpha = 0$, by \
        $\\varepsilon$ and $\\delta$, for the hinge and the squared loss; for every loss with a derivative $\\ell'(0)$, the \
        one with the entries $\\ell'(0) c_j$ is.
        """,
        topic: "hinge and squared loss", checks: ["hinge", "hinge-exhaustive", "squared", "squared-exhaustive"],
        proofs: [
          ProofReference(
            file: "Networks/LastLayer.v", theorems: ["hinge_gradient", "squared_gradient", "gradient_counts"]),
          ProofReference(file: "Networks/SigmoidUnits.v", theorems: ["gradient_unique"]),
        ]),
      Sentence(
        """
        Its entries are $-c_j/2$ for the logistic loss. (Of $e^x$ the proof uses $e^{x+y} = e^x e^y$, $1 + x \\le e^x$ and \
        the inverse $\\ln$.)
        """,
        topic: "the logistic loss", checks: ["logistic", "logistic-exhaustive"],
        proof: ProofReference(file: "Networks/SigmoidUnits.v", theorems: ["logistic_gradient"])),
      Sentence(
        "If $\\ell'(0) \\ne 0$ it vanishes if and only if there is no orthogonal pair.",
        topic: "where it vanishes",
        checks: ["hinge", "hinge-exhaustive", "squared", "squared-exhaustive", "logistic", "logistic-exhaustive"],
        proof: ProofReference(file: "Networks/LastLayer.v", theorems: ["gradient_zero_iff"])),
      Sentence(
        """
        With $M_{ij} = \\sigma(s(1/2 - \\langle a_i, b_j\\rangle))$, $s = 2 \\ln(n^{\\kappa+1} + 1)$ and $\\delta = \
        1/(n^{\\kappa+1}+2)$ in place of it, coordinates are at least $|\\ell'(0)| (1 - \\delta)$ in magnitude with a \
        partner and at most $|\\ell'(0)| n\\delta$ without: a factor $n^\\kappa$ apart.
        """,
        topic: "sigmoid units", checks: ["sigmoid-1", "sigmoid-3"],
        proof: ProofReference(
          file: "Networks/SigmoidUnits.v",
          theorems: ["coordinate_with_partner", "coordinate_without_partner", "coordinates_apart"])),
      Sentence(
        """
        The sum or the largest of the magnitudes, known within a factor $f$, tells whether there is a pair if $f^2$ times \
        the largest that it can be without one, times the number of units, is less than the least with one.
        """,
        topic: "norms", checks: ["norms"]),
    ],
    source: .hardnessPaper("gradients of the batch loss; constants derived"),
    checks: MarginLoss.allCases.flatMap(rectifiedChecks) + [1, 3].map(sigmoidCheck) + [normCheck])
}

private struct GradientCall: Sendable {
  var vectors: OrthogonalVectors
  var units: BatchGradient.Units
}

private let hingeGradient: Algorithm<GradientCall, [Rational]> = {
  try BatchGradient(vectors: $0.vectors, loss: .hinge, units: $0.units).referenceAnswer().gradient
}

/// The first and the largest of all norms, each up to a factor.
private let normCheck = Check(
  "norms", level: .certified, family: randomVectors(quick: 40, upTo: 8),
  subject: hingeGradient,
  mutants: [
    "the hidden outputs of one point in place of the sum": { call in
      let (all, right) = (call.vectors.left, call.vectors.right)
      let first = try OrthogonalVectors(left: all.selecting(rows: 0..<1), right: right)
      return try hingeGradient(GradientCall(vectors: first, units: call.units))
    }
  ],
  test: { gradient, vectors in
    let truth = vectors.referenceAnswer().exists
    for (units, factors) in [(.rectified, [1, 2, 1_000_000]), (.sigmoid(kappa: 3), [1, 2])]
      as [(BatchGradient.Units, [Rational])]
    {
      let instance = try BatchGradient(vectors: vectors, loss: .hinge, units: units)
      let sizes = try gradient(GradientCall(vectors: vectors, units: units)).map(\.magnitude)
      for norm in [sizes.reduce(0, +), sizes.max() ?? 0] {
        for factor in factors {
          for found in [norm / factor, norm, norm * factor] {
            let answer = instance.hasOrthogonalPair(norm: found, within: factor)
            // m n δ and 1 − δ are further apart than the factor twice.
            let isApart =
              factor * factor * Rational(instance.unitCount) * instance.magnitudes(partners: 0).greatest
              < instance.magnitudes(partners: 1).least
            guard answer == truth || answer == nil && !isApart else {
              return .fails("a norm of \(Double(found)) within a factor \(factor) means \(String(describing: answer))")
            }
          }
        }
      }
    }
    return .holds()
  })

private typealias Gradient = Algorithm<OrthogonalVectors, GradientAnswer>

private func rectifiedChecks(_ loss: MarginLoss) -> [Check] {
  let gradient: Gradient = { try BatchGradient(vectors: $0, loss: loss).referenceAnswer() }
  let mutants: KeyValuePairs<String, Gradient> = [
    "labels −1": { source in
      var answer = try gradient(source)
      answer.gradient = answer.gradient.map { -$0 }
      return answer
    },
    "the slope of another loss": {
      try BatchGradient(vectors: $0, loss: loss == .logistic ? .hinge : .logistic).referenceAnswer()
    },
    "the mean in place of the sum": { source in
      var answer = try gradient(source)
      answer.gradient = answer.gradient.map { $0 / Rational(max(source.left.rows, 1)) }
      return answer
    },
  ]
  let test: @Sendable (Gradient, OrthogonalVectors) throws -> Verdict = { gradient, vectors in
    let (answer, counts) = (try gradient(vectors), partners(vectors))
    let slope = loss == .logistic ? Rational(-1, 2) : -1
    return .all(
      .equal(answer.gradient, counts.map { slope * Rational($0) }, "the gradient"),
      try reads(BatchGradient(vectors: vectors, loss: loss), answer))
  }
  return [
    Check(
      loss.rawValue, level: .certified, family: randomVectors(quick: 60, upTo: 8), subject: gradient, mutants: mutants,
      test: test),
    Check(
      loss.rawValue + "-exhaustive", level: .exhaustive, family: smallVectors, subject: gradient, mutants: mutants,
      test: test),
  ]
}

private func sigmoidCheck(_ kappa: Int) -> Check {
  let instance: @Sendable (OrthogonalVectors) throws -> BatchGradient = {
    try BatchGradient(vectors: $0, loss: .hinge, units: .sigmoid(kappa: kappa))
  }
  return Check(
    "sigmoid-\(kappa)", level: .certified, family: randomVectors(quick: 40, upTo: 8),
    subject: { try instance($0).referenceAnswer() },
    mutants: [
      "κ − 1": { source in
        // Odds n^κ + 1: too flat by a factor n.
        let odds = Rational(Integer(source.left.rows).power(kappa) + 1)
        return GradientAnswer(
          gradient: sums(source) { -1 / (1 + odds.power(2 * $0 - 1)) })
      },
      "units without the constant input": { source in
        let odds = Rational(Integer(source.left.rows).power(kappa + 1) + 1)
        return GradientAnswer(gradient: sums(source) { -1 / (1 + odds.power(2 * $0)) })
      },
    ],
    test: { gradient, vectors in
      let (answer, counts, n) = (try gradient(vectors), partners(vectors), vectors.left.rows)
      let odds = Rational(Integer(n).power(kappa + 1) + 1)
      let noise = 1 / (odds + 1)
      // The definition, by the exponential function.
      let steepness = 2 * Enclosure(odds, precision: 256).log()
      let (one, zero) = (Rational(1), Enclosure(0, precision: 256))
      for (unit, coordinate) in answer.gradient.enumerated() {
        let sum = (0..<n).reduce(zero) { sum, i in
          let input = steepness * (Rational(1, 2) - Rational(vectors.left.commonOnes(i, vectors.right, unit)))
          return sum + one / (one + (-input).exp())
        }
        guard sum.contains(-coordinate) else {
          return .fails("coordinate \(unit) is \(coordinate), but should be minus \(sum)")
        }
      }
      let with = zip(answer.gradient, counts).filter { $0.1 > 0 }.map { -$0.0 }.min()
      let without = zip(answer.gradient, counts).filter { $0.1 == 0 }.map { -$0.0 }.max()
      let factor = Rational(Integer(n).power(kappa))
      return .all(
        .atMost(1 - noise, with ?? 1, "1 − δ"), .atMost(without ?? 0, Rational(n) * noise, "a unit without a partner"),
        .atMost(factor * Rational(n) * noise, 1 - noise, "n^κ times a unit without a partner"),
        try reads(instance(vectors), answer))
    })
}

/// Whether a gradient means what is true: the number of pairs and one of them, also with the error that is said to suffice.
private func reads(_ instance: BatchGradient, _ answer: GradientAnswer) throws -> Verdict {
  let truth = instance.vectors.referenceAnswer()
  let counts = partners(instance.vectors)
  for shift in [0, 1, -1] {
    var blurred = answer
    blurred.gradient = answer.gradient.enumerated().map { unit, coordinate in
      coordinate + Rational(unit % 2 == 0 ? shift : -shift) * instance.sufficientError
    }
    blurred.errors = [instance.sufficientError]
    guard try instance.reading(of: blurred).exists == truth.exists else {
      return .fails("with errors of \(instance.sufficientError), shifted by \(shift) of them, it reads wrong")
    }
    guard zip(try instance.partners(of: blurred), counts).allSatisfy({ $0 ~= $1 }) else {
      return .fails("with errors of \(instance.sufficientError) a unit's number of partners is left out")
    }
  }
  let reading = try instance.reading(of: answer)
  return .all(
    .equal(reading.exists, truth.exists, "the answer"), .equal(reading.count, truth.count, "the number of pairs"),
    .equal(try instance.partners(of: answer), counts.map { $0...$0 }, "the partners of each unit"),
    .require(instance.vectors.verify(reading), "the witness is none"),
    .require(
      zip(answer.gradient, counts).allSatisfy { (-$0 > instance.decisionThreshold) == ($1 > 0) }, "the threshold"))
}

/// The number of orthogonal partners of each vector of B, from the definition.
private func partners(_ vectors: OrthogonalVectors) -> [Int] {
  (0..<vectors.right.rows).map { j in
    (0..<vectors.left.rows).filter { i in
      (0..<vectors.dimension).allSatisfy { !(vectors.left[i, $0] && vectors.right[j, $0]) }
    }.count
  }
}

/// For each vector of B the sum over A of a function of the inner product.
private func sums(_ vectors: OrthogonalVectors, _ term: (Int) -> Rational) -> [Rational] {
  (0..<vectors.right.rows).map { j in
    (0..<vectors.left.rows).reduce(Rational.zero) { $0 + term(vectors.left.commonOnes($1, vectors.right, j)) }
  }
}
