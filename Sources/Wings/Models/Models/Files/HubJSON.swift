import Foundation

/// JSON as models' files have it: keys keep their bytes, since a vocabulary has words that Swift takes for equal though they are
/// different symbols (é in one or two code points), and numbers keep their digits.
enum HubJSON {
  case null
  case boolean(Bool)
  case number(String)
  case string(String)
  case array([HubJSON])
  case object([(key: String, value: HubJSON)])

  /// The JSON text of a file.
  ///
  /// - Throws: `ModelError` with the byte at which it is none; what reading the file throws.
  /// - Complexity: O(n).
  static func read(_ path: String) throws -> HubJSON {
    let name = (path as NSString).lastPathComponent
    guard FileManager.default.fileExists(atPath: path) else {
      throw ModelError(
        name, "file", found: "none", expected: "\(name) in \((path as NSString).deletingLastPathComponent)")
    }
    return try parse(Data(contentsOf: URL(fileURLWithPath: path)), file: name)
  }

  /// The JSON text of these bytes.
  static func parse(_ data: Data, file: String) throws(ModelError) -> HubJSON {
    let bytes = [UInt8](data)
    var parser = Parser(bytes: bytes, file: file)
    let value = try parser.value(depth: 0)
    parser.skipBlanks()
    guard parser.position == bytes.count else { throw parser.error("the end of the text") }
    return value
  }

  /// The value of a key; nil if it is absent or null.
  subscript(key: String) -> HubJSON? {
    guard case .object(let fields) = self,
      let value = fields.first(where: { $0.key.utf8.elementsEqual(key.utf8) })?.value
    else { return nil }
    if case .null = value { return nil }
    return value
  }

  /// The text, if it is one.
  var text: String? { if case .string(let text) = self { text } else { nil } }
  /// The truth value, if it is one.
  var truth: Bool? { if case .boolean(let value) = self { value } else { nil } }
  /// The integer, if it is one that is written as one.
  var integer: Int? { if case .number(let digits) = self { Int(digits) } else { nil } }
  /// The nearest double, if it is a number.
  var double: Double? { if case .number(let digits) = self { Double(digits) } else { nil } }
  /// The elements, if it is a list.
  var list: [HubJSON]? { if case .array(let list) = self { list } else { nil } }
  /// The fields, if it is an object.
  var fields: [(key: String, value: HubJSON)]? { if case .object(let fields) = self { fields } else { nil } }

  /// What it is, for messages.
  var kind: String {
    switch self {
    case .null: "null"
    case .boolean(let value): "\(value)"
    case .number(let digits): "the number \(digits.prefix(40))"
    case .string(let text): "the text “\(text.prefix(40))”"
    case .array(let list): "a list of \(list.count)"
    case .object: "an object"
    }
  }
}

/// Reads one JSON text (RFC 8259).
private struct Parser {
  let bytes: [UInt8]
  let file: String
  var position = 0

  private static let deepest = 128

  private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

  func error(_ expected: String) -> ModelError {
    ModelError(
      file, "byte \(position)",
      found: next.map { $0 > 32 && $0 < 127 ? "`\(Unicode.Scalar($0))`" : "\\x\(String($0, radix: 16))" } ?? "the end",
      expected: expected)
  }

  mutating func skipBlanks() {
    while let byte = next, byte == 32 || byte == 9 || byte == 10 || byte == 13 { position += 1 }
  }

  private mutating func skip(_ character: Unicode.Scalar) -> Bool {
    guard next == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  private mutating func word(_ word: String, _ value: HubJSON) throws(ModelError) -> HubJSON {
    guard bytes[position...].starts(with: word.utf8) else { throw error("a value") }
    position += word.utf8.count
    return value
  }

  mutating func value(depth: Int) throws(ModelError) -> HubJSON {
    guard depth < Self.deepest else { throw error("at most \(Self.deepest) levels of nesting") }
    skipBlanks()
    switch next {
    case UInt8(ascii: "{"): return try object(depth)
    case UInt8(ascii: "["): return try array(depth)
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "n"): return try word("null", .null)
    case UInt8(ascii: "t"): return try word("true", .boolean(true))
    case UInt8(ascii: "f"): return try word("false", .boolean(false))
    default: return .number(try number())
    }
  }

  private mutating func object(_ depth: Int) throws(ModelError) -> HubJSON {
    position += 1
    var fields: [(key: String, value: HubJSON)] = []
    var keys: Set<[UInt8]> = []
    skipBlanks()
    if skip("}") { return .object(fields) }
    repeat {
      skipBlanks()
      guard next == UInt8(ascii: "\"") else { throw error("a key in quotation marks") }
      let start = position
      let key = try string()
      guard keys.insert(Array(key.utf8)).inserted else {
        position = start
        throw error("a key that this object does not have yet; “\(key.prefix(40))” occurs twice")
      }
      skipBlanks()
      guard skip(":") else { throw error("a colon") }
      fields.append((key, try value(depth: depth + 1)))
      skipBlanks()
    } while skip(",")
    guard skip("}") else { throw error("a comma or the end of the object") }
    return .object(fields)
  }

  private mutating func array(_ depth: Int) throws(ModelError) -> HubJSON {
    position += 1
    var list: [HubJSON] = []
    skipBlanks()
    if skip("]") { return .array(list) }
    repeat {
      list.append(try value(depth: depth + 1))
      skipBlanks()
    } while skip(",")
    guard skip("]") else { throw error("a comma or the end of the list") }
    return .array(list)
  }

  private mutating func number() throws(ModelError) -> String {
    let start = position
    _ = skip("-")
    let digits = position
    while let byte = next, (48...57).contains(byte) { position += 1 }
    guard position > digits else { throw error("a value") }
    guard bytes[digits] != 48 || position == digits + 1 else { throw error("a number without a leading zero") }
    if skip(".") {
      let fraction = position
      while let byte = next, (48...57).contains(byte) { position += 1 }
      guard position > fraction else { throw error("a digit") }
    }
    if let byte = next, byte | 0x20 == UInt8(ascii: "e") {
      position += 1
      if next == UInt8(ascii: "+") || next == UInt8(ascii: "-") { position += 1 }
      let exponent = position
      while let byte = next, (48...57).contains(byte) { position += 1 }
      guard position > exponent else { throw error("a digit") }
    }
    return String(decoding: bytes[start..<position], as: UTF8.self)
  }

  private mutating func string() throws(ModelError) -> String {
    position += 1
    let start = position
    while let byte = next, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\"), byte >= 32 { position += 1 }
    var text = try validated(bytes[start..<position])
    while true {
      switch next {
      case UInt8(ascii: "\""):
        position += 1
        return text
      case UInt8(ascii: "\\"):
        position += 1
        text.unicodeScalars.append(try escape())
      case .some(let byte) where byte >= 32:
        let start = position
        while let byte = next, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\"), byte >= 32 { position += 1 }
        text += try validated(bytes[start..<position])
      default: throw error("the end of the text in quotation marks")
      }
    }
  }

  private func validated(_ slice: ArraySlice<UInt8>) throws(ModelError) -> String {
    guard let text = String(validating: slice, as: UTF8.self) else { throw error("UTF-8 before this byte") }
    return text
  }

  private mutating func escape() throws(ModelError) -> Unicode.Scalar {
    guard let byte = next else { throw error("an escape") }
    position += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(byte)
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{C}"
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "u"):
      let unit = try hexadecimal()
      if let scalar = Unicode.Scalar(unit) { return scalar }
      guard unit < 0xDC00, skip("\\"), skip("u") else { throw error("the second half of a surrogate pair") }
      let second = try hexadecimal()
      guard (0xDC00...0xDFFF).contains(second),
        let scalar = Unicode.Scalar(0x10000 + (unit - 0xD800) << 10 + (second - 0xDC00))
      else { throw error("the second half of a surrogate pair before this byte") }
      return scalar
    default: throw error("a known escape before this byte")
    }
  }

  private mutating func hexadecimal() throws(ModelError) -> UInt32 {
    guard position + 4 <= bytes.count,
      let unit = UInt32(String(decoding: bytes[position..<position + 4], as: UTF8.self), radix: 16),
      bytes[position] != UInt8(ascii: "+"), bytes[position] != UInt8(ascii: "-")
    else { throw error("four hexadecimal digits") }
    position += 4
    return unit
  }
}
