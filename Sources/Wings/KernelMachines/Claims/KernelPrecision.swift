import Evidence
import Exact
import HardProblems
import HardProblemsClaims
import HardProblemsReductions
import KernelMachines
import KernelMachinesReductions
import Randomness

extension Claim {
  /// Where double precision ends.
  static let kernelPrecision = Claim(
    id: "kernel.precision-cliff",
    title: "Three values in double precision tell the answer up to 50 bits, and nothing from 64 bits on",
    sentences: [
      Sentence(
        """
        Let $q = 1/(2n)$, so that reading the answer from three optimal values takes $d \\log_2(1/q) + \\log_2(2n)$ bits. If \
        the stationary systems $G\\alpha = 1$ are solved in double precision (53 bits), then $\\Delta > q^d/2$ gives the \
        right answer on all of 40 instances, half of them with an orthogonal pair, for $(n, d) = (16, 9)$ and $(8, 11)$, \
        which take 50 and 48 bits.
        """,
        topic: "right up to 50 bits", checks: ["right-to-50-bits"]),
      Sentence(
        """
        It gives it on at most 75 % of 40 for $(16, 12)$, $(16, 13)$, $(32, 10)$, $(32, 12)$ and $(64, 10)$, which take 65 \
        to 78 bits.
        """,
        topic: "lost from 64 bits on", checks: ["lost-from-64-bits"]),
      Sentence(
        """
        The loss is that of the subtraction: $\\Delta = \\frac12 w^T Z \\alpha$ with $w = D^{-1} 1$ for $G = D - Z$, \
        computed in the same precision without one, is right to a relative error of $10^{-13}$.
        """,
        topic: "without the subtraction", checks: ["without-subtraction"]),
    ],
    source: .hardnessPaper("accuracy ε = exp(−ω(log² n)); the constants were measured here"),
    checks: [
      Check(
        "right-to-50-bits", level: .sampled,
        family: .listed(
          "batches of 40 instances, (n, d) = (16, 9) and (8, 11); deep: six seeds of each",
          quick: [Batch(n: 16, d: 9, seed: 1), Batch(n: 8, d: 11, seed: 1)],
          deep: (2...6).flatMap { [Batch(n: 16, d: 9, seed: $0), Batch(n: 8, d: 11, seed: $0)] }),
        subject: directly,
        mutants: [
          "values in single precision": { try rounded(directly($0)) { Double(Float($0)) } },
          "one iteration of conjugate gradients": { instance in
            try instance.approximateAnswer(using: RandomStream(seed: 0)) { _ in
              .conjugateGradients(iterations: 1, tolerance: 0)
            }
          },
        ],
        test: { solver, batch in
          .all(
            .require(batch.bits <= 50, "\(batch.bits) bits"),
            .equal(try batch.rightAnswers(of: solver), Batch.count, "the number of right answers"))
        }),
      Check(
        "lost-from-64-bits", level: .sampled,
        family: .listed(
          "batches of 40 instances, (n, d) = (16, 12) and (32, 10); deep: (16, 13), (32, 12), (64, 10) and three seeds of each",
          quick: [Batch(n: 16, d: 12, seed: 1), Batch(n: 32, d: 10, seed: 1)],
          deep: (1...3).flatMap { seed in
            [(16, 12), (16, 13), (32, 10), (32, 12), (64, 10)].map { Batch(n: $0.0, d: $0.1, seed: seed) }
          }),
        subject: directly, mutants: ["exact values": { try $0.referenceAnswer() }],
        test: { solver, batch in
          .all(
            .require(batch.bits >= 64, "\(batch.bits) bits"),
            .atMost(
              Rational(Integer(try batch.rightAnswers(of: solver)), Integer(Batch.count)), Rational(3, 4),
              "the fraction of right answers"))
        }),
      Check(
        "without-subtraction", level: .certified,
        family: .random(
          "n = 8, 12 ≤ d ≤ 20, half of them with an orthogonal pair", quick: 10, deep: 200,
          draw: { index, stream in
            try Batch.instance(n: 8, d: stream.uniform(in: 12...20), hasPair: index % 2 == 0, using: &stream)
          }),
        subject: { try $0.union.crossDifference(base: $0.base).value },
        mutants: [
          "three values": { Double(try directly($0).delta) },
          "half of it": { try $0.union.crossDifference(base: $0.base).value / 2 },
        ],
        test: { (difference: Algorithm<KernelInstance<SVM>, Double>, instance) in
          let truth = try instance.referenceAnswer().delta
          guard let found = Rational(exactly: try difference(instance)) else { return .fails("Δ is no number") }
          let hasPair = instance.pairs.referenceAnswer().exists ?? false
          return .all(
            .atMost((found - truth).magnitude / truth, Rational(1, Integer(10).power(13)), "the relative error"),
            .equal(found > instance.decisionThreshold, hasPair, "the answer"))
        }),
    ])
}

/// The values of direct solutions in double precision, as if they were exact.
private let directly: Algorithm<KernelInstance<SVM>, KernelValues> = { instance in
  try rounded(instance.approximateAnswer(using: RandomStream(seed: 0)) { _ in .direct }) { $0 }
}

private func rounded(_ answer: KernelValues, _ round: (Double) -> Double) throws -> KernelValues {
  func value(_ exact: Rational) -> Rational { Rational(exactly: round(Double(exact))) ?? 0 }
  return KernelValues(
    values: .init(a: value(answer.values.a), b: value(answer.values.b), ab: value(answer.values.ab)))
}

/// 40 instances of one size; every other one has an orthogonal pair.
private struct Batch: Codable, Sendable {
  static let count = 40
  var n: Int
  var d: Int
  var seed: Int

  /// d log₂(1/q) + log₂(2n) with q = 1/(2n), for n a power of 2.
  var bits: Int { (d + 1) * (2 * n).trailingZeroBitCount }

  func rightAnswers(of solver: Algorithm<KernelInstance<SVM>, KernelValues>) throws -> Int {
    let stream = RandomStream(seed: UInt64(seed)).child("precision").child(n).child(d)
    return try (0..<Self.count).count { index in
      var child = stream.child(index)
      let instance = try Self.instance(n: n, d: d, hasPair: index % 2 == 0, using: &child)
      // Rounded values may be none that any instance has, so that they are compared and not read.
      return (try solver(instance).delta > instance.decisionThreshold) == (index % 2 == 0)
    }
  }

  /// Random vectors without copies, which would need longer images.
  static func instance(n: Int, d: Int, hasPair: Bool, using stream: inout RandomStream) throws -> KernelInstance<SVM> {
    let base = try KernelBase(Rational(1, Integer(2 * n)))
    while true {
      var vectors = OrthogonalVectors.random(left: n, right: n, dimension: d, percent: 60, using: &stream)
      vectors = try vectors.repaired(using: &stream)
      if hasPair { vectors = vectors.planted(1, using: &stream) }
      let pairs = try OVToBHCP().reduce(vectors)
      if pairs.leastDistance == d { return try BHCPToKernelMachine<SVM>(task: .svm, base: base).reduce(pairs) }
    }
  }
}
