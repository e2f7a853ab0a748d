import ArgumentParser
import Claims
import Evidence

/// `tightbound list`
struct List: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Print the claims: id, statement, evidence level, checks, proof.")

  @Argument(help: "Only the claims of this field.")
  var field: String?

  @Option(help: "How to print: text or json.")
  var format: OutputFormat = .text

  func run() throws {
    let claims = try Catalogue.require(field.map { [$0] } ?? [])
    switch format {
    case .json: print(try json(claims.map(Entry.init)))
    case .text:
      for claim in claims {
        print("\(claim.id)  [\(claim.level)]  \(claim.title)")
        print("    \(claim.statement)")
        print("    source: \(claim.source)")
        for check in claim.checks {
          print(
            "    check \(check.name) [\(check.level)]: \(check.family); mutants: \(check.mutants.map(\.name).joined(separator: ", "))"
          )
        }
        for proof in claim.proofs {
          print("    proof: Proofs/\(proof.file): \(proof.theorems.joined(separator: ", "))")
        }
        print()
      }
      print("\(claims.count) claims. Levels: sampled < certified < exhaustive < proved.")
    }
  }

  private struct Entry: Encodable {
    struct CheckEntry: Encodable {
      let id: String
      let level: EvidenceLevel
      let family: String
      let mutants: [String]
    }
    let id: String
    let title: String
    let statement: String
    let level: EvidenceLevel
    let source: Source
    let checks: [CheckEntry]
    let proofs: [ProofReference]

    init(_ claim: Claim) {
      id = claim.id
      title = claim.title
      statement = claim.statement
      level = claim.level
      source = claim.source
      checks = claim.checks.map {
        CheckEntry(id: "\(claim.id)/\($0.name)", level: $0.level, family: $0.family, mutants: $0.mutants.map(\.name))
      }
      proofs = claim.proofs
    }
  }
}

extension Catalogue {
  /// The claims that the words select.
  /// - Throws: a usage error with the nearest name there is.
  static func require(_ words: [String]) throws -> [Claim] {
    do throws(CatalogueError) { return try claims(selectedBy: words) } catch {
      throw ValidationError(error.description)
    }
  }
}
