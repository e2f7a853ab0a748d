import Exact

extension OrthogonalVectors: Problem {
  public typealias Answer = PairAnswer
  public static var name: String { "ov" }

  /// n_A, n_B, d, and m_A and m_B: how often the most frequent vector of a side occurs, 0 for an empty side.
  public var size: SizeParameters {
    [
      "n_A": Integer(left.rows), "n_B": Integer(right.rows), "d": Integer(dimension),
      "m_A": Integer(left.greatestMultiplicity), "m_B": Integer(right.greatestMultiplicity),
    ]
  }

  /// The number of orthogonal pairs and the lexicographically first one, by trying all pairs.
  ///
  /// - Complexity: O(n_A n_B d / 64).
  public func referenceAnswer() -> PairAnswer {
    PairAnswer(left: left.rows, right: right.rows) { left.commonOnes($0, right, $1) == 0 }
  }

  /// Whether the count is right and the witness, where there is one, is orthogonal.
  public func verify(_ answer: PairAnswer) -> Bool {
    answer.agrees(with: referenceAnswer()) { isSolution($0.left, $0.right) }
  }

  public static let fileNames = ["instance.ov"]

  public var files: [String: String] { [Self.fileNames[0]: text] }

  public init(files: [String: String]) throws {
    guard let text = files[Self.fileNames[0]] else {
      throw BitVectorTextError.missing("the file \(Self.fileNames[0])")
    }
    try self.init(parsing: text)
  }

  /// The instance in the text form `p ov n_A n_B d`.
  public var text: String {
    BitVectorText.text(problem: Self.name, numbers: [left.rows, right.rows, dimension], sides: [left, right])
  }

  /// Reads the text form.
  /// - Throws: ``BitVectorTextError`` that names line and field.
  public init(parsing text: String) throws(BitVectorTextError) {
    let (_, sides) = try BitVectorText.parse(text, problem: Self.name, numbers: ["n_A", "n_B", "d"], sides: 2)
    (left, right) = (sides[0], sides[1])
  }
}

// Coded as the two sides; decoding validates like the initialiser.
extension OrthogonalVectors: Codable {
  private enum Key: String, CodingKey { case left, right }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    let left = try container.decode(BitMatrix.self, forKey: .left)
    let right = try container.decode(BitMatrix.self, forKey: .right)
    do { try self.init(left: left, right: right) } catch {
      throw DecodingError.dataCorruptedError(forKey: .right, in: container, debugDescription: error.description)
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(left, forKey: .left)
    try container.encode(right, forKey: .right)
  }
}
