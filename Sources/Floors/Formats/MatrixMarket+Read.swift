import Foundation

extension MatrixMarket {
  /// What to do with a position that a file stores again.
  public enum Duplicates: Hashable, Sendable {
    /// The file is refused: the format allows each position once.
    case refused
    /// The values are added, in the order of the file, at the place of the first (what SciPy does). Patterns keep one.
    case summed
  }

  /// Reads a Matrix Market file.
  ///
  /// The words of the first line may be in any case. Empty lines and lines that begin with % are skipped wherever they
  /// stand; the comments between the first line and the sizes are kept.
  ///
  /// - Parameters:
  ///   - data: The file.
  ///   - duplicates: What to do with a position that stands twice in a file in coordinate layout.
  /// - Throws: `FormatError` with the line and the field.
  /// - Complexity: O(n) for n bytes with the entries in order, of rows or of columns; O(n log n) otherwise.
  public init(contentsOfMTX data: Data, duplicates: Duplicates = .refused) throws(FormatError) {
    var texts: [String]?
    try self.init(data, duplicates, texts: &texts)
  }

  /// The entries of a Matrix Market file, mirrored ones too, with their values as they are written, for readers that lose nothing.
  ///
  /// - Returns: the sizes, and rows, columns and values of equally many entries, each position once; a pattern's values are 1.
  /// - Throws: `FormatError` with the line and the field.
  /// - Complexity: O(n) for n bytes with the entries in order, of rows or of columns; O(n log n) otherwise.
  public static func texts(
    contentsOfMTX data: Data
  ) throws(FormatError) -> (rows: Int, columns: Int, rowIndices: [Int], columnIndices: [Int], values: [String]) {
    var read: [String]? = []
    let matrix = try MatrixMarket(data, .refused, texts: &read)
    var texts = read ?? []
    switch matrix.values {
    case .real: break
    case .integer(let values): texts = values.map(String.init)
    case .pattern: texts = matrix.rowIndices.map { _ in "1" }
    }
    var (rows, columns, values) = (matrix.rowIndices, matrix.columnIndices, texts)
    if matrix.symmetry != .general {
      for index in 0..<matrix.count where matrix.rowIndices[index] != matrix.columnIndices[index] {
        rows.append(matrix.columnIndices[index])
        columns.append(matrix.rowIndices[index])
        let text = texts[index]
        values.append(
          matrix.symmetry == .symmetric
            ? text : text.hasPrefix("-") ? String(text.dropFirst()) : "-" + text.drop { $0 == "+" })
      }
    }
    return (matrix.rows, matrix.columns, rows, columns, values)
  }

  /// Reads a file; if there is a list of texts, each real value as it is written is added to it.
  private init(_ data: Data, _ duplicates: Duplicates, texts: inout [String]?) throws(FormatError) {
    let bytes = data.span
    var reader = MTXReader()
    let (layout, field, symmetry) = try reader.banner(bytes)
    let comments = try reader.comments(bytes)
    let sizesLine = reader.line
    let rows = try reader.size(bytes, "number of rows", field: 1)
    let columns = try reader.size(bytes, "number of columns", field: 2)
    var count = 0
    if layout == .coordinate {
      count = try reader.size(bytes, "number of entries", field: 3)
      try reader.endLine(bytes, field: 4)
    } else {
      try reader.endLine(bytes, field: 3)
    }

    let kind: Values = field == .real ? .real([]) : field == .integer ? .integer([]) : .pattern
    if let (found, expected) = MatrixMarket.objection(rows: rows, columns: columns, symmetry, kind) {
      throw FormatError(.inconsistent, .line(sizesLine, field: nil), "sizes", found: found, expected: expected)
    }
    if layout == .array {
      count = try MatrixMarket.storedCount(rows, columns, symmetry, line: sizesLine)
    }
    // An entry has at least so many bytes: digits, the spaces between them, and the line's end of the entry before.
    let least = (layout == .array ? 0 : 4) + (field == .pattern ? 0 : 2)
    guard count <= (bytes.count - reader.at + 1) / least else {
      throw FormatError(
        .truncated, .line(sizesLine, field: nil), "number of entries", found: "\(count)",
        expected: "at most \((bytes.count - reader.at + 1) / least), for which there are bytes")
    }

    let empty = MatrixMarket(
      unchecked: rows, columns, layout, symmetry, rowIndices: [], columnIndices: [], values: kind, comments: comments)
    let bodyStart = reader
    var entries = MTXEntries(capacity: count, field)
    entries.texts = texts
    try reader.readEntries(bytes, count, into: &entries, of: empty)
    texts = entries.texts
    try reader.expectEnd(bytes, count)
    if layout == .coordinate, let repeated = MatrixMarket.firstRepeated(entries.rows, entries.columns) {
      switch duplicates {
      case .refused:
        let position = "(\(entries.rows[repeated] + 1), \(entries.columns[repeated] + 1))"
        throw FormatError(
          .duplicate, .line(bodyStart.line(ofEntry: repeated, bytes), field: nil), "position",
          found: "\(position) again", expected: "each position once, unless duplicates are to be summed")
      case .summed: try entries.sumDuplicates()
      }
    }
    self.init(
      unchecked: rows, columns, layout, symmetry, rowIndices: entries.rows, columnIndices: entries.columns,
      values: entries.values, comments: comments)
  }

  /// The number of entries in the whole array, or in its stored triangle.
  private static func storedCount(
    _ rows: Int, _ columns: Int, _ symmetry: Symmetry, line: Int
  ) throws(FormatError) -> Int {
    // n(n ± 1) / 2: one factor is even, and is halved before the product.
    let (a, b) =
      switch symmetry {
      case .general: (rows, columns)
      case .symmetric: rows % 2 == 0 ? (rows / 2, rows + 1) : (rows, rows / 2 + 1)
      case .skewSymmetric: rows % 2 == 0 ? (rows / 2, max(rows - 1, 0)) : (rows, (rows - 1) / 2)
      }
    let (count, overflow) = a.multipliedReportingOverflow(by: b)
    if overflow {
      throw FormatError(
        .tooLarge, .line(line, field: nil), "sizes", found: "\(rows) by \(columns)",
        expected: "at most \(Int.max) entries")
    }
    return count
  }
}

/// The kinds of values, as the first line names them.
enum MTXField {
  case real, integer, pattern
}

/// The entries read so far.
struct MTXEntries {
  var rows: [Int] = []
  var columns: [Int] = []
  var reals: [Double] = []
  var integers: [Int64] = []
  /// The real values as they are written, where they are asked for.
  var texts: [String]?
  let field: MTXField

  init(capacity: Int, _ field: MTXField) {
    self.field = field
    rows.reserveCapacity(capacity)
    columns.reserveCapacity(capacity)
    switch field {
    case .real: reals.reserveCapacity(capacity)
    case .integer: integers.reserveCapacity(capacity)
    case .pattern: break
    }
  }

  var values: MatrixMarket.Values {
    switch field {
    case .real: .real(reals)
    case .integer: .integer(integers)
    case .pattern: .pattern
    }
  }

  /// Adds later values of a position to its first and keeps the order of the first ones.
  mutating func sumDuplicates() throws(FormatError) {
    let order = rows.indices.sorted { (rows[$0], columns[$0], $0) < (rows[$1], columns[$1], $1) }
    var isKept = [Bool](repeating: true, count: rows.count)
    var first = 0
    for (rank, index) in order.enumerated() {
      guard rank > 0, rows[index] == rows[first], columns[index] == columns[first] else {
        first = index
        continue
      }
      isKept[index] = false
      switch field {
      case .real: reals[first] += reals[index]
      case .pattern: break
      case .integer:
        let (sum, overflow) = integers[first].addingReportingOverflow(integers[index])
        if overflow {
          throw FormatError(
            .tooLarge, .element(index), "value",
            found: "a sum beyond 64 bits at (\(rows[index] + 1), \(columns[index] + 1))",
            expected: "duplicates whose sum fits 64 bits")
        }
        integers[first] = sum
      }
    }
    let kept = rows.indices.filter { isKept[$0] }
    rows = kept.map { rows[$0] }
    columns = kept.map { columns[$0] }
    if field == .real { reals = kept.map { reals[$0] } }
    if field == .integer { integers = kept.map { integers[$0] } }
  }
}
