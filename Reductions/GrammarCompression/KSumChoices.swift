import HardProblems
import Problems

extension Choice {
  static let gamma = Choice("gamma", "pad both vectors so that n ≥ N^γ, such as 0.25 or 1/3; 0 to 1; default: none")
  static let groups = Choice("groups", "the number of groups of each set; default: ⌈√m⌉", value: .integer)
  static let k = Choice("k", "refuse an instance of k-SUM with another k than this", value: .integer)
}

/// An instance with another k than was asked for.
public struct WrongK: Error, Equatable, Sendable, CustomStringConvertible {
  /// The instance's k.
  public let found: Int
  /// The one that was asked for.
  public let expected: Int

  /// An instance that has one k, where another was expected.
  public init(found: Int, expected: Int) { (self.found, self.expected) = (found, expected) }

  public var description: String { "an instance with k = \(found), not \(expected)" }
}

extension KSum {
  /// - Throws: ``WrongK`` if the instance has another k than this; nothing for nil.
  func requireK(_ k: Int?) throws(WrongK) {
    if let k, k != self.k { throw WrongK(found: self.k, expected: k) }
  }
}
