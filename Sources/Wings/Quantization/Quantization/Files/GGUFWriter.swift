import Foundation

/// Writes a GGUF file, as llama.cpp and its kin read it, tensor by tensor.
///
/// ```swift
/// var writer = try GGUFWriter(path: "out.gguf", architecture: "llama", tensors: tensors)
/// for tensor in tensors { try writer.append(bytes(tensor), to: tensor.name) }
/// try writer.finish()
/// ```
///
/// Until `finish` the file is called `out.gguf.part`. The same tensors give the same bytes.
///
/// Source: the specification `gguf.md` of the repository ggml, version 3; little-endian, alignment 32.
public struct GGUFWriter: ~Copyable {
  /// How the elements of a tensor are stored: numbers, or blocks of 32 with a scale of half precision.
  public enum ElementType: UInt32, Sendable {
    /// 32 bits.
    case float32 = 0
    /// 16 bits, IEEE.
    case float16 = 1
    /// Blocks of a scale d and 4-bit codes q: d (q − 8).
    case blocks4 = 2
    /// Blocks of a scale d and signed bytes q: d q.
    case blocks8 = 8
    /// 32-bit integers.
    case int32 = 26
    /// The upper half of 32 bits.
    case bfloat16 = 30

    /// How many elements a block has, and how many bytes.
    var block: (elements: Int, bytes: Int) {
      switch self {
      case .float32, .int32: (1, 4)
      case .float16, .bfloat16: (1, 2)
      case .blocks4: (32, 18)
      case .blocks8: (32, 34)
      }
    }
  }

  /// A tensor that a file is to have.
  public struct Tensor: Hashable, Sendable {
    /// Its name, at most 64 bytes.
    public var name: String
    /// How its elements are stored.
    public var type: ElementType
    /// The extents, the last one that of neighbouring elements; at most four.
    public var shape: [Int]

    /// The tensor of this name, type and shape.
    public init(name: String, type: ElementType, shape: [Int]) {
      (self.name, self.type, self.shape) = (name, type, shape)
    }

    /// The number of its bytes; nil if rows are not whole blocks, or the number does not fit.
    var byteCount: Int? {
      guard let row = shape.last, shape.count <= 4, shape.allSatisfy({ $0 > 0 }), row % type.block.elements == 0 else {
        return nil
      }
      return shape.dropLast().reduce(Optional(row / type.block.elements * type.block.bytes)) { size, extent in
        guard let (product, overflow) = size?.multipliedReportingOverflow(by: extent), !overflow else { return nil }
        return product
      }
    }
  }

  private static let alignment = 32
  private let path: String
  private let file: FileHandle
  private let tensors: [Tensor]
  private var next = 0

  /// Begins a file with these tensors, which are then appended in this order.
  ///
  /// - Throws: ``QuantizationError/layout(_:)`` for two tensors of one name, names of more than 64 bytes, more than four extents, an extent that is 0, and rows
  ///   that are no whole blocks; what the file system says.
  public init(path: String, architecture: String, tensors: [Tensor]) throws {
    var header = Data("GGUF".utf8)
    func append(_ number: some FixedWidthInteger) {
      withUnsafeBytes(of: number.littleEndian) { header.append(contentsOf: $0) }
    }
    func append(_ text: String) {
      append(UInt64(text.utf8.count))
      header.append(contentsOf: text.utf8)
    }
    append(UInt32(3))
    append(UInt64(tensors.count))
    let numbers: [(String, UInt32)] = [
      ("general.alignment", UInt32(Self.alignment)), ("general.quantization_version", 2),
    ]
    append(UInt64(1 + numbers.count))
    append("general.architecture")
    append(UInt32(8))
    append(architecture)
    for (key, value) in numbers {
      append(key)
      append(UInt32(4))
      append(value)
    }
    var (names, offset): (Set<String>, Int) = ([], 0)
    for tensor in tensors {
      guard names.insert(tensor.name).inserted, tensor.name.utf8.count <= 64 else {
        throw QuantizationError.layout(
          "the tensor \(tensor.name.prefix(80)) has a name that is taken, or one of more than 64 bytes")
      }
      guard let size = tensor.byteCount else {
        throw QuantizationError.layout(
          "the tensor \(tensor.name) has the shape \(tensor.shape), expected one to four extents above 0, the last one a multiple of "
            + "\(tensor.type.block.elements)")
      }
      append(tensor.name)
      append(UInt32(tensor.shape.count))
      for extent in tensor.shape.reversed() { append(UInt64(extent)) }
      append(tensor.type.rawValue)
      append(UInt64(offset))
      offset += Self.padded(size)
    }
    header.append(Data(count: Self.padded(header.count) - header.count))
    try Data().write(to: URL(fileURLWithPath: path + ".part"))
    let file = try FileHandle(forWritingTo: URL(fileURLWithPath: path + ".part"))
    try file.write(contentsOf: header)
    self.path = path
    self.tensors = tensors
    self.file = file
  }

  private static func padded(_ count: Int) -> Int { (count + alignment - 1) / alignment * alignment }

  /// Appends the next tensor's elements.
  ///
  /// - Throws: ``QuantizationError/layout(_:)`` if it is not the turn of this tensor, or there are more or fewer bytes than it has; what the file system
  ///   says.
  public mutating func append(_ bytes: Data, to name: String) throws {
    guard next < tensors.count, tensors[next].name == name, bytes.count == tensors[next].byteCount else {
      let expected = next < tensors.count ? "\(tensors[next].byteCount ?? 0) of \(tensors[next].name)" : "no more"
      throw QuantizationError.layout("\(bytes.count) bytes of \(name) are given, expected \(expected)")
    }
    try file.write(contentsOf: bytes)
    try file.write(contentsOf: Data(count: Self.padded(bytes.count) - bytes.count))
    next += 1
  }

  /// Gives the file its name.
  ///
  /// - Throws: ``QuantizationError/layout(_:)`` if a tensor is missing; what the file system says.
  public consuming func finish() throws {
    guard next == tensors.count else { throw QuantizationError.layout("the tensor \(tensors[next].name) is missing") }
    try file.synchronize()
    try file.close()
    guard rename(path + ".part", path) == 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
  }
}
