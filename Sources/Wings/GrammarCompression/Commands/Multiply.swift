import ArgumentParser
import Console
import Formats
import Foundation
import GrammarCompression

/// `tightbound multiply`
struct Multiply: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "multiply",
    abstract: "Multiply a matrix, in compressed form, with a vector or a matrix.",
    discussion: """
      \(NumericFile.kinds) A matrix that is not compressed is compressed first. With --times k a square matrix is multiplied k times in \
      a row; --damping 0.85 makes that PageRank, if column j has 1/k at each of the k pages that page j links to.
      """)

  @Argument(help: "The matrix M.")
  var matrix: String

  @Argument(help: "The vector x, with --transposed y; or a matrix, of which each column is multiplied.")
  var vector: String

  @OptionGroup var options: NumberOptions

  @Option(help: "The format of the vector, where its name does not tell: csv, npy, txt, ...")
  var inputFormat: InputFormat?

  @Flag(help: "Compute Mᵀ y, the entries of yᵀ M.")
  var transposed = false

  @Option(help: "Multiply so many times in a row: M x, M M x and so on, of which the last is written.")
  var times: Int = 1

  @Option(help: "Make d M x + (1 − d) Σxⱼ/n of each product M x, with d from 0 to 1.")
  var damping: Double = 1

  @Option(help: "How many threads share the rows.")
  var threads: Int = 1

  @Option(name: .shortAndLong, help: "The file to write: .npy, or a number on each line; `-` is standard output.")
  var output: String = "-"

  @OptionGroup var size: SizeLimit

  func validate() throws {
    guard 1...1024 ~= threads else { throw ValidationError("--threads is 1 to 1024, not \(threads)") }
    guard 1...1_000_000_000 ~= times else { throw ValidationError("--times is 1 to 1000000000, not \(times)") }
    guard 0...1 ~= damping else { throw ValidationError("--damping is from 0 to 1, not \(damping)") }
  }

  func run() throws {
    try requireOutput(output, ["npy", "txt", "csv"], holds: "a vector")
    // The name of an array is that of the matrix's archive.
    var vectorOptions = options.dialect
    if fileKind(matrix) == "npz" { vectorOptions.array = nil }
    size.watch()
    let progress = Progress("per mille of compressing \(matrix)")
    defer { progress.finish() }
    let m = try inFile(matrix) {
      let file = try NumericFile(path: matrix, format: nil, options.dialect, isMatrix: true)
      if file.isMatrix, let bytes = file.compressionBytes { try size.require(holding: bytes, instead: nil) }
      return try file.grammarMatrix(encoding: .words) { progress.update(Int($0 * 1000), of: 1000) }
    }
    progress.finish()
    let file = try inFile(vector) { try NumericFile(path: vector, format: inputFormat, vectorOptions) }
    let (x, width) = try inFile(vector) { try file.denseColumns() }
    let needed = transposed ? m.rows : m.columns
    guard x.count == needed * (width ?? 1) else {
      throw CommandError(
        "\(vector) has \(width.map { "\(x.count / max($0, 1)) rows" } ?? "\(x.count) entries"), but the matrix \(needed) "
          + (transposed ? "rows" : "columns"))
    }
    if let width {
      guard times == 1, damping == 1 else { throw ValidationError("--times and --damping are for a vector") }
      return try write(m.multiply(x, width: width, transposed: transposed, threads: threads), width: width)
    }
    guard m.rows == m.columns || times == 1 && damping == 1 else {
      throw CommandError("\(matrix) is \(m.rows) × \(m.columns); --times and --damping need a square matrix")
    }
    guard times > 1 || damping < 1 else {
      return try write(
        transposed ? m.multiplyTransposed(x, threads: threads) : m.multiply(x, threads: threads), width: nil)
    }
    let products = Progress("products")
    defer { products.finish() }
    let product = m.multiply(x, times: times, damping: damping, transposed: transposed, threads: threads) {
      products.update($0, of: times)
    }
    products.finish()
    try write(product, width: nil)
  }

  /// Writes a vector, or a matrix row by row.
  private func write(_ product: [Double], width: Int?) throws {
    if let index = product.firstIndex(where: { !$0.isFinite }) {
      StandardError.write(
        "notice: entry \(index) is \(product[index]): numbers beyond 1.8e308 are infinite, and what comes of them may be none"
      )
    }
    let rows = product.count / max(width ?? 1, 1)
    if (output as NSString).pathExtension.lowercased() == "npy" {
      try writeFile(output, NPYArray(product, shape: [rows] + (width.map { [$0] } ?? [])).npyData())
    } else if let width {
      try writeFile(output, NumberTable(rows: rows, columns: width, values: product).csvData())
    } else {
      try writeFile(output, product.map { "\($0)\n" }.joined())
    }
  }
}
