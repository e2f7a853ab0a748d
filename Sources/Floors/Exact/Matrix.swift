/// A dense matrix.
///
/// ```swift
/// let a = try Matrix<Integer>([[2, 1], [1, 3]])
/// a.determinant()      // 5
/// a.solve([3, 5])      // .unique([4/5, 7/5])
/// a * a.transposed()   // the matrix product; a * [1, 1] is a matrix times a vector
/// ```
///
/// Vectors are plain arrays `[Element]`. Rows and columns are numbered from 0; either number may be 0.
///
/// Over `Integer` and `Rational` linear algebra is exact: `determinant`, `rank`, `kernel`, `solve`,
/// `reducedRowEchelonForm`, `ldl`, `inertia`.
public struct Matrix<Element> {
  /// The number of rows.
  public let rows: Int

  /// The number of columns.
  public let columns: Int

  /// The entries, row by row.
  @usableFromInline
  var storage: [Element]

  /// A matrix of the entries in `storage`, which has rows · columns of them, row by row.
  @inlinable
  init(rows: Int, columns: Int, storage: [Element]) {
    self.rows = rows
    self.columns = columns
    self.storage = storage
  }

  /// A matrix with every entry equal to `element`.
  ///
  /// - Complexity: O(rows · columns).
  @inlinable
  public init(rows: Int, columns: Int, repeating element: Element) {
    let count = Matrix.count(rows, columns)
    self.init(rows: rows, columns: columns, storage: Array(repeating: element, count: count))
  }

  /// The matrix whose entry at [i, j] is `element(i, j)`; called row by row.
  ///
  /// - Complexity: O(rows · columns) calls.
  @inlinable
  public init(rows: Int, columns: Int, _ element: (_ i: Int, _ j: Int) throws -> Element) rethrows {
    var storage: [Element] = []
    storage.reserveCapacity(Matrix.count(rows, columns))
    for i in 0..<rows {
      for j in 0..<columns { storage.append(try element(i, j)) }
    }
    self.init(rows: rows, columns: columns, storage: storage)
  }

  /// The matrix with the given rows, all of one length; no rows make the 0 × 0 matrix.
  ///
  /// - Throws: `MatrixShapeError.raggedRow` for the first row whose length differs from that of row 0.
  /// - Complexity: O(rows · columns).
  @inlinable
  public init(_ rows: [[Element]]) throws(MatrixShapeError) {
    let columns = rows.first?.count ?? 0
    for (index, row) in rows.enumerated() where row.count != columns {
      throw .raggedRow(row: index, count: row.count, expected: columns)
    }
    self.init(rows: rows.count, columns: columns, storage: Array(rows.joined()))
  }

  @inlinable
  static func count(_ rows: Int, _ columns: Int) -> Int {
    precondition(rows >= 0 && columns >= 0, "a matrix cannot have \(rows) rows and \(columns) columns")
    let (count, overflow) = rows.multipliedReportingOverflow(by: columns)
    precondition(!overflow, "a matrix of \(rows) by \(columns) entries is too large")
    return count
  }
}

extension Matrix: Sendable where Element: Sendable {}
extension Matrix: Equatable where Element: Equatable {}
extension Matrix: Hashable where Element: Hashable {}

/// What is wrong with the shape of rows that should form a matrix.
public enum MatrixShapeError: Error, Equatable, Sendable, CustomStringConvertible {
  /// Row `row` has `count` entries although row 0 has `expected`.
  case raggedRow(row: Int, count: Int, expected: Int)

  public var description: String {
    switch self {
    case .raggedRow(let row, let count, let expected):
      "row \(row) has \(count) entries; expected \(expected), as in row 0"
    }
  }
}

extension Matrix {
  /// The entry in row `i`, column `j`.
  ///
  /// - Complexity: O(1).
  @inlinable
  public subscript(i: Int, j: Int) -> Element {
    get { storage[offset(i, j)] }
    set { storage[offset(i, j)] = newValue }
    _modify { yield &storage[offset(i, j)] }
  }

  @inlinable @inline(__always)
  func offset(_ i: Int, _ j: Int) -> Int {
    precondition(0 <= i && i < rows && 0 <= j && j < columns, "[\(i), \(j)] is outside a \(rows) × \(columns) matrix")
    return i * columns + j
  }

  /// Whether there are as many rows as columns.
  @inlinable
  public var isSquare: Bool { rows == columns }

  /// Row `i`.
  ///
  /// - Complexity: O(columns).
  @inlinable
  public func row(_ i: Int) -> [Element] {
    precondition(0 <= i && i < rows, "there is no row \(i) in a \(rows) × \(columns) matrix")
    return Array(storage[i * columns..<(i + 1) * columns])
  }

  /// Column `j`.
  ///
  /// - Complexity: O(rows).
  @inlinable
  public func column(_ j: Int) -> [Element] {
    precondition(0 <= j && j < columns, "there is no column \(j) in a \(rows) × \(columns) matrix")
    return (0..<rows).map { storage[$0 * columns + j] }
  }

  /// The rows, from the first to the last.
  ///
  /// - Complexity: O(rows · columns).
  @inlinable
  public var nestedRows: [[Element]] { (0..<rows).map(row) }

  /// The matrix whose entry at [i, j] is this one's at [j, i].
  ///
  /// - Complexity: O(rows · columns).
  @inlinable
  public func transposed() -> Matrix {
    Matrix(rows: columns, columns: rows) { storage[$1 * columns + $0] }
  }

  /// The matrix of the transformed entries.
  ///
  /// - Complexity: O(rows · columns) calls of `transform`.
  @inlinable
  public func map<Result>(_ transform: (Element) throws -> Result) rethrows -> Matrix<Result> {
    Matrix<Result>(rows: rows, columns: columns, storage: try storage.map(transform))
  }

  /// The matrix with `column` appended on the right; it must have an entry for every row.
  ///
  /// - Complexity: O(rows · columns).
  @inlinable
  public func appending(column: [Element]) -> Matrix {
    precondition(column.count == rows, "a column of \(column.count) entries does not fit \(rows) rows")
    return Matrix(rows: rows, columns: columns + 1) { i, j in j < columns ? storage[i * columns + j] : column[i] }
  }
}

extension Matrix where Element: Equatable {
  /// Whether the matrix is square and equal to its transpose.
  ///
  /// - Complexity: O(rows · columns).
  @inlinable
  public var isSymmetric: Bool {
    isSquare && (0..<rows).allSatisfy { i in (0..<i).allSatisfy { self[i, $0] == self[$0, i] } }
  }
}

extension Matrix: CustomStringConvertible {
  /// The rows in brackets: `[[1, 2], [3, 4]]`.
  public var description: String {
    "[" + nestedRows.map { "[" + $0.map { "\($0)" }.joined(separator: ", ") + "]" }.joined(separator: ", ") + "]"
  }
}
