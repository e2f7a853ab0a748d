import Evidence
import KernelMachinesClaims
import TestSupport
import Testing

@Suite("Claims of KernelMachines")
struct KernelMachinesClaimTests {
  @Test("Every check holds", arguments: ClaimedCheck.all(of: Claim.kernelMachines))
  func holds(check: ClaimedCheck) { check.expectToHold() }

  @Test("Every check catches its mutants", arguments: ClaimedCheck.all(of: Claim.kernelMachines))
  func catches(check: ClaimedCheck) throws { try check.expectToCatchMutants() }
}
