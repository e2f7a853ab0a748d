import Models

/// The state of a backward pass that clips: norms group by group, uses that wait for them, and sums.
///
/// A use is added as soon as all groups of its parameters are complete.
struct GroupSums<Scalar: ClippingScalar> {
  let plan: ClippingPlan
  let examples: Int
  /// Sums of clipped gradients, by parameter.
  private(set) var sums: [Tensor<Scalar>]
  /// [group][example]: the squared norm so far.
  private(set) var squares: [[Double]]
  private let bounds: [Double]
  private let choice: NormChoice
  /// The place of each parameter in `sums`.
  private let places: [String: Int]
  /// Parameters of each group that no use has told of yet.
  private var missing: [Int]
  private var waiting: [any ParameterUse<Scalar>] = []

  init(plan: ClippingPlan, examples: Int, choice: NormChoice, names: [String], sums: [Tensor<Scalar>]) {
    (self.plan, self.examples, self.choice, self.sums) = (plan, examples, choice, sums)
    bounds = plan.bounds
    var places: [String: Int] = [:]
    for (index, name) in names.enumerated() { places[name] = index }
    self.places = places
    squares = plan.groups.map { _ in Array(repeating: 0, count: examples) }
    missing = plan.groups.map(\.parameters.count)
  }

  /// By what the gradients of a group are multiplied.
  func factors(_ group: Int) -> [Scalar] { squares[group].map { factor($0, group) } }

  private func factor(_ square: Double, _ group: Int) -> Scalar {
    Scalar(plan.rule.factor(norm: square.squareRoot(), threshold: bounds[group]))
  }

  /// The groups of the parameters of a use.
  ///
  /// - Throws: ``LayerError/parameter(_:)`` if a group or the model lacks one.
  private func groups(_ use: any ParameterUse<Scalar>) throws(LayerError) -> [Int] {
    var groups: [Int] = []
    for name in use.parameters {
      guard let group = plan.group(of: name), places[name] != nil else { throw .parameter(name) }
      groups.append(group)
    }
    return groups
  }

  /// Adds a use's norms to those of its groups.
  mutating func measure(_ use: any ParameterUse<Scalar>) throws(LayerError) {
    let groups = try groups(use)
    add(use.squaredNorms(by: choice.method(use.costs, isAlone: false)), to: groups)
  }

  /// Adds norms, by parameter, to those of the groups.
  mutating func add(_ norms: [[Double]], to groups: [Int]) {
    for (group, norms) in zip(groups, norms) {
      for example in 0..<examples { squares[group][example] += norms[example] }
      missing[group] -= 1
    }
  }

  /// Adds a use to the sums, each example with the factors of its groups.
  mutating func sum(_ use: any ParameterUse<Scalar>) throws(LayerError) {
    let factors = try groups(use).map { self.factors($0) }
    var lent = lend(use)
    use.addSum(factors: factors, to: &lent)
    takeBack(&lent, use)
  }

  /// Adds a use to the sums as it is.
  mutating func total(_ use: any ParameterUse<Scalar>) throws(LayerError) {
    _ = try groups(use)
    var lent = lend(use)
    use.addTotal(to: &lent)
    takeBack(&lent, use)
  }

  /// The sums of a use's parameters, taken out, so that nothing is copied when they are changed.
  private mutating func lend(_ use: any ParameterUse<Scalar>) -> [Tensor<Scalar>] {
    use.parameters.compactMap { places[$0] }.map { place in
      var tensor = Tensor<Scalar>([], shape: [0])
      swap(&tensor, &sums[place])
      return tensor
    }
  }

  private mutating func takeBack(_ lent: inout [Tensor<Scalar>], _ use: any ParameterUse<Scalar>) {
    for (index, place) in use.parameters.compactMap({ places[$0] }).enumerated() { swap(&lent[index], &sums[place]) }
  }

  /// Adds a use as soon as it can be: at once if its parameters are a whole group, else when the last of its groups is complete.
  mutating func meet(_ use: any ParameterUse<Scalar>) throws(LayerError) {
    let groups = try groups(use)
    guard let first = groups.first else { return }
    let isAlone = groups.allSatisfy { $0 == first } && missing[first] == groups.count && waiting.isEmpty
    if isAlone, use.costs.written > 0, choice.method(use.costs, isAlone: true) == .instantiated {
      var (lent, found) = (lend(use), [Double](repeating: 0, count: examples))
      use.addInstantiated(
        factor: { example, square in
          found[example] = square
          return factor(square, first)
        }, to: &lent)
      takeBack(&lent, use)
      (squares[first], missing[first]) = (found, 0)
      return
    }
    add(use.squaredNorms(by: choice.method(use.costs, isAlone: false)), to: groups)
    waiting.append(use)
    try release { $0 == 0 }
  }

  /// Keeps a use until the end.
  mutating func keep(_ use: any ParameterUse<Scalar>) throws(LayerError) {
    try measure(use)
    waiting.append(use)
  }

  /// Adds what is still waiting: groups of which a parameter was not used are complete now.
  mutating func finish() throws(LayerError) { try release { _ in true } }

  /// Adds the uses whose groups are complete, as their missing parameters tell.
  private mutating func release(_ isComplete: (Int) -> Bool) throws(LayerError) {
    let uses = waiting
    waiting = []
    // The last one's numbers are still in the cache.
    for use in uses.reversed() {
      if try groups(use).allSatisfy({ isComplete(missing[$0]) }) { try sum(use) } else { waiting.append(use) }
    }
    waiting.reverse()
  }
}
