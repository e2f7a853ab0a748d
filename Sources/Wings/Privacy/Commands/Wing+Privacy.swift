import Console
import Evidence
import PrivacyClaims

extension Wing {
  /// What this family adds to the lists of the house.
  public static let privacy = Wing(
    name: "Privacy", title: "Privacy", claims: Claim.privacy, commands: [PrivacyVerbs.self])
}
