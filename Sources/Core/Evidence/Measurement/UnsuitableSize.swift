/// A size that a workload has no instance of.
public struct UnsuitableSize: Error, Equatable, Sendable, CustomStringConvertible {
  /// The workload's id.
  public let workload: String
  /// The size that was asked for.
  public let size: Int
  /// What sizes there are, in words.
  public let expected: String

  /// A size that a workload refuses, and which it takes.
  public init(workload: String, size: Int, expected: String) {
    (self.workload, self.size, self.expected) = (workload, size, expected)
  }

  public var description: String { "\(workload) has no instance of size \(size); it needs \(expected)" }
}
