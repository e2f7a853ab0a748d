import Exact
import KernelMachines
import Randomness
import Testing

@Suite("Optimal values in double precision")
struct FloatingPointTests {
  static let svm: [KernelSolver] = [
    .direct, .sequentialMinimalOptimization(tolerance: 1e-10), .conjugateGradients(iterations: 100, tolerance: 1e-13),
    .interiorPoint(tolerance: 1e-12),
  ]
  static let rough: [KernelSolver] = [
    .sequentialMinimalOptimization(tolerance: 1e-2), .conjugateGradients(iterations: 1, tolerance: 0),
    .pegasos(steps: 500),
    .nystrom(rank: 1), .randomFeatures(count: 5), .randomFeatures(count: 300),
  ]
  static let ridge: [KernelSolver] = [.direct, .conjugateGradients(iterations: 200, tolerance: 1e-13)]

  private func randomPoints(_ count: Int, dimension: Int = 12, _ stream: inout RandomStream) throws -> LabelledPoints {
    var rows: [[Bool]] = []
    while rows.count < count {
      let row = (0..<dimension).map { _ in stream.uniform(in: 0...1) == 1 }
      if !rows.contains(row) { rows.append(row) }
    }
    return try LabelledPoints(
      points: BitMatrix(rows: count, columns: dimension) { rows[$0][$1] },
      labels: rows.indices.map { $0 == 0 ? 1 : $0 == 1 ? -1 : stream.uniform(in: 0...1) == 1 ? 1 : -1 })
  }

  /// Compares with the exact value; returns the error that is claimed.
  @discardableResult
  private func check(
    _ points: LabelledPoints, _ task: KernelTask, _ base: KernelBase, _ solver: KernelSolver,
    isExact: Bool, _ stream: inout RandomStream
  ) throws -> Double {
    let truth = try points.exactValue(of: task, base: base).value
    let found = try points.approximateValue(of: task, base: base, by: solver, using: &stream)
    let context = "\(solver) \(task) q = \(base.q) N = \(points.count)"
    let value = try #require(Rational(exactly: found.value), "\(context)")
    let lower = try #require(Rational(exactly: found.lower), "\(context)")
    #expect(lower <= truth, "\(context)")
    if let upper = Rational(exactly: found.upper) {
      #expect(truth <= upper, "\(context)")
      let error = try #require(Rational(exactly: found.error))
      #expect((value - truth).magnitude <= error, "\(context)")
    }
    if isExact { #expect(found.error <= 1e-9 * Double(points.count), "\(context)") }
    return found.error
  }

  @Test("Accurate methods are as near to the exact value as their duality gap says, and that is near")
  func accurate() throws {
    var stream = RandomStream(seed: 1).child("accurate")
    for n in [2, 5, 9] {
      let points = try randomPoints(n, &stream)
      for q in [Rational(1, 64), Rational(1, 5), Rational(1, 2)] {
        let base = try KernelBase(q)
        for solver in Self.svm {
          // q = 1/2 may put coefficients to 0, which a stationary point knows nothing of.
          let isActive = try points.exactValue(of: .svm, base: base).coefficients.numerators.contains(0)
          let isStationary = solver == .direct || solver.name == "cg"
          try check(points, .svm, base, solver, isExact: !(isStationary && isActive), &stream)
        }
        for lambda in [Rational(1, 100), 1, 1000] {
          for solver in Self.ridge { try check(points, .ridge(lambda: lambda), base, solver, isExact: true, &stream) }
        }
        for box in [Rational(1, 3), 1, 4] {
          for solver in Self.svm where solver != .direct && solver.name != "cg" {
            try check(points, .svmSoft(box: box), base, solver, isExact: true, &stream)
          }
        }
        try check(points, .pca, base, .eigenvalues, isExact: true, &stream)
        let mirrored = points.mirrored()
        for solver in Self.svm where solver.name != "cg" && q < Rational(1, 8) {
          try check(mirrored, .svmBias, base, solver, isExact: true, &stream)
        }
      }
    }
  }

  @Test("Rough methods are far off, and know it")
  func rough() throws {
    var stream = RandomStream(seed: 2).child("rough")
    for n in [2, 6, 11] {
      let points = try randomPoints(n, &stream)
      let base = try KernelBase(Rational(1, Integer(8 * n)))
      for solver in Self.rough {
        let error = try check(points, .svm, base, solver, isExact: false, &stream)
        #expect(error.isFinite && error < 10 * Double(n), "\(solver)")
      }
      for solver in Self.rough.suffix(3) {
        try check(points, .ridge(lambda: 1), base, solver, isExact: false, &stream)
        try check(points, .pca, base, solver, isExact: false, &stream)
      }
      try check(points, .svmSoft(box: 1), base, .pegasos(steps: 2000), isExact: false, &stream)
      try check(points, .svm, base, .nystrom(rank: n), isExact: true, &stream)
      try check(points, .ridge(lambda: 1), base, .nystrom(rank: n), isExact: true, &stream)
    }
  }

  @Test("Pegasos comes nearer with more steps, and random features with more of them")
  func convergence() throws {
    var stream = RandomStream(seed: 3).child("convergence")
    let points = try randomPoints(8, &stream)
    let base = try KernelBase(Rational(1, 64))
    let truth = Double(try points.exactValue(of: .svm, base: base).value)
    func distance(_ solver: KernelSolver) throws -> Double {
      (try points.approximateValue(of: .svm, base: base, by: solver, using: &stream).value - truth).magnitude
    }
    #expect(try distance(.pegasos(steps: 100_000)) < distance(.pegasos(steps: 100)) / 10)
    #expect(try distance(.randomFeatures(count: 20_000)) < 0.1)
  }

  @Test("What is subtracted nowhere keeps its relative accuracy where three doubles have lost the answer")
  func crossDifference() throws {
    var stream = RandomStream(seed: 4).child("cross")
    for dimension in [12, 30, 60] {
      let points = try randomPoints(12, dimension: dimension, &stream)
      let base = try KernelBase(Rational(1, 64))
      func value(_ label: Int?) throws -> Rational {
        let rows = points.labels.indices.filter { label == nil || points.labels[$0] == label }
        return try LabelledPoints(
          points: points.points.selecting(rows: rows), labels: rows.map { points.labels[$0] }
        ).exactValue(of: .svm, base: base).value
      }
      let truth = try value(nil) - value(1) - value(-1)
      let found = try points.crossDifference(base: base)
      let value = try #require(Rational(exactly: found.value))
      #expect(found.relativeError < 1e-13)
      #expect((value - truth).magnitude <= truth * (try #require(Rational(exactly: found.relativeError))))
    }
    let near = try LabelledPoints(points: BitMatrix(["00", "01", "10"]), labels: [1, -1, 1])
    #expect(throws: KernelError.self) { try near.crossDifference(base: KernelBase(Rational(1, 2))) }
  }

  @Test("No points, one point, one class")
  func degenerate() throws {
    var stream = RandomStream(seed: 5)
    let base = try KernelBase(Rational(1, 8))
    let none = try LabelledPoints(points: BitMatrix(rows: 0, columns: 3), labels: [])
    let one = try LabelledPoints(points: BitMatrix(["101"]), labels: [-1])
    let class1 = try LabelledPoints(points: BitMatrix(["101", "110"]), labels: [1, 1])
    for (task, solvers) in [
      (.svm, Self.svm + Self.rough), (.ridge(lambda: 1), Self.ridge), (.pca, [.eigenvalues, .nystrom(rank: 1)]),
    ] as [(KernelTask, [KernelSolver])] {
      for solver in solvers {
        let found = try none.approximateValue(of: task, base: base, by: solver, using: &stream)
        #expect(found.value == 0 && found.error <= .leastNonzeroMagnitude * 2)
        try check(one, task, base, solver, isExact: false, &stream)
      }
    }
    for solver in [
      KernelSolver.direct, .interiorPoint(tolerance: 1e-9), .sequentialMinimalOptimization(tolerance: 1e-3),
    ] {
      #expect(try class1.approximateValue(of: .svmBias, base: base, by: solver, using: &stream).value == 0)
    }
    // Powers of q that are no doubles any more.
    let far = try LabelledPoints(
      points: BitMatrix(rows: 2, columns: 1200) { i, _ in i == 1 }, labels: [1, -1])
    for solver in Self.svm { try check(far, .svm, base, solver, isExact: true, &stream) }
  }

  @Test("Methods that are not for a task, and parameters that mean nothing, are refused")
  func refusals() throws {
    var stream = RandomStream(seed: 6)
    let base = try KernelBase(Rational(1, 8))
    let points = try LabelledPoints(points: BitMatrix(["000", "011", "101"]), labels: [1, -1, 1])
    func solve(_ task: KernelTask, _ solver: KernelSolver) throws {
      _ = try points.approximateValue(of: task, base: base, by: solver, using: &stream)
    }
    #expect(throws: KernelError.unsuitableSolver("pegasos", task: "ridge")) {
      try solve(.ridge(lambda: 1), .pegasos(steps: 3))
    }
    #expect(throws: KernelError.unsuitableSolver("direct", task: "pca")) { try solve(.pca, .direct) }
    #expect(throws: KernelError.notPositive("λ", 0)) { try solve(.ridge(lambda: 0), .direct) }
    #expect(throws: KernelError.notPositive("the box C", -1)) { try solve(.svmSoft(box: -1), .pegasos(steps: 1)) }
    for solver in [
      KernelSolver.nystrom(rank: 0), .nystrom(rank: 4), .pegasos(steps: 0), .randomFeatures(count: 0),
      .randomFeatures(count: .max), .conjugateGradients(iterations: 0, tolerance: 0),
      .sequentialMinimalOptimization(tolerance: -1), .interiorPoint(tolerance: .nan),
    ] {
      let error = #expect(throws: KernelError.self) { try solve(.svm, solver) }
      guard case .parameterOutOfRange = error else {
        Issue.record("\(solver): \(String(describing: error))")
        continue
      }
    }
    // All 2^7 points and a base next to 1: singular for doubles.
    let all = try LabelledPoints(
      points: BitMatrix(rows: 128, columns: 7) { $0 >> $1 & 1 == 1 }, labels: Array(repeating: 1, count: 128))
    #expect(throws: KernelError.notPositiveDefinite) {
      try all.approximateValue(
        of: .svm, base: KernelBase(1 - Rational(1, 1_000_000_000)), by: .direct, using: &stream)
    }
  }

  @Test("The same seed gives the same value, and direct solutions are the same on every machine")
  func determinism() throws {
    var stream = RandomStream(seed: 7).child("determinism")
    let points = try randomPoints(9, &stream)
    let base = try KernelBase(Rational(1, 64))
    for solver in Self.svm + Self.rough {
      var (one, other) = (RandomStream(seed: 8), RandomStream(seed: 8))
      #expect(
        try points.approximateValue(of: .svm, base: base, by: solver, using: &one)
          == points.approximateValue(of: .svm, base: base, by: solver, using: &other))
    }
  }

  @Test("Beyond what is stored, products with the kernel are the same up to rounding")
  func withoutStorage() throws {
    // 600 points: more than conjugate gradients store, fewer than the minimal optimisation does.
    let points = try LabelledPoints(
      points: BitMatrix(rows: 600, columns: 80) { i, j in j < 40 ? i >> (j % 10) & 1 == 1 : i >> (j % 10) & 1 == 0 },
      labels: (0..<600).map { $0 % 3 == 0 ? 1 : -1 })
    var stream = RandomStream(seed: 9)
    let base = try KernelBase(Rational(1, 1 << 14))
    let found = try points.approximateValue(
      of: .svm, base: base, by: .conjugateGradients(iterations: 20, tolerance: 1e-12), using: &stream)
    let stored = try points.approximateValue(
      of: .svm, base: base, by: .sequentialMinimalOptimization(tolerance: 1e-9), using: &stream)
    #expect(found.error < 1e-9 && stored.error < 1e-9 && (found.value - stored.value).magnitude < 1e-9)
  }

  @Test("The sum of the kernel over pairs is that of its entries, whatever the dimension")
  func kernelSum() throws {
    var stream = RandomStream(seed: 10).child("sum")
    for dimension in [0, 1, 5, 64, 65, 130] {
      func side(_ count: Int) -> BitMatrix {
        BitMatrix(rows: count, columns: dimension) { _, _ in stream.uniform(in: 0...1) == 1 }
      }
      for (left, right) in [(side(3), side(4)), (side(1), side(0)), (side(0), side(2))] {
        let base = try KernelBase(Rational(2, 7))
        var expected: Rational = 0
        for i in 0..<left.rows { for j in 0..<right.rows { expected += base.q.power(left.distance(i, right, j)) } }
        #expect(base.sum(over: left, right) == expected)
      }
    }
  }
}
