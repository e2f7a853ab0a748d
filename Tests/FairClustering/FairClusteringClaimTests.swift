import Evidence
import FairClusteringClaims
import TestSupport
import Testing

@Suite("Claims of FairClustering")
struct FairClusteringClaimTests {
  @Test("Every check holds", arguments: ClaimedCheck.all(of: Claim.fairClustering))
  func holds(check: ClaimedCheck) { check.expectToHold() }

  @Test("Every check catches its mutants", arguments: ClaimedCheck.all(of: Claim.fairClustering))
  func catches(check: ClaimedCheck) throws { try check.expectToCatchMutants() }
}
