import Models

extension LayerNorm: PerExampleLayer where Scalar: ClippingScalar {
  /// See the protocol.
  public func forward(_ x: BatchRows<Scalar>) throws -> (BatchRows<Scalar>, Backward) {
    let (y, kept) = forward(x.values)
    return (
      BatchRows(y, rows: x.rows),
      { dy, pass in
        let (gain, offset) = (pass.trained("weight"), pass.trained("bias"))
        if gain != nil || offset != nil {
          let plain = LayerNorm(
            weight: Tensor(repeating: 1, shape: weight.shape), bias: Tensor(repeating: 0, shape: bias.shape),
            epsilon: epsilon)
          try pass.visit(
            GainUse(gain: gain, offset: offset, normal: plain(kept.x), dy: dy, rows: x.rows))
        }
        var unused = self
        return pass.wantsInput ? backward(dy, kept, into: &unused) : nil
      }
    )
  }
}

extension RMSNorm: PerExampleLayer where Scalar: ClippingScalar {
  /// See the protocol.
  public func forward(_ x: BatchRows<Scalar>) throws -> (BatchRows<Scalar>, Backward) {
    let (y, kept) = forward(x.values)
    return (
      BatchRows(y, rows: x.rows),
      { dy, pass in
        if let gain = pass.trained("weight") {
          let plain = RMSNorm(weight: Tensor(repeating: 1, shape: weight.shape), epsilon: epsilon)
          try pass.visit(GainUse(gain: gain, offset: nil, normal: plain(kept.x), dy: dy, rows: x.rows))
        }
        var unused = self
        return pass.wantsInput ? backward(dy, kept, into: &unused) : nil
      }
    )
  }
}

/// Groups of channels of each example get mean 0 and variance 1 over their planes; then each channel has a gain and an offset. Wu, He: *Group
/// Normalization* (arXiv 1803.08494). With one group it is layer normalisation, and with as many groups as channels instance normalisation.
public struct GroupNorm<Scalar: ClippingScalar>: PerExampleLayer {
  /// A factor for each channel.
  public var weight: Tensor<Scalar>
  /// A summand for each channel.
  public var bias: Tensor<Scalar>
  /// The number of groups; divides that of the channels.
  public let groups: Int
  /// What is added to the variance.
  public let epsilon: Scalar

  /// A normalisation of planes.
  ///
  /// - Precondition: a gain and an offset for each channel, and the groups divide the channels.
  public init(weight: Tensor<Scalar>, bias: Tensor<Scalar>, groups: Int, epsilon: Scalar = 1e-5) {
    precondition(weight.shape == bias.shape, "a gain and an offset for each channel")
    precondition(groups > 0 && weight.elements.count % groups == 0, "\(groups) groups of channels")
    (self.weight, self.bias, self.groups, self.epsilon) = (weight, bias, groups, epsilon)
  }

  /// Names and values of the parameters, in place; see `Module`.
  public mutating func visitParameters(
    _ path: String, _ body: (String, inout Tensor<Scalar>) throws -> Void
  ) rethrows {
    try body(path + "weight", &weight)
    try body(path + "bias", &bias)
  }

  /// See the protocol.
  ///
  /// - Throws: ``LayerError`` if these are no planes of as many channels.
  public func forward(_ x: BatchRows<Scalar>) throws -> (BatchRows<Scalar>, Backward) {
    let shape = x.values.shape
    guard shape.count == 4, shape[1] == weight.elements.count else {
      throw LayerError.input(
        layer: "a group normalisation", found: "a tensor \(shape)",
        expected: "[examples, \(weight.elements.count), height, width]")
    }
    let (examples, channels, positions) = (shape[0], shape[1], shape[2] * shape[3])
    let width = channels / groups * positions
    let plain = LayerNorm<Scalar>(
      weight: Tensor(repeating: 1, shape: [width]), bias: Tensor(repeating: 0, shape: [width]), epsilon: epsilon)
    let (normal, kept) = plain.forward(x.values.reshaped([examples * groups, width]))
    let y = Self.scaled(normal.reshaped(shape), weight, bias)
    return (
      BatchRows(y, rows: x.rows),
      { dy, pass in
        let dy = dy.reshaped(shape)
        let (gain, offset) = (pass.trained("weight"), pass.trained("bias"))
        if gain != nil || offset != nil {
          try pass.visit(
            GainUse(
              gain: gain, offset: offset, normal: Self.channelsLast(normal, examples, channels, positions),
              dy: Self.channelsLast(dy, examples, channels, positions),
              rows: ExampleRows(examples: examples, each: positions)))
        }
        guard pass.wantsInput else { return nil }
        let none = Tensor<Scalar>(repeating: 0, shape: bias.shape)
        var unused = plain
        let inner = Self.scaled(dy, weight, none).reshaped([examples * groups, width])
        return plain.backward(inner, kept, into: &unused).reshaped(shape)
      }
    )
  }

  /// Each plane times the gain of its channel, plus the offset.
  private static func scaled(_ x: Tensor<Scalar>, _ gain: Tensor<Scalar>, _ offset: Tensor<Scalar>) -> Tensor<Scalar> {
    let (channels, positions) = (x.shape[1], x.shape[2] * x.shape[3])
    let planes = x.shape[0] * channels
    return Tensor(shape: x.shape) { y in
      x.withUnsafePointer { x in
        for plane in 0..<planes {
          let (factor, summand) = (gain.elements[plane % channels], offset.elements[plane % channels])
          for place in plane * positions..<(plane + 1) * positions { y[place] = x[place] * factor + summand }
        }
      }
    }
  }

  /// [examples, channels, positions] as a row for each position and a column for each channel.
  private static func channelsLast(
    _ x: Tensor<Scalar>, _ examples: Int, _ channels: Int, _ positions: Int
  ) -> Tensor<Scalar> {
    Tensor(shape: [examples * positions, channels]) { out in
      x.withUnsafePointer { x in
        for example in 0..<examples {
          for channel in 0..<channels {
            for place in 0..<positions {
              out[(example * positions + place) * channels + channel] =
                x[(example * channels + channel) * positions + place]
            }
          }
        }
      }
    }
  }
}
