import Foundation

extension NPYArray {
  /// The elements as doubles, in row-major order. Doubles keep their bits.
  ///
  /// - Throws: `FormatError.Reason.inexact` for the first integer that is not exactly a double.
  /// - Complexity: O(n); a copy for doubles in the order of this machine.
  public func doubles() throws(FormatError) -> [Double] {
    if let copy = copied(as: Double.self) { return copy }
    return switch elementType {
    case .bool: try elements(UInt8.self) { $0 <= 1 ? Double($0) : nil }
    case .int8: try elements(Int8.self) { Double($0) }
    case .int16: try elements(Int16.self) { Double($0) }
    case .int32: try elements(Int32.self) { Double($0) }
    case .int64: try elements(Int64.self) { Double(exactly: $0) }
    case .uint8: try elements(UInt8.self) { Double($0) }
    case .uint16: try elements(UInt16.self) { Double($0) }
    case .uint32: try elements(UInt32.self) { Double($0) }
    case .uint64: try elements(UInt64.self) { Double(exactly: $0) }
    case .float16: try elements(UInt16.self) { Double(NPYArray.float(half: $0)) }
    case .float32: try elements(UInt32.self) { Double(Float(bitPattern: $0)) }
    case .float64: try elements(UInt64.self) { Double(bitPattern: $0) }
    }
  }

  /// The elements as floats, in row-major order. Floats keep their bits; a NaN of another type stays a NaN.
  ///
  /// - Throws: `FormatError.Reason.inexact` for the first element that is not exactly a float.
  /// - Complexity: O(n); a copy for floats in the order of this machine.
  public func floats() throws(FormatError) -> [Float] {
    if let copy = copied(as: Float.self) { return copy }
    return switch elementType {
    case .bool: try elements(UInt8.self) { $0 <= 1 ? Float($0) : nil }
    case .int8: try elements(Int8.self) { Float($0) }
    case .int16: try elements(Int16.self) { Float($0) }
    case .int32: try elements(Int32.self) { Float(exactly: $0) }
    case .int64: try elements(Int64.self) { Float(exactly: $0) }
    case .uint8: try elements(UInt8.self) { Float($0) }
    case .uint16: try elements(UInt16.self) { Float($0) }
    case .uint32: try elements(UInt32.self) { Float(exactly: $0) }
    case .uint64: try elements(UInt64.self) { Float(exactly: $0) }
    case .float16: try elements(UInt16.self) { NPYArray.float(half: $0) }
    case .float32: try elements(UInt32.self) { Float(bitPattern: $0) }
    case .float64:
      try elements(UInt64.self) {
        let value = Double(bitPattern: $0)
        return value.isNaN ? Float(value) : Float(exactly: value)
      }
    }
  }

  /// The elements as signed integers, in row-major order; false is 0, true 1, and -0.0 is 0.
  ///
  /// - Throws: `FormatError.Reason.inexact` for the first element that is not an integer of 64 bits.
  /// - Complexity: O(n); a copy for 64-bit integers in the order of this machine.
  public func integers() throws(FormatError) -> [Int64] {
    if let copy = copied(as: Int64.self) { return copy }
    return try exactIntegers()
  }

  /// The elements as unsigned integers, in row-major order; false is 0, true 1, and -0.0 is 0.
  ///
  /// - Throws: `FormatError.Reason.inexact` for the first element that is not an unsigned integer of 64 bits.
  /// - Complexity: O(n); a copy for 64-bit unsigned integers in the order of this machine.
  public func unsignedIntegers() throws(FormatError) -> [UInt64] {
    if let copy = copied(as: UInt64.self) { return copy }
    return try exactIntegers()
  }

  @inline(__always)
  private func exactIntegers<Target: FixedWidthInteger>() throws(FormatError) -> [Target] {
    switch elementType {
    case .bool: try elements(UInt8.self) { $0 <= 1 ? Target($0) : nil }
    case .int8: try elements(Int8.self) { Target(exactly: $0) }
    case .int16: try elements(Int16.self) { Target(exactly: $0) }
    case .int32: try elements(Int32.self) { Target(exactly: $0) }
    case .int64: try elements(Int64.self) { Target(exactly: $0) }
    case .uint8: try elements(UInt8.self) { Target(exactly: $0) }
    case .uint16: try elements(UInt16.self) { Target(exactly: $0) }
    case .uint32: try elements(UInt32.self) { Target(exactly: $0) }
    case .uint64: try elements(UInt64.self) { Target(exactly: $0) }
    case .float16: try elements(UInt16.self) { Target(exactly: NPYArray.float(half: $0)) }
    case .float32: try elements(UInt32.self) { Target(exactly: Float(bitPattern: $0)) }
    case .float64: try elements(UInt64.self) { Target(exactly: Double(bitPattern: $0)) }
    }
  }

  /// The elements without a conversion, if there is none to do.
  private func copied<Element: NPYElement & Numeric>(as type: Element.Type) -> [Element]? {
    let isRowMajor = order == .rowMajor || shape.count < 2
    guard elementType == Element.npyElementType, isRowMajor, byteOrder == .host || elementType.byteCount == 1 else {
      return nil
    }
    return [Element](unsafeUninitializedCapacity: count) { buffer, initialized in
      // `bytes` has exactly count elements of this type: the initializers see to it.
      initialized = bytes.copyBytes(to: UnsafeMutableRawBufferPointer(buffer)) / MemoryLayout<Element>.size
    }
  }

  /// The converted elements in row-major order; `source` has the width of an element.
  @inline(__always)
  private func elements<Source: FixedWidthInteger & BitwiseCopyable, Target>(
    _ source: Source.Type, _ convert: (Source) -> Target?
  ) throws(FormatError) -> [Target] {
    let span = bytes.bytes
    let width = MemoryLayout<Source>.size
    var result: [Target] = []
    result.reserveCapacity(count)
    var walk = order == .columnMajor && shape.count > 1 ? ColumnMajorWalk(shape) : nil
    for index in 0..<count {
      let offset = (walk?.next() ?? index) * width
      let stored = span.unsafeLoadUnaligned(fromByteOffset: offset, as: Source.self)
      guard let value = convert(byteOrder == .bigEndian ? Source(bigEndian: stored) : Source(littleEndian: stored))
      else { throw inexact(at: index, offset: offset, target: "\(Target.self)") }
      result.append(value)
    }
    return result
  }

  @inline(never)
  private func inexact(at index: Int, offset: Int, target: String) -> FormatError {
    var bits: UInt64 = 0
    for step in 0..<elementType.byteCount {
      let byte = byteOrder == .bigEndian ? step : elementType.byteCount - 1 - step
      bits = bits << 8 | UInt64(bytes.span[offset + byte])
    }
    let text =
      switch elementType {
      case .bool, .uint8, .uint16, .uint32, .uint64: "\(bits)"
      case .int8: "\(Int8(truncatingIfNeeded: bits))"
      case .int16: "\(Int16(truncatingIfNeeded: bits))"
      case .int32: "\(Int32(truncatingIfNeeded: bits))"
      case .int64: "\(Int64(truncatingIfNeeded: bits))"
      case .float16: "\(NPYArray.float(half: UInt16(truncatingIfNeeded: bits)))"
      case .float32: "\(Float(bitPattern: UInt32(truncatingIfNeeded: bits)))"
      case .float64: "\(Double(bitPattern: bits))"
      }
    return FormatError(
      .inexact, .element(index), "\(elementType.name) element", found: text,
      expected: elementType == .bool ? "0 or 1" : "a value that is exactly one of \(target)")
  }

  /// The value of a 16-bit floating-point number; a NaN keeps its sign and the bits of its payload.
  private static func float(half bits: UInt16) -> Float {
    let sign = UInt32(bits & 0x8000) << 16
    let exponent = UInt32(bits >> 10) & 0x1f
    let fraction = UInt32(bits & 0x3ff)
    switch exponent {
    case 0:
      // fraction · 2^-24, which every float holds exactly.
      let magnitude = Float(fraction) * Float(bitPattern: UInt32(127 - 24) << 23)
      return Float(bitPattern: sign | magnitude.bitPattern)
    case 0x1f: return Float(bitPattern: sign | 0x7f80_0000 | fraction << 13)
    default: return Float(bitPattern: sign | (exponent + 127 - 15) << 23 | fraction << 13)
    }
  }
}

/// The positions, in column-major order, of the elements in row-major order.
private struct ColumnMajorWalk {
  private let shape: [Int]
  private let strides: [Int]
  private var index: [Int]
  private var position = 0
  private var isStarted = false

  /// `shape` has at least one element, so the product of its extents, and every stride, fits.
  init(_ shape: [Int]) {
    self.shape = shape
    var strides: [Int] = []
    var stride = 1
    for extent in shape {
      strides.append(stride)
      stride &*= extent
    }
    self.strides = strides
    self.index = Array(repeating: 0, count: shape.count)
  }

  mutating func next() -> Int {
    guard isStarted else {
      isStarted = true
      return 0
    }
    for axis in index.indices.reversed() {
      index[axis] += 1
      position += strides[axis]
      if index[axis] < shape[axis] { break }
      position -= strides[axis] * shape[axis]
      index[axis] = 0
    }
    return position
  }
}
