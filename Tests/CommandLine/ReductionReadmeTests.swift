import Foundation
import TestSupport
import Testing

@Suite("The README of each reduction")
struct ReductionReadmeTests {
  /// Every folder there is.
  static let folders = Repository.reductions.keys.sorted()

  @Test("Its command lines run in golden/, and the answers are yes or a value", arguments: folders)
  func commands(folder: String) throws {
    let place = try Workplace()
    for other in [folder, "KSumToGrammarDot"] where !place.exists(other) {
      try FileManager.default.createDirectory(at: place.path(other), withIntermediateDirectories: true)
      try FileManager.default.copyItem(
        at: Repository.file("golden", of: other), to: place.path("\(other)/golden"))
    }
    let readme = try Repository.text("README.md", of: folder)
    let executables = try Workplace.executable().deletingLastPathComponent().path
    let lines = readme.split(separator: "\n").filter { $0.hasPrefix("    tightbound ") }
    #expect(lines.contains { $0.contains(" reduce ") })
    for line in lines {
      let process = Process()
      process.executableURL = URL(fileURLWithPath: "/bin/sh")
      process.arguments = ["-c", String(line)]
      process.currentDirectoryURL = place.path("\(folder)/golden")
      process.environment = ["PATH": "\(executables):/usr/bin:/bin"]
      process.standardInput = FileHandle.nullDevice
      // Little enough is printed for a pipe.
      let (output, errors) = (Pipe(), Pipe())
      (process.standardOutput, process.standardError) = (output, errors)
      try process.run()
      let said = String(decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
      let complaint = String(decoding: try errors.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
      process.waitUntilExit()
      #expect([0, 10].contains(process.terminationStatus) && complaint.isEmpty, "\(line): \(complaint)")
      guard line.contains(" interpret ") else { continue }
      for (index, printed) in said.split(separator: "\n").enumerated() where index == 0 || folder.contains("Matrix") {
        #expect(readme.contains("`\(printed)`"), "\(line) prints \(printed)")
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
