import Evidence

extension Claim {
  /// The claims about deriving a text from its neighbours, in the order in which they are listed and checked.
  public static let splicing: [Claim] = [
    .splicingOracle, .splicingOperations, .splicingBounds, .splicingPieces, .splicingDocuments, .splicingCensus,
    .splicingLines, .splicingReproducible, .derivationForgeries,
  ]
}

extension Workload {
  /// The workloads that `measure` runs for deriving a text from its neighbours.
  public static let splicing: [Workload] = [
    .spliceOracle
  ]
}
