import Formats
import Foundation

/// JSON as models' files have it: keys are told apart by their bytes, since a vocabulary has words that Swift takes for equal though
/// they are different symbols (é in one or two code points), and numbers keep their digits.
typealias HubJSON = JSONNode

extension HubJSON {
  /// The JSON text of a file.
  ///
  /// - Throws: `ModelError` with the line and column at which it is none; what reading the file throws.
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
    do throws(StrictJSONError) { return try HubJSON(data, keys: .bytes) } catch {
      switch error {
      case .malformed(let place, let expected):
        throw ModelError(file, "\(place)", found: "no JSON", expected: expected)
      case .duplicateKey(let key, let place):
        throw ModelError(
          file, "\(place)", found: "the key “\(key.prefix(40))”, which occurs twice", expected: "each key once")
      case .loneSurrogate(let escape, let place):
        throw ModelError(
          file, "\(place)", found: "\(escape), a lone surrogate", expected: "both halves, such as \\ud83d\\ude00")
      case .unknownKey, .mismatch: throw ModelError(file, "text", found: "\(error)", expected: "JSON")
      }
    }
  }

  /// The value of a key; nil if it is absent or null.
  ///
  /// - Complexity: O(number of keys).
  subscript(key: String) -> HubJSON? {
    guard let value = fields?.first(where: { $0.key.utf8.elementsEqual(key.utf8) })?.value else { return nil }
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
}
