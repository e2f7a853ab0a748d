import Models

/// The same linear layer several times, with a function between: y = f(… f(f(x)) …), f(x) = a(x Wᵀ + b), the last time without a.
///
/// A parameter that is used twice has one gradient, the sum of both; the rows of its uses are joined, as if it had been one sequence.
public struct RepeatedLinear<Scalar: ClippingScalar>: PerExampleLayer {
  /// The layer.
  public var layer: Linear<Scalar>
  /// How often it runs, at least once.
  public let times: Int
  /// The function between.
  public let activation: Activation

  /// A layer that runs several times.
  ///
  /// - Precondition: it takes what it gives, and runs at least once.
  public init(_ layer: Linear<Scalar>, times: Int, activation: Activation = .relu) {
    precondition(layer.inputs == layer.outputs && times >= 1, "a square layer that runs")
    (self.layer, self.times, self.activation) = (layer, times, activation)
  }

  /// Names and values of the parameters, in place; see `Module`.
  public mutating func visitParameters(
    _ path: String, _ body: (String, inout Tensor<Scalar>) throws -> Void
  ) rethrows { try layer.visitParameters(path, body) }

  /// See the protocol.
  public func forward(_ x: BatchRows<Scalar>) throws -> (BatchRows<Scalar>, Backward) {
    var (inputs, sums) = ([x.values], [layer(x.values)])
    for _ in 1..<times {
      inputs.append(activation(sums[sums.count - 1]))
      sums.append(layer(inputs[inputs.count - 1]))
    }
    let (given, gave) = (inputs, sums)
    return (
      BatchRows(gave[times - 1], rows: x.rows),
      { dy, pass in
        let (weight, bias) = (pass.trained("weight"), layer.bias == nil ? nil : pass.trained("bias"))
        var (dy, uses) = (dy, [LinearUse<Scalar>]())
        for index in (0..<times).reversed() {
          uses.append(LinearUse(x: given[index], dy: dy, weight: weight, bias: bias, rows: x.rows))
          if index > 0 { dy = activation.backward(layer.inputDerivatives(dy), at: gave[index - 1]) }
        }
        if weight != nil || bias != nil { try pass.visit(LinearUse(joining: uses)) }
        return pass.wantsInput ? layer.inputDerivatives(uses[uses.count - 1].dy) : nil
      }
    )
  }
}
