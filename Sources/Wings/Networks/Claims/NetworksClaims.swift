import Evidence

extension Claim {
  /// The claims about networks as hard instances, in the order in which they are listed and checked.
  public static let networks: [Claim] = [
    .lastLayer, .sigmoidLayer, .batchGradient, .networkReductions, .lossRange,
  ]
}
