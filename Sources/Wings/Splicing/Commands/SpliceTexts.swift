import ArgumentParser
import Console
import Foundation
import Splicing
import Text

/// Plain texts in place of a file of problems.
struct SpliceTexts: ParsableArguments {
  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp(
      "Plain texts to copy from: PROBLEMS is then a plain text too, the one to be made.", valueName: "file"))
  var from: [String] = []

  @Option(help: "What plain texts are cut into: words, lines or characters. Default: words.")
  var tokenise: TextTokenisation?

  func validate() throws {
    if tokenise != nil, from.isEmpty { throw ValidationError("--tokenise is about the plain texts of --from") }
  }

  /// The problem of making a text from the others. Words that are in none of them are neighbours of their own.
  func record(of path: String) throws -> SpliceProblemRecord {
    let sources = try from.map { (name: $0, text: try readPlainText($0)) }
    return SpliceProblemRecord(path, try readPlainText(path), from: sources, tokenise ?? .words)
  }
}

/// A text with every byte of the file.
///
/// - Throws: `CommandError` with the place of the first byte that is no UTF-8, for words are strings of Unicode.
func readPlainText(_ path: String) throws -> String {
  let data = try readFile(path)
  if let text = String(validating: data, as: UTF8.self) { return text }
  var (parser, bytes, offset) = (Unicode.UTF8.ForwardParser(), data.makeIterator(), 0)
  while case .valid(let scalar) = parser.parseScalar(from: &bytes) { offset += scalar.count }
  let line = data.prefix(offset).count { $0 == 0x0A } + 1
  throw CommandError(
    "\(path == "-" ? "standard input" : path), line \(line): byte \(offset + 1) is no UTF-8, and words are Unicode; "
      + "`iconv -t UTF-8 -f ENCODING` converts it")
}

/// `tightbound splice prepare`
struct SplicePrepare: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "prepare", abstract: "The problem of making a plain text from others, as a line of JSON.",
    discussion: """
      Every byte of the texts is kept: blank lines, ends of lines and spaces too, so that `splice replay --text` writes the text \
      again. Words that are in no source become neighbours of kind word. The other commands take plain texts themselves: \
      splice oracle TEXT --from SOURCE...
      """)

  @Argument(help: "A plain text.")
  var text: String

  @OptionGroup var texts: SpliceTexts

  @Option(name: .shortAndLong, help: "Where to write.")
  var output = "-"

  func validate() throws {
    if texts.from.isEmpty { throw ValidationError("--from names the texts to copy from") }
  }

  func run() throws {
    try writeFile(output, encodeJSONLine(texts.record(of: text).addingMissingWords()) + "\n")
  }
}

extension TextTokenisation: ExpressibleByArgument {}
