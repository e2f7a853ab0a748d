import Models

extension Perceptron: PerExampleModel where Scalar: ClippingScalar {
  /// See the protocol.
  public struct Tape {
    let kept: [BatchRows<Scalar>]
    let sums: [Tensor<Scalar>]
    let outputs: BatchRows<Scalar>
    let derivatives: Tensor<Scalar>
  }

  /// See the protocol.
  public func losses(_ batch: LabelledRows<Scalar>) throws -> (values: [Double], tape: Tape) {
    var (x, kept, sums) = (batch.inputs, [BatchRows<Scalar>](), [Tensor<Scalar>]())
    for (index, layer) in layers.enumerated() {
      kept.append(x)
      let y = try layer.forward(x).0
      if index == layers.count - 1 {
        x = y
      } else {
        sums.append(y.values)
        x = BatchRows(activation(y.values), rows: y.rows)
      }
    }
    let (values, derivatives) = try batch.targets.losses(of: x)
    return (values, Tape(kept: kept, sums: sums, outputs: x, derivatives: derivatives))
  }

  /// See the protocol.
  public func backward(
    _ tape: Tape, factors: [Scalar]?, trained: Set<String>,
    visit: @escaping (any ParameterUse<Scalar>) throws -> Void
  ) throws {
    func path(_ index: Int) -> String { "layers.\(index)." }
    let first = layers.indices.first { trained.contains(path($0) + "weight") || trained.contains(path($0) + "bias") }
    guard let first else { return }
    var dy = tape.outputs.scaled(tape.derivatives, by: factors)
    for index in (first..<layers.count).reversed() {
      if index < layers.count - 1 { dy = activation.backward(dy, at: tape.sums[index]) }
      let pass = BackwardPass(path: path(index), wantsInput: index > first, trained: trained, visit: visit)
      guard let dx = try layers[index].backward(dy, at: tape.kept[index], pass) else { return }
      dy = dx
    }
  }
}
