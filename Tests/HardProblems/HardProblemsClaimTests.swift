import Evidence
import HardProblemsClaims
import TestSupport
import Testing

@Suite("Claims of HardProblems")
struct HardProblemsClaimTests {
  @Test("Every check holds", arguments: ClaimedCheck.all(of: Claim.hardProblems))
  func holds(check: ClaimedCheck) { check.expectToHold() }

  @Test("Every check catches its mutants", arguments: ClaimedCheck.all(of: Claim.hardProblems))
  func catches(check: ClaimedCheck) throws { try check.expectToCatchMutants() }
}
