/// Numbers in rows: a vector, a matrix, or more, without gaps, the last index fastest.
///
/// ```swift
/// let x = Tensor<Float>([1, 2, 3, 4, 5, 6], shape: [2, 3])
/// x.rows              // 2: the product of all extents but the last
/// x.columns           // 3
/// ```
///
/// Layers read a tensor as a matrix: a row for each token or example. The number of elements is always the product of the shape.
public struct Tensor<Scalar: NetworkScalar>: Equatable, Sendable {
  /// The extents; at least one.
  public let shape: [Int]
  /// The elements, row by row; as many as the shape says.
  public package(set) var elements: [Scalar]

  /// The tensor of these elements; without a shape, a vector.
  ///
  /// - Precondition: as many elements as the product of the shape.
  public init(_ elements: [Scalar], shape: [Int]? = nil) {
    let shape = shape ?? [elements.count]
    precondition(!shape.isEmpty && shape.reduce(1, *) == elements.count, "\(elements.count) elements, shape \(shape)")
    self.shape = shape
    self.elements = elements
  }

  /// The tensor whose elements are all this value.
  public init(repeating value: Scalar = 0, shape: [Int]) {
    guard value == 0, value.sign == .plus else {
      self.init(Array(repeating: value, count: shape.reduce(1, *)), shape: shape)
      return
    }
    precondition(!shape.isEmpty, "a tensor has an extent")
    // Code that does not know the type fills an array element by element, 20 times slower than bytes.
    let bytes = shape.reduce(1, *) * MemoryLayout<Scalar>.stride
    self.init(shape: shape) { UnsafeMutableRawPointer($0).initializeMemory(as: UInt8.self, repeating: 0, count: bytes) }
  }

  /// The tensor whose elements `body` writes, all of them.
  ///
  /// - Complexity: that of `body`; nothing is set before.
  package init(shape: [Int], writing body: (UnsafeMutablePointer<Scalar>) throws -> Void) rethrows {
    let count = shape.reduce(1, *)
    self.shape = shape
    elements = try Array(unsafeUninitializedCapacity: count) { buffer, initialized in
      // An empty array may have no memory.
      if let start = buffer.baseAddress { try body(start) }
      initialized = count
    }
  }

  /// The product of all extents but the last.
  public var rows: Int { shape.dropLast().reduce(1, *) }

  /// The last extent.
  public var columns: Int { shape[shape.count - 1] }

  /// The element in this row and column.
  public subscript(row: Int, column: Int) -> Scalar {
    get { elements[row * columns + column] }
    set { elements[row * columns + column] = newValue }
  }

  /// These rows.
  ///
  /// - Complexity: O(number of elements copied).
  public func rows(_ range: Range<Int>) -> Tensor {
    Tensor(Array(elements[(range.lowerBound * columns)..<(range.upperBound * columns)]), shape: [range.count, columns])
  }

  /// The same elements in another shape.
  ///
  /// - Precondition: as many elements.
  public func reshaped(_ shape: [Int]) -> Tensor { Tensor(elements, shape: shape) }

  /// The matrix with rows and columns exchanged.
  ///
  /// - Complexity: O(n).
  public var transposed: Tensor {
    let (rows, columns) = (rows, columns)
    return Tensor(shape: [columns, rows]) { out in
      elements.withUnsafeBufferPointer { x in
        for row in 0..<rows { for column in 0..<columns { out[column * rows + row] = x[row * columns + column] } }
      }
    }
  }

  /// Each element through a function.
  public func map(_ transform: (Scalar) throws -> Scalar) rethrows -> Tensor {
    Tensor(try elements.map(transform), shape: shape)
  }

  /// The sum, element by element.
  ///
  /// - Precondition: the same shape.
  public static func + (left: Tensor, right: Tensor) -> Tensor {
    var sum = left
    sum += right
    return sum
  }

  /// Adds element by element.
  ///
  /// - Precondition: the same number of elements.
  public static func += (left: inout Tensor, right: Tensor) {
    precondition(left.elements.count == right.elements.count, "tensors of different sizes are added")
    let count = left.elements.count
    left.withUnsafeMutablePointer { y in
      right.withUnsafePointer { x in Scalar.add(count, x, y) }
    }
  }

  /// Multiplies element by element.
  ///
  /// - Precondition: the same number of elements.
  public static func *= (left: inout Tensor, right: Tensor) {
    precondition(left.elements.count == right.elements.count, "tensors of different sizes are multiplied")
    let count = left.elements.count
    left.withUnsafeMutablePointer { y in
      right.withUnsafePointer { x in Scalar.multiply(count, x, y) }
    }
  }

  /// The tensor in other numbers, each rounded to the nearest.
  public func converted<Other>(to type: Other.Type = Other.self) -> Tensor<Other> {
    Tensor<Other>(elements.map { Other($0) }, shape: shape)
  }

  /// Reads the elements where they lie.
  package func withUnsafePointer<Result>(_ body: (UnsafePointer<Scalar>) throws -> Result) rethrows -> Result {
    // Also an empty array has an address that a loop of no steps may be given.
    try elements.withUnsafeBufferPointer { buffer in
      try body(buffer.baseAddress ?? UnsafePointer(bitPattern: MemoryLayout<Scalar>.alignment)!)
    }
  }

  /// Writes the elements where they lie.
  package mutating func withUnsafeMutablePointer<Result>(
    _ body: (UnsafeMutablePointer<Scalar>) throws -> Result
  ) rethrows -> Result {
    try elements.withUnsafeMutableBufferPointer { buffer in
      try body(buffer.baseAddress ?? UnsafeMutablePointer(bitPattern: MemoryLayout<Scalar>.alignment)!)
    }
  }
}
