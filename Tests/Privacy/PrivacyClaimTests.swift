import Evidence
import PrivacyClaims
import TestSupport
import Testing

@Suite("Claims of Privacy")
struct PrivacyClaimTests {
  @Test("Every check holds", arguments: ClaimedCheck.all(of: Claim.privacy))
  func holds(check: ClaimedCheck) { check.expectToHold() }

  @Test("Every check catches its mutants", arguments: ClaimedCheck.all(of: Claim.privacy))
  func catches(check: ClaimedCheck) throws { try check.expectToCatchMutants() }
}
