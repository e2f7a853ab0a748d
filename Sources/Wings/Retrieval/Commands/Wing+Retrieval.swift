import Console
import Evidence
import RetrievalClaims

extension Wing {
  /// What this family adds to the lists of the house.
  public static let retrieval = Wing(name: "Retrieval", title: "Retrieval", claims: Claim.retrieval)
}
