import Exact
import HardProblems

/// The gradient of a batch's loss Σᵢ ℓ((Mα)ᵢ) with respect to the weights α of a network's last layer, at α = 0, on labels that are
/// all 1; the hidden layer M tells orthogonal vectors.
///
///     let instance = try BatchGradient(vectors: vectors, loss: .hinge)
///     instance.referenceAnswer().gradient      // minus the number of orthogonal partners of each vector of B
///
/// Coordinate j is ℓ′(0) Σᵢ Mᵢⱼ. With rectified units that is −c of the hinge and the squared loss and −c/2 of the logistic loss,
/// where c is the number of a ∈ A that are orthogonal to b_j: the gradient vanishes if and only if there is no pair, so that any
/// finite factor of approximation of any of its norms decides. With sigmoid units of odds R = n^(κ+1) + 1 it lies between
/// c(1 − δ) and c(1 − δ) + (n − c)δ, δ = 1/(R + 1), in place of c: coordinates with and without a partner differ by a factor n^κ or
/// more, and weights are no larger than O(κ log n).
///
/// Source: Backurs, Indyk, Schmidt, "On the Fine-Grained Complexity of Empirical Risk Minimization: Kernel Methods and Neural
/// Networks", NIPS 2017 (arXiv 1704.02958); the constants are derived.
public struct BatchGradient: Hashable, Sendable {
  /// What the hidden units are.
  public enum Units: Hashable, Sendable, Codable {
    /// max(0, x).
    case rectified
    /// 1/(1 + e^−x), so steep that coordinates are a factor n^κ apart.
    case sigmoid(kappa: Int)
  }

  /// The κ that there may be.
  public static let exponents = 1...1000

  /// The points and the hidden units.
  public let vectors: OrthogonalVectors
  /// ℓ.
  public let loss: MarginLoss
  /// The hidden units.
  public let units: Units

  /// - Throws: ``NetworkError/exponentOutOfRange(_:)``.
  public init(vectors: OrthogonalVectors, loss: MarginLoss, units: Units = .rectified) throws(NetworkError) {
    if case .sigmoid(let kappa) = units, !(Self.exponents ~= kappa) { throw .exponentOutOfRange(kappa) }
    (self.vectors, self.loss, self.units) = (vectors, loss, units)
  }

  /// n: the number of points.
  public var pointCount: Int { vectors.left.rows }
  /// m: the number of hidden units.
  public var unitCount: Int { vectors.right.rows }

  /// R of sigmoid units, whose steepness is 2 ln R; nil of rectified ones.
  public var odds: Rational? { layer.odds }

  var layer: HiddenLayer {
    switch units {
    case .rectified: HiddenLayer(vectors: vectors, odds: nil)
    case .sigmoid(let kappa):
      HiddenLayer(vectors: vectors, odds: Rational(Integer(max(pointCount, 1)).power(kappa + 1) + 1))
    }
  }

  /// The least and the greatest magnitude of a coordinate whose unit has c partners.
  public func magnitudes(partners c: Int) -> (least: Rational, greatest: Rational) {
    let (noise, slope) = (layer.noise, loss.slopeAtZero.magnitude)
    let least = Rational(c) * (1 - noise)
    return (slope * least, slope * (least + Rational(pointCount - c) * noise))
  }

  /// Magnitudes above it mean that a unit has a partner, below it that it has none.
  public var decisionThreshold: Rational { (magnitudes(partners: 0).greatest + magnitudes(partners: 1).least) / 2 }

  /// A quarter of the gap between magnitudes of c and c + 1 partners: an error that always decides.
  public var sufficientError: Rational {
    let (noise, slope) = (layer.noise, loss.slopeAtZero.magnitude)
    // The gap is the narrowest between none and one.
    return slope * (1 - noise - Rational(max(pointCount, 1)) * noise) / 4
  }

  /// The bits of relative accuracy that the largest coordinate needs so that its error is sufficient.
  public var requiredBits: Int {
    (magnitudes(partners: max(pointCount, 1)).least / sufficientError).ceiling().bitWidth
  }

  /// How many partners a coordinate and its error leave to a unit.
  ///
  /// With c partners the magnitude lies between c |ℓ′(0)| (1 − δ) and (n − c) |ℓ′(0)| δ more; with rectified units, δ = 0, it is a
  /// multiple of |ℓ′(0)|. Those c are left for which some such number lies within the error.
  private func partners(_ coordinate: Rational, _ error: Rational, of unit: Int) throws(NetworkError) -> ClosedRange<
    Int
  > {
    let (noise, slope, n) = (layer.noise, loss.slopeAtZero.magnitude, Integer(pointCount))
    guard coordinate - error <= 0 else { throw .positiveCoordinate(unit: unit, coordinate) }
    let (smallest, greatest) = (-coordinate - error, -coordinate + error)
    // c |ℓ′(0)| (1 − δ) ≤ greatest, and c |ℓ′(0)| (1 − 2δ) + n |ℓ′(0)| δ ≥ smallest.
    let last = min((greatest / (slope * (1 - noise))).floor(), n)
    let first = max(((smallest / slope - Rational(n) * noise) / (1 - 2 * noise)).ceiling(), 0)
    guard first <= last, let least = Int(exactly: first), let most = Int(exactly: last) else {
      throw .impossibleCoordinate(unit: unit, coordinate, error: error, expected: possibleCoordinates)
    }
    return least...most
  }

  /// What coordinates there can be, in words.
  private var possibleCoordinates: String {
    let (noise, slope, n) = (layer.noise, loss.slopeAtZero.magnitude, pointCount)
    return noise == 0
      ? "a multiple of \(slope) from \(-slope * Rational(n)) to 0"
      : "\(-slope) times a number that is at most \(Double(Rational(max(n, 1)) * noise)) from an integer in 0...\(n)"
  }

  /// What a gradient says: whether a pair is orthogonal, how many are, and one of them.
  ///
  /// The first unit that must have a partner names b; its a is found among the points.
  ///
  /// - Throws: ``NetworkError`` for another number of coordinates than there are units, one that no number of partners gives, or
  ///   one that names a partner although none exists.
  /// - Complexity: O(n d / 64 + m).
  public func reading(of answer: GradientAnswer) throws(NetworkError) -> PairAnswer {
    let partners = try partners(of: answer)
    let (least, greatest) = (
      partners.reduce(Integer.zero) { $0 + Integer($1.lowerBound) },
      partners.reduce(Integer.zero) { $0 + Integer($1.upperBound) }
    )
    guard let unit = partners.firstIndex(where: { $0.lowerBound > 0 }) else {
      guard greatest > 0 else { return PairAnswer(exists: false) }
      let error = answer.errors?.max() ?? 0
      return PairAnswer(bitsMissing: max((error / sufficientError).ceiling().bitWidth, 1))
    }
    guard let point = (0..<pointCount).first(where: { vectors.isSolution($0, unit) }) else {
      throw .noPartner(unit: unit)
    }
    var meaning = PairAnswer(exists: true)
    if least == greatest { meaning.count = least } else { meaning.atLeast = least }
    meaning.witness = VectorPair(point, unit)
    return meaning
  }

  /// Whether a pair is orthogonal, from a norm ‖·‖_p, p ≥ 1, of the gradient that is known within a factor only; nil where the factor
  /// is too large to tell, which never happens with rectified units.
  ///
  /// Without a pair ‖g‖_p ≤ ‖g‖₁ ≤ m n δ |ℓ′(0)|; with one ‖g‖_p ≥ ‖g‖_∞ ≥ (1 − δ) |ℓ′(0)|.
  ///
  /// - Parameters:
  ///   - norm: A number between ‖g‖_p/factor and factor · ‖g‖_p.
  ///   - factor: At least 1.
  public func hasOrthogonalPair(norm: Rational, within factor: Rational) -> Bool? {
    precondition(factor >= 1, "a factor of approximation is at least 1, not \(factor)")
    let most = Rational(unitCount) * magnitudes(partners: 0).greatest
    if norm > factor * most { return true }
    return norm * factor < magnitudes(partners: 1).least ? false : nil
  }

  /// How many orthogonal partners each vector of B has, as far as a gradient tells.
  ///
  /// - Throws: ``NetworkError`` for another number of coordinates than there are units, or one that no number of partners gives.
  public func partners(of answer: GradientAnswer) throws(NetworkError) -> [ClosedRange<Int>] {
    guard answer.gradient.count == unitCount else {
      throw .gradientLength(answer.gradient.count, units: unitCount)
    }
    let errors = answer.errors ?? [0]
    guard errors.count == 1 || errors.count == unitCount else { throw .gradientLength(errors.count, units: unitCount) }
    guard errors.allSatisfy({ $0 >= 0 }) else { throw .negativeError }
    var partners: [ClosedRange<Int>] = []
    for (unit, coordinate) in answer.gradient.enumerated() {
      partners.append(try self.partners(coordinate, errors.count == 1 ? errors[0] : errors[unit], of: unit))
    }
    return partners
  }
}

/// A gradient, exact or with error bars.
public struct GradientAnswer: Codable, Hashable, Sendable {
  /// A coordinate for each hidden unit.
  public var gradient: [Rational]
  /// How far each coordinate may be from the truth, or one number for all; nil for an exact gradient.
  public var errors: [Rational]?

  /// A gradient, exact or with error bars.
  public init(gradient: [Rational], errors: [Rational]? = nil) { (self.gradient, self.errors) = (gradient, errors) }

  private enum CodingKeys: String, CodingKey { case gradient, errors }

  /// Numbers are written as fractions, so that `read` takes them for exact too.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(gradient.map(\.fraction), forKey: .gradient)
    try container.encodeIfPresent(errors?.map(\.fraction), forKey: .errors)
  }
}
