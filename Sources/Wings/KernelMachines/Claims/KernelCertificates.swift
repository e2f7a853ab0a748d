import Evidence
import Exact
import HardProblems
import HardProblemsClaims
import HardProblemsReductions
import KernelMachines
import KernelMachinesCheckers
import KernelMachinesReductions
import Randomness

extension Claim {
  /// Bounds and power series that decide without an exact solution.
  static let kernelCertificates = Claim(
    id: "kernel.certificates",
    title: "Coefficients after d sweeps, and the first terms of a power series, prove what three optimal values say",
    sentences: [
      Sentence(
        """
        For every $\\alpha \\ge 0$ with $m = \\min_i (G\\alpha)_i > 0$ the value of the machine with hard margin lies \
        between $1^T\\alpha - \\frac12 \\alpha^T G \\alpha$ and $\\alpha^T G \\alpha / (2m^2)$.
        """,
        topic: "the bounds", checks: ["sandwich", "sandwich-large"],
        proof: ProofReference(file: "KernelMachines/KernelMachine.v", theorems: ["sandwich"])),
      Sentence(
        """
        Let $d \\ge 2$ be the distance of the images of orthogonal vectors, with the tags of copies. With $q \\le 1/(4n)$ and \
        $\\alpha$ after $d$ sweeps $\\alpha \\leftarrow 1 - (G - I)\\alpha$ from $\\alpha = (1, \\dots, 1)$, or more, the bounds \
        on $\\Delta$ are closer than $q^d/4$ and decide.
        """,
        topic: "the number of sweeps", checks: ["sandwich", "sandwich-large"],
        proof: ProofReference(file: "KernelMachines/KernelSweepsDecision.v", theorems: ["orthogonal_vectors_sweeps"])),
      Sentence(
        "So they are and do if each sweep rounds, to the bits that the instance asks for and some more.",
        topic: "sweeps in fixed point", checks: ["sandwich", "sandwich-large"]),
      Sentence(
        """
        As power series in $q$, $2\\Delta = 2Nq^d + \\dots$ where $N$ is the number of orthogonal pairs, and all terms below \
        vanish: $2\\Delta$ is that of the sums $1^T\\alpha$ of the one solution of $G\\alpha = 1$ in power series.
        """,
        topic: "the power series", checks: ["series"],
        proof: ProofReference(
          file: "KernelMachines/KernelSeries.v",
          theorems: ["series_solves", "series_unique", "orthogonal_vectors_series"])),
      Sentence(
        """
        The certificate of the series up to $q^d$ passes the independent checker and tells $N$.
        """,
        topic: "the certificate of the series", checks: ["series"]),
    ],
    source: .hardnessPaper("hard-margin support vector machines; certificates are derived"),
    checks: [
      Check(
        "sandwich", level: .certified, family: vectors,
        subject: { try sandwich(after: OVToBHCP().reduce($0).leastDistance, $0) },
        mutants: [
          "no sweep": { try sandwich(after: 0, $0) },
          "the upper bound without m": { source in
            var certificate = try sandwich(after: OVToBHCP().reduce(source).leastDistance, source)
            let set = certificate.ab
            // αᵀGα/2 = 1ᵀα − L is below the value unless all margins are at least 1.
            certificate.ab.upper = Rational(set.numerators.reduce(0, +), set.denominator) - set.lower
            return certificate
          },
        ],
        test: { certificate, source in
          let (found, instance) = (try certificate(source), try machine(source))
          do throws(KernelCertificateError) { try found.verify() } catch { return .fails("\(error)") }
          let (lower, upper) = found.delta
          let isYes = source.referenceAnswer().exists ?? false
          return .all(
            .require(upper - lower < instance.unit / 4, "the bounds are too far apart"),
            .require(
              isYes ? lower > instance.decisionThreshold : upper < instance.decisionThreshold,
              "Δ in [\(Double(lower / instance.unit)), \(Double(upper / instance.unit))] units does not tell \(isYes)"))
        }),
      Check(
        "sandwich-large", level: .certified,
        family: .listed(
          "worst instances of n = 8 vectors on a side (deep: 16, 32, 64), with and without a pair",
          quick: WorstVectors.both(3), deep: [4, 5, 6].flatMap(WorstVectors.both)),
        subject: { (worst: WorstVectors) in
          try sandwich(after: OVToBHCP().reduce(worst.vectors).leastDistance, worst.vectors)
        },
        mutants: ["one sweep": { (worst: WorstVectors) in try sandwich(after: 1, worst.vectors) }],
        test: { certificate, worst in
          let (found, instance) = (try certificate(worst), try machine(worst.vectors))
          do throws(KernelCertificateError) { try found.verify() } catch { return .fails("\(error)") }
          let (lower, upper) = found.delta
          return .all(
            .atMost(upper - lower, instance.unit / 4, "the distance of the bounds"),
            .require(
              worst.hasPair ? lower > instance.decisionThreshold : upper < instance.decisionThreshold,
              "the bounds do not decide"))
        }),
      Check(
        "series", level: .certified, family: vectors,
        subject: { try machine($0).seriesCertificate() },
        mutants: [
          "one class": { source in
            var certificate = try machine(source).seriesCertificate()
            let points = try LabelledPoints(
              points: BitMatrix(certificate.ab.points), labels: certificate.ab.labels.map { _ in 1 })
            certificate.ab.doubled = points.valueSeries(order: certificate.order).doubled
            return certificate
          },
          "a term too few": { source in
            var certificate = try machine(source).seriesCertificate()
            certificate.order -= 2
            for set in [\KernelSeriesCertificate.a, \.b, \.ab] {
              certificate[keyPath: set].doubled.removeLast(2)
              for point in certificate[keyPath: set].points.indices {
                certificate[keyPath: set].coefficients[point].removeLast(2)
              }
            }
            return certificate
          },
        ],
        test: { certificate, source in
          let (found, truth) = (try certificate(source), source.referenceAnswer())
          do throws(KernelCertificateError) { try found.verify() } catch { return .fails("\(error)") }
          let answer = try machine(source).reading(of: found)
          return .all(
            .equal(answer.exists, truth.exists, "the answer"),
            .equal(answer.count ?? 0, truth.count ?? 0, "the number of pairs"))
        }),
    ])
}

/// 2^k vectors on a side, with one orthogonal pair or none.
private struct WorstVectors: Codable, Sendable {
  var k: Int
  var hasPair: Bool

  var vectors: OrthogonalVectors { .worst(k: k, orthogonalPair: hasPair) }

  static func both(_ k: Int) -> [WorstVectors] {
    [WorstVectors(k: k, hasPair: false), WorstVectors(k: k, hasPair: true)]
  }
}

private let vectors = InstanceFamily<OrthogonalVectors>.random(
  "random vectors, 2 to 10 on a side, 3 ≤ d ≤ 10, half of them with an orthogonal pair", quick: 24, deep: 1_000,
  shrink: { OrthogonalVectors.shrink($0).filter { $0.dimension > 2 && $0.left.rows > 1 && $0.right.rows > 1 } },
  draw: { index, stream in
    let drawn = try OrthogonalVectors.random(
      left: stream.uniform(in: 2...10), right: stream.uniform(in: 2...10), dimension: stream.uniform(in: 3...10),
      percent: 60, using: &stream
    ).repaired(using: &stream)
    return index % 2 == 0 ? drawn.planted(1, using: &stream) : drawn
  })

private func machine(_ source: OrthogonalVectors) throws -> KernelInstance<SVM> {
  try BHCPToKernelMachine<SVM>(task: .svm).reduce(OVToBHCP().reduce(source))
}

/// The bounds after some sweeps.
private func sandwich(after sweeps: Int, _ source: OrthogonalVectors) throws -> KernelCertificate {
  let instance = try machine(source)
  func set(_ points: LabelledPoints) throws -> KernelCertificate.DataSet {
    let found = try points.sandwich(base: instance.base, bits: instance.requiredBits, sweeps: sweeps)
    return KernelCertificate.DataSet(
      points: points.points.rowTexts, labels: points.labels, numerators: found.numerators,
      denominator: Integer(1) << found.bits, lower: found.lower, upper: found.upper)
  }
  return KernelCertificate(
    kind: .sandwich, task: "svm", parameter: nil, base: instance.base.q, threshold: instance.pairs.threshold,
    leastDistance: instance.pairs.leastDistance, a: try set(instance.left), b: try set(instance.right),
    ab: try set(instance.union))
}
