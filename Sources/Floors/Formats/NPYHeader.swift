/// What stands before the elements of an `.npy` file.
struct NPYHeader {
  var elementType: NPYElementType
  var byteOrder: NPYArray.ByteOrder
  var order: NPYArray.Order
  var shape: [Int]
  /// The number of bytes before the text of the shape.
  var shapeOffset: Int
  /// The number of bytes before the elements.
  var byteCount: Int

  static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)

  init(_ bytes: Span<UInt8>) throws(FormatError) {
    for (offset, byte) in NPYHeader.magic.enumerated() where offset >= bytes.count || bytes[offset] != byte {
      throw FormatError(
        offset >= bytes.count ? .truncated : .malformed, .byte(offset), "magic string",
        found: FormatError.excerpt(of: bytes, from: 0, to: NPYHeader.magic.count), expected: "\\x93NUMPY")
    }
    guard bytes.count >= 8 else {
      throw FormatError(
        .truncated, .byte(bytes.count), "version", found: "the end", expected: "two bytes: 1 0, 2 0 or 3 0")
    }
    let (major, minor) = (bytes[6], bytes[7])
    guard (1...3).contains(major), minor == 0 else {
      throw FormatError(
        .unsupported, .byte(6), "version", found: "\(major).\(minor)", expected: "1.0, 2.0 or 3.0")
    }
    let lengthBytes = major == 1 ? 2 : 4
    let start = 8 + lengthBytes
    guard bytes.count >= start else {
      throw FormatError(
        .truncated, .byte(bytes.count), "header length", found: "the end", expected: "\(lengthBytes) bytes")
    }
    var length = 0
    for offset in (8..<start).reversed() { length = length << 8 | Int(bytes[offset]) }
    guard length <= bytes.count - start else {
      throw FormatError(
        .truncated, .byte(8), "header length", found: "\(length)",
        expected: "at most the \(bytes.count - start) bytes that follow")
    }
    var dictionary = NPYHeaderText(at: start, end: start + length, allowsLongSuffix: major < 3)
    try dictionary.read(bytes)
    guard let (elementType, byteOrder) = dictionary.type else { throw NPYHeader.missing("descr", at: start) }
    guard let order = dictionary.order else { throw NPYHeader.missing("fortran_order", at: start) }
    guard let shape = dictionary.shape else { throw NPYHeader.missing("shape", at: start) }
    (self.elementType, self.byteOrder, self.order) = (elementType, byteOrder, order)
    (self.shape, self.shapeOffset) = shape
    self.byteCount = start + length
  }

  private static func missing(_ key: String, at offset: Int) -> FormatError {
    FormatError(.missing, .byte(offset), "header", found: "no key '\(key)'", expected: "descr, fortran_order and shape")
  }
}

/// The text of the header: a Python dictionary with the keys descr, fortran_order and shape, each once, in any order.
struct NPYHeaderText {
  var type: (NPYElementType, NPYArray.ByteOrder)?
  var order: NPYArray.Order?
  var shape: (extents: [Int], offset: Int)?
  private var at: Int
  private let end: Int
  /// Python 2 wrote long integers as 3L, into files of the first versions.
  private let allowsLongSuffix: Bool

  init(at: Int, end: Int, allowsLongSuffix: Bool) {
    self.at = at
    self.end = end
    self.allowsLongSuffix = allowsLongSuffix
  }

  mutating func read(_ bytes: Span<UInt8>) throws(FormatError) {
    try expect("{", bytes, "header")
    while !skip("}", bytes) {
      let keyOffset = skipSpace(bytes)
      let key = try string(bytes, "key")
      try expect(":", bytes, "header")
      let isRepeated: Bool
      switch key {
      case "descr":
        isRepeated = type != nil
        type = try elementType(bytes)
      case "fortran_order":
        isRepeated = order != nil
        order = try boolean(bytes) ? .columnMajor : .rowMajor
      case "shape":
        isRepeated = shape != nil
        let offset = skipSpace(bytes)
        shape = (try tuple(bytes), offset)
      default:
        throw FormatError(
          .malformed, .byte(keyOffset), "key", found: FormatError.excerpt(of: key),
          expected: "descr, fortran_order or shape")
      }
      if isRepeated {
        throw FormatError(
          .duplicate, .byte(keyOffset), "key", found: FormatError.excerpt(of: key) + " again", expected: "each key once"
        )
      }
      if !skip(",", bytes) {
        try expect("}", bytes, "header")
        break
      }
    }
    skipSpace(bytes)
    if at < end { throw unexpected(bytes, "header", expected: "only spaces after the dictionary") }
  }

  private mutating func elementType(
    _ bytes: Span<UInt8>
  ) throws(FormatError) -> (NPYElementType, NPYArray.ByteOrder) {
    let offset = skipSpace(bytes)
    if offset < end, bytes[offset] == UInt8(ascii: "[") || bytes[offset] == UInt8(ascii: "(") {
      throw FormatError(
        .unsupported, .byte(offset), "descr", found: "a structured type", expected: "one type of numbers, like '<f8'")
    }
    let text = try string(bytes, "descr")
    let sign = text.first
    let type = NPYElementType.allCases.first { $0.name == text.dropFirst() }
    switch (type, sign) {
    case (let type?, "<"): return (type, .littleEndian)
    case (let type?, "|") where type.byteCount == 1: return (type, .littleEndian)
    case (let type?, ">"): return (type, type.byteCount == 1 ? .littleEndian : .bigEndian)
    default:
      throw FormatError(
        .unsupported, .byte(offset), "descr", found: FormatError.excerpt(of: text),
        expected: "< or > (| for one byte) and one of \(NPYElementType.allCases.map(\.name).joined(separator: ", "))")
    }
  }

  private mutating func boolean(_ bytes: Span<UInt8>) throws(FormatError) -> Bool {
    skipSpace(bytes)
    for (word, value) in [("True", true), ("False", false)] where matches(word, bytes) {
      at += word.utf8.count
      return value
    }
    throw unexpected(bytes, "fortran_order", expected: "True or False")
  }

  /// `()`, `(2,)`, `(2, 3)` or `(2, 3,)`, but not `(2)`, which is a number.
  private mutating func tuple(_ bytes: Span<UInt8>) throws(FormatError) -> [Int] {
    try expect("(", bytes, "shape")
    var extents: [Int] = []
    while !skip(")", bytes) {
      skipSpace(bytes)
      if extents.count == NPYArray.maximalRank {
        throw FormatError(
          .unsupported, .byte(at), "shape", found: "more than \(NPYArray.maximalRank) extents",
          expected: "at most \(NPYArray.maximalRank)")
      }
      extents.append(try extent(bytes))
      if !skip(",", bytes) {
        if extents.count == 1 { throw unexpected(bytes, "shape", expected: "a comma") }
        try expect(")", bytes, "shape")
        break
      }
    }
    return extents
  }

  private mutating func extent(_ bytes: Span<UInt8>) throws(FormatError) -> Int {
    let start = at
    var value = 0
    while at < end, DecimalText.isDigit(bytes[at]) {
      let (product, overflow) = value.multipliedReportingOverflow(by: 10)
      let (sum, carry) = product.addingReportingOverflow(Int(bytes[at] &- 0x30))
      if overflow || carry {
        throw FormatError(
          .tooLarge, .byte(start), "shape", found: FormatError.excerpt(of: bytes, from: start, to: end),
          expected: "extents of at most \(Int.max)")
      }
      value = sum
      at += 1
    }
    guard at > start else { throw unexpected(bytes, "shape", expected: "an extent of at least 0") }
    if bytes[start] == UInt8(ascii: "0"), at > start + 1 {
      throw FormatError(
        .malformed, .byte(start), "shape", found: FormatError.excerpt(of: bytes, from: start, to: at),
        expected: "a number without leading zeros")
    }
    if allowsLongSuffix, at < end, bytes[at] == UInt8(ascii: "L") { at += 1 }
    return value
  }

  private mutating func string(_ bytes: Span<UInt8>, _ field: String) throws(FormatError) -> String {
    skipSpace(bytes)
    guard at < end, bytes[at] == UInt8(ascii: "'") || bytes[at] == UInt8(ascii: "\"") else {
      throw unexpected(bytes, field, expected: "a text in quotes")
    }
    let quote = bytes[at]
    at += 1
    var text: [UInt8] = []
    while at < end, bytes[at] != quote {
      guard bytes[at] != UInt8(ascii: "\\"), bytes[at] >= 0x20 else {
        throw unexpected(bytes, field, expected: "a text without backslashes and control characters")
      }
      text.append(bytes[at])
      at += 1
    }
    guard at < end else { throw unexpected(bytes, field, expected: "a closing quote") }
    at += 1
    return String(decoding: text, as: UTF8.self)
  }

  private func matches(_ word: String, _ bytes: Span<UInt8>) -> Bool {
    guard word.utf8.count <= end - at else { return false }
    return zip(at..., word.utf8).allSatisfy { bytes[$0] == $1 }
  }

  private mutating func skip(_ word: String, _ bytes: Span<UInt8>) -> Bool {
    skipSpace(bytes)
    guard matches(word, bytes) else { return false }
    at += word.utf8.count
    return true
  }

  private mutating func expect(_ word: String, _ bytes: Span<UInt8>, _ field: String) throws(FormatError) {
    guard skip(word, bytes) else { throw unexpected(bytes, field, expected: "`\(word)`") }
  }

  @discardableResult
  private mutating func skipSpace(_ bytes: Span<UInt8>) -> Int {
    while at < end, [0x20, 0x09, 0x0a, 0x0d].contains(bytes[at]) { at += 1 }
    return at
  }

  private func unexpected(_ bytes: Span<UInt8>, _ field: String, expected: String) -> FormatError {
    FormatError(
      at < end ? .malformed : .truncated, .byte(at), field,
      found: at < end ? FormatError.excerpt(of: bytes, from: at, to: end) : "the end of the header", expected: expected)
  }
}
