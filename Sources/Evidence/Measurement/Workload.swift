import Exact
import Randomness

/// An algorithm over a growing family of instances, with what theory says of its growth.
public struct Workload: Identifiable, Sendable {
  /// One instance, prepared so that only the algorithm is timed.
  public struct Instance: Sendable {
    /// Sizes to record beside the parameter, such as N and n.
    public let sizes: SizeRecord
    /// Runs the algorithm once and returns the operations that it counted.
    public let run: @Sendable () throws -> [Count]

    public init(sizes: SizeRecord, run: @escaping @Sendable () throws -> [Count]) {
      (self.sizes, self.run) = (sizes, run)
    }
  }

  public typealias SizeRecord = [String: Integer]

  /// A number of operations, by name.
  public struct Count: Hashable, Codable, Sendable {
    public let name: String
    public let value: Integer
    public init(_ name: String, _ value: Integer) { (self.name, self.value) = (name, value) }
  }

  /// What theory says of one count.
  public struct Growth: Codable, Hashable, Sendable {
    /// The count's name, or `seconds`.
    public let count: String
    /// Its growth in the parameter, such as `m^2`.
    public let theory: String
    /// Where that comes from, and whether it is a bound or an expectation.
    public let remark: String

    public init(_ count: String, _ theory: String, _ remark: String) {
      (self.count, self.theory, self.remark) = (count, theory, remark)
    }
  }

  /// `ALGORITHM` or `ALGORITHM/FAMILY`.
  public let id: String
  public let summary: String
  /// The name of the parameter that grows.
  public let parameter: String
  /// The sizes measured unless others are asked for.
  public let sizes: [Int]
  public let growth: [Growth]
  /// Makes the instance of the given size.
  public let prepare: @Sendable (_ size: Int, _ stream: inout RandomStream) throws -> Instance

  public init(
    id: String, summary: String, parameter: String, sizes: [Int], growth: [Growth],
    prepare: @escaping @Sendable (Int, inout RandomStream) throws -> Instance
  ) {
    self.id = id
    self.summary = summary
    self.parameter = parameter
    self.sizes = sizes
    self.growth = growth
    self.prepare = prepare
  }
}
