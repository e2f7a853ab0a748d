import ArgumentParser
import Console
import Formats
import Foundation
import GrammarCompression

/// `tightbound multiply`
struct Multiply: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "multiply",
    abstract: "Multiply a matrix, in compressed form, with a vector.",
    discussion: "\(NumericFile.kinds) A matrix that is not compressed is compressed first.")

  @Argument(help: "The matrix M.")
  var matrix: String

  @Argument(help: "The vector x; with --transposed y.")
  var vector: String

  @OptionGroup var options: NumberOptions

  @Option(help: "The format of the vector, where its name does not tell: csv, npy, txt, ...")
  var inputFormat: InputFormat?

  @Flag(help: "Compute Mᵀ y, the entries of yᵀ M.")
  var transposed = false

  @Option(help: "How many threads share the rows.")
  var threads: Int = 1

  @Option(name: .shortAndLong, help: "The file to write: .npy, or a number on each line; `-` is standard output.")
  var output: String = "-"

  func validate() throws {
    guard 1...1024 ~= threads else { throw ValidationError("--threads is 1 to 1024, not \(threads)") }
  }

  func run() throws {
    try requireOutput(output, ["npy", "txt", "csv"], holds: "a vector")
    // The name of an array is that of the matrix's archive.
    var vectorOptions = options.dialect
    if fileKind(matrix) == "npz" { vectorOptions.array = nil }
    let m = try inFile(matrix) {
      try NumericFile(path: matrix, format: nil, options.dialect).grammarMatrix(encoding: .words)
    }
    let x = try inFile(vector) { try NumericFile(path: vector, format: inputFormat, vectorOptions).doubles() }
    let needed = transposed ? m.rows : m.columns
    guard x.count == needed else {
      throw CommandError(
        "\(vector) has \(x.count) entries, but the matrix \(needed) \(transposed ? "rows" : "columns")")
    }
    let product = transposed ? m.multiplyTransposed(x, threads: threads) : m.multiply(x, threads: threads)
    if (output as NSString).pathExtension.lowercased() == "npy" {
      try writeFile(output, NPYArray(product).npyData())
    } else {
      try writeFile(output, product.map { "\($0)\n" }.joined())
    }
  }
}
