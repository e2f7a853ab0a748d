import Console
import Evidence
import Foundation
import TestSupport
import Testing
import tightbound

@Suite("The whole catalogue")
struct CatalogueTests {
  private let catalogue = Catalogue(claims: wings.flatMap(\.claims), workloads: wings.flatMap(\.workloads))

  @Test("Every sentence has evidence, every check tests a sentence, and sentences of different levels have topics")
  func sentences() {
    for claim in catalogue.claims {
      for sentence in claim.sentences {
        #expect(!sentence.checks.isEmpty || !sentence.proofs.isEmpty, "\(claim.id): \(sentence.text)")
        #expect(!sentence.text.isEmpty && Set(sentence.checks).count == sentence.checks.count, "\(claim.id)")
        // A backslash too many in the source would be printed.
        #expect(!sentence.text.contains("\\\n"), "\(claim.id): a line of a sentence ends with a backslash")
        #expect(sentence.checks.allSatisfy { claim.check(named: $0) != nil }, "\(claim.id)")
      }
      for check in claim.checks { #expect(!claim.sentences(testedBy: check).isEmpty, "\(claim.id)/\(check.name)") }
      let levels = Set(claim.sentences.map(claim.level(of:)))
      #expect(levels.count <= 1 || claim.sentences.allSatisfy { $0.topic?.isEmpty == false }, "\(claim.id)")
      #expect(claim.level == levels.min())
    }
  }

  @Test("Every wing that has claims tests them", arguments: wings.filter { !$0.claims.isEmpty }.map(\.name))
  func tested(wing: String) throws {
    let file = Repository.root.appendingPathComponent("Tests/\(wing)/\(wing)ClaimTests.swift")
    let text = try String(contentsOf: file, encoding: .utf8)
    #expect(text.contains("expectToHold") && text.contains("expectToCatchMutants"))
  }

  @Test("The README tells how many claims are proved outright")
  func readme() throws {
    let text = try String(contentsOf: Repository.root.appendingPathComponent("README.md"), encoding: .utf8)
    let proved = catalogue.claims.count { $0.level == .proved }
    #expect(text.contains(" \(proved) claims are proved outright"), "\(proved) claims are proved outright")
  }

  @Test("Workloads are called as claims are, field.name, and no name means two of them")
  func workloads() {
    let fields = Set(catalogue.claims.map(\.field))
    for workload in catalogue.workloads {
      let parts = workload.id.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
      #expect(parts.count == 2 && fields.contains(parts[0]) && !parts[1].isEmpty, "\(workload.id)")
      for name in [workload.id] + workload.formerIDs { #expect(catalogue.workload(name)?.id == workload.id, "\(name)") }
    }
    let names = catalogue.workloads.flatMap { [$0.id] + $0.formerIDs }
    #expect(Set(names).count == names.count)
  }

  @Test("Ids are unique, and words select claims and fields")
  func selection() throws {
    #expect(Set(catalogue.claims.map(\.id)).count == catalogue.claims.count)
    #expect(try catalogue.claims(selectedBy: []).count == catalogue.claims.count)
    #expect(try catalogue.claims(selectedBy: ["ksum"]).allSatisfy { $0.field == "ksum" })
    #expect(try catalogue.claims(selectedBy: ["grammar.dense-product"]).map(\.id) == ["grammar.dense-product"])
    #expect {
      try catalogue.claims(selectedBy: ["gramar"])
    } throws: { error in
      guard let error = error as? CatalogueError else { return false }
      return error.word == "gramar" && error.description.contains("did you mean grammar?")
    }
  }
}
