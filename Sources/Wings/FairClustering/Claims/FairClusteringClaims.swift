import Evidence

extension Claim {
  /// The claims about fair clustering, in the order in which they are listed and checked.
  public static let fairClustering: [Claim] = [
    .fairletPacking, .heavyPoints, .fairFairlets, .quadtreeDistance, .pairsOnTree, .bestStars, .fairComposition,
    .fairPartitionForgeries, .starForgeries, .assignmentForgeries,
  ]
}

extension Source {
  /// The paper.
  static func fairPaper(_ theorem: String) -> Source {
    Source(paper: "Scalable Fair Clustering", arXiv: "1902.03519", theorem: theorem)
  }
}
