import Console
import Evidence
import Foundation
import Testing
import tightbound

/// The tables of `Proofs/NAME/README.md` and the files they speak of.
struct ProofTable {
  struct Row: Hashable {
    let claim: String
    let theorem: String
    let file: String
    let check: String
  }

  var rows: [Row]
  /// The text of each proof file, by its path in `Proofs/`.
  var files: [String: String]
  /// The folders of `Proofs/` that there may be.
  let folders: Set<String>

  /// The table as it stands in the repository.
  static func inRepository() throws -> ProofTable {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let folder = root.appendingPathComponent("Proofs")
    func text(_ name: String) throws -> String {
      try String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)
    }
    var files: [String: String] = [:]
    // Also those of the proved checkers, in a folder of their own; what is made is in hidden folders.
    var rows: [Row] = []
    for name in try FileManager.default.subpathsOfDirectory(atPath: folder.path).sorted() where !name.contains("/.") {
      if name.hasSuffix(".v") { files[name] = try text(name) }
      if name.hasSuffix("/README.md") { rows += Self.rows(in: try text(name)) }
    }
    return ProofTable(
      rows: rows, files: files,
      folders: Set(wings.map(\.name)).union(["Shared", "Checkers"]))
  }

  /// The rows of the one table with the heading `claim | theorem | file | Swift check`.
  static func rows(in readme: String) -> [Row] {
    let lines = readme.split(separator: "\n", omittingEmptySubsequences: false)
    guard let heading = lines.firstIndex(of: "| claim | theorem | file | Swift check |") else { return [] }
    return lines[(heading + 2)...].prefix { $0.hasPrefix("|") }.map { line in
      let cells = line.split(separator: "|").map {
        $0.trimmingCharacters(in: .whitespaces).replacingOccurrences(of: "`", with: "")
      }
      return cells.count == 4
        ? Row(claim: cells[0], theorem: cells[1], file: cells[2], check: cells[3])
        : Row(claim: String(line), theorem: "", file: "", check: "")
    }
  }

  /// Everything in which table, files and claims disagree.
  func disagreements(with claims: [Claim]) -> [String] {
    var found: [String] = []
    for row in rows {
      guard let claim = claims.first(where: { $0.id == row.claim }) else {
        found.append("no claim \(row.claim)")
        continue
      }
      if !claim.proofs.contains(where: { $0.file == row.file && $0.theorems.contains(row.theorem) }) {
        found.append("\(row.claim) does not refer to \(row.theorem) in \(row.file)")
      }
      let sentences = claim.sentences.filter {
        $0.proofs.contains { $0.file == row.file && $0.theorems.contains(row.theorem) }
      }
      if !claim.checks.contains(where: { "\(claim.id)/\($0.name)" == row.check }) {
        found.append("no check \(row.check)")
      } else if !sentences.isEmpty,
        !sentences.contains(where: { $0.checks.contains { "\(claim.id)/\($0)" == row.check } })
      {
        found.append("\(row.check) tests another sentence than the one that \(row.theorem) proves")
      }
      if !states(row.theorem, in: row.file) { found.append("\(row.file) does not prove \(row.theorem)") }
    }
    for claim in claims {
      for theorem in claim.proofs.flatMap(\.theorems)
      where !rows.contains(where: { $0.claim == claim.id && $0.theorem == theorem }) {
        found.append("the table of its wing lacks \(claim.id), \(theorem)")
      }
    }
    var paths: [Substring: String] = [:]
    for file in files.keys.sorted() {
      let parts = file.split(separator: "/")
      if parts.count != 2 || !folders.contains(String(parts[0])) {
        found.append("\(file) is not in the folder of a wing")
      }
      // Files are required by their names alone, which must therefore tell them apart.
      if let other = paths.updateValue(file, forKey: parts[parts.count - 1]) {
        found.append("\(other) and \(file) have the same name")
      }
    }
    return found
  }

  private func states(_ theorem: String, in file: String) -> Bool {
    let lines = (files[file] ?? "").split(separator: "\n")
    return lines.contains { line in
      let words = line.split(whereSeparator: { $0 == " " || $0 == ":" })
      return words.count >= 2 && ["Theorem", "Lemma", "Corollary"].contains(words[0]) && words[1] == theorem
    }
  }
}

@Suite("The table of proofs")
struct ProofTableTests {
  @Test("Table, proof files and catalogue agree")
  func agreement() throws {
    let table = try ProofTable.inRepository()
    #expect(table.rows.count >= 11)
    #expect(table.disagreements(with: wings.flatMap(\.claims)) == [])
  }

  @Test("A stale table is found out")
  func staleness() throws {
    let table = try ProofTable.inRepository()
    let index = try #require(table.rows.firstIndex { $0.check == "grammar.run-length-product/expansion" })
    let first = table.rows[index]

    var lacking = table
    lacking.rows.remove(at: index)
    #expect(
      lacking.disagreements(with: wings.flatMap(\.claims)) == [
        "the table of its wing lacks \(first.claim), \(first.theorem)"
      ])

    for stale in [
      ProofTable.Row(claim: "grammar.gone", theorem: first.theorem, file: first.file, check: first.check),
      ProofTable.Row(claim: first.claim, theorem: "renamed", file: first.file, check: first.check),
      ProofTable.Row(claim: first.claim, theorem: first.theorem, file: "Shared/Gone.v", check: first.check),
      ProofTable.Row(claim: first.claim, theorem: first.theorem, file: first.file, check: "\(first.claim)/gone"),
      ProofTable.Row(claim: first.claim, theorem: first.theorem, file: first.file, check: "\(first.claim)/steps"),
    ] {
      var table = table
      table.rows.append(stale)
      #expect(!table.disagreements(with: wings.flatMap(\.claims)).isEmpty, "\(stale)")
    }

    var renamed = table
    renamed.files[first.file] = table.files[first.file]?.replacingOccurrences(of: first.theorem, with: "renamed")
    #expect(renamed.disagreements(with: wings.flatMap(\.claims)) == ["\(first.file) does not prove \(first.theorem)"])

    let name = String(first.file.split(separator: "/")[1])
    for (path, disagreements) in [
      ("Stray.v", ["Stray.v is not in the folder of a wing"]),
      ("Strays/Stray.v", ["Strays/Stray.v is not in the folder of a wing"]),
      ("Splicing/Strays/Stray.v", ["Splicing/Strays/Stray.v is not in the folder of a wing"]),
      ("Splicing/\(name)", ["\(first.file) and Splicing/\(name) have the same name"]),
    ] {
      var stray = table
      stray.rows = []
      stray.files[path] = ""
      #expect(stray.disagreements(with: []) == disagreements)
    }
  }

  @Test("No proof is left open")
  func completeness() throws {
    // `Proofs/build` asks Coq itself; this finds it without Coq.
    for (file, text) in try ProofTable.inRepository().files.sorted(by: { $0.key < $1.key }) {
      for word in ["Admitted", "admit", "Axiom", "Parameter", "Conjecture"] {
        let words = Set(text.split(whereSeparator: { !$0.isLetter }))
        #expect(!words.contains(word[...]), "\(file) has \(word)")
      }
    }
  }
}
