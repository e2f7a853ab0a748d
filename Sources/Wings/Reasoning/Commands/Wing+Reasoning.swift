import Console
import Evidence
import ReasoningClaims

extension Wing {
  /// What this family adds to the lists of the house.
  public static let reasoning = Wing(
    name: "Reasoning", title: "Chains of reasoning", claims: Claim.reasoning, commands: [Lego.self])
}
