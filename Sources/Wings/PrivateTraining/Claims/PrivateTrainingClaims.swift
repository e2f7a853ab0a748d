import Evidence

extension Claim {
  /// The claims about private training, in the order in which they are listed and checked.
  public static let privateTraining: [Claim] = [
    .groupSensitivity, .noiseAllocation, .budgetSplit, .exactClip, .exactSums, .releasedStep, .ghostNorms, .engineSums,
  ]
}
