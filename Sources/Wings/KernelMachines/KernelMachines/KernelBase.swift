import Exact

/// The base q of the kernel k(x, x') = q^H(x, x') on 0/1 vectors, H their Hamming distance and 0 < q < 1.
///
/// On such vectors the Gaussian kernel exp(−γ‖x − x'‖²) and the Laplacian kernel exp(−γ‖x − x'‖₁) are this one, with q = e^−γ. A
/// rational q makes the whole Gram matrix rational, so that optima are exact numbers.
public struct KernelBase: Hashable, Sendable {
  /// q.
  public let q: Rational

  /// - Throws: ``KernelError/baseOutOfRange(_:)`` unless 0 < q < 1.
  public init(_ q: Rational) throws(KernelError) {
    guard q > 0, q < 1 else { throw .baseOutOfRange(q) }
    self.q = q
  }

  private init(trusted q: Rational) { self.q = q }

  /// The largest 2^−k that is at most 1/(4n): with it the values of instances made from Orthogonal Vectors with n vectors on
  /// a side tell yes from no.
  public static func dyadic(forCount n: Int) -> KernelBase { power(2, atLeast: 4 * Integer(Swift.max(n, 1))) }

  /// The largest 2^−k that is at most 1/(8n²): with it they tell the *number* of orthogonal pairs.
  public static func counting(forCount n: Int) -> KernelBase {
    power(2, atLeast: 8 * Integer(Swift.max(n, 1)) * Integer(Swift.max(n, 1)))
  }

  private static func power(_ base: Integer, atLeast bound: Integer) -> KernelBase {
    KernelBase(trusted: Rational(1, Integer(1) << (bound - 1).bitWidth))
  }

  /// Whether every power of q is an integer divided by a power of 2.
  public var isDyadic: Bool { q.denominator == Integer(1) << (q.denominator.bitWidth - 1) }
}

/// Why there is no value.
public enum KernelError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The base is not between 0 and 1.
  case baseOutOfRange(Rational)
  /// Two points are equal, so that the Gram matrix is singular.
  case equalPoints(Int, Int)
  /// A label is neither 1 nor −1.
  case labelOutOfRange(Int, point: Int)
  /// There are not as many labels as points.
  case labelCount(Int, points: Int)
  /// The largest sum ρ of a row of the Gram matrix without its diagonal is too large for the bounds to hold.
  case notDominant(rho: Rational, bound: Rational)
  /// The box C lies where the optimum is neither that of the hard margin nor C at every point.
  case boxInWindow(Rational, lower: Rational, upper: Rational)
  /// A parameter that must be positive is not.
  case notPositive(String, Rational)
  /// There are no bounds for a real γ.
  case noEnclosure(String)
  /// A solver in double precision is not for the task.
  case unsuitableSolver(String, task: String)
  /// A solver's tolerance, number of steps or size is none that it can work with.
  case parameterOutOfRange(String, String, expected: String)
  /// There are more points than the kernel of all pairs of which a solver can keep.
  case tooManyPoints(Int, greatest: Int)
  /// The Gram matrix has no Cholesky factorisation in double precision.
  case notPositiveDefinite

  public var description: String {
    switch self {
    case .baseOutOfRange(let q): "the base q = \(q) of the kernel is not between 0 and 1"
    case .equalPoints(let first, let second):
      "points \(first) and \(second) are equal, so that the Gram matrix is singular; leave one of them out"
    case .labelOutOfRange(let label, let point): "point \(point) has the label \(label); expected 1 or -1"
    case .labelCount(let labels, let points): "\(labels) labels for \(points) points"
    case .notDominant(let rho, let bound):
      "the kernel's values beside the diagonal add up to ρ ≈ \(Double(rho)) in some row, more than \(bound); choose a smaller base q"
    case .boxInWindow(let box, let lower, let upper):
      "the box C = \(box) lies between 1/(1 + ρ) ≈ \(Double(lower)) and 1/(1 − ρ) ≈ \(Double(upper)), where the value says nothing; "
        + "C = 1/2 and C = 2 are right for every instance"
    case .notPositive(let name, let value): "\(name) is \(value); expected a positive number"
    case .noEnclosure(let what): "bounds for a real γ are not there for \(what)"
    case .unsuitableSolver(let solver, let task): "\(solver) is no method for \(task)"
    case .parameterOutOfRange(let name, let value, let expected): "\(name) is \(value); expected \(expected)"
    case .tooManyPoints(let count, let greatest):
      "\(count) points; a method that keeps the kernel of all pairs takes at most \(greatest)"
    case .notPositiveDefinite:
      "the Gram matrix is not positive definite in double precision: some points are too near each other for its base"
    }
  }
}

// Coded as q.
extension KernelBase: Codable {
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    do { try self.init(try container.decode(Rational.self)) } catch let error as KernelError {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: error.description)
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(q)
  }
}
