import ArgumentParser
import Console
import Exact
import GrammarCompression

/// `tightbound dot`
struct Dot: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "dot",
    abstract: "The exact inner product of two vectors, in compressed form.",
    discussion: """
      \(NumericFile.kinds) What is not compressed is compressed first. Two .rle files are multiplied run by run, in linear \
      time; otherwise --method says how. Every method is exact; --budget limits its steps, and an estimate refuses before \
      it begins where it can. A key of the memoised product takes some 35 bytes; runs take none.
      """)

  @Argument(help: "The first vector.")
  var first: String

  @Argument(help: "The second vector.")
  var second: String

  @OptionGroup var options: NumberOptions

  @Option(help: "The format of both vectors, where their names do not tell: csv, npy, bytes, ...")
  var inputFormat: InputFormat?

  @Option(help: "memoised, runs, blocked, or automatic, which estimates what each would take.")
  var method: ProductMethod = .memoised

  @Option(help: "Give up, with exit code 3, after this many steps (keys of the memoised product).")
  var budget: Int?

  @OptionGroup var size: SizeLimit

  @Option(help: "How to print: text or json.")
  var format: OutputFormat = .text

  func run() throws {
    // How many keys a product has is known when they are there.
    size.watch(instead: "--method runs, which holds the vectors alone,")
    let v = try NumericFile(path: first, format: inputFormat, options.dialect)
    let u = first == second && first != "-" ? v : try NumericFile(path: second, format: inputFormat, options.dialect)
    if case .runs(let a) = v, case .runs(let b) = u {
      let product = try a.product(with: b)
      return show(product.value, "steps", product.steps)
    }
    let bytes = [v.compressionBytes, u.compressionBytes].compactMap { $0 }.reduce(0, +)
    if bytes > 0 {
      try size.require(holding: bytes, instead: "`compress` of the vectors, which takes bytes in blocks,")
    }
    let program = try compressed(v, first)
    let other = first == second && first != "-" ? program : try compressed(u, second)
    let shown = ElapsedTime("multiplying")
    defer { shown.finish() }
    if method == .memoised {
      let product = try program.product(with: other, budget: budget)
      shown.finish()
      return show(product.value, "keys", product.keys)
    }
    let product = try program.product(with: other, method: method, budget: budget)
    shown.finish()
    if method == .automatic { StandardError.write("method: \(product.method.rawValue)") }
    show(product.value, "steps", product.steps)
  }

  /// The vector of a file as a program, compressed with progress where it is not.
  private func compressed(_ file: NumericFile, _ path: String) throws -> StraightLineProgram<Integer> {
    let progress = Progress("per mille of compressing \(path)")
    defer { progress.finish() }
    return try inFile(path) { try file.program { progress.update(Int($0 * 1000), of: 1000) } }
  }

  private func show(_ value: Integer, _ name: String, _ count: Int) {
    switch format {
    case .json: print("{\"value\":\"\(value)\",\"\(name)\":\(count)}")
    case .text: print("value \(value)\n\(name) \(count)")
    }
  }
}

extension ProductMethod: ExpressibleByArgument {}
