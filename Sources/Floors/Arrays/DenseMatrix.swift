/// A dense matrix of floating-point numbers, row by row, on which BLAS and LAPACK work.
///
/// ```swift
/// let a = DenseMatrix<Float>(rows: 2, columns: 3, entries: [1, 2, 3, 4, 5, 6])
/// a * [1, 0, -1]                       // [-2, -2]
/// a.transposed * a                     // 3 × 3, with no copy of a
/// var c = DenseMatrix<Float>(rows: 2, columns: 2)
/// multiply(a, a.transposed, into: &c, alpha: 2, beta: 1)     // C ← 2 A Aᵀ + C
/// a.row(1)                             // a slice, in place
/// ```
///
/// Vectors are plain arrays `[Element]`. Rows and columns are numbered from 0; either number may be 0. Entry [i, j] lies at
/// i · columns + j. Equality is that of the entries, so a matrix with a NaN differs from itself.
///
/// Results are rounded, and their last bits depend on the machine. What has to be exact is a `Matrix` of the module `Exact`.
public struct DenseMatrix<Element: BLASScalar>: Hashable, Sendable {
  /// The number of rows.
  public let rows: Int
  /// The number of columns.
  public let columns: Int
  @usableFromInline var storage: [Element]

  /// A matrix with every entry equal to `element`.
  ///
  /// - Complexity: O(rows · columns).
  @inlinable
  public init(rows: Int, columns: Int, repeating element: Element = 0) {
    self.rows = rows
    self.columns = columns
    storage = Array(repeating: element, count: entryCount(rows, columns))
  }

  /// The matrix of the entries, given row by row, which are not copied.
  ///
  /// - Precondition: there are rows · columns of them.
  /// - Complexity: O(1).
  @inlinable
  public init(rows: Int, columns: Int, entries: [Element]) {
    let count = entryCount(rows, columns)
    precondition(entries.count == count, "a \(rows) × \(columns) matrix has \(count) entries, found \(entries.count)")
    self.rows = rows
    self.columns = columns
    storage = entries
  }

  /// The matrix whose entry at [i, j] is `element(i, j)`; called row by row.
  ///
  /// - Complexity: O(rows · columns) calls.
  @inlinable
  public init(rows: Int, columns: Int, _ element: (_ i: Int, _ j: Int) throws -> Element) rethrows {
    self.rows = rows
    self.columns = columns
    var storage: [Element] = []
    storage.reserveCapacity(entryCount(rows, columns))
    for i in 0..<rows {
      for j in 0..<columns { storage.append(try element(i, j)) }
    }
    self.storage = storage
  }

  /// A matrix that `body` fills; it must write every entry, as memory comes uninitialised.
  ///
  /// - Complexity: that of `body`.
  @inlinable
  public init(
    rows: Int, columns: Int, filledBy body: (MutableMatrixView<Element>) throws -> Void
  ) rethrows {
    self.rows = rows
    self.columns = columns
    let count = entryCount(rows, columns)
    storage = try Array(unsafeUninitializedCapacity: count) { buffer, initialized in
      try body(
        MutableMatrixView(UnsafeMutableBufferPointer(rebasing: buffer[..<count]), rows: rows, columns: columns))
      initialized = count
    }
  }

  /// The matrix with each entry rounded to another precision.
  ///
  /// - Complexity: O(rows · columns).
  @inlinable
  public init(_ other: DenseMatrix<some BLASScalar>) {
    self.init(rows: other.rows, columns: other.columns, entries: other.storage.map { Element($0) })
  }

  /// The entries, row by row; rows · columns of them.
  @inlinable
  public var entries: [Element] { storage }

  /// The entry in row i, column j.
  ///
  /// - Complexity: O(1).
  @inlinable
  public subscript(i: Int, j: Int) -> Element {
    get { storage[offset(i, j)] }
    set { storage[offset(i, j)] = newValue }
    _modify { yield &storage[offset(i, j)] }
  }

  @inlinable
  func offset(_ i: Int, _ j: Int) -> Int {
    precondition(0 <= i && i < rows && 0 <= j && j < columns, "[\(i), \(j)] is outside a \(rows) × \(columns) matrix")
    return i * columns + j
  }

  /// Row i as a slice of ``entries``, whose indices begin at i · columns. Nothing is copied.
  ///
  /// - Complexity: O(1).
  @inlinable
  public func row(_ i: Int) -> ArraySlice<Element> {
    precondition(0 <= i && i < rows, "row \(i) is outside a \(rows) × \(columns) matrix")
    return storage[i * columns..<(i + 1) * columns]
  }

  /// Calls `body` with the matrix in place, to be written.
  @inlinable
  public mutating func withMutableView<Result, Failure: Error>(
    _ body: (MutableMatrixView<Element>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let (rows, columns) = (rows, columns)
    return try storage.withUnsafeMutableBufferPointer { (elements) throws(Failure) -> Result in
      try body(MutableMatrixView(elements, rows: rows, columns: columns))
    }
  }

  /// Calls `body` with row i in place, to be written.
  @inlinable
  public mutating func withMutableRow<Result, Failure: Error>(
    _ i: Int, _ body: (UnsafeMutableBufferPointer<Element>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try withMutableView { (view) throws(Failure) -> Result in try body(view.row(i)) }
  }

  /// Copies the entries on one side of the diagonal to the other, so that the matrix is symmetric.
  ///
  /// - Precondition: the matrix is square.
  /// - Complexity: O(rows²).
  @inlinable
  public mutating func symmetrize(from triangle: Triangle) {
    precondition(rows == columns, "a \(rows) × \(columns) matrix is not square")
    withMutableView { view in
      // Squares of 32 × 32 stay in the first cache, as one of the two halves is gone through across.
      for top in Swift.stride(from: 0, to: view.rows, by: 32) {
        for left in Swift.stride(from: 0, through: top, by: 32) {
          for i in top..<min(top + 32, view.rows) {
            for j in left..<min(left + 32, i) {
              if triangle == .lower { view[j, i] = view[i, j] } else { view[i, j] = view[j, i] }
            }
          }
        }
      }
    }
  }
}

/// Something that can stand on the left or right of a matrix product: a ``DenseMatrix``, the transpose of one, or a view.
public protocol MatrixOperand<Element> {
  /// The type of its entries.
  associatedtype Element: BLASScalar
  /// The number of rows.
  var rows: Int { get }
  /// The number of columns.
  var columns: Int { get }
  /// Calls `body` with the matrix in place. The view must not escape.
  func withView<Result, Failure: Error>(
    _ body: (MatrixView<Element>) throws(Failure) -> Result
  ) throws(Failure) -> Result
}

extension MatrixView: MatrixOperand {
  /// Calls `body` with the view itself.
  @inlinable
  public func withView<Result, Failure: Error>(
    _ body: (MatrixView<Element>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try body(self)
  }
}

extension DenseMatrix: MatrixOperand {
  /// Calls `body` with the matrix in place. The view must not escape.
  @inlinable
  public func withView<Result, Failure: Error>(
    _ body: (MatrixView<Element>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try storage.withUnsafeBufferPointer { (elements) throws(Failure) -> Result in
      try body(MatrixView(elements, rows: rows, columns: columns))
    }
  }

  /// The transpose as an operand of a product; nothing is copied.
  @inlinable
  public var transposed: TransposedMatrix<Element> { TransposedMatrix(base: self) }

  /// The matrix that an operand stands for, with its own memory: `DenseMatrix(copying: a.transposed)`.
  ///
  /// - Complexity: O(rows · columns).
  @inlinable
  public init(copying operand: some MatrixOperand<Element>) {
    self.init(rows: operand.rows, columns: operand.columns) { (result: MutableMatrixView<Element>) in
      operand.withView { view in
        // Squares of 32 × 32 stay in the first cache, whichever of the two lies across.
        for top in Swift.stride(from: 0, to: view.rows, by: 32) {
          for left in Swift.stride(from: 0, to: view.columns, by: 32) {
            for i in top..<min(top + 32, view.rows) {
              for j in left..<min(left + 32, view.columns) { result[i, j] = view[i, j] }
            }
          }
        }
      }
    }
  }
}

/// The transpose of a matrix, as an operand of a product; it shares the memory of `base`.
public struct TransposedMatrix<Element: BLASScalar>: MatrixOperand, Hashable, Sendable {
  /// The matrix whose transpose it is.
  public let base: DenseMatrix<Element>

  @inlinable
  init(base: DenseMatrix<Element>) { self.base = base }

  /// The number of columns of the base.
  @inlinable
  public var rows: Int { base.columns }

  /// The number of rows of the base.
  @inlinable
  public var columns: Int { base.rows }

  /// Calls `body` with the transpose in place. The view must not escape.
  @inlinable
  public func withView<Result, Failure: Error>(
    _ body: (MatrixView<Element>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try base.withView { (view) throws(Failure) -> Result in try body(view.transposed) }
  }
}

@inlinable
func entryCount(_ rows: Int, _ columns: Int) -> Int {
  precondition(rows >= 0 && columns >= 0, "a matrix cannot have \(rows) rows and \(columns) columns")
  let (count, overflow) = rows.multipliedReportingOverflow(by: columns)
  precondition(!overflow, "a matrix of \(rows) by \(columns) entries is too large")
  return count
}
