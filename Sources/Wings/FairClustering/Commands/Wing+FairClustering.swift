import Console
import Evidence
import FairClusteringClaims

extension Wing {
  /// What this family adds to the lists of the house.
  public static let fairClustering = Wing(
    name: "FairClustering", title: "Fair clustering", certificates: [FairProof.reader], claims: Claim.fairClustering,
    workloads: Workload.fairClustering, commands: [Fair.self])
}
