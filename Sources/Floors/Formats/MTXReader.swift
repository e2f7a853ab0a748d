/// A place in a Matrix Market file.
struct MTXReader {
  private(set) var at = 0
  private(set) var line = 1

  /// The first line, behind which the place is left.
  mutating func banner(
    _ bytes: Span<UInt8>
  ) throws(FormatError) -> (MatrixMarket.Layout, MTXField, MatrixMarket.Symmetry) {
    let magic = Array("%%matrixmarket".utf8)
    let (start, end) = word(bytes)
    let isThere =
      end - start == magic.count && start == 0 && magic.indices.allSatisfy { bytes[$0] | 0x20 == magic[$0] | 0x20 }
    guard isThere else {
      throw FormatError(
        bytes.isEmpty ? .truncated : .malformed, .line(1, field: 1), "banner",
        found: FormatError.excerpt(of: bytes, from: start, to: end), expected: "%%MatrixMarket")
    }
    try choice(bytes, field: 2, "object", [("matrix", ())], refused: ["vector"])
    let layout: MatrixMarket.Layout = try choice(
      bytes, field: 3, "layout", [("coordinate", .coordinate), ("array", .array)])
    let field: MTXField = try choice(
      bytes, field: 4, "kind of values", [("real", .real), ("integer", .integer), ("pattern", .pattern)],
      refused: ["complex"])
    if layout == .array, field == .pattern {
      throw FormatError(
        .inconsistent, .line(1, field: 4), "kind of values", found: "pattern", expected: "real or integer in an array")
    }
    let symmetry: MatrixMarket.Symmetry = try choice(
      bytes, field: 5, "symmetry",
      [("general", .general), ("symmetric", .symmetric), ("skew-symmetric", .skewSymmetric)], refused: ["hermitian"])
    try endLine(bytes, field: 6)
    return (layout, field, symmetry)
  }

  /// The value of the next word of the line.
  private mutating func choice<Value>(
    _ bytes: Span<UInt8>, field: Int, _ name: String, _ choices: [(String, Value)], refused: [String] = []
  ) throws(FormatError) -> Value {
    let (start, end) = word(bytes)
    func isWord(_ text: String) -> Bool {
      text.utf8.count == end - start && zip(start..., text.utf8).allSatisfy { bytes[$0] | 0x20 == $1 }
    }
    if let choice = choices.first(where: { isWord($0.0) }) { return choice.1 }
    throw FormatError(
      refused.contains(where: isWord) ? .unsupported : .malformed, .line(line, field: field), name,
      found: FormatError.excerpt(of: bytes, from: start, to: end),
      expected: choices.map(\.0).joined(separator: " or "))
  }

  /// The comments before the next line that is none, at whose beginning the place is left.
  mutating func comments(_ bytes: Span<UInt8>) throws(FormatError) -> [String] {
    var comments: [String] = []
    while at < bytes.count {
      let start = at
      skipSpaces(bytes)
      if at < bytes.count, bytes[at] == UInt8(ascii: "%") {
        let textStart = at + 1
        skipLine(bytes)
        var text: [UInt8] = []
        for index in textStart..<at { text.append(bytes[index]) }
        while text.last == UInt8(ascii: "\n") || text.last == UInt8(ascii: "\r") { text.removeLast() }
        // A lone carriage return inside would not survive being written and read by programs that take it for a line's
        // end.
        guard let comment = String(validating: text, as: UTF8.self), !text.contains(UInt8(ascii: "\r")) else {
          throw FormatError(
            .malformed, .line(line - 1, field: nil), "comment",
            found: FormatError.excerpt(of: text.span, from: 0, to: text.count), expected: "a line of UTF-8")
        }
        comments.append(comment)
      } else if isAtLineEnd(bytes) {
        skipLine(bytes)
      } else {
        at = start
        break
      }
    }
    return comments
  }

  mutating func size(_ bytes: Span<UInt8>, _ name: String, field: Int) throws(FormatError) -> Int {
    skipSpaces(bytes)
    let value = try integer(bytes, name, field: field)
    guard value >= 0, let size = Int(exactly: value) else {
      throw FormatError(.malformed, .line(line, field: field), name, found: "\(value)", expected: "at least 0")
    }
    return size
  }

  /// Reads `count` entries, positions counted from 0, into `entries`; `matrix` has the sizes and the symmetry.
  mutating func readEntries(
    _ bytes: Span<UInt8>, _ count: Int, into entries: inout MTXEntries, of matrix: MatrixMarket
  ) throws(FormatError) {
    let isCoordinate = matrix.layout == .coordinate
    let belowDiagonal = matrix.symmetry == .skewSymmetric ? 1 : 0
    let isTriangle = matrix.symmetry != .general
    var (row, column) = (isTriangle ? belowDiagonal : 0, 0)
    for index in 0..<count {
      skipEmptyLines(bytes)
      guard at < bytes.count else {
        throw FormatError(
          .truncated, .line(line, field: nil), "entries", found: "the end after \(index)", expected: "\(count)")
      }
      if isCoordinate {
        row = try position(bytes, "row", field: 1)
        skipSpaces(bytes)
        column = try position(bytes, "column", field: 2)
        if let objection = matrix.objection(toRow: row, column: column, base: 1) {
          throw FormatError(
            .inconsistent, .line(line, field: objection.number), objection.field, found: objection.found,
            expected: objection.expected)
        }
      }
      entries.rows.append(row)
      entries.columns.append(column)
      let field = isCoordinate ? 3 : 1
      switch entries.field {
      case .pattern: break
      case .integer:
        skipSpaces(bytes)
        entries.integers.append(try integer(bytes, "value", field: field))
      case .real:
        skipSpaces(bytes)
        let start = at
        entries.reals.append(try real(bytes, field: field, isExact: entries.texts == nil))
        if entries.texts != nil {
          var text: [UInt8] = []
          for index in start..<at { text.append(bytes[index]) }
          entries.texts?.append(String(decoding: text, as: UTF8.self))
        }
      }
      try endLine(bytes, field: entries.field == .pattern ? field : field + 1)
      if !isCoordinate {
        row += 1
        if row == matrix.rows {
          column += 1
          row = isTriangle ? column + belowDiagonal : 0
        }
      }
    }
  }

  mutating func expectEnd(_ bytes: Span<UInt8>, _ count: Int) throws(FormatError) {
    skipEmptyLines(bytes)
    guard at < bytes.count else { return }
    throw FormatError(
      .inconsistent, .line(line, field: nil), "entries", found: "more than \(count)",
      expected: "\(count), as the sizes say")
  }

  /// The line of the entry with this index, of the place where the entries begin.
  func line(ofEntry index: Int, _ bytes: Span<UInt8>) -> Int {
    var reader = self
    for _ in 0..<index {
      reader.skipEmptyLines(bytes)
      reader.skipLine(bytes)
    }
    reader.skipEmptyLines(bytes)
    return reader.line
  }

  @inline(__always)
  private mutating func position(_ bytes: Span<UInt8>, _ name: String, field: Int) throws(FormatError) -> Int {
    let value = try integer(bytes, name, field: field)
    guard value > 0, let position = Int(exactly: value) else {
      throw FormatError(.inconsistent, .line(line, field: field), name, found: "\(value)", expected: "at least 1")
    }
    return position - 1
  }

  @inline(__always)
  private mutating func integer(_ bytes: Span<UInt8>, _ name: String, field: Int) throws(FormatError) -> Int64 {
    let start = at
    do throws(DecimalFailure) {
      let value = try DecimalText.integer(bytes, &at)
      guard isAtSpace(bytes) else { throw .notANumber }
      return value
    } catch {
      throw failure(error, bytes, from: start, name, field: field, "an integer", "an integer of 64 bits")
    }
  }

  @inline(__always)
  private mutating func real(
    _ bytes: Span<UInt8>, field: Int, isExact: Bool
  ) throws(FormatError) -> Double {
    let start = at
    do throws(DecimalFailure) {
      let value = try DecimalText.double(bytes, &at)
      guard isAtSpace(bytes) else { throw .notANumber }
      guard !isExact || DecimalText.keepsInteger(bytes, start, at) else { throw .inexact }
      return value
    } catch {
      throw failure(
        error, bytes, from: start, "value", field: field, "a decimal number", "a number of magnitude below 1.8e308")
    }
  }

  @inline(never)
  private func failure(
    _ failure: DecimalFailure, _ bytes: Span<UInt8>, from start: Int, _ name: String, field: Int, _ expected: String,
    _ limit: String
  ) -> FormatError {
    var reader = self
    reader.at = start
    let (start, end) = reader.word(bytes)
    if failure == .inexact {
      return FormatError(
        .inexact, .line(line, field: field), name, found: FormatError.excerpt(of: bytes, from: start, to: end),
        expected: "an integer that is exactly a double, or one with a point")
    }
    return FormatError(
      failure == .tooLarge ? .tooLarge : start == bytes.count ? .truncated : .malformed, .line(line, field: field),
      name,
      found: FormatError.excerpt(of: bytes, from: start, to: end), expected: failure == .tooLarge ? limit : expected)
  }
}

// Lines and what separates words.
extension MTXReader {
  @inline(__always)
  private func isAtLineEnd(_ bytes: Span<UInt8>) -> Bool {
    at == bytes.count || bytes[at] == UInt8(ascii: "\n")
      || (bytes[at] == UInt8(ascii: "\r") && at + 1 < bytes.count && bytes[at + 1] == UInt8(ascii: "\n"))
  }

  @inline(__always)
  private func isAtSpace(_ bytes: Span<UInt8>) -> Bool {
    at == bytes.count || bytes[at] == UInt8(ascii: " ") || bytes[at] == UInt8(ascii: "\n")
      || bytes[at] == UInt8(ascii: "\t") || bytes[at] == UInt8(ascii: "\r")
  }

  @inline(__always)
  private mutating func skipSpaces(_ bytes: Span<UInt8>) {
    while at < bytes.count, bytes[at] == UInt8(ascii: " ") || bytes[at] == UInt8(ascii: "\t") { at += 1 }
  }

  /// The next word of the line, which is empty at the line's end; the place is left behind it.
  private mutating func word(_ bytes: Span<UInt8>) -> (start: Int, end: Int) {
    skipSpaces(bytes)
    let start = at
    while at < bytes.count, !isAtSpace(bytes) { at += 1 }
    return (start, at)
  }

  private mutating func skipLine(_ bytes: Span<UInt8>) {
    while at < bytes.count, bytes[at] != UInt8(ascii: "\n") { at += 1 }
    if at < bytes.count { at += 1 }
    line += 1
  }

  /// Skips empty lines and comments, and the spaces before what follows.
  @inline(__always)
  private mutating func skipEmptyLines(_ bytes: Span<UInt8>) {
    while true {
      skipSpaces(bytes)
      guard at < bytes.count, isAtLineEnd(bytes) || bytes[at] == UInt8(ascii: "%") else { return }
      skipLine(bytes)
    }
  }

  /// Moves behind the line's end, before which only spaces may stand; `field` is the number of what else would.
  @inline(__always)
  mutating func endLine(_ bytes: Span<UInt8>, field: Int) throws(FormatError) {
    skipSpaces(bytes)
    guard isAtLineEnd(bytes) else { throw excess(bytes, field: field) }
    if at < bytes.count {
      at += bytes[at] == UInt8(ascii: "\r") ? 2 : 1
      line += 1
    }
  }

  @inline(never)
  private func excess(_ bytes: Span<UInt8>, field: Int) -> FormatError {
    var reader = self
    let (start, end) = reader.word(bytes)
    return FormatError(
      .malformed, .line(line, field: field), "line",
      found: FormatError.excerpt(of: bytes, from: start, to: max(end, start + 1)), expected: "the line's end")
  }
}
