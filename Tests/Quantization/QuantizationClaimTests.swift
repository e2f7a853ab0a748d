import Evidence
import QuantizationClaims
import TestSupport
import Testing

@Suite("Claims of Quantization")
struct QuantizationClaimTests {
  @Test("Every check holds", arguments: ClaimedCheck.all(of: Claim.quantization))
  func holds(check: ClaimedCheck) { check.expectToHold() }

  @Test("Every check catches its mutants", arguments: ClaimedCheck.all(of: Claim.quantization))
  func catches(check: ClaimedCheck) throws { try check.expectToCatchMutants() }
}
