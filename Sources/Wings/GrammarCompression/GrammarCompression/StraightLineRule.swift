/// What a symbol of a grammar in Chomsky normal form stands for.
public enum StraightLineRule<Value> {
  /// One entry of the vector.
  case terminal(Value)
  /// The expansion of the symbol `left`, then that of `right`.
  case pair(left: Int, right: Int)
}

extension StraightLineRule: Equatable where Value: Equatable {}
extension StraightLineRule: Hashable where Value: Hashable {}
extension StraightLineRule: Sendable where Value: Sendable {}
