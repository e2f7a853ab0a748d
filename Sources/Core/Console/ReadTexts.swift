import Formats
import Foundation
import Text

/// The texts of a file: its lines, or the field `text` of the object in each line. A line break at the end begins no further line.
///
/// - Parameters:
///   - path: The file; - is standard input.
///   - isJSONLines: Whether lines are objects; so they are if the name ends in .jsonl or .ndjson.
/// - Throws: ``CommandError`` with the line that is none.
package func readTexts(_ path: String, isJSONLines: Bool = false) throws -> [String] {
  struct Record: Decodable { let text: String }
  let isJSON = isJSONLines || path.hasSuffix(".jsonl") || path.hasSuffix(".ndjson")
  var lines = try readFile(path).split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
  if lines.last?.isEmpty == true { lines.removeLast() }
  return try parseFile(path) {
    try lines.enumerated().map { index, line in
      let line = line.last == UInt8(ascii: "\r") ? line.dropLast() : line
      if isJSON { return try decodeJSONLine(Data(line), number: index + 1, as: Record.self).text }
      guard let text = String(validating: line, as: UTF8.self) else {
        throw LineError(line: index + 1, error: "not UTF-8; convert the file, for example by iconv")
      }
      return text
    }
  }
}
