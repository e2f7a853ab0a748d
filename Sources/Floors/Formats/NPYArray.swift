import Foundation

/// A NumPy array, as an `.npy` file holds it.
///
/// ```swift
/// let array = try NPYArray(contentsOfNPY: Data(contentsOf: url, options: .mappedIfSafe))
/// array.shape                    // [1797, 64]
/// let pixels = try array.doubles()   // exact, row by row, whatever the type and the order in the file
/// try NPYArray([1.5, 2, 3, 4], shape: [2, 2]).npyData().write(to: other)
/// ```
///
/// The number of bytes is always the product of the shape times the bytes of an element. Nothing is converted, copied
/// or reordered until elements are asked for, so that a mapped file costs its header.
///
/// Complex numbers, texts, dates, objects and structured types are refused. The format: NumPy Enhancement Proposal 1
/// and the documentation of `numpy.lib.format`.
public struct NPYArray: Hashable, Sendable {
  /// Which end of an element comes first.
  public enum ByteOrder: Hashable, Sendable {
    case littleEndian, bigEndian

    /// The order of this machine.
    public static var host: ByteOrder { UInt16(1).littleEndian == 1 ? .littleEndian : .bigEndian }
  }

  /// Which index runs fastest.
  public enum Order: Hashable, Sendable {
    /// The last index (C).
    case rowMajor
    /// The first index (Fortran).
    case columnMajor
  }

  /// The type of the elements.
  public let elementType: NPYElementType

  /// The order of the bytes in an element; little-endian for elements of one byte.
  public let byteOrder: ByteOrder

  /// The order of the elements.
  public let order: Order

  /// The extents; empty for a single element.
  public let shape: [Int]

  /// The number of elements.
  public let count: Int

  /// The elements' bytes. May be a slice of the file, whose first index is not 0.
  public let bytes: Data

  /// An array can have this many extents, as in NumPy.
  public static let maximalRank = 64

  /// The array of these parts.
  ///
  /// - Throws: `FormatError` if the shape has a negative extent, more than 64 of them, or needs another number of bytes
  ///   than there are.
  public init(
    _ elementType: NPYElementType, shape: [Int], bytes: Data, byteOrder: ByteOrder = .host, order: Order = .rowMajor
  ) throws(FormatError) {
    let count = try NPYArray.count(of: shape, elementType, at: .whole)
    guard bytes.count == count * elementType.byteCount else {
      throw FormatError(
        .inconsistent, .whole, "elements", found: "\(bytes.count) bytes",
        expected: "\(count * elementType.byteCount) bytes, as the shape \(shape) of \(elementType.name) needs")
    }
    self.elementType = elementType
    self.byteOrder = elementType.byteCount == 1 ? .littleEndian : byteOrder
    self.order = order
    self.shape = shape
    self.count = count
    self.bytes = bytes
  }

  /// The array of these elements with this shape, in row-major order; without a shape, a vector.
  ///
  /// - Throws: `FormatError` if the shape is not of as many elements.
  /// - Complexity: O(n).
  public init<Element: NPYElement>(_ elements: [Element], shape: [Int]? = nil) throws(FormatError) {
    let bytes = elements.withUnsafeBytes { Data($0) }
    try self.init(Element.npyElementType, shape: shape ?? [elements.count], bytes: bytes)
  }

  /// The product of the extents; that and the number of bytes fit `Int`.
  ///
  /// As in NumPy, an array without elements must still have a product of its other extents that fits.
  static func count(
    of shape: [Int], _ elementType: NPYElementType, at place: FormatError.Place
  ) throws(FormatError) -> Int {
    guard shape.count <= maximalRank else {
      throw FormatError(
        .unsupported, place, "shape", found: "\(shape.count) extents", expected: "at most \(maximalRank)")
    }
    var bytes = elementType.byteCount
    var isEmpty = false
    for extent in shape {
      guard extent >= 0 else {
        throw FormatError(.malformed, place, "shape", found: "the extent \(extent)", expected: "extents of at least 0")
      }
      if extent == 0 {
        isEmpty = true
        continue
      }
      let (product, overflow) = bytes.multipliedReportingOverflow(by: extent)
      guard !overflow else {
        throw FormatError(
          .tooLarge, place, "shape", found: "\(shape) of \(elementType.byteCount) bytes each",
          expected: "at most \(Int.max) bytes in all")
      }
      bytes = product
    }
    return isEmpty ? 0 : bytes / elementType.byteCount
  }
}
