import Evidence
import LocalLearningClaims
import TestSupport
import Testing

@Suite("Claims of LocalLearning")
struct LocalLearningClaimTests {
  @Test("Every check holds", arguments: ClaimedCheck.all(of: Claim.localLearning))
  func holds(check: ClaimedCheck) { check.expectToHold() }

  @Test("Every check catches its mutants", arguments: ClaimedCheck.all(of: Claim.localLearning))
  func catches(check: ClaimedCheck) throws { try check.expectToCatchMutants() }
}
