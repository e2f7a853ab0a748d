/// What stands at a place of a text where something else must be.
///
///     TextFault(line: 3, field: "value", found: "x", expected: "an integer").description
///     // line 3, value: found “x”, expected an integer
public struct TextFault: Error, Equatable, Sendable, CustomStringConvertible {
  /// The line, counted from 1.
  public let line: Int
  /// What the format has at that place of the line.
  public let field: String
  /// What is there, at most 40 letters of it.
  public let found: String
  /// What would be right.
  public let expected: String

  /// The fault of a line, counted from 1; of a long `found` the first 40 letters are kept.
  public init(line: Int, field: String, found: some StringProtocol, expected: String) {
    self.line = line
    self.field = field
    self.found = found.count <= 40 ? String(found) : "\(found.prefix(40))…"
    self.expected = expected
  }

  public var description: String { "line \(line), \(field): found “\(found)”, expected \(expected)" }
}

/// The error of a reader, which among other things may be a fault of the text.
///
/// An enumeration conforms by a case `malformed(TextFault)`, and throws `.malformed(line: 3, field: "value", found: "x", expected: "an
/// integer")`.
public protocol TextReadingError: Error {
  /// The error that a fault of the text is.
  static func malformed(_ fault: TextFault) -> Self
}

extension TextReadingError {
  /// The error for a field of a line, counted from 1, that is not what the format has there.
  public static func malformed(line: Int, field: String, found: some StringProtocol, expected: String) -> Self {
    malformed(TextFault(line: line, field: field, found: found, expected: expected))
  }
}
