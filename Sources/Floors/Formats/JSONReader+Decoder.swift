import Foundation

/// Decodes values from JSON and lets nothing pass that they do not mean.
public enum StrictJSON {
  /// Sees that a text is one JSON value (RFC 8259), and nothing else: in UTF-8, with no key twice in an object and no lone surrogate.
  ///
  /// - Throws: ``StrictJSONError`` with line and column.
  /// - Complexity: O(n).
  public static func check(_ data: Data) throws(StrictJSONError) { _ = try JSONReader.read(data) }

  /// The value that a JSON text stands for.
  ///
  /// Beyond what the type itself refuses, these are errors: text that is not JSON, a key that occurs twice in an object, a key
  /// that the type never asks for, and a number with a point or an exponent where an integer belongs, however round it is.
  ///
  /// - Parameters:
  ///   - type: what the text must be.
  ///   - data: the text, in UTF-8.
  ///   - remarks: keys of the outermost object that may be there and mean nothing.
  /// - Throws: ``StrictJSONError``.
  /// - Complexity: O(n), and what the type's own decoding takes.
  public static func decode<T: Decodable>(
    _ type: T.Type, from data: Data, ignoring remarks: Set<String> = []
  ) throws(StrictJSONError) -> T {
    let node = try JSONReader.read(data)
    let questions = Questions()
    let value: T
    do { value = try NodeDecoder(node: node, codingPath: [], questions: questions).decode(type) } catch {
      throw mismatch(error)
    }
    try questions.requireAsked(node, path: [], ignoring: remarks)
    return value
  }

  private static func mismatch(_ error: any Error) -> StrictJSONError {
    switch error {
    case let error as StrictJSONError: return error
    case DecodingError.keyNotFound(let key, let context):
      return .mismatch(path: pathText(context.codingPath), "there is no field “\(key.stringValue)”")
    case DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context),
      DecodingError.dataCorrupted(let context):
      return .mismatch(path: pathText(context.codingPath), context.debugDescription)
    default: return .mismatch(path: "", "\(error)")
    }
  }

  fileprivate static func pathText(_ path: [any CodingKey]) -> String {
    path.reduce("") { text, key in
      key.intValue.map { "\(text)[\($0)]" } ?? (text.isEmpty ? key.stringValue : "\(text).\(key.stringValue)")
    }
  }
}

/// Which keys of which object were asked for.
private final class Questions {
  private var keys: [[String]: Set<String>] = [:]

  func ask(_ key: any CodingKey, in path: [any CodingKey]) {
    keys[path.map(\.stringValue), default: []].insert(key.stringValue)
  }

  func requireAsked(_ node: JSONNode, path: [String], ignoring remarks: Set<String>) throws(StrictJSONError) {
    switch node {
    case .object(let fields):
      let known = keys[path] ?? []
      for (key, value) in fields.sorted(by: { $0.key < $1.key }) where !remarks.contains(key) {
        guard known.contains(key) else {
          throw .unknownKey(path: (path + [key]).joined(separator: "."), known: known.sorted())
        }
        try requireAsked(value, path: path + [key], ignoring: [])
      }
    case .array(let elements):
      for (index, element) in elements.enumerated() {
        if case .object = element { try requireAsked(element, path: path + [Index(index).stringValue], ignoring: []) }
        if case .array = element { try requireAsked(element, path: path + [Index(index).stringValue], ignoring: []) }
      }
    default: break
    }
  }
}

private struct Index: CodingKey {
  let intValue: Int?
  var stringValue: String { "[\(intValue ?? 0)]" }
  init(_ index: Int) { intValue = index }
  init?(intValue: Int) { self.intValue = intValue }
  init?(stringValue: String) { nil }
}

private struct NodeDecoder: Decoder, SingleValueDecodingContainer {
  let node: JSONNode
  let codingPath: [any CodingKey]
  let questions: Questions
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  func error(_ expected: String, _ type: Any.Type) -> DecodingError {
    .typeMismatch(
      type, .init(codingPath: codingPath, debugDescription: "expected \(expected), found \(node.kind)"))
  }

  func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
    guard let fields = node.dictionary else { throw error("an object", type) }
    return KeyedDecodingContainer(Fields<Key>(fields: fields, codingPath: codingPath, questions: questions))
  }

  func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
    guard case .array(let elements) = node else { throw error("a list", [Any].self) }
    return Elements(elements: elements, codingPath: codingPath, questions: questions)
  }

  func singleValueContainer() -> any SingleValueDecodingContainer { self }

  func decodeNil() -> Bool { if case .null = node { true } else { false } }

  // One function for every type: those that JSON has are read here, others read themselves.
  func decode<T: Decodable>(_ type: T.Type) throws -> T {
    func read<Value>(_ value: Value?, _ expected: String) throws -> T {
      guard let value = value as? T else { throw error(expected, type) }
      return value
    }
    switch type {
    case is Bool.Type: return try read({ if case .boolean(let value) = node { value } else { nil } }(), "true or false")
    case is String.Type: return try read({ if case .string(let text) = node { text } else { nil } }(), "a string")
    case let integer as any FixedWidthInteger.Type: return try read(self.integer(integer), "an integer")
    case is Double.Type:
      return try read({ if case .number(let text) = node { Double(text) } else { nil } }(), "a number")
    default: return try T(from: self)
    }
  }

  private func integer<Number: FixedWidthInteger>(_ type: Number.Type) -> (any FixedWidthInteger)? {
    guard case .number(let text) = node else { return nil }
    return Number(text)
  }
}

private struct Fields<Key: CodingKey>: KeyedDecodingContainerProtocol {
  let fields: [String: JSONNode]
  let codingPath: [any CodingKey]
  let questions: Questions

  var allKeys: [Key] { fields.keys.sorted().compactMap { Key(stringValue: $0) } }

  func contains(_ key: Key) -> Bool {
    questions.ask(key, in: codingPath)
    return fields[key.stringValue] != nil
  }

  private func decoder(_ key: any CodingKey) throws -> NodeDecoder {
    questions.ask(key, in: codingPath)
    guard let node = fields[key.stringValue] else {
      throw DecodingError.keyNotFound(key, .init(codingPath: codingPath, debugDescription: ""))
    }
    return NodeDecoder(node: node, codingPath: codingPath + [key], questions: questions)
  }

  func decodeNil(forKey key: Key) throws -> Bool { try decoder(key).decodeNil() }
  func decode<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> T { try decoder(key).decode(type) }

  func nestedContainer<Other: CodingKey>(
    keyedBy type: Other.Type, forKey key: Key
  ) throws -> KeyedDecodingContainer<Other> { try decoder(key).container(keyedBy: type) }

  func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
    try decoder(key).unkeyedContainer()
  }

  func superDecoder() throws -> any Decoder { throw Unsupported() }
  func superDecoder(forKey key: Key) throws -> any Decoder { try decoder(key) }
}

private struct Elements: UnkeyedDecodingContainer {
  let elements: [JSONNode]
  let codingPath: [any CodingKey]
  let questions: Questions
  var currentIndex = 0

  init(elements: [JSONNode], codingPath: [any CodingKey], questions: Questions) {
    (self.elements, self.codingPath, self.questions) = (elements, codingPath, questions)
  }

  var count: Int? { elements.count }
  var isAtEnd: Bool { currentIndex >= elements.count }

  private func decoder() throws -> NodeDecoder {
    guard !isAtEnd else {
      throw DecodingError.dataCorrupted(.init(codingPath: codingPath, debugDescription: "the list is too short"))
    }
    return NodeDecoder(
      node: elements[currentIndex], codingPath: codingPath + [Index(currentIndex)], questions: questions)
  }

  private mutating func advance<T>(_ read: (NodeDecoder) throws -> T) throws -> T {
    let value = try read(try decoder())
    currentIndex += 1
    return value
  }

  mutating func decodeNil() throws -> Bool {
    let isNil = try decoder().decodeNil()
    if isNil { currentIndex += 1 }
    return isNil
  }

  mutating func decode<T: Decodable>(_ type: T.Type) throws -> T { try advance { try $0.decode(type) } }

  mutating func nestedContainer<Other: CodingKey>(keyedBy type: Other.Type) throws -> KeyedDecodingContainer<Other> {
    try advance { try $0.container(keyedBy: type) }
  }

  mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
    try advance { try $0.unkeyedContainer() }
  }

  mutating func superDecoder() throws -> any Decoder { try advance { $0 } }
}

/// Classes that inherit how they are decoded are not used here.
private struct Unsupported: Error {}
