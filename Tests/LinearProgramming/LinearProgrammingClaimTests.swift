import Evidence
import LinearProgrammingClaims
import TestSupport
import Testing

@Suite("Claims of LinearProgramming")
struct LinearProgrammingClaimTests {
  @Test("Every check holds", arguments: ClaimedCheck.all(of: Claim.linearProgramming))
  func holds(check: ClaimedCheck) { check.expectToHold() }

  @Test("Every check catches its mutants", arguments: ClaimedCheck.all(of: Claim.linearProgramming))
  func catches(check: ClaimedCheck) throws { try check.expectToCatchMutants() }
}
