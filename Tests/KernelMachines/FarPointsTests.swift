import Exact
import KernelMachines
import Randomness
import Testing

/// Points so far apart that their kernel is the identity in double precision: every method's steps can be counted by hand.
@Suite("Points whose kernel is the identity")
struct FarPointsTests {
  /// N points in pairs of labels 1 and −1, any two at distance 64; q⁶⁴ = 2⁻¹²⁸⁰ is 0 as a double.
  private static func points(_ count: Int) throws -> LabelledPoints {
    try LabelledPoints(
      points: BitMatrix(rows: count, columns: 32 * count) { $1 / 32 == $0 },
      labels: (0..<count).map { $0 % 2 == 0 ? 1 : -1 })
  }

  private static func solve(_ count: Int, _ task: KernelTask, _ solver: KernelSolver) throws -> ApproximateValue {
    var stream = RandomStream(seed: 31)
    return try points(count).approximateValue(
      of: task, base: KernelBase(Rational(1, 1 << 20)), by: solver, using: &stream)
  }

  @Test("Each coefficient is moved once, to 1 or to the box; the value is N/2, or N (C − C²/2)", arguments: [2, 6, 8])
  func minimalOptimisation(n: Int) throws {
    let hard = try Self.solve(n, .svm, .sequentialMinimalOptimization(tolerance: 1e-9))
    #expect(
      hard.coefficients == [Double](repeating: 1, count: n) && hard.iterations == n && hard.value == Double(n) / 2)
    let boxed = try Self.solve(n, .svmSoft(box: Rational(1, 2)), .sequentialMinimalOptimization(tolerance: 1e-9))
    #expect(boxed.coefficients == [Double](repeating: 0.5, count: n) && boxed.iterations == n)
    #expect(boxed.value == Double(n) * 0.375)
    // One of each class at a time.
    let biased = try Self.solve(n, .svmBias, .sequentialMinimalOptimization(tolerance: 1e-9))
    #expect(biased.coefficients == [Double](repeating: 1, count: n) && biased.iterations == n / 2)
    #expect(biased.value == Double(n) / 2)
  }

  @Test("A tolerance that α = 0 meets stops at once")
  func looseTolerance() throws {
    // All gradients are −1; with a bias the violation is 1 − (−1).
    let hard = try Self.solve(4, .svm, .sequentialMinimalOptimization(tolerance: 1))
    #expect(hard.iterations == 0 && hard.coefficients == [0, 0, 0, 0] && hard.value == 0)
    #expect(try Self.solve(4, .svm, .sequentialMinimalOptimization(tolerance: 0.999)).iterations == 4)
    #expect(try Self.solve(4, .svmBias, .sequentialMinimalOptimization(tolerance: 2)).iterations == 0)
    #expect(try Self.solve(4, .svmBias, .sequentialMinimalOptimization(tolerance: 1.999)).iterations == 2)
    #expect(try Self.solve(4, .svm, .conjugateGradients(iterations: 9, tolerance: 1)).iterations == 0)
  }

  @Test("Conjugate gradients need one iteration, also with a ridge; direct solutions agree")
  func systems() throws {
    for solver in [KernelSolver.conjugateGradients(iterations: 9, tolerance: 0), .direct] {
      let hard = try Self.solve(6, .svm, solver)
      #expect(hard.iterations == 1 && hard.value == 3 && hard.coefficients == [Double](repeating: 1, count: 6))
      // α = 1/(1 + λ), V = λN / 2(1 + λ).
      let ridge = try Self.solve(6, .ridge(lambda: 3), solver)
      #expect(ridge.iterations == 1 && ridge.coefficients == [Double](repeating: 0.25, count: 6) && ridge.value == 2.25)
    }
    let biased = try Self.solve(6, .svmBias, .direct)
    #expect(biased.value == 3 && biased.coefficients == [Double](repeating: 1, count: 6))
  }

  @Test("The interior point comes within its tolerance in a dozen steps")
  func interiorPoint() throws {
    for (task, value) in [(.svm, 3), (.svmBias, 3), (.svmSoft(box: Rational(1, 2)), 2.25), (.svmSoft(box: 4), 3)]
      as [(KernelTask, Double)]
    {
      let found = try Self.solve(6, task, .interiorPoint(tolerance: 1e-9))
      #expect((found.value - value).magnitude < 1e-7 && 1...12 ~= found.iterations, "\(task): \(found)")
    }
  }

  @Test("The bounds around the value are as near as rounding allows")
  func bounds() throws {
    for n in [2, 8, 20] {
      let gamma = Double(2 * n + 16) * 0x1p-53
      for (task, solver) in [
        (.svm, .direct), (.svmBias, .direct), (.ridge(lambda: 1), .direct),
        (.svmSoft(box: Rational(1, 2)), .sequentialMinimalOptimization(tolerance: 1e-9)),
      ] as [(KernelTask, KernelSolver)] {
        let found = try Self.solve(n, task, solver)
        #expect(found.lower < found.value && found.value < found.upper)
        #expect(found.error < 12 * gamma * Double(n), "\(task), n = \(n): \(found.error / gamma / Double(n))")
      }
    }
  }

  @Test("Principal components: the sum of all entries, N")
  func principalComponents() throws {
    for solver in [KernelSolver.eigenvalues, .nystrom(rank: 6)] {
      let found = try Self.solve(6, .pca, solver)
      #expect((found.value - 6).magnitude < 1e-12 && found.lower < 6 && 6 < found.upper && found.error < 1e-12)
    }
  }
}
