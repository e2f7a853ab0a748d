/// A field of a line: its bytes without the blanks or the quotes around it.
struct CSVField {
  var start: Int
  var end: Int
  var isQuoted = false
  /// Whether quotes in it are doubled.
  var hasEscapes = false
}

/// A place in a CSV file, from which lines are cut into fields.
struct CSVReader {
  /// What separates fields; nil for blanks.
  var separator: UInt8?
  var at: Int
  /// The number of the line at the place, from 1.
  private(set) var line = 1

  init(at: Int) { self.at = at }

  @inline(__always)
  private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }

  /// Skips lines that begin with #, which are comments.
  mutating func skipComments(_ bytes: Span<UInt8>) {
    while at < bytes.count, bytes[at] == UInt8(ascii: "#"), !startsMissing(bytes) {
      while at < bytes.count, bytes[at] != UInt8(ascii: "\n") { at += 1 }
      if at < bytes.count { at += 1 }
      line += 1
    }
  }

  /// Whether #N/A stands here, which is a value that is missing.
  private func startsMissing(_ bytes: Span<UInt8>) -> Bool {
    at + 4 <= bytes.count && bytes[at + 1] | 0x20 == UInt8(ascii: "n") && bytes[at + 2] == UInt8(ascii: "/")
  }

  /// Cuts the next line into fields; false if only empty lines are left. Any other empty line is an error: in a file of one column a
  /// value would be missing.
  @inline(__always)
  mutating func nextLine(_ bytes: Span<UInt8>, into fields: inout [CSVField]) throws(FormatError) -> Bool {
    skipComments(bytes)
    guard at < bytes.count else { return false }
    if bytes[at] == UInt8(ascii: "\n") || bytes[at] == UInt8(ascii: "\r") {
      for index in at..<bytes.count where bytes[index] != UInt8(ascii: "\n") && bytes[index] != UInt8(ascii: "\r") {
        throw FormatError(
          .malformed, .line(line, field: 1), "number", found: "an empty line", expected: "a number in every field")
      }
      at = bytes.count
      return false
    }
    fields.removeAll(keepingCapacity: true)
    let firstLine = line
    while true {
      fields.append(try field(bytes, number: fields.count + 1))
      if at < bytes.count, let separator, bytes[at] == separator {
        at += 1
        continue
      }
      if separator == nil, !isAtLineEnd(bytes) { continue }
      break
    }
    if at < bytes.count {
      if bytes[at] == UInt8(ascii: "\r") {
        guard at + 1 < bytes.count, bytes[at + 1] == UInt8(ascii: "\n") else {
          throw FormatError(
            .malformed, .line(firstLine, field: fields.count), "number",
            found: "a carriage return without a line feed", expected: "a decimal number")
        }
        at += 1
      }
      at += 1
    }
    line += 1
    return true
  }

  @inline(__always)
  private func isAtLineEnd(_ bytes: Span<UInt8>) -> Bool {
    at >= bytes.count || bytes[at] == UInt8(ascii: "\n") || bytes[at] == UInt8(ascii: "\r")
  }

  @inline(__always)
  private func isAtEndOfField(_ bytes: Span<UInt8>) -> Bool {
    if isAtLineEnd(bytes) { return true }
    guard let separator else { return CSVReader.isBlank(bytes[at]) }
    return bytes[at] == separator
  }

  /// Blanks that are no separators.
  @inline(__always)
  private mutating func skipBlanks(_ bytes: Span<UInt8>) {
    while at < bytes.count, CSVReader.isBlank(bytes[at]), bytes[at] != separator { at += 1 }
  }

  /// The field at the place, which is left at the separator behind it or at the line's end.
  @inline(__always)
  private mutating func field(_ bytes: Span<UInt8>, number: Int) throws(FormatError) -> CSVField {
    skipBlanks(bytes)
    if at < bytes.count, bytes[at] == UInt8(ascii: "\"") { return try quotedField(bytes, number: number) }
    let start = at
    while !isAtEndOfField(bytes) { at += 1 }
    var end = at
    while end > start, CSVReader.isBlank(bytes[end - 1]) { end -= 1 }
    if separator == nil { skipBlanks(bytes) }
    return CSVField(start: start, end: end)
  }

  private mutating func quotedField(_ bytes: Span<UInt8>, number: Int) throws(FormatError) -> CSVField {
    let firstLine = line
    at += 1
    var field = CSVField(start: at, end: at, isQuoted: true)
    while at < bytes.count {
      if bytes[at] == UInt8(ascii: "\"") {
        if at + 1 < bytes.count, bytes[at + 1] == UInt8(ascii: "\"") {
          field.hasEscapes = true
          at += 2
          continue
        }
        field.end = at
        at += 1
        skipBlanks(bytes)
        guard isAtEndOfField(bytes) || separator == nil else {
          throw FormatError(
            .malformed, .line(line, field: number), "column name",
            found: FormatError.excerpt(of: bytes, from: at, to: bytes.count),
            expected: "a separator or the line's end")
        }
        return field
      }
      if bytes[at] == UInt8(ascii: "\n") { line += 1 }
      at += 1
    }
    throw FormatError(
      .truncated, .line(firstLine, field: number), "column name", found: "no closing quote", expected: "a closing quote"
    )
  }

  /// The bytes of a field, with doubled quotes once.
  static func text(_ field: CSVField, _ bytes: Span<UInt8>) -> [UInt8] {
    var text: [UInt8] = []
    text.reserveCapacity(field.end - field.start)
    var index = field.start
    while index < field.end {
      text.append(bytes[index])
      index += field.hasEscapes && bytes[index] == UInt8(ascii: "\"") ? 2 : 1
    }
    return text
  }
}
