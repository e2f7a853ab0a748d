import Console
import Evidence
import HardProblems
import HardProblemsClaims
import HardProblemsReductions

extension Wing {
  /// What this family adds to the lists of the house.
  public static let hardProblems = Wing(
    name: "HardProblems", title: "Hard problems",
    problems: [
      KSum.self, CNF.self, OrthogonalVectors.self, HammingClosePair.self, FurthestPair.self,
      MonochromaticOrthogonalVectors.self, SubsetQuery.self, HittingSet.self,
    ],
    reductions: [
      SatToOV(), OVToBHCP(), BHCPToOV(), OVToFurthestPair(), OVToOVMono(), OVToSubsetQuery(), SubsetQueryToOV(),
    ],
    claims: Claim.hardProblems, workloads: Workload.hardProblems)
}
