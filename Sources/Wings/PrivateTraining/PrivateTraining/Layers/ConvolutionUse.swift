import Arrays
import Models

/// A convolution: for each example and each group of channels a linear layer over the patches that the kernel sees.
///
/// Its norm is that of ``LinearUse`` with the points of the result as time, summed over the groups. Patches are worked out example by
/// example, as they are larger than the planes by as much as the kernel has points.
public struct ConvolutionUse<Scalar: ClippingScalar>: ParameterUse {
  /// The name of the weights; nil if they are not trained.
  public let weight: String?
  /// The name of the bias; nil if there is none that is trained.
  public let bias: String?
  /// The layer.
  public let layer: Convolution<Scalar>
  /// What it was given, [examples, inputs, height, width].
  public let x: Tensor<Scalar>
  /// The derivatives of the summed loss by what it gave, [examples, outputs, height, width].
  public let dy: Tensor<Scalar>

  /// A use of a convolution.
  public init(weight: String?, bias: String?, layer: Convolution<Scalar>, x: Tensor<Scalar>, dy: Tensor<Scalar>) {
    precondition(x.shape.count == 4 && dy.shape.count == 4 && x.shape[0] == dy.shape[0], "planes of examples")
    (self.weight, self.bias, self.layer, self.x, self.dy) = (weight, bias, layer, x, dy)
  }

  private var positions: Int { dy.shape[2] * dy.shape[3] }
  private var depth: Int { layer.weight.elements.count / layer.outputs }
  private var part: Int { layer.outputs / layer.groups }

  /// See the protocol.
  public var parameters: [String] { [weight, bias].compactMap(\.self) }
  /// See the protocol.
  public var examples: Int { x.shape[0] }
  /// See the protocol.
  public var costs: NormCosts {
    guard weight != nil else { return NormCosts() }
    let (t, d, p) = (Double(positions), Double(depth), Double(part))
    let count = Double(examples * layer.groups)
    return NormCosts(ghost: count * t * t * (d + p), instantiated: count * 2 * t * d * p, written: count * d * p)
  }

  /// See the protocol.
  public func squaredNorms(by method: NormMethod) -> [[Double]] {
    var found: [[Double]] = []
    if weight != nil { found.append((0..<examples).map { method == .ghost ? ghost($0) : explicit($0) }) }
    if bias != nil {
      found.append(
        (0..<examples).map { example in
          var sum = [Tensor<Scalar>(repeating: 0, shape: [layer.outputs])]
          addBias(example, 1, to: &sum[0])
          return sum[0].squares
        })
    }
    return found
  }

  private func explicit(_ example: Int) -> Double {
    var gradient = Tensor<Scalar>(repeating: 0, shape: layer.weight.shape)
    addWeight(example, 1, to: &gradient)
    return gradient.squares
  }

  /// Σ over groups of ⟨Pᵀ P, Gᵀ G⟩ for patches P (depth × positions) and derivatives G (outputs × positions).
  private func ghost(_ example: Int) -> Double {
    let t = positions
    let patches = layer.patches(of: x, example: example)
    var grams = Tensor<Scalar>(repeating: 0, shape: [2, t * t])
    var (sum, bound) = (0.0, 0.0)
    grams.withUnsafeMutablePointer { grams in
      patches.withUnsafePointer { a in
        dy.withUnsafePointer { g in
          for group in 0..<layer.groups {
            multiplyByTranspose(
              matrix(a + group * depth * t, depth, t).transposed, into: matrix(grams, t, t), triangle: .lower)
            multiplyByTranspose(
              matrix(g + (example * layer.outputs + group * part) * t, part, t).transposed,
              into: matrix(grams + t * t, t, t), triangle: .lower)
            sum += Scalar.symmetricProduct(t, grams, grams + t * t)
            bound += trace(grams, t) * trace(grams + t * t, t)
          }
        }
      }
    }
    return sum >= trustedShare * bound || !sum.isFinite ? sum : explicit(example)
  }

  private func addWeight(_ example: Int, _ factor: Scalar, to sum: inout Tensor<Scalar>) {
    guard factor != 0 else { return }
    let t = positions
    let patches = layer.patches(of: x, example: example)
    sum.withUnsafeMutablePointer { sum in
      patches.withUnsafePointer { a in
        dy.withUnsafePointer { g in
          for group in 0..<layer.groups {
            multiply(
              matrix(g + (example * layer.outputs + group * part) * t, part, t),
              matrix(a + group * depth * t, depth, t).transposed,
              into: matrix(sum + group * part * depth, part, depth), alpha: factor, beta: 1)
          }
        }
      }
    }
  }

  private func addBias(_ example: Int, _ factor: Scalar, to sum: inout Tensor<Scalar>) {
    guard factor != 0 else { return }
    let t = positions
    sum.withUnsafeMutablePointer { sum in
      dy.withUnsafePointer { g in
        for output in 0..<layer.outputs {
          let start = (example * layer.outputs + output) * t
          var total: Scalar = 0
          for place in start..<start + t { total += g[place] }
          sum[output] += factor * total
        }
      }
    }
  }

  /// See the protocol.
  public func addGradient(of example: Int, times factor: Scalar, to sums: inout [Tensor<Scalar>]) {
    if weight != nil { addWeight(example, factor, to: &sums[0]) }
    if bias != nil { addBias(example, factor, to: &sums[sums.count - 1]) }
  }

  /// See the protocol.
  public func addSum(factors: [[Scalar]], to sums: inout [Tensor<Scalar>]) {
    for example in 0..<examples {
      if weight != nil { addWeight(example, factors[0][example], to: &sums[0]) }
      if bias != nil { addBias(example, factors[factors.count - 1][example], to: &sums[sums.count - 1]) }
    }
  }
}
