import Arrays
import Exact
import Foundation
import KernelMachinesCheckers

/// The support vector machine of LIBSVM's `-s 0 -t 2` on given vectors: soft margin with box C, kernel exp(−γ‖x − y‖²), with a bias or
/// without.
///
/// ```swift
/// let machine = try GaussianMachine(data, gamma: Rational(1, 8), cost: 1)
/// let found = try machine.interval()        // a certificate
/// found.lower...found.upper                 // the optimum lies here
/// ```
///
/// The optimum V is that of max 1ᵀα − ½ αᵀGα over 0 ≤ α ≤ C, with yᵀα = 0 if there is a bias, G = (yᵢ yⱼ k(xᵢ, xⱼ)); LIBSVM prints −V. The
/// kernel is transcendental, so V is enclosed, not stated: by the dual and the primal value of the same coefficients.
public struct GaussianMachine: Hashable, Sendable {
  /// The vectors.
  public let vectors: LabelledVectors
  /// γ.
  public let gamma: Rational
  /// C.
  public let cost: Rational
  /// Whether there is a bias, as LIBSVM has it.
  public let hasBias: Bool

  /// The most vectors of which the kernel of all pairs is kept.
  public static let greatestCount = 1 << 14

  /// - Throws: ``KernelError``: `.notPositive` for γ or C, `.tooManyPoints`, `.parameterOutOfRange` for no vectors at all.
  public init(_ vectors: LabelledVectors, gamma: Rational, cost: Rational, hasBias: Bool = true) throws(KernelError) {
    guard gamma > 0 else { throw .notPositive("γ", gamma) }
    guard cost > 0 else { throw .notPositive("the box C", cost) }
    guard vectors.count >= 1 else { throw .parameterOutOfRange("the number of vectors", "0", expected: "at least 1") }
    guard vectors.count <= Self.greatestCount else {
      throw .tooManyPoints(vectors.count, greatest: Self.greatestCount)
    }
    (self.vectors, self.gamma, self.cost, self.hasBias) = (vectors, gamma, cost, hasBias)
  }

  /// How many bytes the search for an interval holds, about, beside the vectors: the kernel in double precision, its factors, and in fixed
  /// point, of more bits for a narrow interval.
  ///
  /// - Parameter width: How wide the interval may be, as of ``interval(width:improved:)``.
  public func predictedBytes(width: Rational? = nil) -> Integer {
    let goal = width ?? min(1, cost) / 1_000_000_000
    // No coefficients add up to more.
    let most = cost * Rational(vectors.count) + 1
    let bits = goal > 0 ? (2 * most * most / goal).ceiling().bitWidth + 8 : 0
    return FixedPointGaussian.bytes(vectors.count, precision: max(192, min(bits, 4096)))
      + 32 * Integer(vectors.count) * Integer(vectors.count)
  }

  /// An interval that holds the optimum, as a certificate.
  ///
  /// Coefficients come from minimal optimisation in double precision, LIBSVM's method. They are made better by Newton's steps on those
  /// between 0 and C: the residual is exact in fixed point, the step is LAPACK's, so that each adds some digits.
  ///
  /// - Parameters:
  ///   - width: how wide the interval may be; nil for a billionth of the optimum.
  ///   - improved: called with every certificate that is better than those before.
  /// - Returns: the best certificate that was found. It may be wider than asked for, where the kernel's matrix is nearly singular or the
  ///   solver in double precision did not come near enough; what it says holds all the same.
  /// - Throws: ``KernelError/parameterOutOfRange(_:_:expected:)`` for a width that is not positive, or would need more than 4096 bits.
  /// - Complexity: N²/2 exponentials, O(N²) for each step, and O(F³) for F coefficients between 0 and C.
  public func interval(
    width: Rational? = nil, improved: (KernelIntervalCertificate) -> Void = { _ in }
  ) throws(KernelError) -> KernelIntervalCertificate {
    if let width, width <= 0 { throw .parameterOutOfRange("the width", "\(width)", expected: "a positive number") }
    let kernel = FloatingPointKernel(doubles(), labels: vectors.labels)
    let box = Double(cost)
    let program = DualProgram(box: box, isBalanced: hasBias)
    let found =
      hasBias ? kernel.pairwiseOptimum(program, Self.tolerance) : kernel.coordinatewiseOptimum(program, Self.tolerance)
    var search = try IntervalSearch(
      self, kernel, width: width, value: found.value, sum: found.coefficients.reduce(0, +))
    search.run(from: found.coefficients.map { min($0 / box, 1) }) { improved(certificate($0)) }
    return certificate(search.best)
  }

  /// How far optimality conditions may be violated when the steps begin.
  private static let tolerance = 1e-8

  private func doubles() -> DenseMatrix<Double> {
    DenseMatrix(rows: vectors.count, columns: vectors.count) { (matrix: MutableMatrixView<Double>) in
      for i in 0..<vectors.count {
        matrix[i, i] = 1
        for j in 0..<i {
          let value = exp(-Double(gamma * vectors.squaredDistance(i, j)))
          matrix[i, j] = value
          matrix[j, i] = value
        }
      }
    }
  }

  private func certificate(_ found: IntervalSearch.Candidate) -> KernelIntervalCertificate {
    KernelIntervalCertificate(
      gamma: gamma, cost: cost, bias: found.bias, labels: vectors.labels, points: vectors.texts,
      coefficients: found.coefficients, bits: found.bits, precision: found.precision, lower: found.lower,
      upper: found.upper)
  }
}
