import ArgumentParser
import Console
import Exact
import Formats
import Foundation
import GrammarCompression

/// `tightbound expand`
struct Expand: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Write out the entries of a compressed vector or matrix.",
    discussion: """
      Writes .npy or .csv by the output's name, and otherwise a number on each line (a vector) or CSV (a matrix). A vector \
      whose entries are bytes can be written as `--bytes`.
      """)

  @Argument(help: "The compressed file: .slp, .rle or .tbgm.")
  var input: String

  @Option(help: "Refuse to write more entries than this.")
  var limit: Int = 1 << 28

  @Flag(help: "Write each entry as a byte.")
  var bytes = false

  @Option(name: .shortAndLong, help: "The file to write; `-` is standard output.")
  var output: String = "-"

  func run() throws {
    let kind = (output as NSString).pathExtension.lowercased()
    switch try NumericFile(path: input) {
    case .matrix(let matrix):
      if bytes { throw ValidationError("--bytes is for vectors") }
      let entries = try matrix.expand(limit: limit)
      let shape = [matrix.rows, matrix.columns]
      try writeFile(
        output,
        kind == "npy"
          ? NPYArray(entries, shape: shape).npyData()
          : NumberTable(rows: shape[0], columns: shape[1], values: entries).csvData())
    case .program(let program): try write(program.expand(limit: limit), kind)
    case .runs(let vector): try write(vector.expand(limit: limit), kind)
    default: throw CommandError("\(input) is not compressed; there are .slp, .rle and .tbgm")
    }
  }

  private func write(_ entries: [Integer], _ kind: String) throws {
    if bytes {
      let data = try entries.enumerated().map { index, entry in
        guard let byte = UInt8(exactly: entry) else {
          throw CommandError("entry \(index) is \(entry), which is no byte")
        }
        return byte
      }
      return try writeFile(output, Data(data))
    }
    guard kind == "npy" else { return try writeFile(output, entries.map { "\($0)\n" }.joined()) }
    let words = try entries.enumerated().map { index, entry in
      guard let word = Int64(exactly: entry) else {
        throw CommandError("entry \(index) is \(entry), which does not fit the 64 bits of an .npy file")
      }
      return word
    }
    try writeFile(output, NPYArray(words).npyData())
  }
}
