import Evidence
import FoundationsClaims
import TestSupport
import Testing

@Suite("Claims of Foundations")
struct FoundationsClaimTests {
  @Test("Every check holds", arguments: ClaimedCheck.all(of: Claim.foundations))
  func holds(check: ClaimedCheck) { check.expectToHold() }

  @Test("Every check catches its mutants", arguments: ClaimedCheck.all(of: Claim.foundations))
  func catches(check: ClaimedCheck) throws { try check.expectToCatchMutants() }
}
