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

  @Flag(help: "Write each entry as a byte.")
  var bytes = false

  @Option(name: .shortAndLong, help: "The file to write; `-` is standard output.")
  var output: String = "-"

  @OptionGroup var size: SizeLimit

  func run() throws {
    let kind = (output as NSString).pathExtension.lowercased()
    if !bytes { try requireOutput(output, ["npy", "csv", "txt"], holds: "numbers") }
    if dtype != nil, kind != "npy" { throw ValidationError("--dtype is for outputs .npy") }
    size.watch()
    switch try NumericFile(path: input, format: inputFormat, NumberDialect()) {
    case .matrix(let matrix):
      if bytes { throw ValidationError("--bytes is for vectors") }
      try write(matrix, kind)
    case .program(let program): try write(program, kind)
    case .runs(let vector): try write(StraightLineProgram(vector), kind)
    default: throw CommandError("\(input) is not compressed; there are .slp, .tbgv, .R, .rle and .tbgm")
    }
  }

  private func write(_ matrix: GrammarMatrix, _ kind: String) throws {
    let type = kind == "npy" ? dtype?.type ?? .float64 : nil
    let predicted = matrix.predictedExpansion(bytesPerEntry: type?.byteCount)
    try size.require(
      holding: predicted.held, writing: predicted.written, to: output,
      instead: "`multiply`, which takes a matrix compressed,")
    let shape = [matrix.rows, matrix.columns]
    let data = try ElapsedTime.during("expanding") {
      let entries = try matrix.expand(limit: .max)
      return try type.map { try NPYArray(entries, shape: shape).converted(to: $0).npyData() }
        ?? NumberTable(rows: shape[0], columns: shape[1], values: entries).csvData()
    }
    try writeFile(output, data)
  }

  /// Writes a vector, in memory that does not grow with its length.
  private func write(_ program: StraightLineProgram<Integer>, _ kind: String) throws {
    let expansion: ByteExpansion
    var header = Data()
    if bytes {
      expansion = try ByteExpansion(program)
    } else if kind == "npy" {
      let elements = try Elements(of: program, dtype?.type)
      header = NPYArray.npyHeader(elements.type, shape: [program.count])
      expansion = ByteExpansion(program) { elements.bytes[$0] ?? [] }
    } else {
      expansion = ByteExpansion(program) { Array("\($0)\n".utf8) }
    }
    try size.require(
      holding: expansion.predictedBytes, writing: Integer(expansion.byteCount), to: output,
      seconds: Double(expansion.byteCount) / 200_000_000,
      instead: output == "-" ? nil : "another disk, or `-` and a pipe,")
    let progress = Progress("bytes of \(output)")
    defer { progress.finish() }
    var done = 0
    try writeFile(output) { write in
      if !header.isEmpty { try write(header) }
      try expansion.forEachChunk { chunk in
        guard let start = chunk.baseAddress else { return }
        // Not copied: the bytes stay as they are during the call.
        try write(Data(bytesNoCopy: UnsafeMutableRawPointer(mutating: start), count: chunk.count, deallocator: .none))
        done += chunk.count
        // On a terminal the entries themselves are seen.
        if output != "-" { progress.update(done, of: expansion.byteCount) }
      }
    }
  }

  /// The different entries of a vector as the elements of an array.
  private struct Elements {
    let type: NPYElementType
    var bytes: [Integer: [UInt8]] = [:]

    init(of program: StraightLineProgram<Integer>, _ chosen: NPYElementType?) throws {
      let entries = (0..<program.terminalCount).compactMap { program.constantValue(of: $0) }
      let isUnsigned = entries.allSatisfy { $0 >= 0 } && entries.contains { Int64(exactly: $0) == nil }
      type = chosen ?? (isUnsigned ? .uint64 : .int64)
      for entry in entries {
        func refused(_ reason: String) -> CommandError {
          CommandError("entry \(program.firstIndex(of: entry)) is \(entry), which \(reason)")
        }
        let word: NPYArray? =
          try isUnsigned
          ? UInt64(exactly: entry).map { try NPYArray([$0]) } : Int64(exactly: entry).map { try NPYArray([$0]) }
        guard let word else { throw refused("does not fit the 64 bits of an .npy file") }
        guard let element = try? word.converted(to: type) else { throw refused("is none of the type \(type.name)") }
        bytes[entry] = Array(element.bytes)
      }
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
