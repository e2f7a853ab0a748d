import Console
import Evidence
import FoundationsClaims

extension Wing {
  /// What this family adds to the lists of the house.
  public static let foundations = Wing(
    name: "Foundations", title: "Numbers and files",
    claims: Claim.foundations)
}
