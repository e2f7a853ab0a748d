import Foundation
import TestSupport
import Testing

@Suite("The README of each reduction")
struct ReductionReadmeTests {
  /// Every folder there is.
  static let folders = Repository.reductions.keys.sorted()

  @Test(
    "Its commands run in golden/, with answers that are yes or a value, and print what it shows", arguments: folders)
  func commands(folder: String) throws {
    let place = try Workplace()
    for other in [folder, "KSumToGrammarDot"] where !place.exists(other) {
      try FileManager.default.createDirectory(at: place.path(other), withIntermediateDirectories: true)
      try FileManager.default.copyItem(
        at: Repository.file("golden", of: other), to: place.path("\(other)/golden"))
    }
    let readme = try Repository.text("README.md", of: folder)
    let commands = ShownCommand.all(in: readme)
    #expect(commands.contains { $0.line.contains(" reduce ") })
    for command in commands {
      let (printed, exitCode) = try command.run(in: place.path("\(folder)/golden"))
      let allowed: [Int32] = command.exitCode.map { [$0] } ?? [0, 10]
      #expect(allowed.contains(exitCode), "\(command.line): \(printed.joined(separator: "\n"))")
      if let missing = ShownCommand.missing(command.output, in: printed) {
        Issue.record("\(command.line) does not print “\(missing)” there, but:\n\(printed.joined(separator: "\n"))")
      }
      guard command.line.contains(" interpret ") else { continue }
      for (index, line) in printed.enumerated() where index == 0 || folder.contains("Matrix") {
        #expect(readme.contains("`\(line)`"), "\(command.line) prints \(line)")
      }
    }
  }

  @Test("Its table of golden instances has the sizes that the reduction measures")
  func sizes() throws {
    let place = try Workplace()
    for (folder, route, file, options, row) in [
      (
        "KSumToGrammarMatrixVector", "ksum-to-grammar-matrix-vector", "two-groups", ["--groups", "2"],
        ["R", "D", "n_M", "n_x"]
      ),
      (
        "KSumToGrammarMatrixVector", "ksum-to-grammar-matrix-vector", "two-groups-no", ["--groups", "2"],
        ["R", "D", "n_M", "n_x"]
      ),
      (
        "KSumToGrammarMatrixProduct", "ksum-to-grammar-matrix-product", "two-groups", ["--groups", "2"],
        ["R", "K", "n_A", "n_B"]
      ),
      (
        "KSumToGrammarMatrixProduct", "ksum-to-grammar-matrix-product", "two-groups-no", ["--groups", "2"],
        ["R", "K", "n_A", "n_B"]
      ),
      ("KSumToGrammarDot", "ksum-to-grammar-dot", "three-sum-yes", [], ["N", "n_v", "n_u"]),
      ("KSumToGrammarDot", "ksum-to-grammar-dot", "three-sum-no", [], ["N", "n_v", "n_u"]),
      ("KSumToGrammarDot", "ksum-to-grammar-dot", "four-sum", [], ["N", "n_v", "n_u"]),
    ] {
      let instance = Repository.file("golden/\(file).ksum", of: folder).path
      let run = try place.run(arguments: ["reduce", route, instance, "-o", "out", "--format", "json"] + options)
      let steps = try #require(run.json as? [[String: Any]])
      let promises = try #require(steps.first?["promises"] as? [[String: String]])
      let measured = row.compactMap { name in promises.first { $0["parameter"] == name }?["measured"] }
      let readme = try Repository.text("README.md", of: folder)
      let line = try #require(readme.split(separator: "\n").first { $0.hasPrefix("| `\(file).ksum`: ") })
      #expect(line.contains("| " + measured.joined(separator: " | ") + " |"), "\(line)")
    }
  }
}
