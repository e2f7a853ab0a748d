import Console
import DiscrepancyClaims
import Evidence

extension Wing {
  /// What this family adds to the lists of the house.
  public static let discrepancy = Wing(
    name: "Discrepancy", title: "Rounding",
    certificates: [RoundingProof.reader], claims: Claim.discrepancy, workloads: Workload.discrepancy,
    commands: [RoundPoint.self])
}
