import Text

/// Why a text is not a compressed vector.
public enum ProgramTextError: TextReadingError, Equatable, Sendable {
  /// The field of the line, counted from 1, is not what it must be.
  case malformed(TextFault)
  /// The text ends before this.
  case missing(String)
  /// Each line can be read, but they make no vector. The line is that of the rule at fault, where one rule is.
  case unsound(line: Int?, ProgramError)
}

extension ProgramTextError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .malformed(let fault): fault.description
    case .missing(let what): "the text ends before \(what); it may be truncated"
    case .unsound(let line?, let error): "line \(line): \(error)"
    case .unsound(nil, let error): error.description
    }
  }
}
