import Evidence
import Testing

/// One check of one claim, as an argument of a test: what `tightbound check` runs with the seed 1.
///
/// Without optimisation most instances take ten times as long and show the same again, so then every fourth is tried. Mutants are always
/// looked for among all.
package struct ClaimedCheck: Sendable, CustomTestStringConvertible {
  private let claim: Claim
  private let check: Check

  /// `CLAIM/CHECK`, as `tightbound check` names it.
  package var testDescription: String { "\(claim.id)/\(check.name)" }

  /// All checks of these claims.
  package static func all(of claims: [Claim]) -> [ClaimedCheck] {
    claims.flatMap { claim in claim.checks.map { ClaimedCheck(claim: claim, check: $0) } }
  }

  private func trial(step: Int = 1) -> Trial {
    Trial(stream: Catalogue.stream(seed: 1, claim: claim, check: check), step: step)
  }

  #if DEBUG
    private static let step = 4
  #else
    private static let step = 1
  #endif

  /// Expects that the check holds.
  package func expectToHold() {
    switch check.run(trial(step: Self.step)) {
    case .holds(let instances, _): #expect(instances > 0)
    case .violated(let counterexample): Issue.record("violated: \(counterexample.reason) on \(counterexample.instance)")
    case .undecided(let why): Issue.record("undecided: \(why)")
    }
  }

  /// Expects that the check catches each of its mutants, with a counterexample that runs again.
  package func expectToCatchMutants() throws {
    #expect(!check.mutants.isEmpty)
    // Mutants are often caught by the same instance, which need be run again only once.
    var held: Set<JSONValue> = []
    for mutant in check.mutants {
      guard case .violated(let counterexample) = mutant.run(trial()) else {
        Issue.record("the mutant “\(mutant.name)” is not caught")
        continue
      }
      // The counterexample is stored, read, and run again on the real algorithm, which it does not refute.
      let stored = try Counterexample(decoding: try counterexample.encoded())
      guard !held.contains(stored.instance) else { continue }
      #expect(try check.replay(stored).holds, "\(mutant.name)")
      held.insert(stored.instance)
    }
  }
}
