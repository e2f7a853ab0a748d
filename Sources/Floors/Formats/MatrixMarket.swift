/// A matrix as a Matrix Market file (`.mtx`) holds it: the entries that are stored, and the symmetry that gives the
/// rest.
///
/// ```swift
/// let matrix = try MatrixMarket(contentsOfMTX: Data(contentsOf: url))
/// (matrix.rows, matrix.columns, matrix.count)      // 1000 1000 4990
/// for (row, column, value) in try matrix.expanded().triples() { … }   // value: Double
/// ```
///
/// Rows and columns are numbered from 0 here and from 1 in the file. The entries are in the order of the file. No
/// position is stored twice; of a symmetric matrix only the lower triangle is stored, of a skew-symmetric one only what
/// is strictly below the diagonal. The format: Boisvert, Pozo and Remington, "The Matrix Market Exchange Formats"
/// (NISTIR 5935, 1996). Complex and Hermitian matrices are refused.
public struct MatrixMarket: Equatable, Sendable {
  /// Which entries are stored.
  public enum Layout: Hashable, Sendable {
    /// Those that are named; the others are 0.
    case coordinate
    /// All (of a symmetric matrix, all of the triangle), column by column.
    case array
  }

  /// What the stored entries say of the others.
  public enum Symmetry: Hashable, Sendable {
    /// Nothing: an entry that is not stored is 0.
    case general
    /// Aᵀ = A.
    case symmetric
    /// Aᵀ = -A.
    case skewSymmetric
  }

  /// The values of the stored entries.
  public enum Values: Equatable, Sendable {
    /// Floating-point numbers.
    case real([Double])
    /// Integers of 64 bits.
    case integer([Int64])
    /// Every stored entry is 1.
    case pattern
  }

  /// The number of rows.
  public let rows: Int
  /// The number of columns.
  public let columns: Int
  /// Which entries are stored.
  public let layout: Layout
  /// What the stored entries say of the others.
  public let symmetry: Symmetry
  /// The rows of the stored entries.
  public let rowIndices: [Int]
  /// The columns of the stored entries.
  public let columnIndices: [Int]
  /// The values of the stored entries.
  public let values: Values
  /// The comments before the sizes: the lines without their %.
  public let comments: [String]

  /// The number of stored entries.
  public var count: Int { rowIndices.count }

  /// The matrix of these entries, in coordinate layout.
  ///
  /// - Throws: `FormatError` if there are not equally many rows, columns and values, an index is out of range or in the
  ///   wrong triangle, a matrix with a symmetry is not square or is a skew-symmetric pattern, a position is stored
  ///   twice, or a comment has a line's end in it.
  /// - Complexity: O(n) for n entries in order, of rows or of columns; O(n log n) otherwise.
  public init(
    rows: Int, columns: Int, symmetry: Symmetry = .general, rowIndices: [Int], columnIndices: [Int], values: Values,
    comments: [String] = []
  ) throws(FormatError) {
    self.init(
      unchecked: rows, columns, .coordinate, symmetry, rowIndices: rowIndices, columnIndices: columnIndices,
      values: values, comments: comments)
    let expectedCount =
      switch values {
      case .real(let values): values.count
      case .integer(let values): values.count
      case .pattern: rowIndices.count
      }
    guard rowIndices.count == columnIndices.count, rowIndices.count == expectedCount else {
      throw FormatError(
        .inconsistent, .whole, "entries",
        found: "\(rowIndices.count) rows, \(columnIndices.count) columns, \(expectedCount) values",
        expected: "equally many")
    }
    if let (found, expected) = MatrixMarket.objection(rows: rows, columns: columns, symmetry, values) {
      throw FormatError(.inconsistent, .whole, "matrix", found: found, expected: expected)
    }
    for index in rowIndices.indices {
      if let objection = objection(toRow: rowIndices[index], column: columnIndices[index], base: 0) {
        throw FormatError(
          .inconsistent, .element(index), objection.field, found: objection.found, expected: objection.expected)
      }
    }
    if let repeated = MatrixMarket.firstRepeated(rowIndices, columnIndices) {
      throw FormatError(
        .duplicate, .element(repeated), "position",
        found: "(\(rowIndices[repeated]), \(columnIndices[repeated])) again", expected: "each position once")
    }
    for comment in comments where comment.utf8.contains(where: { $0 == 0x0a || $0 == 0x0d }) {
      throw FormatError(
        .malformed, .whole, "comment", found: FormatError.excerpt(of: comment), expected: "one line for each comment")
    }
  }

  init(
    unchecked rows: Int, _ columns: Int, _ layout: Layout, _ symmetry: Symmetry, rowIndices: [Int],
    columnIndices: [Int], values: Values, comments: [String]
  ) {
    (self.rows, self.columns, self.layout, self.symmetry) = (rows, columns, layout, symmetry)
    (self.rowIndices, self.columnIndices, self.values) = (rowIndices, columnIndices, values)
    self.comments = comments
  }

  /// The stored entries with their values as doubles; those of a pattern are 1.
  ///
  /// - Throws: `FormatError.Reason.inexact` for the first integer that is not exactly a double.
  /// - Complexity: O(n).
  public func triples() throws(FormatError) -> [(row: Int, column: Int, value: Double)] {
    var triples: [(row: Int, column: Int, value: Double)] = []
    triples.reserveCapacity(count)
    for index in 0..<count {
      let value: Double
      switch values {
      case .real(let values): value = values[index]
      case .pattern: value = 1
      case .integer(let values):
        guard let exact = Double(exactly: values[index]) else {
          throw FormatError(
            .inexact, .element(index), "value", found: "\(values[index])",
            expected: "an integer that is exactly a double")
        }
        value = exact
      }
      triples.append((rowIndices[index], columnIndices[index], value))
    }
    return triples
  }

  /// The same matrix with no symmetry and in coordinate layout: each entry off the diagonal followed by its mirror
  /// image.
  ///
  /// - Throws: `FormatError.Reason.tooLarge` if the mirror image of a skew-symmetric entry is beyond 64 bits.
  /// - Complexity: O(n).
  public func expanded() throws(FormatError) -> MatrixMarket {
    let sign = symmetry == .skewSymmetric ? -1 : 1
    var rowIndices: [Int] = []
    var columnIndices: [Int] = []
    var sources: [(index: Int, isMirrored: Bool)] = []
    for index in 0..<count {
      let (row, column) = (self.rowIndices[index], self.columnIndices[index])
      rowIndices.append(row)
      columnIndices.append(column)
      sources.append((index, false))
      guard symmetry != .general, row != column else { continue }
      rowIndices.append(column)
      columnIndices.append(row)
      sources.append((index, true))
    }
    let values: Values
    switch self.values {
    case .pattern: values = .pattern
    case .real(let stored):
      values = .real(sources.map { $0.isMirrored && sign < 0 ? -stored[$0.index] : stored[$0.index] })
    case .integer(let stored):
      if sign < 0, let index = stored.firstIndex(of: .min) {
        throw FormatError(
          .tooLarge, .element(index), "value", found: "\(stored[index])", expected: "an integer whose negative fits")
      }
      values = .integer(sources.map { $0.isMirrored && sign < 0 ? -stored[$0.index] : stored[$0.index] })
    }
    return MatrixMarket(
      unchecked: rows, columns, .coordinate, .general, rowIndices: rowIndices, columnIndices: columnIndices,
      values: values, comments: comments)
  }
}

extension MatrixMarket {
  /// What is wrong with these sizes and this symmetry, if anything is.
  static func objection(
    rows: Int, columns: Int, _ symmetry: Symmetry, _ values: Values
  ) -> (found: String, expected: String)? {
    if rows < 0 || columns < 0 { return ("\(rows) by \(columns)", "numbers of rows and columns of at least 0") }
    if symmetry != .general, rows != columns {
      return ("\(rows) by \(columns)", "equally many rows and columns for a matrix with a symmetry")
    }
    if symmetry == .skewSymmetric, values == .pattern {
      return ("a skew-symmetric pattern", "values, or another symmetry: a pattern has no signs")
    }
    return nil
  }

  /// What is wrong with a position given from 0, in numbers counted from `base`, if anything is.
  @inline(__always)
  func objection(
    toRow row: Int, column: Int, base: Int
  ) -> (number: Int, field: String, found: String, expected: String)? {
    if row >= 0, row < rows, column >= 0, column < columns {
      switch symmetry {
      case .general: return nil
      case .symmetric where row >= column: return nil
      case .skewSymmetric where row > column: return nil
      default: break
      }
    }
    return explainedObjection(toRow: row, column: column, base: base)
  }

  @inline(never)
  private func explainedObjection(
    toRow row: Int, column: Int, base: Int
  ) -> (number: Int, field: String, found: String, expected: String) {
    func range(_ count: Int) -> String {
      count == 0 ? "no entry, as the matrix is empty" : "\(base) to \(base == 0 ? count - 1 : count)"
    }
    if row < 0 || row >= rows { return (1, "row", "\(row + base)", range(rows)) }
    if column < 0 || column >= columns { return (2, "column", "\(column + base)", range(columns)) }
    return (
      2, "position", "(\(row + base), \(column + base))",
      symmetry == .symmetric ? "a row of at least the column, in the lower triangle" : "a row beyond the column"
    )
  }

  /// The least index whose position stands at a lesser index already.
  static func firstRepeated(_ rows: [Int], _ columns: [Int]) -> Int? {
    if isIncreasing(rows, columns) || isIncreasing(columns, rows) { return nil }
    let order = rows.indices.sorted { (rows[$0], columns[$0], $0) < (rows[$1], columns[$1], $1) }
    var first: Int?
    for (previous, next) in zip(order, order.dropFirst())
    where rows[previous] == rows[next] && columns[previous] == columns[next] {
      first = min(first ?? next, next)
    }
    return first
  }

  /// Whether the pairs increase strictly.
  private static func isIncreasing(_ major: [Int], _ minor: [Int]) -> Bool {
    for index in major.indices.dropFirst()
    where (major[index - 1], minor[index - 1]) >= (major[index], minor[index]) {
      return false
    }
    return true
  }
}
