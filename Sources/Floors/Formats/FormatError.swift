/// Why bytes are not a file of the format they were read as, or a value cannot be given or written as asked: what was
/// wrong, where, and what would be right.
public struct FormatError: Error, Equatable, Sendable {
  /// What was wrong.
  public enum Reason: Hashable, Sendable {
    /// The bytes end before what must follow.
    case truncated
    /// The bytes cannot stand here.
    case malformed
    /// The format allows this, and this package does not read it.
    case unsupported
    /// Two parts of the file contradict each other.
    case inconsistent
    /// A checksum does not agree with the bytes it is of.
    case corrupt
    /// A number, a size or a count is beyond what can be held, or beyond a limit that was given.
    case tooLarge
    /// A value is not exactly representable in the type that was asked for.
    case inexact
    /// Something stands twice that may stand once.
    case duplicate
    /// There is nothing of this name.
    case missing
  }

  /// Where it was.
  public enum Place: Hashable, Sendable {
    /// The number of bytes before the place.
    case byte(Int)
    /// The line and, where one is at fault, the field of it; both counted from 1.
    case line(Int, field: Int?)
    /// The index of an element of an array, in row-major order, counted from 0.
    case element(Int)
    /// The member of an archive.
    case member(String)
    /// The value as a whole.
    case whole
  }

  /// What was wrong.
  public let reason: Reason

  /// Where it was; inside a member of an archive, the place in that member.
  public let place: Place

  /// The member of the archive in which the place is, of a file that stands in an archive.
  public internal(set) var member: String?

  /// What stands at the place, as the format calls it: "magic string", "shape", "number of rows".
  public let field: String

  /// What was found there; of long texts, the beginning.
  public let found: String

  /// What would be right, in words.
  public let expected: String

  init(_ reason: Reason, _ place: Place, _ field: String, found: String, expected: String) {
    self.reason = reason
    self.place = place
    self.field = field
    self.found = found
    self.expected = expected
  }

  /// The same error, said of a file that is a member of an archive.
  func inMember(_ name: String) -> FormatError {
    var error = self
    error.member = FormatError.excerpt(of: name)
    return error
  }
}

extension FormatError: CustomStringConvertible {
  public var description: String {
    let inside = member.map { "member \($0), " } ?? ""
    let whereabouts =
      switch place {
      case .byte(let offset): "byte \(offset), "
      case .line(let line, let field?): "line \(line), field \(field), "
      case .line(let line, nil): "line \(line), "
      case .element(let index): "element \(index), "
      case .member(let name): "member \(name), "
      case .whole: ""
      }
    return "\(inside)\(whereabouts)\(field): found \(found), expected \(expected)"
  }
}

extension FormatError {
  /// The printable beginning of `text`, in quotes.
  static func excerpt(of text: String) -> String {
    let bytes = Array(text.utf8.prefix(excerptLength + 1))
    return excerpt(of: bytes.span, from: 0, to: bytes.count)
  }

  /// The printable beginning of the bytes from `start` to `end`, in quotes; bytes that are not printable ASCII as \xNN.
  static func excerpt(of bytes: Span<UInt8>, from start: Int, to end: Int) -> String {
    guard start < min(end, bytes.count) else { return "nothing" }
    let end = min(end, bytes.count)
    var text = "`"
    for index in start..<min(end, start + excerptLength) {
      let byte = bytes[index]
      if (0x20..<0x7f).contains(byte) {
        text.unicodeScalars.append(Unicode.Scalar(byte))
      } else {
        text += byte < 16 ? "\\x0\(String(byte, radix: 16))" : "\\x\(String(byte, radix: 16))"
      }
    }
    return text + (end - start > excerptLength ? "…`" : "`")
  }

  private static let excerptLength = 32
}
