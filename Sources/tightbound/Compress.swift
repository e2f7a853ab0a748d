import ArgumentParser
import Exact
import Foundation
import GrammarCompression

/// `tightbound compress`
struct Compress: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Compress a vector or a matrix by a grammar.",
    discussion: "\(NumericFile.kinds) A vector becomes .slp, a matrix .tbgm.")

  @Argument(help: "The file to compress; `-` is standard input, as bytes.")
  var input: String

  @Option(help: "How to find the grammar of a vector: repair, lz78, lz77, sequitur or run-length.")
  var using: GrammarConstruction = .repair

  @Option(help: "How to store a matrix: words (fastest) or packed (smallest).")
  var encoding: GrammarMatrix.Encoding = .words

  @Option(
    help: "The order in which a matrix's columns are compressed: as-given, or path-cover (similar ones side by side).")
  var columns: ColumnArrangement = .asGiven

  @Option(help: "The array of an NPZ archive.")
  var array: String?

  @Option(name: .shortAndLong, help: "The file to write; `-` is standard output.")
  var output: String

  func run() throws {
    let file = try NumericFile(path: input, array: array)
    let progress = Progress("per mille of compressing \(input)")
    let show: (Double) -> Void = { progress.update(Int($0 * 1000), of: 1000) }
    let say: (String) -> Void = output == "-" ? { Tightbound.report($0) } : { print($0) }
    if file.isMatrix {
      let matrix = try inFile(input) {
        try file.grammarMatrix(encoding: encoding, columnOrder: columns.order, progress: show)
      }
      progress.finish()
      try writeFile(output, Data(matrix.container))
      say(matrix.report.description)
    } else {
      let program = try inFile(input) { try file.program(using: using, progress: show) }
      progress.finish()
      try writeFile(output, program.text)
      say(
        "N = \(program.count), n = \(program.size) symbols, \(program.terminalCount) different entries, "
          + "height \(program.height)")
    }
    if output != "-" { say("wrote \(output)") }
  }

  /// The orders of columns that can be asked for by name.
  enum ColumnArrangement: String, CaseIterable, ExpressibleByArgument {
    case asGiven = "as-given"
    case pathCover = "path-cover"

    var order: GrammarMatrix.ColumnOrder { self == .asGiven ? .asGiven : .pathCover() }
  }
}
