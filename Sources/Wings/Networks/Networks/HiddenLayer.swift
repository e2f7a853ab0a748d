import Exact
import Formats
import HardProblems

/// The loss ℓ of a margin u of a network's output, on labels that are all 1.
public enum MarginLoss: String, Codable, CaseIterable, Sendable {
  /// max(0, 1 − u).
  case hinge
  /// ln(1 + e^−u).
  case logistic
  /// (1 − u)²/2.
  case squared

  /// ℓ′(0). At the hinge's only kink, u = 1, nothing is evaluated.
  public var slopeAtZero: Rational { self == .logistic ? Rational(-1, 2) : -1 }
}

/// The fixed hidden layer of a network that tells orthogonal vectors: one input point (a, 1) for each a ∈ A, one unit for each
/// b ∈ B.
///
/// With rectified units the weights of b are (−b, 1): the output max(0, 1 − ⟨a, b⟩) is 1 if a and b are orthogonal, else 0. With
/// sigmoid units of odds R they are s · (−b, 1/2), s = 2 ln R: the output 1/(1 + R^(2⟨a, b⟩ − 1)) is 1 − δ if a and b are
/// orthogonal, else at most δ, where δ = 1/(R + 1). For rational odds all outputs are rational.
///
/// Source: Backurs, Indyk, Schmidt, "On the Fine-Grained Complexity of Empirical Risk Minimization" (arXiv 1704.02958); derived.
struct HiddenLayer {
  let vectors: OrthogonalVectors
  /// R; nil for rectified units.
  let odds: Rational?

  /// The number of points.
  var points: Int { vectors.left.rows }
  /// The number of hidden units.
  var units: Int { vectors.right.rows }

  /// δ: the most that a unit gives for vectors that are not orthogonal, and by how much it may miss 1 for those that are.
  var noise: Rational { odds.map { 1 / ($0 + 1) } ?? 0 }

  /// M: what unit `j` gives for point `i`.
  func output(_ i: Int, _ j: Int) -> Rational {
    let common = vectors.left.commonOnes(i, vectors.right, j)
    guard let odds else { return common == 0 ? 1 : 0 }
    return 1 / (1 + odds.power(2 * common - 1))
  }

  /// The points and the units' weights as CSV and the points as LIBSVM reads them: `points.csv`, `points.libsvm`, `hidden.csv`,
  /// without headers. The last column is the constant input.
  var inputFiles: [String: String] {
    let (d, left, right) = (vectors.dimension, vectors.left, vectors.right)
    // Odds may be greater than any Double.
    let steepness = odds.map { 2 * Enclosure($0).log().midpoint }
    func weight(_ j: Int, _ k: Int) -> String {
      guard let steepness else { return k < d ? right[j, k] ? "-1" : "0" : "1" }
      return k < d ? right[j, k] ? "\(-steepness)" : "0" : "\(steepness / 2)"
    }
    return [
      "points.csv": Self.csv(points, d + 1) { $1 == d || left[$0, $1] ? "1" : "0" },
      "points.libsvm": LIBSVM.sparse(labels: labels) { i in (0..<d).filter { left[i, $0] } + [d] },
      "hidden.csv": Self.csv(units, d + 1, weight),
    ]
  }

  /// The outputs M as a solver of the last layer reads them, a point on each row: `layer.csv`, and with labels 1 `layer.libsvm`.
  var outputFiles: [String: String] {
    let outputs = (0..<points).map { i in (0..<units).map { Double(output(i, $0)) } }
    return [
      // An integer is written as one.
      "layer.csv": Self.csv(points, units) { i, j in odds == nil ? "\(Int(outputs[i][j]))" : "\(outputs[i][j])" },
      "layer.libsvm": LIBSVM.sparse(labels: labels, values: { outputs[$0] }),
    ]
  }

  private var labels: [Int] { Array(repeating: 1, count: points) }

  private static func csv(_ rows: Int, _ columns: Int, _ entry: (_ i: Int, _ j: Int) -> String) -> String {
    (0..<rows).map { i in (0..<columns).map { entry(i, $0) }.joined(separator: ",") + "\n" }.joined()
  }
}

/// Errors in building or reading a network.
public enum NetworkError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The file of this name is missing.
  case missing(String)
  /// The file does not hold what it should, for the reason given.
  case malformed(file: String, String)
  /// The file for solvers is not the one that the sidecar makes.
  case inconsistent(file: String)
  /// Bounded weights are for the hinge loss.
  case lossWithoutBound(MarginLoss)
  /// The bound W of the weights is less than 1.
  case boundTooSmall(Rational)
  /// κ is not one of 1...1000.
  case exponentOutOfRange(Int)
  /// The gradient does not have a coordinate for each hidden unit.
  case gradientLength(Int, units: Int)
  /// An error is negative.
  case negativeError
  /// The coordinate is positive, which at zero weights and labels 1 none is.
  case positiveCoordinate(unit: Int, Rational)
  /// No number of partners gives such a coordinate.
  case impossibleCoordinate(unit: Int, Rational, error: Rational, expected: String)
  /// No instance of this size has such an optimum.
  case impossibleLoss(Rational, error: Rational, expected: String)
  /// No point is orthogonal to the unit, yet its coordinate says so.
  case noPartner(unit: Int)
  /// No unit is orthogonal to the point that is named as one that has a partner.
  case noPartnerOfPoint(Int)
  /// The value says that no point has a partner, but this one is named as one that has.
  case pointWithoutPartners(Int)

  public var description: String {
    switch self {
    case .missing(let file): "the file \(file) is missing"
    case .malformed(let file, let why): "\(file): \(why)"
    case .inconsistent(let file): "\(file) does not hold what the sidecar instance.json says; it was changed"
    case .lossWithoutBound(let loss):
      "with sigmoid units the last layer is trained on the hinge loss, not on the \(loss.rawValue) loss"
    case .boundTooSmall(let bound): "the bound W = \(bound) of the weights is too small; expected at least 1"
    case .exponentOutOfRange(let kappa): "κ is \(kappa); expected an integer in 1...1000"
    case .gradientLength(let count, let units): "the gradient has \(count) coordinates, but there are \(units) units"
    case .negativeError: "an error is negative"
    case .positiveCoordinate(let unit, let value):
      "coordinate \(unit) of the gradient is \(Double(value)); at zero weights and labels 1 none is positive"
    case .impossibleCoordinate(let unit, let value, let error, let expected):
      "coordinate \(unit) of the gradient is \(Double(value)) ± \(Double(error)); expected \(expected). If it may be further from "
        + "the truth, say how far"
    case .impossibleLoss(let value, let error, let expected):
      "the optimal value is \(Double(value)) ± \(Double(error)); expected \(expected). If it may be further from the truth, say "
        + "how far"
    case .noPartner(let unit): "unit \(unit) has no point that is orthogonal to it, so its gradient is wrong"
    case .pointWithoutPartners(let point):
      "the answer contradicts itself: by its value no point has a partner, but point \(point) has one"
    case .noPartnerOfPoint(let point): "point \(point) has no unit that is orthogonal to it, so the answer is wrong"
    }
  }
}
