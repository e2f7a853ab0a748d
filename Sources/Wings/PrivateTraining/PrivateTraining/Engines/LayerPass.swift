import CPrivateTraining
import Foundation
import Models

/// One example on its way through consecutive layers of a perceptron, by loops whose results depend on that example and the weights alone.
struct LayerPass {
  /// What each layer was given.
  private var inputs: [[Float]] = []
  /// What each gave before the function.
  private var outputs: [[Float]] = []
  /// What comes out.
  private(set) var result: [Float]
  private let isEnd: Bool
  private let activation: Activation

  /// Runs the layers.
  ///
  /// - Parameter isEnd: whether the last layer is that of the perceptron, which has no function behind it.
  init(_ x: [Float], through layers: [Linear<Float>], _ activation: Activation, isEnd: Bool) {
    (result, self.isEnd, self.activation) = (x, isEnd, activation)
    for (index, layer) in layers.enumerated() {
      inputs.append(result)
      var y = layer.bias?.elements ?? [Float](repeating: 0, count: layer.outputs)
      private_training_affine(layer.outputs, layer.inputs, layer.weight.elements, result, &y)
      outputs.append(y)
      result = isEnd && index == layers.count - 1 ? y : activation(Tensor(y)).elements
    }
  }

  /// Goes back: sets the derivatives by the parameters.
  ///
  /// - Parameters:
  ///   - dy: the derivative of the loss by what came out.
  ///   - layers: those that were run.
  ///   - gradient: all its elements are set.
  ///   - wantsInput: whether the derivative by what went in is wanted; otherwise what is returned means nothing.
  func backward(
    _ dy: [Float], _ layers: [Linear<Float>], into gradient: inout [Linear<Float>], wantsInput: Bool
  ) -> [Float] {
    var dy = dy
    for (index, layer) in layers.enumerated().reversed() {
      if !(isEnd && index == layers.count - 1) {
        dy = activation.backward(Tensor(dy), at: Tensor(outputs[index])).elements
      }
      gradient[index].weight.elements.withUnsafeMutableBufferPointer { dw in
        guard let target = dw.baseAddress else { return }
        private_training_outer(layer.outputs, layer.inputs, dy, inputs[index], target)
      }
      if gradient[index].bias != nil { gradient[index].bias?.elements = dy }
      guard index > 0 || wantsInput else { break }
      var dx = [Float](repeating: 0, count: layer.inputs)
      private_training_transposed(layer.outputs, layer.inputs, layer.weight.elements, dy, &dx)
      dy = dx
    }
    return dy
  }

  /// −log softmax(result)[label], and the derivative by the result.
  func crossEntropy(label: Int) -> (loss: Double, gradient: [Float]) {
    let largest = Double(result.max() ?? 0)
    let weights = result.map { exp(Double($0) - largest) }
    let sum = weights.reduce(0, +)
    var gradient = weights.map { Float($0 / sum) }
    gradient[label] -= 1
    return (log(sum) + largest - Double(result[label]), gradient)
  }
}
