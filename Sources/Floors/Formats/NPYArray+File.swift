import Foundation

extension NPYArray {
  /// Reads an `.npy` file of version 1.0, 2.0 or 3.0.
  ///
  /// - Throws: `FormatError` with the number of the byte where the file is not one, is cut off or goes on after the
  ///   elements, or has elements of a type that `NPYElementType` has not.
  /// - Complexity: O(h) for a header of h bytes; the elements are not copied.
  public init(contentsOfNPY data: Data) throws(FormatError) {
    let header = try NPYHeader(data.span)
    let count = try NPYArray.count(of: header.shape, header.elementType, at: .byte(header.shapeOffset))
    let needed = count * header.elementType.byteCount
    let there = data.count - header.byteCount
    guard there == needed else {
      throw FormatError(
        there < needed ? .truncated : .malformed, .byte(there < needed ? data.count : header.byteCount + needed),
        "elements", found: "\(there) bytes",
        expected: "\(needed) bytes, as the shape \(header.shape) of \(header.elementType.name) needs")
    }
    try self.init(
      header.elementType, shape: header.shape, bytes: data.dropFirst(header.byteCount), byteOrder: header.byteOrder,
      order: header.order)
  }

  /// The `.npy` file of the array: version 1.0, byte for byte what `numpy.save` of NumPy 2 writes.
  ///
  /// (NumPy writes arrays that are contiguous in both orders as row-major; this writes the order that the array has.)
  ///
  /// - Complexity: O(n).
  public func npyData() -> Data {
    var data = Self.npyHeader(elementType, shape: shape, byteOrder: byteOrder, order: order)
    data.append(bytes)
    return data
  }

  /// What stands in a `.npy` file before the elements, for arrays whose elements come one after the other.
  ///
  /// - Parameters:
  ///   - elementType: The type of the elements.
  ///   - shape: The extents.
  ///   - byteOrder: Which end of an element comes first.
  ///   - order: Which index runs fastest.
  /// - Precondition: There are at most 64 extents, none negative.
  public static func npyHeader(
    _ elementType: NPYElementType, shape: [Int], byteOrder: ByteOrder = .host, order: Order = .rowMajor
  ) -> Data {
    let sign = elementType.byteCount == 1 ? "|" : byteOrder == .bigEndian ? ">" : "<"
    let extents = shape.count == 1 ? "\(shape[0])," : shape.map(String.init).joined(separator: ", ")
    let isFortran = order == .columnMajor
    var header =
      "{'descr': '\(sign)\(elementType.name)', 'fortran_order': \(isFortran ? "True" : "False"), "
      + "'shape': (\(extents)), }"
    // Room for the extent along which an array grows in place, to 21 digits.
    if let growing = isFortran ? shape.last : shape.first {
      header += String(repeating: " ", count: 21 - String(growing).count)
    }
    // The elements start at a multiple of 64 bytes. At most 64 extents of 19 digits are far below 2^16 bytes.
    let unpadded = 10 + header.utf8.count + 1
    header += String(repeating: " ", count: 64 - unpadded % 64) + "\n"
    let length = UInt16(header.utf8.count)
    var data = Data(NPYHeader.magic)
    data.append(contentsOf: [1, 0, UInt8(length & 0xff), UInt8(length >> 8)])
    data.append(contentsOf: header.utf8)
    return data
  }
}
