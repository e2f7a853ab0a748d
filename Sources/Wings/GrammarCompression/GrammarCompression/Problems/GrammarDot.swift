import Exact
import Problems

/// The inner product ⟨v, u⟩ of two vectors of equal length N, each given by a straight-line program.
///
/// Expanding takes time N, which may be exponential in the sizes n_v and n_u of the programs. Under the 3SUM conjecture
/// no algorithm takes time O(n^(2−ε)) ("Impossibility Results for Grammar-Compressed Linear Algebra", arXiv 2010.14181).
public struct GrammarDot: Sendable, Equatable {
  /// The program of the first vector.
  public let v: StraightLineProgram<Integer>
  /// The program of the second vector, of the same length.
  public let u: StraightLineProgram<Integer>

  /// - Throws: ``GrammarDotError/lengthMismatch(v:u:)`` when the vectors differ in length.
  public init(v: StraightLineProgram<Integer>, u: StraightLineProgram<Integer>) throws(GrammarDotError) {
    guard v.count == u.count else { throw .lengthMismatch(v: v.count, u: u.count) }
    (self.v, self.u) = (v, u)
  }
}

/// The answer to an instance of ``GrammarDot``.
public struct GrammarDotAnswer: Codable, Hashable, Sendable {
  /// ⟨v, u⟩; nil where a position is all that is known.
  public var value: Integer?
  /// An index i (from 0) with v_i · u_i ≠ 0, where one is known. There is one whenever the value is not 0.
  public var position: Int?

  /// An answer; `position` is an index from 0.
  public init(value: Integer?, position: Int?) { (self.value, self.position) = (value, position) }
}

/// What can be wrong with an instance or an answer.
public enum GrammarDotError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The vectors have different numbers of entries.
  case lengthMismatch(v: Int, u: Int)
  /// There is no file of this name.
  case missingFile(String)
  /// The file holds no program, for the reason given.
  case unreadable(file: String, String)

  public var description: String {
    switch self {
    case .lengthMismatch(let v, let u): "the vectors differ in length: v has \(v) entries and u has \(u)"
    case .missingFile(let name): "the file \(name) is missing"
    case .unreadable(let file, let why): "\(file): \(why)"
    }
  }
}

extension GrammarDot: Problem {
  /// The inner product, and a place where both vectors are nonzero.
  public typealias Answer = GrammarDotAnswer
  /// `grammar-dot`.
  public static var name: String { "grammar-dot" }

  /// N, and the sizes n_v and n_u: the numbers of distinct symbols, terminals included.
  public var size: SizeParameters {
    ["N": Integer(v.count), "n_v": Integer(v.size), "n_u": Integer(u.size)]
  }

  /// The inner product of the expansions, and the first index where both are nonzero.
  ///
  /// - Throws: when the vectors are too long to expand.
  /// - Complexity: O(N).
  public func referenceAnswer() throws -> GrammarDotAnswer {
    let (a, b) = (try v.expand(), try u.expand())
    var value: Integer = 0
    for (x, y) in zip(a, b) { value += x * y }
    return GrammarDotAnswer(value: value, position: zip(a, b).enumerated().first { $1.0 != 0 && $1.1 != 0 }?.offset)
  }

  /// The expanded entries, and those of the answer.
  public var referenceBytes: Integer? { Integer(MemoryLayout<Integer>.stride) * (2 * Integer(v.count)) }

  /// Whether the value is right (by expansion) and the entries at the position, where there is one, are nonzero.
  public func verify(_ answer: GrammarDotAnswer) throws -> Bool {
    if let position = answer.position {
      guard 0..<v.count ~= position, v[position] != 0, u[position] != 0 else { return false }
    }
    return try answer.value == referenceAnswer().value
  }

  /// |⟨v, u⟩| ≤ |v| |u|, and both entries at a position are nonzero.
  ///
  /// - Throws: `AnswerError`.
  /// - Complexity: O(n_v + n_u).
  public func examined(_ answer: GrammarDotAnswer) throws(AnswerError) -> GrammarDotAnswer {
    guard answer.value != nil || answer.position != nil else { throw .empty(expected: "value, or position") }
    if let value = answer.value {
      let square = v.squaredNorm * u.squaredNorm
      guard value * value <= square else {
        throw .outOfRange(
          "value is \(value)", expected: "at most |v| |u|, whose square is \(square), in magnitude")
      }
    }
    if let position = answer.position {
      guard 0..<v.count ~= position, v[position] != 0, u[position] != 0 else {
        throw .noSolution("position \(position), where not both vectors have an entry other than 0,")
      }
    }
    return answer
  }

  /// The number of keys.
  public static let remarks: Set<String> = ["keys"]

  /// The programs of the two vectors.
  public static let fileNames = ["v.slp", "u.slp"]

  /// Both programs in the text form of `StraightLineProgram`.
  public var files: [String: String] { ["v.slp": v.text, "u.slp": u.text] }

  /// Reads both programs.
  ///
  /// - Throws: ``GrammarDotError``.
  public init(files: [String: String]) throws {
    func program(_ name: String) throws -> StraightLineProgram<Integer> {
      guard let text = files[name] else { throw GrammarDotError.missingFile(name) }
      do { return try StraightLineProgram(parsing: text) } catch {
        throw GrammarDotError.unreadable(file: name, String(describing: error))
      }
    }
    try self.init(v: program("v.slp"), u: program("u.slp"))
  }
}

// Coded as its two files, so that a stored instance reads like the files do.
extension GrammarDot: Codable {
  public init(from decoder: any Decoder) throws {
    try self.init(files: try decoder.singleValueContainer().decode([String: String].self))
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(files)
  }
}
