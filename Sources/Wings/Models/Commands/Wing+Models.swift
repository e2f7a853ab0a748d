import Console
import Evidence
import ModelsClaims

extension Wing {
  /// What this family adds to the lists of the house.
  public static let models = Wing(name: "Models", title: "Models", claims: Claim.models, commands: [Encode.self])
}
