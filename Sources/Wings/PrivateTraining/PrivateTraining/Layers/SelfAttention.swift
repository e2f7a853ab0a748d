import Models

/// Attention of the rows of each example to each other: queries, keys and values, and what is made of the means.
///
/// The projections are three layers, whose parameters may be three groups of a clipping plan, or one layer of three times the width.
/// The products of inputs with each other, which all three norms need, are computed once.
public struct SelfAttention<Scalar: ClippingScalar>: PerExampleLayer {
  /// Queries, keys, values; or all of them as one layer.
  public var projections: [Linear<Scalar>]
  /// What is made of the means of values.
  public var output: Linear<Scalar>
  /// How rows attend to each other.
  public let attention: Attention<Scalar>

  /// Attention with these layers.
  ///
  /// - Precondition: three projections of the attention's width, or one of three times that.
  public init(projections: [Linear<Scalar>], output: Linear<Scalar>, attention: Attention<Scalar>) {
    precondition(projections.count == 1 || projections.count == 3, "one projection or three")
    let width = (attention.heads + 2 * attention.keyHeads) * attention.headWidth
    precondition(projections.reduce(0) { $0 + $1.outputs } == width, "projections to \(width) columns")
    (self.projections, self.output, self.attention) = (projections, output, attention)
  }

  private func name(_ index: Int) -> String { projections.count == 1 ? "qkv" : ["query", "key", "value"][index] }

  /// Names and values of the parameters, in place; see `Module`.
  public mutating func visitParameters(
    _ path: String, _ body: (String, inout Tensor<Scalar>) throws -> Void
  ) rethrows {
    for index in projections.indices { try projections[index].visitParameters("\(path)\(name(index)).", body) }
    try output.visitParameters(path + "output.", body)
  }

  /// See the protocol.
  public func forward(_ x: BatchRows<Scalar>) throws -> (BatchRows<Scalar>, Backward) {
    let all = Tensor.besideEachOther(projections.map { $0(x.values) })
    let (width, keys) = (attention.heads * attention.headWidth, attention.keyHeads * attention.headWidth)
    let (means, kept) = attention.forward(
      q: all.columns(0..<width), k: all.columns(width..<width + keys), v: all.columns(width + keys..<width + 2 * keys),
      sequences: x.rows.ranges)
    let context = BatchRows(means, rows: x.rows)
    return (
      BatchRows(output(means), rows: x.rows),
      { dy, pass in
        guard let back = try output.backward(dy, at: context, pass.inner("output", wantsInput: true)) else {
          return nil
        }
        let (q, k, v) = attention.backward(back, kept)
        let derivatives = Tensor.besideEachOther([q, k, v])
        var (first, outputs) = (0, [LinearUse<Scalar>.Output]())
        for (index, layer) in projections.enumerated() {
          outputs.append(
            LinearUse.Output(
              weight: pass.trained(name(index) + ".weight"),
              bias: layer.bias == nil ? nil : pass.trained(name(index) + ".bias"),
              columns: first..<first + layer.outputs))
          first += layer.outputs
        }
        if outputs.contains(where: { $0.weight != nil || $0.bias != nil }) {
          try pass.visit(LinearUse(x: x.values, dy: derivatives, outputs: outputs, rows: x.rows))
        }
        guard pass.wantsInput else { return nil }
        var dx = Tensor<Scalar>(repeating: 0, shape: [x.values.rows, x.values.columns])
        for (output, layer) in zip(outputs, projections) {
          dx += layer.inputDerivatives(derivatives.columns(output.columns))
        }
        return dx
      }
    )
  }
}
