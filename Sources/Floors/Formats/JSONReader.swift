import Foundation

/// A JSON value as it was read, to the letter: no object has a key twice, and numbers keep their digits.
///
/// Foundation's decoder takes one of two equal keys without a word, and rounds a long number to a double.
package enum JSONNode: Sendable {
  /// The word null.
  case null
  /// The word true or false.
  case boolean(Bool)
  /// The digits as they stand.
  case number(String)
  /// A string, its escapes replaced.
  case string(String)
  /// The elements of a list.
  case array([JSONNode])
  /// The fields in the order of the text.
  case object([(key: String, value: JSONNode)])

  /// When two keys of an object are the same one.
  package enum KeyIdentity: Sendable {
    /// If they are the same text: é in one code point and in two are.
    case text
    /// If they have the same bytes. A vocabulary has words that are the same text and are different symbols.
    case bytes
  }

  /// Reads one JSON text (RFC 8259), which must be all there is.
  ///
  /// - Throws: ``StrictJSONError`` with line and column.
  /// - Complexity: O(n).
  package init(_ data: Data, keys: KeyIdentity = .text) throws(StrictJSONError) {
    self = try JSONReader.read(data, keys: keys)
  }

  /// The fields by their keys, if it is an object; for one that was read with keys as texts.
  var dictionary: [String: JSONNode]? {
    guard case .object(let fields) = self else { return nil }
    return Dictionary(fields.map { ($0.key, $0.value) }, uniquingKeysWith: { first, _ in first })
  }

  /// What it is, for messages.
  package var kind: String {
    switch self {
    case .null: "null"
    case .boolean(let value): "\(value)"
    case .number(let text): "the number \(text.prefix(40))"
    case .string(let text): "the string “\(text.prefix(40))”"
    case .array: "a list"
    case .object: "an object"
    }
  }
}

/// A place in a JSON text.
public struct JSONPlace: Hashable, Sendable, CustomStringConvertible {
  /// The number of bytes before it.
  public let byte: Int
  /// Its line, counted from 1.
  public let line: Int
  /// Which letter of the line it is, counted from 1.
  public let column: Int

  /// The place before the byte of this number.
  ///
  /// - Complexity: O(n) for n bytes before it.
  public init(byte: Int, in bytes: some BidirectionalCollection<UInt8>) {
    let before = bytes.prefix(byte)
    self.byte = byte
    line = 1 + before.count { $0 == 10 }
    // Bytes 10… continue a letter.
    let start = before.lastIndex(of: 10).map { before.index(after: $0) } ?? before.startIndex
    column = 1 + before[start...].count { $0 & 0xC0 != 0x80 }
  }

  public var description: String { "line \(line), column \(column)" }
}

/// What is wrong with a JSON text.
public enum StrictJSONError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The text is not JSON, from this place on.
  case malformed(at: JSONPlace, expected: String)
  /// An object has a key twice.
  case duplicateKey(String, at: JSONPlace)
  /// An escape such as \ud800 is one half of a letter beyond 2¹⁶, without the other: it stands for no letter.
  case loneSurrogate(String, at: JSONPlace)
  /// An object has a key that means nothing there.
  case unknownKey(path: String, known: [String])
  /// A value is missing, or is not what belongs there.
  case mismatch(path: String, String)

  public var description: String {
    switch self {
    case .malformed(let place, let expected): "no JSON: \(place): expected \(expected)"
    case .duplicateKey(let key, let place): "\(place): the key “\(key)” occurs twice in one object"
    case .loneSurrogate(let escape, let place):
      "\(place): found \(escape), a lone surrogate, which is half a letter; expected both halves, such as \\ud83d\\ude00"
    case .unknownKey(let path, let known):
      "there is no field “\(path)”; the fields are \(known.joined(separator: ", "))"
    case .mismatch(let path, let why): path.isEmpty ? why : "\(path): \(why)"
    }
  }
}

/// Reads one JSON text (RFC 8259), which must be all there is.
struct JSONReader {
  /// Objects and lists may be nested this deep.
  static let deepest = 256

  private let bytes: [UInt8]
  private let keys: JSONNode.KeyIdentity
  private var position = 0

  private init(_ data: Data, _ keys: JSONNode.KeyIdentity) { (bytes, self.keys) = (Array(data), keys) }

  /// - Complexity: O(n).
  static func read(_ data: Data, keys: JSONNode.KeyIdentity = .text) throws(StrictJSONError) -> JSONNode {
    var reader = JSONReader(data, keys)
    let node = try reader.value(depth: 0)
    reader.skipBlanks()
    guard reader.next == nil else { throw reader.error("the end of the text") }
    return node
  }

  private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

  private func place(_ byte: Int) -> JSONPlace { JSONPlace(byte: byte, in: bytes) }

  private func error(_ expected: String) -> StrictJSONError { .malformed(at: place(position), expected: expected) }

  private mutating func skipBlanks() {
    while let byte = next, byte == 32 || byte == 9 || byte == 10 || byte == 13 { position += 1 }
  }

  private mutating func skip(_ character: Unicode.Scalar) -> Bool {
    guard next == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  private mutating func value(depth: Int) throws(StrictJSONError) -> JSONNode {
    guard depth <= Self.deepest else { throw error("at most \(Self.deepest) levels of nesting") }
    skipBlanks()
    switch next {
    case UInt8(ascii: "{"): return try object(depth: depth)
    case UInt8(ascii: "["): return try array(depth: depth)
    case UInt8(ascii: "\""): return .string(try string())
    case .some(UInt8(ascii: "-")), .some(48...57): return .number(try number())
    default:
      for (word, node) in [("null", JSONNode.null), ("true", .boolean(true)), ("false", .boolean(false))]
      where bytes[position...].starts(with: word.utf8) {
        position += word.utf8.count
        return node
      }
      throw error("a value")
    }
  }

  private mutating func object(depth: Int) throws(StrictJSONError) -> JSONNode {
    position += 1
    var fields: [(key: String, value: JSONNode)] = []
    var (texts, names): (Set<String>, Set<[UInt8]>) = ([], [])
    skipBlanks()
    if skip("}") { return .object(fields) }
    repeat {
      skipBlanks()
      let start = position
      guard next == UInt8(ascii: "\"") else { throw error("a key in quotation marks") }
      let key = try string()
      let isNew = keys == .text ? texts.insert(key).inserted : names.insert(Array(key.utf8)).inserted
      guard isNew else { throw .duplicateKey(key, at: place(start)) }
      skipBlanks()
      guard skip(":") else { throw error("a colon") }
      fields.append((key, try value(depth: depth + 1)))
      skipBlanks()
    } while skip(",")
    guard skip("}") else { throw error("a comma or the end of the object") }
    return .object(fields)
  }

  private mutating func array(depth: Int) throws(StrictJSONError) -> JSONNode {
    position += 1
    var elements: [JSONNode] = []
    skipBlanks()
    if skip("]") { return .array(elements) }
    repeat {
      elements.append(try value(depth: depth + 1))
      skipBlanks()
    } while skip(",")
    guard skip("]") else { throw error("a comma or the end of the list") }
    return .array(elements)
  }

  private mutating func number() throws(StrictJSONError) -> String {
    let start = position
    func isDigit(_ byte: UInt8?) -> Bool { byte.map { 48...57 ~= $0 } ?? false }
    _ = skip("-")
    if !skip("0") {
      guard isDigit(next) else { throw error("a digit") }
      while isDigit(next) { position += 1 }
    }
    if skip(".") {
      guard isDigit(next) else { throw error("a digit after the point") }
      while isDigit(next) { position += 1 }
    }
    if skip("e") || skip("E") {
      _ = skip("+") || skip("-")
      guard isDigit(next) else { throw error("a digit of the exponent") }
      while isDigit(next) { position += 1 }
    }
    return String(decoding: bytes[start..<position], as: UTF8.self)
  }

  private mutating func string() throws(StrictJSONError) -> String {
    position += 1
    var text: [UInt8] = []
    while let byte = next {
      position += 1
      switch byte {
      case UInt8(ascii: "\""):
        guard let string = String(validating: text, as: UTF8.self) else { throw error("a string in UTF-8") }
        return string
      case UInt8(ascii: "\\"): text += Array(String(try escaped()).utf8)
      case 0..<32:
        position -= 1
        throw error("no control character in a string")
      default: text.append(byte)
      }
    }
    throw error("the end of a string")
  }

  private mutating func escaped() throws(StrictJSONError) -> Unicode.Scalar {
    let letter = next
    position += 1
    switch letter {
    case UInt8(ascii: "\""): return "\""
    case UInt8(ascii: "\\"): return "\\"
    case UInt8(ascii: "/"): return "/"
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{C}"
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "u"):
      let start = position - 2
      let first = try hexadecimal()
      if let scalar = Unicode.Scalar(first) { return scalar }
      // Beyond 2¹⁶ there are two of them.
      func lone() -> StrictJSONError {
        .loneSurrogate(String(decoding: bytes[start..<min(start + 6, bytes.count)], as: UTF8.self), at: place(start))
      }
      guard 0xD800..<0xDC00 ~= first, skip("\\"), skip("u") else { throw lone() }
      let second = try hexadecimal()
      guard 0xDC00..<0xE000 ~= second, let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + second - 0xDC00)
      else { throw lone() }
      return scalar
    default:
      position -= 1
      throw error("an escape such as \\n or \\u00e9")
    }
  }

  private mutating func hexadecimal() throws(StrictJSONError) -> UInt32 {
    guard position + 4 <= bytes.count, bytes[position..<position + 4].allSatisfy({ $0 != 43 && $0 != 45 }),
      let value = UInt32(String(decoding: bytes[position..<position + 4], as: UTF8.self), radix: 16)
    else { throw error("four hexadecimal digits") }
    position += 4
    return value
  }
}
