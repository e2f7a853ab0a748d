import Foundation

/// An instance on which a claim failed, small and stored so that it runs again.
///
/// As a file it is JSON; `tightbound check --counterexample FILE` runs the named check on the stored instance with the
/// algorithm as it is now.
public struct Counterexample: Codable, Sendable, Error {
  /// The name of the check within its claim.
  public let check: String
  /// The claim's id; filled in by whoever knows it.
  public var claim: String?
  /// Why the statement fails on the instance.
  public var reason: String
  /// The instance itself, as the check's instances are coded.
  public let instance: JSONValue
  /// The stream from which the first failing instance was drawn.
  public let stream: String
  /// How often the instance was made smaller.
  public let shrinkings: Int
  /// The version of Tightbound that found it.
  public let version: String

  /// The JSON text of the file, with sorted keys.
  public func encoded() throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return try encoder.encode(self) + Data("\n".utf8)
  }

  /// Reads the file.
  /// - Throws: ``CounterexampleError/unreadable(_:)`` that says what is wrong.
  public init(decoding data: Data) throws(CounterexampleError) {
    do {
      self = try JSONDecoder().decode(Counterexample.self, from: data)
    } catch {
      throw .unreadable(String(describing: error))
    }
  }

  init(
    check: String, reason: String, instance: JSONValue, stream: String, shrinkings: Int
  ) {
    self.check = check
    self.reason = reason
    self.instance = instance
    self.stream = stream
    self.shrinkings = shrinkings
    self.version = tightboundVersion
  }
}

/// What can be wrong with a counterexample file.
public enum CounterexampleError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The file does not hold a counterexample, for the reason given.
  case unreadable(String)
  /// The stored instance is not one that the check can be run on, for the reason given.
  case wrongInstance(check: String, String)
  /// No claim has a check of this id.
  case unknownCheck(String)

  public var description: String {
    switch self {
    case .unreadable(let why): "not a counterexample file: \(why)"
    case .wrongInstance(let check, let why): "the stored instance is not one of the check \(check): \(why)"
    case .unknownCheck(let id): "there is no check \(id)"
    }
  }
}
