import Evidence
import Exact
import HardProblems
import KernelMachines
import Randomness
import Reductions

extension Claim {
  /// The difference of three optimal values is the sum of the kernel over pairs, up to a factor near 1.
  static let kernelSeparation = Claim(
    id: "kernel.separation",
    title: "Three optimal values of a kernel machine tell whether two of its points are close",
    statement: """
      Let $S = \\sum_{a \\in A, b \\in B} q^{H(a,b)}$, $\\Delta = V(A \\cup B) - V(A) - V(B)$, and $\\rho$ the largest sum of a row \
      of the Gram matrix without its diagonal. If $\\rho < 1/2$ then $(1-\\rho)^2 c S \\le \\Delta \\le c S / (1-\\rho)$ with \
      $c = 1$ for the support vector machine with hard margin, $2/(1-q)$ for the one with bias on the mirrored double, $C^2$ for \
      a box $C \\le 1/(1+\\rho)$ and 1 for $C \\ge 1/(1-\\rho)$, and $\\lambda/(1+\\lambda)^2$ for ridge regression; for principal \
      components $\\Delta = 2S$ exactly. So with $q = 1/(4n)$ the value $c q^d / 2$ separates instances made from orthogonal \
      vectors, and with $q \\le 1/(8n^2)$ (smaller for small $d$) $\\Delta$ tells the number of orthogonal pairs.
      """,
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
    ].flatMap(\.self),
    proof: ProofReference(
      file: "KernelSeparation.v",
      theorems: [
        "central_inequality", "ridge_inequality", "small_box_difference", "large_box_inequality", "bias_inequality",
        "principal_difference", "separation_yes", "separation_no",
      ]))
}

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

/// All instances of one or two vectors on a side of dimension 1 (deep: 2).
private let smallProblems = InstanceFamily<KernelProblem>.exhaustive(
  "all instances of 1 or 2 vectors on a side, d = 1 (deep: 2)",
  count: { $0 == .quick ? 36 : 36 + 400 },
  all: { budget in
    (1...(budget == .quick ? 1 : 2)).flatMap { d in
      OrthogonalVectors.all(dimension: d).filter { $0.left.rows > 0 && $0.right.rows > 0 }
        .map { KernelProblem(vectors: $0, counts: true) }
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
  let (rho, scaled) = (gram.greatestOffDiagonalSum, instance.factor * across)
  let reading = instance.reading(of: answer)
  return .all(
    .require(rho <= instance.rhoBound, "ρ is above its bound"),
    .atMost(answer.delta, scaled / (1 - rho), "Δ"),
    .atMost((1 - rho) * (1 - rho) * scaled, answer.delta, "(1 − ρ)² c S"),
    .require(instance.task != .pca || answer.delta == scaled, "Δ is not 2 S"),
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
