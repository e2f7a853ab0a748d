import Evidence
import Exact
import KernelMachines
import Randomness

extension Claim {
  /// What the methods in double precision promise.
  static let kernelDoublePrecision = Claim(
    id: "kernel.double-precision",
    title: "Values in double precision come with bounds around the optimal one, as near as their coefficients allow",
    sentences: [
      Sentence(
        """
        The bounds that come with a value lie on both sides of the optimal one, whatever the method, its parameters and the task; and \
        they are those of duality at the method's coefficients, up to a relative $2^{-30}$: below the dual value, or that of the best \
        multiple of the coefficients; above the primal value, for hard margins that of the multiple whose least margin is 1 and, where \
        $\\rho < 1/2$, that with the box 2. Of principal components they are the sum of the kernel's entries.
        """, topic: "the bounds", checks: ["bounds"]),
      Sentence(
        """
        Direct solutions, conjugate gradients after any number of iterations, Pegasos, Nyström's method and random features have the \
        value that the same method has in rationals, up to a relative $2^{-30}$; minimal optimisation and interior points come \
        within $10^{-9}$ of the optimal value for a tolerance of $10^{-12}$.
        """, topic: "the values", checks: ["values"]),
      Sentence(
        """
        Where the kernel is the identity, minimal optimisation moves each coefficient once, with a bias one of each class at a time, \
        and conjugate gradients need one iteration; a tolerance that $\\alpha = 0$ meets is met at once.
        """, topic: "the number of steps", checks: ["steps"]),
    ],
    source: .hardnessPaper("solvers that the reductions are put to; the bounds are derived"),
    checks: [
      Check(
        "bounds", level: .certified,
        family: .random(
          "up to 7 points, all tasks and methods, also rough ones", quick: 60, deep: 3_000,
          draw: { try FloatingTrial.drawn($0, &$1) }), subject: solve, mutants: boundMutants, test: haveDualityBounds),
      Check(
        "values", level: .certified,
        family: .random(
          "up to 7 points, all tasks and methods", quick: 60, deep: 3_000, draw: { try FloatingTrial.drawn($0, &$1) }),
        subject: solve, mutants: valueMutants, test: isPlainValue),
      Check(
        "steps", level: .certified,
        family: .listed("2 to 8 points at a distance of 64, q = 2⁻²⁰", quick: countedTrials),
        subject: { try $0.trial().solve() }, mutants: stepMutants, test: takesTheStepsCounted),
    ])
}

private let solve: Algorithm<FloatingTrial, FoundValue> = { try $0.solve() }

/// A solution with a changed answer.
private func changed(
  _ change: @escaping @Sendable (inout FoundValue) -> Void
) -> Algorithm<FloatingTrial, FoundValue> {
  { trial in
    var found = try trial.solve()
    change(&found)
    return found
  }
}

/// The solution of another method.
private func by(
  _ method: @escaping @Sendable (FloatingTrial.Method, _ count: Int) -> FloatingTrial.Method
) -> Algorithm<FloatingTrial, FoundValue> {
  { trial in
    var other = trial
    other.method = method(trial.method, trial.points.count)
    return try other.solve()
  }
}

private let boundMutants: KeyValuePairs<String, Algorithm<FloatingTrial, FoundValue>> = [
  "believes its own value": changed { ($0.lower, $0.upper) = ($0.value, $0.value) },
  "forgets to divide by 2": changed { $0.upper *= 2 },
  "takes 0 for the lower bound": changed { $0.lower = 0 },
  "knows no upper bound": changed { $0.upper = .infinity },
]

@Sendable private func haveDualityBounds(
  _ solve: Algorithm<FloatingTrial, FoundValue>, _ trial: FloatingTrial
) throws -> Verdict {
  let found = try solve(trial)
  let truth = try trial.points.exactValue(of: trial.task, base: trial.base).value
  guard let lower = Rational(exactly: found.lower), lower <= truth else { return .fails("V is below \(found.lower)") }
  let upper = Rational(exactly: found.upper)
  if let upper {
    if upper < truth { return .fails("V is above \(found.upper)") }
    guard let value = Rational(exactly: found.value), let error = Rational(exactly: found.error) else {
      return .fails("the value \(found.value) is no number")
    }
    if (value - truth).magnitude > error || max(value - lower, upper - value) > error {
      return .fails("the value \(found.value) is farther from V or its bounds than \(found.error)")
    }
  }
  guard let expected = try trial.dualityBounds(found.coefficients) else { return .holds() }
  let unit = Rational(1, Integer(1) << 30)
  let size = Rational(trial.points.count) + truth
  guard (lower - expected.lower).magnitude <= unit * size else {
    return .fails("the lower bound is \(found.lower), not \(Double(expected.lower))")
  }
  switch (upper, expected.upper) {
  case (nil, nil): return .holds()
  case (let upper?, let bound?):
    return .require(
      (upper - bound).magnitude <= unit * (size + bound), "the upper bound is \(found.upper), not \(Double(bound))")
  case (let upper, _): return .fails("there is \(upper == nil ? "no" : "an") upper bound")
  }
}

private let valueMutants: KeyValuePairs<String, Algorithm<FloatingTrial, FoundValue>> = [
  "an iteration less": by { method, _ in
    if case .conjugateGradients(let count, let tolerance) = method, count > 1 {
      return .conjugateGradients(iterations: count - 1, tolerance: tolerance)
    }
    return method
  },
  "a step more": by { method, _ in if case .pegasos(let steps) = method { .pegasos(steps: steps + 1) } else { method }
  },
  "a feature less": by { method, _ in
    if case .randomFeatures(let count) = method, count > 1 { .randomFeatures(count: count - 1) } else { method }
  },
  "a point more for Nyström": by { method, count in
    if case .nystrom(let rank) = method, rank < count { .nystrom(rank: rank + 1) } else { method }
  },
]

@Sendable private func isPlainValue(
  _ solve: Algorithm<FloatingTrial, FoundValue>, _ trial: FloatingTrial
) throws -> Verdict {
  guard let expected = try trial.plainValue() else { return .holds() }
  let found = try solve(trial).value
  guard let value = Rational(exactly: found) else { return .fails("the value is \(found)") }
  let error = (value - expected).magnitude / max(expected.magnitude, 1)
  return .require(error <= trial.tolerance, "the value is \(found), but should be \(Double(expected))")
}

private let stepMutants: KeyValuePairs<String, Algorithm<CountedTrial, FoundValue>> = [
  "stops before the last step": {
    var found = try $0.trial().solve()
    found.iterations = max(found.iterations - 1, 0)
    return found
  },
  "takes one where nothing is left": {
    var found = try $0.trial().solve()
    found.iterations = max(found.iterations, 1)
    return found
  },
]

@Sendable private func takesTheStepsCounted(
  _ solve: Algorithm<CountedTrial, FoundValue>, _ counted: CountedTrial
) throws -> Verdict {
  let found = try solve(counted)
  return .all(
    .equal(found.iterations, counted.iterations, "the number of steps"),
    .equal(found.coefficients, Array(repeating: counted.coefficient, count: counted.count), "α"),
    .equal(found.value, counted.value, "the value"))
}

/// Points at a distance of 64 from each other, where q⁶⁴ is 0 in double precision, and what can be counted by hand.
private struct CountedTrial: Codable, Sendable {
  var count: Int
  var task: KernelTask
  var method: FloatingTrial.Method
  var iterations: Int
  var coefficient: Double
  var value: Double

  func trial() throws -> FloatingTrial {
    FloatingTrial(
      points: try LabelledPoints(
        points: BitMatrix(rows: count, columns: 32 * count) { $1 / 32 == $0 },
        labels: (0..<count).map { $0 % 2 == 0 ? 1 : -1 }),
      base: try KernelBase(Rational(1, 1 << 20)), task: task, method: method, seed: 1)
  }
}

private let countedTrials: [CountedTrial] = [2, 6, 8].flatMap { n -> [CountedTrial] in
  let size = Double(n)
  func counted(
    _ task: KernelTask, _ method: FloatingTrial.Method, _ iterations: Int, _ coefficient: Double, _ value: Double
  )
    -> CountedTrial
  {
    CountedTrial(count: n, task: task, method: method, iterations: iterations, coefficient: coefficient, value: value)
  }
  let half = KernelTask.svmSoft(box: Rational(1, 2))
  return [
    counted(.svm, .minimalOptimisation(tolerance: 1e-9), n, 1, size / 2),
    counted(half, .minimalOptimisation(tolerance: 1e-9), n, 0.5, size * 0.375),
    counted(.svmBias, .minimalOptimisation(tolerance: 1e-9), n / 2, 1, size / 2),
    counted(.svm, .minimalOptimisation(tolerance: 1), 0, 0, 0),
    counted(.svm, .minimalOptimisation(tolerance: 0.999), n, 1, size / 2),
    counted(.svmBias, .minimalOptimisation(tolerance: 2), 0, 0, 0),
    counted(.svmBias, .minimalOptimisation(tolerance: 1.999), n / 2, 1, size / 2),
    counted(.svm, .conjugateGradients(iterations: 9, tolerance: 1), 0, 0, 0),
    counted(.svm, .conjugateGradients(iterations: 9, tolerance: 0), 1, 1, size / 2),
    counted(.ridge(lambda: 3), .conjugateGradients(iterations: 9, tolerance: 0), 1, 0.25, size * 0.375),
    counted(.ridge(lambda: 3), .direct, 1, 0.25, size * 0.375), counted(.svmBias, .direct, 1, 1, size / 2),
  ]
}
