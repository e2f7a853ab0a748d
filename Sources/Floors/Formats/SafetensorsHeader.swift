import Foundation

/// What stands before the bytes of a safetensors file: 8 bytes with the length of a JSON object, little-endian, and that object.
struct SafetensorsHeader {
  var entries: [Safetensors.Entry] = []
  var metadata: [String: String] = [:]
  /// The number of bytes before the elements.
  var byteCount: Int

  init(_ file: Data) throws(FormatError) {
    guard file.count >= 8 else {
      throw FormatError(
        .truncated, .byte(file.count), "length of the header", found: "the end", expected: "8 bytes")
    }
    let length = UInt64(littleEndian: file.bytes.unsafeLoadUnaligned(fromByteOffset: 0, as: UInt64.self))
    guard length <= UInt64(Safetensors.longestHeader) else {
      throw FormatError(
        .tooLarge, .byte(0), "length of the header", found: "\(length)",
        expected: "at most \(Safetensors.longestHeader); is this a safetensors file?")
    }
    guard length <= UInt64(file.count - 8) else {
      throw FormatError(
        .truncated, .byte(0), "length of the header", found: "\(length)",
        expected: "at most the \(file.count - 8) bytes that follow")
    }
    byteCount = 8 + Int(length)
    let text = file.dropFirst(8).prefix(Int(length))
    guard text.first == UInt8(ascii: "{") else {
      throw FormatError(
        .malformed, .byte(8), "header", found: FormatError.excerpt(of: Array(text.prefix(33)).span, from: 0, to: 33),
        expected: "a JSON object, at once")
    }
    let fields = try SafetensorsHeader.fields(Data(text), "header", at: .byte(8))
    for (name, node) in fields {
      if name == "__metadata__" {
        metadata = try SafetensorsHeader.texts(node, name, of: "text")
      } else {
        entries.append(try SafetensorsHeader.entry(name, node))
      }
    }
    entries.sort {
      ($0.bytes.lowerBound, $0.bytes.upperBound, $0.name) < ($1.bytes.lowerBound, $1.bytes.upperBound, $1.name)
    }
    try checkLayout(content: file.count - byteCount)
  }

  /// Each tensor begins where the one before ends, and the last one ends where the file does.
  private func checkLayout(content: Int) throws(FormatError) {
    var end = 0
    for entry in entries {
      guard entry.bytes.lowerBound == end else {
        throw FormatError(
          .inconsistent, .member(FormatError.excerpt(of: entry.name)), "data_offsets",
          found: "[\(entry.bytes.lowerBound), \(entry.bytes.upperBound)]",
          expected: "\(end) as the first: the tensors before it end there, and there are neither holes nor overlaps")
      }
      end = entry.bytes.upperBound
    }
    guard end == content else {
      throw FormatError(
        end > content ? .truncated : .malformed, .byte(byteCount + min(end, content)), "elements",
        found: "\(content) bytes", expected: "\(end) bytes, as the header says")
    }
  }

  private static func entry(_ name: String, _ node: JSONNode) throws(FormatError) -> Safetensors.Entry {
    func wrong(
      _ reason: FormatError.Reason, _ field: String, found: String, expected: String
    ) -> FormatError {
      FormatError(reason, .member(FormatError.excerpt(of: name)), field, found: found, expected: expected)
    }
    guard let fields = node.dictionary else {
      throw wrong(.malformed, "tensor", found: node.kind, expected: "an object with dtype, shape and data_offsets")
    }
    let known = ["dtype", "shape", "data_offsets"]
    if let missing = known.first(where: { fields[$0] == nil }) {
      throw wrong(.missing, missing, found: "nothing", expected: "dtype, shape and data_offsets")
    }
    if let other = fields.keys.filter({ !known.contains($0) }).min() {
      throw wrong(
        .malformed, "tensor", found: "the key \(FormatError.excerpt(of: other))",
        expected: "dtype, shape and data_offsets alone")
    }
    guard case .string(let typeName)? = fields["dtype"], let type = SafetensorsElementType(rawValue: typeName) else {
      throw wrong(
        .unsupported, "dtype", found: fields["dtype"]?.kind ?? "nothing",
        expected: "one of \(SafetensorsElementType.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    func sizes(_ field: String) throws(FormatError) -> [Int] {
      guard case .array(let nodes)? = fields[field] else {
        throw wrong(.malformed, field, found: fields[field]?.kind ?? "nothing", expected: "a list of integers")
      }
      var sizes: [Int] = []
      for node in nodes {
        // Digits alone: no sign, no point, no exponent.
        guard case .number(let digits) = node, digits.utf8.allSatisfy({ (48...57).contains($0) }) else {
          throw wrong(.malformed, field, found: node.kind, expected: "integers of at least 0")
        }
        guard let size = Int(digits) else {
          throw wrong(.tooLarge, field, found: String(digits.prefix(40)), expected: "at most \(Int.max)")
        }
        sizes.append(size)
      }
      return sizes
    }
    let shape = try sizes("shape")
    guard shape.count <= NPYArray.maximalRank else {
      throw wrong(
        .unsupported, "shape", found: "\(shape.count) extents", expected: "at most \(NPYArray.maximalRank)")
    }
    var needed = type.byteCount
    for extent in shape {
      let (product, overflow) = needed.multipliedReportingOverflow(by: extent)
      guard !overflow else {
        throw wrong(.tooLarge, "shape", found: "\(shape)", expected: "at most \(Int.max) bytes in all")
      }
      needed = product
    }
    let offsets = try sizes("data_offsets")
    guard offsets.count == 2, offsets[0] <= offsets[1] else {
      throw wrong(.malformed, "data_offsets", found: "\(offsets.prefix(4))", expected: "two, in ascending order")
    }
    guard offsets[1] - offsets[0] == needed else {
      throw wrong(
        .inconsistent, "data_offsets", found: "\(offsets[1] - offsets[0]) bytes",
        expected: "\(needed) bytes, as the shape \(shape) of \(typeName) needs")
    }
    return Safetensors.Entry(name: name, type: type, shape: shape, bytes: offsets[0]..<offsets[1])
  }

  /// The fields of a JSON object.
  static func fields(
    _ text: Data, _ what: String, at place: FormatError.Place
  ) throws(FormatError) -> [String: JSONNode] {
    let node: JSONNode
    do throws(StrictJSONError) { node = try JSONReader.read(text) } catch {
      if case .duplicateKey(let key, _) = error {
        throw FormatError(
          .duplicate, place, what, found: "the key \(FormatError.excerpt(of: key)) twice", expected: "each key once")
      }
      throw FormatError(.malformed, place, what, found: "\(error)", expected: "a JSON object")
    }
    guard let fields = node.dictionary else {
      throw FormatError(.malformed, place, what, found: node.kind, expected: "a JSON object")
    }
    return fields
  }

  /// A JSON object whose values are texts.
  static func texts(_ node: JSONNode, _ field: String, of what: String) throws(FormatError) -> [String: String] {
    guard case .object(let fields) = node else {
      throw FormatError(.malformed, .whole, field, found: node.kind, expected: "an object whose values are texts")
    }
    var texts: [String: String] = [:]
    for (key, value) in fields {
      guard case .string(let text) = value else {
        throw FormatError(
          .malformed, .member(FormatError.excerpt(of: key)), field, found: value.kind, expected: "a \(what)")
      }
      texts[key] = text
    }
    return texts
  }
}
