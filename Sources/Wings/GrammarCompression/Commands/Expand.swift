import ArgumentParser
import Console
import Exact
import Formats
import Foundation
import GrammarCompression

/// `tightbound expand`
struct Expand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "expand",
    abstract: "Write out the entries of a compressed vector or matrix.",
    discussion: """
      Writes .npy or .csv by the output's name, and otherwise a number on each line (a vector) or CSV (a matrix). A vector \
      whose entries are bytes can be written as `--bytes`.
      """)

  @Argument(help: "The compressed file: .slp, .tbgv, .R, .rle or .tbgm.")
  var input: String

  @Option(help: "The format of the input, where its name does not tell: slp, tbgv, repair, rle or tbgm.")
  var inputFormat: InputFormat?

  @Option(
    help:
      "Of .npy: the type of its elements, such as u1, i4, i8, u8, f4, f8, which must hold each entry exactly. Default: f8 of a matrix, i8 of a vector or u8 if that alone holds it."
  )
  var dtype: ElementType?

  @Option(help: "Refuse to write more entries than this.")
  var limit: Int = 1 << 28

  @Flag(help: "Write each entry as a byte.")
  var bytes = false

  @Option(name: .shortAndLong, help: "The file to write; `-` is standard output.")
  var output: String = "-"

  func run() throws {
    let kind = (output as NSString).pathExtension.lowercased()
    if !bytes { try requireOutput(output, ["npy", "csv", "txt"], holds: "numbers") }
    if dtype != nil, kind != "npy" { throw ValidationError("--dtype is for outputs .npy") }
    switch try NumericFile(path: input, format: inputFormat, NumberDialect()) {
    case .matrix(let matrix):
      if bytes { throw ValidationError("--bytes is for vectors") }
      let entries = try matrix.expand(limit: limit)
      let shape = [matrix.rows, matrix.columns]
      try writeFile(
        output,
        kind == "npy"
          ? NPYArray(entries, shape: shape).converted(to: dtype?.type ?? .float64).npyData()
          : NumberTable(rows: shape[0], columns: shape[1], values: entries).csvData())
    case .program(let program) where bytes:
      guard program.count <= limit else {
        throw CommandError("the vector has \(program.count) entries, more than --limit \(limit)")
      }
      let expansion = try ByteExpansion(program)
      try writeFile(output) { write in try expansion.forEachChunk { try write(Data($0)) } }
    case .program(let program): try write(program.expand(limit: limit), kind)
    case .runs(let vector): try write(vector.expand(limit: limit), kind)
    default: throw CommandError("\(input) is not compressed; there are .slp, .tbgv, .R, .rle and .tbgm")
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
    let isUnsigned = entries.allSatisfy { $0 >= 0 } && entries.contains { Int64(exactly: $0) == nil }
    let array: NPYArray
    if isUnsigned {
      array = try NPYArray(try words(entries, as: UInt64.self))
    } else {
      array = try NPYArray(try words(entries, as: Int64.self))
    }
    try writeFile(output, (dtype.map { try array.converted(to: $0.type) } ?? array).npyData())
  }

  private func words<Word: FixedWidthInteger>(_ entries: [Integer], as type: Word.Type) throws -> [Word] {
    try entries.enumerated().map { index, entry in
      guard let word = Word(exactly: entry) else {
        throw CommandError("entry \(index) is \(entry), which does not fit the 64 bits of an .npy file")
      }
      return word
    }
  }

  /// A type of elements by NumPy's name.
  struct ElementType: ExpressibleByArgument {
    let type: NPYElementType

    init?(argument: String) {
      guard let type = NPYElementType.allCases.first(where: { $0.name == argument || "\($0)" == argument }) else {
        return nil
      }
      self.type = type
    }

    static var allValueStrings: [String] { NPYElementType.allCases.map(\.name) }
  }
}
