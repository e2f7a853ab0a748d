import ArgumentParser
import Evidence

/// `tightbound list`
package struct List: ParsableCommand {
  /// The help.
  package static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "Print the claims: each sentence of the statement with its evidence, the checks, the proofs.",
    discussion: """
      A claim is as strong as its weakest sentence. [certified; proved but for: the sizes] says: what is weakest is certified, \
      and all but the sentence about the sizes is proved.
      """)

  @Argument(help: "Only the claims of this field.")
  var field: String?

  @Option(help: "Only the claims of this level, which is that of their weakest sentence.")
  var level: EvidenceLevel?

  @Option(help: "How to print: text or json.")
  var format: OutputFormat = .text

  /// The command before its arguments are read.
  package init() {}

  /// Prints the claims of the field and the level, or of all, with their evidence.
  package func run() throws {
    let claims = try House.catalogue.require(field.map { [$0] } ?? []).filter { level == nil || $0.level == level }
    switch format {
    case .json: print(try json(claims.map(Entry.init)))
    case .text:
      for claim in claims { print(text(of: claim)) }
      let proved = claims.count { $0.level == .proved }
      print(
        "\(counted(claims.count, "claim")). \(proved == 1 ? "1 of them is" : "\(proved) of them are") proved outright, "
          + "every sentence.")
      print("Levels: sampled < certified < exhaustive < proved. A claim has the level of its weakest sentence.")
    }
  }

  private func text(of claim: Claim) -> String {
    var lines = ["\(claim.id)  [\(claim.evidence)]  \(claim.title)"]
    for (index, sentence) in claim.sentences.enumerated() {
      lines.append("    \(index + 1). [\(claim.level(of: sentence))] \(sentence.text)")
      if !sentence.checks.isEmpty { lines.append("       checks: \(sentence.checks.joined(separator: ", "))") }
      for proof in sentence.proofs {
        lines.append("       proof: Proofs/\(proof.file): \(proof.theorems.joined(separator: ", "))")
      }
    }
    if let remark = claim.remark { lines.append("    remark, without evidence here: \(remark)") }
    lines.append("    source: \(claim.source)")
    for check in claim.checks {
      lines.append(
        "    check \(check.name) [\(check.level)]: \(check.family); mutants: \(check.mutants.map(\.name).joined(separator: ", "))"
      )
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private struct Entry: Encodable {
    struct SentenceEntry: Encodable {
      let text: String
      let topic: String?
      let level: EvidenceLevel
      let checks: [String]
      let proofs: [ProofReference]
    }
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
    /// The level, and what is stronger.
    let evidence: String
    let sentences: [SentenceEntry]
    let remark: String?
    let source: Source
    let checks: [CheckEntry]
    let proofs: [ProofReference]

    init(_ claim: Claim) {
      id = claim.id
      title = claim.title
      statement = claim.statement
      level = claim.level
      evidence = claim.evidence
      sentences = claim.sentences.map { sentence in
        SentenceEntry(
          text: sentence.text, topic: sentence.topic, level: claim.level(of: sentence),
          checks: sentence.checks.map { "\(claim.id)/\($0)" }, proofs: sentence.proofs)
      }
      remark = claim.remark
      source = claim.source
      checks = claim.checks.map {
        CheckEntry(id: "\(claim.id)/\($0.name)", level: $0.level, family: $0.family, mutants: $0.mutants.map(\.name))
      }
      proofs = claim.proofs
    }
  }
}

extension EvidenceLevel: ExpressibleByArgument {}

extension Catalogue {
  /// The claims that the words select.
  /// - Throws: a usage error with the nearest name there is.
  package func require(_ words: [String]) throws -> [Claim] {
    do throws(CatalogueError) { return try claims(selectedBy: words) } catch {
      throw ValidationError(error.description)
    }
  }
}
