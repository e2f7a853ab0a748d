import ArgumentParser
import Exact
import GrammarCompression

/// `tightbound dot`
struct Dot: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "The exact inner product of two vectors, in compressed form.",
    discussion: """
      \(NumericFile.kinds) What is not compressed is compressed first. Two .rle files are multiplied run by run, in linear \
      time; otherwise the memoised product runs, and --budget limits its keys.
      """)

  @Argument(help: "The first vector.")
  var first: String

  @Argument(help: "The second vector.")
  var second: String

  @Option(help: "Give up, with exit code 3, after this many keys.")
  var budget: Int?

  @Option(help: "How to print: text or json.")
  var format: OutputFormat = .text

  func run() throws {
    let (v, u) = (try NumericFile(path: first), try NumericFile(path: second))
    if case .runs(let a) = v, case .runs(let b) = u {
      let product = try a.product(with: b)
      return show(product.value, "steps", product.steps)
    }
    let product = try inFile(first) { try v.program() }
      .product(with: try inFile(second) { try u.program() }, budget: budget)
    show(product.value, "keys", product.keys)
  }

  private func show(_ value: Integer, _ name: String, _ count: Int) {
    switch format {
    case .json: print("{\"value\":\"\(value)\",\"\(name)\":\(count)}")
    case .text: print("value \(value)\n\(name) \(count)")
    }
  }
}
