import Evidence
import PrivateTrainingClaims
import TestSupport
import Testing

@Suite("Claims of PrivateTraining")
struct PrivateTrainingClaimTests {
  @Test("Every check holds", arguments: ClaimedCheck.all(of: Claim.privateTraining))
  func holds(check: ClaimedCheck) { check.expectToHold() }

  @Test("Every check catches its mutants", arguments: ClaimedCheck.all(of: Claim.privateTraining))
  func catches(check: ClaimedCheck) throws { try check.expectToCatchMutants() }
}
