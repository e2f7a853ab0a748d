/// What a symbol of a grammar in Chomsky normal form stands for.
public enum GrammarRule<Value> {
  /// One entry of the vector.
  case terminal(Value)
  /// The expansion of the symbol `left`, then that of `right`.
  case pair(left: Int, right: Int)
}

extension GrammarRule: Equatable where Value: Equatable {}
extension GrammarRule: Hashable where Value: Hashable {}
extension GrammarRule: Sendable where Value: Sendable {}
