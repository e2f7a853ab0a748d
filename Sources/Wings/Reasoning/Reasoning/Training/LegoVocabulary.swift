/// The tokens of instances over a group, as a trained model reads them: five for each clause.
///
/// Letters are 0 to 25, then come the root, `=`, the separator, and the elements of the group.
public struct LegoVocabulary: Sendable, Hashable {
  /// The order of the group.
  public let order: Int

  /// The tokens for a group of this order.
  public init(order: Int) { self.order = order }

  /// The number of different tokens.
  public var count: Int { LegoVariable.count + 3 + order }

  /// The tokens of an instance: variable, `=`, operation, parent, separator of each clause in turn.
  ///
  /// - Precondition: the group of the instance has this order.
  public func tokens(of instance: LegoInstance) -> [Int] {
    precondition(instance.group.order == order, "a vocabulary for groups of order \(order)")
    let root = LegoVariable.count
    var tokens: [Int] = []
    tokens.reserveCapacity(5 * instance.clauses.count)
    for clause in instance.clauses {
      tokens.append(clause.variable.index)
      tokens.append(root + 1)
      tokens.append(root + 3 + clause.operation)
      tokens.append(clause.parent?.index ?? root)
      tokens.append(root + 2)
    }
    return tokens
  }
}
