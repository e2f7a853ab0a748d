/// A matrix, or a rectangle of one, in memory that somebody else owns: read only, row-major, its rows `stride` entries apart.
///
/// ```swift
/// a.withView { a in
///   let corner = a.submatrix(rows: 0..<2, columns: 0..<3)
///   corner.transposed      // 3 × 2, the same memory
/// }
/// ```
///
/// It is valid for as long as its memory is; do not let one escape from the closure that it is given to.
public struct MatrixView<Element: BLASScalar> {
  /// The memory from the first entry on; at least up to the last entry.
  public let elements: UnsafeBufferPointer<Element>
  /// The number of rows, of the transpose if the view is transposed.
  public let rows: Int
  /// The number of columns, of the transpose if the view is transposed.
  public let columns: Int
  /// How many entries lie between the starts of two rows in memory.
  public let stride: Int
  /// Whether memory holds the transpose: then what lies together in memory is a column.
  public let isTransposed: Bool

  @inlinable
  init(_ elements: UnsafeBufferPointer<Element>, _ rows: Int, _ columns: Int, stride: Int, isTransposed: Bool) {
    self.elements = elements
    self.rows = rows
    self.columns = columns
    self.stride = stride
    self.isTransposed = isTransposed
  }

  /// The rows × columns matrix whose row i begins at entry i · stride of `elements`.
  ///
  /// - Precondition: stride ≥ columns, and the last row ends within `elements`.
  @inlinable
  public init(_ elements: UnsafeBufferPointer<Element>, rows: Int, columns: Int, stride: Int? = nil) {
    let stride = stride ?? columns
    requireShape(count: elements.count, rows: rows, columns: columns, stride: stride)
    self.init(elements, rows, columns, stride: stride, isTransposed: false)
  }

  /// The transpose, in the same memory.
  @inlinable
  public var transposed: MatrixView {
    MatrixView(elements, columns, rows, stride: stride, isTransposed: !isTransposed)
  }

  /// The entry in row i, column j.
  @inlinable
  public subscript(i: Int, j: Int) -> Element {
    precondition(0 <= i && i < rows && 0 <= j && j < columns, "[\(i), \(j)] is outside a \(rows) × \(columns) matrix")
    return elements[isTransposed ? j * stride + i : i * stride + j]
  }

  /// The rectangle of some rows and columns, in the same memory.
  ///
  /// - Precondition: both ranges are within the matrix.
  @inlinable
  public func submatrix(rows chosen: Range<Int>, columns places: Range<Int>) -> MatrixView {
    requireRectangle(chosen, places, rows: rows, columns: columns)
    let first =
      isTransposed ? places.lowerBound * stride + chosen.lowerBound : chosen.lowerBound * stride + places.lowerBound
    return MatrixView(
      UnsafeBufferPointer(rebasing: elements[min(first, elements.count)...]), chosen.count, places.count,
      stride: stride, isTransposed: isTransposed)
  }
}

/// A matrix, or a rectangle of one, in memory that somebody else owns, to be written: row-major, its rows `stride` entries apart.
///
/// It is valid for as long as its memory is; do not let one escape from the closure that it is given to.
public struct MutableMatrixView<Element: BLASScalar> {
  /// The memory from the first entry on; at least up to the last entry.
  public let elements: UnsafeMutableBufferPointer<Element>
  /// The number of rows.
  public let rows: Int
  /// The number of columns.
  public let columns: Int
  /// How many entries lie between the starts of two rows in memory.
  public let stride: Int

  /// The rows × columns matrix whose row i begins at entry i · stride of `elements`.
  ///
  /// - Precondition: stride ≥ columns, and the last row ends within `elements`.
  @inlinable
  public init(_ elements: UnsafeMutableBufferPointer<Element>, rows: Int, columns: Int, stride: Int? = nil) {
    let stride = stride ?? columns
    requireShape(count: elements.count, rows: rows, columns: columns, stride: stride)
    self.elements = elements
    self.rows = rows
    self.columns = columns
    self.stride = stride
  }

  /// The same matrix, read only.
  @inlinable
  public var readOnly: MatrixView<Element> {
    MatrixView(UnsafeBufferPointer(elements), rows, columns, stride: stride, isTransposed: false)
  }

  /// The entry in row i, column j.
  @inlinable
  public subscript(i: Int, j: Int) -> Element {
    get { elements[offset(i, j)] }
    nonmutating set { elements[offset(i, j)] = newValue }
    nonmutating _modify { yield &elements[offset(i, j)] }
  }

  @inlinable
  func offset(_ i: Int, _ j: Int) -> Int {
    precondition(0 <= i && i < rows && 0 <= j && j < columns, "[\(i), \(j)] is outside a \(rows) × \(columns) matrix")
    return i * stride + j
  }

  /// Row i, in the same memory.
  @inlinable
  public func row(_ i: Int) -> UnsafeMutableBufferPointer<Element> {
    precondition(0 <= i && i < rows, "row \(i) is outside a \(rows) × \(columns) matrix")
    return UnsafeMutableBufferPointer(rebasing: elements[i * stride..<i * stride + columns])
  }

  /// The rectangle of some rows and columns, in the same memory.
  ///
  /// - Precondition: both ranges are within the matrix.
  @inlinable
  public func submatrix(rows chosen: Range<Int>, columns places: Range<Int>) -> MutableMatrixView {
    requireRectangle(chosen, places, rows: rows, columns: columns)
    let first = min(chosen.lowerBound * stride + places.lowerBound, elements.count)
    return MutableMatrixView(
      UnsafeMutableBufferPointer(rebasing: elements[first...]), rows: chosen.count, columns: places.count,
      stride: stride)
  }
}

@inlinable
func requireShape(count: Int, rows: Int, columns: Int, stride: Int) {
  precondition(rows >= 0 && columns >= 0, "a matrix cannot have \(rows) rows and \(columns) columns")
  precondition(stride >= columns, "rows of \(columns) entries overlap if they start \(stride) entries apart")
  guard rows > 0, columns > 0 else { return }
  let (start, overflow) = (rows - 1).multipliedReportingOverflow(by: stride)
  precondition(!overflow && start <= count - columns, "\(rows) rows, \(stride) apart, do not fit into \(count) entries")
}

@inlinable
func requireRectangle(_ chosen: Range<Int>, _ places: Range<Int>, rows: Int, columns: Int) {
  precondition(
    chosen.lowerBound >= 0 && chosen.upperBound <= rows && places.lowerBound >= 0 && places.upperBound <= columns,
    "rows \(chosen) and columns \(places) are not within a \(rows) × \(columns) matrix")
}
