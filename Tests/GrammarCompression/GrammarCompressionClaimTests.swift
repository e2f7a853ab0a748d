import Evidence
import GrammarCompressionClaims
import TestSupport
import Testing

@Suite("Claims of GrammarCompression")
struct GrammarCompressionClaimTests {
  @Test("Every check holds", arguments: ClaimedCheck.all(of: Claim.grammarCompression))
  func holds(check: ClaimedCheck) { check.expectToHold() }

  @Test("Every check catches its mutants", arguments: ClaimedCheck.all(of: Claim.grammarCompression))
  func catches(check: ClaimedCheck) throws { try check.expectToCatchMutants() }
}
