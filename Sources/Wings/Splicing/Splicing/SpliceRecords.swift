import Exact
import Foundation

/// A word in a file: a string, or an integer such as a tokenizer's.
///
/// The string "7" and the integer 7 are different words. Integers come before strings.
public enum SpliceToken: Hashable, Sendable, Comparable, Codable, CustomStringConvertible {
  case number(Int)
  case text(String)

  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let text = try? container.decode(String.self) {
      self = .text(text)
    } else if let number = try? container.decode(Int.self) {
      self = .number(number)
    } else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "a string or an integer is needed")
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .number(let number): try container.encode(number)
    case .text(let text): try container.encode(text)
    }
  }

  public var description: String {
    switch self {
    case .number(let number): String(number)
    case .text(let text): text
    }
  }

  public static func < (a: Self, b: Self) -> Bool {
    switch (a, b) {
    case (.number(let x), .number(let y)): x < y
    case (.text(let x), .text(let y)): x < y
    case (.number, .text): true
    case (.text, .number): false
    }
  }
}

/// A line of a file of problems:
/// `{"id":..,"target":[..],"neighbours":[{"id":..,"tokens":[..],"kind":"text|field|word"}]}`.
public struct SpliceProblemRecord: Hashable, Codable, Sendable {
  /// What a neighbour is: a text of the corpus, a value of the source record, or a word that occurs nowhere else.
  public enum Kind: String, Codable, Sendable { case text, field, word }

  /// A neighbour with its name.
  public struct Neighbour: Hashable, Codable, Sendable {
    /// Its name, as it was given.
    public var id: SpliceToken?
    /// Its words.
    public var tokens: [SpliceToken]
    /// What it is, where that is known.
    public var kind: Kind?

    /// A neighbour of the given words.
    public init(id: SpliceToken? = nil, tokens: [SpliceToken], kind: Kind? = nil) {
      (self.id, self.tokens, self.kind) = (id, tokens, kind)
    }
  }

  /// The problem's name, as it was given.
  public var id: SpliceToken?
  /// The text to be made.
  public var target: [SpliceToken]
  /// What it is made from.
  public var neighbours: [Neighbour]

  /// A record of the given parts.
  public init(id: SpliceToken? = nil, target: [SpliceToken], neighbours: [Neighbour]) {
    (self.id, self.target, self.neighbours) = (id, target, neighbours)
  }

  /// The problem itself.
  public func problem() -> SpliceProblem<SpliceToken> {
    SpliceProblem(target: target, neighbours: neighbours.map(\.tokens))
  }
}

/// A line of a file of derivations:
/// `{"id":..,"cost":2,"ops":[{"n":0,"from":0,"to":3,"at":0,"upTo":0},..],"optimal":true,"count":"4"}`.
public struct SpliceDerivationRecord: Hashable, Codable, Sendable {
  /// The problem's name.
  public var id: SpliceToken?
  /// The number of operations; absent when there is no derivation.
  public var cost: Int?
  /// The operations in their order.
  public var ops: [SpliceOperation]
  /// Whether it is claimed that no derivation is shorter.
  public var optimal: Bool?
  /// How many derivations are as short, where that is claimed.
  public var count: Integer?
  /// The words of the target that occur in no neighbour, where there are any.
  public var missing: [SpliceToken]?

  /// A record of the given parts.
  public init(
    id: SpliceToken?, cost: Int?, ops: [SpliceOperation], optimal: Bool? = nil, count: Integer? = nil,
    missing: [SpliceToken]? = nil
  ) {
    (self.id, self.cost, self.ops) = (id, cost, ops)
    (self.optimal, self.count, self.missing) = (optimal, count, missing)
  }
}

/// What is wrong with a line: `{"error":"..","field":"neighbours[2].tokens[0]","id":..,"line":3}`.
public struct SpliceLineError: Error, Hashable, Codable, Sendable, CustomStringConvertible {
  /// The line, counted from 1.
  public var line: Int
  /// The part of the line that is wrong, where one is.
  public var field: String?
  /// The problem's name, where it could be read.
  public var id: SpliceToken?
  /// What is wrong, and what would be right.
  public var error: String

  /// An error of a line.
  public init(line: Int, field: String? = nil, id: SpliceToken? = nil, error: String) {
    (self.line, self.field, self.id, self.error) = (line, field, id, error)
  }

  public var description: String { "line \(line)\(field.map { ", \($0)" } ?? ""): \(error)" }
}

/// Reads a line of a file of problems or of derivations.
///
/// - Parameters:
///   - line: a JSON object.
///   - number: the line's number, from 1, for errors.
///   - record: what the line holds.
/// - Throws: ``SpliceLineError`` that names the field.
public func decodeSpliceLine<Record: Decodable>(
  _ line: Data, number: Int, as record: Record.Type = Record.self
) throws(SpliceLineError) -> Record {
  do { return try JSONDecoder().decode(Record.self, from: line) } catch {
    guard let error = error as? DecodingError else { throw SpliceLineError(line: number, error: "\(error)") }
    throw SpliceLineError(line: number, decoding: error)
  }
}

extension SpliceLineError {
  fileprivate init(line: Int, decoding error: DecodingError) {
    func path(_ keys: [any CodingKey]) -> String? {
      let text = keys.reduce("") { text, key in
        key.intValue.map { "\(text)[\($0)]" } ?? (text.isEmpty ? key.stringValue : "\(text).\(key.stringValue)")
      }
      return text.isEmpty ? nil : text
    }
    switch error {
    case .keyNotFound(let key, let context):
      self.init(line: line, field: path(context.codingPath + [key]), error: "the field is missing")
    case .typeMismatch(_, let context), .dataCorrupted(let context):
      let field = path(context.codingPath)
      self.init(
        line: line, field: field,
        error: field == nil ? "not a JSON object: \(context.debugDescription)" : context.debugDescription)
    case .valueNotFound(_, let context):
      self.init(line: line, field: path(context.codingPath), error: "null stands where a value is needed")
    @unknown default: self.init(line: line, error: "\(error)")
    }
  }
}

/// The text of a record in one line, keys in alphabetical order.
public func encodeSpliceLine(_ record: some Encodable) throws -> String {
  let encoder = JSONEncoder()
  encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
  return String(decoding: try encoder.encode(record), as: UTF8.self)
}
