import Exact

/// Why a question about privacy has no answer here.
public enum AccountingError: Error, Hashable, Sendable, CustomStringConvertible {
  /// A parameter of a mechanism is out of its range.
  case parameter(name: String, found: String, expected: String)
  /// The method does not account for this mechanism.
  case unsupported(method: String, mechanism: String, reason: String)
  /// The computation would be larger than it is allowed to be.
  case tooLarge(String)

  public var description: String {
    switch self {
    case .parameter(let name, let found, let expected): "\(name) is \(found); expected \(expected)"
    case .unsupported(let method, let mechanism, let reason): "\(method) does not account for \(mechanism): \(reason)"
    case .tooLarge(let what): what
    }
  }
}
