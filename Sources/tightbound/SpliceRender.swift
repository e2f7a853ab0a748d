import ArgumentParser
import Foundation
import Splicing

/// `tightbound splice render`
struct SpliceRender: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "render", abstract: "Where each word of a text comes from: in colour, or as a page.",
    discussion:
      "Shows a shortest derivation of one problem of the file. Each run of words stands behind its neighbour's letter.")

  @Argument(help: "A file of problems.")
  var problems: String

  @Option(help: "Which line, from 1.")
  var line = 1

  @Flag(help: "Write a page of HTML with a slider over the steps.")
  var html = false

  @Flag(help: "Without colours.")
  var plain = false

  @Option(name: .shortAndLong, help: "Where to write.")
  var output = "-"

  func run() throws {
    let lines = try spliceLines(of: problems)
    guard lines.indices.contains(line - 1) else {
      throw ValidationError("--line is 1 to \(lines.count), the lines of the file")
    }
    let record: SpliceProblemRecord = try decodeSpliceLine(lines[line - 1], number: line)
    let problem = record.problem()
    let missing = problem.missingTokens
    guard missing.isEmpty else {
      throw CommandError("no neighbour has \(missing.map { "“\($0)”" }.joined(separator: ", "))")
    }
    let provenance = try SpliceProvenance(SpliceOracle(problem).derivation(), problem)
    let title = "Splicing \(record.id.map { "\($0)" } ?? "line \(line)")"
    try writeFile(output, html ? provenance.html(title: title) : provenance.terminalText(isPlain: plain) + "\n")
  }
}
