import Console
import Foundation
import Models

/// The symbols of texts that a model is calibrated on.
struct CalibrationTexts {
  var texts: [[Int]] = []
  /// How many symbols there are in all.
  var count = 0
  /// How many symbols of the file were left out, as there were enough.
  var leftOut = 0

  /// - Parameters:
  ///   - path: texts, a line for each, or JSON Lines.
  ///   - model: what is to read them; a text that it reads as a whole is cut off, others are cut into windows.
  ///   - tokenizer: texts to symbols.
  ///   - window: how many symbols a text has at most.
  ///   - limit: how many symbols there are at most.
  /// - Throws: `CommandError` if there are no symbols, or some that the model has no rows for.
  init(_ path: String, _ model: some LayeredModel, _ tokenizer: any Tokenizer, window: Int, limit: Int) throws {
    guard tokenizer.symbolBound <= model.vocabulary else {
      throw CommandError(
        "tokenizer.json has the symbol \(tokenizer.symbolBound - 1), and the model rows for \(model.vocabulary) symbols"
      )
    }
    let window = min(window, model.maximalLength)
    guard window > tokenizer.ends else {
      throw CommandError("windows of \(window) symbols are no longer than what stands around each text")
    }
    var lines = try readTexts(path)
    // What reads on from text to text is calibrated on windows of the whole; lines of JSON are texts of their own.
    if !model.readsWholeTexts, !path.hasSuffix(".jsonl"), !path.hasSuffix(".ndjson") {
      lines = [lines.joined(separator: "\n")]
    }
    for line in lines where !line.isEmpty {
      let symbols = tokenizer.symbols(of: line, atMost: model.readsWholeTexts ? window : .max)
      for start in stride(from: 0, to: symbols.count, by: window) {
        let part = symbols[start..<min(symbols.count, start + window)]
        let room = limit - count
        if part.count > room { leftOut += part.count - max(0, room) }
        guard room > 0 else { continue }
        texts.append(Array(part.prefix(room)))
        count += min(room, part.count)
      }
    }
    guard count > 0 else { throw CommandError("\(path): there is no text to calibrate on") }
  }
}
