import ArgumentParser
import Console
import Formats
import Foundation
import Models
import Text

/// `tightbound encode`
struct Encode: ParsableCommand {
  static let configuration = CommandConfiguration(
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

  @Flag(help: "Lines are JSON objects with a field text, whatever the file is called.")
  var jsonl = false

  @Option(help: "How many batches run at a time (default: as many as there are processors).")
  var threads: Int?

  func validate() throws {
    if let threads { guard threads > 0 else { throw ValidationError("--threads is at least 1") } }
  }

  func run() throws {
    let lines = try texts(of: readFile(texts))
    let encoder = try inFile(model) { try SentenceEncoder(ModelFolder(model)) }
    let progress = Progress("texts")
    progress.begin()
    let vectors = try inFile(model) {
      try encoder.embeddings(
        of: lines, threads: threads ?? ProcessInfo.processInfo.activeProcessorCount
      ) { progress.update($0, of: lines.count) }
    }
    progress.finish()
    try writeFile(output, NPYArray(vectors.elements, shape: vectors.shape).npyData())
    if output != "-" { print("wrote \(output): \(vectors.shape[0]) × \(vectors.shape[1])") }
  }

  private struct Record: Decodable { let text: String }

  /// The texts of the lines; a line break at the end begins no further line.
  private func texts(of file: Data) throws -> [String] {
    let isJSON = jsonl || texts.hasSuffix(".jsonl") || texts.hasSuffix(".ndjson")
    var lines = file.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    if lines.last?.isEmpty == true { lines.removeLast() }
    return try inFile(texts) {
      try lines.enumerated().map { index, line in
        let line = line.last == UInt8(ascii: "\r") ? line.dropLast() : line
        if isJSON { return try decodeJSONLine(Data(line), number: index + 1, as: Record.self).text }
        guard let text = String(validating: line, as: UTF8.self) else {
          throw LineError(line: index + 1, error: "not UTF-8; convert the file, for example by iconv")
        }
        return text
      }
    }
  }
}
