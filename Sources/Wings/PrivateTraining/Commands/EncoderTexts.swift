import Arrays
import Console
import Formats
import Foundation
import Models
import PrivateTraining
import Randomness

/// The texts of a configuration, an encoder with a head, and what the trained part of it is given for each text.
struct EncoderTexts {
  /// The network, and what is frozen below it.
  let tuned: TunedEncoder<Float>
  /// The examples.
  let engine: GradientEngine<LayerChain<Float>>
  private let test: (rows: TextRows<Float>, labels: [Int])?

  /// Reads encoder, texts and labels, and runs the frozen layers.
  ///
  /// - Parameters:
  ///   - configuration: of the run.
  ///   - place: where a path of the configuration leads.
  ///   - threads: of BLAS.
  ///   - generator: draws initial weights.
  init(
    _ configuration: TrainingConfiguration, _ place: (String) -> String, threads: Int,
    using generator: inout some RandomNumberGenerator
  ) throws {
    let (model, data) = (configuration.model, configuration.data)
    let tuning = try configuration.tuning()
    try TrainingRows.requireClasses(data.classes)
    let path = place(model.encoder ?? "")
    let encoder = try inFile(path) { try SentenceEncoder(ModelFolder(path)) }
    let longest = model.longest ?? encoder.longest
    guard encoder.tokenizer.ends...encoder.longest ~= longest else {
      throw CommandError(
        "model.longest is \(longest); expected \(encoder.tokenizer.ends) to \(encoder.longest), what the encoder takes")
    }
    BLAS.threads = threads
    let tuned = try TunedEncoder(encoder.encoder, tuning, classes: data.classes, using: &generator)
    let progress = Progress("texts")
    func read(_ texts: String, _ labels: String?) throws -> (TextRows<Float>, [Int]) {
      guard let labels = labels.map(place) else {
        throw CommandError("\(texts) has no labels; expected a file of them in data")
      }
      let lines = try readTexts(place(texts))
      guard !lines.isEmpty else { throw CommandError("\(texts) has no lines; expected at least 1") }
      let found = try inFile(labels) { try NPYArray(contentsOfNPY: try readFile(labels)).doubles() }
      guard found.count == lines.count else {
        throw CommandError("\(texts) has \(lines.count) lines; expected \(found.count), one for each label")
      }
      let categories = try TrainingRows.categories(found, classes: data.classes, labels)
      let symbols = lines.map { encoder.tokenizer.symbols(of: $0, atMost: longest) }
      let bytes = 4 * Double(symbols.reduce(0) { $0 + $1.count }) * Double(encoder.encoder.configuration.width)
      guard bytes <= Double(memoryLimit) else {
        throw CommandError("rows of \(texts) would take \(Int(bytes)) bytes, more than memory holds in training")
      }
      progress.begin()
      let rows = tuned.inputs(of: symbols) { progress.update($0, of: lines.count) }
      progress.finish()
      return (rows, categories)
    }
    let (rows, labels) = try read(data.train, data.trainLabels)
    self.tuned = tuned
    test = try data.test.map { try read($0, data.testLabels) }
    engine = GradientEngine(exampleCount: labels.count) { examples in
      LabelledRows(rows.batch(examples), targets: .labels(examples.map { labels[$0] }))
    }
  }

  /// The mean loss, and the share of test texts whose label has the greatest score; nil without test texts.
  func evaluation(of network: LayerChain<Float>) throws -> (loss: Double, accuracy: Double)? {
    guard let test else { return nil }
    var (loss, right) = (0.0, 0)
    for first in stride(from: 0, to: test.labels.count, by: 32) {
      let texts = Array(first..<min(first + 32, test.labels.count))
      let scores = try network(test.rows.batch(texts))
      let labels = texts.map { test.labels[$0] }
      loss += try RowTargets<Float>.labels(labels).losses(of: scores).values.reduce(0, +)
      for (row, label) in labels.enumerated() {
        let best = (0..<scores.values.columns).max { scores.values[row, $0] < scores.values[row, $1] }
        if best == label { right += 1 }
      }
    }
    let count = Double(test.labels.count)
    return (loss / count, Double(right) / count)
  }
}
