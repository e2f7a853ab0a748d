import Foundation

extension CSVTable {
  /// Reads a CSV file in UTF-8.
  ///
  /// Lines end with LF or CR LF; all have equally many fields, with blanks around them or not. Lines that begin with # are comments. A byte
  /// order mark, and empty lines at the end, are skipped. The first line names the columns if none of its fields is a number, begins as one
  /// does, or is missing; fields in quotes are names. Other lines have no quotes, unless thousands are set apart.
  ///
  /// - Parameters:
  ///   - data: The file.
  ///   - options: What it looks like.
  ///   - number: The number that a text such as `-3`, `0.25`, `1e-3` or `1/3` is; nil if it is none.
  /// - Throws: `FormatError` with the line and the field, for a field that is missing or no number, a line with more or fewer fields
  ///   than the first, no line at all, or more than one possible separator.
  /// - Complexity: O(n) for n bytes.
  public init(
    contentsOfCSV data: Data, options: CSVOptions = CSVOptions(), number: (String) -> Value?
  ) throws(FormatError) {
    try self.init(data, options) { bytes, start, end throws(DecimalFailure) in
      var text: [UInt8] = []
      for index in start..<end { text.append(bytes[index]) }
      guard let value = number(String(decoding: text, as: UTF8.self)) else { throw .notANumber }
      return value
    }
  }

  /// Reads a file with the number that stands in a range of bytes.
  init(
    _ data: Data, _ options: CSVOptions, _ number: (Span<UInt8>, Int, Int) throws(DecimalFailure) -> Value
  ) throws(FormatError) {
    let bytes = data.span
    let hasMark = bytes.count >= 3 && bytes[0] == 0xef && bytes[1] == 0xbb && bytes[2] == 0xbf
    var reader = CSVReader(at: hasMark ? 3 : 0)
    reader.skipComments(bytes)
    guard reader.at < bytes.count else {
      throw FormatError(.truncated, .line(1, field: nil), "file", found: "nothing", expected: "a line of numbers")
    }
    reader.separator = try CSVLook.separator(bytes, reader, options)
    var fields: [CSVField] = []
    var names: [String]?
    var columns: Int?
    var isFirst = true
    var values: [Value] = []
    var (rows, dropped) = (0, [Int]())
    var line = reader.line
    while try reader.nextLine(bytes, into: &fields) {
      if isFirst {
        isFirst = false
        if options.header == .present || options.header == .detected && CSVLook.areNames(fields, bytes) {
          names = try CSVLook.names(fields, bytes, line: line)
          columns = fields.count
          reader.skipComments(bytes)
          line = reader.line
          continue
        }
      }
      let before = values.count
      var isDropped = false
      for index in fields.indices {
        let field = fields[index]
        do throws(DecimalFailure) {
          if !field.isQuoted, options.decimal == .point, !options.thousands {
            values.append(try number(bytes, field.start, field.end))
          } else {
            values.append(try CSVLook.plain(field, bytes, options, number))
          }
        } catch {
          // What is missing is looked for only where no number stands.
          if CSVLook.isMissing(field, bytes) {
            switch options.missing {
            case .dropsRow:
              isDropped = true
              continue
            case .replaced(let text):
              let replacement = Data(text.utf8)
              do throws(DecimalFailure) {
                values.append(try number(replacement.span, 0, replacement.count))
                continue
              } catch {
                throw CSVLook.failure(error, field, bytes, options, line: line, number: index + 1, isFirst: false)
              }
            case .refused: break
            }
          }
          throw CSVLook.failure(
            error, field, bytes, options, line: line, number: index + 1,
            isFirst: rows == 0 && names == nil && options.header == .detected)
        }
      }
      if let columns, fields.count != columns {
        throw FormatError(
          .inconsistent, .line(line, field: nil), "number of fields", found: "\(fields.count)",
          expected: "\(columns), as in the first line")
      }
      columns = fields.count
      if isDropped {
        values.removeLast(values.count - before)
        dropped.append(line)
      } else {
        rows += 1
      }
      reader.skipComments(bytes)
      line = reader.line
    }
    guard let columns else {
      throw FormatError(.truncated, .line(1, field: nil), "file", found: "empty lines", expected: "a line of numbers")
    }
    (self.columnNames, self.rows, self.columns) = (names, rows, columns)
    (self.values, droppedLines) = (values, dropped)
  }
}

/// What the fields of a line look like.
enum CSVLook {
  /// The separator: that of comma, semicolon and tab which the line has outside quotes. Nil stands for blanks, which separate if all words of
  /// the line are numbers or missing.
  static func separator(
    _ bytes: Span<UInt8>, _ reader: CSVReader, _ options: CSVOptions
  ) throws(FormatError) -> UInt8? {
    if let separator = options.separator { return separator == .blanks ? nil : separator.rawValue }
    var found: NumberTable.Separator?
    var isQuoted = false
    for index in reader.at..<bytes.count {
      if bytes[index] == UInt8(ascii: "\"") { isQuoted.toggle() }
      if isQuoted { continue }
      if bytes[index] == UInt8(ascii: "\n") { break }
      guard let separator = NumberTable.Separator(rawValue: bytes[index]), separator != .blanks else { continue }
      if separator == .comma, options.decimal == .comma { continue }
      if let found, found != separator {
        throw FormatError(
          .malformed, .line(reader.line, field: nil), "separator",
          found: "both \(found.name) and \(separator.name)",
          expected: "one of them; name it if the other belongs to a column's name")
      }
      found = separator
    }
    if let found { return found.rawValue }
    // A line of one column has no separator; the decimal mark is none.
    let single =
      options.decimal == .comma ? NumberTable.Separator.semicolon.rawValue : NumberTable.Separator.comma.rawValue
    var words = reader
    words.separator = nil
    var fields: [CSVField] = []
    guard try words.nextLine(bytes, into: &fields), fields.count > 1 else { return single }
    let areNumbers = fields.allSatisfy { startsAsNumber($0, bytes) || isMissing($0, bytes) }
    return areNumbers ? nil : single
  }

  /// Whether the first line names columns.
  static func areNames(_ fields: [CSVField], _ bytes: Span<UInt8>) -> Bool {
    // A loop, for spans do not enter closures.
    for field in fields where !field.isQuoted {
      if startsAsNumber(field, bytes) || isMissing(field, bytes) { return false }
    }
    return true
  }

  /// Whether the field is a number, or begins with what only a number begins with.
  static func startsAsNumber(_ field: CSVField, _ bytes: Span<UInt8>) -> Bool {
    guard field.start < field.end else { return false }
    let first = bytes[field.start]
    if [0x2b, 0x2d, 0x2e].contains(first) || DecimalText.isDigit(first) { return true }
    var at = field.start
    guard (try? DecimalText.double(bytes, &at)) != nil else { return false }
    return at == field.end
  }

  static func isMissing(_ field: CSVField, _ bytes: Span<UInt8>) -> Bool {
    guard field.end - field.start <= 8 else { return false }
    let text = String(decoding: CSVReader.text(field, bytes), as: UTF8.self)
    return text.isEmpty && !field.isQuoted || CSVOptions.missingWords.contains(text.lowercased())
  }

  static func names(_ fields: [CSVField], _ bytes: Span<UInt8>, line: Int) throws(FormatError) -> [String] {
    var names: [String] = []
    for field in fields {
      let text = CSVReader.text(field, bytes)
      guard let name = String(validating: text, as: UTF8.self) else {
        throw FormatError(
          .malformed, .line(line, field: names.count + 1), "column name",
          found: FormatError.excerpt(of: text.span, from: 0, to: text.count), expected: "UTF-8")
      }
      names.append(name)
    }
    return names
  }

  /// The number in a field with another decimal mark, or with thousands set apart.
  static func plain<Value>(
    _ field: CSVField, _ bytes: Span<UInt8>, _ options: CSVOptions,
    _ number: (Span<UInt8>, Int, Int) throws(DecimalFailure) -> Value
  ) throws(DecimalFailure) -> Value {
    guard !field.isQuoted || options.thousands else { throw .notANumber }
    let (mark, group) =
      options.decimal == .point
      ? (UInt8(ascii: "."), UInt8(ascii: ",")) : (UInt8(ascii: ","), UInt8(ascii: "."))
    var text: [UInt8] = []
    /// Digits since the last mark of a group; nil before the first, or behind the decimal mark.
    var (inGroup, leading): (Int?, Int) = (nil, 0)
    var isWhole = true
    for index in field.start..<field.end {
      let byte = bytes[index]
      if byte == group {
        guard options.thousands, isWhole, inGroup.map({ $0 == 3 }) ?? (1...3 ~= leading) else { throw .notANumber }
        inGroup = 0
        continue
      }
      if DecimalText.isDigit(byte), isWhole {
        if let count = inGroup { inGroup = count + 1 } else { leading += 1 }
      } else if leading > 0 {
        if let count = inGroup, count != 3 { throw .notANumber }
        inGroup = nil
        isWhole = false
      }
      text.append(byte == mark ? UInt8(ascii: ".") : byte)
    }
    if let count = inGroup, count != 3 { throw .notANumber }
    return try number(text.span, 0, text.count)
  }

  static func failure(
    _ failure: DecimalFailure, _ field: CSVField, _ bytes: Span<UInt8>, _ options: CSVOptions, line: Int, number: Int,
    isFirst: Bool
  ) -> FormatError {
    let place = FormatError.Place.line(line, field: number)
    let (start, end) = field.isQuoted ? (field.start - 1, field.end + 1) : (field.start, field.end)
    let text = FormatError.excerpt(of: bytes, from: start, to: end)
    switch failure {
    case .tooLarge:
      return FormatError(.tooLarge, place, "number", found: text, expected: "a number of magnitude below 1.8e308")
    case .inexact:
      return FormatError(
        .inexact, place, "number", found: text, expected: "an integer that is exactly a double, or one with a point")
    case .notANumber: break
    }
    if isMissing(field, bytes) {
      return FormatError(
        .malformed, place, "number", found: start == end ? "an empty field" : text,
        expected: "a decimal number; say what a missing value means with --missing")
    }
    return FormatError(
      .malformed, place, "number", found: text,
      expected: field.isQuoted
        ? "a number without quotes; say --thousands if numbers look like \"1,234\""
        : isFirst ? "a decimal number; say --header if the first line names the columns" : "a decimal number")
  }
}
