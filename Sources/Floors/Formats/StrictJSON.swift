import Foundation

/// Decodes a JSON text in which every key means something and stands once in its object.
///
///     let certificate = try decodeStrictly(Certificate.self, from: data)
///
/// Of two equal keys, readers differ on which one counts, so the text would say one thing to one of them and something else to
/// another. A key that the type does not know may be a condition, such as the list of variables that must be integers, which
/// a reader that skips it takes to be absent. Keys whose value is null count as absent. Keys must be spelled without
/// escapes. Strings that are decimals may have exponents of ``JSONKeyError/exponentLimit`` together: exact numbers fill as
/// much memory as they have digits.
///
/// - Throws: `DecodingError` for what is not of the type, and ``JSONKeyError``.
/// - Complexity: O(length of the text), three times.
public func decodeStrictly<Value: Codable>(_ type: Value.Type, from text: Data) throws -> Value {
  let found = try JSONKeys(text)
  let value = try JSONDecoder().decode(type, from: text)
  let known = try JSONKeys(JSONEncoder().encode(value))
  if let unknown = found.paths.subtracting(known.paths).min() { throw JSONKeyError.unknown(JSONKeys.shown(unknown)) }
  return value
}

/// What is wrong with the keys of a JSON text.
public enum JSONKeyError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The path of a key that stands twice in its object.
  case repeated(String)
  /// The path of a key that has no meaning here.
  case unknown(String)
  /// The exponents of all decimals together are beyond the limit.
  case exponents(limit: Int)

  /// How many zeros the exponents of all decimals in a text may stand for.
  public static let exponentLimit = 100_000_000

  public var description: String {
    switch self {
    case .repeated(let path): "the key “\(path)” stands there twice"
    case .unknown(let path): "the key “\(path)” has no meaning here"
    case .exponents(let limit): "the decimals have exponents of more than \(limit) together"
    }
  }
}

/// The paths of the keys of a JSON text, such as `rows[2].lower`. Of what is not JSON it finds anything, and never traps.
private struct JSONKeys {
  /// Those whose value is not null. Between two keys stands a character that no key can have without an escape.
  private(set) var paths: Set<String> = []

  private static let separator = "\u{1F}"
  /// As deep as JSON is decoded at all.
  private static let depthLimit = 512

  private enum Container {
    case object(path: String, keys: Set<String>, current: String)
    case array(path: String, index: Int)
  }

  init(_ text: Data) throws(JSONKeyError) {
    let bytes = [UInt8](text)
    var open: [Container] = []
    var expectsKey = false
    var position = 0
    var exponents = 0
    while position < bytes.count, open.count < JSONKeys.depthLimit {
      switch bytes[position] {
      case UInt8(ascii: "\""):
        let start = position + 1
        position = JSONKeys.end(of: bytes, from: start)
        if expectsKey, case .object(let path, var keys, _)? = open.last {
          let key = String(decoding: bytes[start..<position], as: UTF8.self)
          let full = path.isEmpty ? key : path + JSONKeys.separator + key
          guard keys.insert(key).inserted else { throw .repeated(JSONKeys.shown(full)) }
          open[open.count - 1] = .object(path: path, keys: keys, current: full)
          paths.insert(full)
          expectsKey = false
        } else {
          exponents += JSONKeys.exponent(of: bytes[start..<position])
          guard exponents <= JSONKeyError.exponentLimit else {
            throw .exponents(limit: JSONKeyError.exponentLimit)
          }
        }
      case UInt8(ascii: "{"):
        open.append(.object(path: JSONKeys.path(in: open.last), keys: [], current: ""))
        expectsKey = true
      case UInt8(ascii: "["):
        open.append(.array(path: JSONKeys.path(in: open.last), index: 0))
        expectsKey = false
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        _ = open.popLast()
        expectsKey = false
      case UInt8(ascii: ","):
        if case .array(let path, let index)? = open.last {
          open[open.count - 1] = .array(path: path, index: index + 1)
        } else {
          expectsKey = true
        }
      // Outside of strings the letter occurs at the start of `null` alone.
      case UInt8(ascii: "n"):
        if case .object(_, _, let current)? = open.last { paths.remove(current) }
      default: break
      }
      position += 1
    }
  }

  /// A path with points between its keys.
  static func shown(_ path: String) -> String { path.replacingOccurrences(of: separator, with: ".") }

  /// The path of the value that stands next.
  private static func path(in container: Container?) -> String {
    switch container {
    case .object(_, _, let current)?: current
    case .array(let path, let index)?: "\(path)[\(index)]"
    case nil: ""
    }
  }

  /// Where the string that starts there ends: at its closing quote, or at the end of the text.
  private static func end(of bytes: [UInt8], from start: Int) -> Int {
    var position = start
    while position < bytes.count, bytes[position] != UInt8(ascii: "\"") {
      position += bytes[position] == UInt8(ascii: "\\") ? 2 : 1
    }
    return min(position, bytes.count)
  }

  /// The magnitude of the exponent of a decimal, at most a million; 0 for other strings.
  private static func exponent(of string: ArraySlice<UInt8>) -> Int {
    guard let mark = string.lastIndex(where: { $0 | 0x20 == UInt8(ascii: "e") }) else { return 0 }
    let digits = string[(mark + 1)...].drop { $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "+") }
    let isNumber = string[..<mark].allSatisfy { (UInt8(ascii: "+")...UInt8(ascii: "9")).contains($0) }
    guard isNumber, let value = Int(String(decoding: digits, as: UTF8.self)) else { return 0 }
    return Int(min(value.magnitude, 1_000_000))
  }
}
