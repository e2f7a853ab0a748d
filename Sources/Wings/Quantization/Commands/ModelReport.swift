import Foundation
import Quantization

/// What became of a model, layer by layer.
struct ModelReport: Encodable {
  var method: String
  var bits: Int
  var group: Int
  var layers: [Layer] = []
  /// The number of weights that were rounded.
  var weights = 0
  /// Bits per rounded weight, scales and zeros included.
  var bitsPerWeight = 0.0
  /// Σ of the losses over Σ of the outputs' mean squares is not of much use: the median of the shares is given.
  var medianRelativeLoss: Double?
  var clipped = 0
  var seconds = 0.0

  struct Layer: Codable {
    var name: String
    var report: LayerReport
  }

  init(method: String, bits: Int, group: Int) { (self.method, self.bits, self.group) = (method, bits, group) }

  mutating func add(_ name: String, _ report: LayerReport) {
    layers.append(Layer(name: name, report: report))
    let count = report.rows * report.columns
    bitsPerWeight =
      (bitsPerWeight * Double(weights) + report.bitsPerWeight * Double(count)) / Double(max(1, weights + count))
    weights += count
    clipped += report.clipped
    let shares = layers.compactMap(\.report.relativeLoss).sorted()
    medianRelativeLoss = shares.isEmpty ? nil : shares[shares.count / 2]
  }

  /// For people.
  var text: String {
    var lines = layers.map { layer in
      let report = layer.report
      var line = "\(layer.name): \(report.rows) × \(report.columns)"
      if let share = report.relativeLoss { line += String(format: ", loss %.3g of the outputs' square", share) }
      if report.clipped > 0 { line += ", \(report.clipped) clipped" }
      if let damping = report.damping { line += String(format: ", damping %g", damping) }
      if report.dead > 0 { line += ", \(report.dead) inputs always 0" }
      if report.underflows > 0 { line += ", \(report.underflows) scales raised to the least" }
      return line
    }
    lines.append(
      "\(layers.count) layers, \(weights) weights, "
        + String(format: "%.4g bits each, %.2f s", bitsPerWeight, seconds))
    return lines.joined(separator: "\n")
  }
}
