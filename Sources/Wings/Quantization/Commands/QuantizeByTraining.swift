import Console
import Formats
import Foundation
import Models
import Quantization
import Randomness

/// Rounds an encoder's weights by training, so that it gives what it gave for texts: DiscQuant with distillation.
struct QuantizeByTraining {
  /// What is to stay the same.
  enum Target: String, CaseIterable {
    /// The rows of all symbols: the squared distance over the square of what they were.
    case rows
    /// The vectors of texts: the squared distance, which is 2 − 2 cos.
    case vectors
  }

  let folder: ModelFolder
  let training: DiscQuant
  let loss: Target
  let layout: QuantizeModel.Layout
  let calibration: String
  let window, limit: Int
  let output: String
  /// After how many steps the state is written.
  let interval: Int

  /// Symbols that are run together in a step.
  private static let symbolsOfBatch = 512

  /// Writes the file, and tells what became of the layers.
  func run(isChosen: (String) -> Bool) throws -> ModelReport {
    let start = ContinuousClock.now
    let chosen = try ChosenLayers(folder, method: "discquant", isChosen: isChosen)
    let (encoder, names) = (chosen.encoder, chosen.names)
    let texts = try CalibrationTexts(
      calibration, BertBlocks(folder), try folder.tokenizer(), window: window, limit: limit)
    let batches = batches(of: texts.texts)
    let journal = try TrainingJournal(
      QuantizationJournal(
        output + ".resume",
        QuantizationJournal.Plan(
          method: "discquant", layout: layout.rawValue, grid: training.grid, order: "", damping: 0,
          chosen: chosen.weights, model: try folder.digest(), calibration: texts.digest,
          training:
            "steps \(training.steps), rate \(training.rate), weight \(training.weight), clamp \(training.clamp), "
            + "start \(training.start.rawValue), seed \(training.seed), loss \(loss.rawValue)")), names)
    let begun = try journal.state(of: training.steps) { encoder.weight(of: $0)?.shape ?? [] }
    if let begun { StandardError.write("notice: going on after step \(begun.steps) of \(training.steps)") }
    var targets: [Int: Tensor<Float>] = [:]
    var order = (epoch: -1, batches: [Int]())
    let stream = RandomStream(seed: training.seed).child("batches")
    let progress = Progress("steps")
    progress.begin()
    let (layers, _) = try training.fit(
      encoder, layers: names, journal: DiscQuant.Journal(from: begun, every: interval) { try journal.keep($0) },
      progress: { step, value in
        progress.update(step, of: training.steps)
        if step % 100 == 0 { StandardError.write(String(format: "notice: step %d: loss %.4g", step, value)) }
      },
      loss: { model, step in
        // The batch depends on the step alone, so that a training that was ended goes on as if it had not been.
        let epoch = step / batches.count
        if order.epoch != epoch {
          var shuffles = stream.child(epoch)
          order = (epoch, batches.indices.shuffled(using: &shuffles))
        }
        let index = order.batches[step % batches.count]
        let (rows, sequences, kept) = model.forward(batches[index])
        if targets[index] == nil { targets[index] = target(encoder(batches[index])) }
        var gradient = model.zeros
        let (value, slope) = distance(rows, sequences, to: targets[index] ?? rows)
        model.backward(slope, kept, into: &gradient)
        return (value, gradient)
      })
    progress.finish()
    var report = ModelReport(method: "discquant", bits: training.grid.bits, group: training.grid.group ?? 0)
    let plan = try ModelPlan(
      folder.weights, chosen: Set(chosen.weights), layout: layout, grid: training.grid, isTransposed: false)
    var writer = try SafetensorsWriter(
      path: output, tensors: plan.declarations, metadata: try plan.metadata(method: "discquant"))
    for name in folder.weights.names {
      if let layer = layers.first(where: { chosen.weight($0.name) == name }) {
        try plan.append(layer.matrix, name, to: &writer)
        report.add(name, layer.report)
      } else {
        try writer.append(try folder.weights.file(of: name).bytes(of: name), to: name)
      }
    }
    try writer.finish()
    journal.remove()
    report.seconds = (ContinuousClock.now - start) / .seconds(1)
    return report
  }

  private func batches(of texts: [[Int]]) -> [[[Int]]] {
    var (batches, symbols): ([[[Int]]], Int) = ([], 0)
    for text in texts {
      if batches.isEmpty || symbols + text.count > Self.symbolsOfBatch {
        batches.append([])
        symbols = 0
      }
      batches[batches.count - 1].append(text)
      symbols += text.count
    }
    return batches
  }

  private func target(_ output: (rows: Tensor<Float>, sequences: [Range<Int>])) -> Tensor<Float> {
    switch loss {
    case .rows: output.rows
    case .vectors: MeanPooling()(output.rows, sequences: output.sequences)
    }
  }

  /// The loss of a run, and its derivative by the rows.
  private func distance(
    _ rows: Tensor<Float>, _ sequences: [Range<Int>], to target: Tensor<Float>
  ) -> (Float, Tensor<Float>) {
    switch loss {
    case .rows:
      let whole = target.elements.reduce(Float(0)) { $0 + $1 * $1 } / Float(max(1, target.rows))
      let (value, gradient) = Loss.squaredDistance(rows, to: target)
      return (value / whole, gradient.map { $0 / whole })
    case .vectors:
      let (vectors, kept) = MeanPooling().forward(rows, sequences: sequences)
      let (value, gradient) = Loss.squaredDistance(vectors, to: target)
      return (value, MeanPooling().backward(gradient, kept))
    }
  }
}
