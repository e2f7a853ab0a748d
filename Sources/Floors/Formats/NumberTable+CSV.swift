import Foundation

extension NumberTable {
  /// Reads a CSV file of numbers in UTF-8.
  ///
  /// Lines end with LF or CR LF; all have equally many fields. Numbers are decimals with an optional exponent, `inf`
  /// and `nan`, with spaces around them or not, never in quotes. Names of columns may stand in quotes, with quotes in
  /// them doubled. A byte order mark, and empty lines at the end, are skipped.
  ///
  /// - Parameters:
  ///   - data: The file.
  ///   - header: Whether the first line names the columns.
  ///   - separator: What stands between the fields; if `nil`, that one of comma, semicolon and tab that the first line
  ///     has outside quotes.
  /// - Throws: `FormatError` with the line and the field, for a field that is empty or no number, a number too large
  ///   for a double, a line with more or fewer fields than the first, no line at all, or more than one possible separator.
  /// - Complexity: O(n) for n bytes.
  public init(
    contentsOfCSV data: Data, header: Header = .detected, separator: Separator? = nil
  ) throws(FormatError) {
    let bytes = data.span
    var reader = CSVReader(separator: 0, at: NumberTable.lengthOfByteOrderMark(bytes))
    guard reader.at < bytes.count else {
      throw FormatError(.truncated, .line(1, field: nil), "file", found: "nothing", expected: "a line of numbers")
    }
    var found = separator
    if found == nil { found = try NumberTable.separator(ofLineIn: bytes, from: reader.at) }
    reader.separator = (found ?? .comma).rawValue

    let names: [String]? =
      switch header {
      case .present: try reader.readNames(bytes)
      case .absent: nil
      case .detected: reader.startsWithNumber(bytes) ? nil : try reader.readNames(bytes)
      }
    var values: [Double] = []
    var columns = names?.count
    var rows = 0
    while try reader.hasLine(bytes) {
      let before = values.count
      try reader.readLine(bytes, into: &values, columns: columns)
      columns = columns ?? (values.count - before)
      rows += 1
    }
    guard let columns else {
      throw FormatError(.truncated, .line(1, field: nil), "file", found: "empty lines", expected: "a line of numbers")
    }
    self.init(columnNames: names, rows: rows, columns: columns, values: values)
  }

  private static func lengthOfByteOrderMark(_ bytes: Span<UInt8>) -> Int {
    bytes.count >= 3 && bytes[0] == 0xef && bytes[1] == 0xbb && bytes[2] == 0xbf ? 3 : 0
  }

  /// The one separator that the line has outside quotes; nil if it has none.
  private static func separator(
    ofLineIn bytes: Span<UInt8>, from start: Int
  ) throws(FormatError) -> Separator? {
    var found: Separator?
    var isQuoted = false
    for index in start..<bytes.count {
      if bytes[index] == UInt8(ascii: "\"") { isQuoted.toggle() }
      if isQuoted { continue }
      if bytes[index] == UInt8(ascii: "\n") { break }
      guard let separator = Separator(rawValue: bytes[index]) else { continue }
      if let found, found != separator {
        throw FormatError(
          .malformed, .line(1, field: nil), "separator", found: "both \(found.name) and \(separator.name)",
          expected: "one of them; name it if the other belongs to a column's name")
      }
      found = separator
    }
    return found
  }
}

/// A place in a CSV file.
private struct CSVReader {
  var separator: UInt8
  var at: Int
  private var line = 1

  init(separator: UInt8, at: Int) {
    self.separator = separator
    self.at = at
  }

  /// Whether the field at the place is a number, or begins with what only a number begins with.
  func startsWithNumber(_ bytes: Span<UInt8>) -> Bool {
    var probe = at
    skipSpaces(bytes, &probe)
    if probe < bytes.count, [0x2b, 0x2d, 0x2e].contains(bytes[probe]) || DecimalText.isDigit(bytes[probe]) {
      return true
    }
    guard (try? DecimalText.double(bytes, &probe)) != nil else { return isAtEndOfField(bytes, probe) }
    skipSpaces(bytes, &probe)
    return isAtEndOfField(bytes, probe)
  }

  private func isAtEndOfField(_ bytes: Span<UInt8>, _ at: Int) -> Bool {
    at >= bytes.count || bytes[at] == separator || bytes[at] == UInt8(ascii: "\n") || bytes[at] == UInt8(ascii: "\r")
  }

  /// Whether there is another line; empty lines are an error unless nothing but empty lines follows.
  @inline(__always)
  mutating func hasLine(_ bytes: Span<UInt8>) throws(FormatError) -> Bool {
    guard at < bytes.count else { return false }
    guard bytes[at] == UInt8(ascii: "\n") || bytes[at] == UInt8(ascii: "\r") else { return true }
    for index in at..<bytes.count where bytes[index] != UInt8(ascii: "\n") && bytes[index] != UInt8(ascii: "\r") {
      throw FormatError(
        .malformed, .line(line, field: 1), "number", found: "an empty line", expected: "a number in every field")
    }
    at = bytes.count
    return false
  }

  @inline(__always)
  mutating func readLine(
    _ bytes: Span<UInt8>, into values: inout [Double], columns: Int?
  ) throws(FormatError) {
    var field = 1
    while true {
      skipSpaces(bytes, &at)
      do throws(DecimalFailure) {
        values.append(try DecimalText.double(bytes, &at))
      } catch {
        throw failure(error, bytes, field: field)
      }
      skipSpaces(bytes, &at)
      if at < bytes.count, bytes[at] == separator {
        at += 1
        field += 1
        continue
      }
      guard endLine(bytes) else { throw failure(.notANumber, bytes, field: field) }
      if let columns, field != columns {
        throw FormatError(
          .inconsistent, .line(line - 1, field: nil), "number of fields", found: "\(field)",
          expected: "\(columns), as in the first line")
      }
      return
    }
  }

  /// Moves behind LF, CR LF or to the end of the file; false if something else stands here.
  @inline(__always)
  private mutating func endLine(_ bytes: Span<UInt8>) -> Bool {
    if at < bytes.count {
      if bytes[at] == UInt8(ascii: "\r") {
        guard at + 1 < bytes.count, bytes[at + 1] == UInt8(ascii: "\n") else { return false }
        at += 1
      }
      guard bytes[at] == UInt8(ascii: "\n") else { return false }
      at += 1
    }
    line += 1
    return true
  }

  @inline(__always)
  private func skipSpaces(_ bytes: Span<UInt8>, _ at: inout Int) {
    while at < bytes.count, bytes[at] == UInt8(ascii: " ") { at += 1 }
  }

  /// The error for the field at the place; `at` may be at its beginning or inside it.
  @inline(never)
  private func failure(_ failure: DecimalFailure, _ bytes: Span<UInt8>, field: Int) -> FormatError {
    var start = at
    while start > 0, !isAtEndOfField(bytes, start - 1) { start -= 1 }
    var end = at
    while end < bytes.count, !isAtEndOfField(bytes, end) { end += 1 }
    let place = FormatError.Place.line(line, field: field)
    let text = FormatError.excerpt(of: bytes, from: start, to: end)
    if failure == .tooLarge {
      return FormatError(.tooLarge, place, "number", found: text, expected: "a number of magnitude below 1.8e308")
    }
    var isBlank = true
    var isQuoted = false
    for index in start..<end {
      isBlank = isBlank && bytes[index] == UInt8(ascii: " ")
      isQuoted = isQuoted || bytes[index] == UInt8(ascii: "\"")
    }
    let isLoneReturn = at < bytes.count && bytes[at] == UInt8(ascii: "\r")
    return FormatError(
      .malformed, place, "number",
      found: isBlank ? "an empty field" : isLoneReturn ? "a carriage return without a line feed" : text,
      expected: isQuoted ? "a number without quotes" : "a decimal number")
  }

  /// The fields of the line as texts.
  mutating func readNames(_ bytes: Span<UInt8>) throws(FormatError) -> [String] {
    var names: [String] = []
    let firstLine = line
    while true {
      skipSpaces(bytes, &at)
      var text: [UInt8] = []
      if at < bytes.count, bytes[at] == UInt8(ascii: "\"") {
        try readQuoted(bytes, into: &text, field: names.count + 1)
        skipSpaces(bytes, &at)
      } else {
        while !isAtEndOfField(bytes, at) {
          text.append(bytes[at])
          at += 1
        }
        while text.last == UInt8(ascii: " ") { text.removeLast() }
      }
      guard let name = String(validating: text, as: UTF8.self) else {
        throw FormatError(
          .malformed, .line(firstLine, field: names.count + 1), "column name",
          found: FormatError.excerpt(of: text.span, from: 0, to: text.count), expected: "UTF-8")
      }
      names.append(name)
      if at < bytes.count, bytes[at] == separator {
        at += 1
        continue
      }
      guard endLine(bytes) else {
        throw FormatError(
          .malformed, .line(line, field: names.count), "column name",
          found: FormatError.excerpt(of: bytes, from: at, to: bytes.count), expected: "a separator or the line's end")
      }
      return names
    }
  }

  /// Reads from the opening quote behind the closing one.
  private mutating func readQuoted(
    _ bytes: Span<UInt8>, into text: inout [UInt8], field: Int
  ) throws(FormatError) {
    let firstLine = line
    at += 1
    while at < bytes.count {
      let byte = bytes[at]
      at += 1
      if byte == UInt8(ascii: "\"") {
        guard at < bytes.count, bytes[at] == byte else { return }
        at += 1
      }
      if byte == UInt8(ascii: "\n") { line += 1 }
      text.append(byte)
    }
    throw FormatError(
      .truncated, .line(firstLine, field: field), "column name", found: "no closing quote", expected: "a closing quote")
  }
}
