import Foundation

extension Safetensors {
  /// A tensor that a file is to have.
  public struct Declaration: Hashable, Sendable {
    /// Its name.
    public var name: String
    /// The type of its elements.
    public var type: SafetensorsElementType
    /// The extents.
    public var shape: [Int]

    /// The tensor of this name, type and shape.
    public init(name: String, type: SafetensorsElementType, shape: [Int]) {
      (self.name, self.type, self.shape) = (name, type, shape)
    }
  }

  /// The header of a file with these tensors, in this order; padded with blanks so that the elements begin at a multiple of 8
  /// bytes. The same tensors and metadata give the same bytes.
  ///
  /// - Throws: `FormatError` if two tensors have the same name, one is called `__metadata__`, an extent is negative, or the sizes
  ///   do not fit an `Int`.
  /// - Complexity: O(number of tensors).
  public static func header(
    _ tensors: [Declaration], metadata: [String: String] = [:]
  ) throws(FormatError) -> Data {
    var parts: [String] = []
    if !metadata.isEmpty {
      let pairs = metadata.sorted { $0.key < $1.key }.map { "\(quoted($0.key)):\(quoted($0.value))" }
      parts.append("\"__metadata__\":{\(pairs.joined(separator: ","))}")
    }
    var names: Set<String> = ["__metadata__"]
    var end = 0
    for tensor in tensors {
      guard names.insert(tensor.name).inserted else {
        throw FormatError(
          .duplicate, .member(FormatError.excerpt(of: tensor.name)), "tensor", found: "a name that is taken",
          expected: "a name that no other tensor has, and not __metadata__")
      }
      let start = end
      end = try byteCount(of: tensor, after: start)
      parts.append(
        "\(quoted(tensor.name)):{\"dtype\":\"\(tensor.type.rawValue)\",\"shape\":[\(tensor.shape.map(String.init).joined(separator: ","))],"
          + "\"data_offsets\":[\(start),\(end)]}")
    }
    var text = Data("{\(parts.joined(separator: ","))}".utf8)
    while text.count % 8 != 0 { text.append(UInt8(ascii: " ")) }
    guard text.count <= longestHeader else {
      throw FormatError(
        .tooLarge, .whole, "header", found: "\(text.count) bytes", expected: "at most \(longestHeader)")
    }
    return withUnsafeBytes(of: UInt64(text.count).littleEndian) { Data($0) } + text
  }

  private static func byteCount(of tensor: Declaration, after start: Int) throws(FormatError) -> Int {
    var size = tensor.type.byteCount
    var overflow = tensor.shape.contains { $0 < 0 }
    for extent in tensor.shape where !overflow { (size, overflow) = size.multipliedReportingOverflow(by: extent) }
    let (end, isTooFar) = start.addingReportingOverflow(overflow ? 0 : size)
    guard !overflow, !isTooFar else {
      throw FormatError(
        .tooLarge, .member(FormatError.excerpt(of: tensor.name)), "shape", found: "\(tensor.shape)",
        expected: "extents of at least 0, and at most \(Int.max) bytes in all")
    }
    return end
  }

  /// A text as JSON writes it.
  private static func quoted(_ text: String) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\": quoted += "\\\(scalar)"
      case "\u{0}"..."\u{1F}":
        let digits = String(scalar.value, radix: 16)
        quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }
}

/// Writes a safetensors file tensor by tensor, so that no more than one has to be in memory.
///
/// ```swift
/// var writer = try SafetensorsWriter(path: "out.safetensors", tensors: declarations)
/// for tensor in declarations { try writer.append(tensor.type.bytes(of: values(tensor)), to: tensor.name) }
/// try writer.finish()
/// ```
///
/// Until `finish` the file is called `out.safetensors.part`, so that nobody takes half a file for a whole one. A symbolic link stays, and
/// what it points to is replaced; a pipe or a device is written as it is.
public struct SafetensorsWriter: ~Copyable {
  /// Where the file is to be in the end; nil for a pipe or a device.
  private let path: String?
  private let file: FileHandle
  private let tensors: [Safetensors.Declaration]
  private let sizes: [Int]
  private var next = 0

  /// Begins a file with these tensors, which are then appended in this order.
  ///
  /// - Throws: `FormatError` as `Safetensors.header` does, or what the file system says.
  public init(path: String, tensors: [Safetensors.Declaration], metadata: [String: String] = [:]) throws {
    let header = try Safetensors.header(tensors, metadata: metadata)
    var status = stat()
    let isPlainOrMissing = stat(path, &status) != 0 || status.st_mode & S_IFMT == S_IFREG
    // What is replaced by a file must be a file: not a device, nor the name of a link.
    let target = isPlainOrMissing ? URL(fileURLWithPath: path).resolvingSymlinksInPath().path : nil
    let part = target.map { URL(fileURLWithPath: $0 + ".part") }
    if let part { try Data().write(to: part) }
    let file = try FileHandle(forWritingTo: part ?? URL(fileURLWithPath: path))
    try file.write(contentsOf: header)
    self.path = target
    self.tensors = tensors
    self.file = file
    // The header has checked that the products fit.
    self.sizes = tensors.map { $0.shape.reduce($0.type.byteCount, *) }
  }

  /// Appends the next tensor's elements.
  ///
  /// - Throws: `FormatError` if it is not the turn of this tensor, or there are more or fewer bytes than its shape needs; what the
  ///   file system says.
  /// - Complexity: O(number of bytes).
  public mutating func append(_ bytes: Data, to name: String) throws {
    guard next < tensors.count, tensors[next].name == name else {
      throw FormatError(
        .inconsistent, .member(FormatError.excerpt(of: name)), "tensor", found: "this one",
        expected: next < tensors.count
          ? "\(FormatError.excerpt(of: tensors[next].name)), which is next" : "none, as all are there")
    }
    guard bytes.count == sizes[next] else {
      throw FormatError(
        .inconsistent, .member(FormatError.excerpt(of: name)), "elements", found: "\(bytes.count) bytes",
        expected: "\(sizes[next]) bytes, as \(tensors[next].shape) of \(tensors[next].type.rawValue) needs")
    }
    try file.write(contentsOf: bytes)
    next += 1
  }

  /// Gives the file its name.
  ///
  /// - Throws: `FormatError` if a tensor is missing; what the file system says.
  public consuming func finish() throws {
    guard next == tensors.count else {
      throw FormatError(
        .truncated, .member(FormatError.excerpt(of: tensors[next].name)), "elements", found: "none",
        expected: "those of all \(tensors.count) tensors")
    }
    if path != nil { try file.synchronize() }
    try file.close()
    guard let path else { return }
    guard rename(path + ".part", path) == 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
  }
}
