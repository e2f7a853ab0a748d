import Evidence
import SplicingClaims
import TestSupport
import Testing

@Suite("Claims of Splicing")
struct SplicingClaimTests {
  @Test("Every check holds", arguments: ClaimedCheck.all(of: Claim.splicing))
  func holds(check: ClaimedCheck) { check.expectToHold() }

  @Test("Every check catches its mutants", arguments: ClaimedCheck.all(of: Claim.splicing))
  func catches(check: ClaimedCheck) throws { try check.expectToCatchMutants() }
}
