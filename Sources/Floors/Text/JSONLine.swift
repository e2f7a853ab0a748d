import Formats
import Foundation

/// What is wrong with a line: `{"error":"..","field":"neighbours[2].tokens[0]","id":..,"line":3}`.
public struct LineError: Error, Hashable, Codable, Sendable, CustomStringConvertible {
  /// The line, counted from 1.
  public var line: Int
  /// The part of the line that is wrong, where one is.
  public var field: String?
  /// The problem's name, where it could be read.
  public var id: TextToken?
  /// What is wrong, and what would be right.
  public var error: String

  /// An error of a line.
  public init(line: Int, field: String? = nil, id: TextToken? = nil, error: String) {
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
/// - Throws: ``LineError`` that names the field.
public func decodeJSONLine<Record: Decodable>(
  _ line: Data, number: Int, as record: Record.Type = Record.self
) throws(LineError) -> Record {
  // Foundation's decoder takes one of two equal keys without a word, and says no place of what is no JSON.
  do throws(StrictJSONError) { try StrictJSON.check(line) } catch {
    throw LineError(line: number, error: "not a JSON object: \(error.inLine)")
  }
  do { return try JSONDecoder().decode(Record.self, from: line) } catch {
    guard let error = error as? DecodingError else { throw LineError(line: number, error: "\(error)") }
    throw LineError(line: number, decoding: error)
  }
}

extension StrictJSONError {
  /// The error without the number of a line that is the only one.
  fileprivate var inLine: String { description.replacing("line 1, column", with: "column") }
}

extension LineError {
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
public func encodeJSONLine(_ record: some Encodable) throws -> String {
  let encoder = JSONEncoder()
  encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
  return String(decoding: try encoder.encode(record), as: UTF8.self)
}
