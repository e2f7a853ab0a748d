import ArgumentParser
import Console
import Formats
import Foundation
import Models

/// `tightbound encode`
struct Encode: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "encode",
    abstract: "Texts to vectors, by a sentence encoder.",
    discussion: """
      MODEL is a folder as the hub lays it out: config.json (BERT), tokenizer.json (WordPiece), model.safetensors. TEXTS has \
      a text in each line, or, if its name ends in .jsonl or --jsonl is given, an object with a field "text". The result is \
      a NumPy array of 32-bit floats with a row of length 1 for each line, in their order. Inner products of rows are cosines. \
      Texts run in batches of similar lengths; the last bits of the numbers depend on the processor.
      """)

  @Argument(help: "The folder of the model.")
  var model: String

  @Argument(help: "A file of texts; - is standard input.")
  var texts: String

  @Option(name: [.short, .long], help: "The NPY file; - is standard output.")
  var output: String

  @Option(help: "Take the weights of linear layers from this file, which `quantize` made of the same model.")
  var quantized: String?

  @Flag(
    help:
      "With --quantized: tell the mean cosine to the vectors that the folder's own weights give, and its standard error."
  )
  var compare = false

  @Flag(help: "Write the symbols of each text instead, a line for each; of any model with a tokenizer.")
  var symbols = false

  @Flag(help: "Lines are JSON objects with a field text, whatever the file is called.")
  var jsonl = false

  @Option(help: "How many batches run at a time (default: as many as there are processors).")
  var threads: Int?

  func validate() throws {
    if compare, quantized == nil || symbols { throw ValidationError("--compare goes with --quantized") }
    if let threads { guard threads > 0 else { throw ValidationError("--threads is at least 1") } }
  }

  func run() throws {
    let lines = try readTexts(texts, isJSONLines: jsonl)
    if symbols { return try writeSymbols(of: lines) }
    let folder = try inFile(model) { try ModelFolder(model) }
    var encoder = try inFile(model) { try SentenceEncoder(folder) }
    let original = encoder
    if let quantized { try QuantizedEncoder(quantized).put(into: &encoder.encoder, of: folder) }
    let used = encoder
    let progress = Progress("texts")
    progress.begin()
    let vectors = try inFile(model) {
      try used.embeddings(
        of: lines, threads: threads ?? ProcessInfo.processInfo.activeProcessorCount
      ) { progress.update($0, of: lines.count) }
    }
    progress.finish()
    try writeFile(output, NPYArray(vectors.elements, shape: vectors.shape).npyData())
    if output != "-" { print("wrote \(output): \(vectors.shape[0]) × \(vectors.shape[1])") }
    if compare {
      let expected = try inFile(model) { try original.embeddings(of: lines, threads: threads ?? 1) }
      StandardError.write("notice: " + comparison(vectors, expected))
    }
  }

  /// The mean cosine of rows, and its standard error.
  private func comparison(_ vectors: Tensor<Float>, _ expected: Tensor<Float>) -> String {
    let cosines = (0..<vectors.rows).map { row in
      (0..<vectors.columns).reduce(0.0) { $0 + Double(vectors[row, $1]) * Double(expected[row, $1]) }
    }
    let mean = cosines.reduce(0, +) / Double(max(1, cosines.count))
    guard cosines.count > 1 else { return String(format: "mean cosine %.4f", mean) }
    let square = cosines.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(cosines.count - 1)
    return String(format: "mean cosine %.4f ± %.4f", mean, (square / Double(cosines.count)).squareRoot())
  }

  private func writeSymbols(of lines: [String]) throws {
    let tokenizer = try inFile(model) { try ModelFolder.tokenizer(model + "/tokenizer.json") }
    let text = lines.map { tokenizer.symbols(of: $0).map(String.init).joined(separator: " ") + "\n" }.joined()
    try writeFile(output, text)
    if output != "-" { print("wrote \(output): \(lines.count) lines") }
  }
}
