import Exact

extension ExactTable {
  /// The rows with their columns in an order that is expected: by the names of the header, if it has any that are expected, else by place.
  ///
  ///     try table.rows(as: [["x", "y"], ["x", "y", "weight"]], in: path)
  ///
  /// Names are compared without regard to case. A header with some of the expected names has to have all of one layout, each once, and no
  /// others: nothing is guessed where names and places contradict each other.
  /// - Parameters:
  ///   - layouts: the columns that a file may have, of different numbers.
  ///   - path: the file, for errors.
  /// - Returns: the layout that the file has, and its rows in this order; of a file without rows the first layout.
  /// - Throws: ``CommandError`` with what was found and what is expected.
  package func rows(as layouts: [[String]], in path: String) throws -> (layout: [String], rows: [[Rational]]) {
    let expected = layouts.map { $0.joined(separator: ", ") }.joined(separator: "; or ")
    if rows == 0, columns == 0 { return (layouts[0], []) }
    let names = (columnNames ?? []).map { $0.trimmed.lowercased() }
    let known = Set(layouts.joined())
    if names.contains(where: known.contains) {
      guard let layout = layouts.first(where: { $0.count == names.count && Set($0) == Set(names) }) else {
        throw CommandError(
          "\(path): the header names \(names.joined(separator: ", ")); expected \(expected), in any order, or none of these names"
        )
      }
      let places = layout.compactMap { names.firstIndex(of: $0) }
      if places == Array(layout.indices) { return (layout, rowValues) }
      return (layout, rowValues.map { row in places.map { row[$0] } })
    }
    guard let layout = layouts.first(where: { $0.count == columns }) else {
      throw CommandError("\(path): \(columns) columns; expected \(expected)")
    }
    return (layout, rowValues)
  }
}

extension String {
  /// Without blanks at both ends.
  fileprivate var trimmed: String {
    String(drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
  }
}
