import DiscrepancyClaims
import Evidence
import TestSupport
import Testing

@Suite("Claims of Discrepancy")
struct DiscrepancyClaimTests {
  @Test("Every check holds", arguments: ClaimedCheck.all(of: Claim.discrepancy))
  func holds(check: ClaimedCheck) { check.expectToHold() }

  @Test("Every check catches its mutants", arguments: ClaimedCheck.all(of: Claim.discrepancy))
  func catches(check: ClaimedCheck) throws { try check.expectToCatchMutants() }
}
