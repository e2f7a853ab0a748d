import Console
import Formats
import Foundation
import Models
import Quantization
import Text

/// A folder beside the file to be written, in which finished blocks lie until all are there: a run that was ended goes on with the next
/// block, and gives the same bytes.
final class QuantizationJournal {
  /// What a run is; another one does not go on from its blocks.
  struct Plan: Codable, Equatable {
    var method, layout: String
    var grid: GridSpecification
    var order: String
    var damping: Double
    var chosen: [String]
    /// SHA-256 of config.json, and of all weights.
    var model: String
    /// SHA-256 of the symbols of the texts.
    var calibration: String
    /// The options of discquant.
    var training: String?
  }

  /// The folder.
  let folder: String
  private let lock: Int32

  /// Opens the folder, or makes it.
  ///
  /// - Throws: `CommandError` if another process works in it, or it was begun with another plan.
  init(_ folder: String, _ plan: Plan) throws {
    self.folder = folder
    try makeFolder(folder)
    lock = open(folder + "/lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
    guard lock >= 0, flock(lock, LOCK_EX | LOCK_NB) == 0 else {
      throw CommandError("\(folder): another process works there, or the folder cannot be written")
    }
    let path = folder + "/plan.json"
    guard FileManager.default.fileExists(atPath: path) else {
      try writeFile(path, try json(plan))
      return
    }
    let begun = try inFile(path) {
      try StrictJSON.decode(Plan.self, from: Data(contentsOf: URL(fileURLWithPath: path)))
    }
    guard begun != plan else { return }
    let differences = [
      begun.model == plan.model ? nil : "another model", begun.calibration == plan.calibration ? nil : "other texts",
      begun.chosen == plan.chosen ? nil : "other layers",
      begun.method == plan.method && begun.layout == plan.layout && begun.grid == plan.grid && begun.order == plan.order
        && begun.damping == plan.damping && begun.training == plan.training ? nil : "other options",
    ].compactMap { $0 }
    throw CommandError(
      "\(folder) was begun with \(differences.joined(separator: ", ")); give those again, or remove the folder to begin anew"
    )
  }

  deinit { close(lock) }

  private func path(_ block: Int, _ kind: String) -> String { "\(folder)/block-\(block).\(kind)" }

  /// How many blocks are finished.
  var finished: Int {
    var count = 0
    while FileManager.default.fileExists(atPath: path(count, "json")) { count += 1 }
    return count
  }

  /// Keeps the layers of a block; its report is written last and says that all is there.
  func keep(_ block: Int, _ layers: [BlockwiseQuantizer.Layer], _ plan: ModelPlan) throws {
    var writer = try SafetensorsWriter(
      path: path(block, "safetensors"), tensors: layers.flatMap { plan.declarations(of: $0.name) })
    for layer in layers { try plan.append(layer.matrix, layer.name, to: &writer) }
    try writer.finish()
    let reports = layers.map { ModelReport.Layer(name: $0.name, report: $0.report) }
    try writeFile(path(block, "json"), try json(reports))
  }

  /// The reports and the tensors of a finished block.
  func block(_ block: Int) throws -> (reports: [ModelReport.Layer], tensors: Safetensors) {
    let (report, tensors) = (path(block, "json"), path(block, "safetensors"))
    return (
      try inFile(report) {
        try StrictJSON.decode([ModelReport.Layer].self, from: Data(contentsOf: URL(fileURLWithPath: report)))
      },
      try inFile(tensors) { try Safetensors(mapping: tensors) }
    )
  }

  /// Removes the folder.
  func remove() { try? FileManager.default.removeItem(atPath: folder) }
}

extension ModelFolder {
  /// SHA-256 of the configuration and of all weights, tensor by tensor.
  func digest() throws -> String {
    var parts = [sha256(try Data(contentsOf: URL(fileURLWithPath: path + "/config.json")))]
    for name in weights.names {
      parts.append("\(name) \(sha256(try weights.file(of: name).bytes(of: name)))")
      weights.release(name)
    }
    return sha256(parts.joined(separator: "\n"))
  }
}

extension CalibrationTexts {
  /// SHA-256 of the symbols.
  var digest: String {
    sha256(texts.map { $0.map(String.init).joined(separator: " ") }.joined(separator: "\n"))
  }
}
