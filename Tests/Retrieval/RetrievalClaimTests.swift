import Evidence
import RetrievalClaims
import TestSupport
import Testing

@Suite("Claims of Retrieval")
struct RetrievalClaimTests {
  @Test("Every check holds", arguments: ClaimedCheck.all(of: Claim.retrieval))
  func holds(check: ClaimedCheck) { check.expectToHold() }

  @Test("Every check catches its mutants", arguments: ClaimedCheck.all(of: Claim.retrieval))
  func catches(check: ClaimedCheck) throws { try check.expectToCatchMutants() }
}
