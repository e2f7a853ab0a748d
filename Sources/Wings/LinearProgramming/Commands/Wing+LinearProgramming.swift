import Console
import Evidence
import LinearProgrammingClaims

extension Wing {
  /// What this family adds to the lists of the house.
  public static let linearProgramming = Wing(
    name: "LinearProgramming", title: "Linear programs",
    certificates: [LinearProgramProof.reader], claims: Claim.linearProgramming, commands: [LinearPrograms.self])
}
