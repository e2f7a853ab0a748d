import Exact

/// What the optimal values of an instance can be, from what is known without looking at pairs.
///
/// Let n points of one class have a Gram matrix K = I + E, E ≥ 0 with rows that add up to at most r < 1. The stationary α = K⁻¹ 1
/// lies in [0, 1]ⁿ, and by Cauchy and Schwarz 1ᵀK⁻¹1 ≥ n² / 1ᵀK1 ≥ n/(1 + r). So for one side alone
///
/// - hard margins, ½ 1ᵀα: n/(2(1 + r)) ≤ V ≤ n/2; with a bias on the mirrored double both times 2/(1 − q); a box C ≥ 1/(1 − ρ) does
///   not bind;
/// - a box C ≤ 1/(1 + ρ), where all coefficients are C, V = Cn − C² 1ᵀK1/2: Cn − C² n(1 + r)/2 ≤ V ≤ Cn − C² n/2;
/// - ridge regression, (λ/2) 1ᵀ(K + λI)⁻¹1: λn/(2(1 + λ + r)) ≤ V ≤ λn/(2(1 + λ));
/// - principal components, 1ᵀK1: n ≤ V ≤ n(1 + r).
///
/// And Δ = V(A ∪ B) − V(A) − V(B) lies between (1 − ρ)² c S and c S/(1 − ρ), which are c S both for principal components and small
/// boxes, with n_A n_B q^d ≤ S ≤ n_A n_B q^m for the dimension d and the least distance m of vectors of different sides.
///
/// Source: ``KernelInstance``; the bounds on single values are derived.
public struct KernelRange: Hashable, Sendable {
  /// Of V(A).
  public let a: ClosedRange<Rational>
  /// Of V(B).
  public let b: ClosedRange<Rational>
  /// Of Δ.
  public let delta: ClosedRange<Rational>

  /// Bounds on the values of one instance.
  public init(a: ClosedRange<Rational>, b: ClosedRange<Rational>, delta: ClosedRange<Rational>) {
    (self.a, self.b, self.delta) = (a, b, delta)
  }

  /// Throws unless some values within the errors lie in all ranges.
  ///
  /// - Throws: ``KernelInstanceError/impossibleValue(_:_:error:least:greatest:bound:)`` with the first bound that is broken, or
  ///   `.negativeError`.
  public func requirePossible(_ values: KernelValues) throws(KernelInstanceError) {
    let (found, errors) = (values.values, values.errors ?? KernelValues.Triple(a: 0, b: 0, ab: 0))
    guard errors.a >= 0, errors.b >= 0, errors.ab >= 0 else { throw .negativeError }
    func part(
      _ name: String, _ value: Rational, _ error: Rational, _ range: ClosedRange<Rational>, _ bound: String
    ) throws(KernelInstanceError) -> ClosedRange<Rational> {
      let (least, greatest) = (max(value - error, range.lowerBound), min(value + error, range.upperBound))
      guard least <= greatest else {
        throw .impossibleValue(
          name, value, error: error, least: range.lowerBound, greatest: range.upperBound, bound: bound)
      }
      return least...greatest
    }
    let a = try part("V(A)", found.a, errors.a, a, "the bounds for one class of as many points")
    let b = try part("V(B)", found.b, errors.b, b, "the bounds for one class of as many points")
    let union = a.lowerBound + b.lowerBound + delta.lowerBound...a.upperBound + b.upperBound + delta.upperBound
    let (least, greatest) = (found.ab - errors.ab, found.ab + errors.ab)
    guard greatest >= union.lowerBound, least <= union.upperBound else {
      // What the values leave to Δ, so that the message has numbers of its size.
      let (low, high) = (least - a.upperBound - b.upperBound, greatest - a.lowerBound - b.lowerBound)
      throw .impossibleValue(
        "Δ = V(AB) − V(A) − V(B)", (low + high) / 2, error: (high - low) / 2, least: delta.lowerBound,
        greatest: delta.upperBound,
        bound: "(1 − ρ)² c S ≤ Δ ≤ c S/(1 − ρ), S the sum of the kernel over pairs that are no closer than is promised")
    }
  }
}

extension KernelInstance {
  /// What the three values can be.
  ///
  /// - Complexity: O(1) operations on rationals, with powers of q up to the dimension.
  public var range: KernelRange {
    let (left, right) = (Integer(pairs.left.rows), Integer(pairs.right.rows))
    let (q, all) = (base.q, Rational(left * right))
    let (least, greatest) = (factor * all * q.power(max(pairs.dimension, cross)), factor * all * q.power(cross))
    return KernelRange(
      a: range(ofSide: left), b: range(ofSide: right),
      delta: isExactSum
        ? least...greatest : (1 - rhoBound) * (1 - rhoBound) * least...greatest / (1 - rhoBound))
  }

  /// Whether Δ is c S.
  var isExactSum: Bool {
    switch task {
    case .pca: true
    case .svmSoft(let box): box < 1
    case .svm, .svmBias, .ridge: false
    }
  }

  /// What the value of n points of one class can be.
  private func range(ofSide points: Integer) -> ClosedRange<Rational> {
    let (n, q) = (Rational(points), base.q)
    let rho = Rational(max(points - 1, 0)) * q.power(within)
    switch task {
    case .svmSoft(let box) where box < 1:
      let most = box * n - box * box * n / 2
      return most - box * box * n * rho / 2...most
    case .svm, .svmSoft: return n / (2 * (1 + rho))...n / 2
    case .svmBias: return n / ((1 + rho) * (1 - q))...n / (1 - q)
    case .ridge(let lambda): return lambda * n / (2 * (1 + lambda + rho))...lambda * n / (2 * (1 + lambda))
    case .pca: return n...n * (1 + rho)
    }
  }

  /// The values without the signs of the objective that LIBSVM prints: it minimises ½ αᵀGα − 1ᵀα, whose minimum is −V, as do other
  /// solvers of the dual problem. Nil unless none of the values is positive and that of A ∪ B is negative, and for ridge regression
  /// and principal components, which they do not solve.
  public func withoutSigns(_ values: KernelValues) -> KernelValues? {
    let found = values.values
    switch task {
    case .svm, .svmBias, .svmSoft: guard found.a <= 0, found.b <= 0, found.ab < 0 else { return nil }
    case .ridge, .pca: return nil
    }
    return KernelValues(values: .init(a: -found.a, b: -found.b, ab: -found.ab), errors: values.errors)
  }
}
