import Foundation

/// A file of named tensors, as `.safetensors` files hold the weights of networks.
///
/// ```swift
/// let file = try Safetensors(mapping: "model.safetensors")
/// file.entries.map(\.name)                       // in the order of their bytes
/// let weights = try file.floats("pooler.dense.weight")   // float32, float16 or bfloat16, row by row
/// ```
///
/// A value of this type has been checked throughout: every tensor has as many bytes as its shape and type need, no two share a
/// byte, none lies outside of the file, no byte belongs to none, and no name stands twice. Nothing is copied or converted until a
/// tensor is asked for, so that a mapped file costs its header.
///
/// The format: the description in the repository of safetensors (Hugging Face), "Format". Its rule that there are no holes is
/// kept, so that nothing can be hidden in a file.
public struct Safetensors: Sendable {
  /// A tensor of the file.
  public struct Entry: Hashable, Sendable {
    /// Its name, such as `encoder.layer.0.output.dense.weight`.
    public let name: String
    /// The type of its elements.
    public let type: SafetensorsElementType
    /// The extents; empty for a single element.
    public let shape: [Int]
    /// Its bytes, counted from the end of the header.
    public let bytes: Range<Int>

    /// The number of elements.
    public var count: Int { bytes.count / type.byteCount }
  }

  /// The tensors, in the order of their bytes.
  public let entries: [Entry]

  /// The texts under `__metadata__`.
  public let metadata: [String: String]

  private let places: [String: Int]
  /// What follows the header; little-endian elements.
  private let content: Data
  private let isMapped: Bool

  /// A header may have this many bytes; the format's own implementation has the same limit.
  public static let longestHeader = 100_000_000

  /// Reads a file that lies in memory or is mapped into it.
  ///
  /// - Throws: `FormatError` that names the tensor, if the file is not one, is cut off or goes on after the last tensor; if
  ///   tensors overlap or leave a hole; if a shape does not go with the bytes.
  /// - Complexity: O(h log h) for a header of h bytes; the elements are not touched.
  public init(_ file: Data) throws(FormatError) { try self.init(file, isMapped: false) }

  private init(_ file: Data, isMapped: Bool) throws(FormatError) {
    let header = try SafetensorsHeader(file)
    self.entries = header.entries
    self.metadata = header.metadata
    self.places = Dictionary(uniqueKeysWithValues: zip(header.entries.map(\.name), header.entries.indices))
    self.content = file.dropFirst(header.byteCount)
    self.isMapped = isMapped
  }

  /// Opens a file and maps it: pages are read when they are needed, and the system may drop them again.
  ///
  /// A file that another program shortens meanwhile ends this one, as mapped files do.
  ///
  /// - Throws: what reading the file throws, or `FormatError`.
  public init(mapping path: String) throws {
    try self.init(mappedFile(path), isMapped: true)
  }

  /// Lets go of the memory that a mapped tensor's elements take; they are read again if they are asked for. Nothing happens if the
  /// file is not mapped or has no such tensor.
  public func release(_ name: String) {
    guard isMapped, let entry = entry(name) else { return }
    let page = Int(getpagesize())
    content.dropFirst(entry.bytes.lowerBound).prefix(entry.bytes.count).withUnsafeBytes { bytes in
      guard let start = bytes.baseAddress else { return }
      // Whole pages; those at the ends may be read for their neighbours.
      let skipped = (page - Int(bitPattern: start) % page) % page
      let count = (bytes.count - skipped) / page * page
      if count > 0 { madvise(UnsafeMutableRawPointer(mutating: start + skipped), count, MADV_DONTNEED) }
    }
  }

  /// The tensor of this name, or nil.
  public func entry(_ name: String) -> Entry? { places[name].map { entries[$0] } }

  /// The bytes of a tensor as they stand in the file, little-endian.
  ///
  /// - Throws: `FormatError.Reason.missing`.
  public func bytes(of name: String) throws(FormatError) -> Data {
    let bytes = try known(name).bytes
    return content.dropFirst(bytes.lowerBound).prefix(bytes.count)
  }

  /// The elements of a tensor of floating-point numbers, row by row; float16 and bfloat16 are exactly floats.
  ///
  /// - Throws: `FormatError`: `.missing`; `.unsupported` if the elements are of another type, float64 among them.
  /// - Complexity: O(n).
  public func floats(_ name: String) throws(FormatError) -> [Float] {
    let entry = try known(name)
    return try floats(try bytes(of: name), entry.count, of: entry)
  }

  /// The elements of a row of a matrix of floating-point numbers.
  ///
  /// - Precondition: the tensor has two extents, and the row is below the first one.
  /// - Throws: as `floats(_:)` does.
  /// - Complexity: O(length of the row).
  public func floats(_ name: String, row: Int) throws(FormatError) -> [Float] {
    let entry = try known(name)
    precondition(entry.shape.count == 2 && row >= 0 && row < entry.shape[0], "row \(row) of \(entry.shape)")
    let count = entry.shape[1]
    let size = count * entry.type.byteCount
    return try floats(try bytes(of: name).dropFirst(row * size).prefix(size), count, of: entry)
  }

  private func floats(_ data: Data, _ count: Int, of entry: Entry) throws(FormatError) -> [Float] {
    switch entry.type {
    case .float32:
      return elements(data, count, UInt32.self) { Float(bitPattern: $0) }
    case .bfloat16:
      return elements(data, count, UInt16.self) { Float(bitPattern: UInt32($0) << 16) }
    case .float16:
      return elements(data, count, UInt16.self) { SafetensorsElementType.float(half: $0) }
    default:
      throw FormatError(
        .unsupported, .member(FormatError.excerpt(of: entry.name)), "elements", found: entry.type.rawValue,
        expected: "F32, F16 or BF16")
    }
  }

  private func known(_ name: String) throws(FormatError) -> Entry {
    if let place = places[name] { return entries[place] }
    throw FormatError(
      .missing, .whole, "tensor", found: "none of the name \(FormatError.excerpt(of: name))",
      expected: entries.isEmpty
        ? "none, as the file is empty"
        : "one of \(entries.prefix(4).map { FormatError.excerpt(of: $0.name) }.joined(separator: ", "))"
          + (entries.count > 4 ? ", …" : ""))
  }

  @inline(__always)
  private func elements<Stored: FixedWidthInteger & BitwiseCopyable>(
    _ data: Data, _ count: Int, _ type: Stored.Type, _ convert: (Stored) -> Float
  ) -> [Float] {
    let span = data.bytes
    return [Float](unsafeUninitializedCapacity: count) { buffer, initialized in
      for index in 0..<count {
        let stored = span.unsafeLoadUnaligned(fromByteOffset: index * MemoryLayout<Stored>.size, as: Stored.self)
        buffer.initializeElement(at: index, to: convert(Stored(littleEndian: stored)))
      }
      initialized = count
    }
  }
}

/// The types of elements that a safetensors file can have, by the names that it gives them.
public enum SafetensorsElementType: String, Hashable, Sendable, CaseIterable {
  /// One byte, 0 or 1.
  case bool = "BOOL"
  /// An unsigned integer of 8 bits.
  case uint8 = "U8"
  /// An unsigned integer of 16 bits.
  case uint16 = "U16"
  /// An unsigned integer of 32 bits.
  case uint32 = "U32"
  /// An unsigned integer of 64 bits.
  case uint64 = "U64"
  /// A signed integer of 8 bits.
  case int8 = "I8"
  /// A signed integer of 16 bits.
  case int16 = "I16"
  /// A signed integer of 32 bits.
  case int32 = "I32"
  /// A signed integer of 64 bits.
  case int64 = "I64"
  /// A floating-point number of 8 bits, 4 of them for the exponent.
  case float8E4M3 = "F8_E4M3"
  /// A floating-point number of 8 bits, 5 of them for the exponent.
  case float8E5M2 = "F8_E5M2"
  /// IEEE 754's number of 16 bits.
  case float16 = "F16"
  /// The upper half of a number of 32 bits.
  case bfloat16 = "BF16"
  /// IEEE 754's number of 32 bits.
  case float32 = "F32"
  /// IEEE 754's number of 64 bits.
  case float64 = "F64"

  /// The number of bytes of an element.
  public var byteCount: Int {
    switch self {
    case .bool, .uint8, .int8, .float8E4M3, .float8E5M2: 1
    case .uint16, .int16, .float16, .bfloat16: 2
    case .uint32, .int32, .float32: 4
    case .uint64, .int64, .float64: 8
    }
  }

  /// Floats in this type, little-endian, each rounded to the nearest value that it has, to the even one of two. A float beyond the
  /// largest becomes infinite; a NaN stays one.
  ///
  /// - Precondition: the type is float32, float16 or bfloat16.
  /// - Complexity: O(n).
  public func bytes(of floats: [Float]) -> Data {
    switch self {
    case .float32: return SafetensorsElementType.data(floats) { $0.bitPattern.littleEndian }
    case .bfloat16: return SafetensorsElementType.data(floats) { SafetensorsElementType.bfloat16($0).littleEndian }
    case .float16: return SafetensorsElementType.data(floats) { SafetensorsElementType.half($0).littleEndian }
    default: preconditionFailure("floats are stored as F32, F16 or BF16")
    }
  }

  private static func data<Stored>(_ floats: [Float], _ convert: (Float) -> Stored) -> Data {
    var data = Data(count: floats.count * MemoryLayout<Stored>.size)
    data.withUnsafeMutableBytes { bytes in
      let stored = bytes.bindMemory(to: Stored.self)
      for index in floats.indices { stored[index] = convert(floats[index]) }
    }
    return data
  }

  /// The nearest bfloat16, to even.
  static func bfloat16(_ value: Float) -> UInt16 {
    let bits = value.bitPattern
    if value.isNaN { return UInt16(truncatingIfNeeded: bits >> 16) | 0x40 }
    return UInt16(truncatingIfNeeded: (bits &+ 0x7fff &+ (bits >> 16 & 1)) >> 16)
  }

  /// The nearest number of 16 bits, to even.
  static func half(_ value: Float) -> UInt16 {
    let sign = UInt16(truncatingIfNeeded: value.bitPattern >> 16) & 0x8000
    let magnitude = value.bitPattern & 0x7fff_ffff
    if magnitude > 0x7f80_0000 { return sign | 0x7e00 }
    // 65520 lies halfway between the largest and the power of two above.
    if magnitude >= 0x477f_f000 { return sign | 0x7c00 }
    // Below 2⁻¹⁴ steps are 2⁻²⁴ wide: adding 1/2 leaves them in the low bits of the sum, rounded to even.
    if magnitude < 0x3880_0000 {
      return sign | UInt16(truncatingIfNeeded: (Float(bitPattern: magnitude) + 0.5).bitPattern &- 0x3f00_0000)
    }
    let rounded = magnitude &+ 0xfff &+ (magnitude >> 13 & 1)
    return sign | UInt16(truncatingIfNeeded: (rounded &- 0x3800_0000) >> 13)
  }

  /// The value of a number of 16 bits; a NaN keeps its payload.
  static func float(half bits: UInt16) -> Float {
    let sign = UInt32(bits & 0x8000) << 16
    let exponent = UInt32(bits >> 10) & 0x1f
    let fraction = UInt32(bits & 0x3ff)
    if exponent == 0 { return Float(bitPattern: sign | (Float(fraction) * 0x1p-24).bitPattern) }
    if exponent == 0x1f { return Float(bitPattern: sign | 0x7f80_0000 | fraction << 13) }
    return Float(bitPattern: sign | (exponent + 112) << 23 | fraction << 13)
  }
}
