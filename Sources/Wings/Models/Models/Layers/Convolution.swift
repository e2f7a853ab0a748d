import Arrays
import CModels

/// A height and a width: of a plane, or of steps in it.
public struct PlaneExtent: Hashable, Sendable {
  /// Rows.
  public let height: Int
  /// Columns.
  public let width: Int

  /// An extent.
  public init(height: Int, width: Int) { (self.height, self.width) = (height, width) }

  /// The same in both directions.
  public init(_ side: Int) { self.init(height: side, width: side) }
}

/// A convolution of planes, as networks have it: y[o, i, j] = b[o] + Σ w[o, c, k, l] · x[c, i·s + k·d − p, j·s + l·d − p], with stride s, dilation d and
/// padding p by zeros, over the channels c of the group that o is in.
///
/// ```swift
/// let layer = Convolution<Float>(weight: Tensor(repeating: 1, shape: [8, 1, 5, 5]), stride: PlaneExtent(2), padding: PlaneExtent(2))
/// layer(Tensor(shape: [32, 1, 28, 28])).shape          // [32, 8, 14, 14]
/// ```
///
/// Shapes and names are those of PyTorch. A signal is a plane of height 1. Each example is worked out by itself, as a product of the weights and of
/// its ``patches(of:example:)``, so that the gradient of an example is that of a tensor with this example alone.
public struct Convolution<Scalar: NetworkScalar>: Module {
  /// [outputs, inputs / groups, height, width of the kernel].
  public var weight: Tensor<Scalar>
  /// A number for each output, or none.
  public var bias: Tensor<Scalar>?
  /// Into how many parts, in order, outputs and inputs are divided; an output sees the inputs of its part. Divides both.
  public let groups: Int
  /// How far the kernel moves; at least 1.
  public let stride: PlaneExtent
  /// Rows of zeros above and below, columns of zeros on either side; at least 0.
  public let padding: PlaneExtent
  /// How far apart the points of the kernel lie; at least 1.
  public let dilation: PlaneExtent

  /// A layer of these weights.
  ///
  /// - Precondition: the weights have four extents, none 0; the groups divide the outputs; the bias has a number for each output; strides and
  ///   dilations are positive, paddings not negative.
  public init(
    weight: Tensor<Scalar>, bias: Tensor<Scalar>? = nil, groups: Int = 1, stride: PlaneExtent = PlaneExtent(1),
    padding: PlaneExtent = PlaneExtent(0), dilation: PlaneExtent = PlaneExtent(1)
  ) {
    precondition(
      weight.shape.count == 4 && weight.shape.allSatisfy { $0 > 0 }, "weights have four extents, here \(weight.shape)")
    precondition(groups > 0 && weight.shape[0] % groups == 0, "\(groups) groups of \(weight.shape[0]) outputs")
    precondition(bias == nil || bias?.shape == [weight.shape[0]], "a bias has a number for each output")
    precondition(min(stride.height, stride.width, dilation.height, dilation.width) > 0, "a step of 0")
    precondition(min(padding.height, padding.width) >= 0, "a negative padding")
    (self.weight, self.bias, self.groups) = (weight, bias, groups)
    (self.stride, self.padding, self.dilation) = (stride, padding, dilation)
  }

  /// The number of output channels.
  public var outputs: Int { weight.shape[0] }
  /// The number of input channels.
  public var inputs: Int { weight.shape[1] * groups }
  /// Numbers that an output depends on: a row of its group's weights.
  private var depth: Int { weight.shape[1] * weight.shape[2] * weight.shape[3] }

  /// Names and values of the parameters, in place; see `Module`.
  public mutating func visitParameters(
    _ path: String, _ body: (String, inout Tensor<Scalar>) throws -> Void
  ) rethrows {
    try body(path + "weight", &weight)
    if var value = bias {
      bias = nil
      defer { bias = value }
      try body(path + "bias", &value)
    }
  }

  /// The height and width of outputs from inputs of this height and width.
  ///
  /// - Precondition: the kernel fits into the padded plane.
  public func output(of plane: PlaneExtent) -> PlaneExtent {
    func steps(_ extent: Int, _ kernel: Int, _ stride: Int, _ padding: Int, _ dilation: Int) -> Int {
      let room = extent + 2 * padding - dilation * (kernel - 1) - 1
      precondition(
        room >= 0, "a kernel of \(kernel) points, \(dilation) apart, on \(extent) with a padding of \(padding)")
      return room / stride + 1
    }
    return PlaneExtent(
      height: steps(plane.height, weight.shape[2], stride.height, padding.height, dilation.height),
      width: steps(plane.width, weight.shape[3], stride.width, padding.width, dilation.width))
  }

  /// How the kernel moves in these planes.
  private func window(_ x: Tensor<Scalar>) -> ConvolutionWindow {
    precondition(
      x.shape.count == 4 && x.shape[1] == inputs, "planes [examples, \(inputs), height, width], here \(x.shape)")
    let plane = PlaneExtent(height: x.shape[2], width: x.shape[3])
    return ConvolutionWindow(
      channels: inputs, plane: plane, kernel: PlaneExtent(height: weight.shape[2], width: weight.shape[3]),
      output: output(of: plane), stride: stride, padding: padding, dilation: dilation)
  }

  /// What the kernel sees at each of its places: a row for each input channel and point of the kernel, in the order of the weights, and a column for
  /// each point of the output. Rows of the channels of a group stand together.
  ///
  /// Column by column it is what a linear layer would be given, so norms of gradients of single examples can be had from inner products.
  ///
  /// - Parameters:
  ///   - x: [examples, inputs, height, width].
  ///   - example: which one.
  /// - Returns: [inputs · points of the kernel, points of the output].
  /// - Complexity: O(number of elements of the result).
  public func patches(of x: Tensor<Scalar>, example: Int) -> Tensor<Scalar> {
    let window = window(x)
    precondition(example >= 0 && example < x.shape[0], "example \(example) of \(x.shape[0])")
    return Tensor(shape: [groups * depth, window.positions]) { patches in
      x.withUnsafePointer { Scalar.patches(window, $0 + example * window.size, patches) }
    }
  }

  /// - Parameter x: [examples, inputs, height, width].
  /// - Returns: [examples, outputs, height, width].
  /// - Complexity: O(points of the result · weights of an output); memory of the patches of one example beside the result.
  public func callAsFunction(_ x: Tensor<Scalar>) -> Tensor<Scalar> {
    let window = window(x)
    let (positions, part) = (window.positions, outputs / groups)
    let shape = [x.shape[0], outputs, window.output.height, window.output.width]
    var scratch = Tensor<Scalar>(repeating: 0, shape: [groups * depth, positions])
    return Tensor(shape: shape) { y in
      scratch.withUnsafeMutablePointer { patches in
        x.withUnsafePointer { x in
          weight.withUnsafePointer { w in
            for example in 0..<shape[0] {
              Scalar.patches(window, x + example * window.size, patches)
              let y = y + example * outputs * positions
              for group in 0..<groups {
                multiply(
                  matrix(w + group * part * depth, part, depth),
                  matrix(UnsafePointer(patches) + group * depth * positions, depth, positions),
                  into: matrix(y + group * part * positions, part, positions))
              }
              if let bias { Self.add(bias, to: y, positions) }
            }
          }
        }
      }
    }
  }

  private static func add(_ bias: Tensor<Scalar>, to y: UnsafeMutablePointer<Scalar>, _ positions: Int) {
    for (channel, offset) in bias.elements.enumerated() {
      for place in channel * positions..<(channel + 1) * positions { y[place] += offset }
    }
  }

  /// Adds the derivatives by the parameters to `gradient`, and returns that by x.
  ///
  /// - Parameters:
  ///   - dy: the derivative by the result.
  ///   - x: what the layer was given.
  ///   - gradient: a layer of the same shape.
  /// - Complexity: O(points of the result · weights of an output), twice.
  public func backward(
    _ dy: Tensor<Scalar>, at x: Tensor<Scalar>, into gradient: inout Convolution
  ) -> Tensor<Scalar> {
    let window = window(x)
    let (positions, part, examples) = (window.positions, outputs / groups, x.shape[0])
    precondition(
      dy.shape == [examples, outputs, window.output.height, window.output.width],
      "a derivative has the shape of its value")
    var scratch = Tensor<Scalar>(repeating: 0, shape: [groups * depth, positions])
    scratch.withUnsafeMutablePointer { patches in
      gradient.weight.withUnsafeMutablePointer { dw in
        x.withUnsafePointer { x in
          dy.withUnsafePointer { dy in
            for example in 0..<examples {
              let dy = dy + example * outputs * positions
              Scalar.patches(window, x + example * window.size, patches)
              for group in 0..<groups {
                multiply(
                  matrix(dy + group * part * positions, part, positions),
                  matrix(UnsafePointer(patches) + group * depth * positions, depth, positions).transposed,
                  into: matrix(dw + group * part * depth, part, depth), beta: 1)
              }
            }
          }
        }
      }
    }
    gradient.bias?.withUnsafeMutablePointer { Self.add(sumsOf: dy, positions, to: $0) }
    return inputDerivatives(dy, at: x)
  }

  /// The derivative by x of a loss whose derivative by the result is `dy`.
  ///
  /// - Parameters:
  ///   - dy: the derivative by the result.
  ///   - x: what the layer was given; only its shape counts.
  /// - Complexity: O(points of the result · weights of an output).
  public func inputDerivatives(_ dy: Tensor<Scalar>, at x: Tensor<Scalar>) -> Tensor<Scalar> {
    let window = window(x)
    let (positions, part, examples) = (window.positions, outputs / groups, x.shape[0])
    precondition(
      dy.shape == [examples, outputs, window.output.height, window.output.width],
      "a derivative has the shape of its value")
    var scratch = Tensor<Scalar>(repeating: 0, shape: [groups * depth, positions])
    var dx = Tensor<Scalar>(repeating: 0, shape: x.shape)
    dx.withUnsafeMutablePointer { dx in
      scratch.withUnsafeMutablePointer { patches in
        dy.withUnsafePointer { dy in
          weight.withUnsafePointer { w in
            for example in 0..<examples {
              let dy = dy + example * outputs * positions
              for group in 0..<groups {
                multiply(
                  matrix(w + group * part * depth, part, depth).transposed,
                  matrix(dy + group * part * positions, part, positions),
                  into: matrix(patches + group * depth * positions, depth, positions))
              }
              Scalar.addPatches(window, patches, dx + example * window.size)
            }
          }
        }
      }
    }
    return dx
  }

  /// Adds the sum of each output's derivatives to those of the bias.
  private static func add(sumsOf dy: Tensor<Scalar>, _ positions: Int, to bias: UnsafeMutablePointer<Scalar>) {
    let (examples, outputs) = (dy.shape[0], dy.shape[1])
    dy.withUnsafePointer { dy in
      for row in 0..<examples * outputs {
        var sum: Scalar = 0
        for place in row * positions..<(row + 1) * positions { sum += dy[place] }
        bias[row % outputs] += sum
      }
    }
  }
}

/// A kernel that moves in planes, one for each channel.
public struct ConvolutionWindow: Sendable {
  let channels: Int
  let plane, kernel, output, stride, padding, dilation: PlaneExtent

  /// Points of an output plane.
  var positions: Int { output.height * output.width }
  /// Numbers of an example.
  var size: Int { channels * plane.height * plane.width }

  /// The same for the loops in C.
  var loops: models_window {
    func axis(_ part: KeyPath<PlaneExtent, Int>) -> models_axis {
      models_axis(
        extent: plane[keyPath: part], kernel: kernel[keyPath: part], output: output[keyPath: part],
        stride: stride[keyPath: part], padding: padding[keyPath: part], dilation: dilation[keyPath: part])
    }
    return models_window(channels: channels, rows: axis(\.height), columns: axis(\.width))
  }
}
