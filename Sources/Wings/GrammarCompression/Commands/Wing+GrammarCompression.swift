import Console
import Evidence
import GrammarCompression
import GrammarCompressionClaims
import GrammarCompressionReductions

extension Wing {
  /// What this family adds to the lists of the house.
  public static let grammarCompression = Wing(
    name: "GrammarCompression", title: "Compression",
    problems: [GrammarDot.self, GrammarMatrixVector.self, GrammarMatrixProduct.self, GrammarAddition.self],
    reductions: listedReductions,
    certificates: [InnerProductFile.reader], inspections: [NumberInspection.entry],
    claims: Claim.grammarCompression, workloads: Workload.grammarCompression,
    commands: [Demo.self, Compress.self, Expand.self, Dot.self, Multiply.self])
}
