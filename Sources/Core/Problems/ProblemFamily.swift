import Randomness

/// A family of instances of a problem, from which `generate` draws.
public struct ProblemFamily<Instance: Problem>: Sendable {
  /// The family's name on the command line.
  public let name: String
  /// Its sizes, with what they are when they are not given, for people: `k (3)`, `m (16)`.
  public let sizes: String
  /// The names of those sizes.
  public let sizeNames: [String]
  /// Draws an instance: from the stream of the seed, so that the same sizes and seed give the same instance on every machine.
  public let draw: @Sendable (Sizes, RandomStream) throws -> Drawn
  /// What an instance of these sizes takes, at most; nil if they do not tell, or there is none.
  public let predictedBytes: @Sendable (Sizes) -> PredictedBytes?
  /// How it makes instances of what a file of the user's holds; nil if it draws only.
  public let given: Given?

  /// Instances that are made of a file.
  public struct Given: Sendable {
    /// What the file holds, in words.
    public let meaning: String
    /// The names of the sizes that are left to choose.
    public let sizeNames: [String]
    /// What the instance takes, at most; nil if the file does not tell.
    public let predictedBytes: @Sendable (_ text: String, Sizes) throws -> PredictedBytes?
    /// The instance of a file's text.
    public let make: @Sendable (_ text: String, Sizes) throws -> Drawn

    /// Instances that are made of a file.
    public init(
      _ meaning: String, named sizeNames: [String],
      predictedBytes: @escaping @Sendable (String, Sizes) throws -> PredictedBytes?,
      make: @escaping @Sendable (String, Sizes) throws -> Drawn
    ) {
      (self.meaning, self.sizeNames) = (meaning, sizeNames)
      (self.predictedBytes, self.make) = (predictedBytes, make)
    }
  }

  /// An instance, and the sizes from which the same command makes it again.
  public struct Drawn: Sendable {
    /// The instance.
    public let instance: Instance
    /// All sizes that count, in order.
    public let sizes: [(name: String, value: Int)]

    /// An instance and its sizes.
    public init(_ instance: Instance, _ sizes: KeyValuePairs<String, Int>) {
      self.instance = instance
      self.sizes = sizes.map { (name: $0.key, value: $0.value) }
    }
  }

  /// A family.
  public init(
    _ name: String, sizes: String, named sizeNames: [String],
    predictedBytes: @escaping @Sendable (Sizes) -> PredictedBytes? = { _ in nil }, given: Given? = nil,
    draw: @escaping @Sendable (Sizes, RandomStream) throws -> Drawn
  ) {
    (self.name, self.sizes, self.sizeNames, self.draw) = (name, sizes, sizeNames, draw)
    (self.predictedBytes, self.given) = (predictedBytes, given)
  }
}

/// Sizes that were asked for.
public struct Sizes: Hashable, Sendable {
  /// The sizes by name.
  public private(set) var values: [String: Int]

  /// These sizes.
  public init(_ values: [String: Int] = [:]) { self.values = values }

  /// The size of the given name; nil where none was asked for.
  public subscript(name: String) -> Int? { values[name] }
}

/// Sizes that a family does not have.
public struct UnsuitableSizes: Error, Equatable, Sendable, CustomStringConvertible {
  public let description: String

  /// The error that says which sizes there are.
  public init(_ description: String) { self.description = description }
}
