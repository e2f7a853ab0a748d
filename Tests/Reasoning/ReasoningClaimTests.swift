import Evidence
import ReasoningClaims
import TestSupport
import Testing

@Suite("Claims of Reasoning")
struct ReasoningClaimTests {
  @Test("Every check holds", arguments: ClaimedCheck.all(of: Claim.reasoning))
  func holds(check: ClaimedCheck) { check.expectToHold() }

  @Test("Every check catches its mutants", arguments: ClaimedCheck.all(of: Claim.reasoning))
  func catches(check: ClaimedCheck) throws { try check.expectToCatchMutants() }
}
