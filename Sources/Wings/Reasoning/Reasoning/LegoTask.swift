import Randomness

/// The law from which instances are drawn.
///
///     let task = try LegoTask(group: .dihedral(3), lengths: 12...12, supervised: 6)
///     var stream = RandomStream(seed: 1)
///     let sample = task.sample(using: &stream)
///     sample.instance.text(.named)
///
/// The main chain has distinct random letters x₁ … xₙ and independent uniform operations g₁ … gₙ: x₁ = g₁ · root and xᵢ = gᵢ · xᵢ₋₁. All
/// clauses are written in a uniformly random order. The options break the shortcuts that solve a lone chain without following it:
/// lengths that vary, a distractor chain, dangling clauses, trees, and a group that is not abelian.
public struct LegoTask: Sendable {
  /// The group that acts.
  public let group: FiniteGroup
  /// The length of the main chain is uniform in this range.
  public let lengths: ClosedRange<Int>
  /// How many of the first positions a learner is supervised on; all for nil.
  public let supervised: Int?
  /// What else there is besides a chain.
  public let breakers: Breakers

  /// What keeps a learner from guessing instead of following the chain.
  public struct Breakers: Sendable, Hashable {
    /// The length of a second chain, from a root clause of its own, that shares no variable with the main one.
    public var distractor: Int
    /// How many clauses hang on a random variable of the main chain and lead nowhere.
    public var dangling: Int
    /// Whether the parent of each variable is uniform among those before it, instead of the last: a recursive tree, not a chain.
    public var isTree: Bool

    /// Breakers; none by default.
    public init(distractor: Int = 0, dangling: Int = 0, isTree: Bool = false) {
      (self.distractor, self.dangling, self.isTree) = (distractor, dangling, isTree)
    }
  }

  /// A law.
  ///
  /// - Throws: ``LegoError`` if an instance can have no variable or more than 26, or a number is out of its range.
  public init(
    group: FiniteGroup, lengths: ClosedRange<Int>, supervised: Int? = nil, breakers: Breakers = Breakers()
  ) throws(LegoError) {
    guard lengths.lowerBound >= 1, lengths.upperBound <= LegoVariable.count else {
      throw .variableCount(lengths.lowerBound < 1 ? lengths.lowerBound : lengths.upperBound)
    }
    for (number, what) in [(breakers.distractor, "distractors"), (breakers.dangling, "dangling clauses")] {
      guard 0...LegoVariable.count ~= number else { throw .outOfRange(number, 0...LegoVariable.count, what) }
    }
    let most = lengths.upperBound + breakers.distractor + breakers.dangling
    guard most <= LegoVariable.count else { throw .variableCount(most) }
    if let supervised, !(0...lengths.upperBound ~= supervised) {
      throw .outOfRange(supervised, 0...lengths.upperBound, "supervised positions")
    }
    (self.group, self.lengths, self.supervised, self.breakers) = (group, lengths, supervised, breakers)
  }

  /// An instance of the law.
  ///
  /// - Complexity: O(26), about 3 random words a clause.
  public func sample(using generator: inout some RandomNumberGenerator) -> LegoSample {
    let length =
      lengths.lowerBound == lengths.upperBound ? lengths.lowerBound : generator.uniform(in: lengths)
    let count = length + breakers.distractor + breakers.dangling
    var letters = Array(0..<LegoVariable.count)
    for place in 0..<count { letters.swapAt(place, generator.uniform(in: place...(letters.count - 1))) }
    func variable(_ place: Int) -> LegoVariable { LegoVariable(index: letters[place]) }
    var clauses: [LegoClause] = []
    clauses.reserveCapacity(count)
    for place in 0..<count {
      let parent: Int? =
        switch place {
        case 0: nil
        case length where breakers.distractor > 0: nil
        case ..<length: breakers.isTree ? generator.uniform(in: 0...(place - 1)) : place - 1
        case ..<(length + breakers.distractor): place - 1
        default: generator.uniform(in: 0...(length - 1))
        }
      clauses.append(
        LegoClause(variable(place), Int(generator.uniform(below: UInt64(group.order))), parent.map(variable)))
    }
    let chain = (0..<length).map(variable)
    generator.shuffle(&clauses)
    return LegoSample(
      instance: LegoInstance(group: group, trusted: clauses), chain: chain,
      supervised: min(supervised ?? length, length))
  }
}

/// An instance, with its main chain and what a learner is told.
public struct LegoSample: Hashable, Sendable {
  /// The clauses, in the order in which they are written.
  public let instance: LegoInstance
  /// The variables of the main chain (of a tree: each after its parent).
  public let chain: [LegoVariable]
  /// A learner is supervised on this many of the first variables of the chain.
  public let supervised: Int

  /// A sample. `supervised` is cut off at the length of the chain.
  ///
  /// - Throws: ``LegoError`` if a variable of the chain is not defined, or has no value.
  public init(instance: LegoInstance, chain: [LegoVariable], supervised: Int? = nil) throws(LegoError) {
    let slots = instance.slots
    _ = try instance.values()
    for variable in chain where slots[variable.index] == nil {
      throw .undefined(variable, slot: 0)
    }
    if let supervised, supervised < 0 { throw .outOfRange(supervised, 0...chain.count, "supervised positions") }
    self.init(instance: instance, chain: chain, supervised: min(supervised ?? chain.count, chain.count))
  }

  init(instance: LegoInstance, chain: [LegoVariable], supervised: Int) {
    (self.instance, self.chain, self.supervised) = (instance, chain, supervised)
  }

  /// The slot of each variable of the chain.
  public var slots: [Int] {
    let slots = instance.slots
    return chain.compactMap { slots[$0.index] }
  }

  /// The values along the chain, as indices of elements.
  ///
  /// - Complexity: O(clauses).
  public var values: [Int] {
    let found = instance.evaluation
    return slots.compactMap { found[$0]?.value }
  }

  /// Whether there is nothing but the chain, and each variable of it hangs on the last one: no tree, distractor or dangling clause.
  public var isLoneChain: Bool {
    let slots = slots
    return slots.count == instance.clauses.count
      && slots.enumerated().allSatisfy { position, slot in
        instance.clauses[slot].parent == (position == 0 ? nil : chain[position - 1])
      }
  }

  /// The first position of the chain whose variable stands there already, or before its parent; nil if there is none.
  var misplaced: Int? {
    var isSeen = [Bool](repeating: false, count: LegoVariable.count)
    for (position, slot) in slots.enumerated() {
      let clause = instance.clauses[slot]
      let isBehindParent = clause.parent.map { isSeen[$0.index] } ?? (position == 0)
      if isSeen[clause.variable.index] || !isBehindParent { return position }
      isSeen[clause.variable.index] = true
    }
    return nil
  }

  /// For each slot its position on the chain; nil for a distractor or a dangling clause.
  public var order: [Int?] {
    var order = [Int?](repeating: nil, count: instance.clauses.count)
    for (position, slot) in slots.enumerated() { order[slot] = position }
    return order
  }
}
