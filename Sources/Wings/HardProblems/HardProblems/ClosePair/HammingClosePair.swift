import Exact
import Problems

/// An instance of Bichromatic Hamming Close Pair: 0/1 vectors A and B of one dimension and a threshold t; are there a ∈ A and
/// b ∈ B that differ in fewer than t places?
///
/// It is as hard as Orthogonal Vectors: Alman and Williams, "Probabilistic Polynomials and Hamming Nearest Neighbors", 2015.
public struct HammingClosePair: Hashable, Sendable {
  /// A: n_A vectors.
  public let left: BitMatrix
  /// B: n_B vectors.
  public let right: BitMatrix
  /// t: a pair is close when its distance is below.
  public let threshold: Int
  /// A promise: no pair differs in fewer places. 0 promises nothing; with t − 1, close pairs are those that differ in exactly
  /// t − 1 places, and can be counted by what is learnt from them.
  public let leastDistance: Int

  /// The dimension of the vectors.
  public var dimension: Int { left.columns }

  /// An instance.
  /// - Throws: ``OrthogonalVectorsError/unequalDimensions(left:right:)``.
  /// - Precondition: Threshold and promised distance are not negative.
  public init(
    left: BitMatrix, right: BitMatrix, threshold: Int, leastDistance: Int = 0
  ) throws(OrthogonalVectorsError) {
    precondition(threshold >= 0 && leastDistance >= 0, "distances are not negative")
    try OrthogonalVectorsError.requireEqualDimensions(left, right)
    (self.left, self.right, self.threshold, self.leastDistance) = (left, right, threshold, leastDistance)
  }

  /// Whether vector `i` of the left side and vector `j` of the right side differ in fewer than t places.
  public func isSolution(_ i: Int, _ j: Int) -> Bool {
    0..<left.rows ~= i && 0..<right.rows ~= j && left.distance(i, right, j) < threshold
  }
}

extension HammingClosePair: Problem {
  /// The number of close pairs and one of them.
  public typealias Answer = PairAnswer
  /// `bhcp`.
  public static var name: String { "bhcp" }

  /// n_A, n_B, d, t and the promised least distance m.
  public var size: SizeParameters {
    [
      "n_A": Integer(left.rows), "n_B": Integer(right.rows), "d": Integer(dimension), "t": Integer(threshold),
      "m": Integer(leastDistance),
    ]
  }

  /// By n_A, n_B and d.
  public static func predictedBytes(of size: SizeParameters) -> PredictedBytes? {
    guard let left = size["n_A"], let right = size["n_B"], let dimension = size["d"] else { return nil }
    return .vectors(left + right, dimension: dimension)
  }

  /// The number of close pairs and the lexicographically first one, by trying all pairs.
  ///
  /// - Complexity: O(n_A n_B d / 64).
  public func referenceAnswer() -> PairAnswer {
    PairAnswer(left: left.rows, right: right.rows) { left.distance($0, right, $1) < threshold }
  }

  /// Whether the count is right and the witness, where there is one, is close.
  public func verify(_ answer: PairAnswer) -> Bool {
    answer.agrees(with: referenceAnswer()) { isSolution($0.left, $0.right) }
  }

  /// There are at most as many solutions as pairs.
  ///
  /// - Throws: `AnswerError`.
  public func examined(_ answer: PairAnswer) throws(AnswerError) -> PairAnswer {
    try answer.examined(most: Integer(left.rows) * Integer(right.rows)) { isSolution($0.left, $0.right) }
  }

  /// The one file, `instance.bhcp`.
  public static let fileNames = ["instance.bhcp"]

  /// The text form, in the one file.
  public var files: [String: String] { [Self.fileNames[0]: text] }

  /// Reads the text form from the one file.
  ///
  /// - Throws: ``BitVectorTextError`` for a missing or malformed file; what the instance's own initialiser throws.
  public init(files: [String: String]) throws {
    guard let text = files[Self.fileNames[0]] else {
      throw BitVectorTextError.missing("the file \(Self.fileNames[0])")
    }
    try self.init(parsing: text)
  }

  /// The instance in the text form `p bhcp n_A n_B d t m`; m may be left out if it is 0.
  public var text: String {
    BitVectorText.text(
      problem: Self.name,
      numbers: [left.rows, right.rows, dimension, threshold] + (leastDistance > 0 ? [leastDistance] : []),
      sides: [left, right])
  }

  /// Reads the text form.
  /// - Throws: ``BitVectorTextError`` that names line and field.
  public init(parsing text: String) throws(BitVectorTextError) {
    let (numbers, sides) = try BitVectorText.parse(
      text, problem: Self.name, numbers: ["n_A", "n_B", "d", "t"], optional: "m", sides: 2)
    (left, right, threshold, leastDistance) = (sides[0], sides[1], numbers[3], numbers.count > 4 ? numbers[4] : 0)
  }
}

// Coded as the two sides and the threshold; decoding validates like the initialiser.
extension HammingClosePair: Codable {
  private enum Key: String, CodingKey { case left, right, threshold, leastDistance }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    let left = try container.decode(BitMatrix.self, forKey: .left)
    let right = try container.decode(BitMatrix.self, forKey: .right)
    let threshold = try container.decode(Int.self, forKey: .threshold)
    let leastDistance = try container.decodeIfPresent(Int.self, forKey: .leastDistance) ?? 0
    guard threshold >= 0, leastDistance >= 0 else {
      throw DecodingError.dataCorruptedError(
        forKey: .threshold, in: container, debugDescription: "distances are not negative")
    }
    do {
      try self.init(left: left, right: right, threshold: threshold, leastDistance: leastDistance)
    } catch {
      throw DecodingError.dataCorruptedError(forKey: .right, in: container, debugDescription: error.description)
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(left, forKey: .left)
    try container.encode(right, forKey: .right)
    try container.encode(threshold, forKey: .threshold)
    try container.encode(leastDistance, forKey: .leastDistance)
  }
}
