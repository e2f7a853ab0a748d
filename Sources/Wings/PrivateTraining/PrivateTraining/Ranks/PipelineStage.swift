import CPrivateTraining
import Models

/// Some consecutive layers of a perceptron, of which one example at a time passes through: what one rank hosts.
///
/// What an example meets depends on that example and the weights alone, not on who else is in the batch, nor on the ranks.
struct PipelineStage {
  /// The layers in the model's numbering.
  let layers: Range<Int>
  /// Weights, a row for each output, and biases, of each layer here.
  var weights: [[Float]]
  var biases: [[Float]]
  private let widths: [Int]
  private let activation: Activation

  /// What the way back needs of one example: what each layer was given, and gave before the function.
  struct Kept {
    var inputs: [[Float]] = []
    var outputs: [[Float]] = []
  }

  init(layers: Range<Int>, weights: [[Float]], biases: [[Float]], widths: [Int], activation: Activation) {
    (self.layers, self.weights, self.biases) = (layers, weights, biases)
    (self.widths, self.activation) = (widths, activation)
  }

  var inputWidth: Int { widths[layers.lowerBound] }
  var outputWidth: Int { widths[layers.upperBound] }
  private func isLastOfModel(_ layer: Int) -> Bool { layer == widths.count - 2 }

  func forward(_ x: [Float]) -> (output: [Float], kept: Kept) {
    var (x, kept) = (x, Kept())
    for (here, layer) in layers.enumerated() {
      var y = [Float](repeating: 0, count: widths[layer + 1])
      private_training_row(widths[layer + 1], widths[layer], weights[here], biases[here], x, &y)
      kept.inputs.append(x)
      kept.outputs.append(y)
      x = isLastOfModel(layer) ? y : activation(Tensor(y)).elements
    }
    return (x, kept)
  }

  /// The derivative by what the stage was given; `visit` is told, of each layer, the last one first, the derivative by what it gave before the
  /// function, and what it was given.
  func backward(
    _ dy: [Float], _ kept: Kept, visit: (_ here: Int, _ dy: [Float], _ x: [Float]) -> Void
  ) -> [Float] {
    var dy = dy
    for (here, layer) in layers.enumerated().reversed() {
      if !isLastOfModel(layer) { dy = activation.backward(Tensor(dy), at: Tensor(kept.outputs[here])).elements }
      visit(here, dy, kept.inputs[here])
      // Nobody wants the derivative by the data.
      guard layer > 0 else { return [] }
      var dx = [Float](repeating: 0, count: widths[layer])
      private_training_row_back(widths[layer + 1], widths[layer], weights[here], dy, &dx)
      dy = dx
    }
    return dy
  }
}
