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

    /// An instance of the given sizes; `run` does the work once.
    public init(sizes: SizeRecord, run: @escaping @Sendable () throws -> [Count]) {
      (self.sizes, self.run) = (sizes, run)
    }
  }

  /// Sizes of an instance by their names.
  public typealias SizeRecord = [String: Integer]

  /// A number of operations, by name.
  public struct Count: Hashable, Codable, Sendable {
    /// What is counted, such as `keys`.
    public let name: String
    /// How many.
    public let value: Integer
    /// A count of the given name.
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

    /// What theory says of a count, and a remark.
    public init(_ count: String, _ theory: String, _ remark: String) {
      (self.count, self.theory, self.remark) = (count, theory, remark)
    }
  }

  /// `field.name`, as claims are called.
  public let id: String
  /// Names that it has had, the first one first. Each still names it, and instances are drawn as under the first, so that old
  /// records and new ones of the same seed are of the same instances.
  public let formerIDs: [String]
  /// What is run, in a line.
  public let summary: String
  /// The name of the parameter that grows.
  public let parameter: String
  /// The sizes measured unless others are asked for.
  public let sizes: [Int]
  /// What theory says of each count.
  public let growth: [Growth]
  /// Makes the instance of the given size.
  public let prepare: @Sendable (_ size: Int, _ stream: inout RandomStream) throws -> Instance

  /// A workload; `prepare` makes an instance of a size from a stream.
  public init(
    id: String, formerIDs: [String] = [], summary: String, parameter: String, sizes: [Int], growth: [Growth],
    prepare: @escaping @Sendable (Int, inout RandomStream) throws -> Instance
  ) {
    self.id = id
    self.formerIDs = formerIDs
    self.summary = summary
    self.parameter = parameter
    self.sizes = sizes
    self.growth = growth
    self.prepare = prepare
  }
}
