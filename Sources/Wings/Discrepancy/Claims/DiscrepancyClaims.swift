import Evidence

extension Claim {
  /// The claims about rounding by discrepancy, in the order in which they are listed and checked.
  public static let discrepancy: [Claim] = [
    .vertexRounding, .basisReconstruction, .beckFiala, .signedSums, .steinitz, .gramSchmidtWalk, .gramSchmidtDirections,
    .gramSchmidtDesign, .lovettMeka, .floatingWalks, .spencer, .hadamard, .linearDiscrepancy, .vertexForgeries,
    .beckFialaForgeries,
  ]
}

extension Workload {
  /// The workloads that `measure` runs for rounding by discrepancy.
  public static let discrepancy: [Workload] = [
    .colouringOfRandomSets, .colouringOfLowRankSets, .colouringOfBoards,
  ]
}
