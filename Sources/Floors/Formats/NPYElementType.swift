/// The type of the elements of an NPY array: NumPy's booleans, integers and floating-point numbers.
public enum NPYElementType: Hashable, Sendable, CaseIterable {
  /// One byte, 0 or 1.
  case bool
  /// Signed integers in two's complement.
  case int8, int16, int32, int64
  /// Unsigned integers.
  case uint8, uint16, uint32, uint64
  /// The binary formats of IEEE 754.
  case float16, float32, float64

  /// The number of bytes of an element.
  public var byteCount: Int {
    switch self {
    case .bool, .int8, .uint8: 1
    case .int16, .uint16, .float16: 2
    case .int32, .uint32, .float32: 4
    case .int64, .uint64, .float64: 8
    }
  }

  /// NumPy's name of the type, without the byte order: `f8`, `i4`.
  public var name: String {
    switch self {
    case .bool: "b1"
    case .int8: "i1"
    case .int16: "i2"
    case .int32: "i4"
    case .int64: "i8"
    case .uint8: "u1"
    case .uint16: "u2"
    case .uint32: "u4"
    case .uint64: "u8"
    case .float16: "f2"
    case .float32: "f4"
    case .float64: "f8"
    }
  }
}

/// A Swift type whose values in memory are elements of an NPY array.
public protocol NPYElement: BitwiseCopyable, Sendable {
  /// The type of the array, which has the memory layout of `Self`.
  static var npyElementType: NPYElementType { get }
}

extension Bool: NPYElement {
  /// NumPy's `b1`.
  public static var npyElementType: NPYElementType { .bool }
}
extension Int8: NPYElement {
  /// NumPy's `i1`.
  public static var npyElementType: NPYElementType { .int8 }
}
extension Int16: NPYElement {
  /// NumPy's `i2`.
  public static var npyElementType: NPYElementType { .int16 }
}
extension Int32: NPYElement {
  /// NumPy's `i4`.
  public static var npyElementType: NPYElementType { .int32 }
}
extension Int64: NPYElement {
  /// NumPy's `i8`.
  public static var npyElementType: NPYElementType { .int64 }
}
extension UInt8: NPYElement {
  /// NumPy's `u1`.
  public static var npyElementType: NPYElementType { .uint8 }
}
extension UInt16: NPYElement {
  /// NumPy's `u2`.
  public static var npyElementType: NPYElementType { .uint16 }
}
extension UInt32: NPYElement {
  /// NumPy's `u4`.
  public static var npyElementType: NPYElementType { .uint32 }
}
extension UInt64: NPYElement {
  /// NumPy's `u8`.
  public static var npyElementType: NPYElementType { .uint64 }
}
extension Float: NPYElement {
  /// NumPy's `f4`.
  public static var npyElementType: NPYElementType { .float32 }
}
extension Double: NPYElement {
  /// NumPy's `f8`.
  public static var npyElementType: NPYElementType { .float64 }
}
