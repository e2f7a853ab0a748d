import Claims
import Evidence
import Randomness
import Testing

/// One check of one claim, as an argument of a test.
struct CatalogueEntry: Sendable, CustomTestStringConvertible {
  let claim: Claim
  let check: Check
  var testDescription: String { "\(claim.id)/\(check.name)" }

  static let all = Catalogue.claims.flatMap { claim in claim.checks.map { CatalogueEntry(claim: claim, check: $0) } }

  func trial(seed: UInt64) -> Trial { Trial(stream: Catalogue.stream(seed: seed, claim: claim, check: check)) }
}

@Suite("The whole catalogue")
struct CatalogueTests {
  static let seed: UInt64 = 1

  @Test("Every check holds", arguments: CatalogueEntry.all)
  func holds(entry: CatalogueEntry) {
    switch entry.check.run(entry.trial(seed: Self.seed)) {
    case .holds(let instances, _): #expect(instances > 0)
    case .violated(let counterexample): Issue.record("violated: \(counterexample.reason) on \(counterexample.instance)")
    case .undecided(let why): Issue.record("undecided: \(why)")
    }
  }

  @Test("Every check catches its mutants, with a counterexample that runs again", arguments: CatalogueEntry.all)
  func catches(entry: CatalogueEntry) throws {
    #expect(!entry.check.mutants.isEmpty)
    for mutant in entry.check.mutants {
      guard case .violated(let counterexample) = mutant.run(entry.trial(seed: Self.seed)) else {
        Issue.record("the mutant “\(mutant.name)” is not caught")
        continue
      }
      // The counterexample is stored, read, and run again on the real algorithm, which it does not refute.
      let stored = try Counterexample(decoding: try counterexample.encoded())
      #expect(try entry.check.replay(stored).holds, "\(mutant.name)")
    }
  }

  @Test("Ids are unique, and words select claims and fields")
  func selection() throws {
    #expect(Set(Catalogue.claims.map(\.id)).count == Catalogue.claims.count)
    #expect(try Catalogue.claims(selectedBy: []).count == Catalogue.claims.count)
    #expect(try Catalogue.claims(selectedBy: ["ksum"]).allSatisfy { $0.field == "ksum" })
    #expect(try Catalogue.claims(selectedBy: ["grammar.dense-product"]).map(\.id) == ["grammar.dense-product"])
    #expect(throws: CatalogueError(word: "gramar")) { try Catalogue.claims(selectedBy: ["gramar"]) }
    #expect(CatalogueError(word: "gramar").description.contains("did you mean grammar?"))
  }
}
