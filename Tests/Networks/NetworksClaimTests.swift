import Evidence
import NetworksClaims
import TestSupport
import Testing

@Suite("Claims of Networks")
struct NetworksClaimTests {
  @Test("Every check holds", arguments: ClaimedCheck.all(of: Claim.networks))
  func holds(check: ClaimedCheck) { check.expectToHold() }

  @Test("Every check catches its mutants", arguments: ClaimedCheck.all(of: Claim.networks))
  func catches(check: ClaimedCheck) throws { try check.expectToCatchMutants() }
}
