import ArgumentParser
import Console
import Foundation
import Splicing
import Text

/// `tightbound splice render`
struct SpliceRender: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "render", abstract: "Where each word of a text comes from: in colour, as a page, or as a tree.",
    discussion:
      "Shows a shortest derivation of one problem of the file. Each run of words stands behind its neighbour's letter.")

  @Argument(help: "A file of problems.")
  var problems: String

  @Option(help: "Which line, from 1.")
  var line = 1

  @Flag(help: "Write a page of HTML with a slider over the steps.")
  var html = false

  @Flag(help: "Write an SVG picture of the derivation's tree.")
  var svg = false

  /// Whether the text has colours.
  enum Style: EnumerableFlag {
    case plain, colour

    static func help(for style: Style) -> ArgumentHelp? {
      style == .plain ? "Without colours." : "With colours. Default: where the output is a terminal."
    }
  }

  @Flag
  var style: Style?

  @Option(name: .shortAndLong, help: "Where to write.")
  var output = "-"

  @Flag(help: "Make each missing word a neighbour of its own.")
  var addMissing = false

  func validate() throws {
    if html && svg { throw ValidationError("--html and --svg are two answers; choose one") }
  }

  func run() throws {
    let lines = try spliceLines(of: problems)
    guard lines.indices.contains(line - 1) else {
      throw ValidationError("--line is 1 to \(lines.count), the lines of the file")
    }
    var record: SpliceProblemRecord = try decodeJSONLine(lines[line - 1], number: line)
    if addMissing { record = record.addingMissingWords() }
    let problem = record.problem()
    let missing = problem.missingTokens
    guard missing.isEmpty else {
      throw CommandError("no neighbour has \(missing.map { "“\($0)”" }.joined(separator: ", "))")
    }
    let operations = try SpliceOracle(problem).derivation()
    let title = "Splicing \(record.id.map { "\($0)" } ?? "line \(line)")"
    let names = record.neighbours.indices.map { name(of: record.neighbours[$0], $0) }
    if svg { return try writeFile(output, SpliceForest(operations, problem).svg(problem, title: title, names: names)) }
    let provenance = try SpliceProvenance(operations, problem)
    if html { return try writeFile(output, provenance.html(title: title, names: names)) }
    let isPlain = style.map { $0 == .plain } ?? (output != "-" || isatty(STDOUT_FILENO) == 0)
    try writeFile(output, provenance.terminalText(isPlain: isPlain) + "\n")
  }

  /// What the legend calls a neighbour.
  private func name(of neighbour: SpliceProblemRecord.Neighbour, _ index: Int) -> String {
    switch neighbour.kind {
    case .field: "the value of \(neighbour.id.map { "\($0)" } ?? "field \(index)")"
    case .word: "a word of its own"
    case .text: "text \(neighbour.id.map { "\($0)" } ?? "\(index)")"
    case nil: "neighbour \(neighbour.id.map { "\($0)" } ?? "\(index)")"
    }
  }
}
