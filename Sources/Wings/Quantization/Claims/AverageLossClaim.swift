import Evidence
import Exact
import Quantization
import Randomness

extension Claim {
  /// What rounding loses on the average over all weights.
  static let averageLoss = Claim(
    id: "quantization.average-loss",
    title:
      "On the average over the weights LDLQ loses a twelfth of the trace of the pivots, rounding to the nearest one of H",
    sentences: [
      Sentence(
        """
        If $w$ is uniform on $\\{0, \\frac1m, \\ldots, \\frac{m-1}{m}\\}^n$, LDLQ with steps 1 loses between \
        $(\\frac{1}{12} - \\frac{1}{12 m^2}) \\sum_k D_k$ and $(\\frac{1}{12} + \\frac{1}{6 m^2}) \\sum_k D_k$ on the average, so \
        $\\frac{1}{12} \\sum_k D_k$ in the limit.
        """,
        topic: "LDLQ", checks: ["ldlq"]),
      Sentence(
        """
        If $w$ is uniform on $\\{\\frac{1}{2m}, \\frac{3}{2m}, \\ldots, \\frac{2m-1}{2m}\\}^n$ with even $m$, rounding to the nearest loses \
        $(\\frac{1}{12} - \\frac{1}{12 m^2}) \\operatorname{tr} H$ on the average.
        """,
        topic: "rounding to the nearest", checks: ["nearest"]),
    ],
    source: Source(
      paper: "QuIP: 2-Bit Quantization of Large Language Models With Guarantees", arXiv: "2307.13304",
      theorem: "the average proxy loss of LDLQ and of nearest rounding; the form on a lattice of weights is derived"),
    checks: [
      Check(
        "ldlq", level: .certified, family: family, subject: feedback,
        mutants: feedbackMutants, test: isTwelfthOfThePivots),
      Check(
        "nearest", level: .certified, family: family, subject: nearest,
        mutants: nearestMutants, test: isTwelfthOfTheTrace),
    ])
}

private let feedback: Algorithm<RowRounding, Rational> = { try $0.ldlq().loss }
private let nearest: Algorithm<RowRounding, Rational> = { $0.nearest().loss }

private let feedbackMutants: KeyValuePairs<String, Algorithm<RowRounding, Rational>> = [
  "rounds to the nearest": { $0.nearest().loss },
  "rounds stochastically as if by a fair coin": { problem in
    // Of both neighbours of the last weight one is as likely as the other.
    let rounded = try problem.ldlq()
    var other = rounded.codes
    other[other.count - 1] += rounded.errors.last.map { $0 > 0 ? -1 : 1 } ?? 0
    return (rounded.loss + problem.loss(of: other)) / 2
  },
  "rounds down": { problem in
    let half = try RationalGrid(step: 1)
    let lowered = try RowRounding(
      hessian: problem.hessian, weights: problem.weights.map { $0 - Rational(1, 2) }, grids: [half])
    return problem.loss(of: try lowered.ldlq().codes)
  },
]

private let nearestMutants: KeyValuePairs<String, Algorithm<RowRounding, Rational>> = [
  "rounds with feedback": { try $0.ldlq().loss },
  "counts the diagonal only half": { problem in
    var hessian = problem.hessian
    for i in 0..<hessian.rows { hessian[i, i] /= 2 }
    return try RowRounding(hessian: hessian, weights: problem.weights).nearest().loss
  },
]

@Sendable private func isTwelfthOfThePivots(
  _ method: Algorithm<RowRounding, Rational>, _ instance: LatticeOfWeights
) throws -> Verdict {
  let (mean, problem) = (try instance.mean(method, offset: 0), try instance.problem(instance.center))
  let trace = try problem.ldlq().pivots.reduce(0, +)
  let square = Rational(instance.points * instance.points)
  return .all(
    .require(
      mean >= trace * (1 - 1 / square) / 12, "the mean is \(mean), too little for the trace \(trace)"),
    .atMost(mean, trace * (1 + 2 / square) / 12, "the mean"))
}

@Sendable private func isTwelfthOfTheTrace(
  _ method: Algorithm<RowRounding, Rational>, _ instance: LatticeOfWeights
) throws -> Verdict {
  let trace = (0..<instance.hessian.rows).reduce(Rational(0)) { $0 + instance.hessian[$1, $1] }
  let square = Rational(instance.points * instance.points)
  return .equal(
    try instance.mean(method, offset: Rational(1, 2)), trace * (1 - 1 / square) / 12, "the mean")
}

private let family: InstanceFamily<LatticeOfWeights> = .random(
  "H = XᵀX + r²I of 2 or 3 columns with an entry beside the diagonal; m = 2 or 4 (deep: up to 8)", quick: 12, deep: 200,
  draw: { index, stream in
    let n = 2 + index % 2
    var inputs = (0..<n).map { _ in (0..<n).map { _ in stream.uniform(in: -3...3) } }
    inputs[0][0] = 2
    inputs[0][1] = 1
    return LatticeOfWeights(
      inputs: inputs, root: Rational(1, 2), points: index < 12 ? 2 + 2 * (index % 2) : 2 * stream.uniform(in: 1...4))
  })

/// A Hessian, and how many values each weight takes.
private struct LatticeOfWeights: Codable, Sendable {
  var inputs: [[Int]]
  var root: Rational
  var points: Int

  var hessian: Matrix<Rational> {
    let n = inputs[0].count
    return RowInstance(
      inputs: inputs, root: root, weights: [Rational](repeating: 0, count: n), steps: [], order: []
    ).hessian
  }

  var center: [Rational] { inputs[0].map { _ in 0 } }

  func problem(_ weights: [Rational]) throws -> RowRounding { try RowRounding(hessian: hessian, weights: weights) }

  /// The mean over all weights in (ℤ + offset) / m from 0 to 1.
  func mean(_ method: Algorithm<RowRounding, Rational>, offset: Rational) throws -> Rational {
    let n = inputs[0].count
    let all = (0..<n).reduce(1) { count, _ in count * points }
    var sum = Rational(0)
    for number in 0..<all {
      var (rest, weights) = (number, [Rational]())
      for _ in 0..<n {
        weights.append((Rational(rest % points) + offset) / Rational(points))
        rest /= points
      }
      sum += try method(try problem(weights))
    }
    return sum / Rational(all)
  }
}
