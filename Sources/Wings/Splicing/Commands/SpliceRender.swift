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
      """
      Shows a shortest derivation of one problem of the file, or of a plain text with --from; where that is too large, one with a \
      lower bound. Each run of words stands behind its source's letter, and the legend says how much comes from each source.
      """)

  @Argument(help: "A file of problems; with --from a plain text.")
  var problems: String

  @OptionGroup var texts: SpliceTexts

  @Option(help: "Which line, from 1.")
  var line = 1

  @Flag(help: "Write a page of HTML: the text beside its sources, with links between them.")
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

  @OptionGroup var limit: SizeLimit

  func validate() throws {
    if html && svg { throw ValidationError("--html and --svg are two answers; choose one") }
  }

  func run() throws {
    let (record, title) = try problem()
    let problem = record.problem()
    let progress = Progress("words")
    let document = SpliceDocument(
      problem, memoryLimit: limit.memory(sharedBy: 1), progress: { progress.update($0, of: problem.target.count) })
    progress.finish()
    guard let document else {
      let words = problem.missingTokens.map { "“\($0)”" }.joined(separator: ", ")
      throw CommandError("no neighbour has \(words); --add-missing makes them neighbours")
    }
    let picture = try SplicePicture(record, title: title, document.operations, lower: document.lower)
    if svg { return try writeFile(output, picture.svg()) }
    if html { return try writeFile(output, picture.page) }
    let isPlain = style.map { $0 == .plain } ?? (output != "-" || isatty(STDOUT_FILENO) == 0)
    try writeFile(output, picture.terminalText(isPlain: isPlain))
  }

  /// The problem, and what it is called.
  private func problem() throws -> (SpliceProblemRecord, title: String) {
    if !texts.from.isEmpty {
      guard line == 1 else { throw ValidationError("--line is about files of problems; --from makes one problem") }
      return (try texts.record(of: problems).addingMissingWords(), "Splicing \(problems)")
    }
    let lines = try spliceLines(of: problems)
    guard lines.indices.contains(line - 1) else {
      throw ValidationError("--line is 1 to \(lines.count), the lines of the file")
    }
    let record: SpliceProblemRecord = try decodeJSONLine(lines[line - 1], number: line)
    return (
      addMissing ? record.addingMissingWords() : record, "Splicing \(record.id.map { "\($0)" } ?? "line \(line)")"
    )
  }
}
