/// Why a model, a tokenizer or a configuration cannot be used: what was wrong, where, and what would be right.
public struct ModelError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The file, such as `config.json`, if it is a file's fault.
  public let file: String?
  /// The field or the tensor.
  public let field: String
  /// What was found.
  public let found: String
  /// What would be right, in words.
  public let expected: String

  init(_ file: String?, _ field: String, found: String, expected: String) {
    (self.file, self.field, self.found, self.expected) = (file, field, found, expected)
  }

  public var description: String { "\(file.map { "\($0), " } ?? "")\(field): found \(found), expected \(expected)" }
}
