import Exact
import HardProblems

/// Training the last layer of a network whose hidden layer tells orthogonal vectors: min over weights α of Σᵢ ℓ((Mα)ᵢ), on labels
/// that are all 1.
///
///     let instance = try LastLayer(vectors: vectors, loss: .hinge)
///     try instance.referenceAnswer()      // the number of vectors of A without an orthogonal partner
///
/// With rectified units M is 0 or 1, a row of A without a partner costs ℓ(0) whatever α is, and with r the number of those that
/// have one the optimum is
///
/// - of the hinge loss n − r, attained by all weights 1;
/// - of the logistic loss (n − r) ln 2, an infimum: weights T give at most that plus n e^−T;
/// - of the squared loss half the squared distance of (1, …, 1) from the columns of M: n/2 without a pair, else at most
///   (n − 1)/2.
///
/// With sigmoid units of odds R = 8 n W and ‖α‖₁ ≤ W the hinge loss is at least n(1 − δW) without a pair, and at most
/// n − min(1, W(1 − δ)) with one. (Without a bound, weights could amplify δ.)
///
/// So n ℓ(0) and (n − 1) ℓ(0) are to be told apart: a relative accuracy of 1/(8n) decides, where kernel machines need an
/// exponentially small one.
///
/// Source: Backurs, Indyk, Schmidt, "On the Fine-Grained Complexity of Empirical Risk Minimization: Kernel Methods and Neural
/// Networks", NIPS 2017 (arXiv 1704.02958); the constants are derived.
public struct LastLayer: Hashable, Sendable {
  /// What the hidden units are.
  public enum Units: Hashable, Sendable, Codable {
    /// max(0, x), and any weights α.
    case rectified
    /// 1/(1 + e^−x), and weights with ‖α‖₁ ≤ W.
    case sigmoid(bound: Rational)
  }

  /// The points and the hidden units.
  public let vectors: OrthogonalVectors
  /// ℓ.
  public let loss: MarginLoss
  /// The hidden units.
  public let units: Units

  /// - Throws: ``NetworkError/lossWithoutBound(_:)`` for sigmoid units with another loss than the hinge loss, `.boundTooSmall`
  ///   for W < 1.
  public init(vectors: OrthogonalVectors, loss: MarginLoss, units: Units = .rectified) throws(NetworkError) {
    if case .sigmoid(let bound) = units {
      guard loss == .hinge else { throw .lossWithoutBound(loss) }
      guard bound >= 1 else { throw .boundTooSmall(bound) }
    }
    (self.vectors, self.loss, self.units) = (vectors, loss, units)
  }

  /// n: the number of points.
  public var pointCount: Int { vectors.left.rows }

  var layer: HiddenLayer {
    switch units {
    case .rectified: HiddenLayer(vectors: vectors, odds: nil)
    case .sigmoid(let bound): HiddenLayer(vectors: vectors, odds: 8 * Rational(max(pointCount, 1)) * bound)
    }
  }

  /// What a point without a partner costs at least: exactly, or ln 2 between two numbers closer than 2^−100/n.
  var lossWithoutPartner: (lower: Rational, upper: Rational) {
    switch (loss, units) {
    case (.hinge, .sigmoid(let bound)): (1 - layer.noise * bound, 1 - layer.noise * bound)
    case (.hinge, .rectified): (1, 1)
    case (.squared, _): (Rational(1, 2), Rational(1, 2))
    case (.logistic, _): Self.logarithmOfTwo(precision: 128 + pointCount.bitWidth)
    }
  }

  private static func logarithmOfTwo(precision: Int) -> (lower: Rational, upper: Rational) {
    let logarithm = Enclosure(2, precision: precision).log()
    // ln 2 = 0.693…
    return (logarithm.lower ?? Rational(69, 100), logarithm.upper ?? Rational(7, 10))
  }

  /// Optimal values above it mean no, below it yes: (n − 1/2) ℓ(0), for the logistic loss rounded down to a sixteenth.
  public var decisionThreshold: Rational {
    let middle = (Rational(pointCount) - Rational(1, 2)) * lossWithoutPartner.lower
    return loss == .logistic ? Rational((16 * middle).floor(), 16) : middle
  }

  /// An error of the optimal value that always decides.
  public var sufficientError: Rational { lossWithoutPartner.lower / 8 }

  /// The bits of relative accuracy that the value needs so that its error is sufficient.
  public var requiredBits: Int { (8 * Integer(max(pointCount, 1)) - 1).bitWidth }

  /// How many points have a partner, as far as a value tells.
  ///
  /// With r such points the value is (n − r) ℓ(0) where it is exact, and at least that elsewhere; without any it is n ℓ(0). So
  /// x = n − value/ℓ(0) is r, or at most r but at least 3/4 if r > 0; a quarter is left for what is said without error bars.
  func partnered(_ answer: LastLayerAnswer) -> ClosedRange<Int> {
    let (n, error, least) = (Rational(pointCount), answer.error ?? 0, lossWithoutPartner)
    let slack = Rational(1, 4)
    func quotient(_ value: Rational, _ divisor: Rational) -> Rational { n - value / divisor }
    // The loss that makes each bound the weaker.
    let (greater, smaller) = (answer.value + error, answer.value - error)
    let lower = quotient(greater, greater.isNegative ? least.upper : least.lower) - slack
    let upper = quotient(smaller, smaller.isNegative ? least.lower : least.upper) + slack
    func clamped(_ number: Integer) -> Int { Int(exactly: min(max(number, 0), Integer(pointCount))) ?? 0 }
    let isExact = loss != .squared && units == .rectified
    let first = clamped(lower.ceiling())
    let last = isExact ? clamped(upper.floor()) : upper < 1 ? 0 : pointCount
    return min(first, last)...max(first, last)
  }

  /// What an optimal value says: whether a pair is orthogonal, and that there are at least as many as points with a partner.
  ///
  /// A point with a positive margin has a partner; it is found among the units.
  ///
  /// - Throws: ``NetworkError`` for a negative error, or a point without a partner.
  /// - Complexity: O(n_B d) for the partner.
  public func reading(of answer: LastLayerAnswer) throws(NetworkError) -> PairAnswer {
    guard answer.error ?? 0 >= 0 else { throw .negativeError }
    let points = partnered(answer)
    guard points.lowerBound > 0 else {
      return points.upperBound == 0 ? PairAnswer(exists: false) : PairAnswer(bitsMissing: bitsMissing(answer))
    }
    var meaning = PairAnswer(exists: true)
    meaning.atLeast = Integer(points.lowerBound)
    if let point = answer.point {
      guard 0..<pointCount ~= point, let unit = (0..<vectors.right.rows).first(where: { vectors.isSolution(point, $0) })
      else { throw .noPartnerOfPoint(point) }
      meaning.witness = VectorPair(point, unit)
    }
    return meaning
  }

  /// By how many bits the error of an answer must shrink so that it is sufficient; at least 1.
  func bitsMissing(_ answer: LastLayerAnswer) -> Int {
    max(((answer.error ?? 0) / sufficientError).ceiling().bitWidth, 1)
  }
}

/// The optimal value of the last layer, exact or with an error bar.
public struct LastLayerAnswer: Codable, Hashable, Sendable {
  /// The value.
  public var value: Rational
  /// How far it may be from the truth; nil for an exact value.
  public var error: Rational?
  /// A point whose margin is positive at weights with a loss below that of no weights, where one is known.
  public var point: Int?

  /// A value, exact or with an error bar.
  public init(value: Rational, error: Rational? = nil, point: Int? = nil) {
    (self.value, self.error, self.point) = (value, error, point)
  }
}
