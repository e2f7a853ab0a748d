import Models

/// y = x W₀ᵀ + b₀ + s · x Aᵀ Bᵀ, of which A and B alone are trained. Hu et al.: *LoRA* (arXiv 2106.09685).
///
/// It is two linear layers beside a frozen one: the gradient by B has inputs s · x Aᵀ and derivatives G, that by A inputs x and
/// derivatives s · G B.
public struct LowRankLinear<Scalar: ClippingScalar>: PerExampleLayer {
  /// W₀ and b₀, which are no parameters.
  public let base: Linear<Scalar>
  /// A: [rank, inputs].
  public var down: Tensor<Scalar>
  /// B: [outputs, rank].
  public var up: Tensor<Scalar>
  /// s; usually α/rank.
  public let scale: Scalar

  /// A frozen layer with a product of low rank beside it.
  ///
  /// - Precondition: the shapes fit.
  public init(base: Linear<Scalar>, down: Tensor<Scalar>, up: Tensor<Scalar>, scale: Scalar = 1) {
    precondition(down.columns == base.inputs && up.rows == base.outputs && up.columns == down.rows, "shapes of A and B")
    (self.base, self.down, self.up, self.scale) = (base, down, up, scale)
  }

  /// A drawn uniformly from ±√(1/inputs), and B = 0, so that the layer begins as the frozen one.
  public init(base: Linear<Scalar>, rank: Int, scale: Scalar = 1, using generator: inout some RandomNumberGenerator) {
    let bound = (1 / Double(base.inputs)).squareRoot()
    let numbers = (0..<rank * base.inputs).map { _ in
      Scalar(bound * (Double(generator.next() >> 11) * 0x1p-52 - 1))
    }
    self.init(
      base: base, down: Tensor(numbers, shape: [rank, base.inputs]),
      up: Tensor(repeating: 0, shape: [base.outputs, rank]), scale: scale)
  }

  /// A and B, in place; see `Module`.
  public mutating func visitParameters(
    _ path: String, _ body: (String, inout Tensor<Scalar>) throws -> Void
  ) rethrows {
    try body(path + "down", &down)
    try body(path + "up", &up)
  }

  /// The layer without the product beside it: W₀ + s B A.
  public var merged: Linear<Scalar> {
    var weight = base.weight
    weight.add(up.times(down), times: scale)
    return Linear(weight: weight, bias: base.bias)
  }

  /// See the protocol.
  public func forward(_ x: BatchRows<Scalar>) throws -> (BatchRows<Scalar>, Backward) {
    let middle = x.values.timesTransposed(down).times(scale)
    var y = base(x.values).flattened
    y += middle.timesTransposed(up)
    return (
      BatchRows(y, rows: x.rows),
      { dy, pass in
        let inner = dy.times(up).times(scale)
        if let name = pass.trained("up") {
          try pass.visit(LinearUse(x: middle, dy: dy, weight: name, rows: x.rows))
        }
        if let name = pass.trained("down") {
          try pass.visit(LinearUse(x: x.values, dy: inner, weight: name, rows: x.rows))
        }
        guard pass.wantsInput else { return nil }
        var dx = base.inputDerivatives(dy)
        dx += inner.times(down)
        return dx
      }
    )
  }
}

extension Tensor where Scalar: ClippingScalar {
  /// Each element times a number.
  func times(_ factor: Scalar) -> Tensor {
    if factor == 1 { return self }
    var product = Tensor(repeating: 0, shape: shape)
    product.add(self, times: factor)
    return product
  }
}

/// y = x + f(x Dᵀ + b) Uᵀ + c: a bottleneck beside a frozen network. Houlsby et al.: *Parameter-Efficient Transfer Learning for NLP*
/// (arXiv 1902.00751).
public struct Adapter<Scalar: ClippingScalar>: PerExampleLayer {
  /// To the bottleneck and back.
  public var down, up: Linear<Scalar>
  /// The function in the bottleneck.
  public let activation: Activation

  /// An adapter of these layers.
  ///
  /// - Precondition: `up` gives what `down` takes, and takes what it gives.
  public init(down: Linear<Scalar>, up: Linear<Scalar>, activation: Activation = .gelu) {
    precondition(down.inputs == up.outputs && down.outputs == up.inputs, "the shapes of a bottleneck")
    (self.down, self.up, self.activation) = (down, up, activation)
  }

  /// Names and values of the parameters, in place; see `Module`.
  public mutating func visitParameters(
    _ path: String, _ body: (String, inout Tensor<Scalar>) throws -> Void
  ) rethrows {
    try down.visitParameters(path + "down.", body)
    try up.visitParameters(path + "up.", body)
  }

  /// See the protocol.
  public func forward(_ x: BatchRows<Scalar>) throws -> (BatchRows<Scalar>, Backward) {
    let inner = down(x.values)
    let activated = BatchRows(activation(inner), rows: x.rows)
    var y = up(activated.values)
    y += x.values
    return (
      BatchRows(y, rows: x.rows),
      { dy, pass in
        let way = try up.backward(dy, at: activated, pass.inner("up", wantsInput: true))
        let dInner = activation.backward(way ?? dy, at: inner)
        guard var dx = try down.backward(dInner, at: x, pass.inner("down")) else { return nil }
        dx += dy
        return dx
      }
    )
  }
}
