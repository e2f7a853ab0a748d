import Evidence
import Exact
import HardProblemsClaims
import KernelMachinesCheckers

extension Claim {
  /// No forged certificate of a kernel machine passes.
  static let kernelForgeries = Claim(
    id: "certificates.kernel-machines",
    title: "A certificate of a kernel machine proves its values and its answer of one instance, and no forgery passes",
    sentences: [
      Sentence(
        """
        A certificate that is accepted, exact or a sandwich, of a machine with hard margin (with or without bias), with soft margin, of \
        ridge regression or of principal components, holds an instance: the machine with $C$ or $\\lambda$, the base $q$, the vectors of \
        $A$ and $B$ and the threshold $t$. Beside another instance it is refused. The values $V(A)$, $V(B)$ and $V(A \\cup B)$ of this \
        instance lie within its bounds, and where it says yes or no, some vectors of $A$ and $B$ differ in fewer than $t$ places or \
        none do. Each refusal is for its own reason.
        """, checks: ["coefficients"]),
      Sentence(
        """
        The same holds for power series, whatever the base: the least distance of a vector of $A$ and one of $B$ and the number of \
        pairs that have it are those that the certificate says. They are read from the first term of $2\\Delta$ that is not 0; one \
        that is negative, or is not $2$, with a bias $4$, times a number, is refused.
        """, checks: ["series", "terms"]),
      Sentence(
        "The instance that is printed with what was accepted is all of it: machine, parameter, base, vectors, threshold and promise.",
        checks: ["statements"]),
    ],
    source: .hardnessPaper("kernel machines; certificates are derived"),
    checks: [
      .forgeries(
        "coefficients", about: "exact certificates and sandwiches of all five machines", quick: KernelFiles.quick,
        deep: KernelFiles.deep, checker: verifyCoefficients, mutants: coefficientMutants, isTrue: KernelOracle.isTrue),
      .forgeries(
        "series", about: "series of machines with hard margin, with and without bias", quick: KernelSeriesFiles.quick,
        deep: KernelSeriesFiles.deep, checker: verifySeries, mutants: seriesMutants, isTrue: KernelOracle.isTrueOfSeries
      ), .kernelTerms, .kernelStatements,
    ])
}

/// What a checker accepts: a proof, or from a faulty one that forgives what it should refuse, nothing.
struct AcceptedProof: CustomStringConvertible {
  var proof: KernelProof?
  var description: String { proof?.description ?? "what it should refuse" }
}

private typealias KernelChecker = Algorithm<KernelProofFile, AcceptedProof>

// Coefficients.

private let verifyCoefficients: KernelChecker = { file in
  AcceptedProof(
    proof: try file.certificate.decoded(as: KernelCertificate.self).verify(of: try file.instance?.subject()))
}

/// A checker that first changes what it is given.
private func changing(
  _ change: @escaping @Sendable (inout KernelCertificate, inout ClosePairMachine?) throws -> Void
) -> KernelChecker {
  { file in
    var (certificate, instance) = (try file.certificate.decoded(as: KernelCertificate.self), file.instance)
    try change(&certificate, &instance)
    return AcceptedProof(proof: try certificate.verify(of: try instance?.subject()))
  }
}

/// A checker that passes over errors with these words.
private func forgivingWords(_ words: String, of checker: @escaping KernelChecker) -> KernelChecker {
  forgiving(
    checker, { ($0 as? KernelCertificateError)?.description.contains(words) ?? false },
    accepts: { _ in AcceptedProof() })
}

private let coefficientMutants: KeyValuePairs<String, KernelChecker> = [
  "does not look at the instance beside it": changing { $1 = nil },
  "does not compare bases": changing { $1?.base = $0.base },
  "does not compare C and λ": changing { $1?.parameter = $0.parameter },
  "does not compare thresholds": changing { $1?.threshold = $0.threshold ?? 1 },
  "does not compare promises": changing { $1?.leastDistance = $0.leastDistance ?? 0 },
  "does not compare machines": changing {
    $1?.task = $0.task
    $1?.parameter = $0.parameter
  },
  "does not compare vectors": changing { certificate, instance in
    if certificate.task == "svm-bias" { return }
    instance?.left = certificate.a.points
    instance?.right = certificate.b.points
  },
  "takes labels for granted": changing { certificate, _ in
    if certificate.task == "svm-bias" { return }
    certificate.a.labels = certificate.a.points.map { _ in 1 }
    certificate.b.labels = certificate.b.points.map { _ in -1 }
    certificate.ab.labels = certificate.a.labels + certificate.b.labels
  },
  "takes A ∪ B for granted": changing { certificate, _ in
    if certificate.task == "svm-bias" { return }
    certificate.ab.points = certificate.a.points + certificate.b.points
  },
  "does not ask for a promise": changing { certificate, _ in
    certificate.leastDistance = certificate.leastDistance ?? 0
  },
  "lets the least value be anything below": changing { certificate, _ in
    for set in [\KernelCertificate.a, \.b, \.ab] where certificate[keyPath: set].lower < certificate[keyPath: set].upper
    {
      certificate[keyPath: set].lower = certificate[keyPath: set].upper
    }
  },
  "lets a base be 1 or more": forgivingWords("is not below 1", of: verifyCoefficients),
  "lets a base be 0": forgivingWords("is not positive", of: verifyCoefficients),
  "lets a promise be broken": forgivingWords("are promised", of: verifyCoefficients),
  "lets vectors be equal": forgivingWords("two vectors are equal", of: verifyCoefficients),
  "does not look for mirror images": forgivingWords("mirror images with a 1", of: verifyCoefficients),
  "lets coefficients be negative": forgivingWords("a coefficient is negative", of: verifyCoefficients),
  "lets margins be less than 1": forgivingWords("the margin is less than 1", of: verifyCoefficients),
  "does not ask for slackness": forgivingWords("a margin above 1 has a coefficient", of: verifyCoefficients),
  "does not ask for the slackness of the box": forgivingWords(
    "below 1 has a coefficient below C", of: verifyCoefficients),
  "lets coefficients be above C": forgivingWords("a coefficient is above C", of: verifyCoefficients),
  "does not compare biases": forgivingWords("with the bias of point 0", of: verifyCoefficients),
  "does not balance classes": forgivingWords("do not add up to the same", of: verifyCoefficients),
  "does not check normal equations": forgivingWords("the normal equation", of: verifyCoefficients),
  "divides by a margin that is not positive": forgivingWords("a margin is not positive", of: verifyCoefficients),
  "believes the least value": forgivingWords("is above what the coefficients prove", of: verifyCoefficients),
  "believes the greatest value": forgivingWords("is below what the coefficients prove", of: verifyCoefficients),
  "believes exact values": forgivingWords("is not what the coefficients prove", of: verifyCoefficients),
  "lets a machine have any parameter": forgivingWords("has no parameter", of: verifyCoefficients),
]

// Series.

private let verifySeries: KernelChecker = { file in
  AcceptedProof(
    proof: try file.certificate.decoded(as: KernelSeriesCertificate.self).verify(of: try file.instance?.subject()))
}

private func changingSeries(
  _ change: @escaping @Sendable (inout KernelSeriesCertificate, inout ClosePairMachine?) throws -> Void
) -> KernelChecker {
  { file in
    var (certificate, instance) = (try file.certificate.decoded(as: KernelSeriesCertificate.self), file.instance)
    try change(&certificate, &instance)
    return AcceptedProof(proof: try certificate.verify(of: try instance?.subject()))
  }
}

private let seriesMutants: KeyValuePairs<String, KernelChecker> = [
  "does not look at the instance beside it": changingSeries { $1 = nil },
  "does not compare thresholds": changingSeries { $1?.threshold = $0.threshold ?? 1 },
  "does not compare machines": changingSeries { $1?.task = $0.task },
  "takes labels for granted": changingSeries { certificate, _ in
    if certificate.task == "svm-bias" { return }
    certificate.a.labels = certificate.a.points.map { _ in 1 }
    certificate.b.labels = certificate.b.points.map { _ in -1 }
    certificate.ab.labels = certificate.a.labels + certificate.b.labels
  },
  "takes the sums for granted": changingSeries { certificate, _ in
    for set in [\KernelSeriesCertificate.a, \.b, \.ab] {
      let coefficients = certificate[keyPath: set].coefficients
      guard coefficients.allSatisfy({ $0.count == certificate.order }) else { return }
      certificate[keyPath: set].doubled = (0..<certificate.order).map { k in coefficients.reduce(0) { $0 + $1[k] } }
    }
  },
  "does not look for mirror images": forgivingWords("mirror images with a 1", of: verifySeries),
  "checks the constant term alone": forgivingWords("has a term with q^", of: verifySeries),
  "does not check the constant term": forgivingWords("the constant term", of: verifySeries),
  "lets vectors be equal": forgivingWords("two vectors are equal", of: verifySeries),
  "lets a promise be broken": forgivingWords("are promised", of: verifySeries),
  "takes any machine": forgivingWords("there is no series of", of: verifySeries),
]

/// Whether what was accepted is true, found out with the solver and by trying all pairs.
enum KernelOracle {
  @Sendable static func isTrue(_ accepted: AcceptedProof, _ file: KernelProofFile) throws -> Bool {
    guard let proof = accepted.proof else { return false }
    let certificate = try file.certificate.decoded(as: KernelCertificate.self)
    let instance = ClosePairMachine(proof, base: certificate.base)
    guard
      try isAbout(instance, file, task: certificate.task, parameter: certificate.parameter),
      try zip(instance.dataSets(), [certificate.a, certificate.b, certificate.ab]).allSatisfy({ points, set in
        points.points.rowTexts == set.points && points.labels == set.labels
      }),
      try zip(instance.values(), [certificate.a, certificate.b, certificate.ab]).allSatisfy({ value, set in
        set.lower <= value && value <= set.upper && (certificate.kind == .sandwich || set.lower == set.upper)
      })
    else { return false }
    return answers(proof, instance)
  }

  @Sendable static func isTrueOfSeries(_ accepted: AcceptedProof, _ file: KernelProofFile) throws -> Bool {
    guard let proof = accepted.proof else { return false }
    let certificate = try file.certificate.decoded(as: KernelSeriesCertificate.self)
    // Any base will do, for the statement is on all.
    let instance = ClosePairMachine(proof, base: file.instance?.base ?? Rational(1, 8))
    let said = try certificate.closest()
    let truth = instance.closest.flatMap { $0.distance < certificate.order ? $0 : nil }
    return try isAbout(instance, file, task: certificate.task, parameter: nil)
      && zip(instance.dataSets(), [certificate.a, certificate.b, certificate.ab]).allSatisfy { points, set in
        points.points.rowTexts == set.points && points.labels == set.labels
      }
      && said?.distance == truth?.distance && said?.pairs == truth.map { Integer($0.pairs) } && answers(proof, instance)
  }

  private static func isAbout(
    _ instance: ClosePairMachine, _ file: KernelProofFile, task: String, parameter: Rational?
  ) throws -> Bool {
    instance.task == task && instance.parameter == parameter && (file.instance == nil || file.instance == instance)
      && (instance.closest?.distance ?? .max) >= instance.leastDistance
  }

  private static func answers(_ proof: KernelProof, _ instance: ClosePairMachine) -> Bool {
    let isYes = (instance.closest?.distance ?? .max) < instance.threshold
    switch proof.decision {
    case .yes: return isYes
    case .no: return !isYes
    case .undecided: return true
    }
  }
}
