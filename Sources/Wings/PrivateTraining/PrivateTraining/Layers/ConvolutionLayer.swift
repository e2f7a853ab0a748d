import Models

extension Convolution: PerExampleLayer where Scalar: ClippingScalar {
  /// See the protocol.
  ///
  /// - Throws: ``LayerError`` if these are no planes of as many channels, or they are too small.
  public func forward(_ x: BatchRows<Scalar>) throws -> (BatchRows<Scalar>, Backward) {
    let shape = x.values.shape
    guard shape.count == 4, shape[1] == inputs else {
      throw LayerError.input(
        layer: "a convolution", found: "a tensor \(shape)", expected: "[examples, \(inputs), height, width]")
    }
    let kernel = (dilation.height * (weight.shape[2] - 1) + 1, dilation.width * (weight.shape[3] - 1) + 1)
    guard shape[2] + 2 * padding.height >= kernel.0, shape[3] + 2 * padding.width >= kernel.1 else {
      throw LayerError.input(
        layer: "a convolution", found: "planes of \(shape[2]) × \(shape[3])",
        expected: "at least \(kernel.0) × \(kernel.1) with their padding")
    }
    let y = self(x.values)
    return (
      BatchRows(y),
      { dy, pass in
        let dy = dy.reshaped(y.shape)
        let (name, offset) = (pass.trained("weight"), bias == nil ? nil : pass.trained("bias"))
        if name != nil || offset != nil {
          try pass.visit(ConvolutionUse(weight: name, bias: offset, layer: self, x: x.values, dy: dy))
        }
        return pass.wantsInput ? inputDerivatives(dy, at: x.values) : nil
      }
    )
  }
}
