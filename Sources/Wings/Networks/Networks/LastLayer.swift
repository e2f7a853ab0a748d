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

  /// R of sigmoid units, whose steepness is 2 ln R; nil of rectified ones.
  public var odds: Rational? { layer.odds }

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

  /// How many points have a partner, as far as a value tells; every number for no value.
  ///
  /// With r such points the optimum is (n − r) ℓ(0) for the hinge and the logistic loss of rectified units. For the others it is
  /// n ℓ(0) if r = 0 (with sigmoid units between n ℓ(0), ℓ(0) = 1 − δW, and the n that no weights cost), and if r > 0 between
  /// (n − r) ℓ(0), since the other points cost that much each, and what one partner saves: (n − 1)/2 for the squared loss and
  /// n − min(1, W(1 − δ)) with sigmoid units. Those r are left for which some such number lies within the error.
  ///
  /// - Throws: ``NetworkError/impossibleLoss(_:error:expected:)`` where none is left.
  package func partnered(_ answer: LastLayerAnswer) throws(NetworkError) -> ClosedRange<Int> {
    guard answer.error ?? 0 >= 0 else { throw .negativeError }
    let (n, most) = (Rational(pointCount), vectors.right.rows == 0 ? 0 : pointCount)
    guard let value = answer.value else { return 0...most }
    let (smallest, greatest) = (value - (answer.error ?? 0), value + (answer.error ?? 0))
    let cost = lossWithoutPartner
    // n − r, the number of points without a partner, in the range in which they cost neither too much nor too little.
    let (last, first) = ((greatest / cost.lower).floor(), (smallest / cost.upper).ceiling())
    let isNone: Bool
    let alone: ClosedRange<Integer>?
    if isExact {
      isNone = first <= Integer(pointCount) && Integer(pointCount) <= last
      alone = Self.range(max(first, Integer(pointCount - most)), min(last, Integer(pointCount) - 1))
    } else {
      isNone = smallest <= greatestWithoutPartner && greatest >= n * cost.lower
      alone =
        smallest <= greatestWithPartner
        ? Self.range(Integer(pointCount - most), min(last, Integer(pointCount) - 1)) : nil
    }
    func partners(_ alone: Integer) -> Int { pointCount - (Int(exactly: alone) ?? 0) }
    guard let alone else {
      guard isNone else { throw .impossibleLoss(value, error: answer.error ?? 0, expected: possibleLosses) }
      return 0...0
    }
    return (isNone ? 0 : partners(alone.upperBound))...partners(alone.lowerBound)
  }

  private static func range(_ least: Integer, _ greatest: Integer) -> ClosedRange<Integer>? {
    least <= greatest ? least...greatest : nil
  }

  /// Whether the optimum is a multiple of ℓ(0) that tells r.
  private var isExact: Bool { loss != .squared && units == .rectified }

  /// The greatest optimum of an instance without a pair.
  private var greatestWithoutPartner: Rational {
    units == .rectified ? Rational(pointCount) * lossWithoutPartner.upper : Rational(pointCount)
  }

  /// The greatest optimum of an instance with a pair.
  private var greatestWithPartner: Rational {
    switch units {
    case .rectified: Rational(pointCount - 1) * lossWithoutPartner.upper
    case .sigmoid(let bound): Rational(pointCount) - min(1, bound * (1 - layer.noise))
    }
  }

  /// What optima there can be, in words.
  private var possibleLosses: String {
    let n = pointCount
    switch (loss, units) {
    case (.hinge, .rectified): return "an integer from 0 to \(n)"
    case (.logistic, _): return "a multiple of ln 2 from 0 to \(n) ln 2"
    case (.squared, _): return "\(Rational(n) / 2), or a number from 0 to \(Rational(max(n - 1, 0)) / 2)"
    case (.hinge, .sigmoid):
      return "a number from \(Double(Rational(n) * lossWithoutPartner.lower)) to \(n), or from 0 to "
        + "\(Double(max(greatestWithPartner, 0)))"
    }
  }

  /// What an optimal value says: whether a pair is orthogonal, and that there are at least as many as points with a partner.
  ///
  /// A point with a positive margin has a partner; it is found among the units, and means yes whatever else is known.
  ///
  /// - Throws: ``NetworkError`` for a negative error, a value that is not an optimum of an instance of this size, a point without a
  ///   partner, or one beside a value that leaves none.
  /// - Complexity: O(n_B d) for the partner.
  public func reading(of answer: LastLayerAnswer) throws(NetworkError) -> PairAnswer {
    let points = try partnered(answer)
    var witness: VectorPair?
    if let point = answer.point {
      guard 0..<pointCount ~= point, let unit = (0..<vectors.right.rows).first(where: { vectors.isSolution(point, $0) })
      else { throw .noPartnerOfPoint(point) }
      guard points.upperBound > 0 else { throw .pointWithoutPartners(point) }
      witness = VectorPair(point, unit)
    }
    guard points.lowerBound > 0 || witness != nil else {
      return points.upperBound == 0 ? PairAnswer(exists: false) : PairAnswer(bitsMissing: bitsMissing(answer))
    }
    var meaning = PairAnswer(exists: true)
    (meaning.atLeast, meaning.witness) = (Integer(max(points.lowerBound, 1)), witness)
    return meaning
  }

  /// By how many bits the error of an answer must shrink so that it is sufficient; at least 1.
  package func bitsMissing(_ answer: LastLayerAnswer) -> Int {
    max(((answer.error ?? 0) / sufficientError).ceiling().bitWidth, 1)
  }
}

/// The optimal value of the last layer, exact or with an error bar.
public struct LastLayerAnswer: Codable, Hashable, Sendable {
  /// The value; nil where a point is all that is known.
  public var value: Rational?
  /// How far it may be from the truth; nil for an exact value.
  public var error: Rational?
  /// A point whose margin is positive at weights with a loss below that of no weights, where one is known.
  public var point: Int?

  /// A value, exact or with an error bar.
  public init(value: Rational?, error: Rational? = nil, point: Int? = nil) {
    (self.value, self.error, self.point) = (value, error, point)
  }

  private enum CodingKeys: String, CodingKey { case value, error, point }

  /// Numbers are written as fractions, so that `read` takes them for exact too.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encodeIfPresent(value?.fraction, forKey: .value)
    try container.encodeIfPresent(error?.fraction, forKey: .error)
    try container.encodeIfPresent(point, forKey: .point)
  }
}
