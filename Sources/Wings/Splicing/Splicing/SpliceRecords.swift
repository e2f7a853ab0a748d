import Exact
import Foundation
import Text

/// A line of a file of problems:
/// `{"id":..,"target":[..],"neighbours":[{"id":..,"tokens":[..],"kind":"text|field|word"}]}`.
public struct SpliceProblemRecord: Hashable, Codable, Sendable {
  /// What a neighbour is: a text of the corpus, a value of the source record, or a word that occurs nowhere else.
  public enum Kind: String, Codable, Sendable { case text, field, word }

  /// A neighbour with its name.
  public struct Neighbour: Hashable, Codable, Sendable {
    /// Its name, as it was given.
    public var id: TextToken?
    /// Its words.
    public var tokens: [TextToken]
    /// What it is, where that is known.
    public var kind: Kind?

    /// A neighbour of the given words.
    public init(id: TextToken? = nil, tokens: [TextToken], kind: Kind? = nil) {
      (self.id, self.tokens, self.kind) = (id, tokens, kind)
    }
  }

  /// The problem's name, as it was given.
  public var id: TextToken?
  /// The text to be made.
  public var target: [TextToken]
  /// What it is made from.
  public var neighbours: [Neighbour]
  /// How plain texts became the words, where they did; their words become text again by the same rule.
  public var tokenise: TextTokenisation?

  /// A record of the given parts.
  public init(
    id: TextToken? = nil, target: [TextToken], neighbours: [Neighbour], tokenise: TextTokenisation? = nil
  ) {
    (self.id, self.target, self.neighbours, self.tokenise) = (id, target, neighbours, tokenise)
  }

  /// The same problem with other words.
  public func normalised(_ rule: WordNormalisation) -> SpliceProblemRecord {
    SpliceProblemRecord(
      id: id, target: target.map(rule.applied),
      neighbours: neighbours.map {
        Neighbour(id: $0.id, tokens: $0.tokens.map(rule.applied), kind: $0.kind)
      }, tokenise: tokenise)
  }

  /// The problem itself.
  public func problem() -> SpliceProblem<TextToken> {
    SpliceProblem(target: target, neighbours: neighbours.map(\.tokens))
  }
}

/// A line of a file of derivations:
/// `{"id":..,"cost":2,"ops":[{"n":0,"from":0,"to":3,"at":0,"upTo":0},..],"optimal":true,"count":"4"}`, or with `"lower":2` in place
/// of `"optimal":true` where a shorter derivation is not ruled out.
public struct SpliceDerivationRecord: Hashable, Codable, Sendable {
  /// The problem's name.
  public var id: TextToken?
  /// The number of operations; absent when there is no derivation.
  public var cost: Int?
  /// The operations in their order.
  public var ops: [SpliceOperation]
  /// Whether it is claimed that no derivation is shorter.
  public var optimal: Bool?
  /// A number of operations that every derivation is claimed to need, where no derivation is known to be a shortest one.
  public var lower: Int?
  /// How many derivations are as short, where that is claimed.
  public var count: Integer?
  /// The words of the target that occur in no neighbour, where there are any.
  public var missing: [TextToken]?

  /// A record of the given parts.
  public init(
    id: TextToken?, cost: Int?, ops: [SpliceOperation], optimal: Bool? = nil, lower: Int? = nil,
    count: Integer? = nil, missing: [TextToken]? = nil
  ) {
    (self.id, self.cost, self.ops) = (id, cost, ops)
    (self.optimal, self.lower, self.count, self.missing) = (optimal, lower, count, missing)
  }
}
