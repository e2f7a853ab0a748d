import Foundation

/// A field of a CSV file as it is written, whether it looks like a number or not.
public struct CSVWord: Hashable, Sendable {
  /// The text, without the blanks or the quotes around it, and with doubled quotes once.
  public let text: String
  /// Whether it stands in quotes.
  public let isQuoted: Bool

  /// Whether it says that a value is missing: an empty field, or one of ``CSVOptions/missingWords`` without quotes.
  public var isMissing: Bool {
    guard let first = text.utf8.first else { return true }
    guard !isQuoted, !DecimalText.isDigit(first), text.utf8.count <= 8 else { return false }
    return CSVOptions.missingWords.contains(text.lowercased())
  }
}

extension CSVTable {
  /// Reads a CSV file in UTF-8 of whose fields any may be a word, in quotes or not.
  ///
  /// Lines, comments and the first line are taken as ``init(contentsOfCSV:options:number:)`` takes them. No row is left out here: what a
  /// missing value means is up to whoever knows which columns are needed.
  ///
  /// - Parameters:
  ///   - data: The file.
  ///   - options: What it looks like; whether values may be missing does not matter.
  ///   - value: What stands for a field.
  /// - Throws: `FormatError` with the line and the field: a quote that is not closed, a line with more or fewer fields than the first, no
  ///   line at all, more than one possible separator, or text that is not UTF-8.
  /// - Complexity: O(n) for n bytes.
  public init(
    wordsOfCSV data: Data, options: CSVOptions = CSVOptions(), value: (CSVWord) -> Value
  ) throws(FormatError) {
    let bytes = data.span
    let hasMark = bytes.count >= 3 && bytes[0] == 0xef && bytes[1] == 0xbb && bytes[2] == 0xbf
    var reader = CSVReader(at: hasMark ? 3 : 0)
    reader.skipComments(bytes)
    guard reader.at < bytes.count else {
      throw FormatError(.truncated, .line(1, field: nil), "file", found: "nothing", expected: "a line of fields")
    }
    reader.separator = try CSVLook.separator(bytes, reader, options)
    var fields: [CSVField] = []
    var (names, columns) = ([String]?.none, Int?.none)
    var (values, rows) = ([Value](), 0)
    var line = reader.line
    while try reader.nextLine(bytes, into: &fields) {
      if let columns, fields.count != columns {
        throw FormatError(
          .inconsistent, .line(line, field: nil), "number of fields", found: "\(fields.count)",
          expected: "\(columns), as in the first line")
      }
      if columns == nil, options.header == .present || options.header == .detected && CSVLook.areNames(fields, bytes) {
        names = try CSVLook.names(fields, bytes, line: line)
      } else {
        for (index, field) in fields.enumerated() {
          let text = CSVReader.text(field, bytes)
          guard let word = String(validating: text, as: UTF8.self) else {
            throw FormatError(
              .malformed, .line(line, field: index + 1), "word",
              found: FormatError.excerpt(of: text.span, from: 0, to: text.count), expected: "UTF-8")
          }
          values.append(value(CSVWord(text: word, isQuoted: field.isQuoted)))
        }
        rows += 1
      }
      columns = fields.count
      reader.skipComments(bytes)
      line = reader.line
    }
    guard let columns else {
      throw FormatError(.truncated, .line(1, field: nil), "file", found: "empty lines", expected: "a line of fields")
    }
    (self.columnNames, self.rows, self.columns) = (names, rows, columns)
    (self.values, droppedLines) = (values, [])
  }
}

extension CSVOptions {
  /// The double nearest to the number that a text is, with the decimal mark and the thousands of these options; nil if it is none, is beyond
  /// all doubles, or is an integer without a point that no double equals. `inf` and `nan` are numbers.
  ///
  /// - Complexity: O(n) for n letters.
  public func double(_ text: String) -> Double? {
    let bytes = Array(text.utf8)
    func double(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) throws(DecimalFailure) -> Double {
      var at = start
      let value = try DecimalText.double(bytes, &at)
      guard at == end else { throw .notANumber }
      guard DecimalText.keepsInteger(bytes, start, end) else { throw .inexact }
      return value
    }
    do throws(DecimalFailure) {
      if decimal == .point, !thousands { return try double(bytes.span, 0, bytes.count) }
      return try CSVLook.plain(CSVField(start: 0, end: bytes.count), bytes.span, self, double)
    } catch { return nil }
  }
}
