import Evidence

extension Claim {
  /// The claims about chains of reasoning, in the order in which they are listed and checked.
  public static let reasoning: [Claim] = [
    .doublingTransformer, .oneHopTransformer, .baseTwoAttention, .shortcutCeilings, .legoGenerator, .finiteGroups,
    .legoReaders, .attentionCost,
  ]
}

extension Source {
  /// The paper about the task.
  static func legoPaper(_ theorem: String) -> Source {
    Source(
      paper: "Unveiling Transformers with LEGO: a synthetic reasoning task", arXiv: "2206.04301", theorem: theorem)
  }
}
