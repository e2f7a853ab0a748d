import Console
import Evidence
import SplicingClaims

extension Wing {
  /// What this family adds to the lists of the house.
  public static let splicing = Wing(
    name: "Splicing", title: "Text",
    certificates: [DerivationsFile.reader], claims: Claim.splicing, workloads: Workload.splicing,
    commands: [Splice.self])
}
