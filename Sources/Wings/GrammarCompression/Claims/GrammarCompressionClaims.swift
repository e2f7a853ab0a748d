import Evidence

extension Claim {
  /// The claims about what grammars compress, and computing on it, in the order in which they are listed and checked.
  public static let grammarCompression: [Claim] = [
    .expansion, .repairEndState, .runLengthProduct, .denseProduct, .memoisedProduct, .alignedKeys, .threeSumKeys,
    .fiveSumKeys, .polarisation, .incompressibleProduct, .constructions, .balance, .lempelZivSize, .matrixProducts,
    .easyFamilies, .blockedPieces, .blockedProduct, .runLengthRules, .threeSumCount, .kSumCount, .kSumSizes,
    .kSumPadding, .meetInTheMiddle, .matrixVectorCount, .matrixProductCount, .innerProductForgeries, .grammarReaders,
    .byteGrammars, .matrixWays, .kSumChoices,
  ]
}

extension Workload {
  /// The workloads that `measure` runs for what grammars compress, and computing on it.
  public static let grammarCompression: [Workload] = [
    .memoisedProductOfThreeSum, .memoisedProductOfAlignedFamily, .runLengthProduct, .repair,
  ]
}
