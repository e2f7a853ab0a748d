import Console
import Evidence
import LocalLearningClaims

extension Wing {
  /// What this family adds to the lists of the house.
  public static let localLearning = Wing(
    name: "LocalLearning", title: "Learning locally", certificates: [LipschitzFitProof.reader],
    claims: Claim.localLearning, workloads: Workload.localLearning, commands: [Lipschitz.self, Local.self])
}
