import Console
import Formats
import Foundation
import Models
import Quantization

/// Quantizes a model that is run on texts, block by block.
struct QuantizeByTexts {
  let folder: ModelFolder
  let quantizer: BlockwiseQuantizer
  let layout: QuantizeModel.Layout
  let method: QuantizeModel.Method
  let calibration: String
  let window, limit: Int
  let output: String

  /// Writes the file, and tells what became of the layers.
  ///
  /// - Parameter isChosen: whether a matrix of this name is rounded.
  func run(isChosen: (String) -> Bool) throws -> ModelReport {
    let model = try folder.layered()
    let start = ContinuousClock.now
    var report = ModelReport(method: method.rawValue, bits: quantizer.grid.bits, group: quantizer.grid.group ?? 0)
    try run(model, isChosen, &report)
    report.seconds = (ContinuousClock.now - start) / .seconds(1)
    return report
  }

  private func run(_ model: some LayeredModel, _ isChosen: (String) -> Bool, _ report: inout ModelReport) throws {
    let texts = try CalibrationTexts(calibration, model, try folder.tokenizer(), window: window, limit: limit)
    StandardError.write(
      "notice: \(texts.texts.count) texts of \(texts.count) symbols in all"
        + (texts.leftOut > 0 ? "; \(texts.leftOut) more are left out (--symbols)" : ""))
    let chosen = try (0..<model.blockCount).flatMap { index in
      try model.block(index).linearLayers.map { model.path(ofBlock: index) + $0.name + ".weight" }.filter(isChosen)
    }
    guard !chosen.isEmpty else { throw CommandError("\(folder.path): no layer is chosen; see --only and --except") }
    let plan = try ModelPlan(
      folder.weights, chosen: Set(chosen), layout: layout, grid: quantizer.grid, isTransposed: model.areTransposed)
    let (order, damping): (String, Double) =
      switch quantizer.method {
      case .nearest: ("", 0)
      case .feedback(let order, let damping): (order.rawValue, damping)
      }
    let journal = try QuantizationJournal(
      output + ".resume",
      QuantizationJournal.Plan(
        method: method.rawValue, layout: layout.rawValue, grid: quantizer.grid, order: order, damping: damping,
        chosen: chosen.sorted(), model: try folder.digest(),
        calibration: texts.digest))
    try quantize(
      model, CalibrationRows(texts: texts.texts, width: model.width, folder: journal.folder), plan, journal, isChosen)
    try assemble(model, plan, journal, &report)
    journal.remove()
  }

  private func quantize(
    _ model: some LayeredModel, _ rows: CalibrationRows, _ plan: ModelPlan, _ journal: QuantizationJournal,
    _ isChosen: (String) -> Bool
  ) throws {
    let first = journal.finished
    if first > 0 { StandardError.write("notice: going on with block \(first) of \(model.blockCount)") }
    guard first < model.blockCount else { return }
    if first == 0 {
      try rows.embed(model)
    } else if !rows.has(block: first) {
      throw CommandError("\(journal.folder): the rows of block \(first) are missing; remove the folder to begin anew")
    }
    let progress = Progress("steps")
    progress.begin()
    try quantizer.quantize(
      model, rows, from: first, isChosen: isChosen, progress: { progress.update($0, of: $1) },
      finished: { try journal.keep($0, $1, plan) })
    progress.finish()
  }

  /// The file, from finished blocks and what stays as it is.
  private func assemble(
    _ model: some LayeredModel, _ plan: ModelPlan, _ journal: QuantizationJournal, _ report: inout ModelReport
  ) throws {
    var tensors: [String: Safetensors] = [:]
    for index in 0..<model.blockCount {
      let block = try journal.block(index)
      for layer in block.reports {
        report.add(layer.name, layer.report)
        for part in plan.declarations(of: layer.name) { tensors[part.name] = block.tensors }
      }
    }
    var writer = try SafetensorsWriter(
      path: output, tensors: plan.declarations, metadata: try plan.metadata(method: method.rawValue))
    for tensor in plan.declarations {
      let file = try tensors[tensor.name] ?? folder.weights.file(of: tensor.name)
      try writer.append(try file.bytes(of: tensor.name), to: tensor.name)
      file.release(tensor.name)
    }
    try writer.finish()
  }
}
