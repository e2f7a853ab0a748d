import Exact

/// A method that finds the optimal value of a kernel machine in double precision, each as its users know it.
///
/// None of them can be trusted with the instances of hardness proofs, whose answer lies in the last of `requiredBits` bits; that is
/// what they are here for. Which tasks a method is for:
///
/// | method | tasks |
/// | --- | --- |
/// | ``direct`` | hard margin, with bias too; ridge regression |
/// | ``sequentialMinimalOptimization(tolerance:)``, ``interiorPoint(tolerance:)`` | all support vector machines |
/// | ``conjugateGradients(iterations:tolerance:)`` | hard margin without bias; ridge regression |
/// | ``pegasos(steps:)`` | hard and soft margin without bias |
/// | ``nystrom(rank:)``, ``randomFeatures(count:)`` | hard margin without bias; ridge regression; principal components |
/// | ``eigenvalues`` | principal components |
public enum KernelSolver: Hashable, Sendable {
  /// Cholesky's factorisation of the stationary system, without BLAS: the same bits on every machine.
  case direct
  /// Coordinate by coordinate, or pair by pair where there is a bias, until the optimality conditions are violated by at most the
  /// tolerance. LIBSVM's method and default 10⁻³.
  case sequentialMinimalOptimization(tolerance: Double)
  /// Conjugate gradients on the stationary system, until the residual is shorter than the tolerance times the right-hand side.
  case conjugateGradients(iterations: Int, tolerance: Double)
  /// Mehrotra's primal-dual method, until residuals and complementarity are at most the tolerance.
  case interiorPoint(tolerance: Double)
  /// Stochastic subgradient steps on the primal objective.
  case pegasos(steps: Int)
  /// The kernel's projection on as many of the points, drawn at random.
  case nystrom(rank: Int)
  /// As many random characters of the cube, whose products have the kernel as their mean.
  case randomFeatures(count: Int)
  /// LAPACK's symmetric eigenvalues of the centred kernel.
  case eigenvalues

  /// What the command line calls it.
  public var name: String {
    switch self {
    case .direct: "direct"
    case .sequentialMinimalOptimization: "smo"
    case .conjugateGradients: "cg"
    case .interiorPoint: "interior-point"
    case .pegasos: "pegasos"
    case .nystrom: "nystrom"
    case .randomFeatures: "random-features"
    case .eigenvalues: "eigenvalues"
    }
  }
}

/// What a solver in double precision makes of an optimal value.
public struct ApproximateValue: Hashable, Sendable {
  /// The value as the method has it.
  public let value: Double
  /// Bounds on the optimal value that hold whatever was rounded and whatever the method did: a dual and a primal value of its
  /// coefficients with the true kernel (of principal components, the sum of the kernel's entries). `upper` is infinite if no multiple of
  /// the coefficients separates the points.
  public let lower: Double, upper: Double
  /// Iterations, steps or sweeps; 1 of direct methods.
  public let iterations: Int
  /// The coefficients α; none of principal components.
  public let coefficients: [Double]

  /// How far the value may be from the optimal one, at most.
  public var error: Double {
    let farthest = max(upper - value, value - lower, 0)
    // Half a unit in the last place for the subtraction, and one for printing the value.
    return farthest.isFinite ? farthest.nextUp + value.ulp : farthest
  }
}

extension LabelledPoints {
  /// The optimal value of a task with the kernel q^H, in double precision.
  ///
  /// ```swift
  /// var stream = RandomStream(seed: 1)
  /// let found = try points.approximateValue(
  ///   of: .svm, base: base, by: .sequentialMinimalOptimization(tolerance: 1e-3), using: &stream)
  /// found.value; found.error     // |V − value| ≤ error, proved by the duality gap
  /// ```
  ///
  /// The last bits of a value depend on the processor wherever BLAS adds in its own order.
  ///
  /// - Parameters:
  ///   - task: what is learnt.
  ///   - base: q.
  ///   - solver: the method, with its tolerance or size.
  ///   - generator: where random choices come from; drawn from by Pegasos, Nyström and random features alone.
  /// - Throws: ``KernelError``: `.unsuitableSolver`, `.parameterOutOfRange`, `.notPositive`, `.tooManyPoints`, and
  ///   `.notPositiveDefinite` where the kernel is singular in double precision.
  /// - Complexity: O(N²) for each iteration of conjugate gradients, O(N) for each of the minimal optimisation and Pegasos once the kernel
  ///   is there; O(N³) for direct solutions, eigenvalues and each step of the interior point; O(N r min(N, r)) for r features.
  public func approximateValue(
    of task: KernelTask, base: KernelBase, by solver: KernelSolver, using generator: inout some RandomNumberGenerator
  ) throws(KernelError) -> ApproximateValue {
    try solver.validate(for: task, count: count)
    if count == 0 { return ApproximateValue(value: 0, lower: 0, upper: 0, iterations: 0, coefficients: []) }
    let kernel = FloatingPointKernel(self, base: base, isStored: try solver.storesKernel(of: count))
    guard let program = DualProgram(task) else {
      return try principalComponents(kernel, base: base, solver, using: &generator)
    }
    if program.isBalanced, !labels.contains(1) || !labels.contains(-1) {
      return ApproximateValue(
        value: 0, lower: 0, upper: 0, iterations: 0, coefficients: [Double](repeating: 0, count: count))
    }
    let found: FloatingPointSolution
    switch solver {
    case .direct: found = try kernel.directSolution(program)
    case .sequentialMinimalOptimization(let tolerance):
      found =
        program.isBalanced
        ? kernel.pairwiseOptimum(program, tolerance) : kernel.coordinatewiseOptimum(program, tolerance)
    case .conjugateGradients(let iterations, let tolerance):
      found = kernel.conjugateGradients(program, iterations: iterations, tolerance: tolerance)
    case .interiorPoint(let tolerance): found = try kernel.interiorPoint(program, tolerance)
    case .pegasos(let steps): found = kernel.pegasos(program, steps: steps, using: &generator)
    case .nystrom(let rank):
      found = try FeatureMatrix(nystrom: rank, kernel, using: &generator).solution(program, labels: labels)
    case .randomFeatures(let features):
      found = try FeatureMatrix(characters: features, points, base: base, using: &generator)
        .solution(program, labels: labels)
    case .eigenvalues: throw .unsuitableSolver(solver.name, task: task.name)
    }
    let bounds = DualityBounds(kernel, program, found.coefficients)
    return ApproximateValue(
      value: found.value, lower: bounds.lower, upper: bounds.upper, iterations: found.iterations,
      coefficients: found.coefficients)
  }
}

/// What a method found.
struct FloatingPointSolution {
  var value: Double
  var coefficients: [Double]
  var iterations: Int
}

/// max 1ᵀα − ½ αᵀ(G + shift I)α over the coefficients allowed, times `scale`: the dual of every task but principal components.
///
/// Of ridge regression α are the coefficients a times the labels: λ/2 aᵀKa + ½‖y − Ka‖² is least where λ(yᵀa − ½ aᵀ(K + λI)a) is
/// greatest, and both are equal there.
struct DualProgram {
  /// C; infinite for hard margins and ridge regression.
  var box = Double.infinity
  /// Whether coefficients may be negative, as in ridge regression.
  var isFree = false
  /// Whether yᵀα = 0.
  var isBalanced = false
  var shift = 0.0
  var scale = 1.0

  /// The soft margin with box C, with a bias or without.
  init(box: Double, isBalanced: Bool) { (self.box, self.isBalanced) = (box, isBalanced) }

  /// nil for principal components.
  init?(_ task: KernelTask) {
    switch task {
    case .svm: break
    case .svmBias: isBalanced = true
    case .svmSoft(let box): self.box = Double(box)
    case .ridge(let lambda):
      isFree = true
      shift = Double(lambda)
      scale = shift
    case .pca: return nil
    }
  }
}

extension KernelTask {
  /// What the command line calls it.
  var name: String {
    switch self {
    case .svm: "svm"
    case .svmBias: "svm-bias"
    case .svmSoft: "svm-soft"
    case .ridge: "ridge"
    case .pca: "pca"
    }
  }
}

extension KernelSolver {
  /// Whether the method is for the task, and its parameter one that it can work with.
  fileprivate func validate(for task: KernelTask, count: Int) throws(KernelError) {
    switch task {
    case .svmSoft(let box): guard box > 0 else { throw .notPositive("the box C", box) }
    case .ridge(let lambda): guard lambda > 0 else { throw .notPositive("λ", lambda) }
    case .svm, .svmBias, .pca: break
    }
    let isSuitable =
      switch (self, task) {
      case (.direct, .svm), (.direct, .svmBias), (.direct, .ridge): true
      case (.sequentialMinimalOptimization, .svm), (.sequentialMinimalOptimization, .svmBias),
        (.sequentialMinimalOptimization, .svmSoft), (.interiorPoint, .svm), (.interiorPoint, .svmBias),
        (.interiorPoint, .svmSoft):
        true
      case (.conjugateGradients, .svm), (.conjugateGradients, .ridge): true
      case (.pegasos, .svm), (.pegasos, .svmSoft): true
      case (.nystrom, .svm), (.nystrom, .ridge), (.nystrom, .pca), (.randomFeatures, .svm), (.randomFeatures, .ridge),
        (.randomFeatures, .pca):
        true
      case (.eigenvalues, .pca): true
      default: false
      }
    guard isSuitable else { throw .unsuitableSolver(name, task: task.name) }
    switch self {
    case .direct, .eigenvalues: break
    case .sequentialMinimalOptimization(let tolerance), .interiorPoint(let tolerance):
      guard tolerance >= 0, tolerance.isFinite else {
        throw .parameterOutOfRange("the tolerance", "\(tolerance)", expected: "a number from 0")
      }
    case .conjugateGradients(let iterations, let tolerance):
      guard tolerance >= 0, tolerance.isFinite else {
        throw .parameterOutOfRange("the tolerance", "\(tolerance)", expected: "a number from 0")
      }
      guard iterations >= 1 else {
        throw .parameterOutOfRange("the number of iterations", "\(iterations)", expected: "at least 1")
      }
    case .pegasos(let steps):
      guard 1...1_000_000_000 ~= steps else {
        throw .parameterOutOfRange("the number of steps", "\(steps)", expected: "1 to 10⁹")
      }
    case .nystrom(let rank):
      guard count == 0 || 1...count ~= rank else {
        throw .parameterOutOfRange("the rank", "\(rank)", expected: "1 to \(count), the number of points")
      }
    case .randomFeatures(let features):
      guard 1...(1 << 28) / max(count, 1) ~= features else {
        throw .parameterOutOfRange(
          "the number of features", "\(features)", expected: "1 to \((1 << 28) / max(count, 1)) for \(count) points")
      }
    }
  }

  /// The most points of which a method keeps all pairs.
  fileprivate static let greatestStored = 1 << 14

  /// Whether the kernel of all pairs is kept; methods that can do without do so beyond some thousand points.
  fileprivate func storesKernel(of count: Int) throws(KernelError) -> Bool {
    switch self {
    // A product reads each entry once: beyond the cache that takes as long as to compute it again, for half of the pairs.
    case .conjugateGradients, .nystrom, .randomFeatures: return count <= 1 << 9
    case .sequentialMinimalOptimization, .pegasos: return count <= 1 << 12
    case .direct, .interiorPoint, .eigenvalues:
      guard count <= Self.greatestStored else { throw .tooManyPoints(count, greatest: Self.greatestStored) }
      return true
    }
  }
}
