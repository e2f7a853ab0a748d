import Foundation

extension NumberTable {
  /// Reads a CSV file of numbers in UTF-8, as ``CSVTable`` does.
  ///
  /// Numbers are decimals with an optional exponent, `inf` and `nan`.
  ///
  /// - Parameters:
  ///   - data: The file.
  ///   - header: Whether the first line names the columns.
  ///   - separator: What stands between the fields; if `nil`, it is found out.
  /// - Throws: `FormatError` with the line and the field.
  /// - Complexity: O(n) for n bytes.
  public init(
    contentsOfCSV data: Data, header: Header = .detected, separator: Separator? = nil
  ) throws(FormatError) {
    self.init(try CSVTable(doublesOfCSV: data, CSVOptions(header: header, separator: separator)))
  }

  /// The table without the lines that were left out.
  public init(_ table: CSVTable<Double>) {
    self.init(columnNames: table.columnNames, rows: table.rows, columns: table.columns, values: table.values)
  }
}

extension CSVTable<Double> {
  /// Reads a CSV file of doubles, each the nearest to what is written.
  ///
  /// - Parameters:
  ///   - data: The file.
  ///   - options: What it looks like.
  ///   - exactIntegers: Whether an integer without a point that no double equals is refused.
  /// - Throws: `FormatError` with the line and the field.
  /// - Complexity: O(n) for n bytes.
  public init(
    doublesOfCSV data: Data, _ options: CSVOptions = CSVOptions(), exactIntegers: Bool = false
  ) throws(FormatError) {
    try self.init(data, options) { bytes, start, end throws(DecimalFailure) in
      var at = start
      let value = try DecimalText.double(bytes, &at)
      guard at == end else { throw .notANumber }
      if exactIntegers, !DecimalText.keepsInteger(bytes, start, end) { throw .inexact }
      return value
    }
  }
}
