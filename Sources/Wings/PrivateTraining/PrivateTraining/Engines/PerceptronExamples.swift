import CPrivateTraining
import Foundation
import Models

/// Labelled rows for a perceptron, with cross-entropy as the loss; gradients by loops whose results depend on one example alone.
///
/// BLAS may sum in another order for another number of rows or threads. These loops do not, so that exact sums are the same on one machine whatever the batch.
public struct PerceptronExamples: ExampleGradients {
  /// The rows, without gaps.
  public let features: [Float]
  /// How many numbers a row has.
  public let width: Int
  /// The right output of each row.
  public let labels: [Int]

  /// Rows with a label each.
  ///
  /// - Precondition: width ≥ 1, as many rows as labels, labels at least 0.
  public init(features: [Float], width: Int, labels: [Int]) {
    precondition(width >= 1 && features.count == width * labels.count, "a row of \(width) numbers for each label")
    precondition(labels.allSatisfy { $0 >= 0 }, "labels are at least 0")
    (self.features, self.width, self.labels) = (features, width, labels)
  }

  /// See ``ExampleGradients``.
  public var exampleCount: Int { labels.count }

  /// See ``ExampleGradients``.
  ///
  /// - Precondition: the perceptron has as many inputs as a row has numbers, and an output for each label.
  public func gradient(
    of example: Int, at model: Perceptron<Float>, into gradient: inout Perceptron<Float>
  ) -> Double {
    let layers = model.layers
    let label = labels[example]
    precondition(layers[0].inputs == width && label < layers[layers.count - 1].outputs, "the perceptron fits the data")
    var inputs = [Array(features[(example * width)..<((example + 1) * width)])]
    var outputs: [[Float]] = []
    for (index, layer) in layers.enumerated() {
      outputs.append(Self.affine(layer, inputs[index]))
      if index < layers.count - 1 { inputs.append(model.activation(Tensor(outputs[index])).elements) }
    }
    let (loss, logitGradient) = Self.crossEntropy(outputs[layers.count - 1], label: label)
    var dy = logitGradient
    for index in layers.indices.reversed() {
      if index < layers.count - 1 {
        dy = model.activation.backward(Tensor(dy), at: Tensor(outputs[index])).elements
      }
      let layer = layers[index]
      gradient.layers[index].weight.elements.withUnsafeMutableBufferPointer { dw in
        guard let target = dw.baseAddress else { return }
        private_training_outer(layer.outputs, layer.inputs, dy, inputs[index], target)
      }
      if gradient.layers[index].bias != nil { gradient.layers[index].bias?.elements = dy }
      if index > 0 {
        var dx = [Float](repeating: 0, count: layer.inputs)
        private_training_transposed(layer.outputs, layer.inputs, layer.weight.elements, dy, &dx)
        dy = dx
      }
    }
    return loss
  }

  /// The scores of an example.
  public func scores(of example: Int, at model: Perceptron<Float>) -> [Float] {
    var x = Array(features[(example * width)..<((example + 1) * width)])
    for (index, layer) in model.layers.enumerated() {
      x = Self.affine(layer, x)
      if index < model.layers.count - 1 { x = model.activation(Tensor(x)).elements }
    }
    return x
  }

  /// The mean loss, and the share of examples whose label has the greatest score; nil without examples.
  ///
  /// - Complexity: O(examples · parameters).
  public func evaluation(of model: Perceptron<Float>) -> (loss: Double, accuracy: Double)? {
    guard exampleCount > 0 else { return nil }
    var (loss, right) = (0.0, 0)
    for example in 0..<exampleCount {
      let scores = scores(of: example, at: model)
      loss += Self.crossEntropy(scores, label: labels[example]).loss
      if let best = scores.indices.max(by: { scores[$0] < scores[$1] }), best == labels[example] { right += 1 }
    }
    return (loss / Double(exampleCount), Double(right) / Double(exampleCount))
  }

  private static func affine(_ layer: Linear<Float>, _ x: [Float]) -> [Float] {
    var y = layer.bias?.elements ?? [Float](repeating: 0, count: layer.outputs)
    private_training_affine(layer.outputs, layer.inputs, layer.weight.elements, x, &y)
    return y
  }

  /// −log softmax(scores)[label], and the derivative by the scores.
  private static func crossEntropy(_ scores: [Float], label: Int) -> (loss: Double, gradient: [Float]) {
    let largest = Double(scores.max() ?? 0)
    let weights = scores.map { exp(Double($0) - largest) }
    let sum = weights.reduce(0, +)
    var gradient = weights.map { Float($0 / sum) }
    gradient[label] -= 1
    return (log(sum) + largest - Double(scores[label]), gradient)
  }
}
