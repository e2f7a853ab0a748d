/// The ways to the sum of clipped gradients. All give the same sums up to rounding; they differ in time and memory.
public enum ClippingMode: String, Hashable, Sendable, CaseIterable, Codable {
  /// The gradient of each example is kept until all norms are known: memory of a model for each example.
  case instantiate
  /// Two backward passes: the first one for the norms, the second one with each loss multiplied by its factor. With several groups the
  /// second pass is as the first one, and the sums have factors. Li et al., arXiv 2110.05679; Bu et al., arXiv 2205.10683.
  case ghost
  /// One backward pass that keeps what each layer was given and the derivatives by what it gave, until all norms are known. Bu et al.,
  /// arXiv 2210.00038.
  case bookKeeping = "book-keeping"
  /// One backward pass that clips and adds as soon as the parameters of a group have been passed. With a group for each layer nothing is
  /// kept; with one group for all it is book-keeping. He et al., arXiv 2212.01539.
  case fused
}

/// How norms are found, layer by layer.
public enum NormChoice: Hashable, Sendable {
  /// Everywhere the same method.
  case always(NormMethod)
  /// The one that costs less by a model of the costs, whose numbers were measured.
  case cheaper(NormRates)

  /// With the numbers that were measured for this package; see ``NormRates/measured``.
  public static let measured = NormChoice.cheaper(.measured)

  /// The method for a use of parameters.
  ///
  /// - Parameters:
  ///   - costs: what the norms cost.
  ///   - isAlone: whether the norm decides the factor at once, so that a gradient that has been written can be added, and no product of
  ///     matrices for the sum is needed.
  public func method(_ costs: NormCosts, isAlone: Bool) -> NormMethod {
    switch self {
    case .always(let method): return method
    case .cheaper(let rates):
      let ghost = costs.ghost * rates.ghost
      let written = costs.written * (isAlone ? rates.added : rates.squared)
      // If it is alone, the products of matrices that write the gradients replace the one that sums them.
      let instantiated = written + (isAlone ? 0 : costs.instantiated)
      return ghost <= instantiated ? .ghost : .instantiated
    }
  }
}

/// What work costs, in operations of a large product of matrices. The rule of the papers, "ghost if 2 T² < p d", counts memory alone.
public struct NormRates: Hashable, Sendable {
  /// An operation in products of the rows of an example with each other, which are small.
  public let ghost: Double
  /// Writing a number of a gradient, and reading it for the norm.
  public let squared: Double
  /// The same, and adding it to the sum.
  public let added: Double

  /// These rates.
  public init(ghost: Double, squared: Double, added: Double) {
    (self.ghost, self.squared, self.added) = (ghost, squared, added)
  }

  /// As `tightbound clip bench --switch` measured them; see `Benchmarks/clipping.md`.
  public static let measured = NormRates(ghost: 2, squared: 34, added: 45)
}
