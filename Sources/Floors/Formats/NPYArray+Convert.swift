import Foundation

extension NPYArray {
  /// The same elements in another type, in row-major order, each exactly.
  ///
  /// - Throws: `FormatError.Reason.inexact` for the first element that the type does not have.
  /// - Complexity: O(n).
  public func converted(to type: NPYElementType) throws(FormatError) -> NPYArray {
    if type == elementType { return self }
    return switch type {
    case .bool: try array(of: integers()) { $0 == 0 || $0 == 1 ? UInt8($0) : nil }.retyped(.bool)
    case .int8: try array(of: integers()) { Int8(exactly: $0) }
    case .int16: try array(of: integers()) { Int16(exactly: $0) }
    case .int32: try array(of: integers()) { Int32(exactly: $0) }
    case .int64: try array(of: integers()) { $0 }
    case .uint8: try array(of: unsignedIntegers()) { UInt8(exactly: $0) }
    case .uint16: try array(of: unsignedIntegers()) { UInt16(exactly: $0) }
    case .uint32: try array(of: unsignedIntegers()) { UInt32(exactly: $0) }
    case .uint64: try array(of: unsignedIntegers()) { $0 }
    case .float16:
      throw FormatError(
        .unsupported, .whole, "element type", found: "f2", expected: "f4 or f8: half precision is read, not written")
    case .float32: try array(of: floats()) { $0 }
    case .float64: try array(of: doubles()) { $0 }
    }
  }

  private func array<Source, Target: NPYElement>(
    of elements: [Source], _ convert: (Source) -> Target?
  ) throws(FormatError) -> NPYArray {
    var result: [Target] = []
    result.reserveCapacity(elements.count)
    for (index, element) in elements.enumerated() {
      guard let value = convert(element) else {
        throw FormatError(
          .inexact, .element(index), "\(elementType.name) element", found: "\(element)",
          expected: "a value that is exactly one of \(Target.self)")
      }
      result.append(value)
    }
    return try NPYArray(result, shape: shape)
  }

  private func retyped(_ type: NPYElementType) throws(FormatError) -> NPYArray {
    try NPYArray(type, shape: shape, bytes: bytes)
  }
}
