import Evidence

extension Claim {
  /// The claims about k-SUM, satisfiability, orthogonal vectors and their kin, in the order in which they are listed and checked.
  public static let hardProblems: [Claim] = [
    .satSplit, .orthogonalPairs, .lightFirst, .branchingOnTheCube, .hammingGadget, .closeBlocks, .furthestPair,
    .oneList, .subsetQuery, .answersExamined, .instanceReaders, .drawnInstances,
  ]
}

extension Workload {
  /// The workloads that `measure` runs for k-SUM, satisfiability, orthogonal vectors and their kin.
  public static let hardProblems: [Workload] = [
    .orthogonalVectorsByRows, .orthogonalVectorsByColumns, .orthogonalVectorsByZeta, .orthogonalVectorsByBranching,
  ]
}
