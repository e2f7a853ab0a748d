import Console
import Exact
import Foundation
import GrammarCompression

/// What `tightbound inspect` says of vectors and matrices.
struct NumberInspection {
  /// The entry of the wing's list.
  static let entry = FileInspection(
    "Numbers: whether compressing a vector or a matrix would pay, from a look at it, or what a compressed file holds. \(NumericFile.kinds) "
      + "A grammar is built of a sample only, and bytes are read without being held."
  ) { file in
    try NumberInspection(
      input: file.path, options: file.options, inputFormat: file.inputFormat, sample: file.sample, size: file.size,
      format: file.format
    ).run()
  }

  let input: String
  let options: NumberOptions
  let inputFormat: InputFormat?
  let sample: Int
  let size: SizeLimit
  let format: OutputFormat

  func run() throws {
    size.watch(instead: "a smaller --sample")
    if NumericFile.isBytes(input, inputFormat), options.array == nil, let look = try lookAtBytes() {
      return try show(look)
    }
    switch try NumericFile(path: input, format: inputFormat, options.dialect) {
    case .vector(let vector): try show(try look(try inFile(input) { try vector.integers() }))
    case .table(let rows, let columns, let entries):
      if rows <= 1 || columns <= 1, let integers = try? NumericVector.doubles(entries).integers() {
        return try show(try look(integers))
      }
      try show(
        sampled(rows, columns: columns) { try $0.append(entries[$1 * columns..<($1 + 1) * columns]) }, ofRows: rows)
    case .sparse(let matrix):
      let sample = try sampled(matrix.rows, columns: matrix.columns) {
        let range = matrix.offsets[$1]..<matrix.offsets[$1 + 1]
        try $0.append(columns: matrix.indices[range], values: matrix.values[range])
      }
      try show(sample, ofRows: matrix.rows)
    case .program(let program):
      let description = """
        N = \(program.count), n = \(program.size) symbols, height \(program.height)\(program.isBalanced ? ", balanced" : "")
        sum \(program.sum), squared norm \(program.squaredNorm), \(program.nonzeroCount) entries not 0, \
        \(program.terminalCount) different
        """
      print(
        format == .json
          ? "{\"N\":\(program.count),\"n\":\(program.size),\"height\":\(program.height),\"sum\":\"\(program.sum)\"}"
          : description)
    case .runs(let vector):
      print(
        format == .json
          ? "{\"N\":\(vector.count),\"runs\":\(vector.runs.count)}" : "N = \(vector.count), \(vector.runs.count) runs")
    case .matrix(let matrix): print(format == .json ? try json(matrix.report) : matrix.report.description)
    }
  }

  /// A look at bytes as they are read; nil if they turn out to be a compressed matrix or vector.
  private func lookAtBytes() throws -> Compressibility? {
    let file = try openFile(input)
    let total = try plainSize(of: file, input)
    let progress = Progress("bytes of \(input)")
    defer { progress.finish() }
    return try inFile(input) {
      var look = ByteLook(sampleLimit: sample)
      let isRead = try forEachChunk(of: file, input, inputFormat) { chunk in
        look.append(contentsOf: chunk)
        if let total { progress.update(look.count, of: total) } else { progress.update("\(look.count)") }
      }
      return isRead ? try ElapsedTime.during("compressing the sample") { try look.compressibility() } : nil
    }
  }

  /// A matrix of rows at equal distances, compressed.
  ///
  /// - Parameter append: Appends the row of this number.
  private func sampled(
    _ rows: Int, columns: Int, _ append: (inout GrammarMatrixBuilder, Int) throws -> Void
  ) throws -> GrammarMatrix {
    try ElapsedTime.during("compressing the sample") {
      let count = min(rows, sample)
      var builder = GrammarMatrixBuilder(columns: columns)
      for index in 0..<count { try append(&builder, index * rows / count) }
      return try builder.matrix(encoding: .packed)
    }
  }

  /// A look at numbers, which take the bytes of their file as they are.
  private func look(_ entries: [Integer]) throws -> Compressibility {
    let attributes = input == "-" ? nil : try? FileManager.default.attributesOfItem(atPath: input)
    return try Compressibility(entries, sampleLimit: sample, storedBytes: (attributes?[.size] as? NSNumber)?.intValue)
  }

  private func show(_ look: Compressibility) throws {
    if format == .json { return print(try json(look)) }
    let bits = String(format: "%.2f", look.entropy)
    let advice =
      switch look.advice {
      case .runLength: "compress --using run-length"
      case .grammar: "compress --using repair"
      case .none: "leave it as it is: neither runs nor a grammar are smaller"
      }
    let ratio = look.storedBytes.flatMap { $0 == 0 ? nil : Double(look.predictedBytes) / Double($0) }
    let share = ratio.map { ", \(percent($0)) of what it takes now" } ?? ""
    print(
      """
      N = \(look.count), \(look.distinct) different entries, \(look.runs) runs, entropy \(bits) bits an entry
      a grammar of a sample of \(look.sampleCount) has \(look.sampleSize) symbols (\(percent(look.grammarRatio)) of it)
      predicted for all: \(look.predictedSize) symbols, \(look.predictedBytes) bytes as .tbgv\(share)
      advice: \(advice)
      """)
  }

  private func show(_ matrix: GrammarMatrix, ofRows rows: Int) throws {
    let pays = matrix.report.ratio < 0.5
    if format == .json {
      return print(try json(MatrixLook(report: matrix.report, sampleOf: rows, advice: pays ? "compress" : "none")))
    }
    print(
      """
      \(rows) × \(matrix.columns); a sample of \(matrix.rows) rows, packed:
      \(matrix.report)
      advice: \(pays ? "compress; all rows together do no worse" : "leave it as it is, unless rows repeat further apart")
      """)
  }

  private func percent(_ ratio: Double) -> String { String(format: "%.1f%%", 100 * ratio) }

  /// The report of a matrix's sample, with what it is a sample of and the advice beside it.
  private struct MatrixLook: Encodable {
    let report: GrammarMatrix.Report
    let sampleOf: Int
    let advice: String

    private enum Key: String, CodingKey { case sampleOf, advice }

    func encode(to encoder: any Encoder) throws {
      try report.encode(to: encoder)
      var container = encoder.container(keyedBy: Key.self)
      try container.encode(sampleOf, forKey: .sampleOf)
      try container.encode(advice, forKey: .advice)
    }
  }
}
