import ArgumentParser
import Console
import Exact
import Foundation
import GrammarCompression

/// `tightbound compress`
struct Compress: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compress",
    abstract: "Compress a vector or a matrix by a grammar.",
    discussion: """
      \(NumericFile.kinds) A vector becomes .tbgv (smallest), .slp (text), or .R and .C as irepair \
      writes them, by the output's name; a matrix .tbgm.
      """)

  @Argument(help: "The file to compress; `-` is standard input, as bytes.")
  var input: String

  @Option(help: "How to find the grammar of a vector: repair, lz78, lz77, sequitur or run-length.")
  var using: ProgramConstruction = .repair

  @Option(help: "How to store a matrix: words (fastest) or packed (smallest).")
  var encoding: GrammarMatrix.Encoding = .words

  @Option(
    help: "The order in which a matrix's columns are compressed: as-given, or path-cover (similar ones side by side).")
  var columns: ColumnArrangement = .asGiven

  @OptionGroup var options: NumberOptions

  @Option(help: "The format of the input, where its name does not tell: csv, npy, bytes, ...")
  var inputFormat: InputFormat?

  @Option(
    help: "Compress bytes in blocks of this many, so that memory is bounded: up to 80 bytes for each byte of a block.")
  var block: Int = 1 << 24

  @Option(name: .shortAndLong, help: "The file to write; `-` is standard output.")
  var output: String

  @OptionGroup var size: SizeLimit

  func validate() throws {
    guard 1..<1 << 30 ~= block else { throw ValidationError("--block is 1 to 2³⁰ − 1, not \(block)") }
  }

  func run() throws {
    let isBytes = NumericFile.isBytes(input, inputFormat) && options.array == nil
    size.watch(instead: isBytes ? "a smaller --block, or --using run-length if entries repeat side by side," : nil)
    if isBytes, let program = try bytesProgram() { return try write(program) }
    let file = try NumericFile(path: input, format: inputFormat, options.dialect)
    if using != .runLength, let bytes = file.compressionBytes { try size.require(holding: bytes, instead: nil) }
    let progress = Progress("per mille of compressing \(input)")
    let show: (Double) -> Void = { progress.update(Int($0 * 1000), of: 1000) }
    if file.isMatrix {
      try requireOutput(output, ["tbgm"], holds: "a compressed matrix")
      let matrix = try inFile(input) {
        try file.grammarMatrix(encoding: encoding, columnOrder: columns.order, progress: show)
      }
      progress.finish()
      try writeFile(output, Data(matrix.container))
      say(matrix.report.description)
      if output != "-" { say("wrote \(output)") }
    } else {
      let program = try inFile(input) { try file.program(using: using, progress: show) }
      progress.finish()
      try write(program)
    }
  }

  private func say(_ text: String) {
    // What is said must not mix with the file when that goes to standard output.
    if output == "-" { StandardError.write(text) } else { print(text) }
  }

  private func write(_ program: StraightLineProgram<Integer>) throws {
    if output.hasSuffix(".R") {
      let (rules, sequence) = try program.repairFiles()
      try writeFile(output, Data(rules))
      try writeFile(output.dropLast(2) + ".C", Data(sequence))
    } else if (output as NSString).pathExtension.lowercased() == "tbgv" {
      try writeFile(output, Data(program.container))
    } else {
      try requireOutput(output, ["slp", "tbgv"], holds: "a compressed vector")
      try writeFile(output, program.text)
    }
    say(
      "N = \(program.count), n = \(program.size) symbols, \(program.terminalCount) different entries, "
        + "height \(program.height)")
    if output != "-" { say("wrote \(output)") }
  }

  /// The bytes of the input, read and compressed block by block; nil if it turns out to be a compressed matrix.
  private func bytesProgram() throws -> StraightLineProgram<Integer>? {
    let file = try openFile(input)
    let size = try plainSize(of: file, input)
    if let size { try tell(size) }
    let total = size ?? 0
    let progress = Progress("bytes of \(input)")
    let block = Progress("per mille of compressing a block of \(input)")
    defer {
      progress.finish()
      block.finish()
    }
    let show: (Double) -> Void = { block.update(Int($0 * 1000), of: 1000) }
    return try inFile(input) {
      if using == .repair {
        var construction = ByteConstruction(blockLength: self.block)
        let isRead = try forEachChunk(of: file, input, inputFormat) { chunk in
          try construction.append(contentsOf: chunk, progress: show)
          progress.update(construction.count, of: total)
        }
        return isRead ? try construction.program(progress: show) : nil
      }
      var construction = BlockwiseConstruction<Integer>(using: using, blockLength: self.block)
      let isRead = try forEachChunk(of: file, input, inputFormat) { chunk in
        try construction.append(contentsOf: chunk.lazy.map { Integer(Int($0)) })
        progress.update(construction.count, of: total)
      }
      return isRead ? try construction.program() : nil
    }
  }

  /// Says what the bytes of a plain file take. What does not fit a block may take much less than the most, where it repeats: it is
  /// broken off at the limit instead of refused.
  private func tell(_ count: Int) throws {
    // Of gzip the size says nothing.
    guard using == .repair, fileKind(input) == (input as NSString).pathExtension.lowercased() else { return }
    let most = ByteConstruction.predictedBytes(count: count, blockLength: block)
    guard count <= block else {
      let ending = size.allows(holding: most) ? "" : ", and this is then broken off at the limit"
      return StandardError.write(
        "notice: this holds up to \(ByteCount(most).text) in memory if the bytes do not repeat\(ending)")
    }
    let smaller = stride(from: 20, through: 12, by: -2).map { 1 << $0 }.first {
      $0 < count && size.allows(holding: ByteConstruction.predictedBytes(count: count, blockLength: $0))
    }
    // Of text and logs some 4 MB take a second.
    try size.require(
      holding: most, seconds: Double(count) / 4_000_000, instead: smaller.map { "--block \($0)" })
  }

  /// The orders of columns that can be asked for by name.
  enum ColumnArrangement: String, CaseIterable, ExpressibleByArgument {
    case asGiven = "as-given"
    case pathCover = "path-cover"

    var order: GrammarMatrix.ColumnOrder { self == .asGiven ? .asGiven : .pathCover() }
  }
}
