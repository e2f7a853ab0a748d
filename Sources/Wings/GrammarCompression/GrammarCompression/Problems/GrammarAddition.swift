import Exact
import Problems

/// The sum v + u of two vectors of equal length, each given by a straight-line program: the answer is a program of the sum.
///
/// As hard as the inner product: "Impossibility Results for Grammar-Compressed Linear Algebra" (arXiv 2010.14181) with
/// 2⟨v, u⟩ = |v + u|² − |v|² − |u|² (derived), because a squared norm takes time linear in the program.
public struct GrammarAddition: Sendable, Equatable {
  /// The program of the first vector.
  public let v: StraightLineProgram<Integer>
  /// The program of the second vector.
  public let u: StraightLineProgram<Integer>

  /// - Throws: ``GrammarDotError/lengthMismatch(v:u:)`` when the vectors differ in length.
  public init(v: StraightLineProgram<Integer>, u: StraightLineProgram<Integer>) throws(GrammarDotError) {
    guard v.count == u.count else { throw .lengthMismatch(v: v.count, u: u.count) }
    (self.v, self.u) = (v, u)
  }
}

/// The answer to an instance of ``GrammarAddition``: a program of the sum, as text in JSON.
public struct GrammarAdditionAnswer: Codable, Equatable, Sendable {
  /// A program that expands to v + u.
  public var sum: StraightLineProgram<Integer>

  /// The answer with the given program.
  public init(sum: StraightLineProgram<Integer>) { self.sum = sum }

  private enum CodingKeys: String, CodingKey { case sum }

  public init(from decoder: any Decoder) throws {
    let text = try decoder.container(keyedBy: CodingKeys.self).decode(String.self, forKey: .sum)
    sum = try StraightLineProgram(parsing: text)
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(sum.text, forKey: .sum)
  }
}

extension GrammarAddition: Problem {
  /// A program of the sum.
  public typealias Answer = GrammarAdditionAnswer
  /// `grammar-addition`.
  public static var name: String { "grammar-addition" }

  /// N, and the sizes n_v and n_u of the programs.
  public var size: SizeParameters {
    ["N": Integer(v.count), "n_v": Integer(v.size), "n_u": Integer(u.size)]
  }

  /// The sum of the expansions, compressed by RePair. Nothing better than expanding is known, nor likely to exist.
  ///
  /// - Throws: when the vectors are too long to expand.
  public func referenceAnswer() throws -> GrammarAdditionAnswer {
    let sum = zip(try v.expand(), try u.expand()).map { $0 + $1 }
    return GrammarAdditionAnswer(sum: try StraightLineProgram(repair: sum))
  }

  /// The expanded entries, and those of the answer.
  public var referenceBytes: Integer? { Integer(MemoryLayout<Integer>.stride) * (3 * Integer(v.count)) }

  /// Whether the program expands to the sum; which program does not matter.
  public func verify(_ answer: GrammarAdditionAnswer) throws -> Bool {
    guard answer.sum.count == v.count else { return false }
    return try zip(zip(v.expand(), u.expand()), answer.sum.expand()).allSatisfy { $0.0 + $0.1 == $1 }
  }

  /// The programs of the two vectors.
  public static let fileNames = ["v.slp", "u.slp"]

  /// Both programs in the text form of `StraightLineProgram`.
  public var files: [String: String] { ["v.slp": v.text, "u.slp": u.text] }

  /// Reads both programs.
  ///
  /// - Throws: a typed error for a file that is missing or malformed, or vectors of different lengths.
  public init(files: [String: String]) throws {
    try self.init(v: files.program("v.slp"), u: files.program("u.slp"))
  }
}

extension GrammarAddition: Codable {
  public init(from decoder: any Decoder) throws {
    try self.init(files: try decoder.singleValueContainer().decode([String: String].self))
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(files)
  }
}
