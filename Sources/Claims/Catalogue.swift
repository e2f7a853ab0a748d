import Evidence
import Randomness
import Text

/// Every claim that Tightbound makes, and every workload that it measures. The command line, the report and the test
/// suite all read this one list.
public enum Catalogue {
  /// The claims, in the order in which they are listed and checked.
  public static let claims: [Claim] = [
    .expansion, .repairEndState, .runLengthProduct, .denseProduct, .memoisedProduct, .alignedKeys, .threeSumKeys,
    .fiveSumKeys, .polarisation, .incompressibleProduct, .constructions, .balance, .lempelZivSize, .matrixProducts,
    .easyFamilies, .blockedPieces, .blockedProduct, .runLengthRules,
    .threeSumCount, .kSumCount, .kSumSizes, .kSumPadding, .matrixVectorCount, .matrixProductCount,
    .satSplit, .orthogonalPairs, .branchingOnTheCube, .hammingGadget, .closeBlocks, .furthestPair, .oneList,
    .subsetQuery, .kernelSeparation, .kernelSharpBase, .kernelIdentities, .kernelSpectrum, .kernelCertificates,
    .kernelPrecision, .lastLayer, .sigmoidLayer, .batchGradient,
    .printedValues, .kernelRange, .lossRange, .answersExamined,
    .vertexRounding, .basisReconstruction, .beckFiala, .signedSums, .steinitz, .gramSchmidtWalk, .lovettMeka, .spencer,
    .hadamard, .linearDiscrepancy,
    .splicingOracle, .splicingOperations, .splicingBounds, .splicingPieces, .splicingCensus, .splicingLines,
    .linearPrograms, .integerPrograms, .mpsFiles, .lpFiles,
    .uniformBelow, .clopperPearsonCoverage,
    .readersTotal,
    .innerProductForgeries, .kernelForgeries,
    .linearProgramForgeries, .integerProgramForgeries, .viprForgeries, .vertexForgeries, .beckFialaForgeries,
    .derivationForgeries,
  ]

  /// The workloads that `measure` runs.
  public static let workloads: [Workload] = [
    .memoisedProductOfThreeSum, .memoisedProductOfAlignedFamily, .runLengthProduct, .repair,
    .spliceOracle, .colouringOfRandomSets, .colouringOfLowRankSets, .colouringOfBoards,
    .orthogonalVectorsByRows, .orthogonalVectorsByColumns, .orthogonalVectorsByZeta, .orthogonalVectorsByBranching,
    .kernelSum, .conjugateGradients,
  ]

  /// The claim of the given id.
  public static func claim(_ id: String) -> Claim? { claims.first { $0.id == id } }

  /// The workload of the given id.
  public static func workload(_ id: String) -> Workload? { workloads.first { $0.id == id } }

  /// The claims that the words select, each a claim's id or a field; all claims for no words. In catalogue order.
  ///
  /// - Throws: ``CatalogueError`` for a word that selects nothing.
  public static func claims(selectedBy words: [String]) throws(CatalogueError) -> [Claim] {
    for word in words where !claims.contains(where: { $0.id == word || $0.field == word }) {
      throw CatalogueError(word: word)
    }
    return words.isEmpty ? claims : claims.filter { words.contains($0.id) || words.contains($0.field) }
  }

  /// The stream from which a check draws its instances.
  public static func stream(seed: UInt64, claim: Claim, check: Check) -> RandomStream {
    RandomStream(seed: seed).child("check").child(claim.id).child(check.name)
  }
}

/// A word that names neither a claim nor a field.
public struct CatalogueError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The word that selects nothing.
  public let word: String

  public var description: String {
    let ids = Catalogue.claims.map(\.id)
    var fields: [String] = []
    for claim in Catalogue.claims where !fields.contains(claim.field) { fields.append(claim.field) }
    let nearest = (ids + fields).nearest(to: word)
    return "there is no claim or field “\(word)”" + (nearest.map { "; did you mean \($0)?" } ?? "")
      + " The fields are \(fields.joined(separator: ", "))."
  }
}
