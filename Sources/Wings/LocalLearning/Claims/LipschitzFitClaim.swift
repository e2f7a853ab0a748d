import Evidence
import Exact
import LinearProgramming
import LocalLearning
import LocalLearningCheckers
import Randomness

extension Claim {
  /// The slope trick finds the best Lipschitz function, and a proof that it is.
  static let lipschitzFit = Claim(
    id: "local-learning.lipschitz-fit",
    title:
      "The slope trick finds a Lipschitz function on the line with the least sum of absolute errors, and integers prove it",
    sentences: [
      Sentence(
        """
        For points $(x_i, y_i)$ with weights $w_i > 0$ and a slope $L \\ge 0$, the fit has $|f(x_i) - f(x_j)| \\le L|x_i - x_j|$ and \
        $\\min y \\le f \\le \\max y$, and no function with the first property has a smaller $\\sum w_i |f(x_i) - y_i|$.
        """, topic: "the optimum", checks: ["small", "random", "programs"]),
      Sentence(
        """
        Its multipliers have $|\\lambda_i| \\le w_i$, $\\sum \\lambda_i = 0$ and $\\sum \\lambda_i y_i - \\sum L(x_{i+1} - x_i)|\\lambda_1 + \\dots \
        + \\lambda_i| = \\sum w_i |f(x_i) - y_i|$, and are integers if the weights are: without weights each is $-1$, 0 or 1.
        """, topic: "the multipliers", checks: ["multipliers"]),
      Sentence(
        """
        For all $\\lambda$ with $|\\lambda_i| \\le w_i$ and $\\sum \\lambda_i = 0$, and all $f$ with $|f(x_{i+1}) - f(x_i)| \\le L(x_{i+1} - x_i)$ where the \
        $x_i$ ascend: $\\sum \\lambda_i y_i - \\sum L(x_{i+1} - x_i)|\\lambda_1 + \\dots + \\lambda_i| \\le \\sum w_i |f(x_i) - y_i|$.
        """, topic: "the bound", checks: ["bound"],
        proof: ProofReference(file: "LocalLearning/LipschitzDuality.v", theorems: ["weak_duality"])),
    ],
    source: .localLearningPaper("the fits of its intervals; algorithm and multipliers are derived"),
    checks: [
      Check(
        "small", level: .exhaustive,
        family: .exhaustive(
          "all points with y from 0 to 3, steps of 0 to 2 and slopes of 0 to 2, up to 3 points (deep: 4)",
          count: { FitInstance.all(upTo: $0 == .quick ? 3 : 4).count },
          all: { FitInstance.all(upTo: $0 == .quick ? 3 : 4) }),
        subject: { try $0.fit() }, mutants: mutants, test: isOptimal),
      Check(
        "random", level: .certified,
        family: .random(
          "random integer points, up to 25, in repeated places too, a third with weights", quick: 150, deep: 10_000,
          shrink: FitInstance.shrink, draw: { _, stream in .drawn(upTo: 25, &stream) }),
        subject: { try $0.fit() }, mutants: mutants, test: isOptimal),
      Check(
        "programs", level: .certified,
        family: .random(
          "random integer points, up to 8", quick: 8, deep: 10_000, shrink: FitInstance.shrink,
          draw: { _, stream in .drawn(upTo: 8, &stream) }),
        subject: { try $0.fit() },
        mutants: ["repeated places count as steps": { PlainSlopeTrick(fault: .repeatedPlacesCountAsSteps).fit($0) }],
        test: { fit, instance in
          .equal(Rational(try fit(instance).cost), try program(instance).solve().solution?.value ?? -1, "the cost")
        }),
      Check(
        "multipliers", level: .certified,
        family: .random(
          "random integer points, up to 25, a third with weights", quick: 150, deep: 10_000,
          shrink: FitInstance.shrink, draw: { _, stream in .drawn(upTo: 25, &stream) }),
        subject: { try $0.certificate() }, mutants: multiplierMutants,
        test: { certified, instance in
          let certificate = try certified(instance)
          do { try certificate.verify() } catch { return .fails("\(error)") }
          return .all(
            .equal(certificate.cost, Rational(instance.leastCost), "the cost"),
            .require(certificate.multipliers.allSatisfy(\.isInteger), "a multiplier is no integer"))
        }),
      Check(
        "bound", level: .certified,
        family: .random(
          "random functions beside random multipliers, and the best of both, up to 12 points", quick: 200, deep: 5_000,
          draw: { index, stream in try BoundInstance.drawn(isTight: index % 2 == 0, &stream) }),
        subject: bound, mutants: boundMutants,
        test: { bound, instance in
          let (lipschitz, closed) = (instance.lipschitz, instance.closed)
          let measured = try bound(closed)
          let errors = zip(lipschitz, zip(closed.points.y, closed.points.weights)).reduce(0) {
            $0 + $1.1.1 * abs($1.0 - $1.1.0)
          }
          return .require(measured <= errors, "the bound is \(measured), the errors of a function \(errors)")
        }),
    ])
}

/// Multipliers and values of a function, both to be mended first.
struct BoundInstance: Codable, Sendable {
  var points: FitInstance
  var values: [Int]
  var multipliers: [Int]

  /// Any two, or the best, for which the bound is attained.
  static func drawn(isTight: Bool, _ stream: inout RandomStream) throws -> BoundInstance {
    let points = FitInstance.drawn(upTo: 12, &stream)
    guard isTight else {
      return BoundInstance(
        points: points, values: points.y.map { _ in stream.uniform(in: -3...12) },
        multipliers: points.weights.map { stream.uniform(in: -$0...$0) })
    }
    let certificate = try points.certificate()
    return BoundInstance(
      points: points, values: certificate.values.compactMap(\.numerator.asInt),
      multipliers: certificate.multipliers.compactMap(\.numerator.asInt))
  }

  /// The values, cut off where they are too steep.
  var lipschitz: [Int] {
    var values = values
    for index in values.indices.dropFirst() {
      let reach = points.slope * (points.x[index] - points.x[index - 1])
      values[index] = min(max(values[index], values[index - 1] - reach), values[index - 1] + reach)
    }
    return values
  }

  /// The same with multipliers that add up to 0: taken away from the right as far as the weights allow.
  var closed: BoundInstance {
    var copy = self
    var rest = multipliers.reduce(0, +)
    for index in multipliers.indices.reversed() {
      let (weight, before) = (points.weights[index], copy.multipliers[index])
      copy.multipliers[index] = min(max(before - rest, -weight), weight)
      rest -= before - copy.multipliers[index]
    }
    return copy
  }

  /// Σ λᵢ yᵢ − Σ L (xᵢ₊₁ − xᵢ) |λ₁ + … + λᵢ|, with a fault or without.
  func bound(
    delay: Int = 0, magnitude: (Int) -> Int = { abs($0) }, step: (Int) -> Int = { $0 }
  ) -> Int {
    var (bound, sums) = (0, [0])
    for (index, multiplier) in multipliers.enumerated() {
      bound += multiplier * points.y[index]
      sums.append(sums[index] + multiplier)
      guard index + 1 < multipliers.count else { break }
      bound -= points.slope * step(points.x[index + 1] - points.x[index]) * magnitude(sums[max(index + 1 - delay, 0)])
    }
    return bound
  }
}

private let mutants: KeyValuePairs<String, Algorithm<FitInstance, FittedValues>> = [
  "repeated places count as steps": { PlainSlopeTrick(fault: .repeatedPlacesCountAsSteps).fit($0) },
  "the right side does not move": { PlainSlopeTrick(fault: .rightSideDoesNotMove).fit($0) },
  "the left side does not move": { PlainSlopeTrick(fault: .leftSideDoesNotMove).fit($0) },
  "a breakpoint is pushed once, not twice": { PlainSlopeTrick(fault: .pushesOnce).fit($0) },
  "the top is not moved to the other side": { PlainSlopeTrick(fault: .forgetsToMoveTheTop).fit($0) },
  "the cost is measured from the other side": { PlainSlopeTrick(fault: .costOfTheOtherSide).fit($0) },
  "values are the starts of flat parts": { PlainSlopeTrick(fault: .startsOfFlatParts).fit($0) },
  "the next value is kept without its reach": { PlainSlopeTrick(fault: .keepsTheNextValue).fit($0) },
  "values use the reach of the step behind": { PlainSlopeTrick(fault: .reachOfTheStepBehind).fit($0) },
]

private let bound: Algorithm<BoundInstance, Int> = { $0.bound() }

private let boundMutants: KeyValuePairs<String, Algorithm<BoundInstance, Int>> = [
  "the sums of the step behind": { $0.bound(delay: 1) },
  "sums may cancel each other": { $0.bound(magnitude: { $0 }) },
  "sums count once, whatever the step": { $0.bound(step: { min($0, 1) }) },
]

private let multiplierMutants: KeyValuePairs<String, Algorithm<FitInstance, LipschitzFitCertificate>> = [
  "signs of the errors alone": changed { certificate in
    certificate.multipliers = certificate.x.indices.map {
      certificate.weights[$0] * Rational((certificate.y[$0] - certificate.values[$0]).signum())
    }
  },
  "the last sum is left open": changed { certificate in
    if let last = certificate.multipliers.indices.last { certificate.multipliers[last] = 0 }
  },
  "errors are f − y": changed { certificate in certificate.multipliers = certificate.multipliers.map { -$0 } },
  "the weights are left out": changed { certificate in
    certificate.multipliers = certificate.multipliers.map { Rational($0.signum()) }
  },
]

private func changed(
  _ change: @escaping @Sendable (inout LipschitzFitCertificate) -> Void
) -> Algorithm<FitInstance, LipschitzFitCertificate> {
  { instance in
    var certificate = try instance.certificate()
    change(&certificate)
    return certificate
  }
}

@Sendable private func isOptimal(
  _ fit: Algorithm<FitInstance, FittedValues>, of instance: FitInstance
) throws -> Verdict {
  let found = try fit(instance)
  guard found.values.count == instance.x.count else { return .fails("\(found.values.count) values") }
  for i in instance.x.indices {
    for j in 0..<i where abs(found.values[i] - found.values[j]) > instance.slope * (instance.x[i] - instance.x[j]) {
      return .fails("from point \(j) to point \(i) the values are too steep: \(found.values)")
    }
    guard let least = instance.y.min(), let most = instance.y.max(), least...most ~= found.values[i] else {
      return .fails("the value \(found.values[i]) is beyond those of y")
    }
  }
  let errors = instance.x.indices.reduce(0) { $0 + instance.weights[$1] * abs(found.values[$1] - instance.y[$1]) }
  return .all(
    .equal(found.cost, errors, "the cost of the values"), .equal(found.cost, instance.leastCost, "the cost"))
}

/// min Σ w e with e ≥ |f − y| and |f(xᵢ₊₁) − f(xᵢ)| ≤ L (xᵢ₊₁ − xᵢ).
private func program(_ instance: FitInstance) throws -> LinearProgram {
  var program = LinearProgram(.minimize)
  let f = instance.x.map { _ in program.addVariable(bounds: .free) }
  for (index, y) in instance.y.enumerated() {
    let error = program.addVariable(cost: Rational(instance.weights[index]))
    try program.addConstraint([f[index]: 1, error: 1], .atLeast(Rational(y)))
    try program.addConstraint([f[index]: 1, error: -1], .atMost(Rational(y)))
    guard index > 0 else { continue }
    let reach = Rational(instance.slope * (instance.x[index] - instance.x[index - 1]))
    try program.addConstraint([f[index]: 1, f[index - 1]: -1], .between(-reach, reach))
  }
  return program
}
