import Evidence

extension Claim {
  /// The claims about numbers, randomness, statistics and files, in the order in which they are listed and checked.
  public static let foundations: [Claim] = [
    .printedValues, .uniformBelow, .clopperPearsonCoverage, .readersTotal, .numberFiles,
  ]
}
