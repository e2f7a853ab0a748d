import Exact
import KernelMachines
import Randomness

/// What a method in double precision found.
struct FoundValue: Sendable {
  var value: Double
  var lower: Double, upper: Double
  /// How far the value may be from the optimal one, as it says.
  var error: Double
  var iterations: Int
  var coefficients: [Double]
}

/// A task on points, a method in double precision, and the seed of what it draws.
struct FloatingTrial: Codable, Sendable {
  /// The methods, as they are written to a file.
  enum Method: Codable, Hashable, Sendable {
    case direct, eigenvalues
    case minimalOptimisation(tolerance: Double)
    case interiorPoint(tolerance: Double)
    case conjugateGradients(iterations: Int, tolerance: Double)
    case pegasos(steps: Int)
    case nystrom(rank: Int)
    case randomFeatures(count: Int)

    var solver: KernelSolver {
      switch self {
      case .direct: .direct
      case .eigenvalues: .eigenvalues
      case .minimalOptimisation(let tolerance): .sequentialMinimalOptimization(tolerance: tolerance)
      case .interiorPoint(let tolerance): .interiorPoint(tolerance: tolerance)
      case .conjugateGradients(let iterations, let tolerance):
        .conjugateGradients(iterations: iterations, tolerance: tolerance)
      case .pegasos(let steps): .pegasos(steps: steps)
      case .nystrom(let rank): .nystrom(rank: rank)
      case .randomFeatures(let count): .randomFeatures(count: count)
      }
    }
  }

  var points: LabelledPoints
  var base: KernelBase
  var task: KernelTask
  var method: Method
  var seed: UInt64

  func solve() throws -> FoundValue {
    var stream = RandomStream(seed: seed)
    let found = try points.approximateValue(of: task, base: base, by: method.solver, using: &stream)
    return FoundValue(
      value: found.value, lower: found.lower, upper: found.upper, error: found.error, iterations: found.iterations,
      coefficients: found.coefficients)
  }

  /// Tasks and methods take turns, so that every pair comes up.
  static func drawn(_ index: Int, _ stream: inout RandomStream) throws -> FloatingTrial {
    let (n, dimension) = (stream.uniform(in: 2...7), stream.uniform(in: 5...9))
    let codes = stream.sample(n, from: 1 << dimension)
    var points = try LabelledPoints(
      points: BitMatrix(rows: n, columns: dimension) { codes[$0] >> $1 & 1 == 1 },
      labels: (0..<n).map { $0 < 2 ? 1 - 2 * $0 : 1 - 2 * stream.uniform(in: 0...1) })
    let box = Rational(Integer(stream.uniform(in: 1...9)), 4)
    let (small, large) = (stream.uniform(in: 1...4), stream.uniform(in: 1...60))
    let choices: [(KernelTask, [Method])] = [
      (
        .svm,
        [
          .direct, .minimalOptimisation(tolerance: 1e-12), .interiorPoint(tolerance: 1e-12),
          .conjugateGradients(iterations: small, tolerance: 0), .pegasos(steps: large),
          .nystrom(rank: stream.uniform(in: 1...n)), .randomFeatures(count: 4 * n + small),
        ]
      ), (.svmBias, [.direct, .minimalOptimisation(tolerance: 1e-12), .interiorPoint(tolerance: 1e-12)]),
      (
        .svmSoft(box: box),
        [.minimalOptimisation(tolerance: 1e-12), .interiorPoint(tolerance: 1e-12), .pegasos(steps: large)]
      ),
      (
        .ridge(lambda: box),
        [
          .direct, .conjugateGradients(iterations: small, tolerance: 0), .nystrom(rank: stream.uniform(in: 1...n)),
          .randomFeatures(count: n / 2 + small),
        ]
      ), (.pca, [.eigenvalues, .nystrom(rank: stream.uniform(in: 1...n)), .randomFeatures(count: small)]),
    ]
    let pairs = choices.flatMap { task, methods in methods.map { (task, $0) } }
    let (task, method) = pairs[index % pairs.count]
    if task == .svmBias { points = points.mirrored() }
    // Every other base is so large that coefficients become 0 or reach the box.
    let base = try KernelBase(index / pairs.count % 2 == 0 ? Rational(1, Integer(4 * n)) : Rational(1, 3))
    // A stationary point is the optimum, and a bias is found exactly, where the kernel adds up to little.
    let needsSmallBase = task == .svmBias || method == .direct
    return FloatingTrial(
      points: points, base: needsSmallBase ? try KernelBase(Rational(1, Integer(8 * n))) : base, task: task,
      method: method,
      seed: stream.next())
  }
}

// What the methods do, in rationals.
extension FloatingTrial {
  private var count: Int { points.count }

  /// λ of ridge regression, else 0.
  private var shift: Rational { if case .ridge(let lambda) = task { lambda } else { 0 } }

  private var scale: Rational { if case .ridge(let lambda) = task { lambda } else { 1 } }

  private func kernel(_ i: Int, _ j: Int) -> Rational { base.q.power(points.points.distance(i, points.points, j)) }

  private var signedKernel: Matrix<Rational> {
    Matrix(rows: count, columns: count) { Rational(points.labels[$0] * points.labels[$1]) * kernel($0, $1) }
  }

  /// How near the value must come to ``plainValue()``, relative to it where it is above 1.
  var tolerance: Rational {
    switch method {
    case .minimalOptimisation, .interiorPoint: Rational(1, 1_000_000_000)
    default: Rational(1, Integer(1) << 30)
    }
  }

  /// The value of the method in rationals; the optimal one of methods that go on until nothing changes; nil where least squares have to
  /// tell a singular value from 0.
  func plainValue() throws -> Rational? {
    let ones = [Rational](repeating: 1, count: count)
    switch method {
    case .minimalOptimisation, .interiorPoint, .eigenvalues:
      return try points.exactValue(of: task, base: base).value
    case .direct:
      if task == .svmBias { return try points.exactValue(of: task, base: base).value }
      return solution(of: signedKernel).map { scale / 2 * $0.reduce(0, +) }
    case .conjugateGradients(let iterations, _): return conjugateGradients(iterations)
    case .pegasos(let steps): return pegasos(steps)
    case .nystrom(let rank):
      var stream = RandomStream(seed: seed)
      let landmarks = stream.sample(rank, from: count)
      let block = Matrix<Rational>(rows: rank, columns: rank) { kernel(landmarks[$0], landmarks[$1]) }
      var entries: [[Rational]] = []
      for j in 0..<count {
        guard case .unique(let column) = block.solve(landmarks.map { kernel($0, j) }) else { return nil }
        entries.append((0..<count).map { i in landmarks.map { kernel(i, $0) }.dot(column) })
      }
      return try value(of: Matrix(entries), ones)
    case .randomFeatures(let features):
      var stream = RandomStream(seed: seed)
      let probability = (1 - base.q) / 2
      let dimension = points.points.columns
      let sets = (0..<features).map { _ in (0..<dimension).filter { _ in stream.bernoulli(probability) } }
      let characters = (0..<count).map { i in
        sets.map { set in Rational(set.count { points.points[i, $0] } % 2 == 0 ? 1 : -1) }
      }
      let kernel = Matrix<Rational>(rows: count, columns: count) {
        characters[$0].dot(characters[$1]) / Rational(features)
      }
      if task == .svm, kernel.rank() < count { return nil }
      return try value(of: kernel, ones)
    }
  }

  private func solution(of matrix: Matrix<Rational>) -> [Rational]? {
    let shifted = Matrix<Rational>(rows: count, columns: count) { matrix[$0, $1] + ($0 == $1 ? shift : 0) }
    guard case .unique(let solution) = shifted.solve([Rational](repeating: 1, count: count)) else { return nil }
    return solution
  }

  /// The value of the task with another kernel, without labels in it. Of hard margins ½‖w‖² for the shortest w whose margins are
  /// nearest to 1: ½ 1ᵀK⁺1, K⁺1 = K v with K³ v = K 1.
  private func value(of kernel: Matrix<Rational>, _ ones: [Rational]) throws -> Rational? {
    if task == .pca { return (0..<count).reduce(0) { $0 + kernel.row($1).reduce(0, +) } }
    let signed = Matrix<Rational>(rows: count, columns: count) {
      Rational(points.labels[$0] * points.labels[$1]) * kernel[$0, $1]
    }
    if task != .svm { return solution(of: signed).map { scale / 2 * $0.reduce(0, +) } }
    switch (signed * signed * signed).solve(signed * ones) {
    case .unique(let v), .underdetermined(let v, _): return (signed * v).reduce(0, +) / 2
    case .inconsistent: return nil
    }
  }

  private func conjugateGradients(_ iterations: Int) -> Rational {
    let matrix = signedKernel
    var alpha = [Rational](repeating: 0, count: count)
    var residual = [Rational](repeating: 1, count: count)
    var direction = residual
    for _ in 0..<iterations {
      let square = residual.dot(residual)
      if square.isZero { break }
      let image = zip(matrix * direction, direction).map { $0 + shift * $1 }
      let step = square / direction.dot(image)
      alpha = zip(alpha, direction).map { $0 + step * $1 }
      residual = zip(residual, image).map { $0 - step * $1 }
      let ratio = residual.dot(residual) / square
      direction = zip(residual, direction).map { $0 + ratio * $1 }
    }
    return scale * alpha.reduce(0, +) / 2
  }

  /// w as the weights of the points, with all former weights shrunk from step to step.
  private func pegasos(_ steps: Int) -> Rational {
    let matrix = signedKernel
    let box: Rational = if case .svmSoft(let box) = task { box } else { 2 }
    let rate = box * Rational(count)
    var stream = RandomStream(seed: seed)
    var weights = [Rational](repeating: 0, count: count)
    for step in 1...steps {
      weights = weights.map { $0 * Rational(Integer(step - 1), Integer(step)) }
      let i = stream.uniform(in: 0...count - 1)
      if matrix.row(i).dot(weights) < 1 { weights[i] += rate / Rational(step) }
    }
    let margins = matrix * weights
    return weights.dot(margins) / 2 + margins.reduce(0) { $0 + box * max(0, 1 - $1) }
  }

  /// The bounds of duality at these coefficients; nil for machines with a bias, which leave a choice.
  func dualityBounds(_ coefficients: [Double]) throws -> (lower: Rational, upper: Rational?)? {
    if task == .svmBias { return nil }
    if task == .pca {
      let sum = try points.exactValue(of: .pca, base: base).value
      return (sum, sum)
    }
    var box: Rational?
    if case .svmSoft(let limit) = task { box = limit }
    let matrix = signedKernel
    let alpha = coefficients.map { coefficient -> Rational in
      let exact = Rational(exactly: coefficient) ?? 0
      if shift > 0 { return exact }
      return min(max(exact, 0), box ?? max(exact, 0))
    }
    let product = zip(matrix * alpha, alpha).map { $0 + shift * $1 }
    let (sum, square) = (alpha.reduce(0, +), alpha.dot(product))
    let dual = sum - square / 2
    if shift > 0 {
      let residual = product.map { 1 - $0 }
      return (scale * dual, scale * (dual + residual.dot(residual) / (2 * shift)))
    }
    let lower = box == nil && square > 0 ? max(dual, sum * sum / (2 * square)) : dual
    let hinges = product.reduce(0) { $0 + max(0, 1 - $1) }
    var uppers: [Rational] = []
    if let least = product.min(), least > 0 { uppers.append(square / (2 * least * least)) }
    let rho = (0..<count).map { i in (0..<count).reduce(-1) { $0 + kernel(i, $1) } }.max() ?? 0
    if let box {
      uppers.append(square / 2 + box * hinges)
    } else if rho < Rational(1, 2) {
      uppers.append(square / 2 + 2 * hinges)
    }
    return (max(lower, 0), uppers.min())
  }
}
