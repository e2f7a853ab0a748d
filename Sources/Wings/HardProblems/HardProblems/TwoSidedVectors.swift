import Exact
import Problems

/// A problem whose instances are two lists of 0/1 vectors of one dimension and nothing more.
///
/// What such problems share is here: the text form `p NAME n_A n_B d`, the sizes, and the coding.
public protocol TwoSidedVectors: Problem, Hashable {
  /// A: n_A vectors.
  var left: BitMatrix { get }
  /// B: n_B vectors.
  var right: BitMatrix { get }

  /// An instance.
  /// - Throws: ``OrthogonalVectorsError/unequalDimensions(left:right:)``.
  init(left: BitMatrix, right: BitMatrix) throws(OrthogonalVectorsError)
}

extension TwoSidedVectors {
  /// d, the dimension of the vectors.
  public var dimension: Int { left.columns }

  /// n_A, n_B and d.
  public var size: SizeParameters {
    ["n_A": Integer(left.rows), "n_B": Integer(right.rows), "d": Integer(dimension)]
  }

  /// By n_A, n_B and d.
  public static func predictedBytes(of size: SizeParameters) -> PredictedBytes? {
    guard let left = size["n_A"], let right = size["n_B"], let dimension = size["d"] else { return nil }
    return .vectors(left + right, dimension: dimension)
  }

  /// `instance.NAME`.
  public static var fileNames: [String] { ["instance.\(name)"] }

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

  /// The instance in the text form `p NAME n_A n_B d`.
  public var text: String {
    BitVectorText.text(problem: Self.name, numbers: [left.rows, right.rows, dimension], sides: [left, right])
  }

  /// Reads the text form.
  /// - Throws: ``BitVectorTextError`` that names line and field.
  public init(parsing text: String) throws(BitVectorTextError) {
    let (_, sides) = try BitVectorText.parse(text, problem: Self.name, numbers: ["n_A", "n_B", "d"], sides: 2)
    // Every row of a text has the dimension of its header, so the sides agree.
    do throws(OrthogonalVectorsError) { try self.init(left: sides[0], right: sides[1]) } catch {
      throw .missing(error.description)
    }
  }

  /// Decodes the two sides, and validates like the initialiser.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: TwoSidedVectorsKey.self)
    let left = try container.decode(BitMatrix.self, forKey: .left)
    let right = try container.decode(BitMatrix.self, forKey: .right)
    do throws(OrthogonalVectorsError) { try self.init(left: left, right: right) } catch {
      throw DecodingError.dataCorruptedError(forKey: .right, in: container, debugDescription: error.description)
    }
  }

  /// Encodes the two sides.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: TwoSidedVectorsKey.self)
    try container.encode(left, forKey: .left)
    try container.encode(right, forKey: .right)
  }
}

private enum TwoSidedVectorsKey: String, CodingKey { case left, right }

extension OrthogonalVectorsError {
  /// Throws unless the vectors of both sides have one dimension.
  static func requireEqualDimensions(_ left: BitMatrix, _ right: BitMatrix) throws(OrthogonalVectorsError) {
    guard left.columns == right.columns else {
      throw .unequalDimensions(left: left.columns, right: right.columns)
    }
  }
}
