/// How a CSV file is read; what is left open is found out from its first line.
public struct CSVOptions: Hashable, Sendable {
  /// What begins the fraction of a number.
  public enum DecimalMark: String, Hashable, Sendable, CaseIterable {
    /// 3.14
    case point
    /// 3,14: then the comma separates no fields.
    case comma
  }

  /// What happens where a value is missing: where a field is empty, or one of ``CSVOptions/missingWords``.
  public enum Missing: Hashable, Sendable {
    /// The file is refused.
    case refused
    /// The row is left out.
    case dropsRow
    /// This stands for it.
    case replaced(by: String)
  }

  /// Fields that say that a value is missing, in any case of their letters.
  public static let missingWords: Set<String> = [
    "na", "n/a", "#n/a", "?", "null", "none", "nil", "missing", ".", "-",
  ]

  /// Whether the first line names the columns.
  public var header: NumberTable.Header
  /// What stands between fields; nil for that of comma, semicolon and tab which the first line has, or blanks where it has none and all
  /// of its words are numbers.
  public var separator: NumberTable.Separator?
  /// What begins the fraction of a number.
  public var decimal: DecimalMark
  /// Whether numbers may have thousands set apart, by the mark that is not the decimal one, and may stand in quotes: "1,234.5".
  public var thousands: Bool
  /// What happens where a value is missing.
  public var missing: Missing

  /// The usual options: whatever is doubtful is refused.
  public init(
    header: NumberTable.Header = .detected, separator: NumberTable.Separator? = nil, decimal: DecimalMark = .point,
    thousands: Bool = false, missing: Missing = .refused
  ) {
    (self.header, self.separator, self.decimal) = (header, separator, decimal)
    (self.thousands, self.missing) = (thousands, missing)
  }
}

/// A table of a CSV file, with numbers of any type.
///
/// ```swift
/// let table = try CSVTable(contentsOfCSV: data) { Rational($0) }       // exactly as written
/// ```
public struct CSVTable<Value: Sendable>: Sendable {
  /// The names of the columns, if the first line has them.
  public let columnNames: [String]?
  /// The number of rows, without the names and those that are left out.
  public let rows: Int
  /// The number of columns.
  public let columns: Int
  /// The numbers, row by row.
  public let values: [Value]
  /// The lines, counted from 1, that are left out since a value is missing.
  public let droppedLines: [Int]
}
