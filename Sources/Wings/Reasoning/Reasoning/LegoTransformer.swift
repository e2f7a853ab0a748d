import Exact

/// A transformer built by hand that solves LEGO exactly.
///
///     let net = LegoTransformer(.doubling, group: d3, maximumClauses: 12)
///     let run = try net.run(instance, loops: 4, attention: .hard)
///     run.values      // of each slot, nil where it is not resolved yet
///
/// Position 0 is the root; the clause in slot c is written on the positions 1+5c to 5+5c: variable, `=`, operation, parent, separator.
/// The first layer brings operation G and parent U of a clause to its variable. Then one layer is applied again and again, with the
/// same weights:
///
/// - *doubling*: the clause looks at the clause of its parent, and takes G·G' and U' from it. Invariant: value of the variable =
///   G · value of U. After t loops exactly the variables of depth at most 2^t are resolved.
/// - *one-hop*: the clause looks whether its parent's value is there, and applies G. After t loops exactly the depths up to t are.
///
/// With hard attention, and with base-2 attention if 2^gain ≥ 3(L − 1) for L = 5n + 1 positions, all fields of a clause are exactly 0 or 1
/// after each loop. Width O(26 + |G| + L), 2|G|² + O(|G|) units. Derived for the task of arXiv 2206.04301; the paper trains its models.
public struct LegoTransformer: Sendable {
  /// How a chain is followed.
  public enum Construction: String, Sendable, CaseIterable {
    /// Twice as far with each loop.
    case doubling
    /// One clause further with each loop.
    case oneHop = "one-hop"
  }

  /// The largest order of a group, that of S6: its network has a million units, which take 250 MB.
  public static let largestOrder = 720

  /// How the chain is followed.
  public let construction: Construction
  /// The group that acts.
  public let group: FiniteGroup
  /// Instances have at most this many clauses.
  public let maximumClauses: Int
  /// The weights.
  public var network: ExactTransformer
  let fields: LegoFields

  /// The transformer for instances over a group with at most so many clauses.
  ///
  /// - Precondition: 1 ≤ maximumClauses ≤ 26, and the order of the group is at most ``largestOrder``.
  /// - Complexity: O(|G|² + 26 + 5 · maximumClauses).
  public init(_ construction: Construction, group: FiniteGroup, maximumClauses: Int = LegoVariable.count) {
    precondition(1...LegoVariable.count ~= maximumClauses, "an instance has 1 to 26 clauses")
    precondition(group.order <= Self.largestOrder, "2·\(group.order)² units do not fit")
    (self.construction, self.group, self.maximumClauses) = (construction, group, maximumClauses)
    fields = LegoFields(order: group.order, positions: 5 * maximumClauses + 1)
    network = ExactTransformer(
      width: fields.width, layers: [fields.gathering(maximumClauses)],
      loop: construction == .doubling ? fields.doubling(group) : fields.oneHop(group))
  }

  /// Runs the network on an instance.
  ///
  /// - Parameters:
  ///   - instance: at most `maximumClauses` clauses over the same group. Trees, forests, cycles and undefined parents are fine.
  ///   - loops: how often the loop is applied.
  ///   - attention: how scores become weights.
  /// - Throws: ``LegoRunError`` if the instance does not fit, ``ExactTransformerError`` if the gain is so small that a
  ///   weight becomes irrational.
  public func run(_ instance: LegoInstance, loops: Int, attention: LegoAttention = .hard) throws -> LegoRun {
    guard instance.group == group else { throw LegoRunError.otherGroup(instance.group.name, expected: group.name) }
    guard instance.clauses.count <= maximumClauses else {
      throw LegoRunError.tooLong(instance.clauses.count, atMost: maximumClauses)
    }
    guard loops >= 0 else { throw LegoRunError.loops(loops) }
    let layers = try network.run(fields.embedding(instance), loops: loops, attention: attention)
    return LegoRun(layers: layers, clauses: instance.clauses.count, fields: fields, construction: construction)
  }

  /// The number of loops after which every chain of n clauses is resolved: ⌈log₂ n⌉ by doubling, n by single hops.
  public func loops(forLength n: Int) -> Int {
    switch construction {
    case .doubling: n <= 1 ? 0 : Int.bitWidth - (n - 1).leadingZeroBitCount
    case .oneHop: n
    }
  }

  /// The smallest gain for which base-2 attention is proved to be exact on n clauses: ⌈log₂ 3(L − 1)⌉ with L = 5n + 1.
  public static func sufficientGain(clauses n: Int) -> Int { Int.bitWidth - (15 * max(1, n) - 1).leadingZeroBitCount }
}

/// Why an instance cannot be run.
public enum LegoRunError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The instance is over another group.
  case otherGroup(String, expected: String)
  /// It has more clauses than the network has positions for.
  case tooLong(Int, atMost: Int)
  /// A negative number of loops.
  case loops(Int)

  public var description: String {
    switch self {
    case .otherGroup(let name, let expected): "the instance is over \(name), the network over \(expected)"
    case .tooLong(let count, let most): "the instance has \(count) clauses; the network takes \(most)"
    case .loops(let count): "\(count) loops; expected 0 or more"
    }
  }
}

/// What a network made of an instance.
public struct LegoRun: Sendable {
  /// The layers, the gathering one first, then one for each loop.
  public let layers: [ExactTransformer.LayerRun]
  let clauses: Int
  let fields: LegoFields
  let construction: LegoTransformer.Construction

  /// For each slot the value that the network gives its variable; nil if it is not resolved.
  public var values: [Int?] { values(afterLoops: layers.count - 1) }

  /// The same after the first loops.
  public func values(afterLoops loops: Int) -> [Int?] {
    let stream = layers[loops].stream
    return (0..<clauses).map { slot in
      let row = stream[1 + 5 * slot]
      switch construction {
      case .doubling: return row[fields.u + LegoVariable.count] == 1 ? oneHot(row, fields.g) : nil
      case .oneHop: return oneHot(row, fields.y)
      }
    }
  }

  /// For each slot the operation G that the clause holds after the first loops; nil if no field of G is 1, or others are not 0.
  public func operations(afterLoops loops: Int) -> [Int?] {
    (0..<clauses).map { oneHot(layers[loops].stream[1 + 5 * $0], fields.g) }
  }

  /// Whether all fields that stand for G, U and the value are 0 or 1 on every variable of a clause, after each loop.
  public var isExact: Bool {
    layers.allSatisfy { layer in
      (0..<clauses).allSatisfy { slot in
        fields.stateFields.allSatisfy { field in
          let value = layer.stream[1 + 5 * slot][field]
          return value.isZero || value == 1
        }
      }
    }
  }

  private func oneHot(_ row: [Rational], _ start: Int) -> Int? {
    var found: Int?
    for element in 0..<fields.order where !row[start + element].isZero {
      guard found == nil, row[start + element] == 1 else { return nil }
      found = element
    }
    return found
  }
}
