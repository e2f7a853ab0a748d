import Foundation

/// A table of numbers, as a CSV file holds it: rows of equally many doubles, and names of the columns if there are any.
///
/// ```swift
/// let table = try NumberTable(contentsOfCSV: Data(contentsOf: url))
/// table.columnNames               // ["sepal length", "sepal width"]
/// table[row: 3]                   // [4.6, 3.1]
/// try table.csvData().write(to: other)
/// ```
///
/// Numbers are read to the nearest double and written with as few digits as give the same double back.
public struct NumberTable: Equatable, Sendable {
  /// What stands between the fields of a line.
  public enum Separator: UInt8, Hashable, Sendable, CaseIterable {
    /// `,`.
    case comma = 0x2c
    /// `;`.
    case semicolon = 0x3b
    /// A tab.
    case tab = 0x09
    /// One blank or several.
    case blanks = 0x20

    /// The separator in words.
    var name: String {
      switch self {
      case .comma: "a comma"
      case .semicolon: "a semicolon"
      case .tab: "a tab"
      case .blanks: "blanks"
      }
    }
  }

  /// Whether the first line names the columns.
  public enum Header: Hashable, Sendable {
    /// It does unless one of its fields is missing, or a number, or begins as a number does; names in quotes are no numbers.
    case detected
    /// It does.
    case present
    /// It does not.
    case absent
  }

  /// The names of the columns, if the file has them.
  public let columnNames: [String]?

  /// The number of rows, without the names.
  public let rows: Int

  /// The number of columns.
  public let columns: Int

  /// The numbers, row by row.
  public let values: [Double]

  /// The table with these numbers, row by row.
  ///
  /// - Throws: `FormatError` if there are not rows · columns of them, or not as many names as columns.
  public init(rows: Int, columns: Int, values: [Double], columnNames: [String]? = nil) throws(FormatError) {
    let (count, overflow) = rows.multipliedReportingOverflow(by: columns)
    guard rows >= 0, columns >= 0, !overflow, count == values.count else {
      throw FormatError(
        .inconsistent, .whole, "values", found: "\(values.count)", expected: "as many as \(rows) · \(columns)")
    }
    if let columnNames, columnNames.count != columns {
      throw FormatError(.inconsistent, .whole, "column names", found: "\(columnNames.count)", expected: "\(columns)")
    }
    self.init(columnNames: columnNames, rows: rows, columns: columns, values: values)
  }

  init(columnNames: [String]?, rows: Int, columns: Int, values: [Double]) {
    self.columnNames = columnNames
    self.rows = rows
    self.columns = columns
    self.values = values
  }

  /// The numbers of a row, counted from 0.
  ///
  /// - Precondition: 0 ≤ row < rows.
  public subscript(row row: Int) -> ArraySlice<Double> {
    precondition(row >= 0 && row < rows, "there is no row \(row) among \(rows)")
    return values[row * columns..<(row + 1) * columns]
  }

  /// The CSV file of the table, with a line of names if there are names, and lines that end with a line feed.
  ///
  /// Names that hold a separator, a quote or a line's end are put in quotes. A table without columns has no lines.
  ///
  /// - Complexity: O(n).
  public func csvData(separator: Separator = .comma) -> Data {
    let between = String(decoding: CollectionOfOne(separator.rawValue), as: UTF8.self)
    var text = ""
    if let columnNames, columns > 0 {
      text += columnNames.map(NumberTable.quoted).joined(separator: between) + "\n"
    }
    for row in 0..<(columns > 0 ? rows : 0) {
      for column in 0..<columns {
        if column > 0 { text += between }
        text += DecimalText.text(values[row * columns + column])
      }
      text += "\n"
    }
    return Data(text.utf8)
  }

  /// The name, in quotes if it would not be read back as it is without.
  private static func quoted(_ name: String) -> String {
    let isPlain =
      name.utf8.first != 0x23 && name.utf8.allSatisfy { ![0x09, 0x0a, 0x0d, 0x20, 0x22, 0x2c, 0x3b].contains($0) }
    // A name that could be a number would make the line of names one of numbers.
    let first = name.utf8.first ?? 0
    let isNumeric =
      [0x2b, 0x2d, 0x2e].contains(first) || (0x30...0x39).contains(first) || Double(name) != nil
      || CSVOptions.missingWords.contains(name.lowercased())
    // A byte order mark would be skipped where it begins the file.
    guard name.isEmpty || !isPlain || isNumeric || name.unicodeScalars.first == "\u{feff}" else { return name }
    // Scalars, because a quote and an accent after it are one character, which is not a quote.
    var text = "\""
    for scalar in name.unicodeScalars {
      if scalar == "\"" { text.unicodeScalars.append(scalar) }
      text.unicodeScalars.append(scalar)
    }
    text.unicodeScalars.append("\"")
    return text
  }
}
