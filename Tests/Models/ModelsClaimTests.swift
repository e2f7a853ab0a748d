import Evidence
import ModelsClaims
import TestSupport
import Testing

@Suite("Claims of Models")
struct ModelsClaimTests {
  @Test("Every check holds", arguments: ClaimedCheck.all(of: Claim.models))
  func holds(check: ClaimedCheck) { check.expectToHold() }

  @Test("Every check catches its mutants", arguments: ClaimedCheck.all(of: Claim.models))
  func catches(check: ClaimedCheck) throws { try check.expectToCatchMutants() }
}
