import Evidence
import Exact
import HardProblems
import HardProblemsClaims
import HardProblemsReductions
import KernelMachines
import KernelMachinesReductions
import Randomness

extension Claim {
  /// The difference of three optimal values is the sum of the kernel over pairs, up to a factor near 1.
  static let kernelSeparation = Claim(
    id: "kernel.separation",
    title: "Three optimal values of a kernel machine tell whether two of its points are close",
    sentences: [
      Sentence(
        """
        Let $S = \\sum_{a \\in A, b \\in B} q^{H(a,b)}$, $\\Delta = V(A \\cup B) - V(A) - V(B)$, and $\\rho$ the largest sum \
        of a row of the Gram matrix $K$ without its diagonal. If $\\rho < 1/2$ then $(1-\\rho)^2 S \\le \\Delta \\le S / \
        (1-\\rho)$ for the support vector machine with hard margin.
        """,
        topic: "the hard margin", checks: named("svm") + ["bases"],
        proof: ProofReference(file: "KernelMachines/KernelSeparation.v", theorems: ["central_inequality"])),
      Sentence(
        """
        With a bias, on the mirrored double of the points, the same holds with $2/(1-q) \\cdot S$ in place of $S$.
        """,
        topic: "the bias", checks: named("svm-bias"),
        proofs: [
          ProofReference(file: "KernelMachines/KernelSeparation.v", theorems: ["bias_inequality"]),
          ProofReference(file: "KernelMachines/KernelPoints.v", theorems: ["mirrored_gram"]),
        ]),
      Sentence(
        "For a box $C \\le 1/(1+\\rho)$, $\\Delta = C^2 S$.",
        topic: "small boxes", checks: named("svm-soft-small-box"),
        proof: ProofReference(file: "KernelMachines/KernelSeparation.v", theorems: ["small_box_difference"])),
      Sentence(
        "For a box $C \\ge 1/(1-\\rho)$ the bounds are those of the hard margin.",
        topic: "large boxes", checks: named("svm-soft-large-box"),
        proof: ProofReference(file: "KernelMachines/KernelSeparation.v", theorems: ["large_box_inequality"])),
      Sentence(
        """
        For ridge regression they hold with $\\lambda/(1+\\lambda)^2 \\cdot S$ in place of $S$ and $\\rho/(1+\\lambda)$ in \
        place of $\\rho$.
        """,
        topic: "ridge regression", checks: named("ridge", "ridge-small", "ridge-ten", "ridge-large"),
        proof: ProofReference(file: "KernelMachines/KernelSeparation.v", theorems: ["ridge_inequality"])),
      Sentence(
        """
        For principal components, with $V = N(N - \\sum_i \\lambda_i)$ for the eigenvalues $\\lambda_i$ of the centred Gram \
        matrix of $N$ points, $\\Delta = 2S$.
        """,
        topic: "principal components", checks: named("pca"),
        proof: ProofReference(file: "KernelMachines/KernelSpectrum.v", theorems: ["spectrum_difference"])),
      Sentence(
        """
        Let $A$ and $B$ be made from at most $n$ vectors each, $d \\ge 1$ the distance of the images of orthogonal ones, \
        with the tags of copies, and $c$ what stands before $S$. For $0 < q \\le 1/(4n)$ each of these machines has $\\Delta \
        > c q^d / 2$ if two vectors are orthogonal, and $\\Delta < c q^d / 2$ if none are.
        """,
        topic: "the threshold", checks: named(machines),
        proof: ProofReference(file: "KernelMachines/KernelDecision.v", theorems: ["orthogonal_vectors_decided"])),
      Sentence(
        """
        For $0 < q \\le 1/(8n^2)$ and $d \\ge 2$, $\\Delta/(c q^d)$ is less than $1/2$ away from the number of orthogonal \
        pairs.
        """,
        topic: "the number of pairs", checks: named(machines) + ["count"],
        proof: ProofReference(file: "KernelMachines/KernelDecision.v", theorems: ["orthogonal_vectors_counted"])),
      Sentence(
        """
        For $d = 1$ the reduction takes a smaller $q$, with which $\\Delta$ tells the number, too.
        """,
        topic: "the number of pairs for d = 1", checks: named(machines)),
    ],
    source: .hardnessPaper("kernel methods; constants derived"),
    checks: [
      kernelChecks("svm", SVM.self, .svm), kernelChecks("svm-bias", SVMWithBias.self, .svmBias, mirror),
      kernelChecks("svm-soft-small-box", SoftSVM.self, .svmSoft(box: Rational(1, 2))),
      kernelChecks("svm-soft-large-box", SoftSVM.self, .svmSoft(box: 2)),
      kernelChecks("ridge", Ridge.self, .ridge(lambda: 1)),
      kernelChecks("ridge-small", Ridge.self, .ridge(lambda: Rational(1, 100))),
      kernelChecks("ridge-ten", Ridge.self, .ridge(lambda: 10)),
      kernelChecks("ridge-large", Ridge.self, .ridge(lambda: 1_000_000)), kernelChecks("pca", PCA.self, .pca),
      [kernelBaseCheck, kernelCountCheck],
    ].flatMap(\.self))
}

private let machines = [
  "svm", "svm-bias", "svm-soft-small-box", "svm-soft-large-box", "ridge", "ridge-small", "ridge-ten", "ridge-large",
  "pca",
]

/// The names of the checks of machines: on random and on all small instances.
private func named(_ machines: String...) -> [String] { named(machines) }

private func named(_ machines: [String]) -> [String] { machines.flatMap { [$0, $0 + "-exhaustive"] } }

private typealias Values = Algorithm<KernelProblem, KernelValues>

/// Vectors, and whether their orthogonal pairs are to be counted.
private struct KernelProblem: Codable, Sendable {
  var vectors: OrthogonalVectors
  var counts: Bool
}

/// The checks of one machine, on random and on all small instances; `more` are its own mutants.
private func kernelChecks<Kind: KernelKind>(
  _ name: String, _ kind: Kind.Type, _ task: KernelTask, _ more: (String, Algorithm<KernelProblem, KernelValues>)? = nil
) -> [Check] {
  let reduction: @Sendable (KernelProblem) throws -> KernelInstance<Kind> = {
    try BHCPToKernelMachine<Kind>(task: task, countsPairs: $0.counts).reduce(OVToBHCP().reduce($0.vectors))
  }
  let values: Values = { try reduction($0).referenceAnswer() }
  let forgetsB: Values = {
    var answer = try values($0)
    answer.values.b = 0
    return answer
  }
  let largeBase: Values = { problem in
    // q = 1/2: rows add up to too much.
    let instance = try reduction(problem)
    let base = try KernelBase(Rational(1, 2))
    func value(_ points: LabelledPoints) throws -> Rational {
      try points.exactValue(of: task, base: base).value
    }
    return KernelValues(
      values: .init(a: try value(instance.left), b: try value(instance.right), ab: try value(instance.union)))
  }
  let other = more ?? ("the base 1/2", largeBase)
  let random = InstanceFamily<KernelProblem>.random(
    "random vectors, at most 4 on a side, d ≤ 5, half of them with an orthogonal pair", quick: 16, deep: 1_000,
    shrink: { problem in
      // Without a coordinate every vector is equal to every other, and no machine separates them.
      OrthogonalVectors.shrink(problem.vectors)
        .filter { $0.dimension > 0 && $0.left.rows > 0 && $0.right.rows > 0 }
        .map { KernelProblem(vectors: $0, counts: problem.counts) }
    },
    draw: { index, stream in
      let drawn = try OrthogonalVectors.random(
        left: stream.uniform(in: 1...4), right: stream.uniform(in: 1...4), dimension: stream.uniform(in: 1...5),
        percent: 60, using: &stream
      ).repaired(using: &stream)
      return KernelProblem(
        vectors: index % 2 == 0 ? drawn.planted(1, using: &stream) : drawn, counts: index % 4 < 2)
    })
  return [(name, .certified, random), (name + "-exhaustive", .exhaustive, smallProblems)].map {
    (name: String, level: EvidenceLevel, family: InstanceFamily<KernelProblem>) in
    Check(
      name, level: level, family: family, subject: values, mutants: ["forgets V(B)": forgetsB, other.0: other.1],
      test: { values, problem in try separates(values, problem, reduction(problem)) })
  }
}

/// All instances of one or two vectors on a side of dimension 1 (deep: 2), with either base.
private let smallProblems = InstanceFamily<KernelProblem>.exhaustive(
  "all instances of 1 or 2 vectors on a side, d = 1 (deep: 2), q ≤ 1/(4n) and q ≤ 1/(8n²)",
  count: { $0 == .quick ? 72 : 72 + 800 },
  all: { budget in
    (1...(budget == .quick ? 1 : 2)).flatMap { d in
      OrthogonalVectors.all(dimension: d).filter { $0.left.rows > 0 && $0.right.rows > 0 }
        .flatMap { vectors in [false, true].map { KernelProblem(vectors: vectors, counts: $0) } }
    }
  })

private func separates<Kind: KernelKind>(
  _ values: Values, _ problem: KernelProblem, _ instance: KernelInstance<Kind>
) throws -> Verdict {
  let truth = problem.vectors.referenceAnswer()
  let answer = try values(problem)
  let points = try LabelledPoints(positive: instance.pairs.left, negative: instance.pairs.right)
  let gram = GramMatrix(points.points, base: instance.base)
  let across = crossSum(points, gram)
  let (greatest, scaled) = (gram.greatestOffDiagonalSum, instance.factor * across)
  // Of ridge regression ρ/(1 + λ) takes the place of ρ.
  let rho = if case .ridge(let lambda) = instance.task { greatest / (1 + lambda) } else { greatest }
  let isSmallBox = if case .svmSoft(let box) = instance.task { box * (1 + greatest) <= 1 } else { false }
  let reading = try instance.reading(of: answer)
  return .all(
    .require(greatest <= instance.rhoBound && greatest < Rational(1, 2), "ρ is above its bound"),
    .atMost(answer.delta, scaled / (1 - rho), "Δ"),
    .atMost((1 - rho) * (1 - rho) * scaled, answer.delta, "(1 − ρ)² c S"),
    .require(instance.task != .pca || answer.delta == scaled, "Δ is not 2 S"),
    .require(!isSmallBox || answer.delta == scaled, "Δ is not C² S"),
    .equal(reading.exists, truth.exists, "the answer"),
    .require(
      !problem.counts || reading.count == truth.count,
      "\(reading.count ?? -1) pairs are counted, not \(truth.count ?? -1)"))
}

/// Of machines with a bias: the points as they are, not mirrored.
private let mirror: (String, Algorithm<KernelProblem, KernelValues>) = (
  "does not mirror",
  { problem in
    let instance = try BHCPToKernelMachine<SVM>(task: .svm, countsPairs: problem.counts)
      .reduce(OVToBHCP().reduce(problem.vectors))
    func value(_ points: LabelledPoints) throws -> Rational {
      let found: ExactValue = try points.exactValue(of: .svmBias, base: instance.base)
      return found.value
    }
    return KernelValues(
      values: .init(a: try value(instance.left), b: try value(instance.right), ab: try value(instance.union)))
  }
)
