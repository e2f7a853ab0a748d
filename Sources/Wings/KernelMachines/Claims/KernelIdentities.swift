import Evidence
import Exact
import HardProblems
import HardProblemsClaims
import HardProblemsReductions
import KernelMachines
import Randomness

extension Claim {
  /// What holds without any inequality.
  static let kernelIdentities = Claim(
    id: "kernel.identities",
    title: "A mirrored double turns machines with a bias into those without; small and large boxes have closed values",
    sentences: [
      Sentence(
        """
        Double points $x$ as $(x, 0^s)$ with their labels and $(x, 1^s)$ with the others. If $V$ is optimal without a bias \
        for the hard margin, or for the box $C(1 - q^s)$, then $2V/(1-q^s)$ is optimal with a bias on the doubled points, \
        for the hard margin or the box $C$.
        """,
        topic: "the value with a bias", checks: ["mirror"],
        proofs: [
          ProofReference(file: "KernelMachines/KernelBias.v", theorems: ["mirrored_optimum", "mirrored_box_optimum"]),
          ProofReference(file: "KernelMachines/KernelPoints.v", theorems: ["mirrored_gram"]),
        ]),
      Sentence(
        "An optimal $\\alpha$ divided by $1-q^s$, on both copies, attains it.",
        topic: "the coefficients with a bias", checks: ["mirror"],
        proof: ProofReference(file: "KernelMachines/KernelBias.v", theorems: ["mirrored_copies"])),
      Sentence(
        "With these coefficients the bias is 0: the conditions of Karush, Kuhn and Tucker hold.",
        topic: "the bias 0", checks: ["mirror"]),
      Sentence(
        """
        With $\\rho < 1/2$ the largest sum of a row without its diagonal, a box $C \\ge 1/(1-\\rho)$ has the value of the \
        hard margin.
        """,
        topic: "large boxes", checks: ["boxes"],
        proof: ProofReference(file: "KernelMachines/KernelMachine.v", theorems: ["box_is_hard"])),
      Sentence(
        "A box $C \\le 1/(1+\\rho)$ has $\\Delta = C^2 S$.",
        topic: "small boxes", checks: ["boxes"],
        proof: ProofReference(file: "KernelMachines/KernelSeparation.v", theorems: ["small_box_difference"])),
      Sentence(
        """
        With all labels 1, $\\lambda(N - \\lambda \\sum_i a_i)$ of ridge regression differs from the sum of all entries of \
        $K$ by at most $N^3/\\lambda$.
        """,
        topic: "a large λ", checks: ["large-lambda"],
        proof: ProofReference(file: "KernelMachines/KernelRidge.v", theorems: ["large_lambda"])),
    ],
    source: .hardnessPaper("bias, soft margins and ridge regression with a large λ; derived"),
    checks: [mirrorCheck, boxCheck, largeLambdaCheck])
}

// MARK: The mirrored double

private struct MirrorProblem: Codable, Sendable {
  var vectors: OrthogonalVectors
  var columns: Int
  /// C; nil for the hard margin.
  var box: Rational?
}

private let mirrorCheck = Check(
  "mirror", level: .certified,
  family: .random(
    "random vectors, at most 3 on a side; s in {1, 2, 5}; hard margin and C in {1/2, 9/10, 1, 11/10, 2}", quick: 36,
    deep: 720,
    shrink: { problem in
      OrthogonalVectors.shrink(problem.vectors).filter { $0.left.rows > 0 && $0.right.rows > 0 && $0.dimension > 0 }
        .map { MirrorProblem(vectors: $0, columns: problem.columns, box: problem.box) }
    },
    draw: { index, stream in
      let boxes: [Rational?] = [nil, Rational(1, 2), Rational(9, 10), 1, Rational(11, 10), 2]
      return MirrorProblem(
        vectors: try drawn(upTo: 3, &stream), columns: [1, 2, 5][index % 3], box: boxes[index / 3 % 6])
    }),
  subject: { (problem: MirrorProblem) in try mirroredOptimum(problem) { 1 - $0.power(problem.columns) } },
  mutants: [
    "not divided": { try mirroredOptimum($0) { _ in 1 } },
    "one column for all s": { try mirroredOptimum($0) { 1 - $0 } },
  ],
  test: { optimum, problem in
    let points = try points(problem.vectors)
    let (coefficients, base) = (try optimum(problem), try base(problem.vectors))
    let doubled = points.mirrored(columns: problem.columns)
    let gram = GramMatrix(doubled.points, base: base)
    let shrinking = 1 - base.q.power(problem.columns)
    // Optimal by the conditions of Karush, Kuhn and Tucker with the bias 0: (Gα − 1)ᵢ is 0 inside the box, not negative at 0 and
    // not positive at C; and yᵀα = 0.
    var (balance, quadratic) = (Rational.zero, Rational.zero)
    for i in 0..<doubled.count {
      let alpha = coefficients[i]
      let margin = (0..<doubled.count).reduce(Rational.zero) { sum, j in
        let signed = doubled.labels[i] == doubled.labels[j] ? coefficients[j] : -coefficients[j]
        return sum + signed * gram.kernel(i, j)
      }
      balance += doubled.labels[i] > 0 ? alpha : -alpha
      quadratic += alpha * margin
      let isOptimal =
        alpha >= 0 && problem.box.map { alpha <= $0 } ?? true
        && (alpha == 0 ? margin >= 1 : alpha == problem.box ? margin <= 1 : margin == 1)
      guard isOptimal else { return .fails("coefficient \(i) is \(alpha) at the margin \(margin)") }
    }
    let value = coefficients.reduce(0, +) - quadratic / 2
    let plain: KernelTask = problem.box.map { .svmSoft(box: $0 * shrinking) } ?? .svm
    let expected = try 2 / shrinking * points.exactValue(of: plain, base: base).value
    let identity = Verdict.all(.equal(balance, 0, "yᵀα"), .equal(value, expected, "the value with a bias"))
    guard problem.box == nil else { return identity }
    return .all(
      identity, .equal(try doubled.exactValue(of: .svmBias, base: base).value, expected, "the value as solved"))
  })

/// The optimum without a bias divided by a number, on both copies.
private func mirroredOptimum(_ problem: MirrorProblem, _ divisor: (Rational) -> Rational) throws -> [Rational] {
  let base = try base(problem.vectors)
  let factor = divisor(base.q)
  let task: KernelTask = problem.box.map { .svmSoft(box: $0 * factor) } ?? .svm
  let fractions = try points(problem.vectors).exactValue(of: task, base: base).coefficients.fractions.map {
    $0 / factor
  }
  return fractions + fractions
}

// MARK: Boxes

private let boxCheck = Check(
  "boxes", level: .certified,
  family: .random(
    "random vectors, at most 4 on a side; C in {2, 1/(1−ρ), 1/2, 1/(1+ρ)}", quick: 20, deep: 1_000,
    shrink: { OrthogonalVectors.shrink($0).filter { $0.left.rows > 0 && $0.right.rows > 0 && $0.dimension > 0 } },
    draw: { _, stream in try drawn(upTo: 4, &stream) }),
  subject: { (call: SoftCall) in
    try call.points.exactValue(of: .svmSoft(box: call.box), base: call.base).value
  },
  mutants: [
    "the hard margin's value": { try $0.points.exactValue(of: .svm, base: $0.base).value },
    "C at every point": { call in
      let count = Rational(call.points.count)
      let gram = GramMatrix(call.points.points, base: call.base)
      return call.box * count - call.box * call.box / 2 * gram.weightedSum(call.points.labels)
    },
  ],
  test: { value, vectors in
    let (base, pairs) = (try base(vectors), try OVToBHCP().reduce(vectors))
    let none = BitMatrix(rows: 0, columns: pairs.dimension)
    let sets = try [(pairs.left, pairs.right), (pairs.left, none), (none, pairs.right)].map {
      try LabelledPoints(positive: $0.0, negative: $0.1)
    }
    let gram = GramMatrix(sets[0].points, base: base)
    let rho = gram.greatestOffDiagonalSum
    let across = crossSum(sets[0], gram)
    for box in [2, 1 / (1 - rho)] {
      for set in sets {
        let (soft, hard) = (
          try value(SoftCall(points: set, base: base, box: box)), try set.exactValue(of: .svm, base: base).value
        )
        guard soft == hard else { return .fails("C = \(box) has the value \(soft), the hard margin \(hard)") }
      }
    }
    for box in [Rational(1, 2), 1 / (1 + rho)] {
      let values = try sets.map { try value(SoftCall(points: $0, base: base, box: box)) }
      guard values[0] - values[1] - values[2] == box * box * across else {
        return .fails("Δ is not C² S for C = \(box)")
      }
    }
    return .holds()
  })

private struct SoftCall: Sendable {
  var points: LabelledPoints
  var base: KernelBase
  var box: Rational
}

// MARK: A large λ

private let largeLambdaCheck = Check(
  "large-lambda", level: .certified,
  family: .random(
    "random vectors, at most 4 on a side; λ in {10⁶, 2N³/q^d}", quick: 20, deep: 1_000,
    shrink: { OrthogonalVectors.shrink($0).filter { $0.left.rows > 0 && $0.right.rows > 0 && $0.dimension > 0 } },
    draw: { _, stream in try drawn(upTo: 4, &stream) }),
  subject: readout,
  mutants: [
    "labels 1 and −1": { try readout($0, labels: $0.points.labels) },
    "without the factor λ": { try readout($0) / $0.lambda },
  ],
  test: { readout, vectors in
    let (points, base) = (try points(vectors), try base(vectors))
    let (n, unit) = (Rational(points.count), base.q.power(try OVToBHCP().reduce(vectors).threshold - 1))
    let sum = GramMatrix(points.points, base: base).weightedSum(points.labels.map { _ in 1 })
    let verdicts = try [1_000_000, 2 * n * n * n / unit].map { lambda -> Verdict in
      let found = try readout(RidgeProblem(points: points, base: base, lambda: lambda))
      return .atMost((found - sum).magnitude, n * n * n / lambda, "the error of the sum of all entries")
    }
    return .all(verdicts[0], verdicts[1])
  })

@Sendable private func readout(_ problem: RidgeProblem) throws -> Rational {
  try readout(problem, labels: problem.points.labels.map { _ in 1 })
}

/// λ(N − λ Σ a), where V = (λ/2) Σ a.
@Sendable private func readout(_ problem: RidgeProblem, labels: [Int]) throws -> Rational {
  let points = try LabelledPoints(points: problem.points.points, labels: labels)
  let value = try points.exactValue(of: .ridge(lambda: problem.lambda), base: problem.base).value
  return problem.lambda * (Rational(points.count) - 2 * value)
}

private struct RidgeProblem: Sendable {
  var points: LabelledPoints
  var base: KernelBase
  var lambda: Rational
}

// MARK: Instances

/// Vectors with a pair or without, of dimension 3 or more.
private func drawn(upTo n: Int, _ stream: inout RandomStream) throws -> OrthogonalVectors {
  let drawn = try OrthogonalVectors.random(
    left: stream.uniform(in: 1...n), right: stream.uniform(in: 1...n), dimension: stream.uniform(in: 3...5),
    percent: 60,
    using: &stream
  ).repaired(using: &stream)
  return stream.uniform(in: 0...1) == 0 ? drawn : drawn.planted(1, using: &stream)
}

/// The images of both sides with labels 1 and −1.
private func points(_ vectors: OrthogonalVectors) throws -> LabelledPoints {
  let pairs = try OVToBHCP().reduce(vectors)
  return try LabelledPoints(positive: pairs.left, negative: pairs.right)
}

private func base(_ vectors: OrthogonalVectors) throws -> KernelBase {
  KernelBase.dyadic(forCount: max(vectors.left.rows, vectors.right.rows))
}

/// S: the sum of the kernel over pairs of different labels.
func crossSum(_ points: LabelledPoints, _ gram: GramMatrix) -> Rational {
  func sum(_ sign: Int) -> Rational { gram.weightedSum(points.labels.map { $0 == sign ? 1 : 0 }) }
  return (gram.weightedSum(Array(repeating: 1, count: points.count)) - sum(1) - sum(-1)) / 2
}
