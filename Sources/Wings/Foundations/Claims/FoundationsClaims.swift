import Evidence

extension Claim {
  /// The claims about numbers, randomness, statistics and files, in the order in which they are listed and checked.
  public static let foundations: [Claim] = [
    .integerArithmetic, .integerNumberTheory, .integerText, .rationalArithmetic, .rationalText, .nearestDouble,
    .enclosureArithmetic, .enclosureFunctions, .enclosureComparison, .matrixAlgebra, .matrixForms, .bitMatrices,
    .printedValues, .uniformBelow, .clopperPearsonCoverage, .binomialTails, .fittedSlopes, .readersTotal, .numberFiles,
  ]
}
