import Exact
import Problems

/// An instance of Orthogonal Vectors with one list: 0/1 vectors of one dimension; are there two of them, at different
/// places of the list, with inner product 0?
///
///     let instance = MonochromaticOrthogonalVectors(vectors: try BitMatrix(["101", "010", "111"]))
///     instance.isSolution(0, 1)       // ⟨101, 010⟩ = 0
///
/// It is as hard as with two lists: append (1, 0) to the vectors of A and (0, 1) to those of B.
public struct MonochromaticOrthogonalVectors: Codable, Hashable, Sendable {
  /// The n vectors.
  public let vectors: BitMatrix

  /// d, the dimension of the vectors.
  public var dimension: Int { vectors.columns }

  /// An instance; vectors may repeat.
  public init(vectors: BitMatrix) { self.vectors = vectors }

  /// Whether i < j and vectors `i` and `j` are orthogonal.
  public func isSolution(_ i: Int, _ j: Int) -> Bool {
    0 <= i && i < j && j < vectors.rows && vectors.commonOnes(i, vectors, j) == 0
  }
}

extension MonochromaticOrthogonalVectors: Problem {
  /// The number of orthogonal pairs and one of them.
  public typealias Answer = PairAnswer
  /// `ov-mono`.
  public static var name: String { "ov-mono" }

  /// n and d.
  public var size: SizeParameters { ["n": Integer(vectors.rows), "d": Integer(dimension)] }

  /// By n and d.
  public static func predictedBytes(of size: SizeParameters) -> PredictedBytes? {
    guard let count = size["n"], let dimension = size["d"] else { return nil }
    return .vectors(count, dimension: dimension)
  }

  /// The number of orthogonal pairs i < j and the lexicographically first one, by trying all pairs.
  ///
  /// - Complexity: O(n² d / 64).
  public func referenceAnswer() -> PairAnswer {
    PairAnswer(left: vectors.rows, right: vectors.rows, where: isSolution)
  }

  /// Whether the count is right and the witness, where there is one, is a pair i < j that is orthogonal.
  public func verify(_ answer: PairAnswer) -> Bool {
    answer.agrees(with: referenceAnswer()) { isSolution($0.left, $0.right) }
  }

  /// There are at most as many solutions as pairs.
  ///
  /// - Throws: `AnswerError`.
  public func examined(_ answer: PairAnswer) throws(AnswerError) -> PairAnswer {
    try answer.examined(most: Integer(vectors.rows) * Integer(max(vectors.rows - 1, 0)) / 2) {
      isSolution($0.left, $0.right)
    }
  }

  /// The one file, `instance.ov-mono`.
  public static let fileNames = ["instance.ov-mono"]

  /// The text form, in the one file.
  public var files: [String: String] { [Self.fileNames[0]: text] }

  /// Reads the text form from the one file.
  ///
  /// - Throws: ``BitVectorTextError``.
  public init(files: [String: String]) throws {
    guard let text = files[Self.fileNames[0]] else {
      throw BitVectorTextError.missing("the file \(Self.fileNames[0])")
    }
    try self.init(parsing: text)
  }

  /// The instance in the text form `p ov-mono n d`.
  public var text: String {
    BitVectorText.text(problem: Self.name, numbers: [vectors.rows, dimension], sides: [vectors])
  }

  /// Reads the text form.
  /// - Throws: ``BitVectorTextError`` that names line and field.
  public init(parsing text: String) throws(BitVectorTextError) {
    vectors = try BitVectorText.parse(text, problem: Self.name, numbers: ["n", "d"], sides: 1).sides[0]
  }
}
