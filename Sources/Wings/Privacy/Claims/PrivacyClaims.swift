import Evidence

extension Claim {
  /// The claims about privacy, in the order in which they are listed and checked.
  public static let privacy: [Claim] = [
    .exponentialCoin, .discreteNoise, .tabulatedNoise, .responseComposition, .coarserGrids, .gaussianCurve,
    .certainUses,
    .sampledMoments, .batchPasses, .parallelParts, .blockwiseNoise, .oneRunAudit,
  ]
}
