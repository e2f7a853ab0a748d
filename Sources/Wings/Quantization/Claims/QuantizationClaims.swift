import Evidence

extension Claim {
  /// The claims about quantization, in the order in which they are listed and checked.
  public static let quantization: [Claim] = [
    .feedbackLoss, .nearestPlane, .averageLoss, .linearCost, .lowRankGradients, .hadamardTransform, .latticeReduction,
    .closestVector,
    .closestVectorForgeries, .trainedNetworks,
  ]
}
