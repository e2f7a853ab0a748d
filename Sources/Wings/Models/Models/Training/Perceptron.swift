/// Linear layers with a function between each two: a multilayer perceptron.
public struct Perceptron<Scalar: NetworkScalar>: Module {
  /// The layers, the first one first.
  public var layers: [Linear<Scalar>]
  /// The function behind each layer but the last.
  public let activation: Activation

  /// A perceptron of these layers.
  ///
  /// - Precondition: at least one layer, and each takes what the one before gives.
  public init(layers: [Linear<Scalar>], activation: Activation = .relu) {
    precondition(!layers.isEmpty, "a perceptron has a layer")
    for (before, after) in zip(layers, layers.dropFirst()) {
      precondition(before.outputs == after.inputs, "\(before.outputs) outputs into \(after.inputs) inputs")
    }
    (self.layers, self.activation) = (layers, activation)
  }

  /// A perceptron with weights drawn uniformly from ±√(6/inputs) and biases 0 (He et al., arXiv 1502.01852).
  ///
  /// - Parameters:
  ///   - widths: the number of inputs, of hidden units of each layer, and of outputs.
  ///   - activation: the function behind each layer but the last.
  ///   - generator: where the weights come from.
  public init(
    widths: [Int], activation: Activation = .relu, using generator: inout some RandomNumberGenerator
  ) {
    precondition(widths.count >= 2, "inputs and outputs")
    var layers: [Linear<Scalar>] = []
    for (inputs, outputs) in zip(widths, widths.dropFirst()) {
      let bound = (6 / Double(inputs)).squareRoot()
      let weights = (0..<(inputs * outputs)).map { _ in
        Scalar(bound * (Double(generator.next() >> 11) * 0x1p-52 - 1))
      }
      layers.append(
        Linear(weight: Tensor(weights, shape: [outputs, inputs]), bias: Tensor(repeating: 0, shape: [outputs])))
    }
    self.init(layers: layers, activation: activation)
  }

  /// What the derivative needs to know of a run: what each layer was given, and what each gave before the function.
  public struct Kept: Sendable {
    let inputs: [Tensor<Scalar>]
    let outputs: [Tensor<Scalar>]
  }

  /// Names and values of the parameters, in place; see `Module`.
  public mutating func visitParameters(
    _ path: String, _ body: (String, inout Tensor<Scalar>) throws -> Void
  ) rethrows {
    for index in layers.indices { try layers[index].visitParameters("\(path)layers.\(index).", body) }
  }

  /// The linear layers, in place; see `Module`.
  public mutating func visitLinears(
    _ path: String, _ body: (String, inout Linear<Scalar>) throws -> Void
  ) rethrows {
    for index in layers.indices { try layers[index].visitLinears("\(path)layers.\(index).", body) }
  }

  /// Rows of outputs for rows of inputs.
  public func callAsFunction(_ x: Tensor<Scalar>) -> Tensor<Scalar> { forward(x).0 }

  /// The same, with what the derivative needs.
  public func forward(_ x: Tensor<Scalar>) -> (Tensor<Scalar>, Kept) {
    var (inputs, outputs) = ([x], [Tensor<Scalar>]())
    for (index, layer) in layers.enumerated() {
      outputs.append(layer(inputs[index]))
      if index < layers.count - 1 { inputs.append(activation(outputs[index])) }
    }
    return (outputs[layers.count - 1], Kept(inputs: inputs, outputs: outputs))
  }

  /// Adds the derivatives by the parameters to `gradient`, and returns that by the input.
  public func backward(_ dy: Tensor<Scalar>, _ kept: Kept, into gradient: inout Perceptron) -> Tensor<Scalar> {
    var dy = dy
    for index in layers.indices.reversed() {
      if index < layers.count - 1 { dy = activation.backward(dy, at: kept.outputs[index]) }
      dy = layers[index].backward(dy, at: kept.inputs[index], into: &gradient.layers[index])
    }
    return dy
  }
}
