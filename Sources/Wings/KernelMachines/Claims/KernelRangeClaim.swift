import Evidence
import Exact
import HardProblems
import HardProblemsClaims
import HardProblemsReductions
import KernelMachines
import KernelMachinesReductions
import LinearProgramming
import Randomness

extension Claim {
  /// What the values of an instance can be.
  static let kernelRange = Claim(
    id: "reading.kernel-range",
    title:
      "Optimal values of a kernel machine lie in ranges that the sizes of its instance tell, and no others are read",
    sentences: [
      Sentence(
        """
        Let $n$ points of one class differ in at least $w$ places and $r = (n-1) q^w$. Their optimal value lies between $n/(2(1+r))$ and \
        $n/2$ for hard margins and for a box $C \\ge 1/(1-\\rho)$; between $2/(1-q)$ times these with a bias on the mirrored double; \
        between $Cn - C^2n(1+r)/2$ and $Cn - C^2n/2$ for a box $C \\le 1/(1+\\rho)$; between $\\lambda n/(2(1+\\lambda+r))$ and \
        $\\lambda n/(2(1+\\lambda))$ for ridge regression; and between $n$ and $n(1+r)$ for principal components.
        """, checks: ["bounds"]),
      Sentence(
        """
        $\\Delta = V(A \\cup B) - V(A) - V(B)$ lies between $(1-\\rho)^2 c\\, n_A n_B q^d$ and $c\\, n_A n_B q^m / (1-\\rho)$ for the \
        dimension $d$ and the promised least distance $m$, without the factors in $\\rho$ for principal components and small boxes.
        """, checks: ["bounds"]),
      Sentence(
        """
        Three values with error bars are refused if and only if no three numbers within the bars lie in these ranges, \
        $V(A \\cup B)$ in that of $V(A) + V(B) + \\Delta$.
        """, checks: ["errors"]),
    ],
    source: .hardnessPaper("kernel methods; the ranges of single values are derived"),
    checks: [boundsCheck, errorsCheck])
}

/// Vectors, and what is learnt of them.
private struct RangeProblem: Codable, Sendable {
  static let tasks: [KernelTask] = [
    .svm, .svmBias, .svmSoft(box: Rational(1, 2)), .svmSoft(box: 2), .ridge(lambda: 1),
    .ridge(lambda: Rational(1, 100)), .pca,
  ]

  var vectors: OrthogonalVectors
  /// The place in the list of tasks.
  var task: Int

  /// The instance's values and ranges, and what a faulty range is made of.
  func with<T>(_ body: (any RangedInstance) throws -> T) throws -> T {
    let pairs = try OVToBHCP().reduce(vectors)
    return switch Self.tasks[task] {
    case .svm: try body(BHCPToKernelMachine<SVM>(task: .svm).reduce(pairs))
    case .svmBias: try body(BHCPToKernelMachine<SVMWithBias>(task: .svmBias).reduce(pairs))
    case .svmSoft(let box): try body(BHCPToKernelMachine<SoftSVM>(task: .svmSoft(box: box)).reduce(pairs))
    case .ridge(let lambda): try body(BHCPToKernelMachine<Ridge>(task: .ridge(lambda: lambda)).reduce(pairs))
    case .pca: try body(BHCPToKernelMachine<PCA>(task: .pca).reduce(pairs))
    }
  }
}

/// An instance, whichever its machine is.
private protocol RangedInstance {
  var range: KernelRange { get }
  var rhoBound: Rational { get }
  var factor: Rational { get }
  func referenceAnswer() throws -> KernelValues
}

extension KernelInstance: RangedInstance {}

private let boundsCheck = Check(
  "bounds", level: .certified,
  family: .random(
    "random vectors, 1 to 4 on a side, d ≤ 4, half of them with an orthogonal pair; seven tasks", quick: 42,
    deep: 2_100,
    shrink: { problem in
      OrthogonalVectors.shrink(problem.vectors)
        .filter { $0.dimension > 0 && $0.left.rows > 0 && $0.right.rows > 0 }
        .map { RangeProblem(vectors: $0, task: problem.task) }
    },
    draw: { index, stream in
      let side = index % 3 == 0 ? 1 : 4
      let drawn = try OrthogonalVectors.random(
        left: stream.uniform(in: 1...side), right: stream.uniform(in: 1...side), dimension: stream.uniform(in: 1...4),
        percent: 60, using: &stream
      ).repaired(using: &stream)
      return RangeProblem(
        vectors: index / 7 % 2 == 0 ? drawn.planted(1, using: &stream) : drawn, task: index % RangeProblem.tasks.count)
    }),
  subject: { (problem: RangeProblem) in try problem.with { $0.range } },
  mutants: [
    "the upper bound of Δ without 1 − ρ": { problem in
      try problem.with { instance in
        let (range, keep) = (instance.range, 1 - instance.rhoBound)
        return KernelRange(
          a: range.a, b: range.b,
          delta: range.delta.lowerBound...max(range.delta.lowerBound, range.delta.upperBound * keep))
      }
    },
    "Δ without c": { problem in
      try problem.with { instance in
        let (range, c) = (instance.range, instance.factor)
        return KernelRange(a: range.a, b: range.b, delta: range.delta.lowerBound / c...range.delta.upperBound / c)
      }
    },
    "points of one class as if they were alone": { problem in
      try problem.with { instance in
        let range = instance.range
        let isSum = RangeProblem.tasks[problem.task] == .pca
        func alone(_ side: ClosedRange<Rational>) -> ClosedRange<Rational> {
          isSum ? side.lowerBound...side.lowerBound : side.upperBound...side.upperBound
        }
        return KernelRange(a: alone(range.a), b: alone(range.b), delta: range.delta)
      }
    },
    "the sides are exchanged": { problem in
      try problem.with { KernelRange(a: $0.range.b, b: $0.range.a, delta: $0.range.delta) }
    },
  ],
  test: { range, problem in
    let (range, values) = (try range(problem), try problem.with { try $0.referenceAnswer() })
    return .all(
      .require(range.a.contains(values.values.a), "V(A) is outside its range"),
      .require(range.b.contains(values.values.b), "V(B) is outside its range"),
      .require(range.delta.lowerBound <= values.delta, "Δ is below its range"),
      range.delta.upperBound > 0
        ? .atMost(values.delta, range.delta.upperBound, "Δ") : .require(values.delta <= 0, "Δ is above its range"))
  })

/// Ranges, values and error bars: small integers, so that bounds are met often.
private struct RangeCall: Codable, Sendable {
  /// The ends of the ranges of V(A), V(B) and Δ.
  var ranges: [[Int]]
  var values: [Int]
  var errors: [Int]

  var range: KernelRange {
    func part(_ index: Int) -> ClosedRange<Rational> { Rational(ranges[index][0])...Rational(ranges[index][1]) }
    return KernelRange(a: part(0), b: part(1), delta: part(2))
  }

  var answer: KernelValues {
    func triple(_ numbers: [Int]) -> KernelValues.Triple {
      .init(a: Rational(numbers[0]), b: Rational(numbers[1]), ab: Rational(numbers[2]))
    }
    return KernelValues(values: triple(values), errors: triple(errors))
  }

  /// Whether some numbers within the bars lie in the ranges, by a linear program.
  func isPossible() throws -> Bool {
    var program = LinearProgram()
    let variables = (0..<3).map { _ in program.addVariable(bounds: .free) }
    for (index, variable) in variables.enumerated() {
      let (value, error) = (Rational(values[index]), Rational(errors[index]))
      try program.addConstraint(variables: [variable], coefficients: [1], .atLeast(value - error))
      try program.addConstraint(variables: [variable], coefficients: [1], .atMost(value + error))
    }
    for (index, coefficients) in [[1, 0, 0], [0, 1, 0], [-1, -1, 1]].enumerated() {
      let row = coefficients.map { Rational($0) }
      try program.addConstraint(variables: variables, coefficients: row, .atLeast(Rational(ranges[index][0])))
      try program.addConstraint(variables: variables, coefficients: row, .atMost(Rational(ranges[index][1])))
    }
    return try program.solve().solution != nil
  }
}

private let errorsCheck = Check(
  "errors", level: .certified,
  family: .random(
    "ranges, values and error bars of integers up to 6", quick: 150, deep: 10_000,
    draw: { _, stream in
      func interval() -> [Int] {
        let least = stream.uniform(in: 0...3)
        return [least, least + stream.uniform(in: 0...2)]
      }
      return RangeCall(
        ranges: [interval(), interval(), interval()], values: (0..<3).map { _ in stream.uniform(in: 0...6) },
        errors: (0..<3).map { _ in stream.uniform(in: 0...2) })
    }),
  subject: { (call: RangeCall) in accepts(call.range, call.answer) },
  mutants: [
    "the error of A is forgotten": { call in
      var answer = call.answer
      answer.errors?.a = 0
      return accepts(call.range, answer)
    },
    "the error of AB is forgotten": { call in
      var answer = call.answer
      answer.errors?.ab = 0
      return accepts(call.range, answer)
    },
    "Δ from values that are not cut to their ranges": { call in
      let (range, answer) = (call.range, call.answer)
      let single = KernelRange(a: range.a, b: range.b, delta: -1000...1000)
      let apart = (answer.delta - answer.deltaError...answer.delta + answer.deltaError).overlaps(range.delta)
      return accepts(single, answer) && apart
    },
    "refused unless all of the bars lie in the ranges": { call in
      let (range, answer) = (call.range, call.answer)
      guard let errors = answer.errors else { return false }
      return accepts(range, answer) && range.a.contains(answer.values.a - errors.a)
        && range.a.contains(answer.values.a + errors.a)
    },
  ],
  test: { accepts, call in .equal(try accepts(call), try call.isPossible(), "whether \(call) is possible") })

private func accepts(_ range: KernelRange, _ values: KernelValues) -> Bool {
  do throws(KernelInstanceError) { try range.requirePossible(values) } catch { return false }
  return true
}
