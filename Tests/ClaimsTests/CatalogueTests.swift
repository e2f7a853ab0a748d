import Claims
import Evidence
import Foundation
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

  @Test("Every sentence has evidence, every check tests a sentence, and sentences of different levels have topics")
  func sentences() {
    for claim in Catalogue.claims {
      for sentence in claim.sentences {
        #expect(!sentence.checks.isEmpty || !sentence.proofs.isEmpty, "\(claim.id): \(sentence.text)")
        #expect(!sentence.text.isEmpty && Set(sentence.checks).count == sentence.checks.count, "\(claim.id)")
        #expect(sentence.checks.allSatisfy { claim.check(named: $0) != nil }, "\(claim.id)")
      }
      for check in claim.checks { #expect(!claim.sentences(testedBy: check).isEmpty, "\(claim.id)/\(check.name)") }
      let levels = Set(claim.sentences.map(claim.level(of:)))
      #expect(levels.count <= 1 || claim.sentences.allSatisfy { $0.topic?.isEmpty == false }, "\(claim.id)")
      #expect(claim.level == levels.min())
    }
  }

  @Test("The README tells which claims are proved outright")
  func readme() throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let text = try String(contentsOf: root.appendingPathComponent("README.md"), encoding: .utf8)
    let proved = Catalogue.claims.filter { $0.level == .proved }.map(\.id)
    let told = "\(proved.count) claims are proved outright, every sentence:"
    guard let start = text.range(of: told), let end = text.range(of: ".\n", range: start.upperBound..<text.endIndex)
    else {
      Issue.record("the README does not say: \(told) \(proved.joined(separator: ", "))")
      return
    }
    let ids = text[start.upperBound..<end.lowerBound].split { !$0.isLetter && $0 != "." && $0 != "-" }
    #expect(ids.map(String.init) == proved)
  }

  @Test("Ids are unique, and words select claims and fields")
  func selection() throws {
    #expect(Set(Catalogue.claims.map(\.id)).count == Catalogue.claims.count)
    #expect(try Catalogue.claims(selectedBy: []).count == Catalogue.claims.count)
    #expect(try Catalogue.claims(selectedBy: ["ksum"]).allSatisfy { $0.field == "ksum" })
    #expect(try Catalogue.claims(selectedBy: ["grammar.dense-product"]).map(\.id) == ["grammar.dense-product"])
    #expect {
      try Catalogue.claims(selectedBy: ["gramar"])
    } throws: { error in
      guard let error = error as? CatalogueError else { return false }
      return error.word == "gramar" && error.description.contains("did you mean grammar?")
    }
  }
}
