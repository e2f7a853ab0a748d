import Arrays
import Console
import Formats
import Foundation
import Models
import Quantization
import Randomness

/// Rounds an encoder's weights part by part to vertices: the derivatives of its vectors for some texts stay balanced, exactly, and of all
/// roundings that do it is the nearest one, but for as many weights as there are derivatives, which are rounded to the nearest at last.
///
/// A derivative is that of ⟨u, v⟩ by the weights, v being the vector of a text and u a random direction: the mean of their squares is, to second
/// order, how far the vectors move. The cost of x is Σ (1 − 2 y) x. Chee et al.: *DiscQuant* (arXiv 2501.06417), its linear program.
struct QuantizeByVertex {
  let folder: ModelFolder
  let grid: GridSpecification
  let layout: QuantizeModel.Layout
  let options: VertexOptions
  let seed: UInt64
  let calibration: String
  let window, limit: Int
  let output: String

  /// Writes the file and the certificate, and tells what became of the layers.
  func run(isChosen: (String) -> Bool) throws -> ModelReport {
    let start = ContinuousClock.now
    let chosen = try ChosenLayers(folder, method: "vertex", isChosen: isChosen)
    let (encoder, names) = (chosen.encoder, chosen.names)
    let texts = try CalibrationTexts(
      calibration, BertBlocks(folder), try folder.tokenizer(), window: window, limit: limit)
    let samples = samples(of: texts.texts, width: encoder.configuration.width)
    let shapes = names.map { name in encoder.weight(of: name)?.shape ?? [0, 0] }
    var writer: SafetensorsWriter?
    if let path = options.certificate {
      writer = try SafetensorsWriter(
        path: path,
        tensors: zip(names, shapes).flatMap {
          LayerVertices.declarations($0, count: $1.reduce(1, *), gradients: samples.count)
        }, metadata: LayerVertices.metadata(part: options.part))
    }
    var layers: [String: (QuantizedMatrix, LayerReport)] = [:]
    let (progress, parts) = (Progress("parts"), shapes.map { ($0.reduce(1, *) + options.part - 1) / options.part })
    progress.begin()
    var (done, fractional) = (0, 0)
    // The derivatives of one layer of the encoder are in memory at a time.
    for group in Self.groups(names) {
      let slopes = derivatives(of: group, encoder, samples)
      for name in group {
        guard let weight = encoder.weight(of: name), let slopes = slopes[name] else { continue }
        let box = try RoundingBox(
          DenseMatrix(rows: weight.rows, columns: weight.columns, entries: weight.elements), grid: grid)
        let layer = try LayerVertices.rounding(box, slopes: slopes, part: options.part) { count in
          progress.update(done + count, of: parts.reduce(0, +))
        }
        done += parts[names.firstIndex(of: name) ?? 0]
        fractional += layer.fractions.count
        if var file = writer.take() {
          try layer.append(to: &file, name)
          writer = consume file
        }
        let matrix = box.corner(layer.isUp)
        layers[chosen.weight(name)] = (matrix, box.report(method: "vertex"))
      }
    }
    progress.finish()
    if let file = writer.take() { try file.finish() }
    StandardError.write(
      "notice: \(parts.reduce(0, +)) parts, in each of which \(samples.count) derivatives stay balanced; \(fractional) weights "
        + "between two grid points were rounded to the nearer one")
    var report = try write(layers, chosen: Set(chosen.weights))
    report.seconds = (ContinuousClock.now - start) / .seconds(1)
    return report
  }

  private func write(
    _ layers: [String: (QuantizedMatrix, LayerReport)], chosen: Set<String>
  ) throws -> ModelReport {
    var report = ModelReport(method: "vertex", bits: grid.bits, group: grid.group ?? 0)
    let plan = try ModelPlan(folder.weights, chosen: chosen, layout: layout, grid: grid, isTransposed: false)
    var writer = try SafetensorsWriter(
      path: output, tensors: plan.declarations, metadata: try plan.metadata(method: "vertex"))
    for name in folder.weights.names {
      if let (matrix, layer) = layers[name] {
        try plan.append(matrix, name, to: &writer)
        report.add(name, layer)
      } else {
        try writer.append(try folder.weights.file(of: name).bytes(of: name), to: name)
      }
    }
    try writer.finish()
    return report
  }

  /// Names of layers that follow each other and belong to the same layer of the encoder.
  private static func groups(_ names: [String]) -> [[String]] {
    func layer(_ name: String) -> String { name.split(separator: ".").prefix(3).joined(separator: ".") }
    return names.reduce(into: [[String]]()) { groups, name in
      if let last = groups.last?.last, layer(last) == layer(name) {
        groups[groups.count - 1].append(name)
      } else {
        groups.append([name])
      }
    }
  }

  /// A text and a direction for each derivative.
  private func samples(of texts: [[Int]], width: Int) -> [(text: [Int], direction: [Float])] {
    var (stream, gaussian) = (RandomStream(seed: seed).child("vertex"), GaussianSource())
    let order = texts.indices.shuffled(using: &stream)
    return (0..<options.gradients).map { index in
      (texts[order[index % order.count]], (0..<width).map { _ in Float(gaussian.next(&stream)) })
    }
  }

  /// The derivatives by the weights of some layers, each by the rows of its weights.
  private func derivatives(
    of names: [String], _ encoder: BertEncoder<Float>, _ samples: [(text: [Int], direction: [Float])]
  ) -> [String: [[Float]]] {
    var slopes: [String: [[Float]]] = [:]
    for (text, direction) in samples {
      let (rows, sequences, kept) = encoder.forward([text])
      let (_, pooled) = MeanPooling().forward(rows, sequences: sequences)
      var gradient = encoder.zeros
      let slope = MeanPooling().backward(Tensor(direction, shape: [1, direction.count]), pooled)
      encoder.backward(slope, kept, into: &gradient)
      for name in names { slopes[name, default: []].append(gradient.weight(of: name)?.elements ?? []) }
    }
    return slopes
  }
}
