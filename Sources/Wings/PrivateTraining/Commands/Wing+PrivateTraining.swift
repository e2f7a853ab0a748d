import Console
import Evidence
import PrivateTrainingClaims

extension Wing {
  /// What this family adds to the lists of the house.
  public static let privateTraining = Wing(
    name: "PrivateTraining", title: "Private training", claims: Claim.privateTraining,
    commands: [TrainVerb.self, ClipVerbs.self])
}
