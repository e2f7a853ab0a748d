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
    reductions: listedReductions,
    claims: Claim.hardProblems, workloads: Workload.hardProblems)
}
