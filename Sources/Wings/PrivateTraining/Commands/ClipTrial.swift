import Formats
import Foundation
import Models
import PrivateTraining
import Randomness

/// A perceptron of random weights, a batch of random examples, and steps on them.
struct ClipTrial {
  private let model: Perceptron<Float>
  private let batch: LabelledRows<Float>
  private let labels: [Int]
  private let examples: Int
  private let choice: NormChoice

  init(
    widths: [Int], examples: Int, rows: Int, choice: NormChoice, using stream: inout RandomStream
  ) {
    model = Perceptron(widths: widths, using: &stream)
    let count = examples * rows
    let numbers = (0..<count * widths[0]).map { _ in Float(stream.uniform(in: -1000...1000)) / 1000 }
    labels = (0..<count).map { _ in stream.uniform(in: 0...widths[widths.count - 1] - 1) }
    batch = LabelledRows(
      BatchRows(Tensor(numbers, shape: [count, widths[0]]), rows: ExampleRows(examples: examples, each: rows)),
      targets: .labels(labels))
    (self.examples, self.choice) = (examples, choice)
  }

  /// The sum of (clipped) gradients in a mode, or `none` or `plain`; the threshold is 1.
  func step(_ mode: String) throws -> Perceptron<Float> {
    if mode == "plain" {
      var gradient = model.zeros
      let (y, kept) = model.forward(batch.inputs.values)
      let (_, dy) = Loss.crossEntropy(y, labels: labels)
      _ = model.backward(dy, kept, into: &gradient)
      return gradient
    }
    let batch = batch
    let engine = GradientEngine<Perceptron<Float>>(
      ClippingMode(rawValue: mode) ?? .fused, exampleCount: examples, choice: choice
    ) { _ in batch }
    let plan = try ClippingPlan(of: model, by: mode == "fused" ? .perLayer : .flat, threshold: 1)
    let all = Array(0..<examples)
    if mode == "none" { return try engine.sums(of: all, at: model, plan: plan).gradient }
    return try engine.clippedSums(of: all, at: model, plan: plan).gradient
  }

  /// Weights, examples, and what each mode sums, as NPZ.
  func archive(_ modes: [String]) throws -> Data {
    let inputs = batch.inputs.values
    var arrays = [
      (name: "inputs", array: try NPYArray(inputs.elements, shape: inputs.shape)),
      (name: "labels", array: try NPYArray(labels.map(Int64.init))),
    ]
    func add(_ name: String, _ module: Perceptron<Float>) throws {
      for (parameter, value) in module.parameters {
        arrays.append((name: "\(name).\(parameter)", array: try NPYArray(value.elements, shape: value.shape)))
      }
    }
    try add("model", model)
    for mode in modes where mode != "plain" { try add(mode, try step(mode)) }
    return try NPZArchive.data(arrays)
  }
}
