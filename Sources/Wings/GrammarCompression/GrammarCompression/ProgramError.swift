import Exact

/// Why a grammar, a compressed vector or an operation on them was refused.
public enum ProgramError: Error, Equatable, Sendable {
  /// The rules lead from `through` back to `through`, so it expands to nothing finite.
  case cycle(through: Int)
  /// The rule of `in` names a symbol that has no rule.
  case danglingSymbol(Int, in: Int)
  /// Two rules define the same symbol.
  case duplicateSymbol(Int)
  /// The root has no rule.
  case missingRoot(Int)
  /// There are rules, but no root.
  case rootNotNamed
  /// The expansion of `symbol` is longer than `Int.max`.
  case lengthOverflow(symbol: Int)
  /// There are more symbols, or positions, than 32-bit identifiers can name.
  case tooManySymbols(limit: Int)
  /// The expansion was asked for, and is longer than the limit that was given.
  case expansionTooLong(length: Int, limit: Int)
  /// As `expansionTooLong`, of a vector whose length may be beyond `Int.max`.
  case longExpansionTooLong(length: Integer, limit: Int)
  /// Two vectors must have equal lengths, and have not.
  case lengthMismatch(Int, Int)
  /// As `lengthMismatch`, of vectors whose lengths may be beyond `Int.max`.
  case longLengthMismatch(Integer, Integer)
  /// A memoised product needs more keys than it was allowed.
  case budgetExceeded(keys: Int)
  /// A product seems to need more steps than it was allowed, so that it was not begun.
  case workExceedsBudget(estimated: Int, budget: Int)
  /// The run at `index` has a negative number of entries.
  case negativeRunLength(Int, index: Int)
  /// The runs up to and including the one at `index` are together longer than `Int.max`.
  case runLengthOverflow(index: Int)
}

extension ProgramError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .cycle(let id): "the rules are cyclic: symbol \(id) contains itself; a grammar must be acyclic"
    case .danglingSymbol(let id, let parent): "the rule of symbol \(parent) names symbol \(id), which has no rule"
    case .duplicateSymbol(let id): "symbol \(id) has two rules; it must have one"
    case .missingRoot(let id): "the root \(id) has no rule"
    case .rootNotNamed: "there are rules but no root; name the symbol that expands to the vector"
    case .lengthOverflow(let id): "the expansion of symbol \(id) is longer than \(Int.max)"
    case .tooManySymbols(let limit): "there are more than \(limit) symbols"
    case .expansionTooLong(let length, let limit):
      "the vector has \(length) entries, more than the limit of \(limit); raise the limit or work on the compressed form"
    case .longExpansionTooLong(let length, let limit):
      "the vector has \(length) entries, more than the limit of \(limit); raise the limit or work on the compressed form"
    case .lengthMismatch(let first, let second):
      "the vectors have \(first) and \(second) entries; they must have equally many"
    case .longLengthMismatch(let first, let second):
      "the vectors have \(first) and \(second) entries; they must have equally many"
    case .budgetExceeded(let keys): "the product needs more than the \(keys) keys it was allowed; raise the budget"
    case .workExceedsBudget(let estimated, let budget):
      "the product seems to need \(estimated) steps, more than the budget of \(budget); raise the budget"
    case .negativeRunLength(let count, let index): "run \(index) has \(count) entries; a run has at least 0"
    case .runLengthOverflow(let index): "the runs up to run \(index) are together longer than \(Int.max)"
    }
  }
}
